"""The key types: the one table of their names, prefixes, lengths and hashes."""

from __future__ import annotations

from dataclasses import dataclass

from vcwallet.errors import UsageError, quoted


@dataclass(frozen=True, slots=True, kw_only=True)
class Algorithm:
    """One type of key, and the one way to sign with it.

    Attributes:
        name: Its name here and everywhere in the library.
        kty: Its key type in a JWK (RFC 7518, section 6.1; RFC 8037, section 2); "" where there is no JWK of it.
        crv: Its curve in a JWK, or "".
        jose: The JOSE algorithms that such a key serves, the usual one first; empty where it signs no tokens.
        public_prefix: Multicodec of the public key as a varint (Controlled Identifiers 1.0, section 2.2.2).
        secret_prefix: Multicodec of the secret key as a varint.
        public_length: Bytes of the public key in a Multikey; ECDSA points are compressed.
        secret_length: Bytes of the secret key, and of one coordinate of the public key.
        signature_length: Bytes of a signature; ECDSA signatures are raw ``r ‖ s``.
        hash_name: What the signed bytes are hashed with, in `hashlib`'s spelling.
        spec: The section that says how a signature is verified.
        signs_messages: Whether it signs a header and a list of messages (BBS) and not one byte string.
    """

    name: str
    kty: str
    crv: str
    jose: tuple[str, ...]
    public_prefix: bytes
    secret_prefix: bytes
    public_length: int
    secret_length: int
    signature_length: int
    hash_name: str
    spec: str
    signs_messages: bool = False

    def require_signature(self, signature: bytes) -> None:
        """Sees that these bytes can be a signature by such a key.

        Raises:
            UsageError: They have another length.
        """
        if len(signature) != self.signature_length:
            raise UsageError(
                f"A signature by a {self.name} key is {self.signature_length} bytes, not {len(signature)}.",
                hint="ECDSA signatures are raw r ‖ s here, not DER." if self.kty == "EC" else None,
                spec=self.spec,
            )


ED25519 = Algorithm(
    name="Ed25519",
    kty="OKP",
    crv="Ed25519",
    jose=("EdDSA", "Ed25519"),
    public_prefix=b"\xed\x01",
    secret_prefix=b"\x80\x26",
    public_length=32,
    secret_length=32,
    signature_length=64,
    hash_name="sha512",
    spec="RFC 8032, section 5.1.7",
)
P256 = Algorithm(
    name="P-256",
    kty="EC",
    crv="P-256",
    jose=("ES256",),
    public_prefix=b"\x80\x24",
    secret_prefix=b"\x86\x26",
    public_length=33,
    secret_length=32,
    signature_length=64,
    hash_name="sha256",
    spec="FIPS 186-5, section 6.4.2",
)
P384 = Algorithm(
    name="P-384",
    kty="EC",
    crv="P-384",
    jose=("ES384",),
    public_prefix=b"\x81\x24",
    secret_prefix=b"\x87\x26",
    public_length=49,
    secret_length=48,
    signature_length=96,
    hash_name="sha384",
    spec="FIPS 186-5, section 6.4.2",
)

# The public key is a point of G2. For secret keys the table in Controlled Identifiers 1.0 has 0x8030, which it calls
# "the varint expression of 0x130a"; but that is 0x8a26, the multicodec bls12_381-g2-priv, as other libraries write it.
BLS12_381 = Algorithm(
    name="BLS12-381",
    kty="",
    crv="",
    jose=(),
    public_prefix=b"\xeb\x01",
    secret_prefix=b"\x8a\x26",
    public_length=96,
    secret_length=32,
    signature_length=80,
    hash_name="sha256",
    spec="draft-irtf-cfrg-bbs-signatures, section 3.5.2",
    signs_messages=True,
)

ALGORITHMS = {algorithm.name: algorithm for algorithm in (ED25519, P256, P384, BLS12_381)}
"""The key types by name, in the order in which they are named to people."""

PLANNED = {
    "ML-DSA-44": "They are for `mldsa44-rdfc-2024`, and need a later version of vcwallet.",
}
"""Names that are reserved for key types to come, and what they will need."""

OTHER_KEY_TYPES = {
    b"\xe7\x01": "secp256k1",
    b"\xea\x01": "BLS12-381 (G1)",
    b"\xec\x01": "X25519",
    b"\x86\x24": "SM2",
    b"\x90\x24": "ML-DSA-44",
    b"\x91\x24": "ML-DSA-65",
    b"\x92\x24": "ML-DSA-87",
    b"\x85\x24": "RSA",
    b"\x82\x24": "P-521",
}
"""Multicodec prefixes of public keys that are recognised, so that an error can name them, and not used."""


def algorithm_named(name: str) -> Algorithm:
    """Looks up a key type by its name.

    Raises:
        UsageError: Not one of `ALGORITHMS`.
    """
    algorithm = ALGORITHMS.get(name) if isinstance(name, str) else None
    if algorithm is not None:
        return algorithm
    known = ", ".join(ALGORITHMS)
    if isinstance(name, str) and name in PLANNED:
        message = f"Keys of the type {name} are not in this version of vcwallet, which has {known}."
        raise UsageError(message, hint=PLANNED[name], code="unknown_algorithm")
    raise UsageError(
        f"{quoted(name, 40)} is not a type of key that is known here: choose one of {known}.", code="unknown_algorithm"
    )
