"""What a BBS proof is bound to: one verifier, its challenge, and the holder who presents.

VC-DI-BBS 1.0 leaves the contents of `presentationHeader` to its users. Here it is SHA-256 over the octets

    vcwallet bbs-2023 presentation 1 ‖ 0x00 ‖ JCS({"challenge": …, "domain": …, "holder": …})

where JCS is the canonical JSON of RFC 8785, and the three texts are those of the presentation around the credential:
the `challenge` and the `domain` of its proof, and the DID whose key made that proof. Whoever takes the credential out
of the presentation can sign another one with a key of their own, but not make a BBS proof that fits it.
"""

from __future__ import annotations

import hashlib

from vcwallet.encoding import jcs

_CONTEXT = b"vcwallet bbs-2023 presentation 1\x00"


def presentation_header(*, domain: str, challenge: str, holder: str) -> bytes:
    """The presentation header of a credential in a presentation; 32 bytes.

    Args:
        domain: The verifier's identifier.
        challenge: Its nonce.
        holder: The DID of the holder's key that signs the presentation.

    Raises:
        FormatError: One of them is no Unicode text.
    """
    members = jcs.canonicalize({"challenge": challenge, "domain": domain, "holder": holder})
    return hashlib.sha256(_CONTEXT + members).digest()
