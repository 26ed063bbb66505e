"""Hints of the library in the words of the command line: options where it has them, and no Python."""

from __future__ import annotations

import re
from collections.abc import Callable

from vcwallet.errors import VcwalletError
from vcwallet.report import Report

WAIVERS = {
    "unsafe_ignore_status": "accept credentials that may have been taken back",
    "unsafe_ignore_schema": "accept credentials that may not follow the schema that they name",
    "unsafe_any_spelling": "accept documents whose holder may have spelt what was signed in another way",
}
"""What a verifier can waive for good, and the command line too, with the words for its help."""

_CALLS = r"wallet\.\w+\(…\)"
_IN_OPTIONS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"contexts=\{url: document\}"), "--context URL=FILE"),
    (re.compile(r"resources=\{url: bytes\}(, or hand a `fetch` to the verifier)?"), "--resource URL=FILE"),
    (re.compile(rf"Verifier\(({'|'.join(WAIVERS)})=True\)"), lambda found: option(found[1])),
    (re.compile(r"Verifier\(x509_anchors=…\)"), "--x509-anchors FILE"),
    (re.compile(r"add it to TrustedIssuers for this type"), "say so: --trust TYPE=ISSUER"),
    (re.compile(r"Give a dict, or the JSON text of"), "Give the JSON of"),
    (re.compile(rf": {_CALLS}( (and|or) {_CALLS})*"), ""),
)
_SENTENCES = re.compile(r"(?<=[.!?]) (?=[A-Z`'\"-])")
_PYTHON = re.compile(r"\w\(|\w=[^\sA-Z]|\w=[A-Z][a-z]|\bdicts?\b")


def option(argument: str) -> str:
    """The option of the command line for an argument of Python: ``--unsafe-ignore-status``."""
    return "--" + argument.replace("_", "-")


def in_options(hint: str) -> str:
    """A hint for whoever types commands; sentences that speak of Python all the same are left out."""
    for python, ours in _IN_OPTIONS:
        hint = python.sub(ours, hint)
    return " ".join(sentence for sentence in _SENTENCES.split(hint) if not _PYTHON.search(sentence))


def translate(report: Report[object]) -> None:
    """Puts the hints of a report into the words of the command line."""
    for check in report:
        if check.error is not None:
            translate_error(check.error)


def translate_error(error: VcwalletError) -> None:
    """Puts the hint of an error into the words of the command line."""
    error.hint = in_options(error.hint)
