"""`bbs-2023` bound to the holder's secrets: commitments, presentations that nobody can steal, pseudonyms."""

import copy
import dataclasses
import json
import pickle

import pytest
from builders import HOLDER, NOW, clock, degree, issuer, verifier
from unit.securing.bbs_world import (
    AUDIENCE,
    CHALLENGE,
    FEATURES,
    KEY,
    OTHER_KEY,
    SUITE,
    by,
    issued,
    new_wallet,
    nobody,
    secrets_of,
    shop,
)
from unit.securing.selective_proofs import ENVIRONMENT, components, derived, errors, with_components

from vcwallet import Ask, MemoryStore, SigningKey, TrustedIssuers, Wallet, bbs
from vcwallet.encoding import base
from vcwallet.errors import (
    CannotSatisfy,
    FormatError,
    KeyMismatch,
    NonceMismatch,
    NotBound,
    ProofInvalid,
    Rejected,
    UsageError,
    WrongAudience,
)
from vcwallet.rdf import Contexts
from vcwallet.securing import Binding, Environment, HolderCommitment, KeyFacts, open_evidence, sign, suite_named
from vcwallet.securing.data_integrity.presentation_header import presentation_header

WANTED = ["/credentialSubject/degree/name"]
each_feature = pytest.mark.parametrize("feature", FEATURES)
with_pseudonym = pytest.mark.parametrize("feature", [name for name in FEATURES if "pseudonym" in name])


@pytest.fixture
def wallet():
    return new_wallet()


def hold(wallet, feature, document=None, **options):
    commitment = wallet.commitment(KEY.did, **FEATURES[feature])
    return wallet.hold(issued(document or nobody(), holder=json.loads(json.dumps(commitment.to_json())), **options))


def ask(audience=AUDIENCE, **options):
    return shop(audience).request(degree=Ask("ExampleDegreeCredential", reveal=WANTED, **options))


def answered(wallet, request):
    """The one presentation in the wallet's answer."""
    (presentation,) = wallet.present(wallet.plan(request.to_json())).value["vp_token"]["degree"]
    return presentation


def signed_by(key, credential, *, domain=AUDIENCE, challenge=CHALLENGE, holder=None):
    """A presentation of a credential that came from anywhere, by whoever has a key."""
    document = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "holder": holder or key.did,
        "verifiableCredential": [credential],
    }
    suite = {"Ed25519": "eddsa-rdfc-2022", "P-256": "ecdsa-rdfc-2019"}[key.algorithm]
    members = {name: value for name, value in {"domain": domain, "challenge": challenge}.items() if value}
    draft = suite_named(suite).prepare(
        document,
        key=KeyFacts(algorithm=key.algorithm, verification_method=key.verification_method, public=key.public),
        purpose="authentication",
        members=members,
        mandatory=(),
        environment=ENVIRONMENT,
    )
    return draft.complete([sign(key, wanted) for wanted in draft.signing_inputs]).value


def bound(wallet, identifier, key, *, domain=AUDIENCE, challenge=CHALLENGE, holder=None, header=None):
    """A derived credential that is bound to what the caller likes."""
    holding = wallet._shelf.get(identifier)
    facts = KeyFacts(algorithm=key.algorithm, verification_method=key.verification_method, public=key.public)
    binding = Binding(audience=domain, challenge=challenge, holder=holder or key.did, key=facts, at=NOW)
    return holding.evidence.reveal(WANTED).value_for(binding)


def outcomes(verified):
    return {check.rule.id: check.outcome.name for check in verified.checks}


# Commitments


@each_feature
def test_a_credential_is_bound_to_secrets_that_only_its_holder_has(wallet, feature):
    commitment = wallet.commitment(KEY.did, **FEATURES[feature])
    assert commitment.feature == feature
    secured = issued(nobody(), holder=commitment)
    identifier = wallet.hold(secured)
    assert wallet.credential(identifier).held_by == ("secret" if feature.startswith("anonymous") else "pseudonym")
    for other in (new_wallet(), _with_commitment(feature)):
        with pytest.raises(ProofInvalid) as caught:
            other.hold(secured)
        assert (caught.value.code, caught.value.where) == ("not_this_holder", "/proof/proofValue")
        assert "wallet.commitment" in caught.value.hint


def _with_commitment(feature):
    other = new_wallet()
    other.commitment(KEY.did, **FEATURES[feature])
    return other


@each_feature
def test_the_secrets_are_found_among_many_and_after_reopening(feature):
    store = MemoryStore()
    wallet = Wallet.create(store, passphrase="x", clock=clock, work_factor=10)
    first = wallet.commitment(KEY.did, **FEATURES[feature])
    for other in FEATURES.values():
        wallet.commitment(KEY.did, **other)
        wallet.commitment("did:example:another", **other)
    wallet = Wallet.open(store, passphrase="x", clock=clock)
    identifier = wallet.hold(issued(nobody(), holder=first))
    assert wallet.hold(issued(nobody(), holder=first)) != identifier
    wallet = Wallet.open(store, passphrase="x", clock=clock)
    request = ask()
    shop().verify(wallet.present(wallet.plan(request)), request=request)


def test_a_wallet_has_one_link_secret_and_one_share_for_each_issuer(wallet):
    for party in (KEY.did, KEY.did, "did:example:another"):
        for options in FEATURES.values():
            wallet.commitment(party, **options)
    held = secrets_of(wallet)
    assert len({one.holder_secret for one in held if one.holder_secret}) == 1
    assert len({one.prover_nym for one in held if one.prover_nym}) == 2
    assert len({one.secret_prover_blind for one in held}) == len(held) == 9
    assert {len(one.holder_secret) for one in held if one.holder_secret} == {32}
    assert {len(one.prover_nym) for one in held if one.prover_nym} == {32}
    assert all(one.holder_secret is None for one in held if one.feature == "pseudonym")
    assert all(one.prover_nym is None for one in held if one.feature == "anonymous_holder_binding")


@each_feature
def test_commitments_say_nothing(wallet, feature):
    one, other = (wallet.commitment(KEY.did, **FEATURES[feature]).commitment_with_proof for _ in range(2))
    pieces = [{data[start : start + 16] for start in range(len(data) - 15)} for data in (one, other)]
    assert not pieces[0] & pieces[1]
    for held in secrets_of(wallet):
        for secret in (held.holder_secret, held.prover_nym, held.secret_prover_blind):
            assert secret is None or (secret not in one and secret.hex() not in repr(held))


def test_secrets_stay_in_the_vault(wallet):
    store = MemoryStore()
    wallet = Wallet.create(store, passphrase="x", clock=clock, work_factor=10)
    hold(wallet, "holder_binding_pseudonym")
    secrets = [one.holder_secret for one in secrets_of(wallet)] + [one.prover_nym for one in secrets_of(wallet)]
    for key in list(store.keys()):
        for secret in secrets:
            assert secret not in store.get(key)
            assert base.base64url_encode(secret).encode() not in store.get(key)


@each_feature
def test_a_commitment_travels_as_json(wallet, feature):
    commitment = wallet.commitment(KEY.did, **FEATURES[feature])
    sent = json.dumps(commitment.to_json())
    for received in (sent, sent.encode(), json.loads(sent), commitment):
        assert HolderCommitment.parse(received) == commitment
    assert pickle.loads(pickle.dumps(commitment)) == commitment


@pytest.mark.parametrize("form", [lambda sent: sent, json.dumps, lambda sent: " \n" + json.dumps(sent)])
def test_an_issuer_takes_a_commitment_in_every_form(wallet, form):
    sent = wallet.commitment(KEY.did).to_json()
    assert wallet.credential(wallet.hold(issued(nobody(), holder=form(sent)))).held_by == "secret"


GOOD = {"feature": "pseudonym", "commitment": base.multibase_encode(bytes(144), "u")}


@pytest.mark.parametrize(
    "received",
    [
        {},
        [],
        "x",
        b"\xff",
        "[]",
        7,
        None,
        GOOD | {"more": 1},
        GOOD | {"feature": "baseline"},
        GOOD | {"feature": "other"},
        GOOD | {"feature": None},
        GOOD | {"feature": []},
        GOOD | {"commitment": ""},
        GOOD | {"commitment": "z1"},
        GOOD | {"commitment": 7},
        GOOD | {"commitment": base.multibase_encode(bytes(143), "u")},
        GOOD | {"commitment": base.multibase_encode(bytes(176), "u")},
        GOOD | {"commitment": "u" + "A" * 100_000},
        "x" * 100_000,
    ],
    ids=lambda received: str(received)[:40],
)
def test_what_is_no_commitment_is_refused(received):
    with pytest.raises(FormatError):
        HolderCommitment.parse(received)


@pytest.mark.parametrize(
    "members",
    [
        {"feature": "baseline"},
        {"commitment_with_proof": "text"},
        {"commitment_with_proof": bytes(10)},
        {"signer_nym_entropy": b"short"},
        {"feature": "anonymous_holder_binding", "signer_nym_entropy": b"\x01" * 32},
    ],
)
def test_a_commitment_is_made_of_parts_that_fit(members):
    with pytest.raises(UsageError):
        HolderCommitment(**{"feature": "pseudonym", "commitment_with_proof": bytes(144)} | members)


@pytest.mark.parametrize("options", [{"holder_binding": False}, {"holder_binding": False, "pseudonym": False}])
def test_there_has_to_be_something_to_commit_to(wallet, options):
    with pytest.raises(UsageError, match="nothing to commit"):
        wallet.commitment(KEY.did, **options)


def test_a_wallet_without_good_randomness_makes_no_secrets(wallet):
    wallet._commitments._randomness = lambda count: b""
    with pytest.raises(UsageError, match="randomness"):
        wallet.commitment(KEY.did)
    with pytest.raises(UsageError, match="random"):
        wallet.commitment(KEY.did, pseudonym=True, holder_binding=False)


@pytest.mark.parametrize("change", [{"feature": ...}, {"blind": ...}])
def test_a_record_that_makes_no_sense_is_refused(wallet, change):
    wallet.commitment(KEY.did)
    vault = wallet._vault
    (name,) = vault.names("commitment")
    record = vault.get("commitment", name) | change
    vault.put("commitment", name, {key: value for key, value in record.items() if value is not ...})
    with pytest.raises(FormatError) as caught:
        wallet.hold(issued(nobody()))
    assert caught.value.code == "bad_record"


@pytest.mark.parametrize("issuer_id", ["", None, 7, b"did:example:x"])
def test_a_commitment_is_for_an_issuer(wallet, issuer_id):
    with pytest.raises(UsageError, match="issuer_id"):
        wallet.commitment(issuer_id)


@each_feature
def test_an_issuer_checks_that_the_holder_knows_what_is_committed(wallet, feature):
    commitment = wallet.commitment(KEY.did, **FEATURES[feature])
    data = commitment.commitment_with_proof
    changes = {
        "a bit": data[:-1] + bytes([data[-1] ^ 1]),
        "another's": data[:48] + new_wallet().commitment(KEY.did, **FEATURES[feature]).commitment_with_proof[48:],
        "identity": b"\xc0" + bytes(47) + data[48:],
        "zero": data[:48] + bytes(32) + data[80:],
    }
    for name, changed in changes.items():
        with pytest.raises(Rejected) as caught:
            issued(nobody(), holder=dataclasses.replace(commitment, commitment_with_proof=changed))
        assert caught.value.code != "rejected", name


def test_a_commitment_for_one_feature_is_none_for_another(wallet):
    """Two of the features have commitments of the same length; they are hashed differently."""
    for feature, other in (("anonymous_holder_binding", "pseudonym"), ("pseudonym", "anonymous_holder_binding")):
        commitment = wallet.commitment(KEY.did, **FEATURES[feature])
        with pytest.raises(ProofInvalid) as caught:
            issued(nobody(), holder=dataclasses.replace(commitment, feature=other))
        assert caught.value.code == "commitment_invalid"


def test_other_suites_bind_to_no_secrets(wallet):
    with pytest.raises(UsageError, match="secrets"):
        issuer().issue(degree(), holder=wallet.commitment(KEY.did))


@pytest.mark.parametrize("holder", [7, [], b"x"])
def test_a_holder_is_a_did_or_a_commitment(holder):
    with pytest.raises((UsageError, FormatError)):
        issued(nobody(), holder=holder)


def test_a_holder_can_be_named_as_well(wallet):
    """The credential is about a child; it is held by whoever has the secret."""
    document = degree(holder="did:example:child")
    hold(wallet, "anonymous_holder_binding", document)
    request = ask()
    verified = shop().verify(wallet.present(wallet.plan(request)), request=request)
    assert verified["degree"].subject["id"] == "did:example:child"
    assert verified.holder != "did:example:child"


# Presentations


@each_feature
def test_a_presentation_shows_whose_it_is_without_naming_anybody(wallet, feature):
    identifier = hold(wallet, feature)
    request = ask()
    plan = wallet.plan(request)
    assert plan.credentials == (identifier,)
    kinds = {link.kind for link in plan.linkable}
    assert kinds == {"shape", "time", "value"} | ({"pseudonym"} if "pseudonym" in feature else set())
    assert not plan.notices or all("without proving" not in notice for notice in plan.notices)
    verified = shop().verify(wallet.present(plan), request=request)
    assert verified["degree"].claim(WANTED[0]) == "BSc Mathematics"
    assert "id" not in verified["degree"].subject
    assert outcomes(verified)["binding.presentation"] == outcomes(verified)["binding.subject"] == "PASSED"
    assert (verified["degree"].pseudonym is not None) is ("pseudonym" in feature)
    assert verified.holder.startswith("did:key:zDn")


def test_without_secrets_nobody_by_name_is_nobody(wallet):
    wallet.hold(issued(nobody()))
    with pytest.raises(CannotSatisfy, match="does not say whose it is"):
        wallet.plan(ask())
    # Whoever presents it all the same is refused.
    credential = derived(issued(nobody()).value, *WANTED)
    with pytest.raises(NotBound) as caught:
        shop().verify(signed_by(HOLDER, credential), challenge=CHALLENGE)
    assert caught.value.code == "not_the_subject"


@each_feature
def test_the_key_is_a_new_one_each_time_unless_the_verifier_knows_the_holder(wallet, feature):
    hold(wallet, feature)
    holders = [answered(wallet, ask(audience))["holder"] for audience in (AUDIENCE, AUDIENCE, "https://b.example")]
    assert len(set(holders)) == (2 if "pseudonym" in feature else 3)
    assert KEY.did not in holders


@each_feature
def test_whole_presentations_are_bound_as_well(wallet, feature):
    identifier = hold(wallet, feature)
    presentation = wallet.present_to(domain=AUDIENCE, challenge=CHALLENGE, credentials=[identifier])
    verified = shop().verify(presentation, challenge=CHALLENGE)
    assert verified.credentials[0].claim("/credentialSubject/semesters") == 6
    assert outcomes(verified)["binding.presentation"] == "PASSED"


def test_a_stolen_credential_is_of_no_use(wallet):
    """Whoever gets hold of a presentation, or of the credential as the issuer made it, cannot present it."""
    for feature in FEATURES:
        thief = SigningKey.generate("P-256")
        identifier = hold(wallet, feature)
        request = ask()
        stolen = answered(wallet, request)
        (credential,) = stolen["verifiableCredential"]
        # It is good once, for whom it was made, and by whom it was made.
        shop().verify(stolen, challenge=request.nonce)
        with pytest.raises(NonceMismatch):
            shop().verify(stolen, challenge="another")
        with pytest.raises(WrongAudience):
            shop("https://other.example").verify(stolen, challenge=request.nonce)
        for presentation in (
            signed_by(thief, credential, challenge=request.nonce),
            signed_by(thief, credential, challenge=request.nonce, holder=stolen["holder"]),
            signed_by(thief, credential),
        ):
            with pytest.raises(NotBound) as caught:
                shop().verify(presentation, challenge=presentation["proof"]["challenge"])
            assert caught.value.code in ("other_presentation", "not_bound")
        elsewhere = signed_by(thief, credential, domain="https://other.example")
        with pytest.raises((NotBound, WrongAudience)):
            shop("https://other.example").verify(elsewhere, challenge=CHALLENGE)
        base_credential = wallet.credential(identifier).value
        for other in (new_wallet(), _with_commitment(feature)):
            environment = Environment(contexts=Contexts.bundled(), holder_secrets=secrets_of(other))
            evidence = open_evidence(base_credential, environment)
            if secrets_of(other):
                made = evidence.reveal(WANTED).value_for(_binding(thief))
                assert errors(made), feature
            else:
                with pytest.raises(ProofInvalid):
                    evidence.reveal(WANTED).value_for(_binding(thief))
        wallet.forget(identifier)


def _binding(key):
    facts = KeyFacts(algorithm=key.algorithm, verification_method=key.verification_method)
    return Binding(audience=AUDIENCE, challenge=CHALLENGE, holder=key.did, key=facts, at=NOW)


@each_feature
@pytest.mark.parametrize(
    "made_for",
    [
        {"challenge": "another"},
        {"domain": "https://other.example"},
        {"holder": HOLDER.did},
        {"challenge": AUDIENCE, "domain": CHALLENGE},
    ],
    ids=["another challenge", "another verifier", "another holder", "exchanged"],
)
def test_the_proof_is_for_just_this_presentation(wallet, feature, made_for):
    """Even the holder cannot reuse a proof that was made for another one: it would be a copy to anybody else."""
    identifier = hold(wallet, feature)
    key = SigningKey.generate("P-256")
    good = signed_by(key, bound(wallet, identifier, key))
    shop().verify(good, challenge=CHALLENGE)
    presentation = signed_by(key, bound(wallet, identifier, key, **made_for))
    with pytest.raises((NotBound, WrongAudience)) as caught:
        shop().verify(presentation, challenge=CHALLENGE)
    report = shop().examine(presentation, challenge=CHALLENGE)
    checks = {check.rule.id: check for check in report.checks}
    assert checks["binding.presentation"].outcome.name == "REJECTED"
    assert checks["binding.presentation"].error.code == "other_presentation"
    assert caught.value.where == "/verifiableCredential/0/proof/proofValue"


@each_feature
def test_an_answer_is_good_once(wallet, feature):
    hold(wallet, feature)
    request = ask()
    answer = wallet.present(wallet.plan(request))
    shop().verify(answer, request=request)
    with pytest.raises(Rejected):
        shop().verify(answer, request=request)


def test_the_presentation_header_is_what_the_documentation_says(wallet):
    identifier = hold(wallet, "anonymous_holder_binding")
    key = SigningKey.from_secret_bytes("P-256", b"\x09" * 32)
    _, items = components(bound(wallet, identifier, key))
    assert items[4] == presentation_header(domain=AUDIENCE, challenge=CHALLENGE, holder=key.did)
    # SHA-256 over the text of the module's documentation, computed by hand.
    import hashlib

    text = f'{{"challenge":"{CHALLENGE}","domain":"{AUDIENCE}","holder":"{key.did}"}}'
    assert items[4] == hashlib.sha256(b"vcwallet bbs-2023 presentation 1\x00" + text.encode()).digest()


def test_outside_of_a_presentation_any_header_will_do(wallet):
    """Other implementations bind proofs to what they like: by itself such a credential is verified, and says so."""
    for feature in FEATURES:
        identifier = hold(wallet, feature)
        key = SigningKey.generate("P-256")
        verified = shop().verify_credential(bound(wallet, identifier, key, challenge="anything"))
        assert verified.pseudonym is None
        assert outcomes(verified)["binding.presentation"] == "SKIPPED"
        assert verified.holder_proof.by_secret
        assert not verified.holder_proof.bound
        wallet.forget(identifier)


def test_what_names_its_subject_is_bound_by_the_presentations_own_proof():
    """`baseline` from another implementation, with a header of its own: whoever is named has signed around it."""
    credential = derived(issued(degree(holder=HOLDER.did)).value, *WANTED)
    verified = shop().verify(signed_by(HOLDER, credential), challenge=CHALLENGE)
    assert outcomes(verified)["binding.presentation"] == "SKIPPED"
    assert outcomes(verified)["binding.subject"] == "PASSED"
    assert verified.holder == HOLDER.did


def test_a_verifier_may_waive_who_presents(wallet):
    identifier = hold(wallet, "holder_binding_pseudonym")
    key = SigningKey.generate("P-256")
    presentation = signed_by(key, bound(wallet, identifier, key, challenge="another"))
    verified = shop().verify(presentation, challenge=CHALLENGE, unsafe_any_holder=True)
    assert outcomes(verified)["binding.presentation"] == "SKIPPED"
    # But a pseudonym is told only of whom it is.
    assert verified.credentials[0].pseudonym is None


def test_bare_credentials_need_no_holder_but_have_no_pseudonym(wallet):
    identifier = hold(wallet, "anonymous_holder_binding")
    request = ask(unsafe_any_holder=True)
    plan = wallet.plan(request)
    assert any("without proving" in notice for notice in plan.notices)
    answer = wallet.present(plan)
    (credential,) = answer.value["vp_token"]["degree"]
    assert "credentialSubject" in credential
    assert shop().verify(answer, request=request)["degree"].pseudonym is None
    wallet.forget(identifier)
    hold(wallet, "pseudonym")
    request = ask(unsafe_any_holder=True)
    answer = wallet.present(wallet.plan(request))
    assert answer.value["vp_token"]["degree"][0]["type"] == ["VerifiablePresentation"]
    assert shop().verify(answer, request=request)["degree"].pseudonym


def test_what_is_derived_by_the_low_road(wallet):
    for feature in FEATURES:
        identifier = hold(wallet, feature)
        if "pseudonym" in feature:
            with pytest.raises(CannotSatisfy) as caught:
                wallet.derive(identifier, reveal=WANTED)
            assert caught.value.code == "needs_verifier"
        else:
            verifier().verify_credential(wallet.derive(identifier, reveal=WANTED))
        wallet.forget(identifier)


def test_several_credentials_in_one_presentation(wallet):
    identifiers = [hold(wallet, feature) for feature in FEATURES]
    presentation = wallet.present_to(domain=AUDIENCE, challenge=CHALLENGE, credentials=identifiers)
    verified = shop().verify(presentation, challenge=CHALLENGE)
    assert len(verified.credentials) == 3
    assert len({credential.pseudonym for credential in verified.credentials}) == 3


def test_a_presentation_for_several_audiences_binds_nothing(wallet):
    identifier = hold(wallet, "anonymous_holder_binding")
    key = SigningKey.generate("P-256")
    both = [AUDIENCE, "https://other.example"]
    presentation = signed_by(key, bound(wallet, identifier, key), domain=both)
    with pytest.raises(NotBound) as caught:
        shop().verify(presentation, challenge=CHALLENGE, domain=both)
    assert caught.value.code == "other_presentation"


def test_a_waived_challenge_still_has_to_be_the_one_in_the_proof(wallet):
    identifier = hold(wallet, "anonymous_holder_binding")
    key = SigningKey.generate("P-256")
    shop().verify(signed_by(key, bound(wallet, identifier, key)), unsafe_no_challenge=True)
    unbound = signed_by(key, bound(wallet, identifier, key, challenge="another"))
    with pytest.raises(NotBound):
        shop().verify(unbound, unsafe_no_challenge=True)
    nameless = signed_by(key, bound(wallet, identifier, key), challenge=None)
    with pytest.raises(NotBound):
        shop().verify(nameless, unsafe_no_challenge=True)


@each_feature
def test_a_proof_beside_the_issuers_lends_nobody_its_secrets(wallet, feature):
    """A copied credential, with a second proof by an issuer of the thief's own: that one is bound, the copy is not."""
    hold(wallet, feature)
    (copied,) = answered(wallet, ask())["verifiableCredential"]
    thief, own = new_wallet(), SigningKey.generate("P-256")
    document = {name: value for name, value in copied.items() if name != "proof"}
    # The thief's issuer signs the same document, which names the victim's issuer: by hand, no issuer of ours would.
    draft = suite_named(SUITE).prepare(
        document,
        key=KeyFacts(algorithm="BLS12-381", verification_method=OTHER_KEY.verification_method, public=OTHER_KEY.public),
        purpose="assertionMethod",
        members={},
        mandatory=["/issuer", "/validUntil"],
        environment=ENVIRONMENT,
        commitment=thief.commitment(OTHER_KEY.did, **FEATURES[feature]),
    )
    secured = draft.complete([sign(OTHER_KEY, wanted) for wanted in draft.signing_inputs]).value
    environment = Environment(contexts=Contexts.bundled(), holder_secrets=secrets_of(thief))
    mine = open_evidence(secured, environment).reveal([*WANTED, "/credentialSubject"]).value_for(_binding(own))
    for proofs in ([mine["proof"], copied["proof"]], [copied["proof"], mine["proof"]]):
        both = document | {"proof": proofs}
        presentation = signed_by(own, both)
        with pytest.raises(Rejected) as caught:
            shop().verify(presentation, challenge=CHALLENGE)
        assert caught.value.code in ("other_presentation", "wrong_audience"), caught.value
        verified = shop().verify(presentation, challenge=CHALLENGE, unsafe_any_holder=True)
        assert verified.credentials[0].pseudonym is None


# Pseudonyms


def pseudonym_at(wallet, audience):
    request = ask(audience)
    trust = TrustedIssuers({"ExampleDegreeCredential": [KEY.did]})
    return (
        verifier(audience, trust=trust)
        .verify(wallet.present(wallet.plan(request)), request=request)["degree"]
        .pseudonym
    )


@with_pseudonym
def test_a_pseudonym_is_the_same_for_one_verifier_and_differs_between_two(wallet, feature):
    hold(wallet, feature)
    at_home = [pseudonym_at(wallet, AUDIENCE) for _ in range(3)]
    elsewhere = pseudonym_at(wallet, "https://other.example")
    assert len(set(at_home)) == 1
    assert elsewhere != at_home[0]
    assert at_home[0].startswith("z")
    assert len(base.multibase_decode(at_home[0])) == 48
    stranger = new_wallet()
    hold(stranger, feature)
    assert pseudonym_at(stranger, AUDIENCE) not in (*at_home, elsewhere)


@with_pseudonym
def test_a_pseudonym_is_told_only_in_the_presentation_that_it_was_made_for(wallet, feature):
    hold(wallet, feature)
    (copied,) = answered(wallet, ask())["verifiableCredential"]
    verified = shop().verify_credential(copied)
    assert verified.holder_proof.pseudonym_for == AUDIENCE
    assert verified.pseudonym is None


@with_pseudonym
def test_the_pseudonym_is_what_the_draft_computes(wallet, feature):
    identifier = hold(wallet, feature)
    _, items = components(wallet.credential(identifier).value)
    (held,) = secrets_of(wallet)
    nym_secret = bbs.finalize_nym_secret(held.prover_nym, items[5])
    expected = bbs.calculate_pseudonym(nym_secret, AUDIENCE.encode())
    assert base.multibase_decode(pseudonym_at(wallet, AUDIENCE)) == expected


@with_pseudonym
def test_a_renewed_credential_keeps_the_pseudonym_if_the_issuer_says_so(wallet, feature):
    def issue(entropy=None):
        commitment = HolderCommitment.parse(wallet.commitment(KEY.did, **FEATURES[feature]).to_json())
        draft = by().prepare(
            nobody(),
            securing=SUITE,
            mandatory=["/issuer"],
            holder=dataclasses.replace(commitment, signer_nym_entropy=entropy),
        )
        (wanted,) = draft.signing_inputs
        return wallet.hold(draft.complete([sign(KEY, wanted)])), wanted.signer_nym_entropy

    first, entropy = issue()
    before = pseudonym_at(wallet, AUDIENCE)
    wallet.forget(first)
    renewed, kept = issue(entropy)
    assert kept == entropy
    assert pseudonym_at(wallet, AUDIENCE) == before
    wallet.forget(renewed)
    _, fresh = issue()
    assert fresh != entropy
    assert pseudonym_at(wallet, AUDIENCE) != before


@with_pseudonym
def test_a_pseudonym_for_somebody_else_is_refused(wallet, feature):
    identifier = hold(wallet, feature)
    key = SigningKey.generate("P-256")
    credential = bound(wallet, identifier, key, domain="https://other.example")
    for presentation in (signed_by(key, credential),):
        report = shop().examine(presentation, challenge=CHALLENGE)
        checks = {check.rule.id: check for check in report.checks}
        assert isinstance(checks["binding.pseudonym"].error, WrongAudience)
        with pytest.raises(WrongAudience):
            shop().verify(presentation, challenge=CHALLENGE, unsafe_any_holder=True)


@with_pseudonym
def test_nobody_takes_another_pseudonym(wallet, feature):
    """Neither the pseudonym nor its domain can be exchanged for those of a proof of somebody else."""
    hold(wallet, feature)
    other = new_wallet()
    hold(other, feature)
    request = ask()
    mine, theirs = (answered(one, request)["verifiableCredential"][0] for one in (wallet, other))
    header, items = components(mine)
    _, others = components(theirs)
    for changed in ([*items[:6], others[6], items[7]], [*items[:5], "https://other.example", *items[6:]]):
        found = errors(with_components(mine, header, changed))
        assert [type(error) for error in found] == [ProofInvalid]
    assert copy.deepcopy(mine) == mine


def test_a_key_for_bbs_is_no_key_for_presentations(wallet):
    with pytest.raises((UsageError, KeyMismatch)):
        wallet.did_for("somebody", algorithm="BLS12-381")


@pytest.mark.parametrize("feature", FEATURES)
def test_a_commitment_that_was_passed_on_is_of_no_use(wallet, feature):
    """Two issuers with one commitment could make pseudonyms that agree, by which verifiers know the holder again."""
    commitment = wallet.commitment("did:example:another", **FEATURES[feature])
    with pytest.raises(NotBound) as caught:
        wallet.hold(issued(nobody(), holder=commitment))
    assert (caught.value.code, caught.value.where) == ("commitment_for_another", "/issuer")
    assert not wallet.credentials
    wallet.hold(issued(nobody(), holder=wallet.commitment(KEY.did, **FEATURES[feature])))
