"""Everything in a presented SD-JWT is changed in turn: each character, each member, each part. All of it is refused."""

import json
import re
import string

import pytest
from builders import HOLDER, STRANGER, issuer
from forging import decode, encode
from sd_jwt_cases import KINDS, SHOP, bound, each_kind, issue, shop, vc_claims

from vcwallet.errors import VcwalletError, VerificationError
from vcwallet.model.pointer import parse, walk

NONCE = "once"


def presented(kind):
    """With disclosures of members, elements, and of members in concealed objects."""
    return bound(issue(kind, mandatory=["/vct"] if kind == "dc+sd-jwt" else ["/type"]))


def accepted(value):
    report = shop().examine(value, challenge=NONCE)
    if report.verified is None:
        assert isinstance(report.error, VerificationError)
        return False
    return True


def another(character):
    """Another character of the same class."""
    for characters in (string.ascii_lowercase, string.ascii_uppercase, string.digits, "-_"):
        if character in characters:
            return characters[(characters.index(character) + 1) % len(characters)]
    return {".": "~", "~": "."}[character]


@each_kind
def test_every_single_character(kind):
    value = presented(kind)
    assert accepted(value)
    for index, character in enumerate(value):
        assert not accepted(value[:index] + another(character) + value[index + 1 :]), index


@each_kind
def test_characters_that_do_not_belong(kind):
    value = presented(kind)
    borders = [match.start() for match in re.finditer(r"[.~]", value)]
    for index in {
        0,
        len(value) - 1,
        *borders,
        *(border - 1 for border in borders),
        *(border + 1 for border in borders),
    }:
        for foreign in ("=", "+", "/", " ", "\n", "é", "\ud800", "\x00", '"', "A", "..", "~~"):
            if value[index] != foreign:
                assert not accepted(value[:index] + foreign + value[index + 1 :]), (index, foreign)
        assert not accepted(value[:index] + value[index + 1 :]), index


@each_kind
def test_every_part(kind):
    """Parts are dropped, repeated, and exchanged with each other and with those of another credential."""
    value, other = presented(kind), presented(kind)
    parts, others = value.split("~"), other.split("~")
    for index, part in enumerate(parts):
        assert not accepted("~".join(parts[:index] + parts[index + 1 :])), index
        assert not accepted("~".join([*parts[:index], part, *parts[index:]])), index
        assert not accepted("~".join([*parts[:index], "", *parts[index + 1 :]])), index
        assert not accepted("~".join([*parts[:index], others[index], *parts[index + 1 :]])), index
        for place in range(index):
            swapped = list(parts)
            swapped[index], swapped[place] = swapped[place], swapped[index]
            assert not accepted("~".join(swapped)), (index, place)


def _variants(value):
    """Other values of the same type, and of others."""
    if isinstance(value, bool):
        return [not value, None]
    if isinstance(value, int | float):
        return [value + 1, str(value)]
    if isinstance(value, str):
        return [value + "x", value[:-1], None, [value]]
    return [None, {"x": 1} if isinstance(value, dict) else [*value, "x"], "x"]


def changed(document):
    """Copies of a JSON document, in each of which one thing differs."""
    text = json.dumps(document)
    for place, value in walk(document):
        *outer, last = parse(place) or ("",)
        if not place:
            continue
        for variant in (..., *_variants(value)):
            copy = json.loads(text)
            parent = copy
            for step in outer:
                parent = parent[int(step) if isinstance(parent, list) else step]
            key = int(last) if isinstance(parent, list) else last
            if variant is ...:
                del parent[key]
            else:
                parent[key] = variant
            yield (place, variant), copy
    if isinstance(document, dict):
        yield "more", document | {"more": 1}


def json_parts(value):
    """Each part that is JSON: how to put another in its place."""
    token, *disclosures, kb_jwt = value.split("~")
    for number in (0, 1):
        for index, jwt in ((0, token), (-1, kb_jwt)):
            pieces = jwt.split(".")

            def put(contents, number=number, index=index, pieces=pieces):
                made = ".".join([*pieces[:number], encode(json.dumps(contents).encode()), *pieces[number + 1 :]])
                parts = value.split("~")
                parts[index] = made
                return "~".join(parts)

            yield decode(pieces[number]), put
    for index, text in enumerate(disclosures, 1):

        def put(contents, index=index):
            parts = value.split("~")
            parts[index] = encode(json.dumps(contents).encode())
            return "~".join(parts)

        yield decode(text), put


@each_kind
def test_every_member_of_headers_payload_disclosures_and_key_binding(kind):
    value = presented(kind)
    count = 0
    for document, put in json_parts(value):
        for what, copy in changed(document):
            assert not accepted(put(copy)), what
            count += 1
    assert count > 200


@pytest.mark.parametrize("key", [HOLDER, STRANGER], ids=["holder", "stranger"])
def test_what_an_issuer_did_not_sign_is_not_shown(key):
    """A holder, or a thief, adds claims of their own, and binds the whole anew."""
    for text in (["salt", "grade", "A"], ["salt", "A"], ["salt", "vct", "https://uni.example/other"]):
        sd_jwt = issue()
        token, *rest = sd_jwt.split("~")
        more = "~".join([token, *rest[:-1], encode(json.dumps(text).encode()), ""])
        assert not accepted(bound(more, key))
    assert accepted(bound(issue(), HOLDER))


def test_disclosures_of_another_credential_of_the_same_issuer():
    one, other = (issuer("P-256").issue(vc_claims(), securing="dc+sd-jwt", holder=HOLDER.did).value for _ in range(2))
    token = one.split("~")[0]
    mixed = "~".join([token, *other.split("~")[1:]])
    assert not accepted(bound(mixed))
    assert shop().audience == SHOP
    assert set(KINDS) == {"dc+sd-jwt", "vc+sd-jwt"}


@pytest.mark.parametrize("kind", KINDS)
def test_cutting_it_off_anywhere(kind):
    value = presented(kind)
    for end in range(0, len(value), 7):
        assert not accepted(value[:end])


def test_nothing_but_our_errors():
    value = presented("dc+sd-jwt")
    for index in range(11, len(value), 11):
        try:
            shop().verify_credential(value[index:] + value[:index])
        except VcwalletError:
            continue
        raise AssertionError(index)
