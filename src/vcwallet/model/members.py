"""The rules for members that credentials and presentations share: identifiers, types, parties, lists of objects."""

from __future__ import annotations

from vcwallet.errors import NonConforming
from vcwallet.model.edition import Edition, check_keywords
from vcwallet.model.urls import is_absolute_url
from vcwallet.ports import JsonObject, JsonValue


def checked_id(members: JsonObject, edition: Edition, where: str) -> str | None:
    """The ``id`` of an object, None where it has none.

    Raises:
        NonConforming: It is not a single absolute URL.
    """
    if "id" not in members:
        return None
    identifier = members["id"]
    if is_absolute_url(identifier):
        return identifier
    raise _not_a_url(identifier, edition, "id", f"{where}/id")


def has_type(members: JsonObject, name: str) -> bool:
    """Whether an object, which may not have been checked yet, has a type, alone or among others."""
    types = members.get("type")
    return name in types if isinstance(types, list) else types == name


def checked_types(members: JsonObject, edition: Edition, where: str, rule: str = "type") -> tuple[str, ...]:
    """The ``type`` of an object: one or more terms or absolute URLs.

    Args:
        members: The object.
        edition: The edition whose sections errors cite.
        where: The pointer to the object.
        rule: The rule that demands a type here.

    Raises:
        NonConforming: There is no type, or one that is neither a term nor an absolute URL.
    """
    value = members.get("type")
    types = value if isinstance(value, list) else (value,)
    for index, name in enumerate(types):
        # A term has no colon: with one, it is a URL or nothing.
        if not isinstance(name, str) or not name or (":" in name and not is_absolute_url(name)) or name[0] == "@":
            place = "" if "type" not in members else f"/type/{index}" if isinstance(value, list) else "/type"
            message = "A type is a term or an absolute URL." if place else "There is no 'type'."
            raise edition.broken(rule if not place else "type", message, where + place)
    if not types:
        raise edition.broken(rule, "There is no 'type'.", f"{where}/type")
    return tuple(types)  # type: ignore[arg-type] # each is a str by now


def checked_party(value: JsonValue, edition: Edition, rule: str, member: str) -> str:
    """The identifier of an issuer or a holder: a URL, or an object with an ``id`` that is one.

    Raises:
        NonConforming: It is neither.
    """
    if isinstance(value, dict):
        check_keywords(value, edition, f"/{member}")
        if "id" not in value:
            raise edition.broken(rule, f"The {member} is an object without an 'id'.", f"/{member}")
        identifier, where = value["id"], f"/{member}/id"
    else:
        identifier, where = value, f"/{member}"
    if is_absolute_url(identifier):
        return identifier
    raise _not_a_url(identifier, edition, rule, where)


def checked_objects(value: JsonValue, edition: Edition, rule: str, where: str) -> tuple[JsonObject, ...]:
    """The objects at `where`, which holds one object, or an array of one or more.

    Raises:
        NonConforming: It holds something else, or an object that is not in compacted form.
    """
    if isinstance(value, dict):
        check_keywords(value, edition, where)
        return (value,)
    if not isinstance(value, list) or not value:
        raise edition.broken(rule, "Here belongs an object, or an array of one or more objects.", where)
    for index, item in enumerate(value):
        if not isinstance(item, dict):
            raise edition.broken(rule, "Each item of this array is an object.", f"{where}/{index}")
        check_keywords(item, edition, f"{where}/{index}")
    return tuple(value)  # type: ignore[arg-type] # each is a dict by now


def pointer_to(value: JsonValue, where: str, index: int) -> str:
    """The pointer to the object number `index` at `where`, which holds one object or an array of them."""
    return f"{where}/{index}" if isinstance(value, list) else where


def check_typed(
    members: JsonObject, name: str, edition: Edition, *, id_required: bool = False, parent: str = ""
) -> tuple[JsonObject, ...]:
    """Checks a member whose objects each need a type, and an absolute URL as their ``id`` if they have one.

    Args:
        members: The object that may have the member.
        name: The member, which is also the rule that demands the type.
        edition: The edition whose sections errors cite.
        id_required: Whether each needs an ``id``.
        parent: The pointer to `members`.

    Returns:
        The objects; none where there is no such member.

    Raises:
        NonConforming: One of them breaks a rule.
    """
    if name not in members:
        return ()
    value, place = members[name], f"{parent}/{name}"
    objects = checked_objects(value, edition, name, place)
    for index, item in enumerate(objects):
        where = pointer_to(value, place, index)
        checked_types(item, edition, where, name)
        if checked_id(item, edition, where) is None and id_required:
            raise edition.broken(name, f"'{name}' needs an 'id', a URL.", where)
    return objects


def check_reserved(members: JsonObject, edition: Edition, where: str) -> None:
    """Checks the extension points that VCDM 2.0 §5.10 reserves, wherever they stand: each value says its type.

    Raises:
        NonConforming: One does not.
    """
    for name in ("confidenceMethod", "renderMethod"):
        if name in members:
            check_typed(members, name, edition, parent=where)


def check_proofs(document: JsonObject, edition: Edition, *, required: bool) -> None:
    """Checks the embedded proofs as far as the data model speaks of them: one or more objects, each with a type.

    Raises:
        NonConforming: One is not, or there is none though it is `required`.
    """
    if "proof" not in document:
        if required:
            raise edition.broken("proof", "There is no proof.", "", "Ask the sender for the signed document.")
        return
    value = document["proof"]
    for index, proof in enumerate(checked_objects(value, edition, "proof", "/proof")):
        checked_types(proof, edition, pointer_to(value, "/proof", index), "proof")


def _not_a_url(value: object, edition: Edition, rule: str, where: str) -> NonConforming:
    message = f"{value[:200]!r} is not an absolute URL." if isinstance(value, str) else "This is not a single URL."
    return edition.broken(rule, message, where, "Write for example 'https://…', 'did:…' or 'urn:uuid:…'.")
