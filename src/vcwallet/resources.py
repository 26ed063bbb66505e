"""What stands on the web, as far as the caller handed it in: given bytes first, then the `Fetch` port, else a need."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass

from vcwallet.errors import Need, Undetermined, UsageError, quoted
from vcwallet.hashes import HASHES
from vcwallet.ports import Fetch

_MOST_FETCHES = 20
_MOST_STEPS = 2_000_000
"""For one call: whoever sends the evidence chooses the URLs, and how much there is to do about what stands there."""


@dataclass(slots=True)
class _Allowance:
    """What is left to one call."""

    fetches: int = _MOST_FETCHES
    steps: int = _MOST_STEPS


def checked_fetch(fetch: Fetch | None) -> Fetch | None:
    """The port that was handed in.

    Raises:
        UsageError: It is no function.
    """
    if fetch is not None and not callable(fetch):
        raise UsageError(
            "`fetch` is a function that takes a URL and gives bytes.", hint="Leave it out to fetch nothing."
        )
    return fetch


class Resources:
    """Bytes by URL, for one call; nothing is fetched unless a `Fetch` was handed in.

    Args:
        given: ``{url: bytes}`` that the caller already has.
        fetch: Called for what is not given; whatever it raises means "could not be had", never "valid".
    """

    def __init__(self, given: Mapping[str, bytes] | None = None, fetch: Fetch | None = None) -> None:
        if given is not None and not isinstance(given, Mapping):
            raise UsageError("`resources` maps URLs (str) to what stands there (bytes).")
        for url, content in (given or {}).items():
            if not isinstance(url, str) or not isinstance(content, bytes):
                raise UsageError(f"`resources` maps URLs (str) to bytes, which it does not for {quoted(url, 200)}.")
        self._given = dict(given or {})
        self._fetch = fetch
        self._left = _Allowance()
        self._failed: dict[str, str] = {}

    def offline(self) -> Resources:
        """The same without the `Fetch`: for evidence that will not be believed in any case."""
        offline = Resources(self._given)
        offline._left = self._left
        return offline

    @property
    def may_fetch(self) -> bool:
        """Whether a `Fetch` was handed in."""
        return self._fetch is not None

    def is_at_hand(self, url: str) -> bool:
        """Whether what stands there was given, or may be fetched: a document on the web that is signed for by TLS."""
        return url in self._given or (self.may_fetch and url.startswith("https://"))

    def spend(self, steps: int) -> bool:
        """Whether so much more may be done about documents from the web; a step takes about a microsecond."""
        self._left.steps -= steps
        return self._left.steps >= 0

    @property
    def given(self) -> Mapping[str, bytes]:
        """What is at hand without fetching anything."""
        return self._given

    def get(self, need: Need) -> bytes:
        """Returns the bytes of what `need` describes.

        Raises:
            Undetermined: Not given and not to be had, too large, or not what the digest promised.
        """
        content = self._given.get(need.url)
        if content is None:
            content = self._given[need.url] = self._fetched(need)
        if len(content) > need.max_bytes:
            raise Undetermined(f"What stands at {need.url} is larger than {need.max_bytes} bytes.", needs=(need,))
        if need.digest is not None and not digest_matches(content, need.digest):
            raise Undetermined(
                f"What stands at {need.url} is not what its digest promises.", needs=(need,), code="integrity_mismatch"
            )
        return content

    def _fetched(self, need: Need) -> bytes:
        if self._fetch is None:
            raise Undetermined(
                f"To decide this, the {need.kind.replace('-', ' ')} at {need.url} is needed.",
                hint="Fetch it and call again with resources={url: bytes}, or hand a `fetch` to the verifier.",
                needs=(need,),
            )
        if need.url in self._failed:
            raise self._could_not_be_had(need)
        if not self._left.fetches:
            raise Undetermined(
                f"More than {_MOST_FETCHES} documents would have to be fetched to decide this.",
                needs=(need,),
                code="too_many_fetches",
            )
        self._left.fetches -= 1
        reason = "not bytes"
        try:
            content = self._fetch(need.url)
        except Exception as error:  # noqa: BLE001  whatever the port raises, it is no verdict
            reason = type(error).__name__
        else:
            if isinstance(content, bytes):
                return content
        self._failed[need.url] = reason
        raise self._could_not_be_had(need)

    def _could_not_be_had(self, need: Need) -> Undetermined:
        # A new one each time: whoever catches it says where it was.
        message = f"The {need.kind.replace('-', ' ')} at {need.url} could not be had: {self._failed[need.url]}."
        return Undetermined(message, needs=(need,))


def digest_matches(content: bytes, digest: str) -> bool:
    """Whether `content` has the Subresource Integrity digest ``sha256-…``, ``sha384-…`` or ``sha512-…``."""
    name, expected = read_digest(digest)
    return name in HASHES and HASHES[name](content).digest() == expected


def read_digest(digest: str) -> tuple[str, bytes]:
    """The hash function's name and the value of a digest as Subresource Integrity writes it; of none, two empty ones.

    As in the wild, the base64 may be the one for URLs, and may lack its padding.
    """
    name, _, text = digest.partition("-")
    plain = text.rstrip("=").translate({45: "+", 95: "/"})
    try:
        return name, base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except ValueError:
        return "", b""
