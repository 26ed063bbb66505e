"""Turns claims into a payload with digests and the disclosures that belong to it (RFC 9901 §4.2)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import partial

from vcwallet.encoding.limits import DEFAULT_LIMITS, Limits
from vcwallet.encoding.strict_json import admit, dumps
from vcwallet.errors import FormatError, NonConforming, UsageError
from vcwallet.model.pointer import escape, parse
from vcwallet.ports import JsonObject, JsonValue, Randomness
from vcwallet.randomness import drawn
from vcwallet.securing.jose import base64url
from vcwallet.securing.sd_jwt.digests import DEFAULT_HASH, digest_of, hash_function
from vcwallet.securing.sd_jwt.disclosures import RESERVED_NAMES, Disclosure, WriteJson, create
from vcwallet.securing.sd_jwt.serialization import MAX_DISCLOSURES

SALT_BYTES = 16
"""128 bits, the least that RFC 9901 §9.3 recommends."""

DecoyCount = Callable[[str], int]
"""How many decoys to add to the object or array at this JSON pointer of the claims."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Concealed:
    """Claims made ready for signing.

    Attributes:
        payload: What the issuer signs.
        disclosures: What goes along with it; those inside another one before it.
        disclosable: JSON pointers into the claims, one for each of `disclosures`.
    """

    payload: JsonObject
    disclosures: tuple[Disclosure, ...] = field(repr=False)
    disclosable: tuple[str, ...]


def conceal(
    claims: JsonObject,
    pointers: Collection[str],
    *,
    randomness: Randomness,
    decoys: DecoyCount | None = None,
    hash_name: str = DEFAULT_HASH,
    write: WriteJson = dumps,
    limits: Limits = DEFAULT_LIMITS,
) -> Concealed:
    """Conceals exactly the values at `pointers`, each in a disclosure of its own.

    A value inside a concealed one is disclosed by its own disclosure together with that around it (section 4.2.6).

    Args:
        claims: What is claimed; it stays as it is.
        pointers: JSON pointers of members and array elements; `selection.disclosable_pointers` gives them for all
            that is not mandatory.
        randomness: Gives unpredictable bytes, for salts and decoys.
        decoys: How many decoys go where; None for none.
        hash_name: One of `digests.HASH_FUNCTIONS`.
        write: How the JSON inside a disclosure is written.
        limits: For the claims.

    Returns:
        Payload and disclosures. The digests of an object are sorted, so that they tell nothing about the order of the
        claims (section 4.2.4.1). ``_sd_alg`` is always named.

    Raises:
        FormatError: The claims are not JSON, or over a limit.
        NonConforming: A claim has a reserved name.
        ProofInvalid: Not a hash function that is accepted.
        UsageError: A pointer points at nothing or at the whole, `randomness` repeats itself, a count of decoys is none,
            or there would be more than `MAX_DISCLOSURES` disclosures and decoys.
    """
    admitted = admit(claims, limits)
    if not isinstance(admitted, dict):
        raise UsageError(f"The claims are a JSON object, not {type(claims).__name__}.")
    hash_function(hash_name)
    wanted = _checked(pointers)
    salts = _Salts(randomness)
    work = _Concealment(wanted, salts, decoys, hash_name, write, limits.max_bytes)
    try:
        payload = work.object(admitted, "")
    except RecursionError:
        raise FormatError("The claims are nested too deeply.", code="over_limit") from None
    _check_all_found(wanted, work.made)
    payload["_sd_alg"] = hash_name
    return Concealed(payload=payload, disclosures=tuple(work.made.values()), disclosable=tuple(work.made))


class _Salts:
    """Unpredictable texts, none of them twice."""

    def __init__(self, randomness: Randomness) -> None:
        self._randomness = randomness
        self._given: set[str] = set()

    def next(self) -> str:
        salt = base64url.encode(drawn(self._randomness, SALT_BYTES))
        if salt in self._given:
            raise UsageError("`randomness` gave the same bytes twice.", spec="RFC 9901 §9.3")
        if len(self._given) >= MAX_DISCLOSURES:
            raise UsageError(f"An SD-JWT cannot have more than {MAX_DISCLOSURES} disclosures and decoys.")
        self._given.add(salt)
        return salt


class _Concealment:
    """One run over the claims, inside out: the digests of the inner disclosures are part of the outer ones."""

    def __init__(
        self,
        wanted: frozenset[str],
        salts: _Salts,
        decoys: DecoyCount | None,
        hash_name: str,
        write: WriteJson,
        characters: int,
    ) -> None:
        self.made: dict[str, Disclosure] = {}
        self._wanted = wanted
        self._salts = salts
        self._decoys = decoys
        self._create = partial(create, hash_name=hash_name, write=write)
        self._decoy = partial(digest_of, hash_name=hash_name)
        self._characters_left = characters

    def object(self, members: JsonObject, path: str) -> JsonObject:
        digests: list[JsonValue] = []
        shown: JsonObject = {}
        for name, value in members.items():
            if name in RESERVED_NAMES:
                raise NonConforming(
                    f"No claim can have the name {name!r}: SD-JWT needs it for itself.",
                    where=f"{path}/{name}",
                    spec="RFC 9901 §4.1",
                    code="reserved_name",
                )
            here = f"{path}/{escape(name)}"
            inner = self._value(value, here)
            if here in self._wanted:
                digests.append(self._disclose(here, name, inner))
            else:
                shown[name] = inner
        digests += self._decoy_digests(path)
        # In front, as in the RFC's examples. Sorted, the digests tell nothing about the order of the claims.
        return {"_sd": sorted(digests, key=str), **shown} if digests else shown

    def _array(self, elements: list[JsonValue], path: str) -> list[JsonValue]:
        result: list[JsonValue] = []
        for index, element in enumerate(elements):
            here = f"{path}/{index}"
            inner = self._value(element, here)
            result.append({"...": self._disclose(here, None, inner)} if here in self._wanted else inner)
        result.extend({"...": digest} for digest in self._decoy_digests(path))
        return result

    def _value(self, value: JsonValue, path: str) -> JsonValue:
        self._characters_left -= len(path)
        if self._characters_left < 0:
            # Pointers repeat the names around them: a few long names would multiply.
            raise FormatError("The names on the way to the claims are too long.", code="over_limit")
        if isinstance(value, dict):
            return self.object(value, path)
        if isinstance(value, list):
            return self._array(value, path)
        return value

    def _disclose(self, pointer: str, name: str | None, value: JsonValue) -> str:
        disclosure = self.made[pointer] = self._create(self._salts.next(), name, value)
        return disclosure.digest

    def _decoy_digests(self, path: str) -> list[JsonValue]:
        count = 0 if self._decoys is None else self._decoys(path)
        if type(count) is not int or count < 0:
            raise UsageError("The number of decoys is a whole number, not negative.", where=path)
        return [self._decoy(self._salts.next()) for _ in range(count)]


def _checked(pointers: Collection[str]) -> frozenset[str]:
    if isinstance(pointers, str) or not isinstance(pointers, Collection):
        raise UsageError("Several JSON pointers are handed over in a list.", hint="Write ['/name'], not '/name'.")
    try:
        for pointer in pointers:
            parse(pointer)
        return frozenset(pointers)
    except FormatError as error:
        raise UsageError(error.message, hint=error.hint, spec=error.spec) from error


def _check_all_found(wanted: frozenset[str], made: dict[str, Disclosure]) -> None:
    missing = min(wanted - made.keys(), default=None)
    if missing is not None:
        raise UsageError(
            f"Nothing can be withheld at {missing[:200]!r}.",
            where=missing[:200],
            hint="Name members and array elements that the claims have.",
            spec="RFC 9901 §4.2",
        )
