"""Does a credential answer a credential query? OpenID4VP 1.0 §6.1, §6.3, §6.4.1 and §7."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from vcwallet.query.claims_path import Selected, shown
from vcwallet.query.credential_view import CredentialView
from vcwallet.query.dcql import ClaimsQuery, CredentialQuery


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A credential answers a query by showing these claims.

    Attributes:
        claims: What has to be shown, each once, in the order of the query.
    """

    claims: tuple[Selected, ...]

    @property
    def pointers(self) -> tuple[str, ...]:
        """JSON pointers to `claims`."""
        return tuple(claim.pointer for claim in self.claims)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """A credential does not answer a query.

    Attributes:
        reasons: Why, in plain sentences.
        is_of_kind: Whether it is at least of the format and type that are asked for.
    """

    reasons: tuple[str, ...]
    is_of_kind: bool = False


def match(query: CredentialQuery, credential: CredentialView, *, thinned: bool = False) -> Match | Mismatch:
    """Holds a credential against a query.

    A type that the query names is met by a type of the credential that is written so, or whose full IRI is that.

    Args:
        query: What is asked for.
        credential: The credential, or what is shown of it.
        thinned: Whether elements of arrays may have been withheld from `credential`: for judging an answer.

    Returns:
        The claims of the first claim set that the credential has, or the reasons why it does not answer.

    Raises:
        FormatError: The view's `effort` is spent.
    """
    kind = _wrong_kind(query, credential)
    if kind:
        return Mismatch(reasons=(kind,))
    if query.trusted_authorities and not _has_authority(query, credential):
        reason = "That one of the authorities that are asked for stands behind its issuer cannot be told here."
        return Mismatch(reasons=(reason,), is_of_kind=True)
    reasons: dict[str, None] = {}
    judged: dict[int, _Judged] = {}  # each claim once, however many claim sets name it
    for alternative in query.alternatives():
        credential.effort.spend(len(alternative))
        found: list[_Judged] = []
        for claim in alternative:
            if id(claim) not in judged:
                judged[id(claim)] = _judge(claim, credential, thinned)
            found.append(judged[id(claim)])
        lacking = [one.lacking for one in found if one.lacking]
        if not lacking:
            return Match(claims=tuple({place.pointer: place for one in found for place in one.claims}.values()))
        reasons |= dict.fromkeys(lacking)
    return Mismatch(reasons=tuple(reasons), is_of_kind=True)


def _wrong_kind(query: CredentialQuery, credential: CredentialView) -> str:
    """Why the credential is not of the format and type that is asked for; "" where it is."""
    if query.format != credential.format:
        return f"It is of the format {credential.format!r}, not {query.format[:100]!r}."
    if query.vct_values and credential.vcts.isdisjoint(query.vct_values):
        return f"It is of the type {str(credential.vct)[:300]!r}, not {' or '.join(query.vct_values)[:300]!r}."
    if query.doctype_value is not None:
        return "It is not a mobile document."
    if query.type_values and not _has_types(query.type_values, credential):
        wanted = " or ".join(" and ".join(names) for names in query.type_values)
        return f"It is of the type {', '.join(credential.types)[:300]!r}, not {wanted[:300]!r}."
    return ""


def _has_types(alternatives: Sequence[Sequence[str]], credential: CredentialView) -> bool:
    written = set(credential.types)
    if any(written.issuperset(names) for names in alternatives):
        return True
    # Finding the full IRIs costs a run of JSON-LD, which no query needs that only names what no context defines.
    if not any(":" in name for names in alternatives for name in names):
        return False
    known = written.union(credential.expanded_types())
    return any(known.issuperset(names) for names in alternatives)


def _has_authority(query: CredentialQuery, credential: CredentialView) -> bool:
    wanted = ((authority.type, value) for authority in query.trusted_authorities for value in authority.values)
    return any(pair in credential.authorities for pair in wanted)


class _Judged(NamedTuple):
    """What of a credential is one of the claims that are asked for, or else a sentence on what it lacks."""

    claims: tuple[Selected, ...]
    lacking: str = ""


def _judge(claim: ClaimsQuery, credential: CredentialView, thinned: bool) -> _Judged:
    selected = credential.select(claim.path, thinned=thinned)
    if not selected:
        return _Judged((), f"It has no claim {shown(claim.path)!r}.")
    fitting = _fitting(selected, claim, credential)
    if not fitting:
        return _Judged((), f"The value of its claim {shown(claim.path)!r} is not one that is asked for.")
    return _Judged(fitting)


def _fitting(selected: tuple[Selected, ...], claim: ClaimsQuery, credential: CredentialView) -> tuple[Selected, ...]:
    """Those of which type and value both match exactly (§6.3): in Python, True would equal 1 and 1.0."""
    if claim.values is None:
        return selected
    credential.effort.spend(len(selected) + len(claim.values))
    wanted = {(type(value), value) for value in claim.values}
    return tuple(
        place for place in selected if isinstance(place.value, str | int) and (type(place.value), place.value) in wanted
    )
