"""Every rule owns a piece of evidence that fails only there."""

import json
from datetime import timedelta

import pytest
from builders import HOLDER, KEYS, NOW, STRANGER, V2, degree, verifier
from changing import changed
from sd_jwt_cases import VCT, issue
from unit.securing import bbs_world

from vcwallet import Ask, TrustedIssuers, Verifier, rules
from vcwallet.rdf import Contexts
from vcwallet.report import Outcome, Rule
from vcwallet.securing import Binding, Environment, KeyFacts, open_evidence, suite_named

SHOP, CHALLENGE = "https://shop.example", "once"
UNIVERSITY = KEYS["Ed25519"]
TYPE = "ExampleDegreeCredential"
URL = "https://uni.example/resource"
ALL = {rule.id: rule for rule in vars(rules).values() if isinstance(rule, Rule)}
NEVER_FAILS = {rules.COMPLETE.id}
"""What may be withheld is said, and speaks against nothing."""


# Evidence as an issuer or a holder could have made it, who need not be careful


def sign(document, key=UNIVERSITY, *, purpose="assertionMethod", **members):
    draft = suite_named("eddsa-rdfc-2022").prepare(
        document,
        key=KeyFacts(algorithm="Ed25519", verification_method=key.verification_method, public=key.public),
        purpose=purpose,
        members={"created": "2026-05-01T00:00:00Z"} | members,
        mandatory=(),
        environment=Environment(contexts=Contexts.bundled()),
    )
    return draft.complete([key.sign(wanted.data) for wanted in draft.signing_inputs]).value


def credential(key=UNIVERSITY, proof=None, **members):
    return sign(degree(issuer=UNIVERSITY.did) | members, key, **(proof or {}))


def presentation(*credentials, key=HOLDER, holder=HOLDER.did, **members):
    document = {
        "@context": [V2],
        "type": ["VerifiablePresentation"],
        "holder": holder,
        "verifiableCredential": list(credentials) or [credential()],
    }
    return sign(document, key, purpose="authentication", **{"domain": SHOP, "challenge": CHALLENGE} | members)


def of_a_secret(feature, subject, **made_for):
    """A presentation of a credential whose proof the holder makes with a secret, for this or another presentation."""
    wallet = bbs_world.new_wallet()
    commitment = wallet.commitment(bbs_world.KEY.did, **bbs_world.FEATURES[feature])
    base = bbs_world.issued(subject, holder=commitment).value
    binding = Binding(
        **{"audience": SHOP, "challenge": CHALLENGE, "holder": HOLDER.did} | made_for,
        key=KeyFacts(algorithm="Ed25519", verification_method=HOLDER.verification_method),
        at=NOW,
    )
    environment = Environment(contexts=Contexts.bundled(), holder_secrets=bbs_world.secrets_of(wallet))
    return presentation(open_evidence(base, environment).reveal(["/credentialSubject/degree"]).value_for(binding))


# How it is judged


def examined(value, resources=None, **options):
    return verifier(**options).examine_credential(value, resources=resources)


def presented(value, **options):
    return verifier(SHOP).examine(value, challenge=CHALLENGE, **options)


def answered(asked=TYPE, *, later=timedelta(0), times=1):
    request = verifier(SHOP).request(degree=Ask(asked))
    answer = {"vp_token": {"degree": [presentation(challenge=request.nonce)]}}
    judge = Verifier(SHOP, trust=TrustedIssuers.unsafe_anyone(), clock=lambda: NOW + later)
    return [judge.examine(answer, request=request) for _ in range(times)][-1]


def bare(**members):
    """A credential whose contexts do not give every word a meaning."""
    document = {"@context": [V2], "type": ["VerifiableCredential"], "issuer": UNIVERSITY.did}
    return sign(document | {"credentialSubject": {"id": HOLDER.did}}) | members


RESOURCE = {"id": URL, "digestSRI": "sha384-" + "A" * 64}
SCHEMA = {"$id": URL, "$schema": "https://json-schema.org/draft/2020-12/schema", "required": ["missing"]}
METADATA = {"vct": VCT, "schema": {"properties": {"name": {"type": "number"}}}}

FAILS_ONLY_THERE = {
    "format": lambda: examined(b"{"),
    "data-model": lambda: examined(credential() | {"validFrom": "yesterday"}),
    "related-resource": lambda: examined(credential(relatedResource=[RESOURCE]), {URL: b"another"}),
    "type-rules": lambda: examined(issue(), {VCT: json.dumps(METADATA).encode()}),
    "schema": lambda: examined(
        credential(credentialSchema={"id": URL, "type": "JsonSchema"}), {URL: json.dumps(SCHEMA).encode()}
    ),
    "proof.form": lambda: examined(changed(credential(), "/proof/created", "yesterday")),
    "proof.purpose": lambda: examined(credential(proof={"purpose": "authentication"})),
    "proof.domain": lambda: presented(presentation(domain="https://other.example")),
    "proof.challenge": lambda: presented(presentation(challenge="another")),
    "proof.time": lambda: examined(credential(proof={"expires": "2026-05-02T00:00:00Z"})),
    "proof.chain": lambda: examined(changed(credential(), "/proof/previousProof", "urn:uuid:nowhere")),
    "proof.verification-method": lambda: examined(
        changed(credential(), "/proof/verificationMethod", f"{UNIVERSITY.did}#another")
    ),
    "proof.coverage": lambda: examined(bare(undefined="x")),
    "proof.signature": lambda: examined(changed(credential(), "/credentialSubject/name", "Another")),
    "binding.key": lambda: presented(issue()),
    "binding.issuer": lambda: examined(credential(STRANGER)),
    "binding.holder": lambda: presented(presentation(holder=STRANGER.did)),
    "binding.subject": lambda: presented(presentation(key=STRANGER, holder=STRANGER.did)),
    "binding.presentation": lambda: presented(of_a_secret("anonymous_holder_binding", degree(), challenge="another")),
    "binding.pseudonym": lambda: presented(
        of_a_secret("pseudonym", degree(), audience="https://other.example"), unsafe_any_holder=True
    ),
    "time.valid-from": lambda: examined(credential(validFrom="2026-12-01T00:00:00Z")),
    "time.valid-until": lambda: examined(credential(validUntil="2026-05-31T00:00:00Z")),
    "trust.issuer": lambda: examined(credential(), trust=TrustedIssuers({TYPE: [STRANGER.did]})),
    "status": lambda: examined(credential(credentialStatus={"id": f"{URL}#7", "type": "BitstringStatusListEntry"})),
    "answer.in-time": lambda: answered(later=timedelta(hours=1)),
    "answer": lambda: answered("ExamplePassport"),
    "answer.once": lambda: answered(times=2),
}


def test_every_rule_has_its_evidence():
    assert set(FAILS_ONLY_THERE) | NEVER_FAILS == set(ALL)
    assert not NEVER_FAILS & set(FAILS_ONLY_THERE)


def test_rules_have_a_number_and_an_id_of_their_own():
    declared = [rule for rule in vars(rules).values() if isinstance(rule, Rule)]
    assert len({rule.id for rule in declared}) == len({rule.number for rule in declared}) == len(declared)


@pytest.mark.parametrize("name", FAILS_ONLY_THERE)
def test_it_fails_only_there(name):
    report = FAILS_ONLY_THERE[name]()
    failed = [check for check in report if check.outcome in (Outcome.REJECTED, Outcome.UNDETERMINED)]
    assert [check.rule.id for check in failed] == [name], [str(check.error) for check in failed]
    assert failed[0].rule == ALL[name]
    assert report.verdict == ("cannot know" if name == "status" else "invalid")
    assert report.error is failed[0].error
    assert all(check.error is None for check in report if check not in failed)


def test_what_is_as_it_should_be_passes_everywhere():
    reports = [
        examined(credential(), trust=TrustedIssuers({TYPE: [UNIVERSITY.did]})),
        examined(bare()),
        presented(presentation()),
        presented(of_a_secret("anonymous_holder_binding", degree())),
        presented(of_a_secret("pseudonym", degree()), unsafe_any_holder=True),
        answered(),
    ]
    assert [report.verdict for report in reports] == ["valid"] * len(reports), [str(one.error) for one in reports]


def withheld():
    token, *_ = issue().split("~")
    return f"{token}~"


@pytest.mark.parametrize(
    ("evidence", "outcome"), [(withheld, Outcome.SKIPPED), (issue, Outcome.PASSED), (credential, Outcome.PASSED)]
)
def test_whether_all_is_shown_is_said_and_speaks_against_nothing(evidence, outcome):
    report = examined(evidence())
    assert report.verdict == "valid"
    assert [check.outcome for check in report if check.rule == rules.COMPLETE] == [outcome]
