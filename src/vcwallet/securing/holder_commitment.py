"""What a holder commits to, so that a credential is bound to secrets of the holder's that the issuer never sees.

VC-DI-BBS 1.0 §4: the holder sends a `HolderCommitment` to the issuer and keeps the `HolderSecrets` behind it. Which of
the two kinds of secret there are makes the feature: a holder's secret alone, a share of a pseudonym's secret alone, or
both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NoReturn

from vcwallet.encoding import base, strict_json
from vcwallet.errors import FormatError, UsageError, quoted
from vcwallet.ports import JsonObject

_SPEC = "VC-DI-BBS 1.0 §4"
_LONGEST = 10_000
_POINT = 48
_SCALAR = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One of the four features of `bbs-2023` (VC-DI-BBS 1.0 §3.4.1).

    Attributes:
        name: The value of `featureOption`.
        holder_secret: Whether a secret of the holder's is signed.
        pseudonym: Whether the secret of pseudonyms is signed.
    """

    name: str
    holder_secret: bool
    pseudonym: bool

    @property
    def committed(self) -> int:
        """How many messages the holder commits to, besides the share of a pseudonym's secret."""
        return int(self.holder_secret)

    @property
    def is_bound(self) -> bool:
        """Whether only who knows a secret of the holder's can make a proof."""
        return self.holder_secret or self.pseudonym


BASELINE = Feature(name="baseline", holder_secret=False, pseudonym=False)
FEATURES = {
    feature.name: feature
    for feature in (
        BASELINE,
        Feature(name="anonymous_holder_binding", holder_secret=True, pseudonym=False),
        Feature(name="pseudonym", holder_secret=False, pseudonym=True),
        Feature(name="holder_binding_pseudonym", holder_secret=True, pseudonym=True),
    )
}
"""The features by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderCommitment:
    """What goes from the holder to the issuer: it hides the holder's secrets, and proves that the holder knows them.

    Attributes:
        feature: ``"anonymous_holder_binding"``, ``"pseudonym"`` or ``"holder_binding_pseudonym"``.
        commitment_with_proof: The commitment and its proof (draft-irtf-cfrg-bbs-blind-signatures, section 5.4.2).
        signer_nym_entropy: For the issuer alone, and to be kept secret: the share that it added when it issued to this
            holder before, so that pseudonyms stay the same in the new credential; None for a fresh one.

    Raises:
        UsageError: Not one of the features, or bytes of a length that does not fit it.
    """

    feature: str
    commitment_with_proof: bytes
    signer_nym_entropy: bytes | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        feature = FEATURES.get(self.feature) if isinstance(self.feature, str) else None
        if feature is None or not feature.is_bound:
            raise UsageError(f"A commitment is not for the feature {quoted(self.feature, 40)}.", spec=_SPEC)
        scalars = 2 + feature.committed + int(feature.pseudonym)
        if (
            type(self.commitment_with_proof) is not bytes
            or len(self.commitment_with_proof) != _POINT + scalars * _SCALAR
        ):
            raise UsageError(f"The commitment is not one for the feature {self.feature!r}: its length differs.")
        if self.signer_nym_entropy is not None and (
            not feature.pseudonym
            or type(self.signer_nym_entropy) is not bytes
            or len(self.signer_nym_entropy) != _SCALAR
        ):
            raise UsageError(f"`signer_nym_entropy` is {_SCALAR} bytes, and only for features with a pseudonym.")

    def to_json(self) -> JsonObject:
        """The commitment as it is sent to the issuer, as JSON; without the issuer's own share."""
        return {"feature": self.feature, "commitment": base.multibase_encode(self.commitment_with_proof, "u")}

    @classmethod
    def parse(cls, received: HolderCommitment | Mapping[str, object] | str | bytes) -> HolderCommitment:
        """Reads what `to_json` gave.

        Args:
            received: The JSON as a dict, as text or as bytes.

        Raises:
            FormatError: It is not what `to_json` gives.
        """
        if isinstance(received, HolderCommitment):
            return received
        if isinstance(received, str | bytes):
            if len(received) > _LONGEST:
                _refuse("it is too long")
            members: object = strict_json.parse(received)
        else:
            members = received
        if not isinstance(members, Mapping) or set(members) != {"feature", "commitment"}:
            _refuse("it is an object with the members `feature` and `commitment`")
        feature, commitment = members["feature"], members["commitment"]
        if not isinstance(feature, str) or not isinstance(commitment, str) or len(commitment) > _LONGEST:
            _refuse("its members are texts")
        try:
            return cls(feature=feature, commitment_with_proof=base.multibase_decode(commitment, "u"))
        except UsageError as error:
            raise FormatError(error.message, spec=_SPEC, code="bad_commitment") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderSecrets:
    """What the holder keeps of a commitment, and shows to nobody.

    Attributes:
        name: What the holder's wallet calls it.
        feature: The feature that the commitment was made for.
        secret_prover_blind: The commitment's blind; 32 bytes, a scalar.
        holder_secret: The holder's secret, where the feature has one.
        prover_nym: The holder's share of the pseudonym's secret, where the feature has one; 32 bytes, a scalar.
    """

    name: str
    feature: str
    secret_prover_blind: bytes = field(repr=False)
    holder_secret: bytes | None = field(default=None, repr=False)
    prover_nym: bytes | None = field(default=None, repr=False)


def _refuse(how: str) -> NoReturn:
    raise FormatError(f"This is not a holder's commitment: {how}.", spec=_SPEC, code="bad_commitment")
