"""`python -m vcwallet verify FILE` and `inspect FILE`.

Exit codes: 0 valid, 1 rejected, 2 cannot know, 3 usage. `inspect` ends with 0 whenever the file can be read.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, NoReturn, TextIO

from vcwallet.command import hints, render
from vcwallet.command.contents import wrapped
from vcwallet.command.judging import Judge
from vcwallet.encoding import strict_json
from vcwallet.encoding.limits import DEFAULT_LIMITS
from vcwallet.errors import FormatError, UsageError, VcwalletError
from vcwallet.model import times
from vcwallet.ports import Clock, JsonObject, JsonValue
from vcwallet.report import Outcome
from vcwallet.trust import TrustedIssuers
from vcwallet.verifier import Verifier

VALID, REJECTED, CANNOT_KNOW, USAGE = 0, 1, 2, 3
_MOST_READ = DEFAULT_LIMITS.max_bytes + 1
"""Bytes of what is judged: one more than any document may have."""
_EXIT_CODES = {Outcome.PASSED: VALID, Outcome.REJECTED: REJECTED, Outcome.UNDETERMINED: CANNOT_KNOW}


class _Parser(argparse.ArgumentParser):
    """An argument parser whose complaints end with our exit code for usage."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(message, hint=" ".join(self.format_usage().split()))


class _Version(argparse.Action):
    """Says which version this is; looked up only when asked, as that takes its time."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from importlib.metadata import PackageNotFoundError, version

        try:
            number = version("vcwallet")
        except PackageNotFoundError:  # run from its source, without being installed
            number = "(not installed)"
        sys.stdout.write(f"vcwallet {number}\n")
        parser.exit()


def main(arguments: Sequence[str], stdin: BinaryIO, stdout: TextIO, stderr: TextIO) -> int:
    """Runs the command line.

    Args:
        arguments: What follows ``python -m vcwallet``.
        stdin: Read where FILE is ``-``.
        stdout: Gets the report; coloured where it is a terminal that has colours, and ``NO_COLOR`` is not set.
        stderr: Gets why there is no report; with ``--json``, `stdout` gets that too.

    Returns:
        The exit code.
    """
    try:
        options = _parser().parse_args(arguments)
        return int(options.run(options, _read(options.file, stdin), stdout, _paint(stdout)))
    except SystemExit as end:  # --help, --version
        return int(end.code or 0)
    except VcwalletError as error:  # what is wrong with the evidence stands in a report
        hints.translate_error(error)
        json_ = "--json" in arguments
        stream = stdout if json_ else stderr
        stream.write(render.failure(error, _paint(stream), json_=json_))
        return USAGE


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m vcwallet", description=__doc__)
    parser.add_argument("--version", action=_Version, nargs=0, help="say which version this is")
    commands = parser.add_subparsers(required=True, metavar="verify|inspect", parser_class=_Parser)
    verify = commands.add_parser("verify", allow_abbrev=False, help="check a credential or a presentation, and say why")
    verify.set_defaults(run=_verify)
    inspect = commands.add_parser(
        "inspect", allow_abbrev=False, help="show what a file says, without checking any of it"
    )
    inspect.set_defaults(run=_inspect)
    for command in (verify, inspect):
        command.add_argument("file", metavar="FILE", help="JSON or an SD-JWT, or - for standard input")
        command.add_argument("--json", action="store_true", help="answer with JSON, for programs")
    verify.add_argument("--trust", action="append", default=[], metavar="TYPE=ISSUER", help="believe ISSUER about TYPE")
    verify.add_argument("--x509-anchors", action="append", metavar="FILE", help="certificates that are believed")
    verify.add_argument("--context", action="append", default=[], metavar="URL=FILE", help="a JSON-LD context")
    verify.add_argument("--resource", action="append", default=[], metavar="URL=FILE", help="what stands at URL")
    verify.add_argument("--domain", help="for whom a presentation must have been made")
    verify.add_argument("--challenge", help="the challenge that a presentation must answer")
    verify.add_argument("--at", metavar="TIME", help="judge as of this time, such as 2026-01-02T03:04:05Z")
    for waiver, what in hints.WAIVERS.items():
        verify.add_argument(hints.option(waiver), action="store_true", help=what)
    return parser


def _verify(options: argparse.Namespace, content: bytes, stdout: TextIO, paint: render.Paint) -> int:
    anchors = options.x509_anchors
    verifier = Verifier(
        trust=_trust(options.trust),
        contexts={url: _context(path) for url, path in _pairs("--context", options.context)},
        clock=_clock(options.at),
        x509_anchors=None if anchors is None else [_file(path) for path in anchors],
        **{waiver: getattr(options, waiver) for waiver in hints.WAIVERS},
    )
    resources = {url: _file(path) for url, path in _pairs("--resource", options.resource)}
    judge = Judge(verifier=verifier, domain=options.domain, challenge=options.challenge, resources=resources)
    report = judge.examine(content)
    hints.translate(report)
    stdout.write(
        render.as_json(report.to_json()) if options.json else render.report(report, paint, is_bound=judge.is_bound)
    )
    return _EXIT_CODES[report.outcome]


def _inspect(options: argparse.Namespace, content: bytes, stdout: TextIO, paint: render.Paint) -> int:
    value: JsonValue
    try:
        evidence = wrapped(content)
        value = strict_json.parse(content) if evidence is None else evidence.document
    except VcwalletError as error:
        hints.translate_error(error)
        stdout.write(render.failure(error, paint, json_=options.json))
        return REJECTED
    stdout.write(render.as_json(value) if options.json else render.document(value, paint))
    return VALID


def _paint(stream: TextIO) -> render.Paint:
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return render.Paint(colours=stream.isatty() and not plain)


def _trust(pairs: Sequence[str]) -> TrustedIssuers:
    if not pairs:
        return TrustedIssuers.unsafe_anyone()
    issuers: dict[str, list[str]] = {}
    for type_, issuer in _pairs("--trust", pairs):
        issuers.setdefault(type_, []).append(issuer)
    return TrustedIssuers(issuers)


def _pairs(option: str, texts: Sequence[str]) -> list[tuple[str, str]]:
    pairs = [text.rpartition("=") if option != "--trust" else text.partition("=") for text in texts]
    for left, _, right in pairs:
        if not left or not right:
            raise UsageError(f"{option} takes two things with = between them.")
    return [(left, right) for left, _, right in pairs]


def _clock(text: str | None) -> Clock | None:
    if text is None:
        return None
    try:
        moment = times.parse(text)
    except FormatError as error:
        raise UsageError(f"--at: {error.message}", hint=error.hint) from None
    return lambda: moment


def _context(path: str) -> JsonObject:
    try:
        document = strict_json.parse(_file(path))
    except FormatError as error:
        raise UsageError(f"{path}: {error.message}") from None
    if not isinstance(document, dict):
        raise UsageError(f"{path} is no JSON-LD context: it is not a JSON object.")
    return document


def _read(path: str, stdin: BinaryIO) -> bytes:
    if path != "-":
        return _file(path, _MOST_READ)
    try:
        return stdin.read(_MOST_READ)
    except OSError:
        raise UsageError("Standard input cannot be read.", hint="Is it closed?") from None


def _file(path: str, most: int = -1) -> bytes:
    try:
        with Path(path).open("rb") as file:
            return file.read(most)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from None
    except ValueError:
        raise UsageError(f"{path} is no name of a file.") from None
