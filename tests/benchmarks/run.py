"""Runs the benchmarks: ./run bench [NAME …] for some of them, such as `sd_jwt`; ./run bench --write for the page."""

from __future__ import annotations

import argparse
import platform
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import (
    bench_batch,
    bench_bbs,
    bench_bbs_2023,
    bench_data_integrity,
    bench_ecdsa_sd,
    bench_sd_jwt,
    bench_small,
)
from benchmarks.table import Row, markdown

_PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "benchmarks.md"
_INTRODUCTION = """# Benchmarks

Measured on {day} with CPython {python} on {system}, 2 shared cores. Times are the best of several rounds; only the
ratios carry over to other machines. `./run bench --write` makes this page.
"""


@dataclass(frozen=True)
class Section:
    """One part of the page."""

    title: str
    text: str
    rows: Callable[[], Iterable[Row]]
    notes: Callable[[], Iterable[str]] = tuple

    @property
    def name(self) -> str:
        """That of the module, without what all of them have in common."""
        return self.rows.__module__.rpartition("bench_")[2]

    def markdown(self) -> str:
        """Measures, and writes this part of the page."""
        parts = (f"## {self.title}", self.text, markdown(self.rows()).rstrip("\n"), *self.notes())
        return "\n\n".join(filter(None, parts)) + "\n"


SECTIONS = (
    Section(
        "Verifying a credential, from `dict` to `VerifiedCredential`",
        "Resolution of the did:key and the report included; the credential has VCDM 2.0's context and one of its own.",
        bench_data_integrity.rows,
    ),
    Section(
        "SD-JWT",
        "As `dc+sd-jwt`, P-256: the verification of RFC 9901, from `str` to the processed payload; then the same "
        "through the verifier: trust, did:key resolution, policy and report included.",
        bench_sd_jwt.rows,
    ),
    Section(
        "ecdsa-sd-2023",
        "10 claims, three of them in a nested object; issuer and type are mandatory, three more claims are shown.",
        bench_ecdsa_sd.rows,
    ),
    Section(
        "BBS",
        "The scheme itself, 3 messages disclosed, beside the multi-exponentiations (msm) and pairings that each "
        "operation must do on the same backend. Masking, decoding and hashing make up the difference.",
        bench_bbs.rows,
    ),
    Section(
        "bbs-2023",
        "A credential with a nested object; issuer and type are mandatory, three claims are shown. Digital Bazaar's "
        "library ran in the same run: the ratio is how many times as long it takes.",
        bench_bbs_2023.rows,
    ),
    Section(
        "Many credentials",
        "The ratio is how many times as fast two processes are. The first line is the most that the machine gives: two "
        "processes with half of the credentials each, that tell each other nothing. Dask's own monitoring is turned "
        "down, as the how-to shows.",
        bench_batch.rows,
        bench_batch.memory,
    ),
    Section("Import, and hostile documents", "", bench_small.rows),
)


def main() -> None:
    """Prints what was asked for; writes the page where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(section.name for section in SECTIONS))
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md, with all of them")
    options = parser.parse_args()
    unknown = set(options.names).difference(section.name for section in SECTIONS)
    if unknown or (options.write and options.names):
        parser.error(f"there is no {', '.join(unknown)}" if unknown else "the page has all of them")
    facts = {"day": f"{datetime.now(UTC):%Y-%m-%d}", "python": platform.python_version()}
    page = _INTRODUCTION.format(**facts, system=f"{platform.system()} {platform.machine()}")
    for section in SECTIONS:
        if section.name in (options.names or [section.name]):
            print(f"… {section.title}", file=sys.stderr, flush=True)
            part = "\n" + section.markdown()
            print(part, flush=True)
            page += part
    if options.write:
        _PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
