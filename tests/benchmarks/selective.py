"""A credential under a suite with selective disclosure: base proof, derivation and verification, as it grows."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from benchmarks.bench_data_integrity import OWN, credential, own_context
from benchmarks.measure import seconds
from benchmarks.table import Row

from vcwallet import Issuer, SigningKey, TrustedIssuers, Verifier
from vcwallet.rdf import Contexts
from vcwallet.securing import Environment, open_evidence

SIZES = (10, 100, 1000)
MANDATORY = ["/issuer", "/type"]
SHOWN = ["/credentialSubject/claim0", "/credentialSubject/claim4", "/credentialSubject/address/claim1"]


class Case:
    """One credential with a nested object, its issuer, its holder and its verifier."""

    def __init__(self, suite: str, algorithm: str, claims: int) -> None:
        contexts = {OWN: own_context(claims)}
        contexts[OWN]["@context"]["address"] = "https://shop.example/vocab#address"
        self.suite = suite
        self.contexts = contexts
        self.key = SigningKey.generate(algorithm)
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
        value = self.issuer.issue(self.document, securing=self.suite, mandatory=MANDATORY).value
        assert isinstance(value, dict)
        return value

    def derive(self) -> dict:
        """From the credential as the wallet keeps it: opened anew each time, so that nothing is remembered."""
        value = open_evidence(self.base, self.environment).reveal(SHOWN).value
        assert isinstance(value, dict)
        return value

    def verify(self) -> None:
        self.verifier.verify_credential(self.derived)


def growth(cases: dict[int, Case]) -> Iterator[Row]:
    """How each move takes longer with more claims; `cases` are by their number, and `SIZES` are among them."""
    moves = {"base proof": Case.issue, "derive 3 claims": Case.derive, "verify 3 claims": Case.verify}
    for name, move in moves.items():
        times = {claims: seconds(partial(move, case)) for claims, case in cases.items()}
        for claims, elapsed in times.items():
            yield Row(f"{name} of {claims:,}", elapsed, times[10], "the same with 10 claims", "")
        yield Row(f"{name}: 1,000 claims against 100", times[1000], times[100], "100 claims", "≤ 10 (linear)")
