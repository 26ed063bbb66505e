"""Message generators: made once for each interface, and kept (draft-irtf-cfrg-bbs-signatures, section 4.1.1)."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import lru_cache

from vcwallet.bbs.ciphersuite import Ciphersuite, demand_ciphersuite
from vcwallet.bbs.curve import G1_LENGTH, WIDE_LENGTH, G1Point, point_to_octets
from vcwallet.errors import UsageError

MAX_MESSAGES = 10_000
"""More messages than this are neither signed nor verified: each needs a generator, about 0.3 ms when first used."""

_MAX_GENERATORS = MAX_MESSAGES + 4  # Q_1 and Q_2, the prover's blind and the pseudonym's secret come on top
_KEPT_LISTS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Generators:
    """A list of generators with their encodings.

    Attributes:
        points: Points of G1; the first is Q_1, the others belong to the messages.
        octets: The compressed encodings of the points, joined.
    """

    points: tuple[G1Point, ...]
    octets: bytes

    def followed_by(self, other: Generators) -> Generators:
        """Returns these generators and then those of `other`."""
        return Generators(points=self.points + other.points, octets=self.octets + other.octets)


class _GrowingList:
    """The generators of one api_id, as many as were ever asked for, and the state that gives the next one."""

    def __init__(self, ciphersuite: Ciphersuite, api_id: bytes) -> None:
        self._ciphersuite = ciphersuite
        self._seed_dst = api_id + b"SIG_GENERATOR_SEED_"
        self._generator_dst = api_id + b"SIG_GENERATOR_DST_"
        self._state = ciphersuite.expand_message(api_id + b"MESSAGE_GENERATOR_SEED", self._seed_dst, WIDE_LENGTH)
        self._lock = threading.Lock()
        self._known = Generators(points=(), octets=b"")

    def first(self, count: int) -> Generators:
        """Returns the first `count` generators."""
        known = self._known
        if len(known.points) < count:
            known = self._grown_to(count)
        if len(known.points) == count:
            return known
        return Generators(points=known.points[:count], octets=known.octets[: count * G1_LENGTH])

    def _grown_to(self, count: int) -> Generators:
        with self._lock:
            added = []
            for number in range(len(self._known.points) + 1, count + 1):
                counted = self._state + number.to_bytes(8, "big")
                self._state = self._ciphersuite.expand_message(counted, self._seed_dst, WIDE_LENGTH)
                added.append(self._ciphersuite.hash_to_curve_g1(self._state, self._generator_dst))
            more = Generators(points=tuple(added), octets=b"".join(point_to_octets(point) for point in added))
            self._known = self._known.followed_by(more)
            return self._known


@lru_cache(maxsize=_KEPT_LISTS)
def _growing_list(ciphersuite: Ciphersuite, api_id: bytes) -> _GrowingList:
    return _GrowingList(ciphersuite, api_id)


def generators_for(ciphersuite: Ciphersuite, api_id: bytes, count: int) -> Generators:
    """Returns the first `count` generators of an interface, from memory where they were made before.

    Raises:
        UsageError: More than can belong to `MAX_MESSAGES` messages.
    """
    if count > _MAX_GENERATORS:
        raise UsageError(
            f"These are more generators than {MAX_MESSAGES} messages need.",
            code="too_many_messages",
            spec="draft-irtf-cfrg-bbs-signatures 4.1.1",
        )
    return _growing_list(ciphersuite, api_id).first(count)


def create_generators(
    count: int, *, api_id: bytes | None = None, ciphersuite: Ciphersuite = Ciphersuite.BLS12_381_SHA_256
) -> tuple[bytes, ...]:
    """Returns the encodings of the first `count` generators of an interface (section 4.1.1).

    Args:
        count: How many, at least 0.
        api_id: The interface's identifier; that of the plain BBS interface (section 3.5) when left out.
        ciphersuite: Which ciphersuite.

    Returns:
        Compressed points of G1, 48 octets each.

    Raises:
        UsageError: A wrong argument, or more generators than this library ever needs.
    """
    suite = demand_ciphersuite(ciphersuite)
    if not isinstance(count, int) or isinstance(count, bool) or count < 0:
        raise UsageError("`count` must be a number of generators, 0 or more.", code="bad_count")
    if api_id is not None and not isinstance(api_id, bytes):
        raise UsageError("`api_id` must be bytes.", code="not_bytes")
    identifier = suite.value + b"H2G_HM2S_" if api_id is None else api_id
    octets = generators_for(suite, identifier, count).octets
    return tuple(octets[start : start + G1_LENGTH] for start in range(0, len(octets), G1_LENGTH))
