"""One API over all mechanisms with selective disclosure: the same is asked of each, and the same comes out."""

from collections import ChainMap
from itertools import count

import pytest
from builders import KEYS, V2, clock, verifier
from hypothesis import given, settings
from hypothesis import strategies as st

from vcwallet import Issuer, MemoryStore, SigningKey, Wallet
from vcwallet.errors import CannotSatisfy, UsageError, VcwalletError
from vcwallet.model import pointer as json_pointer

MECHANISMS = ["dc+sd-jwt", "vc+sd-jwt", "ecdsa-sd-2023", "bbs-2023"]
OF_W3C = MECHANISMS[1:]
TO_DERIVE_FROM = [*MECHANISMS, "ecdsa-rdfc-2019"]  # which shows all or nothing, but for the same pointers
BBS = SigningKey.from_secret_bytes("BLS12-381", b"\x06" * 32)
VCT = "https://uni.example/degree"
TERMS = "https://uni.example/terms"
CONTEXTS = {
    TERMS: {
        "@context": {
            "@version": 1.1,
            "@vocab": "https://uni.example/terms#",
            "steps": {"@id": "https://uni.example/terms#steps", "@container": "@list"},
            "names": {"@id": "https://uni.example/terms#names", "@container": "@language"},
            "raw": {"@id": "https://uni.example/terms#raw", "@type": "@json"},
        }
    }
}
SUBJECT = {
    "id": "did:example:ada",
    "name": "Ada Lovelace",
    "degree": {"type": "BachelorDegree", "name": "BSc Mathematics", "year": 1835},
    "nations": ["GB", "FR"],
    "homes": [{"street": "A", "city": "B"}, {"street": "C", "city": "D"}],
}


def issuer(securing):
    return Issuer(BBS if securing == "bbs-2023" else KEYS["P-256"], clock=clock, contexts=CONTEXTS)


def wallet(contexts=CONTEXTS):
    return Wallet.create(
        MemoryStore(), passphrase="a passphrase for tests", clock=clock, work_factor=10, contexts=contexts
    )


def issue_with(securing, mandatory, members):
    by = issuer(securing)
    document = {
        "@context": [V2, TERMS],
        "type": ["VerifiableCredential", "DegreeCredential"],
        "issuer": by.id,
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": SUBJECT,
    }
    if securing == "dc+sd-jwt":
        document |= {"vct": VCT}
    return by.issue(document | members, securing=securing, mandatory=mandatory)


def issue(securing, mandatory=(), **subject):
    return issue_with(securing, mandatory, {"credentialSubject": SUBJECT | subject})


def derive(securing, reveal, mandatory=(), contexts=CONTEXTS, **subject):
    held = wallet(contexts)
    return held.derive(held.hold(issue(securing, mandatory, **subject)), reveal=reveal)


def error_of(step, *arguments, **options):
    with pytest.raises(VcwalletError) as caught:
        step(*arguments, **options)
    error = caught.value
    return type(error), error.code, error.where, error.hint, error.message, getattr(error, "missing", ())


def all_alike(step, pointers, mechanisms=MECHANISMS, **options):
    """The one error of all mechanisms."""
    found = {error_of(step, securing, pointers(), **options) for securing in mechanisms}
    assert len(found) == 1, found
    return next(iter(found))


NOWHERE = [
    ["/nope"],
    ["/credentialSubject/nope"],
    ["/credentialSubject/nations/7"],
    ["/credentialSubject/nations/01"],
    ["/credentialSubject/nations/-"],
    ["/credentialSubject/name/x"],
    ["/credentialSubject/name", "/nope"],
]
NO_POINTERS = [["nope"], ["/a~2b"], ["/~"], [5], [None], [["/type"]], ["/type", "nope"]]
# Each is made anew: an iterator runs out.
NO_LISTS = {
    "text": lambda: "/type",
    "bytes": lambda: b"/type",
    "set": lambda: {"/type"},
    "dict": lambda: {"/type": 1},
    "iterator": lambda: iter(["/type"]),
    "number": lambda: 5,
    "None": lambda: None,
}


@pytest.mark.parametrize("pointers", NOWHERE, ids=str)
def test_mandatory_pointers_that_lead_nowhere(pointers):
    kind, code, where, _, message, _ = all_alike(issue, lambda: pointers)
    assert (kind, code, where) == (UsageError, "nothing_there", pointers[-1])
    assert message == f"The credential has nothing at {pointers[-1]!r}."


@pytest.mark.parametrize("pointers", NOWHERE, ids=str)
def test_chosen_pointers_that_lead_nowhere(pointers):
    kind, code, where, _, message, missing = all_alike(derive, lambda: pointers, TO_DERIVE_FROM)
    assert (kind, code, where) == (CannotSatisfy, "nothing_there", pointers[-1])
    assert message == f"The credential has nothing at {pointers[-1]!r}."
    assert missing == (f"There is nothing at {pointers[-1]!r}.",)


def test_what_is_no_pointer_comes_before_what_leads_nowhere():
    for pointers in (["nope", "/nope"], ["/nope", "nope"]):
        assert all_alike(derive, lambda given=pointers: given, TO_DERIVE_FROM)[:3] == (UsageError, "bad_pointer", "")


def test_all_that_is_missing_is_said():
    *_, message, missing = all_alike(derive, lambda: ["/x", "/credentialSubject/name", "/y"])
    assert message == "The credential has nothing at '/x', '/y'."
    assert missing == ("There is nothing at '/x'.", "There is nothing at '/y'.")


@pytest.mark.parametrize("pointers", NO_POINTERS, ids=str)
@pytest.mark.parametrize(("step", "mechanisms"), [(issue, MECHANISMS), (derive, TO_DERIVE_FROM)])
def test_what_is_no_pointer(step, mechanisms, pointers):
    assert all_alike(step, lambda: pointers, mechanisms)[:3] == (UsageError, "bad_pointer", "")


@pytest.mark.parametrize("pointers", NO_LISTS.values(), ids=NO_LISTS)
def test_mandatory_pointers_come_in_a_list(pointers):
    kind, code, where, _, message, _ = all_alike(issue, pointers)
    assert (kind, code, where) == (UsageError, "bad_pointer", "")
    assert message == "`mandatory` is a list of JSON pointers."


@pytest.mark.parametrize("pointers", NO_LISTS.values(), ids=NO_LISTS)
def test_chosen_pointers_come_in_a_list(pointers):
    kind, code, where, _, message, _ = all_alike(derive, pointers, TO_DERIVE_FROM)
    assert (kind, code, where) == (UsageError, "bad_pointer", "")
    assert message == "`reveal` is a list of JSON pointers."


def test_not_everything_can_be_mandatory():
    assert all_alike(issue, lambda: ["/type", ""])[:3] == (UsageError, "usage", "")


INDIVISIBLE = [
    ("list", {"steps": ["x", "y"]}, "/steps/0", "/steps"),
    ("object in a list", {"steps": [{"name": "x"}, {"name": "y"}]}, "/steps/1/name", "/steps"),
    ("JSON literal", {"raw": {"a": 1, "b": None}}, "/raw/a", "/raw"),
    ("deep in a JSON literal", {"raw": [{"a": [1, 2]}]}, "/raw/0/a/1", "/raw"),
    ("identifier in a JSON literal", {"raw": {"id": 1, "b": 2}}, "/raw/id", "/raw"),
    ("text of a value", {"note": {"@value": "a", "@language": "en"}}, "/note/@value", "/note"),
    ("language of a value", {"note": {"@value": "a", "@language": "en"}}, "/note/@language", "/note"),
    ("value in an array", {"note": [{"@value": "a", "@language": "en"}, "b"]}, "/note/0/@value", "/note/0"),
    ("within what can be divided", {"part": {"raw": {"a": 1}, "b": 2}}, "/part/raw/a", "/part/raw"),
]
by_case = pytest.mark.parametrize(
    ("subject", "chosen", "whole"), [case[1:] for case in INDIVISIBLE], ids=[case[0] for case in INDIVISIBLE]
)


def in_subject(*places):
    return [f"/credentialSubject{place}" for place in places]


@by_case
def test_what_cannot_be_shown_by_itself(subject, chosen, whole):
    found = all_alike(derive, lambda: in_subject(chosen), OF_W3C, **subject)
    assert found[:3] == (CannotSatisfy, "indivisible", *in_subject(whole))


@by_case
def test_what_cannot_be_mandatory_by_itself(subject, chosen, whole):
    found = all_alike(issue, lambda: in_subject(chosen), OF_W3C, **subject)
    assert found[:3] == (UsageError, "indivisible", *in_subject(whole))


@by_case
@pytest.mark.parametrize("securing", OF_W3C)
def test_the_whole_can_be_shown(securing, subject, chosen, whole):
    secured = issue(securing, **subject)
    (place,) = in_subject(whole)
    assert place in secured.disclosable
    assert not [one for one in secured.disclosable if one.startswith(f"{place}/")]
    for beside in ([], in_subject(chosen)):
        derived = derive(securing, [*beside, place, "/credentialSubject/id"], **subject)
        shown = verifier(contexts=CONTEXTS).verify_credential(derived)
        assert shown.claim(place) == json_pointer.resolve(subject, whole)
        assert "name" not in shown.subject


@pytest.mark.parametrize("securing", OF_W3C)
@pytest.mark.parametrize(
    ("subject", "places"),
    [
        ({"steps": ["x", "y"]}, ["/steps/0", "/steps/1"]),
        ({"names": {"de": "a", "fr": "b"}}, ["/names/de"]),
        ({}, ["/degree/type"]),
        ({}, ["/homes/1/city"]),
        ({}, ["/nations/1"]),
    ],
    ids=str,
)
def test_what_can_be_shown_by_itself(securing, subject, places):
    shown = in_subject(*places, "/id")
    assert verifier(contexts=CONTEXTS).verify_credential(derive(securing, shown, **subject)).complete is False
    assert issue(securing, in_subject(*places), **subject).securing == securing


@pytest.mark.parametrize("securing", OF_W3C)
def test_a_part_of_what_is_always_shown_shows_no_more(securing):
    mandatory, chosen = in_subject("/raw", "/id"), in_subject("/raw/a", "/degree/type")
    shown = verifier(contexts=CONTEXTS).verify_credential(derive(securing, chosen, mandatory, raw={"a": 1, "b": 2}))
    assert shown.subject == {"id": "did:example:ada", "degree": {"type": "BachelorDegree"}, "raw": {"a": 1, "b": 2}}


@pytest.mark.parametrize(
    ("subject", "chosen"),
    [
        ({"note": [False, "a"]}, "/note/0"),
        ({"note": [{}, {"name": "a"}]}, "/note/0"),
        ({"note": [0, "", "a"]}, "/note/1"),
        ({"part": {"note": [False, True], "name": "x"}}, "/part/note/0"),
    ],
    ids=str,
)
def test_an_array_is_not_left_with_what_is_false(subject, chosen):
    found = all_alike(derive, lambda: in_subject(chosen), OF_W3C, **subject)
    assert found[:3] == (CannotSatisfy, "not_compact", *in_subject(chosen.rpartition("/")[0]))


@pytest.mark.parametrize("beside", [[], ["/note/0"]])
def test_of_two_values_that_are_equal_the_one_that_was_chosen_is_named(beside):
    twice = [{"@value": "a", "@language": "en"}] * 2
    found = all_alike(derive, lambda: in_subject(*beside, "/note/1/@value"), OF_W3C, note=twice)
    assert found[:3] == (CannotSatisfy, "indivisible", "/credentialSubject/note/1")


def test_where_the_wallet_knows_no_context_the_keywords_still_tell_a_value():
    with pytest.raises(CannotSatisfy) as caught:
        derive(
            "vc+sd-jwt",
            ["/credentialSubject/note/@value"],
            contexts=None,
            note={"@value": "a", "@language": "en"},
        )
    assert (caught.value.code, caught.value.where) == ("indivisible", "/credentialSubject/note")


def test_where_the_wallet_knows_no_context_a_disclosure_is_shown_as_a_whole():
    shown = derive("vc+sd-jwt", ["/credentialSubject/steps/0"], contexts=None, steps=["x", "y"])
    assert verifier(contexts=CONTEXTS).verify_credential(shown).subject["steps"] == ["x", "y"]


AROUND = {
    "id": "urn:uuid:0d5c1d2e-64ef-4fbe-9ffb-0c35c5a2c2c4",
    "name": "Degree",
    "validUntil": "2036-01-01T00:00:00Z",
    "credentialSchema": {"id": "https://uni.example/schema", "type": "JsonSchema"},
    "relatedResource": {"id": "https://uni.example/logo", "digestSRI": "sha256-" + 43 * "A" + "="},
    "termsOfUse": {"type": "Terms", "note": "not for resale"},
    "evidence": {"type": "Exam", "note": "oral"},
    "refreshService": {"id": "https://uni.example/refresh", "type": "Refresh"},
}


def issue_around(securing, mandatory=(), **members):
    by = {"id": issuer(securing).id, "name": "University", "seal": {"type": "Seal", "note": "red"}}
    return issue_with(securing, mandatory, AROUND | {"issuer": by} | members)


@pytest.mark.parametrize(
    ("mandatory", "members", "always"),
    [
        ([], {}, set()),
        ([], {"validFrom": "2030-01-01T00:00:00Z"}, {"/validFrom"}),
        (["/issuer"], {}, {"/issuer/name", "/issuer/seal", "/issuer/seal/note"}),
        (["/issuer/name", "/validFrom"], {}, {"/issuer/name", "/validFrom"}),
    ],
    ids=["nothing said", "begins later", "all of the issuer", "some of it"],
)
def test_around_the_subject_the_same_is_always_shown(mandatory, members, always):
    everything = {
        "/name",
        "/validFrom",
        "/issuer/name",
        "/issuer/seal",
        "/issuer/seal/note",
        "/evidence",
        "/evidence/note",
        "/refreshService",
    }
    for securing in OF_W3C:
        disclosable = issue_around(securing, mandatory, **members).disclosable
        assert {place for place in disclosable if not place.startswith("/credentialSubject/")} == everything - always


@pytest.mark.parametrize("securing", OF_W3C)
def test_what_limits_a_credential_is_never_withheld(securing):
    held = wallet()
    derived = held.derive(held.hold(issue_around(securing)), reveal=["/credentialSubject/id"])
    verified = verifier(contexts=CONTEXTS, unsafe_ignore_schema=True).verify_credential(derived)
    document = {name: value for name, value in verified.document.items() if name not in ("@context", "proof")}
    assert document == {
        "type": ["VerifiableCredential", "DegreeCredential"],
        "issuer": {"id": issuer(securing).id},
        "credentialSubject": {"id": "did:example:ada"},
    } | {name: AROUND[name] for name in ("id", "validUntil", "credentialSchema", "relatedResource", "termsOfUse")}


CHOSEN = in_subject("/id", "/degree/name", "/nations/1", "/homes/0/city")
MANDATORY = ["/type", "/issuer", "/credentialSubject/degree/type"]


def test_one_credential_in_all_mechanisms():
    shown, rules, disclosable = [], [], []
    for securing in MECHANISMS:
        secured = issue(securing, MANDATORY)
        disclosable.append({place for place in secured.disclosable if place.startswith("/credentialSubject/")})
        verified = verifier(contexts=CONTEXTS).verify_credential(derive(securing, CHOSEN, MANDATORY))
        assert (verified.securing, verified.issuer) == (securing, issuer(securing).id)
        assert verified.claim("/credentialSubject/degree/name") == "BSc Mathematics"
        shown.append(verified.document["credentialSubject"])
        rules.append({check.rule.id for check in verified.report if check.outcome.value == "passed"})
    assert shown == [
        {
            "id": "did:example:ada",
            "degree": {"type": "BachelorDegree", "name": "BSc Mathematics"},
            "nations": ["FR"],
            "homes": [{"city": "B"}],
        }
    ] * len(MECHANISMS)
    # Identifiers go with their objects in W3C credentials; the claims of an SD-JWT VC have none.
    assert disclosable[1] == disclosable[2] == disclosable[3] == disclosable[0] - {"/credentialSubject/id"}
    # Only some of them say when they were made.
    assert [passed - {"proof.time", "time.valid-from"} for passed in rules] == [
        {
            "format",
            "proof.form",
            "proof.purpose",
            "proof.verification-method",
            "proof.coverage",
            "proof.signature",
            "binding.issuer",
            "data-model",
        }
    ] * len(MECHANISMS)


LITERALS = {"a": [1, {"b": 2}], "c": None}
SINGLE = st.sampled_from(["a", "b", 1, 2, True, {"@value": "x", "@language": "en"}, {"@value": "y", "@language": "en"}])


def objects(inner):
    members = st.dictionaries(st.sampled_from("pqr"), inner, min_size=1, max_size=3)
    named = st.sampled_from([{}, {"id": "urn:x:1"}, {"type": "T"}])
    special = st.sampled_from([{}, {"raw": LITERALS}, {"names": {"de": "x", "fr": "y"}}])
    return st.builds(lambda *parts: dict(ChainMap(*parts)), members, named, special)


SUBJECTS = objects(
    st.recursive(
        SINGLE,
        lambda inner: objects(inner) | st.lists(SINGLE | objects(inner), min_size=1, max_size=3),
        max_leaves=6,
    )
)


def with_own_names(value, names):
    """A copy in which no two objects have the same identifier: what is said of one thing stands in one place."""
    if isinstance(value, list):
        return [with_own_names(item, names) for item in value]
    if isinstance(value, dict):
        return {
            name: f"urn:x:{next(names)}" if name == "id" else with_own_names(item, names)
            for name, item in value.items()
        }
    return value


def outcome(securing, subject, mandatory, reveal):
    """What a holder can withhold and what a verifier sees, or the error."""
    try:
        secured = issue_around(securing, mandatory, credentialSubject=subject)
        held = wallet()
        derived = held.derive(held.hold(secured), reveal=reveal)
        shown = verifier(contexts=CONTEXTS, unsafe_ignore_schema=True).verify_credential(derived).document
    except VcwalletError as error:
        return type(error), error.code, error.where
    else:
        return set(secured.disclosable), {name: shown[name] for name in shown if name not in ("issuer", "proof")}


@given(SUBJECTS, st.data())
@settings(max_examples=60)
def test_whatever_is_issued_and_chosen_the_same_comes_out(subject, data):
    subject = with_own_names(subject, count())
    document = {"credentialSubject": subject, "name": "Degree", "issuer": {"name": "University"}}
    places = [place for place, _ in json_pointer.walk(document) if place]
    mandatory = data.draw(st.lists(st.sampled_from(places), max_size=1))
    # Something of the subject has to be shown.
    reveal = [place for place in places if place.startswith("/credentialSubject/")]
    reveal = [data.draw(st.sampled_from(reveal)), *data.draw(st.lists(st.sampled_from(places), max_size=2))]
    found = [outcome(securing, subject, mandatory, reveal) for securing in OF_W3C]
    assert found == [found[0]] * len(OF_W3C)
