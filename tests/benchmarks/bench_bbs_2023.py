"""`bbs-2023`: base proof, derivation and verification, beside Digital Bazaar's library in the same run."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.bench_data_integrity import OWN, credential, own_context
from benchmarks.measure import seconds
from benchmarks.table import Row
from interop.peer import Peer, PeerError, PeerMissing

from vcwallet import Issuer, SigningKey, TrustedIssuers, Verifier
from vcwallet.contexts import bundled_document, bundled_urls
from vcwallet.rdf import Contexts
from vcwallet.securing import Environment, open_evidence

SUITE = "bbs-2023"
MANDATORY = ["/issuer", "/type"]
SHOWN = ["/credentialSubject/claim0", "/credentialSubject/claim4", "/credentialSubject/address/claim1"]
SIZES = (10, 100, 1000)
RUNS = {10: 30, 100: 6, 1000: 1}
"""How often the peer runs each, after a quarter as many to warm up: a thousand claims take it many seconds."""


class Case:
    """One credential with a nested object, its issuer, its holder and its verifier."""

    def __init__(self, claims: int) -> None:
        contexts = {OWN: own_context(claims)}
        contexts[OWN]["@context"]["address"] = "https://shop.example/vocab#address"
        self.contexts = contexts
        self.key = SigningKey.generate("BLS12-381")
        self.issuer = Issuer(self.key, contexts=contexts)
        self.environment = Environment(contexts=Contexts.bundled().extended(contexts))
        self.verifier = Verifier(trust=TrustedIssuers({"CustomerCredential": [self.key.did]}), contexts=contexts)
        self.document = credential(claims)
        subject = self.document["credentialSubject"]
        # Of the claims, three are in an object within the subject.
        subject["address"] = {f"claim{index}": f"line {index}" for index in range(3)}
        for index in range(1, 4):
            del subject[f"claim{index}"]
        self.base = self.issue()
        self.derived = self.derive()

    def issue(self) -> dict:
        value = self.issuer.issue(self.document, securing=SUITE, mandatory=MANDATORY).value
        assert isinstance(value, dict)
        return value

    def derive(self) -> dict:
        """From the credential as the wallet keeps it: opened anew each time, so that nothing is remembered."""
        value = open_evidence(self.base, self.environment).reveal(SHOWN).value
        assert isinstance(value, dict)
        return value

    def verify(self) -> None:
        self.verifier.verify_credential(self.derived)


def rows() -> Iterator[Row]:
    cases = {claims: Case(claims) for claims in SIZES}
    yield from growth(cases)
    yield from node(cases)


def growth(cases: dict[int, Case]) -> Iterator[Row]:
    """Base proof, derivation and verification with ever more claims."""
    moves = {"base proof": Case.issue, "derive 3 claims": Case.derive, "verify 3 claims": Case.verify}
    for name, move in moves.items():
        times = {claims: seconds(partial(move, case)) for claims, case in cases.items()}
        for claims, elapsed in times.items():
            yield Row(f"{name} of {claims:,}", elapsed, times[10], "the same with 10 claims", "")
        yield Row(f"{name}: 1,000 claims against 100", times[1000], times[100], "100 claims", "≤ 10 (linear)")


def node(cases: dict[int, Case]) -> Iterator[Row]:
    """The same three on Digital Bazaar's library, and how many times as long as ours they take, in turns."""
    try:
        with Peer(timeout=600) as peer:
            # The context of the largest case has the terms of all, under the one URL.
            own = {OWN: cases[SIZES[-1]].contexts[OWN]}
            peer.call("contexts", contexts={url: bundled_document(url) for url in bundled_urls()} | own)
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
                    runs = RUNS[claims]
                    before = seconds(ours)
                    timing = peer.call("time", of=operation, request=request, runs=runs, warmup=max(1, runs // 4))
                    mine = min(before, seconds(ours))
                    theirs = timing["minimum"] / 1000
                    yield Row(f"{name}, {claims:,} claims: Digital Bazaar's (Node)", theirs, mine, "ours", "≥ 25")
    except (PeerMissing, PeerError) as error:
        print(f"Node peer left out: {error}", file=sys.stderr)


if __name__ == "__main__":
    from benchmarks.table import markdown

    print(markdown(rows()))
