"""Blind BBS, the issuing: signatures over messages that the signer does not see.

The holder commits to messages, and the signer signs the commitment together with messages of their own
(draft-irtf-cfrg-bbs-blind-signatures, sections 4.1, 4.2.1 and 4.2.2).
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from vcwallet.bbs.arguments import demand_bytes, demand_messages, too_many_messages
from vcwallet.bbs.blind_parameters import HeldMessages, blind_setting, sign_blindly, signable_point
from vcwallet.bbs.ciphersuite import Ciphersuite
from vcwallet.bbs.commitment import Commitment, core_commit, core_commit_verify
from vcwallet.bbs.core import core_verify
from vcwallet.bbs.generators import MAX_MESSAGES
from vcwallet.bbs.interface import BLIND, interface_of
from vcwallet.bbs.keys import BbsPublicKey, BbsSecretKey, demand_public_key, demand_secret_key
from vcwallet.bbs.octets import commitment_from_octets, signature_from_octets
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
    setting = held.setting(interface, key, header, trailing_secrets=0)
    (mask,) = random_scalars(1, randomness)
    core_verify(setting, decoded, held.scalars(interface), mask=mask)
