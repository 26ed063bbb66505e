"""Blind BBS: signatures over messages that the signer does not see (draft-irtf-cfrg-bbs-blind-signatures, 4.1, 4.2).

The holder commits to messages, the signer signs the commitment together with messages of their own, and the holder
proves as with any BBS signature. Without the committed messages and the blind nobody else can make such a proof.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from vcwallet.bbs.arguments import demand_bytes, demand_messages, too_many_messages
from vcwallet.bbs.blind_parameters import ClaimedDisclosure, HeldMessages, blind_setting, sign_blindly, signable_point
from vcwallet.bbs.ciphersuite import Ciphersuite
from vcwallet.bbs.commitment import Commitment, core_commit, core_commit_verify
from vcwallet.bbs.core import core_verify
from vcwallet.bbs.generators import MAX_MESSAGES
from vcwallet.bbs.interface import BLIND, interface_of
from vcwallet.bbs.keys import BbsPublicKey, BbsSecretKey, demand_public_key, demand_secret_key
from vcwallet.bbs.octets import commitment_from_octets, proof_from_octets, signature_from_octets
from vcwallet.bbs.proof import core_proof_gen, core_proof_verify
from vcwallet.bbs.randomness import random_scalars
from vcwallet.ports import Randomness


def commit(
    committed_messages: Sequence[bytes] = (),
    *,
    ciphersuite: Ciphersuite = Ciphersuite.BLS12_381_SHA_256,
    randomness: Randomness = secrets.token_bytes,
) -> Commitment:
    """Commits to messages that the signer shall sign without seeing them (Commit, section 4.1.1).

    Args:
        committed_messages: The messages, such as a holder's secret.
        ciphersuite: Which ciphersuite.
        randomness: The source of randomness; the secrecy of the messages rests on it.

    Returns:
        The commitment for the signer and the blind for the holder.

    Raises:
        UsageError: A wrong argument, or too many messages.
    """
    interface = interface_of(ciphersuite, BLIND)
    messages = demand_messages(committed_messages, "committed_messages")
    return core_commit(interface, interface.messages_to_scalars(messages), randomness=randomness)


def blind_sign(
    secret_key: BbsSecretKey,
    messages: Sequence[bytes],
    *,
    commitment_with_proof: bytes | None = None,
    header: bytes = b"",
    ciphersuite: Ciphersuite = Ciphersuite.BLS12_381_SHA_256,
    randomness: Randomness = secrets.token_bytes,
) -> bytes:
    """Signs a holder's commitment together with messages of the signer (BlindSign, section 4.2.1). Deterministic.

    Args:
        secret_key: The signer's key.
        messages: The messages that the signer knows.
        commitment_with_proof: What `commit` gave the holder for the signer.
        header: What every proof will show.
        ciphersuite: Which ciphersuite.
        randomness: For masking the key; the signature does not depend on it.

    Returns:
        The signature, 80 octets.

    Raises:
        ProofInvalid: The holder does not prove to know what is committed.
        Malformed: The commitment cannot be decoded; also a `FormatError`.
        UsageError: A wrong argument, or too many messages.
        KeyMismatch: Not a BBS secret key.
    """
    key = demand_secret_key(secret_key)
    interface = interface_of(ciphersuite, BLIND)
    known = demand_messages(messages)
    demand_bytes(header, "header")
    commitment, committed = None, 0
    if commitment_with_proof is not None:
        decoded = commitment_from_octets(commitment_with_proof)
        commitment, committed = decoded.commitment, len(decoded.m_hats)
        if len(known) + committed > MAX_MESSAGES:
            raise too_many_messages(len(known) + committed)
        core_commit_verify(interface, decoded)
    setting = blind_setting(interface, key.public, header, known=len(known), committed=committed)
    b = signable_point(setting, interface.messages_to_scalars(known), commitment)
    return sign_blindly(key, setting, b, randomness=randomness)


def verify_blind_sign(
    public_key: BbsPublicKey | bytes,
    signature: bytes,
    messages: Sequence[bytes],
    *,
    committed_messages: Sequence[bytes] = (),
    secret_prover_blind: bytes | None = None,
    header: bytes = b"",
    ciphersuite: Ciphersuite = Ciphersuite.BLS12_381_SHA_256,
    randomness: Randomness = secrets.token_bytes,
) -> None:
    """Verifies a blind signature, as its holder (VerifyBlindSign, section 4.2.2).

    Args:
        public_key: The signer's key.
        signature: 80 octets.
        messages: The messages that the signer knows, in order.
        committed_messages: The messages that were committed, in order.
        secret_prover_blind: The blind that `commit` returned; None if there was no commitment.
        header: The signed header.
        ciphersuite: Which ciphersuite.
        randomness: For masking the secrets; the result does not depend on it.

    Raises:
        ProofInvalid: The signature is not for all of this.
        Malformed: The signature cannot be decoded; also a `FormatError`.
        FormatError: The blind is not a scalar.
        KeyMismatch: Not a public key.
        UsageError: An argument of the wrong type, or too many messages.
    """
    key = demand_public_key(public_key)
    interface = interface_of(ciphersuite, BLIND)
    held = HeldMessages.of(messages, committed_messages, secret_prover_blind)
    decoded = signature_from_octets(signature)
    known, committed = len(held.messages), len(held.committed_messages)
    setting = blind_setting(interface, key, header, known=known, committed=committed)
    (mask,) = random_scalars(1, randomness)
    core_verify(setting, decoded, held.scalars(interface), mask=mask)


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
    known, committed = len(held.messages), len(held.committed_messages)
    setting = blind_setting(interface, key, header, known=known, committed=committed)
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
    committed = claimed.committed_count(decoded, trailing_secrets=0)
    setting = blind_setting(interface, key, header, known=claimed.signer_message_count, committed=committed)
    core_proof_verify(setting, decoded, claimed.disclosure(interface))
