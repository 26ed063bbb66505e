"""What the blind and the pseudonym interface have in common: two lists of messages in one signature.

The message scalars of such a signature are, in this order: the messages that the signer knows; the prover's blind;
the committed messages; and, in the pseudonym interface, the pseudonym's secret.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vcwallet.bbs.arguments import (
    demand_ascending,
    demand_bytes,
    demand_claimed_indexes,
    demand_in_range,
    demand_indexes,
    demand_messages,
    demand_scalar,
    demand_total,
    too_many_messages,
)
from vcwallet.bbs.core import Setting, finalize_sign, signed_point
from vcwallet.bbs.curve import (
    ZERO,
    G1Point,
    Scalar,
    is_identity,
    point_to_octets,
)
from vcwallet.bbs.generators import MAX_MESSAGES
from vcwallet.bbs.interface import Interface
from vcwallet.bbs.keys import BbsPublicKey, BbsSecretKey
from vcwallet.bbs.octets import Proof
from vcwallet.bbs.proof import Disclosure
from vcwallet.errors import ProofInvalid, UsageError
from vcwallet.ports import Randomness


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class HeldMessages:
    """All that a holder has signed with a blind signature, as checked arguments.

    Attributes:
        messages: The messages that the signer knows.
        committed_messages: The messages that the holder committed to.
        secret_prover_blind: The blind of the commitment, zero without one.
    """

    messages: Sequence[bytes]
    committed_messages: Sequence[bytes]
    secret_prover_blind: Scalar

    @staticmethod
    def of(messages: object, committed_messages: object, secret_prover_blind: object) -> HeldMessages:
        """Checks the arguments.

        Raises:
            UsageError: One has the wrong type, or there are too many messages.
            FormatError: The blind is not a scalar.
        """
        known = demand_messages(messages)
        committed = demand_messages(committed_messages, "committed_messages")
        if len(known) + len(committed) > MAX_MESSAGES:
            raise too_many_messages(len(known) + len(committed))
        return HeldMessages(
            messages=known,
            committed_messages=committed,
            secret_prover_blind=optional_scalar(secret_prover_blind, "secret_prover_blind"),
        )

    def scalars(self, interface: Interface) -> list[Scalar]:
        """Returns the message scalars, without the pseudonym's secret (prepare_parameters, blind draft, 5.1)."""
        return [
            *interface.messages_to_scalars(self.messages),
            self.secret_prover_blind,
            *interface.messages_to_scalars(self.committed_messages),
        ]

    def setting(
        self, interface: Interface, public_key: BbsPublicKey, header: object, *, trailing_secrets: int
    ) -> Setting:
        """Returns the setting of the signature, which is over the `trailing_secrets` (the pseudonym's) as well.

        Raises:
            UsageError: The header is not bytes.
        """
        committed = len(self.committed_messages) + trailing_secrets
        return blind_setting(interface, public_key, header, known=len(self.messages), committed=committed)

    def disclosed(self, indexes: object, commitment_indexes: object) -> list[int]:
        """Checks which messages to disclose and returns their places among all scalars.

        Raises:
            UsageError: Indexes that do not ascend, repeat, or are out of range.
        """
        known = demand_indexes(indexes, "disclosed_indexes")
        committed = demand_indexes(commitment_indexes, "disclosed_commitment_indexes")
        demand_ascending(known, "disclosed_indexes", len(self.messages))
        demand_ascending(committed, "disclosed_commitment_indexes", len(self.committed_messages))
        return _places(known, committed, len(self.messages))


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedDisclosure:
    """What came with a proof over two lists of messages, as checked arguments, before the proof is looked at.

    Attributes:
        signer_message_count: How many messages the signer knows (L).
        messages: The disclosed ones of these.
        indexes: Their places.
        committed_messages: The disclosed ones of the committed messages.
        commitment_indexes: Their places among the committed messages.
        presentation_header: What the proof is bound to.
    """

    signer_message_count: int
    messages: Sequence[bytes]
    indexes: Sequence[int]
    committed_messages: Sequence[bytes]
    commitment_indexes: Sequence[int]
    presentation_header: bytes

    @staticmethod
    def of(
        signer_message_count: object,
        messages: object,
        indexes: object,
        committed_messages: object,
        commitment_indexes: object,
        presentation_header: object,
    ) -> ClaimedDisclosure:
        """Checks the arguments.

        Raises:
            UsageError: One has the wrong type.
            Malformed: Indexes that do not ascend, or are not as many as the messages.
        """
        if type(signer_message_count) is not int:
            raise UsageError("`signer_message_count` must be an integer.", code="bad_count")
        claimed = ClaimedDisclosure(
            signer_message_count=signer_message_count,
            messages=demand_messages(messages, "disclosed_messages"),
            indexes=demand_indexes(indexes, "disclosed_indexes"),
            committed_messages=demand_messages(committed_messages, "disclosed_committed_messages"),
            commitment_indexes=demand_indexes(commitment_indexes, "disclosed_commitment_indexes"),
            presentation_header=demand_bytes(presentation_header, "presentation_header"),
        )
        demand_claimed_indexes(claimed.indexes, claimed.messages, "disclosed_indexes")
        demand_claimed_indexes(claimed.commitment_indexes, claimed.committed_messages, "disclosed_commitment_indexes")
        return claimed

    def committed_count(self, proof: Proof, *, trailing_secrets: int) -> int:
        """Returns how many messages the holder committed to, by the size of `proof`.

        The prover's blind and the `trailing_secrets` (the pseudonym's) are never disclosed: no index may reach them.

        Raises:
            ProofInvalid: The proof is too small for the messages, or an index is out of range.
            Malformed: The proof is about too many messages.
        """
        # Together with the ranges below this leaves room for the blind and the secrets among what is hidden.
        total = len(proof.m_hats) - 1 - trailing_secrets + len(self.indexes) + len(self.commitment_indexes)
        committed = total - self.signer_message_count
        if committed < 0 or self.signer_message_count < 0:
            raise ProofInvalid(
                "The proof is too small for the number of messages that the signer is said to know.",
                code="message_count",
                spec="draft-irtf-cfrg-bbs-blind-signatures 4.2.4",
            )
        demand_total(total)
        demand_in_range(self.indexes, self.signer_message_count, "disclosed_indexes")
        demand_in_range(self.commitment_indexes, committed, "disclosed_commitment_indexes")
        return committed

    def setting(
        self, interface: Interface, public_key: BbsPublicKey, header: object, proof: Proof, *, trailing_secrets: int
    ) -> Setting:
        """Returns the setting of the signature that `proof` is from, by its size; see `committed_count`.

        Raises:
            UsageError: The header is not bytes.
            ProofInvalid: The proof is too small for the messages, or an index is out of range.
            Malformed: The proof is about too many messages.
        """
        committed = self.committed_count(proof, trailing_secrets=trailing_secrets) + trailing_secrets
        return blind_setting(interface, public_key, header, known=self.signer_message_count, committed=committed)

    def disclosure(self, interface: Interface) -> Disclosure:
        """Returns the disclosed scalars and their places among all scalars."""
        return Disclosure(
            indexes=_places(self.indexes, self.commitment_indexes, self.signer_message_count),
            scalars=interface.messages_to_scalars([*self.messages, *self.committed_messages]),
            presentation_header=self.presentation_header,
        )


def blind_setting(
    interface: Interface, public_key: BbsPublicKey, header: object, *, known: int, committed: int
) -> Setting:
    """Returns the setting of a signature over `known` and `committed` message scalars (not counting the blind).

    Raises:
        UsageError: The header is not bytes.
    """
    generators = interface.generators(known + 1).followed_by(interface.blind_generators(committed + 1))
    return Setting.of(interface, public_key, generators, demand_bytes(header, "header"))


def signable_point(
    setting: Setting, scalars: Sequence[Scalar], commitment: G1Point | None, signer_nym_entropy: Scalar | None = None
) -> G1Point:
    """Returns the point B of a blind signature (B_calculate, blind draft, section 5.2; pseudonym draft, 6.1.2.1).

    Args:
        setting: What the signature is about.
        scalars: The message scalars that the signer knows.
        commitment: The holder's commitment, if any.
        signer_nym_entropy: The signer's share of the pseudonym's secret, if any; it belongs to the last generator.

    Raises:
        ProofInvalid: B is the identity, which would sign nothing.
    """
    b = signed_point(setting, scalars, last=signer_nym_entropy)
    if commitment is not None:
        b = b + commitment
    if is_identity(b):
        raise ProofInvalid(
            "The commitment cancels what would be signed.",
            code="commitment_invalid",
            spec="draft-irtf-cfrg-bbs-blind-signatures 5.2",
        )
    return b


def sign_blindly(secret_key: BbsSecretKey, setting: Setting, b: G1Point, *, randomness: Randomness) -> bytes:
    """Signs the point B (FinalizeBlindSign, blind draft, section 4.3.3).

    The draft hashes (SK, B, domain) to e, its test vectors (SK, B). We follow the vectors: B depends on the domain
    already, and nobody who verifies can tell the difference.

    Returns:
        The signature, 80 octets.
    """
    return finalize_sign(secret_key, setting, b, point_to_octets(b), randomness=randomness)


def optional_scalar(value: object, name: str) -> Scalar:
    """Reads a scalar, or zero when it is None.

    Raises:
        UsageError: Not bytes.
        FormatError: Not 32 octets, zero, or not reduced.
    """
    return ZERO if value is None else demand_scalar(value, name)


def _places(indexes: Sequence[int], commitment_indexes: Sequence[int], known: int) -> list[int]:
    return [*indexes, *(index + known + 1 for index in commitment_indexes)]
