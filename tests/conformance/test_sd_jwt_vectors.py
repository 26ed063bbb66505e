"""The examples of RFC 9901 and of its reference implementation: opened, verified, compared, and made anew."""

import json
import random
import re
from datetime import UTC, datetime, timedelta

import pytest

from vcwallet.errors import Rejected
from vcwallet.keys.public import PublicKey
from vcwallet.securing.sd_jwt.concealment import conceal
from vcwallet.securing.sd_jwt.confirmation import confirmation_of
from vcwallet.securing.sd_jwt.json_serialization import write_flattened, write_general
from vcwallet.securing.sd_jwt.key_binding_verification import verify_key_binding
from vcwallet.securing.sd_jwt.opened import open_sd_jwt
from vcwallet.securing.sd_jwt.revelation import disclosable, reveal
from vcwallet.securing.sd_jwt.verification import verify_issuer

# `settings.yml` beside the vectors, which is also RFC 9901 appendix A.5 for the first of the issuer's keys.
ISSUER = PublicKey.from_jwk(
    {
        "kty": "EC",
        "crv": "P-256",
        "x": "b28d4MwZMjw8-00CG4xfnn9SLMVMM19SlqZpVb_uNtQ",
        "y": "Xv5zWwuoaTgdS6hV43yI6gBwTnjukmFQQnJ_kCxzqk8",
    }
)
# `settings_override` in the specifications of the general JSON serialization.
SECOND_ISSUER = PublicKey.from_jwk(
    {
        "kty": "EC",
        "crv": "P-256",
        "x": "bN-hp3IN0GZB3OlaQnHDPhY4nZsZbQyo4wY-y1NWCvA",
        "y": "vaSsH5jt9zt3aQvTvrSaFYLyjPG9Ug-2vntoNXlCbVU",
    }
)
HOLDER = PublicKey.from_jwk(
    {
        "kty": "EC",
        "crv": "P-256",
        "x": "TCAER19Zvu3OHF4j4W4vfSVoHIP1ILilDls7vCeGemc",
        "y": "ZxjiWWbZMQGHVWKVQ4hbSIirsVfuecCE6t4jT9F2HZQ",
    }
)
NONCE = "1234567890"
VERIFIERS = {"https://verifier.example.org", "https://example.com/verifier"}

# How many cases there are, so that none goes missing unseen.
FOLDERS = {
    "sd-jwt/rfc9901/generated": 15,
    "sd-jwt/sd-jwt-python/generated-examples": 15,
    "sd-jwt/sd-jwt-python/generated-testcases": 17,
}

pytestmark = pytest.mark.vectors


def read_json(path):
    # Long strings are wrapped for print: a line break and indentation, which JSON does not allow within a string.
    text = path.read_text("utf-8")
    return json.loads(re.sub(r'"(?:[^"\\]|\\.)*"', lambda string: re.sub(r"\n *", "", string.group()), text))


def read_token(path):
    return "".join(path.read_text("utf-8").split())


def read_sd_jwt(folder, name):
    text = folder / f"{name}.txt"
    return read_token(text) if text.is_file() else read_json(folder / f"{name}.json")


def cases(vectors):
    for name, count in FOLDERS.items():
        folders = sorted(path for path in (vectors / name).iterdir() if path.is_dir())
        assert len(folders) == count, name
        yield from folders


def verify(opened):
    verify_issuer(opened, ISSUER, types=None)
    for index in range(1, len(opened.issuer_jwts)):
        verify_issuer(opened, SECOND_ISSUER, types=None, signature=index)


def test_every_issuance_verifies_and_holds_the_users_claims(vectors):
    for folder in cases(vectors):
        opened = open_sd_jwt(read_sd_jwt(folder, "sd_jwt_issuance"))
        verify(opened)
        assert opened.key_binding is None, folder
        assert opened.signed_payload == read_json(folder / "sd_jwt_payload.json"), folder
        added = {"iss", "iat", "exp", "cnf"}
        user_claims = read_json(folder / "user_claims.json")
        assert {name: opened.payload[name] for name in user_claims} == user_claims, folder
        assert opened.payload.keys() - user_claims.keys() <= added, folder


def test_every_presentation_verifies_and_shows_what_it_should(vectors):
    bound = 0
    for folder in cases(vectors):
        opened = open_sd_jwt(read_sd_jwt(folder, "sd_jwt_presentation"))
        verify(opened)
        assert opened.payload == read_json(folder / "verified_contents.json"), folder
        if not (folder / "kb_jwt_payload.json").is_file():
            assert opened.key_binding is None, folder
            continue
        bound += 1
        claims = read_json(folder / "kb_jwt_payload.json")
        assert opened.key_binding.claims == claims, folder
        assert opened.key_binding.jws.header == read_json(folder / "kb_jwt_header.json"), folder
        assert opened.key_binding.jws.token == read_token(folder / "kb_jwt_serialized.txt"), folder
        key = confirmation_of(opened.payload).key
        assert key == HOLDER, folder
        at = datetime.fromtimestamp(claims["iat"], UTC) + timedelta(seconds=30)
        assert verify_key_binding(opened, key, audience=VERIFIERS, nonce=NONCE, at=at).claims == claims
    assert bound == 15


def test_reveal_chooses_the_disclosures_that_the_reference_chooses(vectors):
    compared = 0
    for folder in cases(vectors):
        issued = open_sd_jwt(read_sd_jwt(folder, "sd_jwt_issuance"))
        presented = open_sd_jwt(read_sd_jwt(folder, "sd_jwt_presentation"))
        shown = [place for place in disclosable(issued) if issued.placements[place] in presented.disclosures]
        wanted = [place for place in shown if not any(other.startswith(f"{place}/") for other in shown)]
        if any(other.startswith(f"{place}/") for place in wanted for other in disclosable(issued)):
            continue  # An object that is shown without what can be withheld in it: a pointer stands for the whole.
        revealed = reveal(issued, wanted)
        assert revealed.payload == presented.payload, folder
        assert {*revealed.parts.disclosures} == {*presented.parts.disclosures}, folder
        compared += 1
    assert compared == 44


def test_the_disclosures_of_the_text_are_listed_as_the_reference_lists_them(vectors):
    listed = 0
    for folder in cases(vectors):
        if not (folder / "disclosures.md").is_file():
            continue
        opened = open_sd_jwt(read_sd_jwt(folder, "sd_jwt_issuance"))
        by_digest = {disclosure.digest: disclosure for disclosure in opened.disclosures}
        text = (folder / "disclosures.md").read_text("utf-8")
        digests = re.findall(r"SHA-256 Hash: `([^`]+)`", text)
        assert sorted(digests) == sorted(by_digest), folder
        listed += len(digests)
    assert listed == 260


def test_payload_digests_and_disclosures_are_reproduced_from_the_seed(vectors):
    """The reference draws salts from `random` with seed 0, inner disclosures first, then the decoys of each object."""
    made = 0
    for folder in cases(vectors):
        issued = open_sd_jwt(read_sd_jwt(folder, "sd_jwt_issuance"))
        draw = random.Random(0)
        decoys = (lambda path, draw=draw: draw.randint(2, 5)) if (folder / "decoy_digests.md").is_file() else None
        # The order of the members decides which claim gets which salt: that of the input.
        claims = read_json(folder / "user_claims.json")
        claims = {**{name: value for name, value in issued.payload.items() if name not in claims}, **claims}
        concealed = conceal(
            claims,
            disclosable(issued),
            randomness=lambda count, draw=draw: bytes(draw.getrandbits(8) for _ in range(count)),
            decoys=decoys,
            write=json.dumps,
        )
        assert concealed.payload == issued.signed_payload, folder
        assert [d.encoded for d in concealed.disclosures] == [d.encoded for d in issued.disclosures], folder
        made += len(concealed.disclosures)
    assert made == 356


def test_every_case_survives_all_serializations(vectors):
    for folder in cases(vectors):
        opened = open_sd_jwt(read_sd_jwt(folder, "sd_jwt_presentation"))
        compact = opened.parts.presented + (opened.parts.kb_jwt or "")
        written = [write_general(opened.parts), compact]
        if len(opened.issuer_jwts) == 1:
            written.append(write_flattened(opened.parts))
        for value in written:
            again = open_sd_jwt(value)
            assert again.payload == opened.payload, folder
            assert again.parts.presented == opened.parts.presented, folder
            assert again.key_binding == opened.key_binding, folder


def test_a_mutation_of_any_part_is_refused(vectors):
    """One character of each part of each presentation is changed; something must notice, and say so in our errors."""
    refused = 0
    for folder in cases(vectors):
        original = open_sd_jwt(read_sd_jwt(folder, "sd_jwt_presentation"))
        text = original.parts.presented + (original.parts.kb_jwt or "")
        start = 0
        for part in re.split(r"[.~]", text):
            if part:
                at = start + len(part) // 2
                changed = text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]
                with pytest.raises(Rejected):
                    check_all(changed, original)
                refused += 1
            start += len(part) + 1
    assert refused == 300


def check_all(text, original):
    opened = open_sd_jwt(text)
    verify_issuer(opened, ISSUER, types=None)
    if original.key_binding is not None:
        at = datetime.fromtimestamp(original.key_binding.claims["iat"], UTC)
        verify_key_binding(opened, HOLDER, audience=VERIFIERS, nonce=NONCE, at=at)
