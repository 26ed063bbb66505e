"""The answer to a request: the VP Token of OpenID4VP 1.0 §8.1, and whether it is what was asked for (§8.6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from vcwallet.encoding import strict_json
from vcwallet.encoding.limits import DEFAULT_LIMITS, Limits
from vcwallet.errors import FormatError, NotWhatWasAsked
from vcwallet.ports import JsonObject, JsonValue
from vcwallet.query.credential_view import CredentialView
from vcwallet.query.dcql import CredentialQuery, DcqlQuery
from vcwallet.query.match import Mismatch, match
from vcwallet.query.select_credentials import select_credentials

_RESPONSE = "OpenID4VP 1.0 §8.1"
_VALIDATION = "OpenID4VP 1.0 §8.6"


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentationResponse:
    """The answer to one request, ready to be sent.

    Attributes:
        value: ``{"vp_token": {credential query id: [presentation, …]}}``.
    """

    value: JsonObject = field(repr=False)

    def to_json(self) -> str:
        """The answer as JSON text."""
        return strict_json.dumps(self.value)


def read_answer(
    response: object, query: DcqlQuery, limits: Limits = DEFAULT_LIMITS
) -> Mapping[str, tuple[JsonValue, ...]]:
    """Reads a response and sees that it has the form of an answer to `query`: §8.1.

    Args:
        response: A `PresentationResponse`, a dict, or JSON as str or bytes.
        query: What was asked for.
        limits: Of the JSON, and of the number of presentations.

    Returns:
        The presentations by credential query id, each a text or an object, not verified yet.

    Raises:
        FormatError: It cannot be read, is over a limit, or is no VP Token.
        NotWhatWasAsked: It answers a query that was not asked, or gives several presentations for one.
    """
    value = response.value if isinstance(response, PresentationResponse) else response
    read = strict_json.parse(value, limits) if isinstance(value, str | bytes) else strict_json.admit(value, limits)
    token = read.get("vp_token") if isinstance(read, dict) else None
    if not isinstance(token, dict):
        raise FormatError(
            "This is not an answer to a request: it has no `vp_token` that is an object.",
            where="/vp_token",
            hint='It looks like {"vp_token": {"degree": [presentation]}}.',
            spec=_RESPONSE,
        )
    answers: dict[str, tuple[JsonValue, ...]] = {}
    for query_id, presentations in token.items():
        asked = query.credential(query_id)
        if asked is None:
            raise NotWhatWasAsked(
                f"Nothing was asked for under the name {query_id[:100]!r}.", where="/vp_token", spec=_RESPONSE
            )
        answers[query_id] = _presentations(presentations, asked)
    if sum(map(len, answers.values())) > limits.max_credentials:
        message = f"The answer has more than {limits.max_credentials} presentations."
        raise FormatError(message, where="/vp_token", code="over_limit")
    return answers


def _presentations(value: JsonValue, asked: CredentialQuery) -> tuple[JsonValue, ...]:
    where = f"/vp_token/{asked.id}"
    if not isinstance(value, list) or not value:
        raise FormatError("An answer is a list of presentations, not empty.", where=where, spec=_RESPONSE)
    for index, presentation in enumerate(value):
        if not isinstance(presentation, str | dict):
            raise FormatError("A presentation is a text or an object.", where=f"{where}/{index}", spec=_RESPONSE)
    if len(value) > 1 and not asked.multiple:
        raise NotWhatWasAsked(
            f"One presentation was asked for under the name {asked.id!r}, not {len(value)}.",
            where=where,
            spec=_RESPONSE,
        )
    return tuple(value)


def check_answer(query: DcqlQuery, answers: Mapping[str, Sequence[CredentialView]]) -> None:
    """Sees that verified credentials are what was asked for: §8.6, with the rules of §6.4.

    Array indexes of the query are not insisted on, since elements before them may have been withheld.

    Args:
        query: What was asked for.
        answers: What each answered credential query was answered with, as far as it was shown.

    Raises:
        NotWhatWasAsked: A credential does not match its query, or a required one is missing.
    """
    for query_id, credentials in answers.items():
        asked = query.credential(query_id)
        if not credentials:
            raise NotWhatWasAsked(
                f"Under the name {query_id[:100]!r} no credential was shown.",
                where=f"/vp_token/{query_id}",
                spec=_VALIDATION,
            )
        if asked is not None and not asked.multiple and len(credentials) > 1:
            raise NotWhatWasAsked(
                f"One credential was asked for under the name {query_id[:100]!r}, not {len(credentials)}.",
                where=f"/vp_token/{query_id}",
                spec=_VALIDATION,
            )
        for index, credential in enumerate(credentials):
            _check_match(query_id, asked, credential, f"/vp_token/{query_id}/{index}")
    lacking = select_credentials(query, answers).lacking
    if lacking:
        wanted = ", or ".join(" and ".join(option) for option in lacking[0].options)
        raise NotWhatWasAsked(
            f"The answer lacks {wanted[:300]}.",
            where="/vp_token",
            hint="Ask the holder again, or make it optional.",
            spec=_VALIDATION,
        )
    options = [option for use_case in query.credential_sets for option in use_case.options]
    whole = {query_id for option in options if answers.keys() >= {*option} for query_id in option}
    partial = sorted(answers.keys() - whole) if options else []
    if partial:
        raise NotWhatWasAsked(
            f"What was shown for {partial[0][:100]!r} is only a part of what could be shown together.",
            where=f"/vp_token/{partial[0]}",
            hint="Ask the holder again: of what is optional, the whole or nothing is shown.",
            spec="OpenID4VP 1.0 §6.4.2",
        )


def _check_match(query_id: str, asked: CredentialQuery | None, credential: CredentialView, where: str) -> None:
    outcome = match(asked, credential, thinned=True) if asked is not None else None
    if outcome is None or isinstance(outcome, Mismatch):
        reasons = " ".join(outcome.reasons) if outcome else "Nothing of the kind was asked for."
        raise NotWhatWasAsked(
            f"What was shown for {query_id[:100]!r} is not what was asked for. {reasons}",
            where=where,
            hint="Ask the holder again, or change what is asked for.",
            spec=_VALIDATION,
        )
