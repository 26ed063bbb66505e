"""Every rule of OpenID4VP 1.0 §6 refuses what breaks it, and says where."""

import contextlib
import copy
import json

import pytest
from changing import ABSENT, changed
from hypothesis import given
from hypothesis import strategies as st

from vcwallet.encoding.limits import Limits
from vcwallet.errors import FormatError, VcwalletError
from vcwallet.model import pointer as json_pointer
from vcwallet.query import read_dcql
from vcwallet.query.read_dcql import MAX_CLAIMS, MAX_CREDENTIAL_QUERIES

QUERY = {
    "credentials": [
        {
            "id": "degree",
            "format": "ldp_vc",
            "meta": {"type_values": [["https://example.org/Degree", "Other"], ["DegreeCredential"]]},
            "multiple": True,
            "trusted_authorities": [{"type": "aki", "values": ["s9tIpPmhxdiuNkHMEWNpYim8S8Y"]}],
            "require_cryptographic_holder_binding": False,
            "claims": [
                {"id": "a", "path": ["credentialSubject", "name"]},
                {"id": "b", "path": ["credentialSubject", "age"], "values": ["old", 42, True]},
            ],
            "claim_sets": [["a", "b"], ["a"]],
        },
        {"id": "pid", "format": "dc+sd-jwt", "meta": {"vct_values": ["https://credentials.example/pid"]}},
        {"id": "mdl", "format": "mso_mdoc", "meta": {"doctype_value": "org.iso.18013.5.1.mDL"}},
    ],
    "credential_sets": [
        {"options": [["degree"], ["pid", "mdl"]], "purpose": "to know you", "name": "who"},
        {"required": False, "options": [["pid"]]},
    ],
}


def test_everything_is_read():
    query = read_dcql(QUERY)
    degree, pid, mdl = query.credentials
    assert degree.type_values == (("https://example.org/Degree", "Other"), ("DegreeCredential",))
    assert (degree.multiple, degree.holder_binding) == (True, False)
    assert degree.trusted_authorities[0].values == ("s9tIpPmhxdiuNkHMEWNpYim8S8Y",)
    assert degree.claims[1].values == ("old", 42, True)
    assert [[claim.id for claim in one] for one in degree.alternatives()] == [["a", "b"], ["a"]]
    assert (pid.multiple, pid.holder_binding, pid.claims, pid.claim_sets) == (False, True, None, None)
    assert pid.vct_values == ("https://credentials.example/pid",)
    assert mdl.doctype_value == "org.iso.18013.5.1.mDL"
    assert [use_case.required for use_case in query.credential_sets] == [True, False]
    assert query.purposes() == {"degree": "to know you", "pid": "to know you", "mdl": "to know you"}
    assert query.names() == {"degree": "who", "pid": "who", "mdl": "who"}


@pytest.mark.parametrize("form", [QUERY, json.dumps(QUERY), json.dumps(QUERY).encode()])
def test_dict_text_and_bytes_are_read_alike(form):
    assert read_dcql(form) == read_dcql(QUERY)


def test_unknown_members_are_ignored_and_kept():
    query = copy.deepcopy(QUERY) | {"future": 1}
    query["credentials"][0]["meta"]["more"] = [2]
    assert read_dcql(query).to_json() == query


def test_the_json_given_out_is_a_copy():
    query = read_dcql(QUERY)
    query.to_json()["credentials"].clear()
    assert query.to_json() == QUERY


def test_a_purpose_that_is_no_text_is_left_alone():
    query = read_dcql(changed(QUERY, "/credential_sets/0/purpose", {"code": 7}))
    assert query.purposes() == {}


@pytest.mark.parametrize("format_", ["ldp_vc", "jwt_vc_json", "dc+sd-jwt", "vc+sd-jwt", "mso_mdoc", "future"])
def test_an_empty_meta_constrains_nothing(format_):
    query = read_dcql({"credentials": [{"id": "x", "format": format_, "meta": {}}]}).credentials[0]
    assert (query.type_values, query.vct_values, query.doctype_value) == ((), (), None)


@pytest.mark.parametrize("meta", [{"type_values": [["Degree"]]}, {"vct_values": ["urn:degree"]}])
def test_vc_sd_jwt_is_asked_for_by_type_or_by_vct(meta):
    query = read_dcql({"credentials": [{"id": "x", "format": "vc+sd-jwt", "meta": meta}]}).credentials[0]
    assert query.type_values or query.vct_values


BROKEN = [
    ("/credentials", ABSENT, "/credentials"),
    ("/credentials", [], "/credentials"),
    ("/credentials", {}, "/credentials"),
    ("/credentials/0", "degree", "/credentials/0"),
    ("/credentials/0/id", ABSENT, "/credentials/0/id"),
    ("/credentials/0/id", "", "/credentials/0/id"),
    ("/credentials/0/id", "a b", "/credentials/0/id"),
    ("/credentials/0/id", "é", "/credentials/0/id"),
    ("/credentials/0/id", "degree\n", "/credentials/0/id"),
    ("/credentials/0/id", 7, "/credentials/0/id"),
    ("/credentials/1/id", "degree", "/credentials/1/id"),
    ("/credentials/0/format", ABSENT, "/credentials/0/format"),
    ("/credentials/0/format", "", "/credentials/0/format"),
    ("/credentials/0/format", 1, "/credentials/0/format"),
    ("/credentials/0/multiple", "yes", "/credentials/0/multiple"),
    ("/credentials/0/multiple", None, "/credentials/0/multiple"),
    ("/credentials/0/require_cryptographic_holder_binding", 0, "/credentials/0/require_cryptographic_holder_binding"),
    ("/credentials/0/meta", ABSENT, "/credentials/0/meta"),
    ("/credentials/0/meta", [], "/credentials/0/meta"),
    ("/credentials/0/meta", {"other": 1}, "/credentials/0/meta/type_values"),
    ("/credentials/0/meta/type_values", [], "/credentials/0/meta/type_values"),
    ("/credentials/0/meta/type_values", ["Degree"], "/credentials/0/meta/type_values/0"),
    ("/credentials/0/meta/type_values", [[]], "/credentials/0/meta/type_values/0"),
    ("/credentials/0/meta/type_values/1", ["A", 1], "/credentials/0/meta/type_values/1/1"),
    ("/credentials/1/meta", {"type_values": [["A"]]}, "/credentials/1/meta/vct_values"),
    ("/credentials/1/meta/vct_values", [], "/credentials/1/meta/vct_values"),
    ("/credentials/1/meta/vct_values", [""], "/credentials/1/meta/vct_values/0"),
    ("/credentials/2/meta/doctype_value", ["x"], "/credentials/2/meta/doctype_value"),
    ("/credentials/0/trusted_authorities", [], "/credentials/0/trusted_authorities"),
    ("/credentials/0/trusted_authorities/0", "aki", "/credentials/0/trusted_authorities/0"),
    ("/credentials/0/trusted_authorities/0/type", ABSENT, "/credentials/0/trusted_authorities/0/type"),
    ("/credentials/0/trusted_authorities/0/values", ABSENT, "/credentials/0/trusted_authorities/0/values"),
    ("/credentials/0/trusted_authorities/0/values", [], "/credentials/0/trusted_authorities/0/values"),
    ("/credentials/0/trusted_authorities/0/values/0", 1, "/credentials/0/trusted_authorities/0/values/0"),
    ("/credentials/0/claims", [], "/credentials/0/claims"),
    ("/credentials/0/claims", ABSENT, "/credentials/0/claim_sets"),
    ("/credentials/0/claims/0", [], "/credentials/0/claims/0"),
    ("/credentials/0/claims/0/id", ABSENT, "/credentials/0/claims/0/id"),
    ("/credentials/0/claims/0/id", "a.b", "/credentials/0/claims/0/id"),
    ("/credentials/0/claims/1/id", "a", "/credentials/0/claims/1/id"),
    ("/credentials/0/claims/0/path", ABSENT, "/credentials/0/claims/0/path"),
    ("/credentials/0/claims/0/path", [], "/credentials/0/claims/0/path"),
    ("/credentials/0/claims/0/path", ["a", -1], "/credentials/0/claims/0/path/1"),
    ("/credentials/0/claims/1/values", [], "/credentials/0/claims/1/values"),
    ("/credentials/0/claims/1/values/0", 1.5, "/credentials/0/claims/1/values/0"),
    ("/credentials/0/claims/1/values/0", None, "/credentials/0/claims/1/values/0"),
    ("/credentials/0/claim_sets", [], "/credentials/0/claim_sets"),
    ("/credentials/0/claim_sets", ["a"], "/credentials/0/claim_sets/0"),
    ("/credentials/0/claim_sets/0", [], "/credentials/0/claim_sets/0"),
    ("/credentials/0/claim_sets/1/0", "c", "/credentials/0/claim_sets/1/0"),
    ("/credential_sets", [], "/credential_sets"),
    ("/credential_sets/0", ["degree"], "/credential_sets/0"),
    ("/credential_sets/0/options", ABSENT, "/credential_sets/0/options"),
    ("/credential_sets/0/options", [], "/credential_sets/0/options"),
    ("/credential_sets/0/options/0", [], "/credential_sets/0/options/0"),
    ("/credential_sets/0/options/1/1", "nobody", "/credential_sets/0/options/1/1"),
    ("/credential_sets/1/required", "no", "/credential_sets/1/required"),
]


@pytest.mark.parametrize(("pointer", "value", "where"), BROKEN, ids=[f"{p} {v!r}"[:60] for p, v, _ in BROKEN])
def test_each_broken_rule_is_refused_at_its_place(pointer, value, where):
    query = changed(QUERY, pointer, value)
    with pytest.raises(FormatError) as caught:
        read_dcql(query, "/dcql_query")
    assert caught.value.where == "/dcql_query" + where
    assert caught.value.spec


@pytest.mark.parametrize("value", [None, [], "[]", "{", b"\xff", 7, "null", ({},)])
def test_what_is_no_query_is_refused(value):
    with pytest.raises(FormatError):
        read_dcql(value)


def test_limits_come_first():
    one = {"id": "x", "format": "future", "meta": {}}
    many = [one | {"id": f"x{number}"} for number in range(MAX_CREDENTIAL_QUERIES + 1)]
    claims = [{"path": ["a"]}] * (MAX_CLAIMS + 1)
    for query in ({"credentials": many}, {"credentials": [one | {"claims": claims}]}):
        with pytest.raises(FormatError) as caught:
            read_dcql(query)
        assert caught.value.code == "over_limit"
    with pytest.raises(FormatError) as caught:
        read_dcql({"credentials": [one]}, "/dcql_query", Limits(max_nodes=3))
    assert caught.value.where.startswith("/dcql_query")


def query_of(**members):
    return {"id": "x", "format": "ldp_vc", "meta": {}} | members


@pytest.mark.parametrize(
    "heavy",
    [
        query_of(meta={"type_values": [["T"] * 500] * 11}),
        query_of(claims=[{"path": ["a"], "values": [1] * 499}] * 11),
        query_of(claims=[{"id": "a", "path": ["a"]}], claim_sets=[["a"] * 500] * 11),
        query_of(trusted_authorities=[{"type": "aki", "values": ["a"] * 500}] * 11),
        query_of(format="dc+sd-jwt", meta={"vct_values": ["x"] * 500}, claims=[{"path": ["a"]}] * 500),
    ],
    ids=["types", "values", "claim sets", "authorities", "several"],
)
def test_what_would_take_long_to_compare_is_refused(heavy):
    number = 6 if "vct_values" in heavy["meta"] else 1
    with pytest.raises(FormatError) as caught:
        read_dcql({"credentials": [heavy | {"id": f"x{index}"} for index in range(number)]})
    assert (caught.value.code, caught.value.where) == ("over_limit", "/credentials")


def test_what_follows_a_query_that_is_too_much_is_not_read():
    heavy = query_of(meta={"type_values": [["T"] * 500] * 11})
    with pytest.raises(FormatError) as caught:
        read_dcql({"credentials": [heavy, {"id": "no query"}]}, "/dcql_query")
    assert (caught.value.code, caught.value.where) == ("over_limit", "/dcql_query/credentials")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
PLACES = [pointer for pointer, _ in json_pointer.walk(QUERY) if pointer]


@given(st.sampled_from(PLACES), json_values)
def test_no_change_makes_anything_but_a_query_or_our_error(pointer, value):
    query = changed(QUERY, pointer, value)
    with contextlib.suppress(VcwalletError):
        assert read_dcql(query).to_json() == query
