"""Reports and documents as text for a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from vcwallet import rules
from vcwallet.command.judging import VerifiedResponse
from vcwallet.errors import VcwalletError
from vcwallet.ports import JsonValue
from vcwallet.report import Check, Outcome, Report
from vcwallet.verified import VerifiedCredential, VerifiedPresentation

_MARKS = {Outcome.PASSED: "✓", Outcome.REJECTED: "✗", Outcome.UNDETERMINED: "?", Outcome.SKIPPED: "·"}
_COLOURS = {Outcome.PASSED: "32", Outcome.REJECTED: "31", Outcome.UNDETERMINED: "33", Outcome.SKIPPED: "2"}
_VERDICTS = {
    Outcome.PASSED: "VALID",
    Outcome.REJECTED: "NOT VALID: do not rely on this",
    Outcome.UNDETERMINED: "CANNOT KNOW: do not rely on this yet",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Paint:
    """Colours for terminals that have them.

    Attributes:
        colours: Whether to use any.
    """

    colours: bool

    def __call__(self, text: str, code: str) -> str:
        """`text` in the colour of an ANSI code."""
        return f"\033[{code}m{text}\033[0m" if self.colours else text


def report(outcome: Report[object], paint: Paint, *, is_bound: bool) -> str:
    """A report: the verdict, each check on a line, and what would help.

    Args:
        outcome: The report.
        paint: Colours.
        is_bound: Whether it was asked for whom a presentation was made.
    """
    verdict = _VERDICTS[outcome.outcome]
    open_ = list(_not_judged(outcome, is_bound=is_bound)) if outcome.outcome is Outcome.PASSED else []
    if open_:
        verdict += f" (not judged: {'; '.join(open_)})"
    lines = [paint(verdict, f"1;{_COLOURS[outcome.outcome]}")]
    if outcome.verified is not None:
        lines += _facts(outcome.verified)
    lines.append("")
    for check in outcome:
        lines += _check(check, paint)
    lines += [f"  needed: {need.kind} at {printable(need.url)}" for need in outcome.needs]
    return "\n".join(lines) + "\n"


def document(value: JsonValue, paint: Paint) -> str:
    """A document, member by member, with the warning that none of it was checked."""
    lines = [paint("NOT CHECKED: this is only what the file says", "1;33"), "", *_tree(value, "")]
    return "\n".join(lines) + "\n"


def failure(error: VcwalletError, paint: Paint, *, json_: bool) -> str:
    """Why there is no report, for programs as JSON."""
    if json_:
        return as_json({"error": error.message} | ({"hint": error.hint} if error.hint else {}))
    lines = [paint(printable(error.message), "31"), printable(error.hint)]
    return "\n".join(line for line in lines if line) + "\n"


def as_json(value: object) -> str:
    """JSON for programs: one document."""
    return json.dumps(value, ensure_ascii=True, indent=2) + "\n"


def printable(text: str) -> str:
    """`text` on one line, with control and bidi characters as escapes.

    Otherwise a document could steer the reader's terminal, or write lines that look like ours.
    """
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


def _not_judged(outcome: Report[object], *, is_bound: bool) -> Iterator[str]:
    """What a reader may take for judged, and was not."""
    skipped = {check.rule.id for check in outcome if check.outcome is Outcome.SKIPPED}
    if rules.TRUST.id in skipped:
        yield "whether to believe the issuer"
    if not is_bound and isinstance(outcome.verified, VerifiedPresentation | VerifiedResponse):
        yield "for whom it was made"
    if rules.ANSWER.id in skipped:
        yield "whether it is what was asked for"
    if any(credential.status == "ignored" for credential in _credentials(outcome.verified)):
        yield "whether it was taken back"


def _credentials(verified: object) -> tuple[VerifiedCredential, ...]:
    if isinstance(verified, VerifiedResponse):
        return tuple(credential for _, one in verified.answers for credential in _credentials(one))
    if isinstance(verified, VerifiedPresentation):
        return verified.credentials
    return (verified,) if isinstance(verified, VerifiedCredential) else ()


def _facts(verified: object) -> Iterator[str]:
    if isinstance(verified, VerifiedResponse):
        for name, one in verified.answers:
            yield printable(f"  {name}:")
            yield from (f"  {line}" for line in _facts(one))
        return
    if isinstance(verified, VerifiedPresentation):
        yield printable(f"  presented by {verified.holder or 'nobody by name'}")
    for credential in _credentials(verified):
        yield printable(f"  {', '.join(credential.types)}")
        yield printable(f"  signed by {credential.issuer} ({credential.securing})")


def _check(check: Check, paint: Paint) -> Iterator[str]:
    colour = _COLOURS[check.outcome]
    place = f"  [{printable(check.where)}]" if check.where else ""
    yield paint(f"  {_MARKS[check.outcome]} {check.rule.number} {printable(check.sentence)}", colour) + place
    if check.error is not None:
        if check.error.hint:
            yield f"        {printable(check.error.hint)}"
        yield paint(f"        {check.error.spec or check.rule.spec}; code {check.error.code}", "2")


def _tree(value: JsonValue, indent: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _branch(printable(name), inner, indent)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _branch(str(index), inner, indent)
    else:
        yield f"{indent}{_leaf(value)}"


def _branch(name: str, inner: JsonValue, indent: str) -> Iterator[str]:
    if isinstance(inner, dict | list) and inner:
        yield f"{indent}{name}:"
        yield from _tree(inner, indent + "  ")
    else:
        yield f"{indent}{name}: {_leaf(inner)}"


def _leaf(value: JsonValue) -> str:
    return printable(value) if isinstance(value, str) else json.dumps(value)
