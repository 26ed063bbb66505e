"""Every error of the library, in one tree.

::

    VcwalletError            .code .hint .where (JSON pointer) .spec (section)
    ├─ UsageError            the call itself is wrong: arguments that do not fit together
    ├─ FormatError           cannot be parsed, or is over a limit
    ├─ CannotSatisfy         the wallet lacks what was asked; .missing lists it
    ├─ KeyMismatch           wrong key for this suite, or a key that must not be used
    └─ VerificationError     do not rely on this
       ├─ Rejected           there is evidence against it
       │  ├─ Malformed       (a FormatError as well) the evidence cannot even be read
       │  ├─ NonConforming   breaks a rule of the data model
       │  ├─ DataLoss        holds something that the signature would not cover
       │  ├─ ProofInvalid    the signature, or a part of the proof, is wrong
       │  ├─ WrongPurpose    the key may not be used, or was not used, for this purpose
       │  ├─ NotBound        the key is not the issuer's, or not the holder's
       │  ├─ WrongAudience   was made for somebody else
       │  ├─ NonceMismatch   answers another challenge, or one that was answered before
       │  ├─ Expired  NotYetValid  Revoked
       │  ├─ UntrustedIssuer nobody told the verifier to believe this issuer about this
       │  └─ NotWhatWasAsked a true credential, but not the one that was asked for
       └─ Undetermined       could not decide; .needs lists what would settle it

Messages are plain sentences that may be shown to a person. Errors pickle, so that they survive a process pool.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

_MOST_CHARACTERS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Something on the web that would settle an undetermined verdict.

    Attributes:
        url: Where it is; fetch it and call again with ``resources={url: bytes}``. A context is not settled like this:
            it says what the names in a document mean, so that somebody has to vouch for it, with ``contexts=`` of the
            issuer, wallet or verifier.
        kind: What it is: ``"context"``, ``"did-document"``, ``"status-list"`` or the like.
        max_bytes: More than this many bytes will be refused.
        digest: The expected digest as ``sha256-…``/``sha384-…`` (base64), or None where none is known.
    """

    url: str
    kind: str
    max_bytes: int = 1_000_000
    digest: str | None = None


class VcwalletError(Exception):
    """The root of the tree; catch this to catch everything that the library raises.

    People read it and logs keep it, so that its texts are cut off at 2,000 characters, whatever they speak of.

    Args:
        message: A plain sentence that may be shown to a person.
        where: JSON pointer (RFC 6901) to the offending place; ``""`` is the whole document.
        hint: The next step for whoever reads it.
        spec: The section of the specification whose rule is broken.
        code: A stable name for programs; each class has its own default.
    """

    default_code: ClassVar[str] = "error"
    default_hint: ClassVar[str] = ""

    def __init__(
        self, message: str, *, where: str = "", hint: str | None = None, spec: str = "", code: str | None = None
    ) -> None:
        self.message = _short(message)
        super().__init__(self.message)
        self.where = where
        self.hint = self.default_hint if hint is None else _short(hint)
        self.spec = spec
        self.code = self.default_code if code is None else code

    @property
    def where(self) -> str:
        """JSON pointer (RFC 6901) to the offending place."""
        return self._where

    @where.setter
    def where(self, pointer: str) -> None:
        self._where = _short(pointer)

    def under(self, prefix: str) -> VcwalletError:
        """Says that the document this error speaks of stands at `prefix` in a larger one; returns itself."""
        self.where = prefix + self.where
        return self

    def about(self, what: str) -> VcwalletError:
        """Puts a sentence before the message that says of what it speaks; returns itself."""
        self.message = _short(f"{what} {self.message}")
        self.args = (self.message,)
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.__dict__)


def quoted(value: object, most: int = 100) -> str:
    """What was given, for the sentence of an error: the beginning of a text in quotes, of anything else its type alone.

    The text of anything else may be endless, or refuse to be made: Python makes none of very long integers.
    """
    return repr(value[:most]) if isinstance(value, str) else f"a value of the type {type(value).__name__}"


def _short(text: str) -> str:
    if not text.isascii():
        # Half of a surrogate pair could neither be shown nor written to a log.
        text = text.encode(errors="backslashreplace").decode()
    return text if len(text) <= _MOST_CHARACTERS else f"{text[: _MOST_CHARACTERS - 1]}…"


def _rebuild(cls: type[VcwalletError], state: dict[str, Any]) -> VcwalletError:
    error = cls.__new__(cls, state["message"])
    error.__dict__.update(state)
    return error


class UsageError(VcwalletError):
    """The call is wrong in itself: a missing policy, arguments that exclude each other, an extra not installed."""

    default_code = "usage"


class FormatError(VcwalletError):
    """The input cannot be parsed, or is over a limit."""

    default_code = "format"


class CannotSatisfy(VcwalletError):
    """The wallet does not hold what was asked for; `missing` says, sentence by sentence, what it lacks."""

    default_code = "cannot_satisfy"

    def __init__(self, message: str, *, missing: tuple[str, ...] = (), **facts: Any) -> None:
        super().__init__(message, **facts)
        self.missing = missing


class KeyMismatch(VcwalletError):
    """A key that does not fit the suite, or that must not be used at all (small order, not canonical)."""

    default_code = "key_mismatch"


class VerificationError(VcwalletError):
    """Do not rely on this evidence."""

    default_code = "not_verified"


class Rejected(VerificationError):
    """There is evidence against it."""

    default_code = "rejected"


class Malformed(Rejected, FormatError):
    """The evidence cannot even be read."""

    default_code = "malformed"


class NonConforming(Rejected):
    """The document breaks a rule of the data model."""

    default_code = "non_conforming"


class DataLoss(Rejected):
    """The document holds something that has no defined meaning, so that no signature would cover it."""

    default_code = "data_loss"
    default_hint = "Define the term in the document's @context, or remove it."


class ProofInvalid(Rejected):
    """The signature does not match, or a part of the proof is wrong."""

    default_code = "proof_invalid"
    default_hint = "Ask for the original again: this copy was changed, or was never signed by this key."


class WrongPurpose(Rejected):
    """The proof was made for another purpose, or the key may not be used for this one."""

    default_code = "wrong_purpose"


class NotBound(Rejected):
    """The key that signed does not belong to the issuer, or the presenter is not whom the credential is about."""

    default_code = "not_bound"


class WrongAudience(Rejected):
    """Made for another verifier."""

    default_code = "wrong_audience"
    default_hint = "Ask the holder to answer your own request."


class NonceMismatch(Rejected):
    """Answers another challenge, or one that was already answered."""

    default_code = "nonce_mismatch"
    default_hint = "Send a new request and use the answer to that one."


class Expired(Rejected):
    """Its time is over."""

    default_code = "expired"
    default_hint = "Ask for a current one."


class NotYetValid(Rejected):
    """Its time has not come."""

    default_code = "not_yet_valid"
    default_hint = "Try again later, and check this computer's clock."


class Revoked(Rejected):
    """The issuer has taken it back, or suspended it."""

    default_code = "revoked"


class UntrustedIssuer(Rejected):
    """Nobody told the verifier to believe this issuer about this type of credential."""

    default_code = "untrusted_issuer"
    default_hint = "If you do believe this issuer, add it to TrustedIssuers for this type."


class NotWhatWasAsked(Rejected):
    """A true credential, but not what the request asked for."""

    default_code = "not_what_was_asked"


class Undetermined(VerificationError):
    """Could not decide; `needs` lists what would settle it: fetch them and call again with ``resources=``."""

    default_code = "undetermined"

    def __init__(self, message: str, *, needs: tuple[Need, ...] = (), **facts: Any) -> None:
        super().__init__(message, **facts)
        self.needs = needs
