"""The Node libraries in a benchmark: their rows are left out where Node or they are not there."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from benchmarks.table import Row
from interop.peer import Peer, PeerError, PeerMissing

from vcwallet.contexts import bundled_document, bundled_urls

P = ParamSpec("P")


def with_peer(rows: Callable[Concatenate[Peer, P], Iterator[Row]]) -> Callable[P, Iterator[Row]]:
    """Starts the peer for `rows`, and ends it after the last."""

    @wraps(rows)
    def made(*arguments: P.args, **named: P.kwargs) -> Iterator[Row]:
        try:
            with Peer(timeout=600) as peer:
                yield from rows(peer, *arguments, **named)
        except (PeerMissing, PeerError) as error:
            print(f"Node peer left out: {error}", file=sys.stderr)

    return made


def tell_contexts(peer: Peer, own: Mapping[str, Any]) -> None:
    """Hands in the contexts that are bundled here, and `own` by URL."""
    peer.call("contexts", contexts={url: bundled_document(url) for url in bundled_urls()} | own)


def peer_seconds(peer: Peer, operation: str, request: Mapping[str, Any], *, runs: int = 200) -> float:
    """The least that an operation took in `runs`, after a quarter as many to warm up."""
    timing = peer.call("time", of=operation, request=request, runs=runs, warmup=max(1, runs // 4))
    return timing["minimum"] / 1000
