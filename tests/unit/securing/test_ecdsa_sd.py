"""`ecdsa-sd-2023` from issuer to verifier: what is shown, what is refused, and for which reason."""

import copy

import pytest
from builders import HOLDER, KEYS, NOW, alumni_v1, clock, degree, issuer, verifier
from unit.securing.selective_proofs import (
    ENVIRONMENT,
    MANDATORY,
    OTHER_POINTERS,
    components,
    derived,
    errors,
    flip,
    issued_by_another,
    unsecured,
    with_components,
)

from vcwallet import Ask, Issuer, MemoryStore, SigningKey, Wallet
from vcwallet.errors import (
    CannotSatisfy,
    ProofInvalid,
    Rejected,
    Undetermined,
    VcwalletError,
)
from vcwallet.model import pointer as json_pointer
from vcwallet.securing import Binding, KeyFacts, open_evidence
from vcwallet.securing.data_integrity import ecdsa_sd_values
from vcwallet.securing.data_integrity.prepare import DATA_INTEGRITY_CONTEXT
from vcwallet.securing.data_integrity.proof import parse

SUITE = "ecdsa-sd-2023"
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def issued(document=None, mandatory=MANDATORY, **options):
    return issuer("P-256").issue(document or degree(), securing=SUITE, mandatory=mandatory, **options)


@pytest.fixture(scope="module")
def secured():
    return issued().value


@pytest.fixture(scope="module")
def shown(secured):
    return derived(secured, "/credentialSubject/degree/name", "/credentialSubject/nationality/1")


@pytest.fixture
def wallet():
    return Wallet.create(MemoryStore(), passphrase="x", clock=clock, work_factor=10)


# From issuer to verifier


def test_disclosable_is_what_can_be_withheld():
    secured = issued()
    assert secured.disclosable == open_evidence(secured, ENVIRONMENT).disclosable
    assert "/issuer" not in secured.disclosable
    assert "/validUntil" not in secured.disclosable
    assert secured.disclosable[:3] == ("/name", "/validFrom", "/credentialSubject/name")
    for pointer in secured.disclosable:
        json_pointer.resolve(secured.value, pointer)
        others = [one for one in secured.disclosable if not json_pointer.starts_with(pointer, one) and one != pointer]
        remaining = derived(secured.value, *[one for one in others if not json_pointer.starts_with(one, pointer)])
        if json_pointer.parse(pointer)[-1] not in ("0", "1"):
            with pytest.raises(VcwalletError):
                json_pointer.resolve(remaining, pointer)


def test_a_presentation_answers_a_request_with_what_is_asked(wallet):
    shop = verifier("https://jobs.example")
    did = wallet.did_for(KEYS["P-256"].did)
    identifier = wallet.hold(issued(degree(holder=did)))
    request = shop.request(degree=Ask("ExampleDegreeCredential", reveal=["/credentialSubject/degree/name"]))
    plan = wallet.plan(request)
    seen = {claim.pointer for claim in plan.revealed}
    assert "/credentialSubject/degree/name" in seen
    assert {"/issuer", "/validUntil"} <= seen
    assert {claim.pointer for claim in plan.withheld} == {
        "/name/@value",
        "/name/@language",
        "/validFrom",
        "/credentialSubject/name",
        "/credentialSubject/nationality/0",
        "/credentialSubject/nationality/1",
        "/credentialSubject/semesters",
        "/credentialSubject/withHonours",
    }
    assert any(link.kind == "signature" for link in plan.linkable)
    answer = wallet.present(plan)
    verified = shop.verify(answer, request=request)
    assert verified.holder == did
    assert verified["degree"].claim("/credentialSubject/degree/name") == "BSc Mathematics"
    assert "name" not in verified["degree"].subject
    assert {shown.pointer for shown in wallet.receipts[-1].shown} == seen
    assert wallet.credential(identifier).value["proof"]["proofValue"] not in answer.to_json()


def test_a_whole_presentation_never_holds_the_base_proof(wallet):
    did = wallet.did_for(KEYS["P-256"].did)
    identifier = wallet.hold(issued(degree(holder=did)))
    presentation = wallet.present_to(domain="https://x.example", challenge="c", credentials=[identifier]).value
    (inside,) = presentation["verifiableCredential"]
    assert unsecured(inside) == unsecured(wallet.credential(identifier).value)
    verifier("https://x.example").verify(presentation, challenge="c")


def test_the_plan_says_what_has_to_be_shown_besides(wallet):
    shop = verifier("https://jobs.example")
    did = wallet.did_for(KEYS["P-256"].did)
    wallet.hold(issued_by_another(degree(holder=did), []))
    request = shop.request(degree=Ask("ExampleDegreeCredential", reveal=["/credentialSubject/semesters"]))
    plan = wallet.plan(request)
    assert any("'/issuer'" in notice and "nobody asked" in notice for notice in plan.notices)
    assert [claim.asked for claim in plan.revealed if claim.pointer == "/issuer"] == [False]
    assert shop.verify(wallet.present(plan), request=request)["degree"].claim("/credentialSubject/semesters") == 6


def test_the_low_road_shows_nothing_that_was_not_named(wallet):
    identifier = wallet.hold(issued_by_another(degree(), []))
    with pytest.raises(CannotSatisfy) as caught:
        wallet.derive(identifier, reveal=["/credentialSubject/name"])
    assert (caught.value.code, caught.value.missing) == ("required_withheld", ("/issuer",))
    with pytest.raises(CannotSatisfy) as caught:
        wallet.derive(identifier, reveal=["/name"])
    assert caught.value.missing == ("/issuer", "/credentialSubject/id")
    narrowed = wallet.derive(identifier, reveal=["/credentialSubject/name", "/issuer"])
    assert set(narrowed.value["credentialSubject"]) == {"id", "name"}
    verifier().verify_credential(narrowed)


@pytest.mark.parametrize(
    ("document", "mandatory", "pointers", "added"),
    [
        (degree(), [], [], ("/issuer", "/credentialSubject/id")),
        (degree(), ["/issuer"], ["/credentialSubject/name"], ()),
        (degree(issuer={"id": KEYS["P-256"].did, "name": "Uni"}), [], ["/credentialSubject/name"], ("/issuer/id",)),
        (degree(issuer={"id": KEYS["P-256"].did, "name": "Uni"}), ["/issuer/name"], ["/credentialSubject/name"], ()),
        (
            alumni_v1(**{"@context": [*alumni_v1()["@context"], DATA_INTEGRITY_CONTEXT]}),
            [],
            ["/credentialSubject/alumniOf"],
            ("/issuer", "/issuanceDate"),
        ),
        (
            degree(credentialSubject=[{"name": "x"}, {"id": "urn:x:1", "name": "y"}]),
            ["/issuer"],
            [],
            ("/credentialSubject/1/id",),
        ),
    ],
)
def test_what_a_credential_cannot_be_without_is_added_and_said(document, mandatory, pointers, added):
    revealed = open_evidence(issued_by_another(document, mandatory), ENVIRONMENT).reveal(pointers)
    assert revealed.added == added
    assert not errors(revealed.value)
    assert verifier().verify_credential(revealed.value).document == revealed.document


@pytest.mark.parametrize("securing", ["ecdsa-sd-2023", "bbs-2023"])
@pytest.mark.parametrize(
    ("document", "shown"),
    [
        (degree(), {"/issuer", "/validUntil"}),
        (degree(issuer={"id": KEYS["P-256"].did, "name": "Uni"}), {"/issuer/id", "/validUntil"}),
        (alumni_v1(), {"/issuer", "/issuanceDate"}),
    ],
    ids=["text", "object", "of the first edition"],
)
def test_what_a_credential_cannot_be_without_is_always_shown(document, shown, securing):
    key = KEYS["P-256"] if securing == "ecdsa-sd-2023" else SigningKey.generate("BLS12-381")
    document = copy.deepcopy(document)
    if isinstance(document.get("issuer"), dict):
        document["issuer"]["id"] = key.did
    secured = Issuer(key, clock=clock).issue(document, securing=securing)
    revealed = open_evidence(secured, ENVIRONMENT).reveal(["/credentialSubject/id"])
    assert revealed.added == ()
    assert shown == {
        place
        for place, value in json_pointer.walk(revealed.document)
        if not isinstance(value, dict | list)
        and place.split("/")[1] not in ("@context", "type", "id", "credentialSubject")
    }
    assert not shown.intersection(secured.disclosable)


@pytest.mark.parametrize(
    ("subject", "pointers"),
    [({"name": "x"}, []), ({"name": "x"}, ["/validFrom"]), ([{"name": "x"}, {"name": "y"}], ["/name"])],
)
def test_what_would_be_no_credential_is_not_derived(subject, pointers):
    secured = issued(degree(credentialSubject=subject))
    with pytest.raises(CannotSatisfy) as caught:
        derived(secured.value, *pointers)
    assert caught.value.code == "required_withheld"
    assert "about nobody" in caught.value.missing[0]


@pytest.mark.parametrize("values", [[False, True], [0, 1], ["", "x"]])
def test_an_array_is_not_shown_where_it_would_be_read_as_something_else(values):
    """Alone in an array, what is false looks true to whoever does not look closely: verifiers refuse it."""
    document = degree()
    document["credentialSubject"]["nationality"] = values
    secured = issued(document).value
    with pytest.raises(CannotSatisfy) as caught:
        derived(secured, "/credentialSubject/nationality/0")
    assert (caught.value.code, caught.value.where) == ("not_compact", "/credentialSubject/nationality")
    for pointers in (["/credentialSubject/nationality"], ["/credentialSubject/nationality/1"]):
        verifier().verify_credential(derived(secured, *pointers))


# What issuers are refused


def test_what_limits_a_credential_cannot_be_withheld():
    status = {"type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListIndex": "7"}
    status["statusListCredential"] = "https://uni.example/status/3"
    later = issued(degree(validFrom="2026-08-01T00:00:00Z"), mandatory=[])
    assert "/validFrom" not in later.disclosable
    secured = issued(mandatory=[], status=status)
    assert "/validFrom" in secured.disclosable
    assert not {"/validUntil", "/credentialStatus"} & set(secured.disclosable)
    shown = open_evidence(secured, ENVIRONMENT).reveal(["/credentialSubject/degree/name"])
    assert shown.document["validUntil"] == degree()["validUntil"]
    assert shown.document["credentialStatus"] == status


def test_from_a_link_of_a_chain_nothing_is_derived(secured):
    """Others may make such proofs; what is derived would have to show the earlier proof, and what it covers, whole."""
    linked = copy.deepcopy(secured)
    linked["proof"]["previousProof"] = "urn:x:first"
    with pytest.raises(CannotSatisfy) as caught:
        derived(linked, "/credentialSubject/name")
    assert (caught.value.code, caught.value.where) == ("all_or_nothing", "/proof/previousProof")


def test_each_proof_has_its_own_secrets():
    one, other = (ecdsa_sd_values.parse(parse(issued().value["proof"], "/proof")) for _ in range(2))
    assert one.hmac_key != other.hmac_key
    assert one.public_key != other.public_key
    assert one.hmac_key.hex() not in repr(one)


def test_signed_elsewhere():
    key = KEYS["P-256"]
    draft = issuer("P-256").prepare(degree(), securing=SUITE, mandatory=MANDATORY)
    (wanted,) = draft.signing_inputs
    assert len(wanted.data) == 32 + 35 + 32
    assert not errors(draft.complete([key.sign(wanted.data)]).value, as_holder=True)
    with pytest.raises(ProofInvalid):
        draft.complete([key.sign(b"something else")])


# What verifiers refuse


def test_a_base_proof_is_for_the_holder_only(secured):
    (error,) = errors(secured)
    assert isinstance(error, ProofInvalid)
    assert (error.code, error.where) == ("base_proof", "/proof/proofValue")
    assert "derive" in error.hint
    assert not errors(secured, as_holder=True)
    with pytest.raises(ProofInvalid):
        verifier().verify_credential(secured)


def test_s_may_be_high(secured, shown):
    def flipped(signature):
        s = int.from_bytes(signature[32:])
        return signature[:32] + (ORDER - s).to_bytes(32)

    header, items = components(shown)
    items[0], items[2] = flipped(items[0]), [flipped(one) for one in items[2]]
    assert not errors(with_components(shown, header, items))
    header, items = components(secured)
    items[0], items[3] = flipped(items[0]), [flipped(one) for one in items[3]]
    assert not errors(with_components(secured, header, items), as_holder=True)


OTHER_KEY = b"\x80\x24" + KEYS["P-256"].public.raw
MALFORMED = {
    "no bytes": None,
    "a text": "x",
    "a number": 7,
    "empty": b"",
    "too short": b"x" * 63,
    "too long": b"x" * 65,
}
# For each component of a derived proof what is put in its place; None of them is to be taken.
DERIVED_MUTATIONS = {
    0: {
        **MALFORMED,
        "a bit": lambda one: flip(one, 5),
        "zeros": bytes(64),
        "ones": b"\xff" * 64,
        "swapped": lambda one: one[32:] + one[:32],
    },
    1: {
        **MALFORMED,
        "a bit": lambda one: flip(one, 20),
        "another kind": lambda one: b"\xed\x01" + one[2:],
        "P-384": lambda one: b"\x81\x24" + one[2:],
        "another key": OTHER_KEY,
        "the other point": lambda one: one[:2] + bytes([one[2] ^ 1]) + one[3:],
        "not compressed": lambda one: one[:2] + b"\x04" + one[3:],
        "no point": b"\x80\x24\x02" + b"\xff" * 32,
        "infinity": b"\x80\x24" + bytes(33),
    },
    2: {
        "no array": b"",
        "a map": {},
        "none": [],
        "one less": lambda some: some[1:],
        "one more": lambda some: [*some, some[0]],
        "in another order": lambda some: [some[1], some[0], *some[2:]],
        "one twice": lambda some: [some[0], some[0], *some[2:]],
        "a bit": lambda some: [*some[:-1], flip(some[-1], 40)],
        "not bytes": lambda some: [*some[:-1], "x" * 64],
        "too short": lambda some: [*some[:-1], some[-1][:-1]],
        "deeper": lambda some: [some],
    },
    3: {
        "no map": [],
        "none": {},
        "one less": lambda labels: {0: labels[0]},
        "one more": lambda labels: labels | {len(labels): b"\x07" * 32},
        "another number": lambda labels: {0: labels[0], 1: labels[1], 5: labels[2]},
        "negative": lambda labels: {-1: labels[0], 1: labels[1], 2: labels[2]},
        "a text": lambda labels: {"0": labels[0], 1: labels[1], 2: labels[2]},
        "exchanged": lambda labels: {0: labels[1], 1: labels[0], 2: labels[2]},
        "one twice": lambda labels: {0: labels[0], 1: labels[0], 2: labels[2]},
        "a bit": lambda labels: labels | {0: flip(labels[0])},
        "too short": lambda labels: labels | {0: labels[0][:-1]},
        "not bytes": lambda labels: labels | {0: "x" * 32},
    },
    4: {
        "no array": {},
        "none": [],
        "one less": lambda some: some[1:],
        "one more": lambda some: [*some, max(some) + 1],
        "another": lambda some: [*some[:-1], max(some) + 1],
        "out of range": lambda some: [*some, 10_000],
        "huge": lambda some: [*some, 2**64 - 1],
        "negative": lambda some: [*some, -1],
        "twice": lambda some: [*some, some[0]],
        "a text": lambda some: [*some[:-1], str(some[-1])],
        "true": lambda some: [*some, True],
    },
}


@pytest.fixture(scope="module")
def with_nodes():
    """A derived credential with three blank nodes."""
    document = degree(evidence={"type": "E", "by": "Desk 4"})
    del document["id"]
    return derived(
        issued(document).value, "/credentialSubject/degree/name", "/credentialSubject/semesters", "/evidence"
    )


@pytest.mark.parametrize(
    ("component", "name"), [(component, name) for component, changes in DERIVED_MUTATIONS.items() for name in changes]
)
def test_every_component_of_a_derived_proof_matters(with_nodes, component, name):
    header, items = components(with_nodes)
    assert not errors(with_components(with_nodes, header, items))
    assert len(items[3]) == 3
    change = DERIVED_MUTATIONS[component][name]
    items[component] = change(items[component]) if callable(change) else change
    found = errors(with_components(with_nodes, header, items))
    assert len(found) == 1
    assert isinstance(found[0], ProofInvalid)
    assert found[0].where == "/proof/proofValue"


BASE_MUTATIONS = {
    0: DERIVED_MUTATIONS[0],
    1: DERIVED_MUTATIONS[1],
    2: {**MALFORMED, "a bit": lambda one: flip(one, 9), "too short": b"x" * 31, "too long": b"x" * 33},
    3: DERIVED_MUTATIONS[2],
    4: OTHER_POINTERS,
}


@pytest.mark.parametrize(
    ("component", "name"), [(component, name) for component, changes in BASE_MUTATIONS.items() for name in changes]
)
def test_every_component_of_a_base_proof_matters(secured, component, name):
    header, items = components(secured)
    change = BASE_MUTATIONS[component][name]
    items[component] = change(items[component]) if callable(change) else change
    changed = with_components(secured, header, items)
    (error,) = errors(changed, as_holder=True)
    assert isinstance(error, ProofInvalid)
    assert error.where == "/proof/proofValue"
    # Nor does anything but an error come out for a holder who does not look, and never the whole credential.
    try:
        value = derived(changed, "/credentialSubject/name")
    except VcwalletError:
        return
    assert "semesters" not in value["credentialSubject"]
    assert errors(value) or name in (
        "one more",
        "another",
        "none",
        "one less",
        "a bit",
        "in another order",
        "one twice",
    )


@pytest.mark.parametrize("prefix", [b"\x81\x24", b"\xed\x01", b"\x80\x26", b"\x00\x00"])
def test_the_key_in_the_proof_says_its_kind(secured, shown, prefix):
    for original, as_holder in ((secured, True), (shown, False)):
        header, items = components(original)
        items[1] = prefix + items[1][2:]
        (error,) = errors(with_components(original, header, items), as_holder=as_holder)
        assert error.code == "proof_malformed"


def test_members_of_the_proof_without_a_meaning_are_found():
    plain = degree(**{"@context": degree()["@context"][:1]}, type="VerifiableCredential")
    changed = derived(issued(plain | {"credentialSubject": {"id": HOLDER.did}}).value, "/name", "/credentialSubject")
    assert not errors(changed)
    changed["proof"]["strange"] = "x"
    (error,) = errors(changed)
    assert isinstance(error, ProofInvalid)
    assert (error.where, "'strange'" in error.message) == ("/proof", True)


def test_statements_of_another_credential_do_not_fit(shown):
    """The proof-scoped key ties the statements of one credential together."""
    other = derived(issued().value, "/credentialSubject/degree/name", "/credentialSubject/nationality/1")
    header, items = components(shown)
    _, others = components(other)
    for component in range(5):
        if items[component] == others[component]:
            continue
        mixed = list(items)
        mixed[component] = others[component]
        assert errors(with_components(shown, header, mixed)), component


def test_a_mandatory_part_cannot_be_left_out(secured):
    """Not even by a holder who derives by hand, with the mandatory statements gone from document and indexes."""
    narrowed = derived(secured, "/credentialSubject/name")
    del narrowed["validUntil"]
    header, items = components(narrowed)
    for dropped in items[4]:
        indexes = [index if index < dropped else index - 1 for index in items[4] if index != dropped]
        assert errors(with_components(narrowed, header, [*items[:4], indexes])), dropped


def test_proof_sets(secured):
    both = issuer("P-256").issue(secured, securing="ecdsa-rdfc-2019").value
    assert len(both["proof"]) == 2
    assert not errors(both, as_holder=True)
    narrowed = derived(both, "/credentialSubject/name")
    assert isinstance(narrowed["proof"], dict)
    assert not errors(narrowed)
    reverse = issued(issuer("P-256").issue(degree(), securing="ecdsa-rdfc-2019").value).value
    assert not errors(derived(reverse, "/credentialSubject/name"))


def test_a_wallet_that_lacks_a_context_shows_nothing_rather_than_all():
    context = {"@context": {"pet": "https://v.example/pet"}}
    url = "https://v.example/context"
    document = degree(**{"@context": [degree()["@context"][0], url]}, type="VerifiableCredential", name="x")
    document["credentialSubject"] = {"id": HOLDER.did, "pet": "cat"}
    secured = issuer("P-256", contexts={url: context}).issue(document, securing=SUITE, mandatory=["/issuer"]).value
    evidence = open_evidence(secured, ENVIRONMENT)
    assert evidence.disclosable == ()
    with pytest.raises(Undetermined):
        evidence.reveal(["/credentialSubject/pet"])


def test_what_is_derived_is_bound_to_a_verifier(secured):
    key = KEYS["Ed25519"]
    facts = KeyFacts(algorithm=key.algorithm, verification_method=key.verification_method, public=key.public)
    binding = Binding(audience="https://x.example", challenge="c", holder=key.did, key=facts, at=NOW)
    draft = open_evidence(secured, ENVIRONMENT).reveal(["/credentialSubject/name"]).bind(binding, ENVIRONMENT)
    presentation = draft.complete([key.sign(wanted.data) for wanted in draft.signing_inputs]).value
    shop = verifier("https://x.example")
    verified = shop.verify(presentation, challenge="c", unsafe_any_holder=True)
    assert verified.credentials[0].subject == {"id": HOLDER.did, "name": "Ada Lovelace"}
    presentation["verifiableCredential"] = [secured]
    with pytest.raises(Rejected):
        shop.verify(presentation, challenge="c", unsafe_any_holder=True)


def test_huge_proof_values_take_little_time(shown):
    header, items = components(shown)
    for component, huge in (
        (2, [bytes(64)] * 8_000),
        (3, {n: n.to_bytes(32) for n in range(15_000)}),
        (4, list(range(60_000))),
    ):
        changed = with_components(shown, header, [*items[:component], huge, *items[component + 1 :]])
        assert [error.where for error in errors(changed)] == ["/proof/proofValue"]
