import json
from datetime import UTC, datetime

import pytest

from vcwallet.errors import Malformed, NotBound, ProofInvalid, Undetermined, WrongPurpose
from vcwallet.keys.signing import SigningKey
from vcwallet.resources import Resources
from vcwallet.securing.sd_jwt.issuer_keys import find_issuer_key
from vcwallet.securing.sd_jwt.issuer_metadata import MAX_KEYS, metadata_url

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
KEY = SigningKey.from_secret_bytes("P-256", b"\x02" * 32)
OTHER = SigningKey.from_secret_bytes("P-256", b"\x03" * 32)
EDWARDS = SigningKey.from_secret_bytes("Ed25519", b"\x04" * 32)
HTTPS = "https://example.com/tenant/1234"
WELL_KNOWN = "https://example.com/.well-known/jwt-vc-issuer/tenant/1234"


def find(issuer, resources=None, header=None, **options):
    given = Resources({url: json.dumps(document).encode() for url, document in (resources or {}).items()})
    return find_issuer_key({"alg": "ES256", **(header or {})}, issuer, given, at=AT, **options)


def jwk(key, **members):
    return {**key.public.to_jwk(), **members}


def metadata(*keys, **members):
    return {WELL_KNOWN: {"issuer": HTTPS, "jwks": {"keys": list(keys)}, **members}}


# Where metadata are


@pytest.mark.parametrize(
    ("issuer", "url"),
    [
        ("https://example.com", "https://example.com/.well-known/jwt-vc-issuer"),
        ("https://example.com/", "https://example.com/.well-known/jwt-vc-issuer"),
        ("https://example.com/tenant/1234", "https://example.com/.well-known/jwt-vc-issuer/tenant/1234"),
        ("https://example.com/tenant/1234/", "https://example.com/.well-known/jwt-vc-issuer/tenant/1234"),
        ("https://example.com:8443/a", "https://example.com:8443/.well-known/jwt-vc-issuer/a"),
    ],
)
def test_the_well_known_address(issuer, url):
    """SD-JWT VC §3.1, figures 12 and 13."""
    assert metadata_url(issuer) == url


@pytest.mark.parametrize(
    "issuer",
    [
        "http://example.com",
        "https://",
        "https://user@example.com",
        "https://example.com?x",
        "https://example.com/#x",
        "https://exa mple.com",
        "example.com",
        "",
        None,
        5,
    ],
)
def test_other_issuers_have_none(issuer):
    with pytest.raises(NotBound) as caught:
        metadata_url(issuer)
    assert caught.value.code == "bad_identifier"


# Keys in metadata


def test_a_key_is_found_by_its_name():
    found = find(HTTPS, metadata(jwk(OTHER, kid="a"), jwk(KEY, kid="b")), {"kid": "b"})
    assert (found.key, found.issuer, found.mechanism) == (KEY.public, HTTPS, "jwt-vc-issuer")
    assert found.verification_method == "b"


def test_the_only_key_of_its_type_needs_no_name():
    assert find(HTTPS, metadata(jwk(EDWARDS), jwk(KEY))).key == KEY.public
    assert find(HTTPS, metadata(jwk(EDWARDS), jwk(KEY)), {"alg": "EdDSA"}).key == EDWARDS.public


def test_a_key_set_elsewhere_is_followed():
    elsewhere = "https://keys.example/set.jwks"
    resources = {WELL_KNOWN: {"issuer": HTTPS, "jwks_uri": elsewhere}}
    with pytest.raises(Undetermined) as caught:
        find(HTTPS, resources)
    assert (caught.value.needs[0].url, caught.value.needs[0].kind) == (elsewhere, "jwk-set")
    assert find(HTTPS, {**resources, elsewhere: {"keys": [jwk(KEY)]}}).key == KEY.public


def test_missing_metadata_say_what_is_needed():
    with pytest.raises(Undetermined) as caught:
        find(HTTPS)
    assert (caught.value.needs[0].url, caught.value.needs[0].kind) == (WELL_KNOWN, "issuer-metadata")


def test_keys_that_are_not_understood_are_passed_over():
    odd = [
        {"kty": "RSA", "n": "x"},
        "x",
        None,
        {},
        jwk(KEY, use="enc"),
        {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"},
    ]
    assert find(HTTPS, metadata(*odd, jwk(KEY))).key == KEY.public


@pytest.mark.parametrize(
    ("keys", "header"),
    [
        ([], {}),
        ([jwk(KEY, kid="a")], {"kid": "b"}),
        ([jwk(KEY)], {"kid": "b"}),
        ([jwk(KEY, kid="a"), jwk(OTHER, kid="b")], {}),
        ([jwk(KEY, kid="a"), jwk(OTHER, kid="a")], {"kid": "a"}),
        ([jwk(EDWARDS, kid="a")], {"kid": "a"}),
        ([jwk(KEY, alg="ES384")], {}),
        ([jwk(KEY, d="AAAA")], {}),
    ],
)
def test_no_key_or_no_single_one(keys, header):
    with pytest.raises(NotBound) as caught:
        find(HTTPS, metadata(*keys), header)
    assert caught.value.code == "unknown_verification_method"


@pytest.mark.parametrize(
    "document",
    [
        {},
        [],
        "x",
        {"issuer": HTTPS},
        {"issuer": "https://example.com", "jwks": {"keys": []}},
        {"issuer": HTTPS + "/", "jwks": {"keys": [jwk(KEY)]}},
        {"jwks": {"keys": [jwk(KEY)]}},
        {"issuer": HTTPS, "jwks": {"keys": [jwk(KEY)]}, "jwks_uri": "https://keys.example"},
        {"issuer": HTTPS, "jwks": []},
        {"issuer": HTTPS, "jwks": {}},
        {"issuer": HTTPS, "jwks": {"keys": {}}},
        {"issuer": HTTPS, "jwks": {"keys": [{}] * (MAX_KEYS + 1)}},
        {"issuer": HTTPS, "jwks_uri": 5},
        {"issuer": HTTPS, "jwks_uri": "http://keys.example"},
        {"issuer": HTTPS, "jwks_uri": "keys.jwks"},
    ],
)
def test_metadata_that_cannot_be_used(document):
    with pytest.raises(NotBound) as caught:
        find(HTTPS, {WELL_KNOWN: document})
    assert caught.value.code == "bad_issuer_metadata"


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b'{"issuer":1,"issuer":2}', b"[" * 200 + b"]" * 200])
def test_metadata_that_are_not_json(content):
    with pytest.raises(NotBound):
        find_issuer_key({"alg": "ES256"}, HTTPS, Resources({WELL_KNOWN: content}), at=AT)


@pytest.mark.parametrize("content", [[], "x", {"keys": 5}])
def test_a_key_set_that_is_none(content):
    elsewhere = "https://keys.example/set.jwks"
    with pytest.raises(NotBound):
        find(HTTPS, {WELL_KNOWN: {"issuer": HTTPS, "jwks_uri": elsewhere}, elsewhere: content})


# DIDs


@pytest.mark.parametrize("key", [KEY, EDWARDS])
def test_a_did_key_needs_nothing(key):
    alg = {"alg": "ES256" if key is KEY else "EdDSA"}
    for kid in (
        {},
        {"kid": key.verification_method},
        {"kid": "#" + key.verification_method.partition("#")[2]},
        {"kid": 42},
    ):
        found = find(key.did, header={**alg, **kid})
        assert (found.key, found.issuer, found.mechanism) == (key.public, key.did, "did")
        assert found.verification_method == key.verification_method


def test_a_did_jwk_needs_nothing():
    from vcwallet.securing.jose import base64url

    did = "did:jwk:" + base64url.encode(json.dumps(KEY.public.to_jwk()).encode())
    for kid in ({}, {"kid": "#0"}, {"kid": f"{did}#0"}):
        assert find(did, header=kid).key == KEY.public


def web_document(*names, relationship="assertionMethod"):
    did = "did:web:uni.example"
    return {
        "@context": ["https://www.w3.org/ns/did/v1"],
        "id": did,
        "verificationMethod": [
            {"id": f"{did}#{name}", "type": "JsonWebKey2020", "controller": did, "publicKeyJwk": jwk(key)}
            for name, key in (("a", KEY), ("b", OTHER))
        ],
        relationship: [f"{did}#{name}" for name in names],
    }


def test_a_did_web_is_looked_up():
    did, url = "did:web:uni.example", "https://uni.example/.well-known/did.json"
    with pytest.raises(Undetermined) as caught:
        find(did)
    assert caught.value.needs[0].url == url
    assert find(did, {url: web_document("a", "b")}, {"kid": "#b"}).key == OTHER.public
    assert find(did, {url: web_document("a")}).key == KEY.public
    with pytest.raises(NotBound) as caught:
        find(did, {url: web_document("a", "b")})
    assert caught.value.where == "/kid"
    with pytest.raises(WrongPurpose):
        find(did, {url: web_document("a")}, {"kid": "#b"})
    with pytest.raises(NotBound):
        find(did, {url: web_document("a", relationship="authentication")})


@pytest.mark.parametrize("kid", ["#nothing", "nothing", "x#y", OTHER.verification_method])
def test_a_key_of_somebody_else_is_refused(kid):
    with pytest.raises(NotBound):
        find(KEY.did, header={"kid": kid})


# What is not found, or not permitted


def test_a_key_in_the_header_is_never_believed():
    header = {"jwk": jwk(OTHER), "x5c": ["AAAA"], "jku": "https://evil.example", "x5u": "https://evil.example"}
    assert find(KEY.did, header=header).key == KEY.public
    with pytest.raises(NotBound):
        find(None, header=header)


@pytest.mark.parametrize("issuer", ["urn:x", "http://example.com", "example", "did:example:1", "x5c:a"])
def test_other_issuers_are_not_known(issuer):
    with pytest.raises(Undetermined):
        find(issuer)


@pytest.mark.parametrize("issuer", [5, "", [], {}, True])
def test_an_issuer_is_a_string(issuer):
    with pytest.raises(NotBound):
        find(issuer)


def test_mechanisms_that_are_not_permitted_are_not_used():
    with pytest.raises(Undetermined):
        find(KEY.did, mechanisms=["jwt-vc-issuer", "x5c"])
    with pytest.raises(Undetermined):
        find(HTTPS, metadata(jwk(KEY)), mechanisms=["did"])


@pytest.mark.parametrize(
    ("header", "error"),
    [({"alg": "none"}, ProofInvalid), ({"alg": None}, Malformed), ({"crit": ["x"], "x": 1}, ProofInvalid)],
)
def test_headers_that_are_not_accepted(header, error):
    with pytest.raises(error):
        find(KEY.did, header=header)
