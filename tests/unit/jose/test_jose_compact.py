import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vcwallet.encoding.limits import Limits
from vcwallet.errors import Malformed, ProofInvalid, UsageError, VcwalletError
from vcwallet.keys.signing import SigningKey
from vcwallet.securing import jose
from vcwallet.securing.jose import base64url

KEY = SigningKey.from_secret_bytes("P-256", b"\x02" * 32)


def token(header=None, payload=b'{"a":1}', signature=b"s" * 64):
    header = json.dumps({"alg": "ES256"} if header is None else header) if not isinstance(header, str) else header
    return ".".join(base64url.encode(part) for part in (header.encode(), payload, signature))


def test_a_token_is_taken_apart():
    text = token({"alg": "ES256", "kid": "k"})
    jws = jose.parse(text)
    assert jws.header == {"alg": "ES256", "kid": "k"}
    assert jws.payload == b'{"a":1}'
    assert jws.claims() == {"a": 1}
    assert jws.signature == b"s" * 64
    assert jws.signing_input == text.rpartition(".")[0].encode()
    assert jws.token == text


def test_signing_and_completing_gives_a_token_that_verifies():
    unsigned = jose.signing_input({"alg": "ES256", "typ": "JWT"}, b"anything at all")
    text = jose.complete(unsigned, KEY.sign(unsigned))
    jws = jose.parse(text)
    jose.verify(jws, KEY.public, types={"JWT"})
    assert jws.payload == b"anything at all"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "three parts"),
        ("a", "three parts"),
        ("a.b", "three parts"),
        ("a.b.c.d", "three parts"),
        ("a.b.c.d.e", "encrypted"),
        ("a.b.c.d.e.f", "three parts"),
        (token(signature=b""), "not signed"),
        (token("[]"), "not a JSON object"),
        (token("null"), "not a JSON object"),
        (token("{"), "cannot be read"),
        (token('{"alg":"ES256","alg":"none"}'), "cannot be read"),
        (token("\ufeff{}"), "cannot be read"),
        (token() + "=", "The signature of the token is not base64url"),
        ("." + token().partition(".")[2], "cannot be read"),
        (" " + token(), "The header of the token is not base64url"),
        (token().replace(".", ".\n", 1), "The payload of the token is not base64url"),
        (token() + "\n", "The signature of the token is not base64url"),
    ],
)
def test_what_is_no_token_is_malformed(text, message):
    with pytest.raises(Malformed, match=message):
        jose.parse(text)


@pytest.mark.parametrize("value", [None, 5, b"a.b.c", ["a.b.c"], {}])
def test_only_text_is_a_token(value):
    with pytest.raises(Malformed):
        jose.parse(value)


def test_a_token_over_the_limit_is_refused_before_anything_is_decoded():
    with pytest.raises(Malformed) as caught:
        jose.parse("." * 101, Limits(max_bytes=100))
    assert caught.value.code == "over_limit"


def test_a_header_that_is_nested_too_deeply_is_refused():
    with pytest.raises(Malformed) as caught:
        jose.parse(token('{"alg":' + "[" * 200 + "]" * 200 + "}"))
    assert caught.value.code == "over_limit"


def test_nobody_can_change_the_header_that_the_next_one_gets():
    first = jose.parse(token({"alg": "ES256", "kid": "k"}))
    first.header["alg"] = "none"
    assert jose.parse(token({"alg": "ES256", "kid": "k"})).header == {"alg": "ES256", "kid": "k"}
    nested = jose.parse(token({"alg": "ES256", "jwk": {"kty": "EC"}}))
    nested.header["jwk"]["kty"] = "oct"
    assert jose.parse(token({"alg": "ES256", "jwk": {"kty": "EC"}})).header["jwk"] == {"kty": "EC"}


@pytest.mark.parametrize("payload", [b"[]", b"1", b"", b"{", b"\xff", b'{"a":1,"a":2}', b'{"a":NaN}'])
def test_claims_are_a_json_object(payload):
    with pytest.raises(Malformed, match="The payload of the token"):
        jose.parse(token(payload=payload)).claims()


@pytest.mark.parametrize(
    ("header", "error"),
    [
        ({}, Malformed),
        ({"alg": "none"}, ProofInvalid),
        ({"alg": "HS256"}, ProofInvalid),
        ({"alg": "ES256", "crit": ["x"], "x": 1}, ProofInvalid),
    ],
)
def test_what_nobody_would_accept_is_not_prepared(header, error):
    with pytest.raises(error):
        jose.signing_input(header, b"")


@pytest.mark.parametrize("payload", ["text", None, {"a": 1}])
def test_a_payload_is_bytes(payload):
    with pytest.raises(UsageError, match="The payload of a token is bytes"):
        jose.signing_input({"alg": "ES256"}, payload)


def test_a_header_is_json():
    with pytest.raises(VcwalletError):
        jose.signing_input({"alg": "ES256", "x": object()}, b"")


@pytest.mark.parametrize(
    ("unsigned", "signature"),
    [
        (jose.signing_input({"alg": "ES256"}, b""), b"s" * 63),
        (jose.signing_input({"alg": "ES256"}, b""), b""),
        (jose.signing_input({"alg": "ES384"}, b""), b"s" * 64),
        (jose.signing_input({"alg": "EdDSA"}, b""), b"s" * 96),
        (jose.signing_input({"alg": "ES256"}, b""), "s" * 64),
        (jose.signing_input({"alg": "ES256"}, b"").decode(), b"s" * 64),
        (b"not what was prepared", b"s" * 64),
        (b"a.b.c", b"s" * 64),
        (b"\xff.e30", b"s" * 64),
        (token('{"alg":"none"}').rpartition(".")[0].encode(), b"s" * 64),
        (None, b"s" * 64),
    ],
)
def test_only_a_signature_of_the_right_length_completes(unsigned, signature):
    with pytest.raises(UsageError):
        jose.complete(unsigned, signature)


@given(st.text(max_size=60) | st.binary(max_size=20).map(base64url.encode).map(lambda text: f"{text}.{text}.{text}"))
def test_nothing_but_our_errors_comes_out_of_any_text(text):
    with contextlib.suppress(VcwalletError):
        jose.parse(text).claims()
