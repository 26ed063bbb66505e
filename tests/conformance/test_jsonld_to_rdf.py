"""The W3C's tests of JSON-LD to RDF: each gives the expected statements, is refused as it must be, or is listed here.

Documents have no base IRI in this library, since those who sign and those who verify must not depend on where a
document was found. The tests do have one; it is handed over as ``{"@base": …}`` in front of each document's own
context, which means the same.
"""

import json

import pytest

from vcwallet.errors import DataLoss, VcwalletError
from vcwallet.rdf import Contexts, canonicalize, to_statements
from vcwallet.rdf.iri import resolve
from vcwallet.rdf.nquads import parse

SITE = "https://w3c.github.io/json-ld-api/tests/"

INDEX = "has an index, which RDF does not keep"
NULL = "has a null that JSON-LD drops"
EMPTY = "has an empty array that JSON-LD drops"
FREE = "has values or objects to which nothing links, and which JSON-LD drops"
UNDEFINED = "has a term that is not defined and that JSON-LD drops"
RESERVED = "has a name that looks like a keyword and that JSON-LD drops"
RELATIVE = "takes the base IRI away and then has a relative IRI that JSON-LD drops"
NO_IRI = "has an IRI or language tag that is not well-formed and that JSON-LD drops"
BLANK = "has a property that is a blank node; plain RDF has none, and JSON-LD drops it"

# Positive tests that are refused, because some of the document would make no statement.
LOSES_DATA = {
    "#t0030": FREE,
    "#t0118": BLANK,
    "#tc013": INDEX,
    "#tc014": UNDEFINED,
    "#tc018": UNDEFINED,
    "#te001": FREE,
    "#te003": NULL,
    "#te004": EMPTY,
    "#te005": RESERVED,
    "#te014": NULL,
    "#te015": EMPTY,
    "#te016": EMPTY,
    "#te019": NULL,
    "#te032": "has a term that the context maps to null",
    "#te036": INDEX,
    "#te038": BLANK,
    "#te044": INDEX,
    "#te045": FREE,
    "#te046": FREE,
    "#te047": FREE,
    "#te059": UNDEFINED,
    "#te060": RELATIVE,
    "#te063": INDEX,
    "#te065": UNDEFINED,
    "#te068": BLANK,
    "#te075": BLANK,
    "#te082": INDEX,
    "#te083": INDEX,
    "#te084": INDEX,
    "#te096": INDEX,
    "#te097": INDEX,
    "#te098": INDEX,
    "#te105": INDEX,
    "#te107": INDEX,
    "#te111": NO_IRI,
    "#te112": NO_IRI,
    "#te119": RESERVED,
    "#te120": RESERVED,
    "#te122": RESERVED,
    "#tin06": "has a term that the context maps to null",
    "#tli12": RELATIVE,
    "#tli14": RELATIVE,
    "#tm002": "has a map whose key is not the identifier of the object under it",
    "#tpr06": UNDEFINED,
    "#tpr19": UNDEFINED,
    "#tpr34": RESERVED,
    "#tpr35": RESERVED,
    "#tpr36": RESERVED,
    "#tpr37": RESERVED,
    "#tpr38": RESERVED,
    "#tpr39": RESERVED,
    "#twf01": NO_IRI,
    "#twf02": NO_IRI,
    "#twf03": NO_IRI,
    "#twf04": NO_IRI,
    "#twf05": NO_IRI,
    "#twf07": NO_IRI,
}

# Positive tests that are refused, because they break a rule of JSON-LD 1.1.
REFUSED = {
    "#te008": "has an object with '@language' alone, which JSON-LD drops",
    "#te026": "defines terms in a way that only JSON-LD 1.0 allows",
    "#te071": "defines terms in a way that only JSON-LD 1.0 allows",
}

# Positive tests whose statements are others than expected.
RENDERED_OTHERWISE = dict.fromkeys(
    ("#tdi01", "#tdi02", "#tdi03", "#tdi04", "#tdi05", "#tdi06"),
    "expects base directions to be dropped; here they are kept in the datatype (rdfDirection: i18n-datatype)",
) | dict.fromkeys(
    ("#tdi11", "#tdi12"),
    "expects base directions as nodes (rdfDirection: compound-literal); here they are kept in the datatype",
)

# Negative tests that are accepted.
ONLY_WRONG_IN_1_0 = dict.fromkeys(
    ("#te115", "#te116", "#ter24", "#ter32", "#ter42", "#ttn01"),
    "expects an error of JSON-LD 1.0; the document is well-formed in JSON-LD 1.1, which is spoken here",
)

EXCEPTIONS = LOSES_DATA | REFUSED | RENDERED_OTHERWISE | ONLY_WRONG_IN_1_0


@pytest.fixture(scope="module")
def folder(vectors):
    return vectors / "json-ld-api"


@pytest.fixture(scope="module")
def manifest(folder):
    return json.loads((folder / "toRdf-manifest.jsonld").read_bytes())["sequence"]


@pytest.fixture(scope="module")
def contexts(folder):
    """All files of the suite that are context documents, under the URLs that they have on the W3C's site."""
    documents = {}
    for path in sorted(folder.glob("**/*.jsonld")):
        try:
            document = json.loads(path.read_bytes())
        except ValueError:
            continue
        if isinstance(document, dict) and "@context" in document:
            documents[SITE + path.relative_to(folder).as_posix()] = document
    return Contexts.bundled().extended(documents)


def test_each_test_of_the_w3c(folder, manifest, contexts):
    """Listed tests fall out as the list says, so that no entry goes stale; all others as the W3C says."""
    assert len(manifest) > 460
    outcomes = {test["@id"]: outcome(folder, test, contexts) for test in manifest}
    expected = {test["@id"]: expectation(test) for test in manifest}
    assert outcomes == expected


def test_the_list_of_exceptions_names_tests_that_exist(manifest):
    assert set(EXCEPTIONS) <= {test["@id"] for test in manifest}
    assert len(EXCEPTIONS) == len(LOSES_DATA) + len(REFUSED) + len(RENDERED_OTHERWISE) + len(ONLY_WRONG_IN_1_0)


def test_each_refusal_says_where(folder, manifest, contexts):
    for test in manifest:
        document = with_base(folder, test)
        error = refusal(document, contexts)
        if error is not None:
            assert points_into(document, error.where), (test["@id"], error.where)
            assert error.message.endswith("."), error.message
            assert error.spec, error.message


def test_each_statement_has_an_origin(folder, manifest, contexts):
    for test in manifest:
        document = with_base(folder, test)
        if refusal(document, contexts) is not None:
            continue
        quads = to_statements(document, contexts).quads
        traced = to_statements(document, contexts, origins=True)
        assert traced.quads == quads
        assert len(traced.origins) == len(quads)
        for origin in traced.origins:
            assert points_into(document, origin), (test["@id"], origin)


def refusal(document, contexts):
    try:
        to_statements(document, contexts)
    except VcwalletError as error:
        return error
    return None


def expectation(test):
    name = test["@id"]
    if name in LOSES_DATA:
        return "loses data"
    if name in REFUSED:
        return "refused"
    if name in RENDERED_OTHERWISE:
        return "otherwise"
    if name in ONLY_WRONG_IN_1_0:
        return "accepted"
    if "jld:NegativeEvaluationTest" in test["@type"]:
        return "refused"
    return "as expected" if "expect" in test else "accepted"


def outcome(folder, test, contexts):
    try:
        quads = to_statements(with_base(folder, test), contexts).quads
    except VcwalletError as error:
        positive = "jld:NegativeEvaluationTest" not in test["@type"]
        return "loses data" if positive and isinstance(error, DataLoss) else "refused"
    if "expect" not in test:
        return "accepted"
    expected = parse((folder / test["expect"]).read_text())
    return "as expected" if canonicalize(quads).nquads == canonicalize(expected).nquads else "otherwise"


def with_base(folder, test):
    """The test's document, with the test's base IRI, and contexts from elsewhere, in its own context."""
    options = test.get("option", {})
    url = SITE + test["input"]
    document = absolute(json.loads((folder / test["input"]).read_bytes()), url)
    front = [{"@base": options.get("base", url)}]
    if "expandContext" in options:
        front.append(json.loads((folder / options["expandContext"]).read_bytes())["@context"])
    if isinstance(document, list):
        return [preceded(item, front) for item in document]
    return preceded(document, front)


def preceded(document, front):
    if not isinstance(document, dict):
        return document
    own = document.get("@context", [])
    return {**document, "@context": front + (own if isinstance(own, list) else [own])}


def absolute(value, url):
    """The document with the URLs of contexts in full."""
    if isinstance(value, list):
        return [absolute(item, url) for item in value]
    if isinstance(value, dict):
        return {k: in_full(v, url) if k == "@context" else absolute(v, url) for k, v in value.items()}
    return value


def in_full(context, url):
    if isinstance(context, str):
        return resolve(url, context)
    if isinstance(context, list):
        return [in_full(member, url) for member in context]
    if isinstance(context, dict):
        return {
            k: resolve(url, v) if k == "@import" and isinstance(v, str) else scoped(v, url) for k, v in context.items()
        }
    return context


def scoped(definition, url):
    if isinstance(definition, dict) and "@context" in definition:
        return {**definition, "@context": in_full(definition["@context"], url)}
    return definition


def points_into(document, pointer):
    """Whether there is something at the pointer."""
    value = document
    for token in pointer.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        if isinstance(value, list) and name.isdigit() and int(name) < len(value):
            value = value[int(name)]
        elif isinstance(value, dict) and name in value:
            value = value[name]
        else:
            return False
    return True
