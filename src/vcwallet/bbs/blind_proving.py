"""Blind BBS, the proving: as with any BBS signature, but by nobody without the committed messages and the blind.

draft-irtf-cfrg-bbs-blind-signatures, sections 4.2.3 and 4.2.4.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from vcwallet.bbs.arguments import demand_bytes
from vcwallet.bbs.blind_parameters import ClaimedDisclosure, HeldMessages
from vcwallet.bbs.ciphersuite import Ciphersuite
from vcwallet.bbs.interface import BLIND, interface_of
from vcwallet.bbs.keys import BbsPublicKey, demand_public_key
from vcwallet.bbs.octets import proof_from_octets, signature_from_octets
from vcwallet.bbs.proof import core_proof_gen, core_proof_verify
from vcwallet.ports import Randomness


def blind_proof_gen(
    public_key: BbsPublicKey | bytes,
    signature: bytes,
    messages: Sequence[bytes],
    *,
    committed_messages: Sequence[bytes] = (),
    secret_prover_blind: bytes | None = None,
    disclosed_indexes: Sequence[int] = (),
    disclosed_commitment_indexes: Sequence[int] = (),
    header: bytes = b"",
    presentation_header: bytes = b"",
    ciphersuite: Ciphersuite = Ciphersuite.BLS12_381_SHA_256,
    randomness: Randomness = secrets.token_bytes,
) -> bytes:
    """Makes an unlinkable proof from a blind signature (BlindProofGen, section 4.2.3).

    The signature is decoded but not verified: from a wrong one comes a proof that nobody accepts.

    Args:
        public_key: The signer's key.
        signature: 80 octets.
        messages: The messages that the signer knows, in order.
        committed_messages: The messages that were committed, in order.
        secret_prover_blind: The blind that `commit` returned; None if there was no commitment.
        disclosed_indexes: Which of `messages` to disclose, ascending, counted from 0.
        disclosed_commitment_indexes: Which of `committed_messages` to disclose, ascending, counted from 0.
        header: The signed header.
        presentation_header: What the proof is bound to, such as a verifier's nonce.
        ciphersuite: Which ciphersuite.
        randomness: The source of randomness; the secrecy of what is withheld rests on it.

    Returns:
        The proof: 304 octets and 32 for each withheld message.

    Raises:
        UsageError: A wrong argument, an index that repeats or is out of range, or too many messages.
        Malformed: The signature cannot be decoded; also a `FormatError`.
        FormatError: The blind is not a scalar.
        KeyMismatch: Not a public key.
    """
    key = demand_public_key(public_key)
    interface = interface_of(ciphersuite, BLIND)
    held = HeldMessages.of(messages, committed_messages, secret_prover_blind)
    places = held.disclosed(disclosed_indexes, disclosed_commitment_indexes)
    demand_bytes(presentation_header, "presentation_header")
    decoded = signature_from_octets(signature)
    setting = held.setting(interface, key, header, trailing_secrets=0)
    return core_proof_gen(setting, decoded, held.scalars(interface), places, presentation_header, randomness=randomness)


def blind_proof_verify(
    public_key: BbsPublicKey | bytes,
    proof: bytes,
    *,
    signer_message_count: int,
    disclosed_messages: Sequence[bytes] = (),
    disclosed_indexes: Sequence[int] = (),
    disclosed_committed_messages: Sequence[bytes] = (),
    disclosed_commitment_indexes: Sequence[int] = (),
    header: bytes = b"",
    presentation_header: bytes = b"",
    ciphersuite: Ciphersuite = Ciphersuite.BLS12_381_SHA_256,
) -> None:
    """Verifies a proof from a blind signature (BlindProofVerify, section 4.2.4).

    Counts and indexes are evidence too: wrong ones are rejected, and are not a mistake of the caller.

    Args:
        public_key: The signer's key.
        proof: What `blind_proof_gen` returned.
        signer_message_count: How many messages the signer knows (L).
        disclosed_messages: The disclosed ones of these, in order.
        disclosed_indexes: Their places, ascending, counted from 0.
        disclosed_committed_messages: The disclosed ones of the committed messages, in order.
        disclosed_commitment_indexes: Their places among the committed messages, ascending, counted from 0.
        header: The signed header.
        presentation_header: What the proof is bound to.
        ciphersuite: Which ciphersuite.

    Raises:
        ProofInvalid: The proof does not hold for all of this.
        Malformed: The proof cannot be decoded, or the indexes do not fit the messages; also a `FormatError`.
        KeyMismatch: Not a public key.
        UsageError: An argument of the wrong type, or too many messages.
    """
    key = demand_public_key(public_key)
    interface = interface_of(ciphersuite, BLIND)
    claimed = ClaimedDisclosure.of(
        signer_message_count,
        disclosed_messages,
        disclosed_indexes,
        disclosed_committed_messages,
        disclosed_commitment_indexes,
        presentation_header,
    )
    decoded = proof_from_octets(proof)
    setting = claimed.setting(interface, key, header, decoded, trailing_secrets=0)
    core_proof_verify(setting, decoded, claimed.disclosure(interface))
