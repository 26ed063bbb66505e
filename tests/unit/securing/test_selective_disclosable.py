"""Whatever a credential is written with: each pointer in `disclosable` leads somewhere, and can be shown."""

import random

import pytest
from builders import KEYS, V2, degree
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from vcwallet import SigningKey
from vcwallet.errors import VcwalletError
from vcwallet.model import pointer as json_pointer
from vcwallet.rdf import Contexts
from vcwallet.securing import Environment, KeyFacts, open_evidence, suite_named

VOCAB = "https://v.example/terms#"
CONTEXT = "https://v.example/contexts/containers"
TERMS = {
    "@version": 1.1,
    "@vocab": VOCAB,
    "set": "@set",
    "list": "@list",
    "value": "@value",
    "language": "@language",
    "nested": "@nest",
    "plain": f"{VOCAB}plain",
    "list-of": {"@id": f"{VOCAB}list-of", "@container": "@list"},
    "set-of": {"@id": f"{VOCAB}set-of", "@container": "@set"},
    "graph-of": {"@id": f"{VOCAB}graph-of", "@container": "@graph"},
    "graphs-by-id": {"@id": f"{VOCAB}graphs-by-id", "@container": ["@graph", "@id"]},
    "by-language": {"@id": f"{VOCAB}by-language", "@container": "@language"},
    "by-id": {"@id": f"{VOCAB}by-id", "@container": "@id"},
    "by-type": {"@id": f"{VOCAB}by-type", "@container": "@type"},
    "by-index": {"@id": f"{VOCAB}by-index", "@container": "@index", "@index": f"{VOCAB}index"},
    "json": {"@id": f"{VOCAB}json", "@type": "@json"},
    "backwards": {"@reverse": f"{VOCAB}forwards"},
}
KEYWORDS = {"@version", "@vocab", "set", "list", "value", "language"}
# Verifiers take another spelling only if told to; where things come from has to be right in any.
ENVIRONMENT = Environment(contexts=Contexts.bundled().extended({CONTEXT: {"@context": TERMS}}), any_spelling=True)
SUITES = {"ecdsa-sd-2023": KEYS["P-256"], "bbs-2023": SigningKey.from_secret_bytes("BLS12-381", b"\x06" * 32)}


class Containers(random.Random):
    """Random subjects that are written with all containers and keywords that link what they hold."""

    def subject(self, depth=3):
        names = self.sample(sorted(TERMS.keys() - KEYWORDS), self.randint(1, 3))
        subject = {name: self.under(name, depth - 1) for name in names}
        if self.random() < 0.3:
            subject["type"] = self.choice(["T", ["T", "U"]])
        return subject

    def under(self, name, depth):
        if name == "list-of":
            return self.choice([self.several(depth), {self.choice(["set", "@set"]): self.several(depth)}])
        if name == "graph-of":
            return self.choice([self.node(depth), [self.node(depth), self.node(depth)]])
        if name in ("graphs-by-id", "by-id"):
            return {"urn:x:1": self.node(depth), "urn:x:2": self.node(depth)}
        if name in ("by-type", "by-index"):
            return {"T": [self.node(depth)], "odd/name": self.node(depth)}
        if name == "by-language":
            return {"en": "x", "fr": ["y", "z"]}
        if name == "json":
            return {"a": [1, {"b": 2}]}
        if name == "backwards":
            return self.node(depth)
        if name == "nested":
            return {"odd~name": self.several(depth), "odd/name": "x"}
        return self.several(depth)

    def node(self, depth):
        return self.subject(depth) if depth > 0 else {"plain": self.choice("xyz")}

    def several(self, depth):
        return self.choice([self.value(depth), [self.value(depth) for _ in range(self.randint(1, 3))]])

    def value(self, depth):
        values = ["x", "y", 7, True, {"value": "x", "language": "en"}, {"@value": "y"}]
        if depth > 0:
            values += [self.node(depth - 1)] * 3
            values += [{name: self.several(depth - 1)} for name in ("set", "@set", "list", "@list")]
        return self.choice(values)


def secured(suite, subject, mandatory):
    key = SUITES[suite]
    document = degree(**{"@context": [V2, CONTEXT]}, name="x", issuer=key.did)
    draft = suite_named(suite).prepare(
        document | {"type": ["VerifiableCredential", "T"], "credentialSubject": {"id": "urn:x:subject"} | subject},
        key=KeyFacts(algorithm=key.algorithm, verification_method=key.verification_method, public=key.public),
        purpose="assertionMethod",
        members={},
        mandatory=mandatory,
        environment=ENVIRONMENT,
    )
    (wanted,) = draft.signing_inputs
    made = key.sign(wanted.data) if suite == "ecdsa-sd-2023" else key.sign_messages(wanted.header, wanted.messages)
    return draft.complete([made])


def require_that_each_can_be_shown(suite, subject, mandatory=("/issuer",)):
    given_out = secured(suite, subject, mandatory)
    evidence = open_evidence(given_out.value, ENVIRONMENT)
    assert given_out.disclosable == evidence.disclosable
    for pointer in evidence.disclosable:
        shown = evidence.reveal([pointer]).document
        assert json_pointer.parse(pointer)[0] in shown
    return evidence.disclosable


@pytest.mark.parametrize("suite", SUITES)
@pytest.mark.parametrize("name", ["set", "@set"])
def test_a_set_under_a_list(suite, name):
    listed = require_that_each_can_be_shown(suite, {"list-of": {name: ["x", {"plain": "y"}]}, "plain": "z"})
    assert [pointer for pointer in listed if "list-of" in pointer] == [
        "/credentialSubject/list-of",
        f"/credentialSubject/list-of/{name}",
    ]


@settings(max_examples=100)
@given(st.integers(0, 10**9), st.sampled_from(["ecdsa-sd-2023"] * 9 + ["bbs-2023"]))
def test_what_can_be_withheld_can_be_shown(seed, suite):
    made = Containers(seed)
    subject = made.subject()
    places = [f"/credentialSubject{place}" for place, _ in json_pointer.walk(subject) if place]
    mandatory = ["/issuer", *made.sample(places, made.randint(0, min(2, len(places))))]
    try:
        secured(suite, subject, mandatory)
    except VcwalletError:
        assume(False)
    require_that_each_can_be_shown(suite, subject, mandatory)
