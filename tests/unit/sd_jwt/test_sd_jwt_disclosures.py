import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vcwallet.encoding.limits import Limits
from vcwallet.errors import Malformed, ProofInvalid, VcwalletError
from vcwallet.securing.jose import base64url
from vcwallet.securing.sd_jwt.digests import digest_of, hash_function, hash_name_of
from vcwallet.securing.sd_jwt.disclosures import create, decode


def encoded(text):
    return base64url.encode(text if isinstance(text, bytes) else text.encode())


def test_digests_of_section_4_2_3():
    text = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0"
    assert digest_of(text, "sha-256") == "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"
    assert len(digest_of(text, "sha-384")) == 64
    assert len(digest_of(text, "sha-512")) == 86


@pytest.mark.parametrize("name", ["sha-256-128", "sha-256-64", "sha-256-32", "md5", "SHA-256", "sha256", "", "sha-1"])
def test_weak_and_unknown_hash_functions_are_refused(name):
    for refusal in (lambda: hash_function(name), lambda: hash_name_of({"_sd_alg": name}), lambda: digest_of("", name)):
        with pytest.raises(ProofInvalid) as caught:
            refusal()
        assert (caught.value.code, caught.value.where) == ("hash_refused", "/_sd_alg")


@pytest.mark.parametrize("name", [None, 256, ["sha-256"], {}])
def test_the_name_of_a_hash_function_is_a_string(name):
    with pytest.raises(Malformed) as caught:
        hash_name_of({"_sd_alg": name})
    assert caught.value.where == "/_sd_alg"


def test_sha_256_is_meant_where_no_hash_function_is_named():
    assert hash_name_of({}) == "sha-256"
    assert hash_name_of({"_sd_alg": "sha-512"}) == "sha-512"


@pytest.mark.parametrize("name", ["given_name", "", "_sd_", "....", "é", None])
@pytest.mark.parametrize("value", [None, "x", 1.5, True, [1, [2]], {"a": {"_sd": ["x"]}}])
def test_what_is_created_decodes_to_the_same(name, value):
    made = create("salt", name, value, hash_name="sha-384")
    assert decode([made.encoded], hash_name="sha-384") == (made,)
    assert (made.salt, made.name, made.value) == ("salt", name, value)


def test_names_are_bounded_as_those_of_members_are():
    exact = create("salt", "n" * 4_096, 1)
    assert decode([exact.encoded]) == (exact,)
    with pytest.raises(Malformed, match="more than 4096") as caught:
        decode([exact.encoded, create("salt", "n" * 4_097, 1).encoded])
    assert caught.value.code == "over_limit"
    with pytest.raises(Malformed, match="more than 5"):
        decode([create("salt", "123456", 1).encoded], limits=Limits(max_name=5))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]", "not an array of two or three"),
        ('["salt"]', "not an array of two or three"),
        ('["salt","name","value","more"]', "not an array of two or three"),
        ('{"salt":"x"}', "not an array of two or three"),
        ('"salt"', "not an array of two or three"),
        ("null", "not an array of two or three"),
        ('[1,"name","value"]', "salt that is not a string"),
        ('[null,"value"]', "salt that is not a string"),
        ('["salt",1,"value"]', "claim name that is not a string"),
        ('["salt",null,"value"]', "claim name that is not a string"),
        ('["salt",["a"],"value"]', "claim name that is not a string"),
        ('["salt",{},"value"]', "claim name that is not a string"),
        ('["salt","_sd",["x"]]', "reserved"),
        ('["salt","...","x"]', "reserved"),
        ('["salt","_sd_alg","sha-256"]', "reserved"),
        ('["salt","a"', "cannot be read"),
        ('["salt","a","b"] x', "cannot be read"),
        ('["salt","a",{"b":1,"b":2}]', "cannot be read"),
        ('["salt","a",NaN]', "cannot be read"),
        ('["salt","a","\\ud800"]', "cannot be read"),
        ("", "cannot be read"),
        (b'\xef\xbb\xbf["salt","a","b"]', "cannot be read"),
        (b'["salt","a","\xff"]', "cannot be read"),
        (b'["salt","a","\xc3"]', "cannot be read"),
        (b'["salt","a","\xed\xa0\x80"]', "cannot be read"),
    ],
)
def test_malformed_disclosures_are_refused(text, message):
    good = create("salt", "name", "value").encoded
    for together in ([encoded(text)], [good, encoded(text)], [encoded(text), good, good]):
        with pytest.raises(Malformed, match=message):
            decode(together)


@pytest.mark.parametrize("text", ["", "W10=", "W 10", "W1\n0", "+/", "é", "W11"])
def test_what_is_not_base64url_is_refused(text):
    with pytest.raises(Malformed):
        decode([text])


@pytest.mark.parametrize(
    "texts",
    [
        # Neither of the two is JSON by itself; the array of both would be.
        ['["s","a],', '["b",1]'],
        ['["s","a"],["s","b"', '"c"]'],
        ['["s",1],["t"', "2]"],
        ['["s","a]', '[b",1]'],
        ['["s",{"a":1]', '["b":2}]'],
        ['["s","a","]', '[","b","c"]'],
        ['["s",1', "2]"],
        ["[", "]"],
        ['["s",1]]', '[["t",2]'],
        ['["s",[1],["t",2]', "[3]]"],
        ['["s",1],["t",[2]', "[3]]"],
        ['["s","]"', '"[",1]'],
    ],
)
def test_each_disclosure_must_be_json_by_itself(texts):
    with pytest.raises(Malformed, match="cannot be read"):
        decode([encoded(text) for text in texts])


@given(st.lists(st.text(st.sampled_from('[]{}",\\:1sa '), max_size=8), min_size=1, max_size=4))
def test_reading_many_at_once_is_reading_each(texts):
    def one_by_one():
        for text in texts:
            contents = json.loads(text)
            assert isinstance(contents, list)
            assert len(contents) in (2, 3)
            assert all(isinstance(item, str) for item in contents[:-1])
            assert len(contents) == 2 or contents[1] not in ("_sd", "...", "_sd_alg")
            yield contents

    try:
        expected = list(one_by_one())
    except (ValueError, AssertionError):
        expected = None
    try:
        read = [
            [made.salt, *([made.name] if made.name is not None else []), made.value]
            for made in decode(map(encoded, texts))
        ]
    except VcwalletError:
        # Strict JSON knows more reasons to refuse than json.loads.
        assert expected is None or any("{" in text for text in texts)
    else:
        assert read == expected


def test_white_space_and_nested_arrays_are_read_too():
    texts = [' ["s" , "a" , [ 1 , [ 2 ] ] ] ', '\n["s",{"b":"]["}]\t', '["s","c","]["]']
    assert [(made.name, made.value) for made in decode(map(encoded, texts))] == [
        ("a", [1, [2]]),
        (None, {"b": "]["}),
        ("c", "]["),
    ]


def test_limits_hold_for_each_disclosure():
    small = Limits(max_nodes=10)
    fine = create("s", None, [1] * 5).encoded
    assert len(decode([fine] * 9, limits=small)) == 9
    with pytest.raises(Malformed) as caught:
        decode([create("s", None, [1] * 50).encoded], limits=small)
    assert caught.value.code == "over_limit"
    with pytest.raises(Malformed) as caught:
        decode([encoded('["s",' + "[" * 150 + "]" * 150 + "]")])
    assert caught.value.code == "over_limit"


def test_no_disclosures_are_read_from_nothing():
    assert decode([]) == ()
