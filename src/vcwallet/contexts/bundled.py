"""Reads the bundled contexts from the package's own data, each when it is first asked for.

`bundled.json` says for each URL which file holds the context, from which package of the npm registry it was taken, and
which digests the document has where it is published. Packaged copies often differ in white space from the published
document, so that their own digest would be another: the digests here are always those of the published bytes.
"""

from __future__ import annotations

import json
from binascii import a2b_base64
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from vcwallet.errors import UsageError, quoted
from vcwallet.ports import JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class BundledContext:
    """Where a bundled context comes from.

    Attributes:
        url: The URL under which documents name it in ``@context``.
        file: Its file under ``documents/``.
        package: The npm package that it was taken from, or None where it was written for this library.
        version: The exact version of that package.
        path: The file within that package.
        license: The licence of the context document (see NOTICE).
        same_bytes: Whether the file equals the published document byte for byte, or only as JSON; None where the
            published bytes were not at hand.
        sha256: SHA-256 of the published document, in lower-case hex as the Recommendations print it, or None.
        sha384: SHA-384 of the published document, in base64 as Subresource Integrity writes it, or None.
        published_in: The Recommendation that prints the SHA-256, or None where none does.
    """

    url: str
    file: str
    package: str | None
    version: str | None
    path: str | None
    license: str
    same_bytes: bool | None
    sha256: str | None
    sha384: str | None
    published_in: str | None


def bundled_urls() -> frozenset[str]:
    """The URLs of all bundled contexts."""
    return _urls()


def bundled_document(url: str) -> JsonObject:
    """Returns the context document that is bundled for `url`.

    Every call gives the same parsed object, so treat it as read-only.

    Raises:
        UsageError: No context is bundled for `url`.
    """
    describe(url)
    return _document(url)


def published_digests(url: str) -> Mapping[str, bytes]:
    """Returns the digests of the document published at `url`, by hash function: ``"sha256"``, ``"sha384"``.

    They are those of what a web server gives, which a ``relatedResource`` refers to (VCDM 2.0 section 5.3). There are
    none where no context is bundled for `url`, or its published bytes are not known.
    """
    facts = _facts().get(url) if isinstance(url, str) else None
    found: dict[str, bytes] = {}
    if facts is not None and facts.sha256 is not None:
        found["sha256"] = bytes.fromhex(facts.sha256)
    if facts is not None and facts.sha384 is not None:
        found["sha384"] = a2b_base64(facts.sha384)
    return found


def describe(url: str) -> BundledContext:
    """Returns where the context bundled for `url` comes from, and its published digests.

    Raises:
        UsageError: No context is bundled for `url`.
    """
    facts = _facts().get(url) if isinstance(url, str) else None
    if facts is None:
        raise UsageError(
            f"No context is bundled for {quoted(url, 200)}.",
            hint="Hand it in with contexts={url: document}, after you have looked at what it says.",
            code="unknown_context",
        )
    return facts


@cache
def _facts() -> Mapping[str, BundledContext]:
    facts = json.loads(_read("bundled.json"))
    return MappingProxyType({url: BundledContext(url=url, **members) for url, members in facts.items()})


@cache
def _urls() -> frozenset[str]:
    return frozenset(_facts())


@cache
def _document(url: str) -> JsonObject:
    document: Any = json.loads(_read(f"documents/{_facts()[url].file}"))
    return document  # type: ignore[no-any-return]


def _read(name: str) -> bytes:
    # Not at the top: importlib.resources takes several milliseconds, and `import vcwallet` needs none of it.
    from importlib.resources import files

    return files("vcwallet.contexts").joinpath(name).read_bytes()
