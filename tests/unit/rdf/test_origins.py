"""Where in the JSON each statement came from."""

import copy

from unit.rdf.jsonld_documents import Documents

from vcwallet.errors import VcwalletError
from vcwallet.model import pointer
from vcwallet.rdf import Contexts, to_statements

TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
CREDENTIAL = {
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
    "id": "urn:uuid:1",
    "type": ["VerifiableCredential", "ExampleDegreeCredential"],
    "issuer": {"id": "did:ex:issuer", "name": "Uni"},
    "validFrom": "2024-01-01T00:00:00Z",
    "credentialSubject": [
        {
            "id": "did:ex:ada",
            "degree": {"type": "ExampleBachelorDegree", "name": ["BSc", {"@value": "Bac", "@language": "fr"}]},
        },
        {"id": "did:ex:bob", "description": "x"},
    ],
    "proof": {"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022"},
}


def origins(document):
    statements = to_statements(document, Contexts.bundled(), origins=True)
    assert statements.quads == to_statements(document, Contexts.bundled()).quads
    return list(zip(statements.quads, statements.origins, strict=True))


def local(term):
    return term.strip('<>"').split("#")[-1].split("/")[-1]


def test_each_kind_of_value_in_a_credential():
    found = {(local(s), local(p), local(o)): origin for (s, p, o, _), origin in origins(CREDENTIAL)}
    assert found == {
        ("urn:uuid:1", "type", "VerifiableCredential"): "/type/0",
        ("urn:uuid:1", "type", "ExampleDegreeCredential"): "/type/1",
        ("did:ex:issuer", "name", "Uni"): "/issuer/name",
        ("urn:uuid:1", "issuer", "did:ex:issuer"): "/issuer",
        ("urn:uuid:1", "validFrom", "dateTime"): "/validFrom",
        ("_:b0", "type", "ExampleBachelorDegree"): "/credentialSubject/0/degree/type",
        ("_:b0", "name", "BSc"): "/credentialSubject/0/degree/name/0",
        ("_:b0", "name", 'Bac"@fr'): "/credentialSubject/0/degree/name/1",
        ("did:ex:ada", "degree", "_:b0"): "/credentialSubject/0/degree",
        ("urn:uuid:1", "credentialSubject", "did:ex:ada"): "/credentialSubject/0",
        ("did:ex:bob", "description", "x"): "/credentialSubject/1/description",
        ("urn:uuid:1", "credentialSubject", "did:ex:bob"): "/credentialSubject/1",
        ("urn:uuid:1", "proof", "_:b1"): "/proof",
        ("_:b2", "type", "DataIntegrityProof"): "/proof/type",
        ("_:b2", "cryptosuite", "cryptosuiteString"): "/proof/cryptosuite",
    }


def where(members, context):
    document = {"@context": context, **members}
    return [(f"{local(p)} {local(o)}", origin) for (_, p, o, _), origin in origins(document)]


def test_lists():
    context = {"l": {"@id": "urn:l", "@container": "@list"}, "n": "urn:n"}
    assert where({"l": ["x", {"n": "y"}]}, context) == [
        ("first x", "/l/0"),
        ("rest _:b2", "/l/0"),
        ("urn:n y", "/l/1/n"),
        ("first _:b3", "/l/1"),
        ("rest nil", "/l/1"),
        ("urn:l _:b1", "/l"),
    ]
    assert where({"n": {"@list": ["x"]}}, context)[0] == ("first x", "/n/@list/0")
    assert where({"l": {"@set": ["x"]}}, context) == [
        ("first x", "/l/@set/0"),
        ("rest nil", "/l/@set/0"),
        ("urn:l _:b1", "/l"),
    ]
    assert where({"l": {"@set": "x"}}, context)[0] == ("first x", "/l/@set")


def test_maps():
    context = {
        "l": {"@id": "urn:l", "@container": "@language"},
        "t": {"@id": "urn:t", "@container": "@type"},
        "i": {"@id": "urn:i", "@container": "@id"},
        "x": {"@id": "urn:x", "@container": "@index", "@index": "urn:key"},
        "n": "urn:n",
    }
    assert where({"l": {"en": ["a", "b"]}}, context) == [('urn:l a"@en', "/l/en/0"), ('urn:l b"@en', "/l/en/1")]
    assert where({"t": {"urn:T": {"n": "a"}}}, context) == [
        ("urn:n a", "/t/urn:T/n"),
        ("urn:t _:b1", "/t/urn:T"),
        ("type urn:T", "/t/urn:T"),
    ]
    assert where({"i": {"urn:a/b": [{"n": "a"}]}}, context) == [
        ("urn:n a", "/i/urn:a~1b/0/n"),
        ("urn:i b", "/i/urn:a~1b/0"),
    ]
    assert where({"x": {"k": {"n": "a"}}}, context)[2] == ("urn:key k", "/x/k")


def test_keywords_that_hold_objects():
    context = {"n": "urn:n", "r": {"@reverse": "urn:r"}}
    assert where({"@included": [{"n": "a"}]}, context) == [("urn:n a", "/@included/0/n")]
    assert where({"@graph": [{"n": "a"}]}, context) == [("urn:n a", "/@graph/0/n")]
    assert where({"@nest": [{"n": "a"}]}, context) == [("urn:n a", "/@nest/0/n")]
    assert where({"n": {"@set": ["a"]}}, context) == [("urn:n a", "/n/@set/0")]
    assert where({"@reverse": {"n": {"n": "a"}}}, context) == [
        ("urn:n a", "/@reverse/n/n"),
        ("urn:n _:b0", "/@reverse/n"),
    ]
    assert where({"r": {"n": "a"}}, context)[1] == ("urn:r _:b0", "/r")


def test_arrays_of_documents():
    found = origins([{"urn:p": "x"}, {"urn:p": {"urn:q": "y"}}])
    assert [origin for _, origin in found] == ["/0/urn:p", "/1/urn:p/urn:q", "/1/urn:p"]


def test_every_origin_is_a_place_in_the_document():
    found = 0
    for seed in range(3_000):
        document = Documents(seed).document()
        try:
            statements = to_statements(document, Contexts.bundled(), origins=True)
        except VcwalletError:
            continue
        places = {place for place, _ in pointer.walk(document)}
        assert places.issuperset(statements.origins), seed
        found += len(statements.origins)
    assert found > 5_000


def test_changing_a_text_changes_only_the_statements_that_came_from_it():
    """On generated documents: for each text that names no node and no type, and for each statement."""
    changed = 0
    for seed in range(800):
        document = Documents(seed).document()
        try:
            before = to_statements(document, Contexts.bundled(), origins=True)
        except VcwalletError:
            continue
        for place, value in list(pointer.walk(document)):
            if not isinstance(value, str) or value.startswith("_:") or not NAMES.isdisjoint(pointer.parse(place)):
                continue
            after = with_another_text(document, place)
            for old, new, origin in zip(before.quads, after or before.quads, before.origins, strict=True):
                if old != new:
                    assert pointer.starts_with(place, origin), (seed, place, old, new, origin)
                    changed += 1
    assert changed > 300


NAMES = {"@context", "@id", "id", "@type", "type"}


def with_another_text(document, place):
    """The statements of a document with one text changed; None if it is refused."""
    other = copy.deepcopy(document)
    *parents, last = pointer.parse(place)
    holder = pointer.resolve(other, pointer.join(*parents))
    holder[int(last) if isinstance(holder, list) else last] = "urn:changed"
    try:
        return to_statements(other, Contexts.bundled()).quads
    except VcwalletError:
        return None
