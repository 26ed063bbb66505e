"""Makes a plan: which credential answers which query, what of it is shown, what that gives away."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from vcwallet.encoding.strict_json import dumps
from vcwallet.errors import CannotSatisfy, Undetermined, UsageError, quoted
from vcwallet.model import pointer as json_pointer
from vcwallet.ports import JsonObject, JsonValue
from vcwallet.query import CredentialSetQuery, CredentialView, Effort, PresentationRequest, select_credentials
from vcwallet.rdf import Contexts
from vcwallet.wallet.candidates import Candidate, Candidates, Holding, find_candidates
from vcwallet.wallet.disclosure import Disclosure, Leaf, compare, leaves
from vcwallet.wallet.plan import Choice, Plan, Showing, ShownClaim, Ticket
from vcwallet.wallet.privacy import Link, links, shown_together

Chosen = Mapping[str, str | Sequence[str]]
Views = Sequence[tuple[Holding, CredentialView]]

_SUBJECT = "/credentialSubject"
# What it costs to say all about a value, and to narrow a credential by one, in the unit of looking at one.
_PER_LEAF = 5
_PER_NARROWED = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """One credential for one query, with all that is to be said about it."""

    showing: Showing
    candidate: Candidate
    disclosure: Disclosure
    added: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        return not self.candidate.holding.evidence.disclosable

    def claims(self, leaves: Sequence[Leaf]) -> tuple[ShownClaim, ...]:
        asked = frozenset(self.candidate.match.pointers)
        return tuple(
            ShownClaim(
                query=self.showing.query,
                credential=self.showing.credential,
                pointer=place,
                value=value,
                asked=json_pointer.starts_with_any(place, asked),
            )
            for place, value in leaves
        )


def make_plan(
    request: PresentationRequest,
    holdings: Sequence[Holding],
    *,
    is_own: Callable[[str], bool],
    contexts: Contexts,
    at: datetime,
    choose: Chosen,
    include: Collection[str],
    ticket: Ticket,
) -> Plan:
    """Plans the answer to a request; see `Wallet.plan`.

    Raises:
        CannotSatisfy: Something that is required is not held.
        FormatError: The request asks for more than can be looked at.
        UsageError: `choose` names what cannot be chosen.
    """
    effort = Effort()
    views = [
        (one, CredentialView.of(one.evidence.document, one.evidence.securing, contexts, effort)) for one in holdings
    ]
    found = {query.id: find_candidates(query, views, is_own=is_own, at=at) for query in request.query.credentials}
    for name in (*choose, *include):
        if name not in found:
            raise UsageError(
                f"The request asks for nothing under the name {quoted(name, 100)}.",
                hint=f"There is: {', '.join(found)}. An alternative has a name of its own.",
            )
    wanted = _wanted(choose, found)
    answerable = [query_id for query_id, candidates in found.items() if candidates.usable]
    selection = select_credentials(request.query, answerable, {*include, *wanted})
    if selection.lacking:
        raise _cannot_satisfy(request, selection.lacking, found, views)
    left_out = sorted(set(include).union(wanted).difference(selection.queries))
    if left_out:
        what = (
            f"{', '.join(left_out)[:200]!r} cannot be answered, or belongs to an option that is not chosen as a whole."
        )
        why = [reason for name in left_out for reason in _missing(request, found[name], views)]
        hint = "Leave it out." if why else "Include every query of the option."
        raise UsageError(" ".join([what, *why]), hint=hint)
    shown: list[_Shown] = []
    for query_id in selection.queries:
        if query_id in wanted:
            shown += [_show(query_id, candidate, effort) for candidate in wanted[query_id]]
        else:
            shown.append(_show_first(query_id, found[query_id].usable, effort))
    return Plan(
        request=request,
        revealed=tuple(claim for one in shown for claim in one.claims(one.disclosure.shown)),
        withheld=tuple(claim for one in shown for claim in one.claims(one.disclosure.withheld)),
        linkable=_linkable(shown),
        choices=tuple(_choice(one, shown) for one in found.values() if one.usable),
        notices=_notices(request, shown),
        showings=tuple(one.showing for one in shown),
        ticket=ticket,
    )


def _wanted(choose: Chosen, found: Mapping[str, Candidates]) -> dict[str, tuple[Candidate, ...]]:
    """The candidates that the person chose, by query."""
    wanted: dict[str, tuple[Candidate, ...]] = {}
    for query_id, chosen in choose.items():
        ids = [chosen] if isinstance(chosen, str) else list(chosen) if isinstance(chosen, Sequence) else []
        usable = {candidate.holding.credential.id: candidate for candidate in found[query_id].usable}
        known = all(isinstance(identifier, str) and identifier in usable for identifier in ids)
        if not ids or not known or len(set(ids)) < len(ids):
            raise UsageError(
                f"What was chosen for {query_id!r} cannot answer it.",
                hint=f"Choose among: {', '.join(usable) or 'nothing; the wallet has nothing that answers it'}.",
            )
        if len(ids) > 1 and not found[query_id].query.multiple:
            raise UsageError(f"The verifier wants one credential for {query_id!r}, not {len(ids)}.")
        wanted[query_id] = tuple(usable[identifier] for identifier in ids)
    return wanted


def _show_first(query_id: str, candidates: Sequence[Candidate], effort: Effort) -> _Shown:
    """The first of the candidates that can be shown: of some too little would be left, or a context is not known.

    Raises:
        CannotSatisfy: None can; of the first it is said why.
        Undetermined: A context of the first is not known, and none of the others can be shown.
    """
    failed: CannotSatisfy | Undetermined | None = None
    for candidate in candidates:
        try:
            return _show(query_id, candidate, effort)
        except (CannotSatisfy, Undetermined) as error:
            failed = failed or error
    assert failed is not None
    raise failed


def _show(query_id: str, candidate: Candidate, effort: Effort) -> _Shown:
    try:
        return _narrow(query_id, candidate, effort)
    except (CannotSatisfy, Undetermined) as error:
        raise error.about(f"For {query_id!r}, {candidate.holding.credential.title[:100]!r} cannot be shown.") from None


def _narrow(query_id: str, candidate: Candidate, effort: Effort) -> _Shown:
    holding, pointers = candidate.holding, candidate.match.pointers
    # Beforehand, since it may come to nothing, and be tried for many queries.
    effort.spend(_PER_NARROWED * sum(1 for _ in leaves(holding.evidence.document)))
    own: tuple[str, ...] = ()
    try:
        revealed = holding.evidence.reveal(pointers)
    except CannotSatisfy as error:
        own = _least_of_subject(holding.evidence.document) if error.code == "required_withheld" else ()
        if not own:
            raise
        revealed = holding.evidence.reveal((*pointers, *own))
    subject = _own_subject(candidate, revealed.document)
    if subject:
        own = (*own, *subject)
        revealed = holding.evidence.reveal((*pointers, *own))
    showing = Showing(
        query=query_id,
        credential=holding.credential.id,
        revealed=revealed,
        holder=candidate.holder,
        held_by=candidate.held_by,
    )
    disclosure = compare(holding.evidence.document, revealed.document, (*pointers, *revealed.added, *own))
    effort.spend(_PER_LEAF * (len(disclosure.shown) + len(disclosure.withheld)))
    return _Shown(showing=showing, candidate=candidate, disclosure=disclosure, added=(*revealed.added, *own))


def _own_subject(candidate: Candidate, shown: JsonObject) -> tuple[str, ...]:
    """Which identifier has to be shown besides, of a credential about several: without it, it would be another's."""
    held = candidate.holding.evidence
    if candidate.holder is None or held.binds_itself or candidate.holder in _subject_ids(shown):
        return ()
    return (f"/credentialSubject/{_subject_ids(held.document).index(candidate.holder)}/id",)


def _least_of_subject(document: JsonObject) -> tuple[str, ...]:
    """What says least of a subject without an identifier: its type, or else its shortest claim.

    Something of it has to be shown (VCDM 2.0 §4.8), and the holder sees in the plan what it is.
    """
    value = document.get("credentialSubject")
    place, subject = ("/credentialSubject/0", value[0]) if isinstance(value, list) and value else (_SUBJECT, value)
    if not isinstance(subject, dict) or not subject:
        return ()
    name = min(subject, key=lambda name: (name != "type", len(dumps(subject[name]))))
    return (place + json_pointer.join(name),)


def _subject_ids(document: JsonObject) -> list[JsonValue]:
    """The identifier of each subject, None where it has none."""
    subjects = document.get("credentialSubject")
    listed = subjects if isinstance(subjects, list) else [subjects]
    return [subject.get("id") if isinstance(subject, dict) else None for subject in listed]


def _linkable(shown: Sequence[_Shown]) -> tuple[Link, ...]:
    found: list[Link] = []
    for one in shown:
        holder = one.showing.holder
        found += links(
            one.showing.credential,
            one.disclosure.shown,
            securing=one.candidate.holding.evidence.securing,
            own_dids=() if holder is None else (holder,),
            unlinkable=one.showing.revealed.unlinkable,
            kept=one.showing.revealed.kept,
            trace=one.showing.revealed.trace,
            pseudonymous=one.showing.held_by == "pseudonym",
        )
    holders = {one.showing.holder for one in shown if one.showing.holder is not None}
    together = shown_together(holders, len({one.showing.credential for one in shown}))
    return (*dict.fromkeys(found), *together)


def _notices(request: PresentationRequest, shown: Sequence[_Shown]) -> tuple[str, ...]:
    notices: list[str] = []
    if not request.vouched:
        notices.append(f"That {request.audience[:200]!r} asks is only what the request says: nobody vouched for it.")
    for one in shown:
        name = one.candidate.holding.credential.title[:100]
        if one.is_whole:
            notices.append(f"{name!r} can only be shown as a whole: everything in it will be seen.")
        if one.added:
            what = " and ".join(map(repr, one.added))
            notices.append(f"{name!r} has to show {what} too, although nobody asked: without, nobody would accept it.")
        if not one.showing.held_by:
            notices.append(f"{name!r} is shown without proving that it is yours: whoever gets a copy can show it too.")
    return tuple(dict.fromkeys(notices))


def _choice(candidates: Candidates, shown: Sequence[_Shown]) -> Choice:
    query_id = candidates.query.id
    return Choice(
        query=query_id,
        chosen=tuple(one.showing.credential for one in shown if one.showing.query == query_id),
        credentials=tuple(candidate.holding.credential.id for candidate in candidates.usable),
    )


def _cannot_satisfy(
    request: PresentationRequest, lacking: Sequence[CredentialSetQuery], found: Mapping[str, Candidates], views: Views
) -> CannotSatisfy:
    queries = dict.fromkeys(name for one in lacking for option in one.options for name in option)
    missing = [reason for query_id in queries for reason in _missing(request, found[query_id], views)]
    return CannotSatisfy(
        "The wallet does not hold what is asked for. " + " ".join(missing),
        missing=tuple(missing),
        hint="Get the credential from its issuer first, or do without.",
        spec="OpenID4VP 1.0 §6.4.2",
    )


def _missing(request: PresentationRequest, candidates: Candidates, views: Views) -> list[str]:
    """Why nothing in the wallet answers a query; nothing where something does."""
    if candidates.usable:
        return []
    purposes, query_id = request.query.purposes(), candidates.query.id
    purpose = f" ({purposes[query_id][:200]})" if query_id in purposes else ""
    what = f"For {query_id!r}{purpose}: "
    if candidates.reasons:
        return [what + reason for reason in candidates.reasons]
    other = _in_another_format(candidates, views)
    return [
        f"{what}there is no credential of the kind {_kind(candidates)} in this wallet"
        + (f" in the format {candidates.query.format[:100]!r}, only in {other!r}." if other else ".")
    ]


def _in_another_format(candidates: Candidates, views: Views) -> str:
    """In which other format than the one that is asked for there is a credential of this kind; "" for none."""
    query = candidates.query
    kinds = [{*names} for names in query.type_values] + [{name} for name in query.vct_values]
    others = (view for _, view in views if view.format != query.format)
    return next((view.format for view in others if any(kind.issubset(view.types) for kind in kinds)), "")


def _kind(candidates: Candidates) -> str:
    query = candidates.query
    types = [" and ".join(names) for names in query.type_values] or list(query.vct_values)
    return " or ".join(repr(name[:100]) for name in types[:5]) if types else repr(query.format[:100])
