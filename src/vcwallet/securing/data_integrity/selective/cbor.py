"""Proof values of the selective suites: ``u``, three bytes that say which kind, and an array in CBOR (RFC 8949).

Only one encoding of each value is taken (RFC 8949 §4.2.1): definite and shortest lengths, no tags, no key twice,
nothing after the array. So nothing in a proof value is left for anybody to vary.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any, NoReturn, TypeVar

from vcwallet.encoding import base
from vcwallet.encoding.limits import DEFAULT_LIMITS
from vcwallet.errors import FormatError, ProofInvalid

T = TypeVar("T")

_SPEC = "VC-DI-ECDSA 1.0 §3.5"
_HEADER_LENGTH = 3
_MOST_CHARACTERS = 8_000_000
"""As much as a credential of 50,000 statements needs; more is not even decoded."""
_MOST_ITEMS = 2 * DEFAULT_LIMITS.max_quads
"""In all components together: each statement has a signature or an index, and few bring a label with them."""
_SHORT_ARRAY, _MOST_COMPONENTS = 0x80, 23
"""What an array of up to 23 items begins with, plus its length; no kind of proof has more components."""
_ARRAY, _MAP, _ONE_BYTE, _INDEFINITE = 4, 5, 24, 28
"""RFC 8949 §3: two major types, and from where on the additional information says that the length follows in bytes."""
_SIMPLE = frozenset({bytes, str, int})


class _NoTags(Mapping[int, Callable[..., Any]]):
    """Stands for a decoder of every tag there is, and refuses it before anything is made of what it tags."""

    def __getitem__(self, tag: int) -> Callable[..., Any]:
        def refuse(*_: object) -> NoReturn:
            raise ValueError(tag)

        return refuse

    def __iter__(self) -> Iterator[int]:
        return iter(())

    def __len__(self) -> int:
        return 1


_NO_TAGS = _NoTags()


def encode(header: bytes, components: Sequence[object]) -> str:
    """Writes a proof value (§3.5.2, §3.5.7).

    Args:
        header: The three bytes that say which kind of proof it is.
        components: What the array holds: bytes, texts, whole numbers, and lists and dicts of these.
    """
    import cbor2  # imported when first used

    return base.multibase_encode(header + cbor2.dumps(list(components)), "u")


def decode(text: str, where: str) -> tuple[bytes, list[Any]]:
    """Reads a proof value (§3.5.3, §3.5.8).

    Args:
        text: The proof value.
        where: JSON pointer to it, for the error.

    Returns:
        The three bytes of the header, and the components: bytes, texts, whole numbers, and lists and dicts of these.

    Raises:
        ProofInvalid: It is not multibase ``u``, or not a header and one array in CBOR of the form described above.
    """
    if len(text) > _MOST_CHARACTERS:
        raise malformed("The proof value is longer than any that is looked at.", where)
    try:
        data = base.multibase_decode(text, "u")
    except FormatError as error:
        raise malformed("The proof value is not multibase in base64url: it has to begin with 'u'.", where) from error
    header, encoded = data[:_HEADER_LENGTH], data[_HEADER_LENGTH:]
    return header, _components(encoded, where)


def header_of(text: str) -> bytes:
    """The first three bytes of a proof value, whatever follows; fewer where it is none."""
    try:
        # Four characters of base64url are three bytes.
        return base.multibase_decode(text[:5], "u")
    except FormatError:
        return b""


def _components(encoded: bytes, where: str) -> list[Any]:
    length = encoded[0] - _SHORT_ARRAY if encoded else -1
    if not 0 <= length <= _MOST_COMPONENTS:
        raise malformed("The proof value is not one array in CBOR.", where)
    import cbor2  # imported when first used

    # One component after the other, since each says first how many items it has. Nothing stands inside of what is
    # inside one: at a depth of 1 that is refused where it begins, not when there are a million of it in memory.
    source = BytesIO(encoded)
    source.seek(1)
    decoder = cbor2.CBORDecoder(source, semantic_decoders=_NO_TAGS, max_depth=1, allow_indefinite=False)
    components: list[Any] = []
    items = 0
    try:
        for _ in range(length):
            items += _items_at(source.tell(), encoded)
            if items > _MOST_ITEMS:
                raise malformed(f"The proof value holds more than {_MOST_ITEMS} items.", where)
            components.append(decoder.decode())
        # Encoding again shows whatever there is besides: long lengths, keys that are there twice, more bytes after the
        # array.
        if all(map(_is_component, components)) and cbor2.dumps(components) == encoded:
            return components
    except (cbor2.CBORError, ValueError, TypeError, OverflowError, RecursionError, MemoryError) as error:
        raise malformed("What the proof value holds cannot be read.", where) from error
    raise malformed("The proof value is not one array in the shortest CBOR.", where)


def _items_at(place: int, encoded: bytes) -> int:
    """How many items the array or map that begins there says that it has; 0 where there is neither."""
    kind, length = divmod(encoded[place], 32) if place < len(encoded) else (0, 0)
    if kind not in (_ARRAY, _MAP) or length >= _INDEFINITE:
        return 0
    if length >= _ONE_BYTE:
        following = 1 << length - _ONE_BYTE
        length = int.from_bytes(encoded[place + 1 : place + 1 + following])
    return length if kind == _ARRAY else 2 * length


def _is_component(value: object) -> bool:
    """Whether it is of a type that components have, and so is all inside: no float and no null."""
    if isinstance(value, list):
        return _SIMPLE.issuperset(map(type, value))
    if isinstance(value, dict):
        return _SIMPLE.issuperset(map(type, value)) and _SIMPLE.issuperset(map(type, value.values()))
    return type(value) in _SIMPLE


def take_bytes(value: object, length: int, name: str, where: str) -> bytes:
    """A component that is just `length` bytes.

    Raises:
        ProofInvalid: It is not.
    """
    if type(value) is not bytes or len(value) != length:
        raise malformed(f"In the proof value, {name} is not {length} bytes.", where)
    return value


def take_list(value: object, name: str, where: str, item: Callable[[object], T]) -> tuple[T, ...]:
    """A component that is an array, each item read by `item`.

    Raises:
        ProofInvalid: It is not, or `item` raises.
    """
    if type(value) is not list:
        raise malformed(f"In the proof value, {name} is not an array.", where)
    return tuple([item(one) for one in value])


def take_indexes(value: object, name: str, where: str) -> tuple[int, ...]:
    """A component that is an array of different whole numbers, none negative.

    Raises:
        ProofInvalid: It is not.
    """

    def index(one: object) -> int:
        if type(one) is not int or one < 0:
            raise malformed(f"In the proof value, {name} holds something that is no index.", where)
        return one

    indexes = take_list(value, name, where, index)
    if len(set(indexes)) < len(indexes):
        raise malformed(f"In the proof value, {name} holds an index twice.", where)
    return indexes


def take_text(value: object, name: str, where: str) -> str:
    """A component that is a text.

    Raises:
        ProofInvalid: It is not.
    """
    if type(value) is not str:
        raise malformed(f"In the proof value, {name} is not a text.", where)
    return value


def take_label_map(value: object, where: str, label: Callable[[object], str]) -> dict[str, str]:
    """A compressed label map (§3.5.6): whole numbers from 0 without a gap, and what `label` makes a label of.

    Returns:
        From canonical labels (``_:c14n0``, …) to the issuer's labels.

    Raises:
        ProofInvalid: It is no such map, or two numbers have the same label.
    """
    if type(value) is not dict or any(type(key) is not int for key in value):
        raise malformed("In the proof value, the label map is not a map from whole numbers.", where)
    if value.keys() != set(range(len(value))):
        raise malformed("In the proof value, the label map does not count from 0 without a gap.", where)
    labels = {f"_:c14n{number}": label(one) for number, one in value.items()}
    if len(set(labels.values())) < len(labels):
        raise malformed("In the proof value, the label map gives one label twice.", where)
    return labels


def compress_label_map(labels: Mapping[str, str], value_of: Callable[[str], T]) -> dict[int, T]:
    """The way back from `take_label_map` (§3.5.5), the numbers in their order."""
    numbered = {int(canonical.removeprefix("_:c14n")): value_of(label) for canonical, label in labels.items()}
    return dict(sorted(numbered.items()))


def malformed(message: str, where: str) -> ProofInvalid:
    """The error for a proof value that cannot be one."""
    return ProofInvalid(message, where=where, spec=_SPEC, code="proof_malformed")
