from __future__ import annotations

import copy
import pickle
from datetime import UTC, datetime

import pytest
from changing import ABSENT, changed
from hypothesis import given
from hypothesis import strategies as st

from vcwallet.errors import NonConforming
from vcwallet.model import pointer
from vcwallet.model.credential import check_credential

MULTIHASH = "uEiBZlVztZpfWHgPyslVv6-UwirFoQoRvW1htfx963sknNA"  # VCDM 2.0 §5.3
DIGEST = "sha384-" + "A" * 64

# Every member that the rules speak of, each as it should be.
FULL = {
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://example.org/degrees/v1", {"@vocab": "urn:x:"}],
    "id": "urn:uuid:9c9a36f8-518f-4976-a934-6649502d0008",
    "type": ["VerifiableCredential", "https://example.org/#Degree"],
    "name": "A degree",
    "description": [{"@value": "Ein Abschluss", "@language": "de", "@direction": "ltr"}],
    "issuer": {"id": "did:web:uni.example", "name": {"@value": "University"}, "seal": 7},
    "validFrom": "2026-01-02T03:04:05Z",
    "validUntil": "2027-01-02T03:04:05Z",
    "credentialSubject": [{"id": "did:example:ada", "confidenceMethod": [{"type": "Face"}]}, {"age": 36}],
    "credentialStatus": [{"id": "https://uni.example/status#7", "type": "BitstringStatusListEntry"}, {"type": "X"}],
    "credentialSchema": {"id": "https://uni.example/schema", "type": "JsonSchema"},
    "refreshService": {"type": "Refresh"},
    "termsOfUse": [{"type": "Policy", "id": "urn:x:policy"}],
    "evidence": {"id": "urn:x:evidence", "type": ["Evidence"]},
    "confidenceMethod": {"type": "Face"},
    "renderMethod": [{"type": "Svg"}],
    "relatedResource": [
        {"id": "https://uni.example/a", "digestSRI": f"{DIGEST} sha256-abc="},
        {"id": "https://uni.example/b", "digestMultibase": [MULTIHASH]},
    ],
    "somethingElse": {"@type": "kept"},
    "proof": [{"type": "DataIntegrityProof"}, {"type": "DataIntegrityProof"}],
}
OLDER = {
    "@context": ["https://www.w3.org/2018/credentials/v1"],
    "type": ["VerifiableCredential"],
    "issuer": "did:example:issuer",
    "issuanceDate": "2026-01-02T03:04:05",
    "expirationDate": "2027-01-02T03:04:05Z",
    "credentialSubject": {"id": "did:example:ada"},
    "credentialStatus": {"id": "https://uni.example/status#7", "type": "RevocationList2020Status"},
    "credentialSchema": {"id": "https://uni.example/schema", "type": "JsonSchema"},
    "refreshService": {"id": "https://uni.example/refresh", "type": "ManualRefreshService2018"},
    "proof": {"type": "Ed25519Signature2020"},
}


def test_gathers_the_facts():
    facts = check_credential(FULL)
    assert facts.version == "2.0"
    assert facts.id == "urn:uuid:9c9a36f8-518f-4976-a934-6649502d0008"
    assert facts.types == ("VerifiableCredential", "https://example.org/#Degree")
    assert facts.issuer == "did:web:uni.example"
    assert facts.subjects == tuple(FULL["credentialSubject"])
    assert facts.subject_ids == ("did:example:ada",)
    assert facts.valid_from == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert facts.valid_until == datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert facts.status == tuple(FULL["credentialStatus"])
    assert facts.schemas == (FULL["credentialSchema"],)
    assert facts.related_resources == tuple(FULL["relatedResource"])
    assert pickle.loads(pickle.dumps(facts)) == facts


def test_gathers_the_facts_of_version_1():
    facts = check_credential(OLDER)
    assert facts.version == "1.1"
    assert facts.id is None
    assert facts.valid_from == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert facts.valid_until == datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_leaves_the_document_as_it_is():
    document = copy.deepcopy(FULL)
    check_credential(document)
    assert document == FULL


@pytest.mark.parametrize(
    "place",
    [
        "/id",
        "/name",
        "/description",
        "/validFrom",
        "/validUntil",
        "/credentialStatus",
        "/credentialStatus/0/id",
        "/credentialSchema",
        "/refreshService",
        "/termsOfUse",
        "/evidence",
        "/confidenceMethod",
        "/renderMethod",
        "/relatedResource",
        "/somethingElse",
        "/issuer/name",
        "/issuer/seal",
        "/credentialSubject/0/id",
        "/description/0/@language",
        "/description/0/@direction",
    ],
)
def test_optional_members_may_be_missing(place):
    check_credential(changed(FULL, place, ABSENT))


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("/type", "VerifiableCredential"),
        ("/issuer", "https://uni.example"),
        ("/credentialSubject", {"age": 36}),
        ("/validUntil", "2026-01-02T04:04:05+01:00"),
        ("/evidence", [{"type": "Evidence"}]),
        ("/proof", {"type": "DataIntegrityProof"}),
        ("/relatedResource/0/digestSRI", ["sha512-abc", "sha256-x-y_z=="]),
        ("/relatedResource/1/digestMultibase", MULTIHASH),
        ("/@context", ["https://www.w3.org/ns/credentials/v2"]),
        ("/relatedResource/0/mediaType", "image/svg+xml"),
        ("/relatedResource/0/mediaType", 'application/ld+json; profile="http://www.w3.org/ns/json-ld#compacted"'),
        ("/name", {"@value": ""}),
        ("/@context/1", {"@vocab": "urn:y:"}),
    ],
)
def test_the_other_ways_to_write_it_are_as_good(place, value):
    check_credential(changed(FULL, place, value))


BROKEN = [
    # place, value, where the error points, its section
    ("/@context", ABSENT, "", "4.3"),
    ("/@context", "https://www.w3.org/ns/credentials/v2", "/@context", "4.3"),
    ("/@context", [], "/@context", "4.3"),
    ("/@context", {}, "/@context", "4.3"),
    ("/@context/0", "https://example.org/v1", "/@context/0", "4.3"),
    ("/@context/0", {}, "/@context/0", "4.3"),
    ("/@context/0", ["https://www.w3.org/ns/credentials/v2"], "/@context/0", "4.3"),
    ("/@context/1", "not a url", "/@context/1", "4.3"),
    ("/@context/1", "relative", "/@context/1", "4.3"),
    ("/@context/1", 7, "/@context/1", "4.3"),
    ("/@context/1", None, "/@context/1", "4.3"),
    ("/@context/1", ["https://example.org/v1"], "/@context/1", "4.3"),
    ("/@context/1", "https://www.w3.org/ns/credentials/v2", "/@context/1", "4.3"),
    ("/@context/2", "https://example.org/degrees/v1", "/@context/2", "4.3"),
    ("/@context/1", {"@vocab": "urn:x:"}, "/@context/2", "4.3"),
    ("/@context/2", "https://www.w3.org/2018/credentials/v1", "/@context/2", "4.3"),
    ("/@id", "urn:x:other", "/@id", "6.1"),
    ("/@type", "Other", "/@type", "6.1"),
    ("/@graph", [], "/@graph", "6.1"),
    ("/issuer/@id", "urn:x:other", "/issuer/@id", "6.1"),
    ("/credentialSubject/1/@id", "urn:x:other", "/credentialSubject/1/@id", "6.1"),
    ("/credentialStatus/0/@type", "Other", "/credentialStatus/0/@type", "6.1"),
    ("/evidence/@reverse", {}, "/evidence/@reverse", "6.1"),
    ("/id", None, "/id", "4.4"),
    ("/id", ["urn:x:1"], "/id", "4.4"),
    ("/id", "no url", "/id", "4.4"),
    ("/id", "", "/id", "4.4"),
    ("/type", ABSENT, "", "4.5"),
    ("/type", [], "/type", "4.5"),
    ("/type", None, "/type", "4.5"),
    ("/type", "Degree", "/type", "4.5"),
    ("/type", ["Degree"], "/type", "4.5"),
    ("/type/1", 7, "/type/1", "4.5"),
    ("/type/1", "", "/type/1", "4.5"),
    ("/type/1", "@json", "/type/1", "4.5"),
    ("/type/1", "https ://no-url", "/type/1", "4.5"),
    ("/name", None, "/name", "4.6"),
    ("/name", 7, "/name", "4.6"),
    ("/name", [], "/name", "4.6"),
    ("/name", ["A", "B"], "/name/0", "4.6"),
    ("/name", {}, "/name", "11.1"),
    ("/name", {"@value": 7}, "/name", "11.1"),
    ("/description/0/url", "urn:x:1", "/description/0", "11.1"),
    ("/description/0/@language", "no language", "/description/0/@language", "11.1"),
    ("/description/0/@language", None, "/description/0/@language", "11.1"),
    ("/description/0/@direction", "up", "/description/0/@direction", "11.1"),
    ("/description/0/@direction", None, "/description/0/@direction", "11.1"),
    ("/description/0/@direction", [], "/description/0/@direction", "11.1"),
    ("/issuer/name", 7, "/issuer/name", "4.6"),
    ("/issuer/description", {"@value": "x", "@type": "y"}, "/issuer/description", "11.1"),
    ("/issuer", ABSENT, "", "4.7"),
    ("/issuer", None, "/issuer", "4.7"),
    ("/issuer", "University", "/issuer", "4.7"),
    ("/issuer", ["did:example:issuer"], "/issuer", "4.7"),
    ("/issuer/id", ABSENT, "/issuer", "4.7"),
    ("/issuer/id", None, "/issuer/id", "4.7"),
    ("/issuer/id", "University", "/issuer/id", "4.7"),
    ("/credentialSubject", ABSENT, "", "4.8"),
    ("/credentialSubject", [], "/credentialSubject", "4.8"),
    ("/credentialSubject", {}, "/credentialSubject", "4.8"),
    ("/credentialSubject", "did:example:ada", "/credentialSubject", "4.8"),
    ("/credentialSubject/1", {}, "/credentialSubject/1", "4.8"),
    ("/credentialSubject/1", "did:example:ada", "/credentialSubject/1", "4.8"),
    ("/credentialSubject/0/id", "Ada", "/credentialSubject/0/id", "4.4"),
    ("/credentialSubject/0/id", None, "/credentialSubject/0/id", "4.4"),
    ("/credentialSubject/0/id", ["did:example:ada"], "/credentialSubject/0/id", "4.4"),
    ("/validFrom", "2026-01-02T03:04:05", "/validFrom", "4.9"),
    ("/validFrom", "yesterday", "/validFrom", "4.9"),
    ("/validFrom", None, "/validFrom", "4.9"),
    ("/validFrom", 1767323045, "/validFrom", "4.9"),
    ("/validUntil", "2027-01-02", "/validUntil", "4.9"),
    ("/validUntil", "2026-01-02T03:04:04Z", "/validUntil", "4.9"),
    ("/credentialStatus", [], "/credentialStatus", "4.10"),
    ("/credentialStatus", None, "/credentialStatus", "4.10"),
    ("/credentialStatus", "urn:x:status", "/credentialStatus", "4.10"),
    ("/credentialStatus/1", None, "/credentialStatus/1", "4.10"),
    ("/credentialStatus/0/type", ABSENT, "/credentialStatus/0", "4.10"),
    ("/credentialStatus/0/type", 2, "/credentialStatus/0/type", "4.5"),
    ("/credentialStatus/0/id", "no url", "/credentialStatus/0/id", "4.4"),
    ("/credentialStatus/0/id", ["urn:x:1", "urn:x:2"], "/credentialStatus/0/id", "4.4"),
    ("/credentialSchema", "https://uni.example/schema", "/credentialSchema", "4.11"),
    ("/credentialSchema/id", ABSENT, "/credentialSchema", "4.11"),
    ("/credentialSchema/id", "schema", "/credentialSchema/id", "4.4"),
    ("/credentialSchema/type", ABSENT, "/credentialSchema", "4.11"),
    ("/refreshService/type", ABSENT, "/refreshService", "5.4"),
    ("/refreshService", "urn:x:1", "/refreshService", "5.4"),
    ("/termsOfUse/0/type", ABSENT, "/termsOfUse/0", "5.5"),
    ("/termsOfUse/0/id", "policy", "/termsOfUse/0/id", "4.4"),
    ("/evidence", {}, "/evidence", "5.6"),
    ("/evidence/type", [], "/evidence/type", "5.6"),
    ("/evidence/id", 7, "/evidence/id", "4.4"),
    ("/confidenceMethod/type", ABSENT, "/confidenceMethod", "5.10"),
    ("/credentialSubject/0/confidenceMethod/0/type", ABSENT, "/credentialSubject/0/confidenceMethod/0", "5.10"),
    ("/credentialSubject/1/renderMethod", {"id": "urn:x:card"}, "/credentialSubject/1/renderMethod", "5.10"),
    ("/credentialSubject/1/renderMethod", "urn:x:card", "/credentialSubject/1/renderMethod", "5.10"),
    ("/renderMethod/0/type", ABSENT, "/renderMethod/0", "5.10"),
    ("/relatedResource", [], "/relatedResource", "5.3"),
    ("/relatedResource/0/id", ABSENT, "/relatedResource/0", "5.3"),
    ("/relatedResource/0/id", "resource", "/relatedResource/0/id", "4.4"),
    ("/relatedResource/1/id", "https://uni.example/a", "/relatedResource/1/id", "5.3"),
    ("/relatedResource/0/mediaType", "svg", "/relatedResource/0/mediaType", "5.3"),
    ("/relatedResource/0/mediaType", "image/", "/relatedResource/0/mediaType", "5.3"),
    ("/relatedResource/0/mediaType", "image/svg xml", "/relatedResource/0/mediaType", "5.3"),
    ("/relatedResource/0/mediaType", "image/*", "/relatedResource/0/mediaType", "5.3"),
    ("/relatedResource/0/mediaType", "image/svg+xml, image/png", "/relatedResource/0/mediaType", "5.3"),
    ("/relatedResource/0/mediaType", "", "/relatedResource/0/mediaType", "5.3"),
    ("/relatedResource/0/mediaType", None, "/relatedResource/0/mediaType", "5.3"),
    ("/relatedResource/0/mediaType", ["image/png"], "/relatedResource/0/mediaType", "5.3"),
    ("/relatedResource/0/digestSRI", ABSENT, "/relatedResource/0", "5.3"),
    ("/relatedResource/0/digestSRI", [], "/relatedResource/0/digestSRI", "5.3"),
    ("/relatedResource/0/digestSRI", "sha1-abc", "/relatedResource/0/digestSRI", "5.3"),
    ("/relatedResource/0/digestSRI", "sha384-", "/relatedResource/0/digestSRI", "5.3"),
    ("/relatedResource/0/digestSRI", 7, "/relatedResource/0/digestSRI", "5.3"),
    ("/relatedResource/1/digestMultibase", "abc", "/relatedResource/1/digestMultibase", "5.3"),
    ("/relatedResource/1/digestMultibase", MULTIHASH[:-2], "/relatedResource/1/digestMultibase", "5.3"),
    ("/relatedResource/1/digestMultibase", "u", "/relatedResource/1/digestMultibase", "5.3"),
    ("/relatedResource/1/digestMultibase", "uEgA", "/relatedResource/1/digestMultibase", "5.3"),
    ("/relatedResource/1/digestMultibase", [None], "/relatedResource/1/digestMultibase", "5.3"),
    ("/proof", ABSENT, "", "4.12"),
    ("/proof", [], "/proof", "4.12"),
    ("/proof", "eyJ…", "/proof", "4.12"),
    ("/proof/0/type", ABSENT, "/proof/0", "4.12"),
    ("/proof/1", 7, "/proof/1", "4.12"),
]


@pytest.mark.parametrize(("place", "value", "where", "section"), BROKEN)
def test_one_broken_rule_is_named_with_its_place_and_section(place, value, where, section):
    with pytest.raises(NonConforming) as raised:
        check_credential(changed(FULL, place, value))
    assert (raised.value.where, raised.value.spec) == (where, f"VCDM 2.0 §{section}")


@pytest.mark.parametrize(
    ("place", "value", "where", "section"),
    [
        ("/issuanceDate", ABSENT, "", "4.6"),
        ("/issuanceDate", "2026-01-02", "/issuanceDate", "4.6"),
        ("/issuanceDate", None, "/issuanceDate", "4.6"),
        ("/expirationDate", "2027-01-02", "/expirationDate", "4.8"),
        ("/expirationDate", "2025-01-02T03:04:05Z", "/expirationDate", "4.8"),
        ("/credentialStatus/id", ABSENT, "/credentialStatus", "4.9"),
        ("/refreshService/id", ABSENT, "/refreshService", "5.5"),
        ("/credentialSubject", {}, "/credentialSubject", "4.4"),
        ("/issuer", {"name": "x"}, "/issuer", "4.5"),
        (
            "/@context",
            ["https://www.w3.org/2018/credentials/v1", "https://www.w3.org/ns/credentials/v2"],
            "/@context/1",
            "4.1",
        ),
        ("/@context", ["https://www.w3.org/2018/credentials/v1"] * 2, "/@context/1", "4.1"),
        ("/type", ["Other"], "/type", "4.3"),
        ("/id", "x", "/id", "4.2"),
        ("/proof", ABSENT, "", "4.7"),
        ("/@id", "urn:x:1", "/@id", "6.2"),
    ],
)
def test_version_1_has_its_own_rules_and_sections(place, value, where, section):
    with pytest.raises(NonConforming) as raised:
        check_credential(changed(OLDER, place, value))
    assert (raised.value.where, raised.value.spec) == (where, f"VCDM 1.1 §{section}")


def test_version_1_does_not_know_the_newer_members():
    subject = {"id": "did:example:ada", "confidenceMethod": 7, "renderMethod": "urn:x:card"}
    check_credential({**OLDER, "name": 7, "relatedResource": "anything", "credentialSubject": subject})


def test_an_unsecured_credential_needs_no_proof_but_a_proof_is_looked_at():
    document = changed(FULL, "/proof", ABSENT)
    check_credential(document, secured=False)
    with pytest.raises(NonConforming):
        check_credential({**document, "proof": {}}, secured=False)


@pytest.mark.parametrize("document", [None, 7, "text", [], [FULL], True, 1.5, b"{}"])
def test_what_is_no_object_is_no_credential(document):
    with pytest.raises(NonConforming) as raised:
        check_credential(document)
    assert raised.value.where == ""


garbage = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8) | st.just("urn:x:1"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "type", "@value", "@id", "x", "digestSRI"]), inner, max_size=3)
    ),
    max_leaves=8,
)


PLACES = [(document, place) for document in (FULL, OLDER) for place, _ in pointer.walk(document) if place]


@given(st.sampled_from(PLACES), garbage)
def test_nothing_but_a_library_error_escapes(document_and_place, value):
    tampered = changed(*document_and_place, value)
    try:
        check_credential(tampered)
    except NonConforming as error:
        pointer.resolve(tampered, error.where)


@given(st.dictionaries(st.sampled_from(sorted({*FULL, *OLDER})), garbage))
def test_random_documents_are_refused(members):
    with pytest.raises(NonConforming):
        check_credential(members)
