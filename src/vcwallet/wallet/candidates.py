"""Which held credentials could answer a credential query, the best first, and why the others could not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from vcwallet.query import CredentialQuery, CredentialView, Match, Mismatch, match
from vcwallet.rdf import Contexts
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
    holdings: Iterable[Holding],
    *,
    is_own: Callable[[str], bool],
    contexts: Contexts,
    at: datetime,
) -> Candidates:
    """Looks through the wallet for answers to one credential query.

    Args:
        query: What is asked for.
        holdings: What is held.
        is_own: Whether a DID is the holder's.
        contexts: For the full IRIs of types.
        at: The time to judge validity by (aware).
    """
    usable: list[Candidate] = []
    reasons: list[str] = []
    for holding in holdings:
        credential = holding.credential
        outcome = match(query, view_of(holding.evidence, contexts))
        if isinstance(outcome, Mismatch):
            if outcome.is_of_kind:
                reasons += [f"{_named(credential)}: {reason}" for reason in outcome.reasons]
            continue
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


def view_of(evidence: Evidence, contexts: Contexts) -> CredentialView:
    """The credential as queries see it."""
    return CredentialView.of(evidence.document, evidence.securing, contexts)


def _not_own(query: CredentialQuery, credential: HeldCredential, holder: str | None) -> str:
    """Why the verifier would not take it as the holder's own; "" where it would."""
    if query.holder_binding and holder is None and credential.held_by == "subject":
        if credential.subject_ids:
            return "It is about somebody else: none of this wallet's keys belongs to it."
        return "It does not say whose it is, and the verifier wants proof that it is yours."
    return ""


def _cost(candidate: Candidate) -> tuple[int, float, str]:
    """How much it shows; then how soon it expires; then anything that is always the same."""
    holding = candidate.holding
    # All or nothing: every value is shown. Otherwise about as many as are asked for.
    claims = (leaves(claim.value) for claim in candidate.match.claims)
    shown = sum(len(list(one)) for one in claims) if holding.evidence.disclosable else _size(holding)
    until = holding.credential.valid_until
    return shown, -until.timestamp() if until is not None else float("-inf"), holding.credential.id


def _size(holding: Holding) -> int:
    return sum(1 for _ in leaves(holding.evidence.document))


def _named(credential: HeldCredential) -> str:
    return f"Your {credential.title[:100]!r} from {credential.issuer[:200]}"
