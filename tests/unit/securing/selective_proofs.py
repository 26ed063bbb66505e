"""What tests of both suites with selective disclosure do with a credential: derive, check, change the proof value."""

import copy

import cbor2
from builders import KEYS, NOW

from vcwallet.encoding import base
from vcwallet.rdf import Contexts
from vcwallet.resources import Resources
from vcwallet.securing import Environment, Expectation, KeyFacts, open_evidence, sign, suite_named

ENVIRONMENT = Environment(contexts=Contexts.bundled())
MANDATORY = ["/issuer", "/validUntil"]


def expectation(**facts):
    return Expectation(purpose="assertionMethod", at=NOW, resources=Resources(), **facts)


def errors(value, environment=ENVIRONMENT, **facts):
    findings = open_evidence(value, environment).check(expectation(**facts))
    return [check.error for check in findings.checks if check.error is not None]


def issued_by_another(document, mandatory, securing="ecdsa-sd-2023", key=KEYS["P-256"]):
    """As issuers do it who use something else: nothing is always shown but what `mandatory` says."""
    facts = KeyFacts(algorithm=key.algorithm, verification_method=key.verification_method, public=key.public)
    members = {"created": "2026-01-01T00:00:00Z"} if securing == "ecdsa-sd-2023" else {}
    draft = suite_named(securing).prepare(
        {"issuer": key.did} | document,
        key=facts,
        purpose="assertionMethod",
        members=members,
        mandatory=mandatory,
        environment=ENVIRONMENT,
    )
    return draft.complete([sign(key, wanted) for wanted in draft.signing_inputs])


def derived(secured, *pointers, environment=ENVIRONMENT):
    return open_evidence(secured, environment).reveal(pointers).value


def unsecured(document):
    return {name: value for name, value in document.items() if name != "proof"}


def components(secured):
    data = base.multibase_decode(secured["proof"]["proofValue"], "u")
    return data[:3], cbor2.loads(data[3:])


def with_components(secured, header, items):
    changed = copy.deepcopy(secured)
    changed["proof"]["proofValue"] = base.multibase_encode(header + cbor2.dumps(items), "u")
    return changed


def flip(data, at=0):
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


# Other mandatory pointers than those that were signed, by what is put in the place of ["/issuer", "/validUntil"].
OTHER_POINTERS = {
    "no array": {},
    "none": [],
    "one less": lambda some: some[1:],
    "one more": lambda some: [*some, "/name"],
    "another": lambda some: [*some[1:], "/name"],
    "nothing there": lambda some: [*some, "/nothing"],
    "out of range": lambda some: [*some, "/credentialSubject/nationality/2"],
    "a bad escape": lambda some: [*some, "/name~2"],
    "no pointer": lambda some: [*some, "issuer"],
    "the proof itself": lambda some: [*some, "/proof"],
    "the whole": lambda some: [""],
    "not a text": lambda some: [*some, b"/name"],
    "a number": lambda some: [*some, 1],
}
