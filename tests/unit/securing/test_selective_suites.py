"""`ecdsa-sd-2023` and `bbs-2023` from issuer to verifier: what both show, and what both refuse, in the same way."""

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

import pytest
from builders import HOLDER, KEYS, clock, degree, issuer, verifier
from unit.securing.bbs_world import KEY as BBS_KEY
from unit.securing.selective_by_the_letter import select_json_ld
from unit.securing.selective_documents import CONTEXT, Subjects
from unit.securing.selective_proofs import MANDATORY, derived, errors, unsecured

from vcwallet import Issuer, MemoryStore, SigningKey, Wallet
from vcwallet.errors import CannotSatisfy, DataLoss, KeyMismatch, UsageError
from vcwallet.model import pointer as json_pointer
from vcwallet.rdf import Contexts
from vcwallet.securing import Environment, KeyFacts, open_evidence, suite_named
from vcwallet.securing.data_integrity import bbs_values, ecdsa_sd_values
from vcwallet.securing.data_integrity.proof import parse
from vcwallet.securing.data_integrity.selective import hmac_labels, label_statements, revealed_lines, shuffled_labels


@dataclass(frozen=True, kw_only=True)
class Case:
    """One suite, with an issuer's key for it.

    Attributes:
        suite: Its name.
        key: The key.
        label_map: From the HMAC key to the issuer's labels.
        values: The module that reads proof values.
        seeds: Of random credentials.
        compared: More of these than that are compared as a whole.
    """

    suite: str
    key: SigningKey
    label_map: Callable
    values: ModuleType
    seeds: list
    compared: int

    def by(self, **options):
        return Issuer(self.key, clock=clock, **options)

    def issued(self, document=None, mandatory=MANDATORY, **options):
        return self.by().issue(document or degree(), securing=self.suite, mandatory=mandatory, **options)

    def value_of(self, secured):
        return self.values.parse(parse(secured["proof"], "/proof"))


CASES = [
    Case(
        suite="ecdsa-sd-2023",
        key=KEYS["P-256"],
        label_map=hmac_labels,
        values=ecdsa_sd_values,
        seeds=list(range(60)),
        compared=20,
    ),
    Case(
        suite="bbs-2023",
        key=BBS_KEY,
        label_map=shuffled_labels,
        values=bbs_values,
        seeds=[f"bbs {number}" for number in range(40)],
        compared=15,
    ),
]


@pytest.fixture(params=CASES, ids=lambda case: case.suite)
def case(request):
    return request.param


@pytest.fixture
def wallet():
    return Wallet.create(MemoryStore(), passphrase="x", clock=clock, work_factor=10)


def test_only_what_was_chosen_is_shown(case, wallet):
    secured = case.issued()
    identifier = wallet.hold(secured)
    assert wallet.credential(identifier).disclosable == secured.disclosable
    assert wallet.credential(identifier).held_by == "subject"
    narrowed = wallet.derive(identifier, reveal=["/credentialSubject/degree/name"])
    assert (narrowed.securing, narrowed.media_type, narrowed.disclosable) == (case.suite, "application/vc", ())
    verified = verifier().verify_credential(narrowed)
    full = degree()
    assert verified.document == {
        "@context": full["@context"],
        "id": full["id"],
        "type": full["type"],
        "issuer": case.key.did,
        "validUntil": full["validUntil"],
        "credentialSubject": {"id": HOLDER.did, "degree": full["credentialSubject"]["degree"]},
    }
    assert (verified.securing, verified.pseudonym) == (case.suite, None)
    with pytest.raises(UsageError, match="shows nothing") as caught:
        verified.claim("/credentialSubject/name")
    assert "absent proves nothing" in caught.value.hint


def test_what_was_derived_is_for_everybody_and_cannot_be_narrowed(case, wallet):
    shown = derived(case.issued().value, "/credentialSubject/degree/name", "/credentialSubject/nationality/1")
    assert not errors(shown)
    assert not errors(shown, as_holder=True)
    identifier = wallet.hold(shown)
    assert wallet.credential(identifier).disclosable == ()
    with pytest.raises(CannotSatisfy) as caught:
        wallet.derive(identifier, reveal=["/issuer"])
    assert caught.value.code == "all_or_nothing"


def test_random_credentials_show_exactly_the_mandatory_and_the_chosen(case):
    """The verified document holds just those parts, and its statements are some of the signed ones."""
    contexts = {Subjects.context: {"@context": CONTEXT}}
    environment = Environment(contexts=Contexts.bundled().extended(contexts))
    by, shop = case.by(contexts=contexts), verifier(contexts=contexts)
    compared = 0
    for seed in case.seeds:
        source = Subjects(seed)
        document = source.credential()
        places = [
            f"/credentialSubject{place}"
            for place, _ in json_pointer.walk(document["credentialSubject"])
            if place and "/@" not in place
        ]
        mandatory = ["/issuer", *source.sample(places, source.randint(0, 2))]
        pointers = [*source.sample(places, source.randint(1, 3)), *source.sample(["/name", "/validFrom"], 1)]
        secured = by.issue(document, securing=case.suite, mandatory=mandatory).value
        narrowed = open_evidence(secured, environment).reveal(pointers).value
        verified = shop.verify_credential(narrowed)
        base_value, value = case.value_of(secured), case.value_of(narrowed)
        always = list(base_value.mandatory_pointers)
        assert set(mandatory) <= set(always) <= {*mandatory, "/validUntil"}
        if not any(str(document).count(f"'_:n{number}'") > 1 for number in (1, 2)):
            assert verified.document == select_json_ld([*always, *pointers], unsecured(secured)), seed
            compared += 1
        signed = label_statements(unsecured(secured), case.label_map(base_value.hmac_key), environment).lines
        assert set(revealed_lines(verified.document, value.labels, environment, "")) <= set(signed), seed
    assert compared > case.compared


# What issuers are refused


def test_other_keys_are_refused(case):
    others = KEYS.keys() - {case.key.algorithm}
    assert len(others) >= 2
    for name in others:
        with pytest.raises(KeyMismatch, match=case.key.algorithm):
            issuer(name).issue(degree(), securing=case.suite)


@pytest.mark.parametrize(
    "mandatory", ["/issuer", ["/nope"], ["issuer"], [""], ["/name/@value"], [7], [["/issuer"]], None, ["/type/~"]]
)
def test_mandatory_pointers_that_do_not_fit(case, mandatory):
    with pytest.raises(UsageError):
        case.issued(mandatory=mandatory)


def test_mandatory_parts_that_cannot_stand_alone(case):
    terms = {"@version": 1.1, "steps": {"@id": "urn:steps", "@container": "@list"}, "wrap": "@nest", "note": "urn:note"}
    url = "https://v.example/contexts/steps"
    contexts = {url: {"@context": terms}}
    by, shop = case.by(contexts=contexts), verifier(contexts=contexts)
    document = degree(**{"@context": [*degree()["@context"], url]})
    document["credentialSubject"] |= {"steps": ["a", "b"]}
    with pytest.raises(UsageError) as caught:
        by.issue(document, securing=case.suite, mandatory=["/credentialSubject/steps/0"])
    assert (caught.value.code, caught.value.where) == ("indivisible", "/credentialSubject/steps")
    secured = by.issue(document, securing=case.suite, mandatory=["/issuer", "/credentialSubject/steps"])
    environment = Environment(contexts=Contexts.bundled().extended(contexts))
    shop.verify_credential(open_evidence(secured, environment).reveal([]).value)
    optional = by.issue(document, securing=case.suite, mandatory=["/issuer"])
    assert "/credentialSubject/steps" in optional.disclosable
    assert "/credentialSubject/steps/0" not in optional.disclosable
    with pytest.raises(CannotSatisfy) as caught:
        open_evidence(optional, environment).reveal(["/credentialSubject/steps/0"])
    assert (caught.value.code, caught.value.where) == ("indivisible", "/credentialSubject/steps")
    document["evidence"] = {"type": "E", "wrap": {"id": "urn:x:2", "note": "n"}, "more": "x"}
    lenient = case.by(contexts=contexts, unsafe_any_spelling=True)
    with pytest.raises(UsageError) as caught:
        lenient.issue(document, securing=case.suite, mandatory=["/evidence/more"])
    assert caught.value.code == "inseparable"


def test_no_proof_chains(case):
    first = issuer("P-256").issue(degree(), securing="ecdsa-rdfc-2019", proof={"id": "urn:x:first"}).value
    with pytest.raises(UsageError) as caught:
        case.issued(first | {"issuer": case.key.did}, proof={"previousProof": "urn:x:first"})
    assert caught.value.where == "/proof/previousProof"


def test_terms_without_a_meaning_are_refused(case):
    document = degree(**{"@context": degree()["@context"][:1]}, type="VerifiableCredential", credentialSubject={"x": 1})
    with pytest.raises(DataLoss) as caught:
        case.issued(document)
    assert caught.value.where == "/credentialSubject/x"


def prepare_with(case, randomness):
    return suite_named(case.suite).prepare(
        degree() | {"issuer": case.key.did},
        key=KeyFacts(
            algorithm=case.key.algorithm, verification_method=case.key.verification_method, public=case.key.public
        ),
        purpose="assertionMethod",
        members={},
        mandatory=[],
        environment=Environment(contexts=Contexts.bundled(), randomness=randomness),
    )


@pytest.mark.parametrize("randomness", [lambda count: b"", lambda count: "x" * count])
def test_bad_randomness_is_refused(case, randomness):
    with pytest.raises(UsageError, match="randomness"):
        prepare_with(case, randomness)


def test_a_source_that_gives_no_key_is_refused():
    """`ecdsa-sd-2023` draws a key for each proof."""
    with pytest.raises(UsageError, match="randomness"):
        prepare_with(CASES[0], lambda count: b"\xff" * count)
