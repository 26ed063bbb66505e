"""However a request is written, what is looked at for it is bounded."""

import pytest

from vcwallet.errors import FormatError
from vcwallet.query import CredentialView, Effort, Match, Mismatch, match, read_dcql, select

LARGE = {"type": ["VerifiableCredential"], "credentialSubject": {"x": [f"v{index}" for index in range(10_000)]}}
ALL = ["credentialSubject", "x", None]


def query(**members):
    return read_dcql({"credentials": [{"id": "a", "format": "ldp_vc", "meta": {}, **members}]}).credentials[0]


def view(effort=None):
    return CredentialView(format="ldp_vc", document=LARGE, effort=effort or Effort())


def test_a_path_is_followed_once_for_a_credential():
    # 23 claim sets with the same path; following it costs 10,000 and a few.
    claims = [{"id": "x", "path": ALL}, {"id": "y", "path": ["nope"]}]
    asked = query(claims=claims, claim_sets=[["x", "y"]] * 23)
    credential = view(Effort(10_100))
    assert isinstance(match(asked, credential), Mismatch)
    assert isinstance(match(asked, credential), Mismatch)


def test_a_path_is_followed_for_each_way_of_judging():
    document = {"x": ["a", "b"]}
    credential = CredentialView(format="ldp_vc", document=document)
    assert [place.value for place in credential.select(("x", 1))] == ["b"]
    assert [place.value for place in credential.select(("x", 1), thinned=True)] == ["a", "b"]


def test_following_a_path_is_paid_for():
    with pytest.raises(FormatError) as caught:
        select(LARGE, tuple(ALL), effort=Effort(9_999))
    assert caught.value.code == "over_limit"


def test_comparing_with_values_is_paid_for():
    claims = [{"id": f"c{index}", "path": ALL, "values": ["no such"]} for index in range(5)]
    asked = query(claims=claims, claim_sets=[[f"c{index}"] for index in range(5)])
    assert isinstance(match(asked, view(Effort(61_000))), Mismatch)
    with pytest.raises(FormatError):
        match(asked, view(Effort(59_000)))


def test_many_values_cost_no_more_than_one():
    asked = query(claims=[{"path": ALL, "values": [f"w{index}" for index in range(499)] + ["v9999"]}])
    credential = view()
    assert match(asked, credential).pointers == ("/credentialSubject/x/9999",)


def test_values_still_have_to_be_of_the_same_type():
    document = {"x": [True, 1, 1.0, "1", None, {}, []]}
    for wanted, pointer in ((True, "/x/0"), (1, "/x/1"), ("1", "/x/3")):
        found = match(
            query(claims=[{"path": ["x", None], "values": [wanted]}]),
            CredentialView(format="ldp_vc", document=document),
        )
        assert isinstance(found, Match)
        assert found.pointers == (pointer,)


def test_several_views_share_what_may_be_spent():
    effort = Effort(15_000)
    asked = query(claims=[{"path": ALL}])
    match(asked, view(effort))
    with pytest.raises(FormatError):
        match(asked, view(effort))
