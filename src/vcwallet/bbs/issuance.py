"""What a signer can check of a blind signature that was made elsewhere, such as in a KMS.

The drafts have only the holder verify a blind signature, who knows what was committed. But the point B that is signed
follows from the commitment as well, and that the signer has.
"""

from __future__ import annotations

from collections.abc import Sequence

from vcwallet.bbs.arguments import demand_bytes, demand_messages, demand_scalar
from vcwallet.bbs.blind_parameters import blind_setting, signable_point
from vcwallet.bbs.ciphersuite import Ciphersuite
from vcwallet.bbs.core import demand_signature
from vcwallet.bbs.interface import BLIND, PSEUDONYM, interface_of
from vcwallet.bbs.keys import BbsPublicKey, demand_public_key
from vcwallet.bbs.octets import commitment_from_octets, signature_from_octets


def verify_blind_issuance(
    public_key: BbsPublicKey | bytes,
    signature: bytes,
    messages: Sequence[bytes],
    *,
    commitment_with_proof: bytes,
    signer_nym_entropy: bytes | None = None,
    header: bytes = b"",
    ciphersuite: Ciphersuite = Ciphersuite.BLS12_381_SHA_256,
) -> None:
    """Verifies, as the signer, what `blind_sign` or, with entropy, `blind_sign_with_nym` returned.

    The proof in the commitment is not verified again.

    Args:
        public_key: The signer's key.
        signature: 80 octets.
        messages: The messages that the signer knows, in order.
        commitment_with_proof: What the holder gave the signer.
        signer_nym_entropy: The signer's share of the pseudonym's secret, 32 octets; None without a pseudonym.
        header: The signed header.
        ciphersuite: Which ciphersuite.

    Raises:
        ProofInvalid: The signature is not for all of this.
        Malformed: The signature or the commitment cannot be decoded; also a `FormatError`.
        FormatError: `signer_nym_entropy` is not a scalar.
        KeyMismatch: Not a public key.
        UsageError: An argument of the wrong type, or too many messages.
    """
    key = demand_public_key(public_key)
    interface = interface_of(ciphersuite, BLIND if signer_nym_entropy is None else PSEUDONYM)
    known = demand_messages(messages)
    entropy = None if signer_nym_entropy is None else demand_scalar(signer_nym_entropy, "signer_nym_entropy")
    decoded = signature_from_octets(signature)
    commitment = commitment_from_octets(commitment_with_proof, least=0 if entropy is None else 1)
    setting = blind_setting(
        interface, key, demand_bytes(header, "header"), known=len(known), committed=len(commitment.m_hats)
    )
    b = signable_point(setting, interface.messages_to_scalars(known), commitment.commitment, entropy)
    demand_signature(setting, decoded, b)
