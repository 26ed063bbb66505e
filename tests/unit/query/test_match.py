"""Which credentials answer which query: OpenID4VP 1.0 §6.1, §6.3, §6.4.1, Appendix B.1.1."""

import itertools
import sys
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vcwallet.errors import FormatError
from vcwallet.query import CredentialView, Effort, Match, Mismatch, format_of, match, read_dcql
from vcwallet.query.claims_path import select

DEGREE = {
    "type": ["VerifiableCredential", "DegreeCredential"],
    "issuer": "did:example:uni",
    "credentialSubject": {"name": "Ada", "age": 36, "honours": True, "languages": ["en", "fr", 7]},
}


def query(**members):
    base = {"id": "x", "format": "ldp_vc", "meta": {"type_values": [["DegreeCredential"]]}}
    return read_dcql({"credentials": [base | members]}).credentials[0]


def view(document=DEGREE, **facts):
    return CredentialView(**({"format": "ldp_vc", "document": document} | facts))


def claim(*path, **members):
    return {"path": ["credentialSubject", *path], **members}


def test_without_claims_only_what_is_always_shown_is_asked_for():
    assert match(query(), view()) == Match(claims=())


def test_all_claims_are_selected_in_the_order_of_the_query():
    found = match(query(claims=[claim("age"), claim("languages", None), claim("name")]), view())
    subject = "/credentialSubject"
    assert found.pointers == (
        f"{subject}/age",
        f"{subject}/languages/0",
        f"{subject}/languages/1",
        f"{subject}/languages/2",
        f"{subject}/name",
    )


def test_a_claim_is_selected_once_however_often_it_is_asked_for():
    found = match(query(claims=[claim("languages", 0), claim("languages", None)]), view())
    assert [place.value for place in found.claims] == ["en", "fr", 7]


def test_of_two_queries_for_one_path_the_first_counts():
    claims = [claim("name", values=["Ada"]), claim("name", values=["Eve"])]
    assert isinstance(match(query(claims=claims), view()), Match)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"format": "jwt_vc_json"}, "format"),
        ({"meta": {"type_values": [["PassportCredential"]]}}, "type"),
        ({"meta": {"type_values": [["DegreeCredential", "PassportCredential"]]}}, "type"),
        ({"claims": [claim("name"), claim("telephone")]}, "/credentialSubject/telephone"),
        ({"claims": [claim("languages", None, "x")]}, "/credentialSubject/languages/*/x"),
        ({"claims": [claim("name", values=["Eve", "Mallory"])]}, "value"),
        ({"trusted_authorities": [{"type": "aki", "values": ["abc"]}]}, "authorities"),
    ],
    ids=str,
)
def test_each_constraint_can_fail_alone(changes, reason):
    assert isinstance(match(query(), view()), Match)
    outcome = match(query(**changes), view())
    assert isinstance(outcome, Mismatch)
    assert reason in " ".join(outcome.reasons)


def test_a_mismatch_says_whether_it_is_at_least_of_the_kind():
    assert not match(query(meta={"type_values": [["P"]]}), view()).is_of_kind
    assert match(query(claims=[claim("telephone")]), view()).is_of_kind


@pytest.mark.parametrize(
    ("type_values", "fits"),
    [
        ([["DegreeCredential"]], True),
        ([["https://example.org/Degree"]], True),
        ([["https://example.org/Degree", "VerifiableCredential"]], True),
        ([["P"], ["https://example.org/Degree"]], True),
        ([["https://example.org/Other"]], False),
        ([["Degree"]], False),
    ],
    ids=str,
)
def test_types_match_as_written_or_as_full_iris(type_values, fits):
    credential = view(expanded_types=lambda: ["https://example.org/Degree"])
    assert isinstance(match(query(meta={"type_values": type_values}), credential), Match) is fits


def test_types_are_expanded_only_where_it_matters():
    def expand():
        raise AssertionError("not needed")

    match(query(), view(expanded_types=expand))
    match(query(meta={"type_values": [["Unknown"]]}), view(expanded_types=expand))


def test_one_type_may_be_written_without_a_list():
    assert isinstance(match(query(), view({"type": "DegreeCredential"})), Match)


@pytest.mark.parametrize("document", [{}, {"type": 7}, {"type": [7, None]}, {"vct": 7}])
def test_odd_documents_match_nothing_and_break_nothing(document):
    assert isinstance(match(query(), view(document)), Mismatch)
    asked = query(format="dc+sd-jwt", meta={"vct_values": ["urn:x"]})
    assert isinstance(match(asked, view(document, format="dc+sd-jwt")), Mismatch)


def test_an_sd_jwt_vc_matches_by_its_vct():
    asked = query(format="dc+sd-jwt", meta={"vct_values": ["urn:x", "urn:y"]}, claims=[{"path": ["name"]}])
    held = {"vct": "urn:y", "name": "Ada"}
    assert match(asked, view(held, format="dc+sd-jwt")).pointers == ("/name",)
    assert isinstance(match(asked, view(held | {"vct": "urn:z"}, format="dc+sd-jwt")), Mismatch)


def test_an_mdoc_query_matches_nothing_here():
    asked = query(format="mso_mdoc", meta={"doctype_value": "org.iso.18013.5.1.mDL"})
    assert isinstance(match(asked, view(format="mso_mdoc")), Mismatch)


def test_any_authority_and_any_of_its_values_will_do():
    asked = query(
        trusted_authorities=[
            {"type": "aki", "values": ["a", "b"]},
            {"type": "openid_federation", "values": ["https://anchor.example"]},
        ]
    )
    assert isinstance(match(asked, view(authorities={("aki", "b")})), Match)
    assert isinstance(match(asked, view(authorities={("openid_federation", "https://anchor.example")})), Match)
    assert isinstance(match(asked, view(authorities={("openid_federation", "b")})), Mismatch)


@pytest.mark.parametrize(
    ("name", "values", "fits"),
    [
        ("name", ["Ada"], True),
        ("name", ["ada"], False),
        ("age", [36], True),
        ("age", ["36"], False),
        ("honours", [True], True),
        ("honours", [1], False),
        ("languages", ["en"], False),
    ],
)
def test_type_and_value_both_match_exactly(name, values, fits):
    assert isinstance(match(query(claims=[claim(name, values=values)]), view()), Match) is fits


def test_a_number_is_no_truth_value():
    document = DEGREE | {"credentialSubject": {"age": 1, "share": 1.0}}
    assert isinstance(match(query(claims=[claim("age", values=[True])]), view(document)), Mismatch)
    assert isinstance(match(query(claims=[claim("share", values=[1])]), view(document)), Mismatch)


def test_of_the_elements_of_an_array_only_those_with_the_value_are_selected():
    found = match(query(claims=[claim("languages", None, values=["fr", 7])]), view())
    assert [place.value for place in found.claims] == ["fr", 7]


SETS = {
    "claims": [
        {"id": "a", **claim("telephone")},
        {"id": "b", **claim("name")},
        {"id": "c", **claim("age")},
        {"id": "d", **claim("name", values=["Eve"])},
    ]
}


@pytest.mark.parametrize(
    ("claim_sets", "selected"),
    [
        ([["b"], ["c"]], ["Ada"]),
        ([["a", "b"], ["c", "b"], ["b"]], [36, "Ada"]),
        ([["d"], ["b"]], ["Ada"]),
        ([["a"], ["d", "c"]], None),
    ],
    ids=str,
)
def test_the_first_claim_set_that_the_credential_has_is_chosen(claim_sets, selected):
    found = match(query(**SETS, claim_sets=claim_sets), view())
    assert (isinstance(found, Match) and [place.value for place in found.claims]) == (selected or False)


def test_all_that_is_lacking_is_told():
    outcome = match(query(**SETS, claim_sets=[["a"], ["d", "a"]]), view())
    assert outcome.reasons == (
        "It has no claim '/credentialSubject/telephone'.",
        "The value of its claim '/credentialSubject/name' is not one that is asked for.",
    )


def test_control_characters_of_a_query_do_not_reach_the_terminal():
    outcome = match(query(claims=[{"path": ["\x1b[2J"]}]), view())
    assert "\x1b" not in outcome.reasons[0]


@pytest.mark.parametrize(
    ("securing", "format_"),
    [
        ("eddsa-rdfc-2022", "ldp_vc"),
        ("Ed25519Signature2020", "ldp_vc"),
        ("bbs-2023", "ldp_vc"),
        ("vc+jwt", "jwt_vc_json"),
        ("dc+sd-jwt", "dc+sd-jwt"),
    ],
)
def test_each_mechanism_has_its_format(securing, format_):
    assert format_of(securing) == format_


names = st.sampled_from(["a", "b", "c"])
scalars = st.sampled_from([0, 1, True, False, "a", "b"])
documents = st.dictionaries(names, scalars | st.lists(scalars, max_size=3), max_size=3)
steps = st.tuples(names) | st.tuples(names, st.none() | st.integers(0, 2))
claims_queries = st.lists(
    st.tuples(steps, st.none() | st.lists(scalars, min_size=1, max_size=2)),
    min_size=1,
    max_size=4,
    unique_by=lambda one: one[0],
)


@given(documents, claims_queries, st.data())
def test_matching_is_that_of_a_naive_reading(document, wanted, data):
    """§6.4.1 read aloud: the first claim set of which each claim has an element with an exact value."""
    ids = [f"c{number}" for number, _ in enumerate(wanted)]
    sets = data.draw(st.lists(st.lists(st.sampled_from(ids), min_size=1, unique=True), min_size=1, max_size=3))
    claims = [
        {"id": id_, "path": list(path)} | ({"values": values} if values else {})
        for id_, (path, values) in zip(ids, wanted, strict=True)
    ]
    outcome = match(query(meta={}, claims=claims, claim_sets=sets), view(document))

    def selected(id_):
        path, values = wanted[ids.index(id_)]
        places = select(document, path)
        return {p.pointer for p in places if values is None or repr(p.value) in map(repr, values)}

    expected = next((list(map(selected, one)) for one in sets if all(map(selected, one))), None)
    if expected is None:
        assert isinstance(outcome, Mismatch)
        assert outcome.reasons
    else:
        assert set(outcome.pointers) == set(itertools.chain(*expected))


def test_a_claim_is_judged_once_however_many_claim_sets_name_it(monkeypatch):
    judged = []
    monkeypatch.setattr(sys.modules[match.__module__], "shown", lambda path: judged.append(path) or "it")
    sets = [["a"] * 10, ["a", "b"]] * 50
    claims = [claim("age", id="a", values=[7]), claim("nothing", id="b")]
    found = match(query(claims=claims, claim_sets=sets), view())
    assert len(judged) == 2
    assert len(found.reasons) == 2


def test_values_and_claim_sets_are_not_looked_at_without_end():
    of_many_values = query(claims=[claim("age", values=list(range(500)))])
    with pytest.raises(FormatError) as caught:
        match(of_many_values, view(effort=Effort(400)))
    assert caught.value.code == "over_limit"
    assert isinstance(match(of_many_values, view(effort=Effort(600))), Match)
    names = [f"c{number}" for number in range(10)]
    of_many_sets = query(claims=[claim(name, id=name) for name in names], claim_sets=[names] * 50)
    with pytest.raises(FormatError):
        match(of_many_sets, view(effort=Effort(400)))
    assert isinstance(match(of_many_sets, view(effort=Effort(600))), Mismatch)


def test_what_is_a_type_of_one_kind_of_credential_is_a_claim_of_the_other():
    document = {"vct": "https://x.example/t", "aka_vcts": ["https://x.example/u"], "type": "DegreeCredential"}
    of_w3c, of_ietf = (view(document, format=name) for name in ("vc+sd-jwt", "dc+sd-jwt"))
    assert (of_w3c.types, of_w3c.vcts) == (("DegreeCredential",), frozenset())
    assert (of_ietf.types, of_ietf.vcts) == ((), {"https://x.example/t", "https://x.example/u"})
    by_type = replace(query(), format="dc+sd-jwt")
    assert isinstance(match(by_type, of_ietf), Mismatch)
    by_vct = replace(query(), format="vc+sd-jwt", type_values=(), vct_values=("https://x.example/u",))
    assert isinstance(match(by_vct, of_w3c), Mismatch)
