"""Every example block of the text of RFC 9901 (as in draft -22, the last before it)."""

import json
import random
import re
from datetime import UTC, datetime

import pytest

from vcwallet.keys.public import PublicKey
from vcwallet.securing.jose import base64url
from vcwallet.securing.sd_jwt.concealment import conceal
from vcwallet.securing.sd_jwt.confirmation import confirmation_of
from vcwallet.securing.sd_jwt.digests import digest_of
from vcwallet.securing.sd_jwt.disclosures import create, decode
from vcwallet.securing.sd_jwt.key_binding_verification import check_presented, verify_key_binding
from vcwallet.securing.sd_jwt.opened import open_sd_jwt
from vcwallet.securing.sd_jwt.processing import process
from vcwallet.securing.sd_jwt.revelation import disclosable, reveal
from vcwallet.securing.sd_jwt.verification import verify_issuer

pytestmark = pytest.mark.vectors

# The second signature of the example in section 8.3; the key is in the specification of that example.
SECOND_ISSUER = PublicKey.from_jwk(
    {
        "kty": "EC",
        "crv": "P-256",
        "x": "bN-hp3IN0GZB3OlaQnHDPhY4nZsZbQyo4wY-y1NWCvA",
        "y": "vaSsH5jt9zt3aQvTvrSaFYLyjPG9Ug-2vntoNXlCbVU",
    }
)


@pytest.fixture
def block(vectors):
    """The text of an example block by its number."""

    def read(number):
        (path,) = (vectors / "sd-jwt-draft").glob(f"{number:03d}-*")
        return path.read_text("utf-8")

    return read


@pytest.fixture
def issuer(block):
    return PublicKey.from_jwk(json.loads(block(51)))


def unwrapped(text):
    return "".join(text.split())


def unwrapped_json(text):
    return json.loads(re.sub(r'"(?:[^"\\]|\\.)*"', lambda string: re.sub(r"\n *", "", string.group()), text))


def seeded():
    draw = random.Random(0)
    return lambda count: bytes(draw.getrandbits(8) for _ in range(count))


def test_there_are_the_blocks_that_these_tests_know(vectors):
    assert len(list((vectors / "sd-jwt-draft").glob("[0-9]*"))) == 55


def test_4_2_1_all_spellings_of_a_disclosure_mean_the_same_claim(block):
    contents = json.loads(block(8))
    made = create(*contents, write=lambda value: json.dumps(value, ensure_ascii=False))
    assert made.encoded == "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0"
    assert made.digest == "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"
    assert made.digest in json.loads(block(11))["_sd"]
    # The other spellings in section 4.2.1.
    others = decode(
        (
            "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNXHUwMGY2Yml1cyJd",
            "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsImZhbWlseV9uYW1lIiwiTcO2Yml1cyJd",
            "WwoiXzI2YmM0TFQtYWM2cTJLSTZjQlc1ZXMiLAoiZmFtaWx5X25hbWUiLAoiTcO2Yml1cyIKXQ",
        )
    )
    assert {(other.salt, other.name, other.value) for other in others} == {tuple(contents)}
    assert len({made.digest, *(other.digest for other in others)}) == 4
    assert process(json.loads(block(11)), [made]).payload == {"given_name": "Alice", "family_name": "Möbius"}


def test_4_2_2_an_array_element(block):
    salt, value = json.loads(block(10))
    made = create(salt, None, value, write=json.dumps)
    assert made.encoded == "WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwgIkZSIl0"
    assert process(json.loads(block(12)), [made]).payload == json.loads(block(9))
    assert process(json.loads(block(12)), []).payload == {"nationalities": ["DE", "US"]}


def test_4_2_6_recursive_disclosures(block):
    """The blocks are abbreviated, the digests are not: three elements, then the array around them."""
    salts_and_values = re.findall(r'= (\["[^"]+","[A-Z]{2}"\])', block(14))
    elements = decode([base64url.encode(contents.encode()) for contents in salts_and_values])
    assert [element.digest for element in elements] == re.findall(r'\{ "\.\.\.": "([^"]+)" \}', block(14))
    whole = create("4drfeTtSUK3aY_-PF12gcX", "nationalities", [{"...": element.digest} for element in elements])
    payload = {"family_name": "Möbius", "_sd": [whole.digest]}
    assert process(payload, [whole, *elements]).payload == json.loads(block(13))
    assert process(payload, [whole, elements[1]]).payload["nationalities"] == ["FR"]
    with pytest.raises(Exception, match="do not belong"):
        process(payload, [elements[1]])


def test_5_issuance_and_presentation(block, issuer):
    issued = open_sd_jwt(unwrapped(block(20)))
    verify_issuer(issued, issuer, types={"example+sd-jwt"})
    assert issued.issuer_jwts[0].token == unwrapped(block(19))
    assert issued.signed_payload == json.loads(block(18))
    claims = json.loads(block(17))
    added = {"iss", "iat", "exp", "cnf"}
    assert {name: value for name, value in issued.payload.items() if name not in added} == claims
    presented = open_sd_jwt(unwrapped(block(21)))
    verify_issuer(presented, issuer, types={"example+sd-jwt"})
    key = confirmation_of(presented.payload).key
    at = datetime.fromtimestamp(1748537243, UTC)
    binding = verify_key_binding(presented, key, audience={"https://verifier.example.org"}, nonce="1234567890", at=at)
    assert binding.claims == json.loads(block(22))
    assert presented.payload == json.loads(block(23))
    revealed = reveal(issued, ["/given_name", "/family_name", "/address", "/nationalities/0"])
    assert revealed.payload == presented.payload


@pytest.mark.parametrize(
    ("number", "pointers"),
    [
        (25, ["/address"]),
        (26, ["/address/street_address", "/address/locality", "/address/region", "/address/country"]),
        (27, ["/address/street_address", "/address/locality", "/address/region"]),
        (
            28,
            [
                "/address",
                "/address/street_address",
                "/address/locality",
                "/address/region",
                "/address/country",
            ],
        ),
    ],
)
def test_6_flat_structured_and_recursive(block, number, pointers):
    claims = {"iss": "https://issuer.example.com", "iat": 1683000000, "exp": 1883000000, **json.loads(block(24))}
    concealed = conceal(claims, pointers, randomness=seeded(), write=json.dumps)
    assert concealed.payload == json.loads(block(number))
    assert process(concealed.payload, concealed.disclosures).payload == claims


def test_8_json_serializations(block, issuer):
    issued, presented = (open_sd_jwt(unwrapped_json(block(number))) for number in (29, 30))
    assert set(presented.disclosures) < set(issued.disclosures)
    several = open_sd_jwt(unwrapped_json(block(31)))
    assert len(several.issuer_jwts) == 2
    verify_issuer(several, SECOND_ISSUER, types={"example+sd-jwt"}, signature=1)
    assert [header.get("kid") for header in several.parts.unprotected] == ["issuer-key-1", "issuer-key-2"]
    for opened in (issued, presented, several):
        verify_issuer(opened, issuer, types={"example+sd-jwt"})
    for opened in (presented, several):
        check_presented(opened)
        assert opened.key_binding.claims["sd_hash"] == digest_of(opened.parts.presented, "sha-256")


@pytest.mark.parametrize(
    ("claims", "payload", "presentation", "processed"),
    [(32, 33, 34, 35), (36, 37, 38, 39), (40, 42, 43, 45), (46, 48, 49, 50)],
)
def test_appendix_a(block, issuer, claims, payload, presentation, processed):
    opened = open_sd_jwt(unwrapped(block(presentation)))
    verify_issuer(opened, issuer, types={"example+sd-jwt", "dc+sd-jwt"})
    assert opened.signed_payload == json.loads(block(payload))
    assert opened.payload == json.loads(block(processed))
    # Nothing that is shown is anything but the user's own.
    shown = {name: value for name, value in opened.payload.items() if name not in {"iss", "iat", "exp", "cnf"}}
    assert shown.keys() <= json.loads(block(claims)).keys()


@pytest.mark.parametrize(("claims", "issuance"), [(40, 41), (46, 47)])
def test_appendix_a_issuance(block, issuer, claims, issuance):
    issued = open_sd_jwt(unwrapped(block(issuance)))
    verify_issuer(issued, issuer, types={"example+sd-jwt", "dc+sd-jwt"})
    user = json.loads(block(claims))
    assert {name: issued.payload[name] for name in user} == user
    whole = conceal(
        {**{name: value for name, value in issued.payload.items() if name not in user}, **user},
        disclosable(issued),
        randomness=seeded(),
        write=json.dumps,
    )
    assert whole.payload == issued.signed_payload


def test_appendix_a_3_key_binding(block):
    opened = open_sd_jwt(unwrapped(block(43)))
    binding = verify_key_binding(
        opened,
        confirmation_of(opened.payload).key,
        audience={"https://verifier.example.org"},
        nonce="1234567890",
        at=datetime.fromtimestamp(1748537243, UTC),
    )
    assert binding.claims == json.loads(block(44))


def test_appendix_b_ways_to_write_one_value(block):
    def values(number):
        text = block(number).replace("...", "").strip()
        return json.loads("{" + text + "}")

    assert values(52) == values(53) == values(54)
    for number in (52, 53, 54):
        made = create("salt", "address", values(number)["address"])
        assert decode([made.encoded]) == (made,)
