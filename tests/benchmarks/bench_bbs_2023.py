"""`bbs-2023`: base proof, derivation and verification, beside Digital Bazaar's library in the same run."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.bench_data_integrity import OWN
from benchmarks.measure import seconds
from benchmarks.node import peer_seconds, tell_contexts, with_peer
from benchmarks.selective import MANDATORY, SHOWN, SIZES, Case, growth
from benchmarks.table import Row
from interop.peer import Peer

SUITE = "bbs-2023"
RUNS = {10: 30, 100: 6, 1000: 1}
"""How often the peer runs each, after a quarter as many to warm up: a thousand claims take it many seconds."""


def rows() -> Iterator[Row]:
    cases = {claims: Case(SUITE, "BLS12-381", claims) for claims in SIZES}
    yield from growth(cases)
    yield from node(cases)


@with_peer
def node(peer: Peer, cases: dict[int, Case]) -> Iterator[Row]:
    """The same three on Digital Bazaar's library, and how many times as long as ours they take, in turns."""
    # The context of the largest case has the terms of all, under the one URL.
    tell_contexts(peer, {OWN: cases[SIZES[-1]].contexts[OWN]})
    for claims, case in cases.items():
        key = peer.call("generate", algorithm="BLS12-381")
        document = case.document | {"issuer": key["controller"]}
        requests = {
            "base proof": (
                "issue",
                {"credential": document, "cryptosuite": SUITE, "key": key, "mandatoryPointers": MANDATORY},
                case.issue,
            ),
            "derive": ("derive", {"credential": case.base, "selectivePointers": SHOWN}, case.derive),
            "verify": ("verify", {"credential": case.derived}, case.verify),
        }
        for name, (operation, request, ours) in requests.items():
            before = seconds(ours)
            theirs = peer_seconds(peer, operation, request, runs=RUNS[claims])
            mine = min(before, seconds(ours))
            yield Row(f"{name}, {claims:,} claims: Digital Bazaar's (Node)", theirs, mine, "ours", "≥ 25")
