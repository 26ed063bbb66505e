"""Runs the benchmarks and writes the table: ./run bench [--write]."""

from __future__ import annotations

import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import bench_batch, bench_bbs_2023, bench_data_integrity, bench_ecdsa_sd, bench_small
from benchmarks.table import markdown

_PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "benchmarks.md"


def main() -> None:
    parts = [
        f"# Benchmarks\n\nMeasured on {datetime.now(UTC):%Y-%m-%d} with CPython {platform.python_version()} on "
        f"{platform.system()} {platform.machine()}, 2 shared cores. Times are the best of several rounds; only the "
        "ratios carry over to other machines. `./run bench --write` makes this page.\n",
        "## Verifying a credential, from `dict` to `VerifiedCredential`\n\nResolution of the did:key and the report "
        "included; the credential has VCDM 2.0's context and one of its own.\n",
        markdown(bench_data_integrity.rows()),
        "## ecdsa-sd-2023\n\n10 claims, three of them in a nested object; issuer and type are mandatory, three more "
        "claims are shown.\n",
        markdown(bench_ecdsa_sd.rows()),
        "\n## bbs-2023\n\nA credential with a nested object; issuer and type are mandatory, three claims are shown. "
        "Digital Bazaar's library ran in the same run: the ratio is how many times as long it takes.\n",
        markdown(bench_bbs_2023.rows()),
        "## Many credentials\n\nThe ratio is how many times as fast the executor is.\n",
        markdown(bench_batch.rows()),
        *bench_batch.memory(bench_batch.COUNT),
        "\n## Import, and hostile documents\n",
        markdown(bench_small.rows()),
    ]
    page = "\n".join(parts)
    print(page)
    if "--write" in sys.argv[1:]:
        _PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
