"""Whether the bytes of a related resource are the ones that a credential pinned (VCDM 2.0 §5.3)."""

from __future__ import annotations

from collections.abc import Mapping

from vcwallet.encoding.base import multibase_decode, varint_decode
from vcwallet.hashes import HASHES
from vcwallet.ports import JsonValue
from vcwallet.resources import read_digest

_BY_MULTIHASH_CODE = {0x12: "sha256", 0x13: "sha512", 0x20: "sha384"}


def is_unchanged(content: bytes, resource: Mapping[str, JsonValue]) -> bool:
    """Whether `content` agrees with every digest that `resource` states, each well-formed already.

    Args:
        content: The bytes of the resource.
        resource: An entry of ``relatedResource``: ``digestSRI`` and ``digestMultibase``, each one text or several.

    Returns:
        False if a digest differs, or uses a hash that is not known here: then nothing was shown.
    """
    stated = _stated(resource)
    # Two values by one hash function cannot both be right: nothing is hashed more than once for each function.
    names = {name for name, _ in stated}
    return (
        len(names) == len(stated)
        and names <= HASHES.keys()
        and all(HASHES[name](content).digest() == expected for name, expected in stated)
    )


def contradicts(digests: Mapping[str, bytes], resource: Mapping[str, JsonValue]) -> bool | None:
    """Whether the digests of a resource, of which the bytes are not at hand, differ from what `resource` states.

    Args:
        digests: The resource's digests by hash function, such as ``"sha384"``.
        resource: As for `is_unchanged`.

    Returns:
        None where it states none by these hash functions.
    """
    compared = [(digests[name], expected) for name, expected in _stated(resource) if name in digests]
    return any(own != expected for own, expected in compared) if compared else None


def _stated(resource: Mapping[str, JsonValue]) -> set[tuple[str, bytes]]:
    stated = {read_digest(part) for text in _texts(resource, "digestSRI") for part in text.split()}
    return stated | {_read_multihash(text) for text in _texts(resource, "digestMultibase")}


def _texts(resource: Mapping[str, JsonValue], member: str) -> list[str]:
    value = resource.get(member, [])
    return [str(text) for text in value] if isinstance(value, list) else [str(value)]


def _read_multihash(text: str) -> tuple[str, bytes]:
    data = multibase_decode(text)
    code, start = varint_decode(data)
    _, size = varint_decode(data[start:])
    return _BY_MULTIHASH_CODE.get(code, ""), data[start + size :]
