"""Changed copies of a secured document, each of which every verifier has to refuse."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any


def tampered(signed: dict[str, Any], *, other_id: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yields what was changed, and the copy in which it was.

    Args:
        signed: A credential with one proof.
        other_id: Another did:key than the issuer's, which takes the issuer's or the signer's place.
    """
    for name, change in _CHANGES.items():
        document = copy.deepcopy(signed)
        change(document, other_id)
        yield name, document


def subject_of(credential: dict[str, Any]) -> dict[str, Any]:
    """The first subject."""
    subject = credential["credentialSubject"]
    first: dict[str, Any] = subject[0] if isinstance(subject, list) else subject
    return first


def _other_subject(document: dict[str, Any], other_id: str) -> None:
    subject_of(document)["id"] = other_id


def _changed_claim(document: dict[str, Any], _: str) -> None:
    parent, name = _last_leaf(document["credentialSubject"])
    value = parent[name]
    if isinstance(value, bool):
        parent[name] = not value
    else:
        parent[name] = value + "x" if isinstance(value, str) else value + 1


def _removed_claim(document: dict[str, Any], _: str) -> None:
    subject = subject_of(document)
    del subject[next(name for name in subject if name not in ("id", "type"))]


def _other_issuer(document: dict[str, Any], other_id: str) -> None:
    issuer = document["issuer"]
    document["issuer"] = other_id if isinstance(issuer, str) else issuer | {"id": other_id}


def _added_type(document: dict[str, Any], _: str) -> None:
    document["type"] = [*document["type"], "https://thief.example/types#Special"]


def _other_time(document: dict[str, Any], _: str) -> None:
    document["validFrom" if "validFrom" in document else "issuanceDate"] = "2018-01-01T00:00:00Z"


def _other_created(document: dict[str, Any], _: str) -> None:
    document["proof"]["created"] = "2020-01-01T00:00:00Z"


def _added_expires(document: dict[str, Any], _: str) -> None:
    document["proof"]["expires"] = "2099-01-01T00:00:00Z"


def _other_signer(document: dict[str, Any], other_id: str) -> None:
    document["proof"]["verificationMethod"] = f"{other_id}#{other_id.removeprefix('did:key:')}"


def _other_signature(document: dict[str, Any], _: str) -> None:
    value = document["proof"]["proofValue"]
    middle = len(value) // 2
    document["proof"]["proofValue"] = value[:middle] + ("2" if value[middle] == "3" else "3") + value[middle + 1 :]


def _last_leaf(value: Any) -> tuple[Any, Any]:
    """The container and the key of the last text, number or boolean that is neither an id, a type nor a language."""
    found = [
        (parent, name)
        for parent, name in _leaves(value)
        if isinstance(parent[name], str | int | float) and name not in ("id", "type", "@language", "@direction")
    ]
    return found[-1]


def _leaves(value: Any) -> Iterator[tuple[Any, Any]]:
    members = value.items() if isinstance(value, dict) else enumerate(value)
    for name, member in members:
        if isinstance(member, dict | list):
            yield from _leaves(member)
        else:
            yield value, name


_CHANGES = {
    change.__name__.removeprefix("_"): change
    for change in (
        _other_subject,
        _changed_claim,
        _removed_claim,
        _other_issuer,
        _added_type,
        _other_time,
        _other_created,
        _added_expires,
        _other_signer,
        _other_signature,
    )
}
