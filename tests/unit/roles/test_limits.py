"""Hostile sizes and shapes are refused before any signature is checked; tests/benchmarks/ says how fast."""

import json
import pickle

import pytest
from builders import degree, issuer, verifier
from hostile import HOSTILE, WHOLE
from hypothesis import given, settings
from hypothesis import strategies as st

from vcwallet.errors import FormatError, VcwalletError, VerificationError
from vcwallet.keys import PublicKey


@pytest.fixture
def no_signature(monkeypatch):
    """Fails the test if a signature is checked."""

    def verify(self, signature, message):
        raise AssertionError("a signature was checked")

    monkeypatch.setattr(PublicKey, "verify", verify)


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.usefixtures("no_signature")
def test_hostile_documents_are_refused_before_any_signature(name):
    make, code = HOSTILE[name]
    # Where only one spelling is accepted, some are refused for that, sooner.
    for judge in (verifier(), verifier(unsafe_any_spelling=True)):
        error = judge.examine_credential(make()).error
        assert isinstance(error, VerificationError)
    assert error.code == code


def test_errors_about_hostile_documents_are_short():
    about = "urn:" + "x" * 900_000
    deep = json.loads(('{"' + "n" * 4_000 + '":') * 50 + "null" + "}" * 50)
    vocabulary = [*degree()["@context"], {"@vocab": "https://example.org/vocabulary#"}]
    documents = [
        issuer(id=about).issue(degree()).value,
        WHOLE | {"@context": vocabulary, "credentialSubject": deep},
        WHOLE | {"issuer": about},
    ]
    for document in documents:
        report = verifier().examine_credential(document)
        assert report.verdict != "valid"
        for check in report.checks:
            error = check.error
            texts = [check.sentence, check.where] + ([error.message, error.where, error.hint] if error else [])
            assert max(map(len, texts)) <= 2_000


def test_errors_stay_short_whatever_is_said_later():
    error = FormatError("x" * 3_000, where="/a" * 900, hint="y" * 3_000).under("/b" * 900)
    assert (len(error.message), len(str(error)), len(error.hint), len(error.where)) == (2_000,) * 4
    assert error.where.startswith("/b/b")
    error.where = "/c" * 2_000
    again = pickle.loads(pickle.dumps(error))
    assert (again.where, again.message) == (error.where, error.message)
    assert len(again.where) == 2_000
    assert FormatError("x", where="/" + "a" * 1_999).where == "/" + "a" * 1_999


def test_self_referring_values_are_refused():
    loop = {}
    loop["a"] = loop
    assert isinstance(verifier().examine_credential(loop).error, VerificationError)


@settings(max_examples=300)
@given(st.binary(max_size=300))
def test_random_bytes(content):
    assert verifier().examine_credential(content).verdict == "invalid"


@settings(max_examples=200)
@given(st.data())
def test_random_damage_to_a_signed_credential(data):
    content = bytearray(json.dumps(issuer().issue(degree()).value).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    try:
        verifier().verify_credential(bytes(content))
    except VcwalletError:
        return
    assert json.loads(content) == json.loads(json.dumps(issuer().issue(degree()).value))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=200)
@given(st.sampled_from(["@context", "type", "issuer", "credentialSubject", "proof", "validFrom"]), json_values)
def test_random_values_in_any_member(member, value):
    signed = issuer().issue(degree()).value
    if value == signed[member]:
        return
    assert verifier().examine_credential(signed | {member: value}).verdict != "valid"
