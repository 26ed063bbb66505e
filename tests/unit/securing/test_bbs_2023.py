"""`bbs-2023` from issuer to verifier: what is shown, what cannot be linked, what issuers are refused."""

import itertools
import os
import subprocess
import sys
import textwrap
from types import SimpleNamespace

import pytest
from builders import KEYS, NOW, degree, verifier
from unit.securing.bbs_world import FEATURES, KEY, OTHER_KEY, SUITE, by, issued, new_wallet, nobody, shop
from unit.securing.selective_proofs import ENVIRONMENT, MANDATORY, components, derived, errors, unsecured

from vcwallet import Ask, Issuer, MemoryStore, Wallet
from vcwallet.encoding import base
from vcwallet.errors import (
    KeyMismatch,
    ProofInvalid,
    UsageError,
)
from vcwallet.rdf import Contexts
from vcwallet.securing import BbsSigningInput, Environment, open_evidence, sign
from vcwallet.securing.data_integrity import bbs_values
from vcwallet.securing.data_integrity.bbs_values import MOST_MESSAGES
from vcwallet.securing.data_integrity.proof import parse


@pytest.fixture(scope="module")
def secured():
    return issued().value


@pytest.fixture
def wallet():
    return new_wallet()


# From issuer to verifier


def test_a_presentation_answers_a_request_with_what_is_asked(wallet):
    did = wallet.did_for(KEY.did)
    identifier = wallet.hold(issued(degree(holder=did)))
    request = shop().request(degree=Ask("ExampleDegreeCredential", reveal=["/credentialSubject/degree/name"]))
    plan = wallet.plan(request)
    assert {claim.pointer for claim in plan.revealed} >= {"/issuer", "/validUntil", "/credentialSubject/degree/name"}
    assert "/credentialSubject/semesters" in {claim.pointer for claim in plan.withheld}
    assert {link.kind for link in plan.linkable} == {"shape", "holder", "credential-id", "time", "value"}
    answer = wallet.present(plan)
    verified = shop().verify(answer, request=request)
    assert verified.holder == did
    assert verified["degree"].claim("/credentialSubject/degree/name") == "BSc Mathematics"
    assert {check.rule.id: check.outcome.name for check in verified.checks}["binding.presentation"] == "PASSED"
    assert wallet.credential(identifier).value["proof"]["proofValue"] not in answer.to_json()


def test_nothing_needs_to_be_mandatory_and_all_may_be(secured):
    document = nobody()
    del document["validUntil"]
    bare = issued(document, mandatory=[]).value
    narrowed = derived(bare, "/credentialSubject/name")
    assert set(narrowed) == {"@context", "type", "issuer", "credentialSubject", "proof"}
    verifier().verify_credential(narrowed)
    every = [f"/{name}" for name in unsecured(secured) if name not in ("@context", "id", "type")]
    whole = issued(mandatory=every)
    assert whole.disclosable == ()
    (message_count,) = {len(components(derived(whole.value))[1][3])}
    assert message_count == 0
    verifier().verify_credential(derived(whole.value))


# What cannot be linked


def byte_strings(value):
    """Every text and name in a document as bytes, and what proof values hold once they are decoded.

    The numbers in a proof value (the label map and the indexes) are left out: the specification makes them the same
    wherever the same is shown, and the plan says so.
    """
    if isinstance(value, dict):
        for name, member in value.items():
            yield name.encode()
            if name == "proofValue" and value["cryptosuite"] == SUITE:
                _, items = components({"proof": value})
                yield from (
                    item if isinstance(item, bytes) else str(item).encode()
                    for item in items
                    if type(item) in (bytes, str)
                )
            elif name == "proofValue":
                yield base.multibase_decode(member)
            else:
                yield from byte_strings(member)
    elif isinstance(value, list):
        for item in value:
            yield from byte_strings(item)
    elif isinstance(value, str):
        # What all P-256 keys have in common is long enough to make two of them share 16 bytes by chance.
        yield value.removeprefix("did:key:zDnae").encode()


def windows(pieces, length=16):
    return {piece[start : start + length] for piece in pieces for start in range(len(piece) - length + 1)}


def presented(wallet, audience):
    request = shop(audience).request(degree=Ask("ExampleDegreeCredential", reveal=["/credentialSubject/degree/name"]))
    answer = wallet.present(wallet.plan(request))
    (presentation,) = answer.value["vp_token"]["degree"]
    return presentation, shop(audience).verify(answer, request=request)


@pytest.mark.parametrize("options", FEATURES.values(), ids=FEATURES)
@pytest.mark.parametrize("audiences", [("https://a.example", "https://b.example"), ("https://a.example",) * 2])
def test_two_presentations_share_nothing_but_what_they_show(options, audiences):
    times = (NOW.replace(hour=hour) for hour in range(24))
    wallet = Wallet.create(MemoryStore(), passphrase="x", clock=lambda: next(times), work_factor=10)
    wallet.hold(issued(nobody(), holder=wallet.commitment(KEY.did, **options)))
    (first, one), (second, other) = (presented(wallet, audience) for audience in audiences)
    credential = first["verifiableCredential"][0]
    known = {
        "what is shown": unsecured(credential),
        "how it is written": [*first, *first["proof"], "DataIntegrityProof", "VerifiablePresentation"],
        "who issued it": KEY.verification_method,
    }
    if audiences[0] == audiences[1]:
        known["for whom it is"] = audiences[0]
        if "pseudonym" in options:
            # This verifier knows the holder again: by the pseudonym, and by the key that is for this verifier alone.
            known["the pseudonym"] = [first["holder"], first["proof"]["verificationMethod"]]
            assert one["degree"].pseudonym == other["degree"].pseudonym
    shared = windows(byte_strings(first)) & windows(byte_strings(second)) - windows(byte_strings(known))
    if audiences[0] == audiences[1] and "pseudonym" in options:
        shared -= windows([components(credential)[1][6]])
    assert not shared
    if "pseudonym" not in options or audiences[0] != audiences[1]:
        assert first["holder"] != second["holder"]
        assert one["degree"].pseudonym != other["degree"].pseudonym or one["degree"].pseudonym is None


def test_proofs_of_one_credential_have_nothing_in_common_with_each_other_or_the_base(secured):
    """Of the components, those that the specification makes the same for the same choice are small numbers."""
    proofs = [derived(secured, "/credentialSubject/degree/name") for _ in range(3)]
    values = [components(one)[1] for one in proofs]
    for first, second in itertools.combinations(values, 2):
        assert not windows([first[0]]) & windows([second[0]])
        assert first[1:] == second[1:]
    signed = b"".join(item for item in components(secured)[1] if isinstance(item, bytes))
    for value in values:
        assert not windows([value[0]]) & windows([signed])
        assert all(type(number) is int and number < 50 for number in itertools.chain(*value[1].items(), *value[2:4]))


def test_proofs_do_not_say_when_they_were_made_unless_told_to():
    assert "created" not in issued().value["proof"]
    dated = issued(proof={"created": "2026-06-01T00:00:00Z"}).value
    assert dated["proof"]["created"] == "2026-06-01T00:00:00Z"
    assert open_evidence(dated, ENVIRONMENT).reveal(["/name"]).kept == ("created",)
    assert open_evidence(issued().value, ENVIRONMENT).reveal(["/name"]).kept == ()


def test_the_plan_lists_what_still_links(wallet):
    did = wallet.did_for(KEY.did)
    wallet.hold(issued(degree(holder=did), proof={"created": "2026-06-01T00:00:00Z"}))
    plan = wallet.plan(shop().request(degree=Ask("ExampleDegreeCredential")))
    kinds = {link.kind: link for link in plan.linkable}
    assert "signature" not in kinds
    assert "'created'" in kinds["proof"].sentence
    assert kinds["time"].pointers == ("/validUntil",)


# What issuers are refused


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "ecdsa-rdfc-2019", "ecdsa-sd-2023", "eddsa-jcs-2022"])
def test_the_key_makes_no_other_proofs(suite):
    with pytest.raises(KeyMismatch):
        by().issue(degree(), securing=suite)


class Remote(SimpleNamespace):
    """A signer elsewhere: what it can do is what it is given."""


def remote(key=KEY, **members):
    facts = {"algorithm": key.algorithm, "did": key.did, "verification_method": key.verification_method}
    return Remote(**facts, **members)


def test_a_signer_of_bytes_is_refused_when_the_draft_is_made():
    plain = Issuer(remote(sign=lambda data: data, public=KEY.public))
    with pytest.raises(KeyMismatch, match="messages") as caught:
        plain.prepare(degree(), securing=SUITE)
    assert "sign_messages" in caught.value.hint


def test_a_signer_of_messages_is_refused_where_bytes_are_signed():
    key = KEYS["Ed25519"]
    odd = Issuer(remote(key, sign_messages=lambda *_: b"", public=key.public))
    with pytest.raises(KeyMismatch, match="bytes"):
        odd.prepare(degree(), securing="eddsa-rdfc-2022")


def test_a_remote_signer_needs_no_more_than_the_port():
    far = Issuer(remote(sign_messages=KEY.sign_messages, public=KEY.public))
    assert not errors(far.issue(degree(), securing=SUITE).value, as_holder=True)
    wallet = new_wallet()
    for options in ({}, {"pseudonym": True}):
        wallet.hold(far.issue(degree(), securing=SUITE, holder=wallet.commitment(KEY.did, **options)))


@pytest.mark.parametrize("options", [{}, {"pseudonym": True}, {"pseudonym": True, "holder_binding": False}, None])
def test_a_remote_signer_with_another_key_is_found_out(options):
    far = Issuer(remote(sign_messages=OTHER_KEY.sign_messages, public=KEY.public))
    holder = None if options is None else new_wallet().commitment(KEY.did, **options)
    with pytest.raises(ProofInvalid, match="public key"):
        far.issue(degree(), securing=SUITE, holder=holder)


def test_a_signer_that_hides_its_public_key_is_refused():
    hidden = Remote(
        algorithm=KEY.algorithm,
        did="did:web:uni.example",
        verification_method="did:web:uni.example#1",
        sign_messages=KEY.sign_messages,
    )
    with pytest.raises(UsageError, match="public key") as caught:
        Issuer(hidden).issue(degree(), securing=SUITE)
    assert "public" in caught.value.hint


def test_a_did_key_says_which_key_it_is():
    value = Issuer(remote(sign_messages=KEY.sign_messages)).issue(degree(), securing=SUITE).value
    assert not errors(value, as_holder=True)


def test_signed_elsewhere():
    draft = by().prepare(degree(), securing=SUITE, mandatory=MANDATORY)
    (wanted,) = draft.signing_inputs
    assert isinstance(wanted, BbsSigningInput)
    assert (len(wanted.header), wanted.algorithm) == (64, "BLS12-381")
    assert (wanted.commitment_with_proof, wanted.signer_nym_entropy) == (None, None)
    assert all(message.endswith(b" .\n") for message in wanted.messages)
    assert not errors(draft.complete([sign(KEY, wanted)]).value, as_holder=True)
    signature = KEY.sign_messages(wanted.header, wanted.messages[::-1])
    for wrong in (signature, sign(OTHER_KEY, wanted), signature[:-1], b"", bytes(80)):
        with pytest.raises(ProofInvalid):
            draft.complete([wrong])
    with pytest.raises(UsageError):
        draft.complete(["text"])


def test_a_source_that_repeats_itself_makes_no_proof(secured):
    stuck = Environment(contexts=Contexts.bundled(), randomness=lambda count: b"\x01" * count)
    with pytest.raises(UsageError) as caught:
        derived(secured, "/name", environment=stuck)
    assert caught.value.code == "bad_randomness"


def test_more_than_can_be_signed_together_is_refused():
    url = "https://v.example/contexts/many"
    contexts = {url: {"@context": {"note": "urn:note"}}}
    document = degree(**{"@context": [degree()["@context"][0], url]}, type="VerifiableCredential")
    document["name"] = "x"
    document["credentialSubject"] = {"id": "urn:x:1", "note": [f"note {number}" for number in range(MOST_MESSAGES + 1)]}
    with pytest.raises(UsageError) as caught:
        by(contexts=contexts).prepare(document, securing=SUITE)
    assert caught.value.code == "too_many_messages"
    document["credentialSubject"]["note"] = document["credentialSubject"]["note"][: MOST_MESSAGES - 100]
    assert by(contexts=contexts).prepare(document, securing=SUITE)


def test_each_proof_has_its_own_labels():
    one, other = (bbs_values.parse(parse(issued().value["proof"], "/proof")) for _ in range(2))
    assert one.hmac_key != other.hmac_key
    assert one.hmac_key.hex() not in repr(one)
    assert one.signature.hex() not in repr(one)


def test_without_the_extra_the_suite_says_what_is_missing(tmp_path, secured):
    import json

    held, shown = tmp_path / "held.json", tmp_path / "shown.json"
    held.write_text(json.dumps(secured))
    shown.write_text(json.dumps(derived(secured, "/name")))
    script = f"""
        import sys
        from datetime import UTC, datetime
        sys.modules["py_arkworks_bls12381"] = None
        from vcwallet import MemoryStore, TrustedIssuers, Undetermined, UsageError, Verifier, Wallet
        text = open({str(shown)!r}).read()
        try:
            clock = lambda: datetime(2026, 6, 1, 12, tzinfo=UTC)
            Verifier(trust=TrustedIssuers.unsafe_anyone(), clock=clock).verify_credential(text)
        except Undetermined as error:
            assert "vcwallet[bbs]" in error.hint, error.hint
        else:
            raise AssertionError("verified without the extra")
        try:
            wallet = Wallet.create(MemoryStore(), passphrase="x", work_factor=10)
            wallet.commitment("did:example:issuer")
        except UsageError as error:
            assert error.code == "missing_extra"
            print("told")
    """
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, check=False, env=os.environ
    )
    assert run.stdout == "told\n", run.stderr
