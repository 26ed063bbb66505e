"""What was checked and why it came out so: `Rule`, `Check`, `Outcome`, `Report`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import lru_cache
from typing import Generic, NoReturn, TypeVar

from vcwallet.errors import Malformed, Need, Undetermined, UsageError, VcwalletError, VerificationError

T_co = TypeVar("T_co", covariant=True)


class Outcome(Enum):
    """How a check came out."""

    PASSED = "passed"
    REJECTED = "rejected"
    UNDETERMINED = "undetermined"
    SKIPPED = "skipped"


@dataclass(frozen=True, kw_only=True)  # without slots, which are pickled one by one, in Python
class Rule:
    """One thing that is checked.

    Attributes:
        number: Its place in the order of checking, such as ``"3.4"``.
        id: Its stable name, such as ``"proof.signature"``.
        sentence: What is true when the check passes, for a person to read.
        spec: The section that demands it.
    """

    number: str
    id: str
    sentence: str
    spec: str
    _passed: Check = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Checks that pass carry no facts of their own, so that all reports can share them.
        object.__setattr__(self, "_passed", Check(rule=self, outcome=Outcome.PASSED, sentence=self.sentence))

    def __hash__(self) -> int:
        # Every check that passes is looked up by its rule: this is half of what hashing all fields would take.
        return hash(self.id)

    def passed(self, where: str = "") -> Check:
        """The check of this rule that passed at `where`."""
        return _passed(self, where) if where else self._passed

    def skipped(self, reason: str, where: str = "") -> Check:
        """The check of this rule that was not made, and why."""
        return _skipped(self, reason, where)

    def failed(self, error: VerificationError) -> Check:
        """The check of this rule that ended in `error`: rejected, or undetermined where nothing was decided."""
        undetermined = isinstance(error, Undetermined)
        return Check(
            rule=self,
            outcome=Outcome.UNDETERMINED if undetermined else Outcome.REJECTED,
            sentence=error.message,
            where=error.where,
            error=error,
        )


@dataclass(frozen=True, kw_only=True)  # without slots, which are pickled one by one, in Python
class Check:
    """One rule, applied: its outcome, the place it speaks of, and a sentence for a person."""

    rule: Rule
    outcome: Outcome
    sentence: str
    where: str = ""
    error: VerificationError | None = None

    def to_json(self) -> dict[str, str]:
        """The check as a flat JSON object; empty members are left out."""
        error = self.error
        members = {
            "number": self.rule.number,
            "rule": self.rule.id,
            "outcome": self.outcome.value,
            "sentence": self.sentence,
            "where": self.where,
            "spec": (error.spec if error else "") or self.rule.spec,
            "code": error.code if error else "",
            "hint": error.hint if error else "",
        }
        return {name: value for name, value in members.items() if value}


@lru_cache(maxsize=4096)
def _passed(rule: Rule, where: str) -> Check:
    # Checks that pass carry no facts of their own, so that all reports can share them.
    return Check(rule=rule, outcome=Outcome.PASSED, sentence=rule.sentence, where=where)


@lru_cache(maxsize=4096)
def _skipped(rule: Rule, reason: str, where: str) -> Check:
    return Check(rule=rule, outcome=Outcome.SKIPPED, sentence=reason, where=where)


@dataclass(frozen=True, kw_only=True)  # without slots, which are pickled one by one, in Python
class Report(Generic[T_co]):
    """All checks of one verification, in order, and what was verified if nothing spoke against it.

    A report has no truth value: ask for its `verdict`, or call `require`.
    """

    checks: tuple[Check, ...]
    verified: T_co | None = field(default=None, repr=False)

    @property
    def outcome(self) -> Outcome:
        """`REJECTED` if any check was, else `UNDETERMINED` if any check was, else `PASSED`."""
        # A list, since an enumeration's members are slow to hash.
        outcomes = [check.outcome for check in self.checks]
        for outcome in (Outcome.REJECTED, Outcome.UNDETERMINED):
            if outcome in outcomes:
                return outcome
        return Outcome.PASSED if self.verified is not None else Outcome.UNDETERMINED

    @property
    def verdict(self) -> str:
        """``"valid"``, ``"invalid"`` or ``"cannot know"``."""
        outcome = self.outcome
        if outcome is Outcome.PASSED:
            return "valid"
        return "invalid" if outcome is Outcome.REJECTED else "cannot know"

    @property
    def error(self) -> VerificationError | None:
        """The first reason not to rely on the evidence: rejections come before what is undetermined."""
        failed = [check for check in self.checks if check.error is not None]
        for outcome in (Outcome.REJECTED, Outcome.UNDETERMINED):
            for check in failed:
                if check.outcome is outcome:
                    return check.error
        return None

    @property
    def needs(self) -> tuple[Need, ...]:
        """Everything that would settle what is undetermined, each once."""
        errors = (check.error for check in self.checks)
        found = [need for error in errors if isinstance(error, Undetermined) for need in error.needs]
        return tuple(dict.fromkeys(found))

    def require(self) -> T_co:
        """Returns what was verified.

        Raises:
            Rejected: There is evidence against it.
            Undetermined: It could not be decided; `needs` of the error lists what all checks lack.
        """
        error = self.error
        if error is not None:
            if isinstance(error, Undetermined):
                error.needs = self.needs
            raise error
        if self.verified is None:
            raise Undetermined("Nothing was checked.")
        return self.verified

    def to_json(self) -> dict[str, object]:
        """The report for programs: verdict, checks, and the URLs that are needed."""
        needs = [{"url": n.url, "kind": n.kind, "maxBytes": n.max_bytes, "digest": n.digest} for n in self.needs]
        return {"verdict": self.verdict, "checks": [check.to_json() for check in self.checks], "needs": needs}

    def __iter__(self) -> Iterator[Check]:
        return iter(self.checks)

    def __bool__(self) -> NoReturn:
        raise UsageError("A report is neither true nor false.", hint="Use report.require(), or compare report.verdict.")


def moved(checks: Iterable[Check], prefix: str) -> Iterator[Check]:
    """The checks of a document that stands at `prefix` in a larger one."""
    for check in checks:
        if check.error is not None:
            check.error.under(prefix)
        yield replace(check, where=prefix + check.where)


def blame(rule: Rule, error: VcwalletError) -> Check:
    """The failed check for an error of any class: what is no verdict by itself counts as unreadable evidence."""
    if isinstance(error, VerificationError):
        return rule.failed(error)
    facts = {"where": error.where, "hint": error.hint, "spec": error.spec, "code": error.code}
    return rule.failed(Malformed(error.message, **facts))
