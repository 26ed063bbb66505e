"""The compact serialization of an SD-JWT (RFC 9901 §4): parts with a tilde after each, the KB-JWT last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from vcwallet.encoding.limits import Limits
from vcwallet.errors import Malformed
from vcwallet.ports import JsonObject

SERIALIZATIONS = ("compact", "flattened", "general")
"""How an SD-JWT can be written: as one text, or as JSON with one signature, or with any number of them."""

MAX_DISCLOSURES = 10_000
"""More disclosures than this are refused: each costs a hash and a JSON document."""

_SPEC = "RFC 9901 §4"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """An SD-JWT taken apart, nothing decoded.

    Attributes:
        issuer_jwts: The issuer-signed JWT in compact form; several where several keys signed the same payload.
        disclosures: The disclosures, in the order in which they came.
        kb_jwt: The Key Binding JWT; None where there is none.
        serialization: One of `SERIALIZATIONS`.
        unprotected: For each signature the header parameters that nothing protects; empty in compact form.
    """

    issuer_jwts: tuple[str, ...] = field(repr=False)
    disclosures: tuple[str, ...] = field(repr=False)
    kb_jwt: str | None = field(repr=False, default=None)
    serialization: str = "compact"
    unprotected: tuple[JsonObject, ...] = ()

    @property
    def presented(self) -> str:
        """What ``sd_hash`` is taken over: the SD-JWT in compact form up to and with the last tilde (section 4.3.1)."""
        return join(self.issuer_jwts[0], self.disclosures)


def join(issuer_jwt: str, disclosures: Iterable[str]) -> str:
    """Writes an SD-JWT in compact form; it ends with a tilde, to which a KB-JWT may be added."""
    return "~".join((issuer_jwt, *disclosures, ""))


def split(text: str, limits: Limits) -> Parts:
    """Takes an SD-JWT or SD-JWT+KB in compact form apart.

    Raises:
        Malformed: No tilde, something behind the last tilde that is no KB-JWT, an empty part, or over a limit.
    """
    if len(text) > limits.max_bytes:
        raise Malformed(f"The SD-JWT is larger than {limits.max_bytes} bytes.", code="over_limit")
    count = text.count("~")
    if not count:
        raise Malformed("This is no SD-JWT: nothing in it ends with a tilde.", spec=_SPEC)
    check_count(count - 1)
    issuer_jwt, *disclosures, last = text.split("~")
    if last and last.count(".") != 2:
        message = "What follows the last tilde is no Key Binding JWT; without one, an SD-JWT ends with a tilde."
        raise Malformed(message, spec=_SPEC)
    if not issuer_jwt or "" in disclosures:
        raise Malformed("A part of the SD-JWT is empty.", spec=_SPEC)
    return Parts(issuer_jwts=(issuer_jwt,), disclosures=tuple(disclosures), kb_jwt=last or None)


def check_count(count: int) -> None:
    """Refuses more than `MAX_DISCLOSURES` disclosures.

    Raises:
        Malformed: With code ``over_limit``.
    """
    if count > MAX_DISCLOSURES:
        raise Malformed(f"The SD-JWT has more than {MAX_DISCLOSURES} disclosures.", code="over_limit")
