"""Whether the bytes of a related resource are the ones that a credential pinned (VCDM 2.0 §5.3)."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping

from vcwallet.encoding.base import multibase_decode, varint_decode
from vcwallet.ports import JsonValue

_BY_NAME = {"sha256": hashlib.sha256, "sha384": hashlib.sha384, "sha512": hashlib.sha512}
_BY_MULTIHASH_CODE = {0x12: "sha256", 0x13: "sha512", 0x20: "sha384"}


def is_unchanged(content: bytes, resource: Mapping[str, JsonValue]) -> bool:
    """Whether `content` agrees with every digest that `resource` states, each well-formed already.

    Args:
        content: The bytes of the resource.
        resource: An entry of ``relatedResource``: ``digestSRI`` and ``digestMultibase``, each one text or several.

    Returns:
        False if a digest differs, or uses a hash that is not known here: then nothing was shown.
    """
    sri = [part for text in _texts(resource, "digestSRI") for part in text.split()]
    return all(_agrees_with_sri(content, text) for text in sri) and all(
        _agrees_with_multihash(content, text) for text in _texts(resource, "digestMultibase")
    )


def _texts(resource: Mapping[str, JsonValue], member: str) -> list[str]:
    value = resource.get(member, [])
    return [str(text) for text in value] if isinstance(value, list) else [str(value)]


def _agrees_with_sri(content: bytes, text: str) -> bool:
    name, _, expected = text.partition("-")
    digest = _BY_NAME[name](content).digest()
    return base64.b64encode(digest).decode().rstrip("=") == expected.translate({45: 43, 95: 47}).rstrip("=")


def _agrees_with_multihash(content: bytes, text: str) -> bool:
    data = multibase_decode(text)
    code, start = varint_decode(data)
    _, size = varint_decode(data[start:])
    name = _BY_MULTIHASH_CODE.get(code)
    return name is not None and _BY_NAME[name](content).digest() == data[start + size :]
