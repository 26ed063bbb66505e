"""The proof values of `ecdsa-sd-2023`: VC-DI-ECDSA 1.0 §3.5.2, §3.5.3, §3.5.7 and §3.5.8."""

from __future__ import annotations

from dataclasses import dataclass, field

from vcwallet.encoding import base
from vcwallet.securing.data_integrity.proof import Proof
from vcwallet.securing.data_integrity.selective import cbor
from vcwallet.securing.data_integrity.selective.labels import KEY_LENGTH, label_of

_BASE = b"\xd9\x5d\x00"
_DERIVED = b"\xd9\x5d\x01"
_SIGNATURE = 64
P256_PUBLIC = b"\x80\x24"
"""The multicodec p256-pub, 0x1200, as a varint."""
_PUBLIC_KEY = len(P256_PUBLIC) + 33
_LABEL = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseValue:
    """What the issuer hands to the holder.

    Attributes:
        base_signature: Made by the issuer's key.
        public_key: The proof-scoped key: a compressed point.
        hmac_key: For the labels of blank nodes; a secret between issuer and holder.
        signatures: Made by the proof-scoped key, of each statement that is not mandatory.
        mandatory_pointers: What is always shown.
    """

    base_signature: bytes
    public_key: bytes
    hmac_key: bytes = field(repr=False)
    signatures: tuple[bytes, ...] = field(repr=False)
    mandatory_pointers: tuple[str, ...]

    def encode(self) -> str:
        """The proof value (§3.5.2)."""
        components = (
            self.base_signature,
            P256_PUBLIC + self.public_key,
            self.hmac_key,
            list(self.signatures),
            list(self.mandatory_pointers),
        )
        return cbor.encode(_BASE, components)


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivedValue:
    """What the holder hands to a verifier.

    Attributes:
        base_signature: As in the base proof.
        public_key: As in the base proof.
        signatures: Of each statement that is shown and not mandatory.
        labels: From the canonical labels of what is shown to the issuer's labels, all with ``_:``.
        mandatory_indexes: Which of the statements shown are mandatory.
    """

    base_signature: bytes
    public_key: bytes
    signatures: tuple[bytes, ...] = field(repr=False)
    labels: dict[str, str] = field(repr=False)
    mandatory_indexes: tuple[int, ...]

    def encode(self) -> str:
        """The proof value (§3.5.7)."""
        components = (
            self.base_signature,
            P256_PUBLIC + self.public_key,
            list(self.signatures),
            cbor.compress_label_map(self.labels, lambda label: base.base64url_decode(label.removeprefix("_:u"))),
            list(self.mandatory_indexes),
        )
        return cbor.encode(_DERIVED, components)


def is_base(proof: Proof) -> bool:
    """Whether the proof value begins as that of a base proof."""
    return cbor.header_of(str(proof.members["proofValue"])) == _BASE


def parse(proof: Proof) -> BaseValue | DerivedValue:
    """Reads the proof value of a base or a derived proof (§3.5.3, §3.5.8).

    Raises:
        ProofInvalid: It is neither, or a component is not of the type or length that the specification gives.
    """
    where = f"{proof.where}/proofValue"
    header, components = cbor.decode(str(proof.members["proofValue"]), where)
    if header not in (_BASE, _DERIVED):
        raise cbor.malformed("The proof value does not begin as one of ecdsa-sd-2023.", where)
    if len(components) != 5:
        raise cbor.malformed("The proof value does not have five components.", where)
    base_signature = cbor.take_bytes(components[0], _SIGNATURE, "the base signature", where)
    public_key = cbor.take_bytes(components[1], _PUBLIC_KEY, "the public key", where)
    if not public_key.startswith(P256_PUBLIC):
        raise cbor.malformed("In the proof value, the public key is not one on P-256.", where)
    raw = public_key.removeprefix(P256_PUBLIC)
    if header == _BASE:
        return BaseValue(
            base_signature=base_signature,
            public_key=raw,
            hmac_key=cbor.take_bytes(components[2], KEY_LENGTH, "the HMAC key", where),
            signatures=_signatures(components[3], where),
            mandatory_pointers=cbor.take_list(
                components[4],
                "the list of mandatory pointers",
                where,
                lambda one: cbor.take_text(one, "a mandatory pointer", where),
            ),
        )
    return DerivedValue(
        base_signature=base_signature,
        public_key=raw,
        signatures=_signatures(components[2], where),
        labels=cbor.take_label_map(
            components[3], where, lambda one: label_of(cbor.take_bytes(one, _LABEL, "a label", where))
        ),
        mandatory_indexes=cbor.take_indexes(components[4], "the list of mandatory indexes", where),
    )


def _signatures(value: object, where: str) -> tuple[bytes, ...]:
    return cbor.take_list(
        value,
        "the list of signatures",
        where,
        lambda one: cbor.take_bytes(one, _SIGNATURE, "a signature", where),
    )
