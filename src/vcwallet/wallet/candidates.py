"""Which held credentials could answer a credential query, the best first, and why the others could not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from vcwallet.model import pointer as json_pointer
from vcwallet.query import CredentialQuery, CredentialView, Match, Mismatch, match
from vcwallet.securing import Evidence
from vcwallet.wallet.disclosure import leaves
from vcwallet.wallet.held import HeldCredential


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A held credential, opened.

    Attributes:
        credential: What the wallet knows of it.
        evidence: The credential itself.
    """

    credential: HeldCredential
    evidence: Evidence = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A held credential that answers a credential query.

    Attributes:
        holding: The credential.
        match: The claims by which it answers.
        holder: The holder's own DID that it is about; None where it is shown by other means, or without proving whose
            it is.
        held_by: How it is shown whose it is: ``"subject"`` by the key of `holder`, ``"secret"`` and ``"pseudonym"`` by
            a secret of the holder's; "" where it is not.
    """

    holding: Holding
    match: Match
    holder: str | None
    held_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """How one credential query can be answered.

    Attributes:
        query: The query.
        usable: The credentials that answer it, the one that shows least first.
        reasons: Why other credentials of the kind do not, in plain sentences.
    """

    query: CredentialQuery
    usable: tuple[Candidate, ...]
    reasons: tuple[str, ...]


def find_candidates(
    query: CredentialQuery,
    holdings: Iterable[tuple[Holding, CredentialView]],
    *,
    is_own: Callable[[str], bool],
    at: datetime,
) -> Candidates:
    """Looks through the wallet for answers to one credential query.

    Args:
        query: What is asked for.
        holdings: What is held, and how queries see it.
        is_own: Whether a DID is the holder's.
        at: The time to judge validity by (aware).

    Raises:
        FormatError: The effort of a view is spent.
    """
    usable: list[Candidate] = []
    reasons: list[str] = []
    for holding, view in holdings:
        credential = holding.credential
        outcome = match(query, view)
        if isinstance(outcome, Mismatch):
            if outcome.is_of_kind:
                reasons += [f"{_named(credential)}: {reason}" for reason in outcome.reasons]
            continue
        view.effort.spend(view.size)
        holder = next((did for did in credential.subject_ids if is_own(did)), None)
        obstacle = credential.obstacle(at) or _not_own(query, credential, holder)
        if obstacle:
            reasons.append(f"{_named(credential)}: {obstacle}")
        else:
            usable.append(_candidate(query, holding, outcome, holder))
    usable.sort(key=_cost)
    return Candidates(query=query, usable=tuple(usable), reasons=tuple(dict.fromkeys(reasons)))


def _candidate(query: CredentialQuery, holding: Holding, found: Match, holder: str | None) -> Candidate:
    held_by = holding.credential.held_by
    # A pseudonym is one for this verifier, and is shown even where nobody asks whose the credential is.
    if not query.holder_binding and held_by != "pseudonym":
        return Candidate(holding=holding, match=found, holder=None, held_by="")
    return Candidate(holding=holding, match=found, holder=holder, held_by=held_by)


def _not_own(query: CredentialQuery, credential: HeldCredential, holder: str | None) -> str:
    """Why the verifier would not take it as the holder's own; "" where it would."""
    if query.holder_binding and not credential.held_by:
        return "Its issuer bound it to nobody's key, and the verifier wants proof that it is yours."
    if query.holder_binding and holder is None and credential.held_by == "subject":
        if credential.subject_ids:
            return "It is about somebody else: none of this wallet's keys belongs to it."
        return "It does not say whose it is, and the verifier wants proof that it is yours."
    return ""


def _cost(candidate: Candidate) -> tuple[int, float, str]:
    """How much it shows; then how soon it expires; then anything that is always the same."""
    holding = candidate.holding
    # All or nothing: every value is shown. Otherwise about as many as are asked for.
    shown = _size(candidate.match) if holding.evidence.disclosable else len(list(leaves(holding.evidence.document)))
    until = holding.credential.valid_until
    return shown, -until.timestamp() if until is not None else float("-inf"), holding.credential.id


def _size(asked: Match) -> int:
    pointers = frozenset(asked.pointers)
    # What is asked for as a part of something and by itself is shown once.
    outermost = (
        claim for claim in asked.claims if not json_pointer.starts_with_any(claim.pointer.rpartition("/")[0], pointers)
    )
    return sum(len(list(leaves(claim.value))) for claim in outermost)


def _named(credential: HeldCredential) -> str:
    return f"Your {credential.title[:100]!r} from {credential.issuer[:200]}"
