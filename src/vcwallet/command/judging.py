"""Runs the checks on what is in a file, whatever it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from vcwallet import rules
from vcwallet.command.contents import is_presentation, token_of_response
from vcwallet.encoding.limits import DEFAULT_LIMITS
from vcwallet.errors import FormatError, UsageError
from vcwallet.model.pointer import join
from vcwallet.ports import JsonValue
from vcwallet.report import Check, Report, blame, moved
from vcwallet.verified import VerifiedCredential, VerifiedPresentation
from vcwallet.verifier import Verifier

_RESPONSE = "OpenID4VP 1.0 §8.1"

Verified = VerifiedCredential | VerifiedPresentation


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedResponse:
    """The answer to a request that nobody showed us: what is in it was verified.

    Attributes:
        answers: What was verified, with the name that it was asked for by.
    """

    answers: tuple[tuple[str, Verified], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """A verifier, and for whom and in answer to what presentations must have been made.

    Attributes:
        verifier: Runs the checks.
        domain: For whom; None where that is not asked, and the challenge neither.
        challenge: In answer to what.
        resources: ``{url: bytes}`` of what is at hand.
    """

    verifier: Verifier
    domain: str | None
    challenge: str | None
    resources: Mapping[str, bytes]

    @property
    def is_bound(self) -> bool:
        """Whether it is asked for whom a presentation was made."""
        return self.domain is not None or self.challenge is not None

    def examine(self, content: bytes) -> Report[object]:
        """Runs every check.

        Raises:
            UsageError: A domain and a challenge for what is no presentation, or one of them without the other.
        """
        token = token_of_response(content)
        if token is not None:
            return self._response(token)
        if is_presentation(content):
            return self._presentation(content)
        if self.is_bound:
            raise UsageError("--challenge and --domain are for presentations, and this is none.")
        return self.verifier.examine_credential(content, resources=self.resources)

    def _presentation(self, value: bytes | JsonValue) -> Report[VerifiedPresentation]:
        if self.is_bound and not (self.domain and self.challenge):
            raise UsageError("A presentation is held against both --domain and --challenge, or against neither.")
        return self.verifier.examine(
            value,
            challenge=self.challenge,
            domain=self.domain,
            resources=self.resources,
            unsafe_no_challenge=not self.is_bound,
        )

    def _response(self, token: JsonValue) -> Report[VerifiedResponse]:
        checks: list[Check] = []
        answers: list[tuple[str, Verified]] = []
        try:
            presentations = list(_presentations(token))
        except FormatError as error:
            return Report(checks=(blame(rules.FORMAT, error),))
        checks.append(rules.FORMAT.passed())
        for name, index, presentation in presentations:
            report = self._answer(presentation)
            checks.extend(moved(report.checks, join("vp_token", name, index)))
            if report.verified is not None:
                answers.append((name, report.verified))
        if any(check.error is not None for check in checks):
            return Report(checks=tuple(checks))
        checks.append(rules.ANSWER.skipped("What was asked for is not known here."))
        return Report(checks=tuple(checks), verified=VerifiedResponse(answers=tuple(answers)))

    def _answer(self, value: JsonValue) -> Report[Verified]:
        # Bare credentials answer requests that anybody may answer. They were made for nobody: where it is asked for
        # whom, the checks of a presentation refuse them.
        if self.is_bound or is_presentation(value):
            return self._presentation(value)
        return self.verifier.examine_credential(value, resources=self.resources)


def _presentations(token: JsonValue) -> Iterator[tuple[str, int, JsonValue]]:
    """The presentations in a VP Token: the name that each was asked for by, its place there, and what it is.

    Raises:
        FormatError: It does not have the form of one, or there are too many.
    """
    if not isinstance(token, dict) or not token:
        raise FormatError(
            "The `vp_token` is no object with the names of what was asked for.",
            where="/vp_token",
            hint='It looks like {"degree": [presentation]}.',
            spec=_RESPONSE,
        )
    left = DEFAULT_LIMITS.max_credentials
    for name, listed in token.items():
        where = join("vp_token", name)
        if not isinstance(listed, list) or not listed:
            raise FormatError("An answer is a list of presentations, not empty.", where=where, spec=_RESPONSE)
        left -= len(listed)
        if left < 0:
            message = f"It has more than {DEFAULT_LIMITS.max_credentials} presentations."
            raise FormatError(message, where="/vp_token", code="over_limit")
        for index, presentation in enumerate(listed):
            if not isinstance(presentation, str | dict):
                place = join("vp_token", name, index)
                raise FormatError("A presentation is a text or an object.", where=place, spec=_RESPONSE)
            yield name, index, presentation
