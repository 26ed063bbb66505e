"""Pseudonyms, the proving: a pseudonym comes with a proof that it is made of the secret that was signed.

draft-irtf-cfrg-bbs-per-verifier-linkability-01, sections 6.2 and 6.3.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from vcwallet.bbs.arguments import demand_bytes, demand_scalar
from vcwallet.bbs.blind_parameters import ClaimedDisclosure, HeldMessages
from vcwallet.bbs.ciphersuite import Ciphersuite
from vcwallet.bbs.interface import PSEUDONYM, interface_of
from vcwallet.bbs.keys import BbsPublicKey, demand_public_key
from vcwallet.bbs.octets import proof_from_octets, pseudonym_from_octets, signature_from_octets
from vcwallet.bbs.pseudonym_proof import ProofWithPseudonym, core_proof_gen_with_nym, core_proof_verify_with_nym
from vcwallet.ports import Randomness


def proof_gen_with_nym(
    public_key: BbsPublicKey | bytes,
    signature: bytes,
    messages: Sequence[bytes],
    *,
    nym_secret: bytes,
    context_id: bytes,
    committed_messages: Sequence[bytes] = (),
    secret_prover_blind: bytes | None = None,
    disclosed_indexes: Sequence[int] = (),
    disclosed_commitment_indexes: Sequence[int] = (),
    header: bytes = b"",
    presentation_header: bytes = b"",
    ciphersuite: Ciphersuite = Ciphersuite.BLS12_381_SHA_256,
    randomness: Randomness = secrets.token_bytes,
) -> ProofWithPseudonym:
    """Makes a proof with the pseudonym for a context (ProofGenWithNym, section 6.2).

    The signature is decoded but not verified: from a wrong one comes a proof that nobody accepts.

    Args:
        public_key: The signer's key.
        signature: 80 octets.
        messages: The messages that the signer knows, in order.
        nym_secret: What `verify_finalize_with_nym` returned.
        context_id: The context, such as the verifier's identifier.
        committed_messages: The messages that were committed, in order.
        secret_prover_blind: The blind that `commit_with_nym` returned.
        disclosed_indexes: Which of `messages` to disclose, ascending, counted from 0.
        disclosed_commitment_indexes: Which of `committed_messages` to disclose, ascending, counted from 0.
        header: The signed header.
        presentation_header: What the proof is bound to, such as a verifier's nonce.
        ciphersuite: Which ciphersuite.
        randomness: The source of randomness; the secrecy of what is withheld rests on it.

    Returns:
        The proof, 336 octets and 32 for each withheld message, and the pseudonym, 48 octets.

    Raises:
        UsageError: A wrong argument, an index that repeats or is out of range, or too many messages.
        Malformed: The signature cannot be decoded; also a `FormatError`.
        FormatError: The secret or the blind is not a scalar.
        KeyMismatch: Not a public key.
    """
    key = demand_public_key(public_key)
    interface = interface_of(ciphersuite, PSEUDONYM)
    held = HeldMessages.of(messages, committed_messages, secret_prover_blind)
    places = held.disclosed(disclosed_indexes, disclosed_commitment_indexes)
    nym = demand_scalar(nym_secret, "nym_secret")
    demand_bytes(context_id, "context_id")
    demand_bytes(presentation_header, "presentation_header")
    decoded = signature_from_octets(signature)
    setting = held.setting(interface, key, header, trailing_secrets=1)
    scalars = [*held.scalars(interface), nym]
    return core_proof_gen_with_nym(
        setting, decoded, scalars, places, presentation_header, context_id, randomness=randomness
    )


def proof_verify_with_nym(
    public_key: BbsPublicKey | bytes,
    proof: bytes,
    pseudonym: bytes,
    *,
    context_id: bytes,
    signer_message_count: int,
    disclosed_messages: Sequence[bytes] = (),
    disclosed_indexes: Sequence[int] = (),
    disclosed_committed_messages: Sequence[bytes] = (),
    disclosed_commitment_indexes: Sequence[int] = (),
    header: bytes = b"",
    presentation_header: bytes = b"",
    ciphersuite: Ciphersuite = Ciphersuite.BLS12_381_SHA_256,
) -> None:
    """Verifies a proof and that the pseudonym is its holder's for this context (ProofVerifyWithNym, section 6.3).

    Counts and indexes are evidence too: wrong ones are rejected, and are not a mistake of the caller.

    Args:
        public_key: The signer's key.
        proof: What `proof_gen_with_nym` returned.
        pseudonym: The pseudonym that came with it, 48 octets.
        context_id: The context, such as the verifier's own identifier.
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
        Malformed: Proof or pseudonym cannot be decoded, or the indexes do not fit the messages; also a `FormatError`.
        KeyMismatch: Not a public key.
        UsageError: An argument of the wrong type, or too many messages.
    """
    key = demand_public_key(public_key)
    interface = interface_of(ciphersuite, PSEUDONYM)
    claimed = ClaimedDisclosure.of(
        signer_message_count,
        disclosed_messages,
        disclosed_indexes,
        disclosed_committed_messages,
        disclosed_commitment_indexes,
        presentation_header,
    )
    demand_bytes(context_id, "context_id")
    decoded = proof_from_octets(proof)
    point = pseudonym_from_octets(pseudonym)
    setting = claimed.setting(interface, key, header, decoded, trailing_secrets=1)
    core_proof_verify_with_nym(setting, decoded, claimed.disclosure(interface), point, context_id)
