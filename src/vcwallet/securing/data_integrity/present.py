"""What a holder reveals, all or a part, and the Data Integrity presentation that binds it to a verifier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from vcwallet.model.edition import BASE_CONTEXT_1, BASE_CONTEXT_2
from vcwallet.ports import JsonObject
from vcwallet.securing.choosing import check_chosen
from vcwallet.securing.completion import is_legacy
from vcwallet.securing.data_integrity import suites
from vcwallet.securing.data_integrity.chain import proofs_of
from vcwallet.securing.data_integrity.cryptosuite import USUAL, Derived, telling_members
from vcwallet.securing.data_integrity.prepare import DATA_INTEGRITY_CONTEXT, DataIntegritySuite
from vcwallet.securing.presentation import draft_presentation
from vcwallet.securing.suite import Binding, Draft, Environment


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A credential that is shown as a whole.

    Attributes:
        value: The secured credential.
        media_type: What it is on the wire.
        added: Nothing: all of it was there to be chosen.
        unlinkable: No: the signature is the same each time.
        trace: By its signature, and no more than that.
    """

    value: JsonObject = field(repr=False)
    media_type: str = "application/vc"
    added: tuple[str, ...] = ()
    unlinkable: bool = False
    trace: str = ""

    @classmethod
    def showing(cls, secured: JsonObject, pointers: Sequence[str]) -> Whole:
        """The credential, if all of `pointers` lead to something in it.

        Raises:
            CannotSatisfy: One leads to nothing.
            UsageError: One is no pointer.
        """
        check_chosen(secured, pointers)
        return cls(value=secured)

    @property
    def document(self) -> JsonObject:
        """What the verifier will learn: everything."""
        return {name: value for name, value in self.value.items() if name != "proof"}

    @property
    def kept(self) -> tuple[str, ...]:
        """The members of the proofs that may tell it apart beside the signatures, such as ``"created"``."""
        proofs = (proof for proof in proofs_of(self.value) if isinstance(proof, dict))
        return tuple(dict.fromkeys(name for proof in proofs for name in telling_members(proof)))

    @property
    def as_held(self) -> tuple[JsonObject, str]:
        """JSON either way."""
        return self.value, self.media_type

    def value_for(self, binding: Binding) -> JsonObject:  # noqa: ARG002  the same for everybody
        """The credential as it goes into a presentation that is made by other means."""
        return self.value

    def bind(self, binding: Binding, environment: Environment) -> Draft:
        """A Data Integrity presentation of the credential for one verifier."""
        return present([self.value], binding, environment)


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """A credential of which the holder shows a part.

    Attributes:
        derived: What is shown, and how it is proven.
        media_type: What it is on the wire.
    """

    derived: Derived
    media_type: str = "application/vc"

    @property
    def document(self) -> JsonObject:
        """What the verifier will learn."""
        return self.derived.document

    @property
    def value(self) -> JsonObject:
        """The derived credential, its proof made for nobody in particular.

        Raises:
            CannotSatisfy: Its proof cannot be made without knowing for whom (code ``needs_verifier``).
        """
        return self._proven(None)

    @property
    def as_held(self) -> tuple[JsonObject, str]:
        """JSON either way."""
        return self.value, self.media_type

    def value_for(self, binding: Binding) -> JsonObject:
        """The derived credential as it goes into a presentation that is made by other means."""
        return self._proven(binding)

    @property
    def added(self) -> tuple[str, ...]:
        """JSON pointers of what is shown only because it would be no credential without."""
        return self.derived.added

    @property
    def unlinkable(self) -> bool:
        """Whether two showings cannot be recognised as the same credential by their proofs."""
        return self.derived.unlinkable

    @property
    def kept(self) -> tuple[str, ...]:
        """The members of the issuer's proof that stay in every showing and may tell it apart."""
        return self.derived.kept

    @property
    def trace(self) -> str:
        """By what of its proof, where that is not made afresh, it is known again, in a plain sentence."""
        return self.derived.trace

    def bind(self, binding: Binding, environment: Environment) -> Draft:
        """A Data Integrity presentation of the derived credential for one verifier."""
        return present([self._proven(binding)], binding, environment)

    def _proven(self, binding: Binding | None) -> JsonObject:
        return self.derived.document | {"proof": self.derived.proof_for(binding)}


def present(credentials: Sequence[JsonObject], binding: Binding, environment: Environment) -> Draft:
    """Makes the presentation of `credentials`: VCDM 2.0 §4.13, VC Data Integrity 1.0 §2.1.

    Args:
        credentials: The secured credentials, derived if they can be, or in envelopes.
        binding: Audience, challenge, holder and key.
        environment: Contexts, limits, randomness.

    Returns:
        The presentation, ready to be signed with the holder's key.
    """
    # A presentation of the edition 2.0 may hold credentials of both; one of 1.1 may not.
    legacy = all(map(is_legacy, credentials))
    return draft_presentation(
        credentials,
        binding,
        suite=DataIntegritySuite(cryptosuite=suites.CRYPTOSUITES[USUAL[binding.key.algorithm]]),
        contexts=[BASE_CONTEXT_1, DATA_INTEGRITY_CONTEXT] if legacy else [BASE_CONTEXT_2],
        environment=environment,
    )
