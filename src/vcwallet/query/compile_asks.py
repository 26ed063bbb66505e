"""From `Ask` and `AnyOf` to DCQL: OpenID4VP 1.0 §6."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from vcwallet.errors import FormatError, UsageError, quoted
from vcwallet.ports import JsonObject, JsonValue
from vcwallet.query.ask import AnyOf, Ask
from vcwallet.query.claims_path import ClaimsPath
from vcwallet.query.dcql import DcqlQuery
from vcwallet.query.read_dcql import read_dcql

Expand = Callable[[str, Sequence[str]], str | None]
"""Gives the full IRI of a type by its name and the URLs of the contexts to look in; None where none defines it."""

_ISSUER_PATHS: Mapping[str, tuple[ClaimsPath, ...]] = {
    # A W3C credential writes its issuer as a text or as an object.
    "type": (("issuer",), ("issuer", "id")),
    "vct": (("iss",),),
}


def compile_asks(asks: Mapping[str, Ask | AnyOf], expand: Expand | None = None) -> DcqlQuery:
    """Makes the DCQL query that says the same as `asks`.

    Each name becomes the id of a credential query; the alternatives of an `AnyOf` become ``name-1``, ``name-2`` and so
    on. Purposes, alternatives and what is optional are said by `credential_sets`, one for each name; where there is
    nothing of the kind, there are none. There, ``purpose`` and ``name`` are two members beyond OpenID4VP 1.0 §6.2.

    Args:
        asks: What is asked for, by the name under which the answer will be looked for.
        expand: How the name of a type becomes its full IRI (§B.1.1), for those asks that say in which contexts.

    Raises:
        UsageError: Nothing is asked, a name cannot be the id of a credential query, or no context defines a type.
    """
    if not isinstance(asks, Mapping) or not asks:
        raise UsageError("The request asks for nothing.", hint='Write request(degree=Ask("ExampleDegreeCredential")).')
    if expand is not None and not callable(expand):
        raise UsageError("`expand` is a function that makes full IRIs of the names of types.")
    queries: list[JsonValue] = []
    sets: list[JsonValue] = []
    for name, ask in asks.items():
        if not isinstance(ask, Ask | AnyOf):
            raise UsageError(f"{quoted(name, 100)} is not asked for by an Ask(…) or an AnyOf(…).")
        alternatives = {name: ask} if isinstance(ask, Ask) else _numbered(name, ask)
        queries += [_credential_query(id_, one, expand) for id_, one in alternatives.items()]
        sets.append(_credential_set(name, list(alternatives), ask))
    query: JsonObject = {"credentials": queries}
    if any(isinstance(ask, AnyOf) or ask.purpose or ask.optional for ask in asks.values()):
        query["credential_sets"] = sets
    try:
        return read_dcql(query)
    except FormatError as error:
        raise UsageError(error.message, where=error.where, hint=error.hint, spec=error.spec) from None


def _numbered(name: str, ask: AnyOf) -> Mapping[str, Ask]:
    return {f"{name}-{number}": one for number, one in enumerate(ask.alternatives, 1)}


def _credential_query(id_: str, ask: Ask, expand: Expand | None) -> JsonObject:
    query: JsonObject = {"id": id_, "format": ask.format}
    if ask.type is not None:
        query["meta"] = {"type_values": [[_type(ask, ask.type, expand)]]}
    else:
        query["meta"] = {"vct_values": [ask.vct]}
    if ask.unsafe_any_holder:
        query["require_cryptographic_holder_binding"] = False
    if ask.multiple:
        query["multiple"] = True
    accepted = ask.accepted_values()
    claims = [_claims_query(path, accepted.get(path)) for path in ask.paths()]
    claim_sets: list[JsonValue] = []
    if ask.issuers:
        claims, claim_sets = _claims_of_issuers(ask, claims)
    if claims:
        query["claims"] = [*claims]
    if claim_sets:
        query["claim_sets"] = claim_sets
    return query


def _type(ask: Ask, name: str, expand: Expand | None) -> str:
    if not ask.contexts:
        return name
    full = expand(name, ask.contexts) if expand is not None else None
    if full is None:
        raise UsageError(
            f"None of the contexts defines the type {name[:100]!r}.",
            hint="Give the context that credentials of this type have, or the full IRI of the type.",
            spec="OpenID4VP 1.0 §B.1.1",
        )
    return full


def _claims_query(path: ClaimsPath, values: tuple[str | int | bool, ...] | None) -> JsonObject:
    claim: JsonObject = {"path": list(path)}
    return claim | {"values": list(values)} if values is not None else claim


def _claims_of_issuers(ask: Ask, claims: list[JsonObject]) -> tuple[list[JsonObject], list[JsonValue]]:
    """Asks for the issuer as a claim with values, as §6.1.1 suggests: `claims` with it, and the claim sets.

    One claim set for each way to write an issuer; no claim sets where there is only one way.
    """
    paths = _ISSUER_PATHS["type" if ask.vct is None else "vct"]
    if not ask.accepted_values().keys().isdisjoint(paths):
        raise UsageError("Name the issuers in `issuers` or in `values`, not in both.")
    needed = [claim for claim in claims if claim["path"] not in [list(path) for path in paths]]
    named = [*needed, *(_claims_query(path, tuple(ask.issuers)) for path in paths)]
    if len(paths) == 1:
        return named, []
    ids: list[JsonValue] = [f"claim-{number}" for number, _ in enumerate(named, 1)]
    split = len(needed)
    return (
        [claim | {"id": id_} for claim, id_ in zip(named, ids, strict=True)],
        [[*ids[:split], issuer] for issuer in ids[split:]],
    )


def _credential_set(name: str, ids: list[str], ask: Ask | AnyOf) -> JsonObject:
    use_case: JsonObject = {"options": [[id_] for id_ in ids]}
    if ask.optional:
        use_case["required"] = False
    if ask.purpose:
        use_case["purpose"] = ask.purpose
    if isinstance(ask, AnyOf):
        use_case["name"] = name
    return use_case
