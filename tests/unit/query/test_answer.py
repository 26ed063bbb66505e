"""Which queries have to be answered together, and whether an answer is one: OpenID4VP 1.0 §6.4.2, §8.1, §8.6."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vcwallet.encoding.limits import Limits
from vcwallet.errors import FormatError, NotWhatWasAsked, VcwalletError
from vcwallet.query import (
    CredentialView,
    PresentationResponse,
    check_answer,
    read_answer,
    read_dcql,
    select_credentials,
)


def query(*ids, sets=None, **members):
    credentials = [{"id": id_, "format": "ldp_vc", "meta": {"type_values": [[id_]]}, **members} for id_ in ids]
    return read_dcql({"credentials": credentials} | ({"credential_sets": sets} if sets else {}))


def view(type_, **claims):
    return CredentialView(format="ldp_vc", document={"type": [type_], **claims})


PID = [
    {"options": [["pid"], ["other"], ["first", "second"]]},
    {"options": [["extra"]], "required": False},
]
ALL = ("pid", "other", "first", "second", "extra")


@pytest.mark.parametrize(
    ("answerable", "include", "queries", "optional"),
    [
        (ALL, (), ("pid",), ("other", "first", "second", "extra")),
        (("other", "second"), (), ("other",), ()),
        (("first", "second"), (), ("first", "second"), ()),
        (ALL, ("other",), ("other",), ("pid", "first", "second", "extra")),
        (ALL, ("first",), ("pid",), ("other", "first", "second", "extra")),
        (ALL, ("second", "first"), ("first", "second"), ("pid", "other", "extra")),
        (ALL, ("extra",), ("pid", "extra"), ("other", "first", "second")),
        (("pid",), ("extra",), ("pid",), ()),
    ],
)
def test_the_first_option_that_can_be_answered_is_taken(answerable, include, queries, optional):
    selection = select_credentials(query(*ALL, sets=PID), answerable, include)
    assert (selection.queries, selection.optional, selection.lacking) == (queries, optional, ())


def test_what_is_required_and_cannot_be_answered_is_lacking():
    selection = select_credentials(query(*ALL, sets=PID), ("first", "extra"))
    assert [use_case.options for use_case in selection.lacking] == [(("pid",), ("other",), ("first", "second"))]


def test_without_credential_sets_everything_is_asked_for():
    assert select_credentials(query("a", "b"), ("a", "b")).queries == ("a", "b")
    assert [use_case.options for use_case in select_credentials(query("a", "b"), ("a",)).lacking] == [(("b",),)]


ANSWER = {"vp_token": {"a": ["eyJ…"], "b": [{"type": "VerifiablePresentation"}]}}


@pytest.mark.parametrize(
    "response", [ANSWER, json.dumps(ANSWER), json.dumps(ANSWER).encode(), PresentationResponse(value=ANSWER)]
)
def test_an_answer_is_read_in_any_form(response):
    answers = read_answer(response, query("a", "b"))
    assert answers == {"a": ("eyJ…",), "b": ({"type": "VerifiablePresentation"},)}


def test_an_answer_goes_out_as_json():
    assert json.loads(PresentationResponse(value=ANSWER).to_json()) == ANSWER


@pytest.mark.parametrize(
    ("response", "error"),
    [
        (None, FormatError),
        ("", FormatError),
        ("[]", FormatError),
        ({}, FormatError),
        ({"vp_token": "eyJ…"}, FormatError),
        ({"vp_token": []}, FormatError),
        ({"vp_token": {"a": []}}, FormatError),
        ({"vp_token": {"a": {}}}, FormatError),
        ({"vp_token": {"a": "eyJ…"}}, FormatError),
        ({"vp_token": {"a": [7]}}, FormatError),
        ({"vp_token": {"a": [None]}}, FormatError),
        ({"vp_token": {"c": ["x"]}}, NotWhatWasAsked),
        ({"vp_token": {"a": ["x", "y"]}}, NotWhatWasAsked),
    ],
    ids=str,
)
def test_what_is_no_answer_is_refused(response, error):
    with pytest.raises(error) as caught:
        read_answer(response, query("a", "b"))
    assert type(caught.value) is error


def test_several_presentations_where_several_are_welcome():
    answers = {"vp_token": {"a": ["x", "y", "z"]}}
    assert read_answer(answers, query("a", multiple=True)) == {"a": ("x", "y", "z")}
    with pytest.raises(FormatError) as caught:
        read_answer(answers, query("a", multiple=True), Limits(max_credentials=2))
    assert caught.value.code == "over_limit"


def test_what_was_asked_for_is_accepted():
    check_answer(query("a", "b"), {"a": [view("a")], "b": [view("b")]})
    check_answer(query(*ALL, sets=PID), {"first": [view("first")], "second": [view("second")]})
    check_answer(query(*ALL, sets=PID), {"pid": [view("pid")], "extra": [view("extra")]})


@pytest.mark.parametrize(
    ("answers", "where"),
    [
        ({}, "/vp_token"),
        ({"a": []}, "/vp_token/a"),
        ({"a": [view("b", x=1)]}, "/vp_token/a/0"),
        ({"a": [view("a", x=1), view("a", x=2)]}, "/vp_token/a"),
        ({"a": [view("a", x=1)], "c": [view("c")]}, "/vp_token/c/0"),
    ],
    ids=str,
)
def test_what_was_not_asked_for_is_refused(answers, where):
    with pytest.raises(NotWhatWasAsked) as caught:
        check_answer(query("a", claims=[{"path": ["x"]}]), answers)
    assert caught.value.where == where


def test_each_of_several_credentials_has_to_match():
    asked = query("a", multiple=True, claims=[{"path": ["x"]}])
    check_answer(asked, {"a": [view("a", x=1), view("a", x=2)]})
    with pytest.raises(NotWhatWasAsked) as caught:
        check_answer(asked, {"a": [view("a", x=1), view("a", y=1)]})
    assert caught.value.where == "/vp_token/a/1"


def test_half_an_option_is_no_answer():
    with pytest.raises(NotWhatWasAsked):
        check_answer(query(*ALL, sets=PID), {"first": [view("first")], "extra": [view("extra")]})


def test_indexes_may_have_moved_in_what_is_shown():
    asked = query("a", claims=[{"path": ["list", 3], "values": ["x"]}])
    check_answer(asked, {"a": [view("a", list=["x"])]})
    with pytest.raises(NotWhatWasAsked):
        check_answer(asked, {"a": [view("a", list=["y"])]})


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["vp_token", "a"]), inner, max_size=2),
    max_leaves=6,
)


@given(json_values | st.dictionaries(st.just("vp_token"), json_values))
def test_nothing_but_our_errors_comes_out(response):
    try:
        answers = read_answer(response, query("a"))
    except VcwalletError:
        return
    assert all(isinstance(one, str | dict) for one in answers.get("a", ()))
