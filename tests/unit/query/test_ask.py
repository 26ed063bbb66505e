"""Ask and AnyOf say what is meant or refuse, and compile to the DCQL that says the same."""

import pickle

import pytest

from vcwallet.errors import UsageError
from vcwallet.query import AnyOf, Ask, CredentialView, Match, compile_asks, match, read_dcql

DEGREE = {
    "type": ["VerifiableCredential", "DegreeCredential"],
    "issuer": "did:example:uni",
    "credentialSubject": {"degree": {"name": "BSc", "level": 6}},
}


def compiled(expand=None, **asks):
    return compile_asks(asks, expand).to_json()


def test_a_type_with_pointers():
    assert compiled(degree=Ask("DegreeCredential", reveal=["/credentialSubject/degree/name", "/list/0"])) == {
        "credentials": [
            {
                "id": "degree",
                "format": "ldp_vc",
                "meta": {"type_values": [["DegreeCredential"]]},
                "claims": [{"path": ["credentialSubject", "degree", "name"]}, {"path": ["list", 0]}],
            }
        ]
    }


def test_a_vct_with_a_path():
    assert compiled(degree=Ask(vct="https://uni.example/degree", reveal=[("nationalities", None)])) == {
        "credentials": [
            {
                "id": "degree",
                "format": "dc+sd-jwt",
                "meta": {"vct_values": ["https://uni.example/degree"]},
                "claims": [{"path": ["nationalities", None]}],
            }
        ]
    }


def test_the_name_of_a_type_becomes_its_iri_where_it_is_known():
    def expand(name, contexts):
        return f"https://example.org/{name}" if contexts == ("https://example.org/v1",) else None

    known = Ask("Degree", contexts=["https://example.org/v1"])
    query = compiled(expand, a=known, b=Ask("Degree"), c=Ask(vct="Degree"))
    metas = [one["meta"] for one in query["credentials"]]
    assert metas == [
        {"type_values": [["https://example.org/Degree"]]},
        {"type_values": [["Degree"]]},
        {"vct_values": ["Degree"]},
    ]


@pytest.mark.parametrize("expand", [None, lambda _name, _contexts: None])
def test_a_type_that_no_context_defines_is_refused(expand):
    with pytest.raises(UsageError):
        compiled(expand, a=Ask("Degree", contexts=["https://example.org/v1"]))


def test_purpose_and_optional_are_said_by_credential_sets():
    query = compiled(degree=Ask("A", purpose="to hire you"), photo=Ask("B", optional=True), plain=Ask("C"))
    assert query["credential_sets"] == [
        {"options": [["degree"]], "purpose": "to hire you"},
        {"options": [["photo"]], "required": False},
        {"options": [["plain"]]},
    ]


def test_alternatives_keep_their_order_and_their_name():
    asked = AnyOf(Ask("Passport"), Ask(vct="urn:pid"), purpose="to know your age")
    query = compile_asks({"who": asked})
    assert [one.id for one in query.credentials] == ["who-1", "who-2"]
    assert query.to_json()["credential_sets"] == [
        {"options": [["who-1"], ["who-2"]], "purpose": "to know your age", "name": "who"}
    ]
    assert query.names() == {"who-1": "who", "who-2": "who"}


def test_the_purpose_of_an_alternative_is_not_lost():
    assert AnyOf(Ask("A", purpose="x"), Ask("B", purpose="x"), Ask("C", purpose="y")).purpose == "x; y"


def test_a_single_optional_alternative_makes_all_optional():
    assert compiled(a=AnyOf(Ask("A", optional=True), Ask("B")))["credential_sets"][0]["required"] is False


def test_multiple_and_any_holder():
    one = compiled(a=Ask("A", multiple=True, unsafe_any_holder=True))["credentials"][0]
    assert (one["multiple"], one["require_cryptographic_holder_binding"]) == (True, False)


@pytest.mark.parametrize("issuer", ["did:example:uni", {"id": "did:example:uni", "name": "Uni"}])
def test_issuers_are_asked_for_however_a_credential_writes_them(issuer):
    query = compile_asks({"degree": Ask("DegreeCredential", reveal=["/issuer", "/type"], issuers=["did:example:uni"])})
    view = CredentialView(format="ldp_vc", document=DEGREE | {"issuer": issuer})
    other = CredentialView(format="ldp_vc", document=DEGREE | {"issuer": "did:example:mill"})
    assert isinstance(match(query.credentials[0], view), Match)
    assert not isinstance(match(query.credentials[0], other), Match)


def test_issuers_of_an_sd_jwt_vc_are_a_claim():
    one = compiled(a=Ask(vct="urn:x", issuers=["https://uni.example"]))["credentials"][0]
    assert one["claims"] == [{"path": ["iss"], "values": ["https://uni.example"]}]


def test_values_narrow_the_claim_they_belong_to():
    pointer = "/credentialSubject/degree/level"
    one = compiled(a=Ask("DegreeCredential", reveal=[pointer], values={pointer: [6, 7]}))["credentials"][0]
    assert one["claims"] == [{"path": ["credentialSubject", "degree", "level"], "values": [6, 7]}]


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"type": "A", "vct": "B"},
        {"type": ""},
        {"type": 7},
        {"vct": b"x"},
        {"type": "A", "reveal": "/a"},
        {"type": "A", "reveal": 3},
        {"type": "A", "reveal": [""]},
        {"type": "A", "reveal": ["a"]},
        {"type": "A", "reveal": [7]},
        {"type": "A", "reveal": [()]},
        {"type": "A", "reveal": [("a", -1)]},
        {"type": "A", "purpose": None},
        {"type": "A", "format": 1},
        {"type": "A", "multiple": 1},
        {"type": "A", "optional": "no"},
        {"type": "A", "unsafe_any_holder": None},
        {"type": "A", "issuers": "did:example:uni"},
        {"type": "A", "contexts": "https://example.org/v1"},
        {"type": "A", "contexts": [7]},
        {"vct": "A", "contexts": ["https://example.org/v1"]},
        {"type": "A", "issuers": [""]},
        {"type": "A", "format": "dc+sd-jwt"},
        {"vct": "A", "format": "vc+sd-jwt"},
        {"type": "A", "values": ["/a"]},
        {"type": "A", "values": {"/a": "text"}},
        {"type": "A", "values": {"/a": []}},
        {"type": "A", "values": {"/a": [1.5]}},
    ],
    ids=str,
)
def test_a_question_that_makes_no_sense_is_refused(arguments):
    with pytest.raises(UsageError):
        Ask(**arguments)


@pytest.mark.parametrize("alternatives", [(), (Ask("A"),), (Ask("A"), "B")])
def test_a_choice_needs_two_questions(alternatives):
    with pytest.raises(UsageError):
        AnyOf(*alternatives)


@pytest.mark.parametrize("arguments", [{"purpose": 1}, {"optional": "x"}])
def test_a_choice_takes_a_text_and_a_flag(arguments):
    with pytest.raises(UsageError):
        AnyOf(Ask("A"), Ask("B"), **arguments)


@pytest.mark.parametrize(
    "asks",
    [
        {},
        None,
        [Ask("A")],
        {"a": "A"},
        {"a b": Ask("A")},
        {"é": Ask("A")},
        {"": Ask("A")},
        {7: Ask("A")},
        {"a-1": Ask("A"), "a": AnyOf(Ask("B"), Ask("C"))},
        {"a": Ask("A", issuers=["x"], values={"/issuer": ["y"]})},
    ],
    ids=str,
)
def test_a_request_that_cannot_be_said_is_refused(asks):
    with pytest.raises(UsageError):
        compile_asks(asks)


def test_a_path_may_be_a_list():
    assert Ask("A", reveal=[["nationalities", None]]) == Ask("A", reveal=[("nationalities", None)])
    assert hash(Ask("A", reveal=[["nationalities", None]]))


def test_questions_are_values():
    ask = Ask("A", reveal=["/a"], values={"/b": [1]})
    assert ask == pickle.loads(pickle.dumps(ask)) == Ask("A", reveal=("/a",), values={"/b": (1,)})
    assert hash(ask) == hash(Ask("A", reveal=("/a",), values={"/b": (1,)}))
    wanted = {"/b": [1]}
    Ask("A", values=wanted).values["/c"] = 1
    assert wanted == {"/b": [1]}


def test_what_is_compiled_is_a_query_by_the_book():
    query = compile_asks({"a": AnyOf(Ask("A", reveal=["/x"], issuers=["y"]), Ask(vct="B", values={"/z": [True]}))})
    assert read_dcql(query.to_json()) == query
