"""Keys: public keys that verify, signing keys, and the forms in which both are written down."""

from vcwallet.keys.public import PublicKey
from vcwallet.keys.signing import SigningKey

__all__ = ["PublicKey", "SigningKey"]
