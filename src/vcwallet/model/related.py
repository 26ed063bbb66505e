"""Related resources of a credential and the digests that pin them (VCDM 2.0 §5.3)."""

from __future__ import annotations

import re
from collections.abc import Callable

from vcwallet.errors import FormatError
from vcwallet.model.edition import Edition
from vcwallet.model.members import checked_id, checked_objects, pointer_to
from vcwallet.ports import JsonObject, JsonValue

# hash-expression of Subresource Integrity §3.5; several are separated by white space.
_HASH_EXPRESSION = r"sha(?:256|384|512)-[A-Za-z0-9+/_\-]+={0,2}"
MAX_DIGESTS = 1_000
"""Of all related resources of a credential together."""
_TOKEN = r"[!#$%&'+\-.^_`|~0-9A-Za-z]+"  # noqa: S105 - of RFC 9110 §5.6.2; without "*", which is for ranges
# media-type of RFC 9110 §8.3.1, which is how RFC 6838 is written.
_MEDIA_TYPE = re.compile(rf'{_TOKEN}/{_TOKEN}(?:[ \t]*;[ \t]*{_TOKEN}=(?:{_TOKEN}|"(?:[ !#-\[\]-~]|\\[ -~])*"))*')
_DIGEST_SRI = re.compile(rf"{_HASH_EXPRESSION}(?:[ \t]+{_HASH_EXPRESSION})*")


def check_related_resources(value: JsonValue, edition: Edition) -> tuple[JsonObject, ...]:
    """The objects of ``relatedResource``, each with an own ``id``, at least one digest, and all well-formed.

    Raises:
        NonConforming: One breaks a rule.
        FormatError: There are more digests than are looked at.
    """
    objects = checked_objects(value, edition, "relatedResource", "/relatedResource")
    if sum(map(_count, objects)) > MAX_DIGESTS:
        message = f"The related resources have more than {MAX_DIGESTS} digests."
        raise FormatError(message, where="/relatedResource", code="over_limit")
    seen: set[str] = set()
    for index, resource in enumerate(objects):
        where = pointer_to(value, "/relatedResource", index)
        identifier = checked_id(resource, edition, where)
        if identifier is None:
            raise edition.broken("relatedResource", "A related resource needs an 'id', its URL.", where)
        if identifier in seen:
            raise edition.broken("relatedResource", "This resource is listed already.", f"{where}/id")
        seen.add(identifier)
        if "mediaType" in resource:
            _check_media_type(resource["mediaType"], edition, f"{where}/mediaType")
        _check_digests(resource, edition, where)
    return objects


def states_digests(resource: JsonObject) -> bool:
    """Whether what an object says of its own integrity can be read: one or more digests, all of them well-formed."""
    stated = {"digestSRI", "digestMultibase"} & resource.keys()
    return (
        bool(stated)
        and _count(resource) <= MAX_DIGESTS
        and ("digestSRI" not in stated or _all(resource["digestSRI"], _is_sri))
        and ("digestMultibase" not in stated or _all(resource["digestMultibase"], is_multihash))
    )


def _is_sri(text: str) -> bool:
    return _DIGEST_SRI.fullmatch(text) is not None


def _count(resource: JsonObject) -> int:
    values = [resource.get("digestSRI"), resource.get("digestMultibase")]
    texts = [text for value in values for text in (value if isinstance(value, list) else [value])]
    return sum(len(text.split()) for text in texts if isinstance(text, str))


def _check_media_type(value: JsonValue, edition: Edition, where: str) -> None:
    # Whether IANA lists it changes from day to day, and is not looked at.
    if not isinstance(value, str) or not _MEDIA_TYPE.fullmatch(value):
        raise edition.broken("relatedResource", "This is not a media type.", where, "Write for example 'image/png'.")


def _check_digests(resource: JsonObject, edition: Edition, where: str) -> None:
    sri, multibase = resource.get("digestSRI"), resource.get("digestMultibase")
    if sri is None and multibase is None:
        raise edition.broken(
            "relatedResource", "A related resource needs a digest: 'digestSRI' or 'digestMultibase'.", where
        )
    if "digestSRI" in resource and not _all(sri, _is_sri):
        raise edition.broken(
            "relatedResource", "'digestSRI' is not a digest as Subresource Integrity writes it.", f"{where}/digestSRI"
        )
    if "digestMultibase" in resource and not _all(multibase, is_multihash):
        raise edition.broken(
            "relatedResource", "'digestMultibase' is not a multihash in multibase.", f"{where}/digestMultibase"
        )


def _all(value: JsonValue, holds: Callable[[str], bool]) -> bool:
    """Whether a digest member is one string, or an array of one or more strings, for each of which `holds`."""
    values = value if isinstance(value, list) else [value]
    return bool(values) and all(isinstance(text, str) and holds(text) for text in values)


def is_multihash(text: str) -> bool:
    """Whether a text is a multibase-encoded multihash: a hash's code, the digest's length, and that many bytes."""
    from vcwallet.encoding.base import multibase_decode, varint_decode

    try:
        data = multibase_decode(text)
        _, start = varint_decode(data)
        length, size = varint_decode(data[start:])
    except FormatError:
        return False
    return length == len(data) - start - size > 0
