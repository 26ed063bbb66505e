"""How large a regular expression becomes when it is compiled: a short one can become huge."""

from __future__ import annotations

import re
from functools import lru_cache

MAX_STATES = 500_000
"""Of all regular expressions together."""
# Of a class of Unicode's, of one that excludes a few characters, of another one, and of a character: as measured.
_BY_PROPERTY, _EXCLUDING, _CLASS, _CHARACTER = 300, 30, 10, 1
_PROPERTY = r"\\[pP](?:\{[^{}]*+\}?|.)?"
_TOKEN = re.compile(
    rf"""
      (?P<repeated> \{{ (?P<least>\d{{1,6}}) (?: , (?P<most>\d{{0,6}}) )? \}} )
    | (?P<opening> \( )
    | (?P<closing> \) )
    | (?P<property> {_PROPERTY} )
    | (?P<excluding> \\[SDW] | \. | \[\^(?:\\.|[^\]\\])*\]? )
    | (?P<class> \\[sdw] | \[(?:\\.|[^\]\\])*\]? )
    | \\?.
    """,
    re.VERBOSE | re.DOTALL,
)
_PROPERTIES = re.compile(_PROPERTY)
_FLAGS = re.compile(r"\(\?[\w-]+[:)]")


@lru_cache(maxsize=256)
def pattern_size(pattern: str) -> int:
    """The states that a regular expression is compiled to, about; or some number over `MAX_STATES`."""
    # With them white space may mean nothing, so that what is repeated is not what stands before it; and any class may
    # be as large as those of Unicode.
    has_flags = _FLAGS.search(pattern) is not None
    total, last, repetitions = 0, 0, 1
    beginnings: list[int] = []
    for token in _TOKEN.finditer(pattern):
        if token["opening"]:
            beginnings.append(total)
            last = 0
        elif token["closing"]:
            last = total - beginnings.pop() if beginnings else 0
        elif token["repeated"]:
            times = max(1, int(token["least"]), int(token["most"] or 0))
            if has_flags:
                repetitions *= times
            else:
                total += last * (times - 1)
                last *= times
        else:
            last = _atom_size(token, has_flags)
            total += last
        if total * repetitions > MAX_STATES:
            break
    return total * repetitions


def _atom_size(token: re.Match[str], has_flags: bool) -> int:
    classes = token["property"] or token["excluding"] or token["class"]
    if classes is None:
        return _CHARACTER
    if has_flags:
        return _BY_PROPERTY * (1 + len(_PROPERTIES.findall(classes)))
    by_property = _BY_PROPERTY * len(_PROPERTIES.findall(classes))
    return by_property + (_EXCLUDING if token["excluding"] else _CLASS)
