"""`ecdsa-sd-2023`: base proof, derivation and verification, beside the bare signatures that they cannot do without."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from benchmarks.bench_data_integrity import bare
from benchmarks.measure import all_paired, seconds
from benchmarks.node import peer_seconds, tell_contexts, with_peer
from benchmarks.selective import MANDATORY, SHOWN, SIZES, Case, growth
from benchmarks.table import Row
from interop.peer import Peer

from vcwallet import SigningKey
from vcwallet.securing.data_integrity import ecdsa_sd_values
from vcwallet.securing.data_integrity.proof import parse

SUITE = "ecdsa-sd-2023"


def signatures(secured: dict) -> int:
    """How many signatures the proof is made of, the issuer's included."""
    return 1 + len(ecdsa_sd_values.parse(parse(secured["proof"], "/proof")).signatures)


def bare_sign(key: SigningKey) -> Callable[[], object]:
    """One signature straight on `cryptography`, deterministic as ours are."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec

    secret = ec.derive_private_key(0xC0FFEE << 200, ec.SECP256R1())
    scheme = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
    message = b"x" * 100
    return lambda: secret.sign(message, scheme)


def times_over(call: Callable[[], object], count: int) -> Callable[[], object]:
    def repeated() -> None:
        for _ in range(count):
            call()

    return repeated


def rows() -> Iterator[Row]:
    cases = {claims: Case(SUITE, "P-256", claims) for claims in SIZES}
    case = cases[10]
    made, shown = signatures(case.base), signatures(case.derived)
    base, verify = all_paired(
        [
            (case.issue, times_over(bare_sign(case.key), made)),
            (case.verify, times_over(bare(case.key), shown)),
        ]
    )
    yield Row(f"base proof, {made} signatures", *base, f"{made} bare P-256 signatures", "≤ 2.5")
    yield Row(f"verify, {shown} signatures", *verify, f"{shown} bare P-256 verifications", "≤ 2.0")
    derive = seconds(case.derive)
    yield from node(case, derive)
    yield from growth(cases)


@with_peer
def node(peer: Peer, case: Case, derive: float) -> Iterator[Row]:
    """The same three on Digital Bazaar's library, and how many times as long as ours they take."""
    tell_contexts(peer, case.contexts)
    theirs = peer_seconds(peer, "derive", {"credential": case.base, "selectivePointers": SHOWN})
    # Before and after, so that both meet the same machine.
    ours = min(derive, seconds(case.derive))
    yield Row("derive: Digital Bazaar's (Node) against ours", theirs, ours, "our derive", "≥ 5")
    theirs = peer_seconds(peer, "verify", {"credential": case.derived})
    yield Row("verify: Digital Bazaar's (Node) against ours", theirs, seconds(case.verify), "our verify", "")
    key = peer.call("generate", algorithm="P-256")
    document = case.document | {"issuer": key["controller"]}
    request = {"credential": document, "cryptosuite": SUITE, "key": key, "mandatoryPointers": MANDATORY}
    theirs = peer_seconds(peer, "issue", request)
    yield Row("base proof: Digital Bazaar's (Node) against ours", theirs, seconds(case.issue), "our base proof", "")
