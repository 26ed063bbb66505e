"""The proof values of `bbs-2023`: VC-DI-BBS 1.0 §3.3.1, §3.3.2, §3.3.6 and §3.3.7."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from vcwallet.errors import ProofInvalid
from vcwallet.securing.data_integrity.proof import Proof
from vcwallet.securing.data_integrity.selective import cbor
from vcwallet.securing.data_integrity.selective.labels import KEY_LENGTH
from vcwallet.securing.holder_commitment import FEATURES, Feature

SIGNATURE_LENGTH = 80
HEADER_LENGTH = 64
"""Two SHA-256 digests: of the proof configuration, and of the mandatory statements."""
PUBLIC_KEY_LENGTH = 96
MOST_MESSAGES = 2_500
"""`vcwallet.bbs` signs more together; but a verifier pays for generators for as many as a proof claims."""
_ENTROPY_LENGTH = 32
_PSEUDONYM_LENGTH = 48
_PREFIX = b"\xd9\x5d"
_BASE_BYTES = {"baseline": 2, "anonymous_holder_binding": 4, "pseudonym": 6, "holder_binding_pseudonym": 8}
_PROOF_FLOOR = 3 * 48 + 4 * 32
_SCALAR_LENGTH = 32
_LONGEST_PROOF = _PROOF_FLOOR + (MOST_MESSAGES + 3) * _SCALAR_LENGTH
_LONGEST_HEADER = 65_535
_LONGEST_DOMAIN = 4_096
_SPEC = "VC-DI-BBS 1.0 §3.3"


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseValue:
    """What the issuer hands to the holder (§3.3.1).

    Attributes:
        feature: Which feature of `bbs-2023` it has.
        signature: The BBS signature.
        header: The digest of the proof configuration, then that of the mandatory statements.
        public_key: The issuer's, as BBS has it.
        hmac_key: For the labels of blank nodes; a secret between issuer and holder.
        mandatory_pointers: What is always shown.
        signer_nym_entropy: The issuer's share of the pseudonym's secret, where the feature has one.
    """

    feature: Feature
    signature: bytes = field(repr=False)
    header: bytes
    public_key: bytes
    hmac_key: bytes = field(repr=False)
    mandatory_pointers: tuple[str, ...]
    signer_nym_entropy: bytes | None = field(default=None, repr=False)

    def encode(self) -> str:
        """The proof value."""
        components: list[object] = [
            self.signature,
            self.header,
            self.public_key,
            self.hmac_key,
            list(self.mandatory_pointers),
        ]
        if self.feature.pseudonym:
            components.append(self.signer_nym_entropy)
        return cbor.encode(_base_header(self.feature), components)


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivedValue:
    """What the holder hands to a verifier (§3.3.6).

    Attributes:
        feature: Which feature of `bbs-2023` it has.
        proof: The BBS proof.
        labels: From the canonical labels of what is shown to the issuer's labels, all with ``_:``.
        mandatory_indexes: Which of the statements shown are mandatory.
        selective_indexes: Which of the signed messages the others are.
        presentation_header: What the proof is bound to.
        nym_domain: For whom the pseudonym is, where the feature has one.
        pseudonym: The pseudonym, a point, where the feature has one.
        message_count: How many messages the issuer signed, besides what the holder committed to; None in `baseline`,
            where it follows from the proof.
    """

    feature: Feature
    proof: bytes = field(repr=False)
    labels: dict[str, str] = field(repr=False)
    mandatory_indexes: tuple[int, ...]
    selective_indexes: tuple[int, ...]
    presentation_header: bytes
    nym_domain: str | None = None
    pseudonym: bytes | None = None
    message_count: int | None = None

    def encode(self) -> str:
        """The proof value."""
        components: list[object] = [
            self.proof,
            cbor.compress_label_map(self.labels, lambda label: int(label.removeprefix("_:b"))),
            list(self.mandatory_indexes),
            list(self.selective_indexes),
            self.presentation_header,
        ]
        if self.feature.pseudonym:
            components += [self.nym_domain, self.pseudonym]
        if self.feature.is_bound:
            components.append(self.message_count)
        return cbor.encode(_derived_header(self.feature), components)

    @property
    def signed_messages(self) -> int:
        """How many messages the issuer signed, by the size of the proof if the proof value does not say."""
        if self.message_count is not None:
            return self.message_count
        return (len(self.proof) - _PROOF_FLOOR) // _SCALAR_LENGTH + len(self.selective_indexes)

    def has_fitting_proof(self) -> bool:
        """Whether the proof is just as long as one of this feature is, over so many messages and with so many shown.

        The holder's secret, the commitment's blind and the pseudonym's secret are among what is hidden. So a proof that
        was made for one feature cannot be passed off as one for another.
        """
        hidden = self.signed_messages - len(self.selective_indexes)
        if self.feature.is_bound:
            hidden += 1 + self.feature.committed + int(self.feature.pseudonym)
        return hidden >= 0 and len(self.proof) == _PROOF_FLOOR + hidden * _SCALAR_LENGTH


def parse(proof: Proof) -> BaseValue | DerivedValue:
    """Reads the proof value of a base or a derived proof (§3.3.2, §3.3.7).

    Raises:
        ProofInvalid: It is neither, or a component is not of the type, length or size that the specification gives.
    """
    where = f"{proof.where}/proofValue"
    header, components = cbor.decode(str(proof.members["proofValue"]), where)
    kind = _KINDS.get(header)
    if kind is None:
        raise _malformed("The proof value does not begin as one of bbs-2023.", where)
    feature, is_base = kind
    expected = 5 + int(feature.pseudonym) if is_base else 5 + 2 * int(feature.pseudonym) + int(feature.is_bound)
    if len(components) != expected:
        raise _malformed(f"The proof value does not have {expected} components.", where)
    if is_base:
        return BaseValue(
            feature=feature,
            signature=cbor.take_bytes(components[0], SIGNATURE_LENGTH, "the signature", where),
            header=cbor.take_bytes(components[1], HEADER_LENGTH, "the header", where),
            public_key=cbor.take_bytes(components[2], PUBLIC_KEY_LENGTH, "the public key", where),
            hmac_key=cbor.take_bytes(components[3], KEY_LENGTH, "the HMAC key", where),
            mandatory_pointers=cbor.take_list(
                components[4],
                "the list of mandatory pointers",
                where,
                lambda one: cbor.take_text(one, "a mandatory pointer", where),
            ),
            signer_nym_entropy=cbor.take_bytes(components[5], _ENTROPY_LENGTH, "the issuer's share", where)
            if feature.pseudonym
            else None,
        )
    return DerivedValue(
        feature=feature,
        proof=_bounded_bytes(components[0], _LONGEST_PROOF, "the BBS proof", where),
        labels=cbor.take_label_map(components[1], where, lambda one: _label(one, where)),
        mandatory_indexes=cbor.take_indexes(components[2], "the list of mandatory indexes", where),
        selective_indexes=_ascending(components[3], where),
        presentation_header=_bounded_bytes(components[4], _LONGEST_HEADER, "the presentation header", where),
        nym_domain=_domain(components[5], where) if feature.pseudonym else None,
        pseudonym=cbor.take_bytes(components[6], _PSEUDONYM_LENGTH, "the pseudonym", where)
        if feature.pseudonym
        else None,
        message_count=_count(components[-1], where) if feature.is_bound else None,
    )


def _base_header(feature: Feature) -> bytes:
    return _PREFIX + bytes([_BASE_BYTES[feature.name]])


def _derived_header(feature: Feature) -> bytes:
    return _PREFIX + bytes([_BASE_BYTES[feature.name] + 1])


_KINDS: Mapping[bytes, tuple[Feature, bool]] = {
    **{_base_header(feature): (feature, True) for feature in FEATURES.values()},
    **{_derived_header(feature): (feature, False) for feature in FEATURES.values()},
}
"""From the three bytes that a proof value begins with to its feature, and whether it is a base proof."""


def _bounded_bytes(value: object, most: int, name: str, where: str) -> bytes:
    if type(value) is not bytes or len(value) > most:
        raise _malformed(f"In the proof value, {name} is not a byte string of at most {most} bytes.", where)
    return value


def _label(value: object, where: str) -> str:
    if type(value) is not int or not 0 <= value <= 2**32:
        raise _malformed("In the proof value, the label map holds something that is no number of a label.", where)
    return f"_:b{value}"


def _ascending(value: object, where: str) -> tuple[int, ...]:
    name = "the list of selective indexes"
    indexes = cbor.take_indexes(value, name, where)
    if list(indexes) != sorted(indexes):
        raise _malformed(f"In the proof value, {name} does not ascend.", where)
    return indexes


def _domain(value: object, where: str) -> str:
    domain = cbor.take_text(value, "the pseudonym's domain", where)
    if len(domain) > _LONGEST_DOMAIN:
        raise _malformed(
            f"In the proof value, the pseudonym's domain has more than {_LONGEST_DOMAIN} characters.", where
        )
    return domain


def _count(value: object, where: str) -> int:
    if type(value) is not int or not 0 <= value <= MOST_MESSAGES:
        raise _malformed(f"In the proof value, the number of messages is not from 0 to {MOST_MESSAGES}.", where)
    return value


def _malformed(message: str, where: str) -> ProofInvalid:
    return ProofInvalid(message, where=where, spec=_SPEC, code="proof_malformed")
