"""Puts the disclosed claims back where their digests stand (RFC 9901 §7.1, steps 3 to 5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, cast

from vcwallet.encoding.limits import DEFAULT_LIMITS, Limits
from vcwallet.errors import Malformed, ProofInvalid
from vcwallet.model.pointer import escape, join
from vcwallet.ports import JsonObject, JsonValue
from vcwallet.securing.sd_jwt.disclosures import Disclosure

_MARKERS = frozenset({"...", "_sd_alg"})
_LONGEST_WHERE = 500

# Where a value stands, from the inside out. Pointers are written only where one is needed: building one for every
# value would let a few long names multiply into gigabytes.
_Path: TypeAlias = "tuple[_Path, str | int] | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class Processed:
    """The outcome of processing.

    Attributes:
        payload: The Processed SD-JWT Payload: what is claimed, without a trace of digests.
        placements: Where in `payload` each disclosure went: JSON pointer to disclosure, parents before children.
        undisclosed: How many digests have no disclosure: withheld claims and decoys, which cannot be told apart.
    """

    payload: JsonObject
    placements: Mapping[str, Disclosure]
    undisclosed: int


def process(payload: JsonObject, disclosures: Sequence[Disclosure], limits: Limits = DEFAULT_LIMITS) -> Processed:
    """Processes a payload as it was signed; `payload` itself stays as it is.

    Args:
        payload: The payload of the issuer-signed JWT.
        disclosures: All disclosures that came with it.
        limits: How deep the result may be nested, and how long all its pointers together may be.

    Raises:
        Malformed: ``_sd``, ``...`` or ``_sd_alg`` where or as it must not be, or over a limit.
        ProofInvalid: A disclosure that no digest refers to or that was sent twice, a digest that stands twice, a
            disclosure of the wrong kind for its place, a claim that is already there.
    """
    walk = _Walk(disclosures, limits)
    try:
        processed = walk.object(payload, None, 0)
    except RecursionError:
        # Only where the caller raised the limit, or left no room on the stack.
        raise Malformed("The SD-JWT is nested too deeply to be read here.", code="over_limit") from None
    if walk.unused:
        raise ProofInvalid(
            f"{len(walk.unused)} of {len(disclosures)} disclosures do not belong to this SD-JWT.",
            spec="RFC 9901 §7.1 step 5",
            code="unreferenced_disclosure",
        )
    undisclosed = len(walk.seen) - len(walk.placements)
    return Processed(payload=processed, placements=walk.placements, undisclosed=undisclosed)


class _Walk:
    """One run over the payload and, where digests lead there, over the values of the disclosures."""

    def __init__(self, disclosures: Sequence[Disclosure], limits: Limits) -> None:
        self.unused = {disclosure.digest: disclosure for disclosure in disclosures}
        if len(self.unused) != len(disclosures):
            raise ProofInvalid("A disclosure was sent more than once.", spec="RFC 9901 §4", code="repeated_disclosure")
        self.placements: dict[str, Disclosure] = {}
        self.seen: set[str] = set()
        self._limits = limits
        self._characters_left = limits.max_bytes

    def object(self, members: JsonObject, path: _Path, depth: int) -> JsonObject:
        """The members of an object with its digests resolved; `depth` is 0 for the payload itself."""
        self._check_depth(path, depth)
        result: JsonObject = {}
        for name, value in members.items():
            if name == "_sd":
                continue
            if name in _MARKERS:
                if name == "_sd_alg" and path is None:
                    continue
                section = "4.1.1" if name == "_sd_alg" else "4.1"
                raise _malformed(f"The name {name!r} stands where it must not.", (path, name), section)
            result[name] = self._inner(value, (path, name), depth) if isinstance(value, (dict, list)) else value
        # Only now, when all claims in plain sight are known, can a collision with one of them be seen.
        if "_sd" in members:
            self._disclose_members(members["_sd"], result, path, depth)
        return result

    def _disclose_members(self, digests: JsonValue, result: JsonObject, path: _Path, depth: int) -> None:
        if not isinstance(digests, list):
            raise _malformed("The list of digests is not an array.", (path, "_sd"), "4.2.4.1")
        prefix = None
        find, placements = self.unused.pop, self.placements
        for digest in self._noted(digests, path):
            disclosure = find(digest, None)
            if disclosure is None:
                continue
            _, _, _, name, value = disclosure
            if name is None:
                raise _wrong_kind(path, "7.1 step 3.c.ii.A")
            if name in result:
                raise ProofInvalid(
                    "A disclosure repeats a claim that is already there.",
                    where=_where((path, name)),
                    spec="RFC 9901 §7.1 step 3.c.ii.C",
                    code="claim_collision",
                )
            if prefix is None:
                prefix = join(*_tokens(path)) + "/"
            self._spend(len(prefix) + len(name))
            placements[prefix + (escape(name) if "/" in name or "~" in name else name)] = disclosure
            result[name] = self._inner(value, (path, name), depth) if isinstance(value, (dict, list)) else value

    def _array(self, elements: list[JsonValue], path: _Path, depth: int) -> list[JsonValue]:
        self._check_depth(path, depth)
        result: list[JsonValue] = []
        for element in elements:
            value = element
            here = (path, len(result))
            if isinstance(element, dict) and "..." in element:
                if len(element) != 1:
                    raise _malformed("A digest in an array has other members beside it.", path, "4.2.4.2")
                (digest,) = self._noted([element["..."]], path)
                disclosure = self.unused.pop(digest, None)
                if disclosure is None:
                    continue
                if disclosure.name is not None:
                    raise _wrong_kind(path, "7.1 step 3.c.iii.A")
                pointer = join(*_tokens(here))
                self._spend(len(pointer))
                self.placements[pointer] = disclosure
                value = disclosure.value
            result.append(self._inner(value, here, depth))
        return result

    def _inner(self, value: JsonValue, path: _Path, depth: int) -> JsonValue:
        if isinstance(value, dict):
            return self.object(value, path, depth + 1)
        if isinstance(value, list):
            return self._array(value, path, depth + 1)
        return value

    def _noted(self, digests: list[JsonValue], path: _Path) -> list[str]:
        """The digests, now noted as encountered; what is no digest, or was encountered before, is refused."""
        if not {str}.issuperset(map(type, digests)):
            raise _malformed("A digest is not a string.", path, "4.2.4")
        texts = cast("list[str]", digests)
        expected = len(self.seen) + len(texts)
        self.seen.update(texts)
        if len(self.seen) != expected:
            raise ProofInvalid(
                "A digest stands more than once in the SD-JWT.",
                where=_where(path),
                spec="RFC 9901 §7.1 step 4",
                code="duplicate_digest",
            )
        return texts

    def _spend(self, characters: int) -> None:
        self._characters_left -= characters
        if self._characters_left < 0:
            raise Malformed("The names on the way to the disclosed claims are too long.", code="over_limit")

    def _check_depth(self, path: _Path, depth: int) -> None:
        if depth >= self._limits.max_depth:
            message = f"With its disclosures, the SD-JWT is nested more than {self._limits.max_depth} deep."
            raise Malformed(message, where=_where(path), code="over_limit")


def _tokens(path: _Path) -> list[str | int]:
    tokens: list[str | int] = []
    while path is not None:
        path, token = path
        tokens.append(token)
    return tokens[::-1]


def _where(path: _Path) -> str:
    # Names are the sender's: a pointer that is shown must be of bounded length.
    return join(*_tokens(path))[:_LONGEST_WHERE]


def _malformed(message: str, path: _Path, section: str) -> Malformed:
    return Malformed(message, where=_where(path), spec=f"RFC 9901 §{section}")


def _wrong_kind(path: _Path, section: str) -> ProofInvalid:
    return ProofInvalid(
        "A disclosure of an array element stands for a claim with a name, or the other way round.",
        where=_where(path),
        spec=f"RFC 9901 §{section}",
        code="disclosure_arity",
    )
