"""Private and public keys: Ed25519, P-256, P-384; JWK, Multikey, PEM."""
