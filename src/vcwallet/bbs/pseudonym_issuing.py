"""Pseudonyms, the issuing: a secret of two shares (draft-irtf-cfrg-bbs-per-verifier-linkability-01, section 6.1).

The pseudonym's secret, nym_secret, is the sum of the holder's prover_nym and the signer's signer_nym_entropy; it is
signed blindly, as the last message.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from vcwallet.bbs.arguments import demand_bytes, demand_messages, demand_scalar, too_many_messages
from vcwallet.bbs.blind_parameters import HeldMessages, blind_setting, optional_scalar, sign_blindly, signable_point
from vcwallet.bbs.ciphersuite import Ciphersuite
from vcwallet.bbs.commitment import Commitment, core_commit, core_commit_verify
from vcwallet.bbs.core import core_verify
from vcwallet.bbs.curve import Scalar, scalar_to_octets
from vcwallet.bbs.generators import MAX_MESSAGES
from vcwallet.bbs.interface import PSEUDONYM, interface_of
from vcwallet.bbs.keys import BbsPublicKey, BbsSecretKey, demand_public_key, demand_secret_key
from vcwallet.bbs.octets import commitment_from_octets, signature_from_octets
from vcwallet.bbs.randomness import random_scalars
from vcwallet.errors import FormatError
from vcwallet.ports import Randomness


def commit_with_nym(
    prover_nym: bytes | None,
    committed_messages: Sequence[bytes] = (),
    *,
    ciphersuite: Ciphersuite = Ciphersuite.BLS12_381_SHA_256,
    randomness: Randomness = secrets.token_bytes,
) -> Commitment:
    """Commits to messages and to the holder's share of a pseudonym's secret (CommitWithNym, section 6.1.1).

    Args:
        prover_nym: The holder's share, a scalar as 32 octets (`random_scalar`); zero when None.
        committed_messages: Messages that the signer shall sign without seeing them.
        ciphersuite: Which ciphersuite.
        randomness: The source of randomness; the secrecy of all this rests on it.

    Returns:
        The commitment for the signer and the blind for the holder.

    Raises:
        UsageError: A wrong argument, or too many messages.
        FormatError: `prover_nym` is not a scalar.
    """
    interface = interface_of(ciphersuite, PSEUDONYM)
    nym = optional_scalar(prover_nym, "prover_nym")
    messages = demand_messages(committed_messages, "committed_messages")
    return core_commit(interface, [*interface.messages_to_scalars(messages), nym], randomness=randomness)


def blind_sign_with_nym(
    secret_key: BbsSecretKey,
    messages: Sequence[bytes],
    *,
    commitment_with_proof: bytes,
    signer_nym_entropy: bytes,
    header: bytes = b"",
    ciphersuite: Ciphersuite = Ciphersuite.BLS12_381_SHA_256,
    randomness: Randomness = secrets.token_bytes,
) -> bytes:
    """Signs a holder's commitment and adds the signer's share of the secret (BlindSignWithNym, section 6.1.2).

    Args:
        secret_key: The signer's key.
        messages: The messages that the signer knows.
        commitment_with_proof: What `commit_with_nym` gave the holder for the signer.
        signer_nym_entropy: The signer's share, a fresh random scalar as 32 octets (`random_scalar`); the same as
            before only when the same holder gets a new signature for the same pseudonyms.
        header: What every proof will show.
        ciphersuite: Which ciphersuite.
        randomness: For masking the key; the signature does not depend on it.

    Returns:
        The signature, 80 octets. The holder needs `signer_nym_entropy` with it.

    Raises:
        ProofInvalid: The holder does not prove to know what is committed.
        Malformed: The commitment cannot be decoded, or commits to no share; also a `FormatError`.
        FormatError: `signer_nym_entropy` is not a scalar.
        UsageError: A wrong argument, or too many messages.
        KeyMismatch: Not a BBS secret key.
    """
    key = demand_secret_key(secret_key)
    interface = interface_of(ciphersuite, PSEUDONYM)
    known = demand_messages(messages)
    demand_bytes(header, "header")
    entropy = demand_scalar(signer_nym_entropy, "signer_nym_entropy")
    commitment = commitment_from_octets(commitment_with_proof, least=1)
    committed = len(commitment.m_hats)
    if len(known) + committed - 1 > MAX_MESSAGES:
        raise too_many_messages(len(known) + committed - 1)
    core_commit_verify(interface, commitment)
    setting = blind_setting(interface, key.public, header, known=len(known), committed=committed)
    b = signable_point(setting, interface.messages_to_scalars(known), commitment.commitment, entropy)
    return sign_blindly(key, setting, b, randomness=randomness)


def verify_finalize_with_nym(
    public_key: BbsPublicKey | bytes,
    signature: bytes,
    messages: Sequence[bytes],
    *,
    committed_messages: Sequence[bytes] = (),
    prover_nym: bytes | None = None,
    signer_nym_entropy: bytes | None = None,
    secret_prover_blind: bytes | None = None,
    header: bytes = b"",
    ciphersuite: Ciphersuite = Ciphersuite.BLS12_381_SHA_256,
    randomness: Randomness = secrets.token_bytes,
) -> bytes:
    """Verifies the signature, as its holder, and adds up the pseudonym's secret (VerifyFinalizeWithNym, 6.1.3).

    Args:
        public_key: The signer's key.
        signature: 80 octets.
        messages: The messages that the signer knows, in order.
        committed_messages: The messages that were committed, in order.
        prover_nym: The holder's share, 32 octets; zero when None.
        signer_nym_entropy: The signer's share, 32 octets; zero when None.
        secret_prover_blind: The blind that `commit_with_nym` returned.
        header: The signed header.
        ciphersuite: Which ciphersuite.
        randomness: For masking the secrets; the result does not depend on it.

    Returns:
        nym_secret, 32 octets. Keep it secret: who knows it can follow the holder everywhere.

    Raises:
        ProofInvalid: The signature is not for all of this.
        Malformed: The signature cannot be decoded; also a `FormatError`.
        FormatError: A share or the blind is not a scalar.
        KeyMismatch: Not a public key.
        UsageError: An argument of the wrong type, or too many messages.
    """
    key = demand_public_key(public_key)
    interface = interface_of(ciphersuite, PSEUDONYM)
    held = HeldMessages.of(messages, committed_messages, secret_prover_blind)
    nym = _sum(prover_nym, signer_nym_entropy)
    decoded = signature_from_octets(signature)
    setting = held.setting(interface, key, header, trailing_secrets=1)
    (mask,) = random_scalars(1, randomness)
    core_verify(setting, decoded, [*held.scalars(interface), nym], mask=mask)
    return _usable(nym)


def finalize_nym_secret(prover_nym: bytes | None, signer_nym_entropy: bytes | None) -> bytes:
    """Adds up the pseudonym's secret for a signature that was verified before: the last step of section 6.1.3.

    Args:
        prover_nym: The holder's share, 32 octets; zero when None.
        signer_nym_entropy: The signer's share, 32 octets; zero when None.

    Returns:
        nym_secret, 32 octets, to be kept secret.

    Raises:
        FormatError: A share is not a scalar, or they add up to zero.
        UsageError: A share is not bytes.
    """
    return _usable(_sum(prover_nym, signer_nym_entropy))


def _sum(prover_nym: bytes | None, signer_nym_entropy: bytes | None) -> Scalar:
    return optional_scalar(prover_nym, "prover_nym") + optional_scalar(signer_nym_entropy, "signer_nym_entropy")


def _usable(nym: Scalar) -> bytes:
    if nym.is_zero():
        raise FormatError("The two shares of the pseudonym's secret add up to zero.", code="scalar_zero")
    return scalar_to_octets(nym)
