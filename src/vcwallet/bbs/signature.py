"""The BBS interface: Sign, Verify, ProofGen, ProofVerify (draft-irtf-cfrg-bbs-signatures, section 3.5)."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from vcwallet.bbs.arguments import (
    demand_ascending,
    demand_bytes,
    demand_claimed_indexes,
    demand_in_range,
    demand_indexes,
    demand_messages,
    demand_total,
)
from vcwallet.bbs.ciphersuite import Ciphersuite
from vcwallet.bbs.core import Setting, core_sign, core_verify
from vcwallet.bbs.interface import PLAIN, Interface, interface_of
from vcwallet.bbs.keys import BbsPublicKey, BbsSecretKey, demand_public_key, demand_secret_key
from vcwallet.bbs.octets import proof_from_octets, signature_from_octets
from vcwallet.bbs.proof import Disclosure, core_proof_gen, core_proof_verify
from vcwallet.ports import Randomness


def sign(
    secret_key: BbsSecretKey,
    messages: Sequence[bytes],
    *,
    header: bytes = b"",
    ciphersuite: Ciphersuite = Ciphersuite.BLS12_381_SHA_256,
    randomness: Randomness = secrets.token_bytes,
) -> bytes:
    """Signs messages and a header (Sign, section 3.5.1). Deterministic.

    Args:
        secret_key: The signer's key.
        messages: Up to `MAX_MESSAGES` messages of any length, each of which can later be disclosed or withheld.
        header: What every proof will show.
        ciphersuite: Which ciphersuite.
        randomness: For masking the key; the signature does not depend on it.

    Returns:
        The signature, 80 octets.

    Raises:
        UsageError: A wrong argument, or too many messages.
        KeyMismatch: Not a BBS secret key.
    """
    key = demand_secret_key(secret_key)
    interface = interface_of(ciphersuite, PLAIN)
    checked = demand_messages(messages)
    setting = _setting(interface, key.public, header, messages=len(checked))
    return core_sign(key, setting, interface.messages_to_scalars(checked), randomness=randomness)


def verify(
    public_key: BbsPublicKey | bytes,
    signature: bytes,
    messages: Sequence[bytes],
    *,
    header: bytes = b"",
    ciphersuite: Ciphersuite = Ciphersuite.BLS12_381_SHA_256,
) -> None:
    """Verifies a signature over all its messages (Verify, section 3.5.2).

    Args:
        public_key: The signer's key.
        signature: 80 octets.
        messages: The signed messages, in order.
        header: The signed header.
        ciphersuite: Which ciphersuite.

    Raises:
        ProofInvalid: The signature is not for this key, header and messages.
        Malformed: The signature cannot be decoded; also a `FormatError`.
        KeyMismatch: Not a public key.
        UsageError: An argument of the wrong type, or too many messages.
    """
    key = demand_public_key(public_key)
    interface = interface_of(ciphersuite, PLAIN)
    checked = demand_messages(messages)
    decoded = signature_from_octets(signature)
    setting = _setting(interface, key, header, messages=len(checked))
    core_verify(setting, decoded, interface.messages_to_scalars(checked))


def proof_gen(
    public_key: BbsPublicKey | bytes,
    signature: bytes,
    messages: Sequence[bytes],
    *,
    disclosed_indexes: Sequence[int] = (),
    header: bytes = b"",
    presentation_header: bytes = b"",
    ciphersuite: Ciphersuite = Ciphersuite.BLS12_381_SHA_256,
    randomness: Randomness = secrets.token_bytes,
) -> bytes:
    """Makes an unlinkable proof that discloses some of the signed messages (ProofGen, section 3.5.3).

    The signature is decoded but not verified: from a wrong one comes a proof that nobody accepts.

    Args:
        public_key: The signer's key.
        signature: 80 octets.
        messages: All signed messages, in order.
        disclosed_indexes: Which of them to disclose, ascending, counted from 0.
        header: The signed header.
        presentation_header: What the proof is bound to, such as a verifier's nonce.
        ciphersuite: Which ciphersuite.
        randomness: The source of randomness; the secrecy of what is withheld rests on it.

    Returns:
        The proof: 272 octets and 32 for each withheld message.

    Raises:
        UsageError: A wrong argument, an index that repeats or is out of range, or too many messages.
        Malformed: The signature cannot be decoded; also a `FormatError`.
        KeyMismatch: Not a public key.
    """
    key = demand_public_key(public_key)
    interface = interface_of(ciphersuite, PLAIN)
    checked = demand_messages(messages)
    indexes = demand_indexes(disclosed_indexes, "disclosed_indexes")
    demand_ascending(indexes, "disclosed_indexes", len(checked))
    demand_bytes(presentation_header, "presentation_header")
    decoded = signature_from_octets(signature)
    setting = _setting(interface, key, header, messages=len(checked))
    scalars = interface.messages_to_scalars(checked)
    return core_proof_gen(setting, decoded, scalars, indexes, presentation_header, randomness=randomness)


def proof_verify(
    public_key: BbsPublicKey | bytes,
    proof: bytes,
    *,
    disclosed_messages: Sequence[bytes] = (),
    disclosed_indexes: Sequence[int] = (),
    header: bytes = b"",
    presentation_header: bytes = b"",
    ciphersuite: Ciphersuite = Ciphersuite.BLS12_381_SHA_256,
) -> None:
    """Verifies a proof and what it discloses (ProofVerify, section 3.5.4).

    The number of signed messages follows from the proof. Indexes are evidence too: wrong ones are rejected, and are
    not a mistake of the caller.

    Args:
        public_key: The signer's key.
        proof: 272 octets and 32 for each withheld message.
        disclosed_messages: The disclosed messages, in order.
        disclosed_indexes: Their places among the signed messages, ascending, counted from 0.
        header: The signed header.
        presentation_header: What the proof is bound to.
        ciphersuite: Which ciphersuite.

    Raises:
        ProofInvalid: The proof does not hold for these messages, indexes, headers and key.
        Malformed: The proof cannot be decoded, or the indexes do not fit the messages; also a `FormatError`.
        KeyMismatch: Not a public key.
        UsageError: An argument of the wrong type, or too many messages.
    """
    key = demand_public_key(public_key)
    interface = interface_of(ciphersuite, PLAIN)
    messages = demand_messages(disclosed_messages, "disclosed_messages")
    indexes = demand_indexes(disclosed_indexes, "disclosed_indexes")
    demand_claimed_indexes(indexes, messages, "disclosed_indexes")
    demand_bytes(presentation_header, "presentation_header")
    decoded = proof_from_octets(proof)
    total = len(decoded.m_hats) + len(indexes)
    demand_in_range(indexes, total, "disclosed_indexes")
    demand_total(total)
    setting = _setting(interface, key, header, messages=total)
    disclosure = Disclosure(
        indexes=indexes,
        scalars=interface.messages_to_scalars(messages),
        presentation_header=presentation_header,
    )
    core_proof_verify(setting, decoded, disclosure)


def _setting(interface: Interface, public_key: BbsPublicKey, header: object, *, messages: int) -> Setting:
    return Setting.of(interface, public_key, interface.generators(messages + 1), demand_bytes(header, "header"))
