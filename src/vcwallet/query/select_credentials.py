"""Which credential queries have to be answered together: OpenID4VP 1.0 §6.4.2."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from vcwallet.query.dcql import CredentialSetQuery, DcqlQuery


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The credential queries to answer.

    Attributes:
        queries: Their ids, in the order of the query.
        optional: Ids that could be answered too, and need not be.
        lacking: The required use cases of which no option can be answered; empty where the request can be satisfied.
    """

    queries: tuple[str, ...]
    optional: tuple[str, ...] = ()
    lacking: tuple[CredentialSetQuery, ...] = ()


def select_credentials(query: DcqlQuery, answerable: Collection[str], include: Collection[str] = ()) -> Selection:
    """Chooses, for each use case, the first option of which every credential query can be answered.

    Use cases that are not required are left out unless they are included by name: whoever is asked shows no more than
    is needed.

    Args:
        query: What is asked for.
        answerable: Ids of the credential queries that can be answered.
        include: Ids of credential queries that are preferred: an option with all of its ids here comes first, and
            takes an optional use case in.
    """
    sets = query.credential_sets or tuple(CredentialSetQuery(options=((one.id,),)) for one in query.credentials)
    can, preferably = set(answerable), set(include)
    chosen: set[str] = set()
    spare: set[str] = set()
    lacking: list[CredentialSetQuery] = []
    for use_case in sets:
        possible = [option for option in use_case.options if can.issuperset(option)]
        preferred = [option for option in possible if preferably.issuperset(option)]
        if use_case.required and not possible:
            lacking.append(use_case)
        elif use_case.required or preferred:
            chosen.update((preferred or possible)[0])
        spare.update(name for option in possible for name in option)
    return Selection(
        queries=tuple(one.id for one in query.credentials if one.id in chosen),
        optional=tuple(one.id for one in query.credentials if one.id in spare - chosen),
        lacking=tuple(lacking),
    )
