"""BBS interfaces: one ciphersuite with one way to make generators and to map messages (section 3.8).

The identifier of an interface, api_id, goes into every hash, so that a signature made for one interface means nothing
to another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from vcwallet.bbs.ciphersuite import Ciphersuite, demand_ciphersuite
from vcwallet.bbs.curve import G1Point, Scalar
from vcwallet.bbs.generators import Generators, generators_for
from vcwallet.errors import UsageError

PLAIN = b"H2G_HM2S_"
"""draft-irtf-cfrg-bbs-signatures, section 3.5."""
BLIND = b"BLIND_H2G_HM2S_"
"""draft-irtf-cfrg-bbs-blind-signatures, section 4.2."""
PSEUDONYM = b"H2G_HM2S_PSEUDONYM_"
"""draft-irtf-cfrg-bbs-per-verifier-linkability-01, section 6."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interface:
    """One BBS interface.

    Attributes:
        ciphersuite: Its ciphersuite.
        api_id: Its identifier.
        hash_to_scalar_dst: The tag under which it hashes to scalars.
        map_dst: The tag under which it maps messages to scalars.
    """

    ciphersuite: Ciphersuite
    api_id: bytes
    hash_to_scalar_dst: bytes
    map_dst: bytes

    def hash_to_scalar(self, octets: bytes) -> Scalar:
        """Hashes `octets` to a scalar under the interface's own tag."""
        return self.ciphersuite.hash_to_scalar(octets, self.hash_to_scalar_dst)

    def hash_to_curve_g1(self, octets: bytes) -> G1Point:
        """Hashes `octets` to G1 with the api_id as the tag, as pseudonyms do."""
        return self.ciphersuite.hash_to_curve_g1(octets, self.api_id)

    def messages_to_scalars(self, messages: Sequence[bytes]) -> list[Scalar]:
        """Maps each message to its scalar (section 4.1.2)."""
        return [self.ciphersuite.hash_to_scalar(message, self.map_dst) for message in messages]

    def generators(self, count: int) -> Generators:
        """Returns Q_1 and the generators of the messages that the signer knows: `count` points in all."""
        return generators_for(self.ciphersuite, self.api_id, count)

    def blind_generators(self, count: int) -> Generators:
        """Returns Q_2 and the generators of the committed messages: `count` points in all."""
        return generators_for(self.ciphersuite, b"BLIND_" + self.api_id, count)


@lru_cache(maxsize=8)
def _interface(ciphersuite: Ciphersuite, identifier: bytes) -> Interface:
    api_id = ciphersuite.value + identifier
    return Interface(
        ciphersuite=ciphersuite,
        api_id=api_id,
        hash_to_scalar_dst=api_id + b"H2S_",
        map_dst=api_id + b"MAP_MSG_TO_SCALAR_AS_HASH_",
    )


def interface_of(ciphersuite: object, identifier: bytes) -> Interface:
    """Returns the interface of `ciphersuite` that `identifier` (`PLAIN`, `BLIND`, `PSEUDONYM`) names.

    Raises:
        UsageError: Not a ciphersuite.
    """
    return _interface(demand_ciphersuite(ciphersuite), identifier)


def hash_to_scalar(message: bytes, dst: bytes, *, ciphersuite: Ciphersuite = Ciphersuite.BLS12_381_SHA_256) -> bytes:
    """Hashes `message` to a scalar (section 4.2.2).

    Args:
        message: Any octets.
        dst: The domain separation tag, up to 255 octets.
        ciphersuite: Which ciphersuite.

    Returns:
        The scalar as 32 octets, big-endian.

    Raises:
        UsageError: A wrong argument.
    """
    if not isinstance(message, bytes) or not isinstance(dst, bytes):
        raise UsageError("`message` and `dst` must be bytes.", code="not_bytes")
    return demand_ciphersuite(ciphersuite).hash_to_scalar(message, dst).to_be_bytes()
