"""What verification returns: things whose existence says that they were verified."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations
from typing import TypeVar

from vcwallet.errors import FormatError, UsageError, quoted
from vcwallet.model import pointer as json_pointer
from vcwallet.ports import JsonObject, JsonValue
from vcwallet.report import Check, Report
from vcwallet.securing import HolderProof, Original

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)  # without slots, which are pickled one by one, in Python
class VerifiedCredential:
    """A credential that was verified: made only by the checks, never by hand.

    What was verified stays as it is: `document`, `subjects`, `subject` and `claim` give copies, fresh ones each time.

    Attributes:
        issuer: The issuer's identifier, proven to control the key that signed.
        types: The types, as the credential writes them.
        subject_ids: Whom it is about, as far as it says: the subjects' identifiers, and that of the holder to whose key
            it is bound.
        valid_from: When its time came, or None if it does not say.
        valid_until: When it expires, or None if it does not say.
        status: ``"none"`` (it names no status), ``"not shown"`` (it shows none, and one may have been withheld),
            ``"valid"``, or ``"ignored"`` (the verifier waived the check).
        securing: How it was secured.
        complete: Whether all that was issued is shown. Where it is not, something was withheld, or may have been: that
            a claim is absent proves nothing.
        checks: Everything that was checked.
        holder_proof: What the proof says of the holder, where the holder makes a fresh one for each showing.
    """

    issuer: str
    types: tuple[str, ...]
    subject_ids: tuple[str, ...] = ()
    valid_from: datetime | None
    valid_until: datetime | None
    status: str
    securing: str
    complete: bool
    checks: tuple[Check, ...] = field(repr=False)
    holder_proof: HolderProof | None = field(default=None, repr=False)
    _bound_to: str | None = field(default=None, repr=False)
    _originals: tuple[Original, ...] = field(default=(), repr=False)
    _subjects: tuple[JsonObject, ...] = field(repr=False)
    _document: JsonObject = field(repr=False)

    def belongs_to(self, presenter: str) -> bool:
        """Whether `presenter` may show it as its own: its subject or issuer, or the holder of the key it is bound to.

        Who is named by a claim of an SD-JWT VC shows nothing by that: it takes the key (SD-JWT VC §3.4, RFC 9901 §7.3).
        """
        if presenter == self.issuer:
            return True
        if self._bound_to is not None or self.securing == "dc+sd-jwt":
            return presenter == self._bound_to
        return presenter in self.subject_ids

    @property
    def document(self) -> JsonObject:
        """What the signature covers: the credential without its proofs."""
        return _copied(self._document)

    @property
    def subjects(self) -> tuple[JsonObject, ...]:
        """The claims about each subject."""
        return tuple(map(_copied, self._subjects))

    @property
    def shown(self) -> tuple[str, ...]:
        """JSON pointers of every single value that is shown, in the order of the document."""
        values = json_pointer.walk(self._document)
        return tuple(place for place, value in values if not isinstance(value, dict | list) or not value)

    @property
    def pseudonym(self) -> str | None:
        """By which this verifier knows the holder again: a text (multibase), the same each time and at nobody else.

        It belongs to the holder and the credential: another credential of the same holder has another one. None where
        the credential has none, or was not shown in a presentation that was made for this verifier: then it might be
        a copy that somebody else shows.
        """
        return None if self.holder_proof is None else self.holder_proof.pseudonym

    def is_same_as(self, other: VerifiedCredential) -> bool | None:
        """Whether both were shown of one credential that an issuer signed, be it with different claims.

        Returns:
            None where it cannot be told: proofs of `bbs-2023` hide it, unless both come with a pseudonym.

        An issuer that signs one credential in several ways gives its holder as many credentials, unless what is shown
        of two is equal, and all that there is of one.

        Raises:
            UsageError: `other` is no verified credential.
        """
        if not isinstance(other, VerifiedCredential):
            raise UsageError("A verified credential is compared with another one.")
        if self is other:
            return True
        shared = {*self._originals} & {*other._originals}
        if not shared:
            # Of what shows only a part, another may show the same, and differ in what is withheld.
            return (self.complete or other.complete) and self._document == other._document
        if not all(original.hidden for original in shared):
            return True
        # A credential has one pseudonym at one verifier (VC-DI-BBS 1.0 §4).
        known = self.pseudonym is not None and other.pseudonym is not None
        return self.pseudonym == other.pseudonym if known else None

    @property
    def subject(self) -> JsonObject:
        """The claims about the subject.

        Raises:
            UsageError: The credential is about several subjects; use `subjects`.
        """
        if len(self._subjects) != 1:
            raise UsageError(f"The credential is about {len(self._subjects)} subjects.", hint="Use `subjects`.")
        return _copied(self._subjects[0])

    @property
    def report(self) -> Report[VerifiedCredential]:
        """Everything that was checked, as a report."""
        return Report(checks=self.checks, verified=self)

    @property
    def _marks(self) -> set[object]:
        """Of these another has one too, if it may be of the same credential."""
        return {json.dumps(self._document, sort_keys=True), *self._originals}

    def claim(self, pointer: str) -> JsonValue:
        """The value at a JSON pointer (RFC 6901) into the credential, such as ``"/credentialSubject/name"``.

        Raises:
            UsageError: Nothing stands there (code ``no_such_claim``): it may have been withheld, and absence is not
                evidence of absence. Or `pointer` is none (code ``bad_pointer``).
        """
        try:
            return _copied(json_pointer.resolve(self._document, pointer))
        except FormatError as error:
            if error.code == "bad_pointer":
                raise UsageError(error.message, hint=error.hint, spec=error.spec, code=error.code) from None
            raise UsageError(
                f"The credential shows nothing at {quoted(pointer, 200)}.",
                where=error.where,
                hint="It may exist and have been withheld: that a claim is absent proves nothing.",
                code="no_such_claim",
            ) from None


def is_repeated(credentials: Sequence[VerifiedCredential]) -> bool | None:
    """Whether one of `credentials` is there more than once; None where that cannot be told.

    Only those are compared that have something in common: comparing each with each would take a time that grows with
    the square of their number.
    """
    alike: dict[object, list[VerifiedCredential]] = {}
    for credential in credentials if len(credentials) > 1 else ():
        for mark in credential._marks:  # noqa: SLF001
            alike.setdefault(mark, []).append(credential)
    unknown = False
    for group in alike.values():
        for one, other in combinations(group, 2):
            same = one.is_same_as(other)
            if same:
                return True
            unknown = unknown or same is None
    return None if unknown else False


def _copied(value: T) -> T:
    # Plain JSON, of limited depth: much faster than what copies anything.
    if isinstance(value, dict):
        return {name: _copied(item) for name, item in value.items()}  # type: ignore[return-value]
    if isinstance(value, list):
        return [_copied(item) for item in value]  # type: ignore[return-value]
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedPresentation:
    """A presentation that was verified, with every credential in it.

    ``verified["degree"]`` is the credential that answers to the name which the request gave it.

    Attributes:
        holder: The holder's identifier, proven to control the key that signed; None where several holders' answers
            came together, or where the verifier waived the signature.
        credentials: All credentials, in the order of the presentation.
        answers: The credentials by the name that the request gave them; empty where there was no request.
        checks: Everything that was checked.
    """

    holder: str | None
    credentials: tuple[VerifiedCredential, ...]
    answers: Mapping[str, tuple[VerifiedCredential, ...]] = field(default_factory=dict)
    checks: tuple[Check, ...] = field(repr=False)

    @property
    def report(self) -> Report[VerifiedPresentation]:
        """Everything that was checked, as a report."""
        return Report(checks=self.checks, verified=self)

    def __getitem__(self, name: str) -> VerifiedCredential:
        answers = self.answers.get(name) if isinstance(name, str) else None
        if not answers:
            raise UsageError(
                f"Nothing was presented under the name {quoted(name, 100)}.",
                hint=f"There is: {', '.join(self.answers) or 'nothing; use `credentials`'}.",
                code="no_such_answer",
            )
        return answers[0]

    def __iter__(self) -> Iterator[str]:
        """The names that were answered. There is no length, so that an empty one is not mistaken for a refusal."""
        return iter(self.answers)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name in self.answers
