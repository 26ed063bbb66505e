"""Reads a DCQL query strictly: every rule of OpenID4VP 1.0 §6, each with the JSON pointer to where it is broken."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn, TypeVar

from vcwallet.encoding import strict_json
from vcwallet.encoding.limits import DEFAULT_LIMITS, Limits
from vcwallet.errors import FormatError
from vcwallet.ports import JsonValue
from vcwallet.query.claims_path import read_path
from vcwallet.query.dcql import ClaimsQuery, CredentialQuery, CredentialSetQuery, DcqlQuery, TrustedAuthority
from vcwallet.query.legible import require_legible

MAX_CREDENTIAL_QUERIES = 100
MAX_CLAIMS = 500
"""Claims queries of one credential query, and elements of every other list in a query."""
MAX_TERMS = 5_000
"""Everything in a query that is compared with a credential: types, claims, their values, members of claim sets."""

_ID = re.compile(r"[A-Za-z0-9_-]+")
_META_OF_FORMAT: Mapping[str, tuple[str, ...]] = {
    "ldp_vc": ("type_values",),
    "jwt_vc_json": ("type_values",),
    "dc+sd-jwt": ("vct_values",),
    # Not a format of OpenID4VP 1.0: drafts had it for what is now dc+sd-jwt, W3C's VC-JOSE-COSE for VCDM documents.
    "vc+sd-jwt": ("type_values", "vct_values"),
    "mso_mdoc": ("doctype_value",),
}

T = TypeVar("T")
Members = Mapping[str, Any]


def read_dcql(value: object, where: str = "", limits: Limits = DEFAULT_LIMITS) -> DcqlQuery:
    """Reads a DCQL query; members that the specification does not define are ignored, and kept.

    Args:
        value: The query, as a dict, or as JSON in str or bytes.
        where: JSON pointer to it, for errors.
        limits: Of the JSON; a query may moreover hold 100 credential queries, 500 elements in any other list, and 5,000
            types, claims, values and members of claim sets in all, since each is compared with all that is held.

    Raises:
        FormatError: A rule of OpenID4VP 1.0 §6 or Appendix B is broken, or a limit is passed.
    """
    try:
        parsed = (
            strict_json.parse(value, limits) if isinstance(value, str | bytes) else strict_json.admit(value, limits)
        )
    except FormatError as error:
        raise error.under(where) from None
    return read_admitted(parsed, where)


def read_admitted(value: JsonValue, where: str) -> DcqlQuery:
    """As `read_dcql`, of a part of what was admitted as JSON before.

    Raises:
        FormatError: A rule of OpenID4VP 1.0 §6 or Appendix B is broken, or a limit is passed.
    """
    source = _object(value, where, "A query", "§6")
    terms = 0

    def read_bounded(value: JsonValue, place: str) -> CredentialQuery:
        nonlocal terms
        query = _read_credential_query(value, place)
        terms += _terms(query)
        if terms > MAX_TERMS:
            # At once: the queries after this one are not even read.
            message = f"The query compares with more than {MAX_TERMS} types, claims and values."
            raise FormatError(message, where=f"{where}/credentials", spec="OpenID4VP 1.0 §6", code="over_limit")
        return query

    credentials = _listed(source, "credentials", where, "§6", read_bounded, most=MAX_CREDENTIAL_QUERIES)
    if credentials is None:
        _refuse("The query does not say which credentials it asks for.", f"{where}/credentials", "§6")
    known = _distinct([query.id for query in credentials], f"{where}/credentials", "§6.1")
    credential_sets = _listed(source, "credential_sets", where, "§6", _read_credential_set) or ()
    for index, use_case in enumerate(credential_sets):
        _refuse_unknown(use_case.options, known, f"{where}/credential_sets/{index}/options", "credential query", "§6.2")
    return DcqlQuery(credentials=credentials, credential_sets=credential_sets, _source=dict(source))


def _read_credential_query(value: JsonValue, where: str) -> CredentialQuery:
    members = _object(value, where, "A credential query", "§6.1")
    format_ = _text(members, "format", where, "§6.1")
    meta = _object(members.get("meta"), f"{where}/meta", "`meta`", "§6.1")
    claims = _listed(members, "claims", where, "§6.1", _read_claims_query)
    claim_sets = _listed(members, "claim_sets", where, "§6.1", _id_list)
    _check_claim_sets(claims, claim_sets, where)
    return CredentialQuery(
        id=_identifier(members, where, "§6.1"),
        format=format_,
        multiple=_flag(members, "multiple", where, "§6.1", default=False),
        trusted_authorities=_listed(members, "trusted_authorities", where, "§6.1", _read_trusted_authority) or (),
        holder_binding=_flag(members, "require_cryptographic_holder_binding", where, "§6.1", default=True),
        claims=claims,
        claim_sets=claim_sets,
        **_read_meta(meta, format_, f"{where}/meta"),
    )


def _terms(query: CredentialQuery) -> int:
    """How many comparisons with one credential the query may take."""
    claims = sum(1 + len(claim.values or ()) for claim in query.claims or ())
    authorities = sum(len(authority.values) for authority in query.trusted_authorities)
    sets = sum(map(len, query.claim_sets or ()))
    return claims + authorities + sets + len(query.vct_values) + sum(map(len, query.type_values))


def _read_meta(meta: Members, format_: str, where: str) -> dict[str, Any]:
    """What `meta` says, by Appendix B.1.1, B.2.3 and B.3.5; an empty one constrains nothing (§6.1)."""
    expected = _META_OF_FORMAT.get(format_)
    if not meta or expected is None:
        return {}
    if not any(name in meta for name in expected):
        _refuse(f"`meta` lacks `{expected[0]}`.", f"{where}/{expected[0]}", "Appendix B")
    found: dict[str, Any] = {}
    if "type_values" in expected:
        found["type_values"] = _listed(meta, "type_values", where, "Appendix B.1.1", _type_list) or ()
    if "vct_values" in expected:
        found["vct_values"] = _listed(meta, "vct_values", where, "Appendix B.3.5", _text_value) or ()
    if "doctype_value" in expected:
        found["doctype_value"] = _text(meta, "doctype_value", where, "Appendix B.2.3")
    return found


def _read_trusted_authority(value: JsonValue, where: str) -> TrustedAuthority:
    members = _object(value, where, "A trusted authorities query", "§6.1.1")
    values = _listed(members, "values", where, "§6.1.1", _text_value)
    if values is None:
        _refuse("A trusted authorities query has no `values`.", f"{where}/values", "§6.1.1")
    return TrustedAuthority(type=_text(members, "type", where, "§6.1.1"), values=values)


def _read_claims_query(value: JsonValue, where: str) -> ClaimsQuery:
    members = _object(value, where, "A claims query", "§6.3")
    return ClaimsQuery(
        id=_identifier(members, where, "§6.3") if "id" in members else None,
        path=read_path(members.get("path"), f"{where}/path"),
        values=_listed(members, "values", where, "§6.3", _claim_value),
    )


def _check_claim_sets(
    claims: tuple[ClaimsQuery, ...] | None, claim_sets: tuple[tuple[str, ...], ...] | None, where: str
) -> None:
    ids = _distinct([claim.id for claim in claims or ()], f"{where}/claims", "§6.3")
    if claim_sets is None:
        return
    if claims is None:
        _refuse("There are `claim_sets`, but no `claims`.", f"{where}/claim_sets", "§6.4.1")
    for index, claim in enumerate(claims):
        if claim.id is None:
            _refuse("A claim has no `id`, but there are `claim_sets`.", f"{where}/claims/{index}/id", "§6.3")
    _refuse_unknown(claim_sets, ids, f"{where}/claim_sets", "claim", "§6.1")


def _read_credential_set(value: JsonValue, where: str) -> CredentialSetQuery:
    members = _object(value, where, "A credential set query", "§6.2")
    options = _listed(members, "options", where, "§6.2", _id_list)
    if options is None:
        _refuse("A credential set query has no `options`.", f"{where}/options", "§6.2")
    purpose, name = members.get("purpose"), members.get("name")
    if isinstance(purpose, str):
        require_legible(purpose, f"{where}/purpose")
    return CredentialSetQuery(
        options=options,
        required=_flag(members, "required", where, "§6.2", default=True),
        purpose=purpose if isinstance(purpose, str) else "",
        name=name if isinstance(name, str) and name else None,
    )


def _listed(
    members: Members,
    name: str,
    where: str,
    section: str,
    read: Callable[[JsonValue, str], T],
    *,
    most: int = MAX_CLAIMS,
) -> tuple[T, ...] | None:
    """What `read` makes of each element of the list `name`; None where there is no such member."""
    if name not in members:
        return None
    return _each(members[name], f"{where}/{name}", section, read, most=most)


def _each(
    value: JsonValue, where: str, section: str, read: Callable[[JsonValue, str], T], *, most: int = MAX_CLAIMS
) -> tuple[T, ...]:
    if not isinstance(value, list) or not value:
        _refuse("This is not a list with something in it.", where, section)
    if len(value) > most:
        message = f"This list has more than {most} elements."
        raise FormatError(message, where=where, spec=f"OpenID4VP 1.0 {section}", code="over_limit")
    return tuple(read(element, f"{where}/{index}") for index, element in enumerate(value))


def _type_list(value: JsonValue, where: str) -> tuple[str, ...]:
    return _each(value, where, "Appendix B.1.1", _text_value)


def _id_list(value: JsonValue, where: str) -> tuple[str, ...]:
    return _each(value, where, "§6", _text_value)


def _text_value(value: JsonValue, where: str) -> str:
    if not isinstance(value, str) or not value:
        _refuse("This is not a text with something in it.", where, "§6")
    return value


def _claim_value(value: JsonValue, where: str) -> str | int | bool:
    if not isinstance(value, str | int):  # a bool is an int
        _refuse("The value of a claim is compared with texts, integers and booleans only.", where, "§6.3")
    return value


def _object(value: JsonValue, where: str, what: str, section: str) -> Members:
    if not isinstance(value, dict):
        _refuse(f"{what} is not an object.", where, section)
    return value


def _text(members: Members, name: str, where: str, section: str) -> str:
    value = members.get(name)
    if not isinstance(value, str) or not value:
        _refuse(f"`{name}` is missing or is not a text.", f"{where}/{name}", section)
    return value


def _identifier(members: Members, where: str, section: str) -> str:
    value = members.get("id")
    if not isinstance(value, str) or not _ID.fullmatch(value):
        _refuse("An `id` consists of letters of ASCII, digits, '_' and '-'.", f"{where}/id", section)
    return value


def _flag(members: Members, name: str, where: str, section: str, *, default: bool) -> bool:
    value = members.get(name, default)
    if not isinstance(value, bool):
        _refuse(f"`{name}` is neither true nor false.", f"{where}/{name}", section)
    return value


def _distinct(ids: Sequence[str | None], where: str, section: str) -> frozenset[str]:
    """The ids that were given, each of which must be given once."""
    seen: set[str] = set()
    for index, id_ in enumerate(ids):
        if id_ in seen:
            _refuse(f"The id {id_[:100]!r} occurs more than once.", f"{where}/{index}/id", section)
        if id_ is not None:
            seen.add(id_)
    return frozenset(seen)


def _refuse_unknown(
    references: tuple[tuple[str, ...], ...], known: frozenset[str], where: str, what: str, section: str
) -> None:
    for outer, names in enumerate(references):
        for inner, name in enumerate(names):
            if name not in known:
                _refuse(f"There is no {what} with the id {name[:100]!r}.", f"{where}/{outer}/{inner}", section)


def _refuse(message: str, where: str, section: str) -> NoReturn:
    raise FormatError(message, where=where, spec=f"OpenID4VP 1.0 {section}", code="bad_query")
