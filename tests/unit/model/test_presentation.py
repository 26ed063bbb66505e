from __future__ import annotations

import pytest
from changing import ABSENT, changed
from hypothesis import given
from hypothesis import strategies as st

from vcwallet.errors import NonConforming
from vcwallet.model import pointer
from vcwallet.model.credential import check_credential
from vcwallet.model.enveloped import check_enveloped
from vcwallet.model.presentation import check_presentation, is_enveloped

V2 = "https://www.w3.org/ns/credentials/v2"
V1 = "https://www.w3.org/2018/credentials/v1"
ENVELOPED = {
    "@context": V2,
    "type": "EnvelopedVerifiableCredential",
    "id": "data:application/vc+jwt,eyJhbGciOiJFUzI1NiJ9.e30.c2ln",
}
# What is inside is judged by `check_credential`, each by itself.
CREDENTIAL = {"type": ["VerifiableCredential"]}
FULL = {
    "@context": [V2],
    "id": "urn:uuid:3978344f-8596-4c3a-a978-8fcaba3903c5",
    "type": ["VerifiablePresentation", "ExamplePresentation"],
    "holder": {"id": "did:example:ada", "name": "Ada"},
    "verifiableCredential": [CREDENTIAL, ENVELOPED],
    "termsOfUse": {"type": "Policy"},
    "refreshService": [{"type": "Refresh"}],
    "confidenceMethod": {"type": "Face"},
    "renderMethod": [{"type": "Svg"}],
    "proof": {"type": "DataIntegrityProof"},
}


def test_gathers_the_facts():
    facts = check_presentation(FULL, secured=True)
    assert facts.version == "2.0"
    assert facts.id == "urn:uuid:3978344f-8596-4c3a-a978-8fcaba3903c5"
    assert facts.types == ("VerifiablePresentation", "ExamplePresentation")
    assert facts.holder == "did:example:ada"
    assert facts.credentials == (CREDENTIAL, ENVELOPED)
    assert facts.credential_pointers == ("/verifiableCredential/0", "/verifiableCredential/1")
    assert [is_enveloped(credential) for credential in facts.credentials] == [False, True]


def test_nearly_everything_is_optional():
    facts = check_presentation({"@context": [V1], "type": "VerifiablePresentation"})
    assert (facts.version, facts.id, facts.holder, facts.credentials) == ("1.1", None, None, ())


def test_an_envelope_may_write_its_type_as_an_array():
    envelope = ENVELOPED | {"type": ["EnvelopedVerifiableCredential"]}
    facts = check_presentation(changed(FULL, "/verifiableCredential/1", envelope))
    assert is_enveloped(facts.credentials[1])


def test_one_credential_needs_no_array():
    facts = check_presentation(changed(FULL, "/verifiableCredential", CREDENTIAL))
    assert facts.credentials == (CREDENTIAL,)
    assert facts.credential_pointers == ("/verifiableCredential",)


@pytest.mark.parametrize(
    ("place", "value", "where", "section"),
    [
        ("/@context", ABSENT, "", "4.3"),
        ("/@context", [{}, V2], "/@context/0", "4.3"),
        ("/@type", "VerifiablePresentation", "/@type", "6.1"),
        ("/id", "presentation", "/id", "4.4"),
        ("/type", ABSENT, "", "4.5"),
        ("/type", ["ExamplePresentation"], "/type", "4.5"),
        ("/type/1", 7, "/type/1", "4.5"),
        ("/holder", "Ada", "/holder", "4.13"),
        ("/holder", None, "/holder", "4.13"),
        ("/holder", ["did:example:ada"], "/holder", "4.13"),
        ("/holder/id", ABSENT, "/holder", "4.13"),
        ("/holder/id", "Ada", "/holder/id", "4.13"),
        ("/holder/@id", "did:example:bob", "/holder/@id", "6.1"),
        ("/verifiableCredential", [], "/verifiableCredential", "4.13"),
        ("/verifiableCredential", "eyJhbGciOiJFUzI1NiJ9.e30.c2ln", "/verifiableCredential", "4.13"),
        ("/verifiableCredential/0", "eyJhbGciOiJFUzI1NiJ9.e30.c2ln", "/verifiableCredential/0", "4.13"),
        ("/verifiableCredential/0", None, "/verifiableCredential/0", "4.13"),
        ("/verifiableCredential/0/type", ["Other"], "/verifiableCredential/0/type", "4.5"),
        ("/verifiableCredential/0/type", ABSENT, "/verifiableCredential/0", "4.5"),
        ("/verifiableCredential/1/id", "urn:x:1", "/verifiableCredential/1/id", "4.13"),
        ("/termsOfUse/type", ABSENT, "/termsOfUse", "5.5"),
        ("/refreshService/0/type", ABSENT, "/refreshService/0", "5.4"),
        ("/confidenceMethod/type", ABSENT, "/confidenceMethod", "5.10"),
        ("/confidenceMethod", "urn:x:face", "/confidenceMethod", "5.10"),
        ("/renderMethod/0/type", ABSENT, "/renderMethod/0", "5.10"),
        ("/proof/type", ABSENT, "/proof", "4.12"),
        ("/proof", ABSENT, "", "4.12"),
    ],
)
def test_one_broken_rule_is_named_with_its_place_and_section(place, value, where, section):
    with pytest.raises(NonConforming) as raised:
        check_presentation(changed(FULL, place, value), secured=True)
    assert (raised.value.where, raised.value.spec) == (where, f"VCDM 2.0 §{section}")


def test_version_1_does_not_know_the_reserved_members():
    check_presentation({"@context": [V1], "type": "VerifiablePresentation", "renderMethod": "urn:x:card"})


def test_version_1_has_its_own_sections():
    with pytest.raises(NonConforming) as raised:
        check_presentation({"@context": [V1], "type": "VerifiablePresentation", "verifiableCredential": "eyJ"})
    assert raised.value.spec == "VCDM 1.1 §4.10"


@pytest.mark.parametrize("document", [None, 7, "text", [], [FULL], b"{}"])
def test_what_is_no_object_is_no_presentation(document):
    with pytest.raises(NonConforming):
        check_presentation(document)


@pytest.mark.parametrize(
    ("url", "media_type", "parameters", "payload"),
    [
        ("data:application/vc+jwt,e30.e30.c2ln", "application/vc+jwt", (), "e30.e30.c2ln"),
        ("DATA:Application/VC+SD-JWT;base64,e30=", "application/vc+sd-jwt", ("base64",), "e30="),
        ("data:application/vc;charset=utf-8;base64,a,b", "application/vc", ("charset=utf-8", "base64"), "a,b"),
    ],
)
def test_opens_an_envelope(url, media_type, parameters, payload):
    envelope = check_enveloped(ENVELOPED | {"id": url}, "EnvelopedVerifiableCredential")
    assert (envelope.media_type, envelope.parameters, envelope.payload) == (media_type, parameters, payload)


def test_opens_an_enveloped_presentation():
    document = ENVELOPED | {"type": ["EnvelopedVerifiablePresentation"], "@context": [V2, {}]}
    assert check_enveloped(document, "EnvelopedVerifiablePresentation").type == "EnvelopedVerifiablePresentation"


@pytest.mark.parametrize(
    ("place", "value", "where", "section"),
    [
        ("/type", ABSENT, "", "4.13"),
        ("/type", "EnvelopedVerifiablePresentation", "/type", "4.13"),
        ("/type", ["EnvelopedVerifiableCredential", "Other"], "/type", "4.13"),
        ("/@context", ABSENT, "", "4.13"),
        ("/@context", "https://example.org/v1", "/@context", "4.13"),
        ("/@context", [V2, 7], "/@context/1", "4.13"),
        ("/@id", "data:application/vc+jwt,e30", "/@id", "6.1"),
        ("/id", ABSENT, "", "4.13"),
        ("/id", "https://example.org", "/id", "4.13"),
        ("/id", "data:,e30", "/id", "4.13"),
        ("/id", "data:application,e30", "/id", "4.13"),
        ("/id", "data:application/vc+jwt", "/id", "4.13"),
        ("/id", "data:application/vc+jwt,", "/id", "4.13"),
        ("/id", "data:application/vc+jwt,e30 e30", "/id", "4.13"),
        ("/id", "data:application/vc+jwt,e30#x", "/id", "4.13"),
        ("/id", 7, "/id", "4.13"),
    ],
)
def test_a_broken_envelope_is_refused(place, value, where, section):
    with pytest.raises(NonConforming) as raised:
        check_enveloped(changed(ENVELOPED, place, value), "EnvelopedVerifiableCredential", "/verifiableCredential/3")
    assert raised.value.where.removeprefix("/verifiableCredential/3") == where
    assert raised.value.spec == f"VCDM 2.0 §{section}"


garbage = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just("data:a/b,c"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "type", "@context", "@id", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.sampled_from([place for place, _ in pointer.walk(FULL) if place]), garbage)
def test_nothing_but_a_library_error_escapes(place, value):
    tampered = changed(FULL, place, value)
    try:
        check_presentation(tampered)
    except NonConforming as error:
        pointer.resolve(tampered, error.where)


@pytest.mark.parametrize(
    ("check", "type_", "hint"),
    [
        (check_presentation, "VerifiableCredential", "Ask its holder to present it"),
        (check_presentation, "ExamplePresentation", "Add it"),
        (check_credential, "VerifiablePresentation", "verify it as one"),
        (check_credential, "ExampleCredential", "Add it"),
    ],
)
def test_what_came_for_another_question_is_told_so(check, type_, hint):
    with pytest.raises(NonConforming) as caught:
        check({"@context": [V2], "type": [type_]})
    assert caught.value.where == "/type"
    assert hint in caught.value.hint
