"""Absolute IRIs: telling them from everything else, and resolving references against a base (RFC 3986, section 5.2)."""

from __future__ import annotations

import re

# The IRIREF production of N-Quads, less what no encoding carries, and with one "#" at most (RFC 3987). Blank node
# identifiers begin with "_" and so fail.
_UNIT = '[^\x00-\x20<>"{}|\\\\^`#\ud800-\udfff]'
_ABSOLUTE = re.compile(f"[A-Za-z][A-Za-z0-9+.\\-]*:{_UNIT}*(?:#{_UNIT}*)?")
# Appendix B of RFC 3986; every text matches it.
_PARTS = re.compile(r"(?:([^:/?#]+):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.DOTALL)

is_absolute = _ABSOLUTE.fullmatch
"""A match if a text is an absolute IRI and nothing else, else None."""


def resolve(base: str, reference: str) -> str:
    """Resolves an IRI reference by the "basic algorithm" that JSON-LD demands: nothing is normalized.

    Args:
        base: An absolute IRI.
        reference: What may be relative to it.
    """
    scheme, authority, path, query, fragment = _split(reference)
    if scheme is None:
        base_scheme, base_authority, base_path, base_query, _ = _split(base)
        scheme = base_scheme
        if authority is None:
            authority = base_authority
            if not path:
                path = base_path
                query = base_query if query is None else query
            elif path.startswith("/"):
                path = _without_dots(path)
            elif base_authority is not None and not base_path:
                path = _without_dots(f"/{path}")
            else:
                path = _without_dots(base_path[: base_path.rfind("/") + 1] + path)
        else:
            path = _without_dots(path)
    else:
        path = _without_dots(path)
    return (
        f"{scheme}:"
        + ("" if authority is None else f"//{authority}")
        + path
        + ("" if query is None else f"?{query}")
        + ("" if fragment is None else f"#{fragment}")
    )


def _split(reference: str) -> tuple[str | None, str | None, str, str | None, str | None]:
    match = _PARTS.fullmatch(reference)
    assert match is not None, "the expression of appendix B matches every text"
    scheme, authority, path, query, fragment = match.groups()
    return scheme, authority, path, query, fragment


def _without_dots(path: str) -> str:
    """Section 5.2.4, segment by segment."""
    if "." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")
    for position, segment in enumerate(segments):
        last = position == len(segments) - 1
        if segment == "..":
            if kept == [""]:
                pass
            elif len(kept) == 1:
                # What remains of a path without a root begins with a slash, by the letter of the algorithm.
                kept[0] = ""
            elif kept:
                kept.pop()
            if last:
                kept.append("")
        elif segment == ".":
            if last:
                kept.append("")
        else:
            kept.append(segment)
    return "/".join(kept)
