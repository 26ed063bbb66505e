"""A verifier's request for presentations, with what binds the answer to it: OpenID4VP 1.0 §5, without the transport."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import NoReturn

from vcwallet.clock import moment
from vcwallet.encoding import base, strict_json
from vcwallet.encoding.limits import DEFAULT_LIMITS, Limits
from vcwallet.errors import Expired, FormatError, NonceMismatch, UsageError
from vcwallet.ports import JsonObject, Randomness
from vcwallet.query.ask import AnyOf, Ask
from vcwallet.query.compile_asks import Expand, compile_asks
from vcwallet.query.dcql import DcqlQuery
from vcwallet.query.legible import require_legible
from vcwallet.query.read_dcql import read_admitted
from vcwallet.query.received import parameters_of
from vcwallet.randomness import drawn

NONCE_BYTES = 24
"""192 bits; OpenID4VP 1.0 §5.2 asks for 128 at least."""
DEFAULT_LIFETIME = timedelta(minutes=10)

_NONCE = re.compile(r"[A-Za-z0-9\-._~]+")
_NO_TIME = "The time at which the request expires is not in seconds since 1970."
_OWN_PARAMETERS = frozenset({"response_type", "client_id", "nonce", "dcql_query", "exp"})


class _Once:
    """Whether something was used; thread-safe. Copies and pickles of it begin afresh."""

    __slots__ = ("_lock", "used")

    def __init__(self) -> None:
        self._lock = Lock()
        self.used = False

    def take(self) -> bool:
        """Whether this is the first call."""
        with self._lock:
            first, self.used = not self.used, True
        return first

    def __reduce__(self) -> tuple[type[_Once], tuple[()]]:
        return _Once, ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentationRequest:
    """What is asked, by whom, and the nonce that an answer must contain.

    A verifier keeps the object (or its JSON) until the answer comes; a wallet gets the JSON. That it can be used once
    is known to this one object in this one process: a copy that was pickled, or parsed from JSON, does not know whether
    the original was used. Where several processes may see the same answer, they have to share the used nonces.

    Attributes:
        audience: Who asks: the Client Identifier (§5.2), which the answer's proof names as its domain.
        nonce: What the answer's proof has to repeat as its challenge.
        query: What is asked for.
        expires: Until when the request may be answered (aware, whole seconds), or None.
        vouched: Whether the transport said who asks; otherwise `audience` is only what the request says of itself.
    """

    audience: str
    nonce: str
    query: DcqlQuery
    expires: datetime | None = None
    vouched: bool = field(default=False, compare=False)
    _others: JsonObject = field(default_factory=dict, repr=False, compare=False)
    _once: _Once = field(default_factory=_Once, repr=False, compare=False)

    @classmethod
    def create(
        cls,
        asks: Mapping[str, Ask | AnyOf] | DcqlQuery,
        *,
        audience: str,
        at: datetime,
        randomness: Randomness = secrets.token_bytes,
        lifetime: timedelta = DEFAULT_LIFETIME,
        expand: Expand | None = None,
    ) -> PresentationRequest:
        """Makes a request with a fresh nonce.

        Args:
            asks: What is asked for: by name, or as a query that was read with `read_dcql`.
            audience: Who asks, such as ``"https://jobs.example"``.
            at: The time from which the lifetime counts (aware).
            randomness: Where the nonce comes from.
            lifetime: For how long the request may be answered, at least one second.
            expand: How the names of types become full IRIs; see `compile_asks`.

        Raises:
            UsageError: There is no audience, nothing is asked for, or the lifetime is none.
        """
        if not isinstance(audience, str) or not audience:
            raise UsageError(
                "A request needs an audience, so that its answer is of no use to anybody else.",
                hint='Write Verifier("https://jobs.example", …).',
            )
        if not isinstance(lifetime, timedelta) or lifetime < timedelta(seconds=1):
            raise UsageError("A request is good for one second at least.")
        if not isinstance(at, datetime) or at.utcoffset() is None:
            raise UsageError("A point in time needs its zone.", hint="Use for example datetime.now(UTC).")
        try:
            expires = (at.astimezone(UTC) + lifetime).replace(microsecond=0)
        except OverflowError:
            raise UsageError("The request would expire outside the years 1 to 9999.") from None
        try:
            require_legible(audience, "/client_id")
        except FormatError as error:
            raise UsageError(error.message, where=error.where) from None
        nonce = base.base64url_encode(drawn(randomness, NONCE_BYTES))
        query = asks if isinstance(asks, DcqlQuery) else compile_asks(asks, expand)
        return cls(audience=audience, nonce=nonce, query=query, expires=expires)

    @classmethod
    def parse(
        cls,
        received: object,
        *,
        audience: str | None = None,
        nonce: str | None = None,
        limits: Limits = DEFAULT_LIMITS,
    ) -> PresentationRequest:
        """Reads what came from a verifier: the parameters of an OpenID4VP request (§5), or a plain DCQL query.

        What a website hands to the Digital Credentials API (§A) is understood too, where it has an unsigned request.

        Args:
            received: JSON as str or bytes, a dict, or a request that was parsed before.
            audience: Who asks, where the transport vouches for it (as the Digital Credentials API does for an origin);
                it then stands in place of `client_id`. A plain DCQL query and the Digital Credentials API need it. A
                `client_id` of the form ``origin:…`` is refused unless it is just this (§5.9.3).
            nonce: What the answer has to repeat; only for a plain DCQL query, which has none of its own.
            limits: Of the JSON.

        Raises:
            FormatError: A rule of §5 or §6 is broken, a limit is passed, or it asks for what is not understood here.
            UsageError: An argument is of the wrong kind, or says what the request says already.
        """
        if not all(text is None or isinstance(text, str) for text in (audience, nonce)):
            raise UsageError("`audience` and `nonce` are texts.")
        if isinstance(received, PresentationRequest):
            if audience is not None or nonce is not None:
                raise UsageError("This request was parsed before, with its audience and nonce.")
            return received
        members = parameters_of(received, audience=audience, nonce=nonce, limits=limits)
        return cls._read(members, vouched=audience is not None)

    @classmethod
    def _read(cls, members: JsonObject, *, vouched: bool) -> PresentationRequest:
        if members.get("response_type", "vp_token") != "vp_token":
            _refuse("The request wants more than presentations.", "/response_type", code="unsupported_response_type")
        if "transaction_data" in members:
            # §5.1: a wallet that does not support it must refuse the request.
            _refuse(
                "The request asks for consent to a transaction, which is not understood here.",
                "/transaction_data",
                code="invalid_transaction_data",
            )
        audience, nonce = members.get("client_id"), members.get("nonce")
        if not isinstance(audience, str) or not audience:
            _refuse("The request does not say who asks.", "/client_id")
        require_legible(audience, "/client_id")
        if not isinstance(nonce, str) or not _NONCE.fullmatch(nonce):
            _refuse("The request has no nonce of letters, digits, '-', '.', '_' and '~'.", "/nonce")
        if "dcql_query" not in members:
            _refuse("The request does not say what it asks for.", "/dcql_query")
        return cls(
            audience=audience,
            nonce=nonce,
            query=read_admitted(members["dcql_query"], "/dcql_query"),
            expires=_time(members["exp"]) if "exp" in members else None,
            vouched=vouched,
            _others={name: value for name, value in members.items() if name not in _OWN_PARAMETERS},
        )

    def to_parameters(self) -> JsonObject:
        """The request as the parameters of OpenID4VP 1.0 §5, and `exp` in seconds since 1970; the caller's own copy."""
        parameters: JsonObject = {
            "response_type": "vp_token",
            "client_id": self.audience,
            "nonce": self.nonce,
            "dcql_query": self.query.to_json(),
        }
        if self.expires is not None:
            parameters["exp"] = int(self.expires.timestamp())
        others = strict_json.admit(self._others)
        assert isinstance(others, dict)
        return parameters | others

    def to_json(self) -> str:
        """The request as JSON text, which `parse` reads back."""
        return strict_json.dumps(self.to_parameters())

    def needs_holder(self, query_id: str) -> bool:
        """Whether the answer to this credential query must prove that the credential is the holder's (§6.1)."""
        query = self.query.credential(query_id)
        return query is None or query.holder_binding

    def require_current(self, at: datetime, skew: timedelta = timedelta(0)) -> None:
        """Sees that the request may still be answered.

        Raises:
            Expired: Its time is over.
            UsageError: `at` is no aware datetime, or `skew` no timedelta.
        """
        at = moment(at)
        if not isinstance(skew, timedelta):
            raise UsageError("`skew` is a timedelta.")
        # Points in time are subtracted and not moved: a sum could lie outside the years that there are.
        if self.expires is not None and at - self.expires > skew:
            raise Expired(
                "The request has expired.",
                hint="Ask the verifier for a new request.",
                spec="OpenID4VP 1.0 §14.2",
                code="request_expired",
            )

    @property
    def used(self) -> bool:
        """Whether this object was answered already."""
        return self._once.used

    def consume(self) -> None:
        """Notes that the request was answered: once, whatever the number of threads.

        Raises:
            NonceMismatch: It had been answered before (code ``request_used``).
        """
        if not self._once.take():
            raise NonceMismatch(
                "This request has been answered before.", spec="OpenID4VP 1.0 §14.2", code="request_used"
            )


def _time(value: object) -> datetime:
    if isinstance(value, bool) or not isinstance(value, int | float):
        _refuse(_NO_TIME, "/exp")
    try:
        return datetime.fromtimestamp(int(value), UTC)
    except (OverflowError, ValueError, OSError):
        _refuse(_NO_TIME, "/exp")


def _refuse(message: str, where: str, code: str = "bad_request") -> NoReturn:
    raise FormatError(message, where=where, spec="OpenID4VP 1.0 §5", code=code)
