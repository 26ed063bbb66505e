"""Random claims, random choices of issuer and holder: what comes out is exactly what was chosen to be shown."""

import contextlib
import itertools

from hypothesis import given
from hypothesis import strategies as st

from vcwallet.errors import VcwalletError
from vcwallet.keys.signing import SigningKey
from vcwallet.model.pointer import join, walk
from vcwallet.securing.jose import base64url
from vcwallet.securing.sd_jwt import (
    conceal,
    disclosable,
    disclosable_pointers,
    open_sd_jwt,
    prepare,
    reveal,
    verify_issuer,
)
from vcwallet.securing.sd_jwt.disclosures import RESERVED_NAMES
from vcwallet.securing.sd_jwt.json_serialization import write_flattened, write_general

ISSUER = SigningKey.from_secret_bytes("P-256", b"\x02" * 32)
NAMES = st.text(st.sampled_from("ab/~0_.é"), max_size=3).filter(lambda name: name not in RESERVED_NAMES)
SCALARS = st.none() | st.booleans() | st.integers(-5, 10**20) | st.text(max_size=4) | st.floats(-10, 10)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=12
)
CLAIMS = st.dictionaries(NAMES, VALUES, max_size=5)
HASHES = st.sampled_from(["sha-256", "sha-384", "sha-512"])


def below(claims):
    """All pointers but that of the whole."""
    return [pointer for pointer, _ in walk(claims) if pointer]


def some(draw, pointers):
    return draw(st.lists(st.sampled_from(pointers), max_size=4)) if pointers else []


def within(pointer, other):
    return pointer == other or pointer.startswith(f"{other}/")


def expected(value, pointer, concealed, wanted):
    """What is shown, by the definition: all that is not concealed, or is around, at, or inside of what is wanted."""

    def shown(here):
        return here not in concealed or any(within(here, want) or within(want, here) for want in wanted)

    if isinstance(value, dict):
        children = {name: (pointer + join(name), child) for name, child in value.items()}
        return {
            name: expected(child, here, concealed, wanted) for name, (here, child) in children.items() if shown(here)
        }
    if isinstance(value, list):
        children = [(f"{pointer}/{index}", child) for index, child in enumerate(value)]
        return [expected(child, here, concealed, wanted) for here, child in children if shown(here)]
    return value


def issue(claims, concealed, draw_decoys=lambda path: 0, hash_name="sha-256"):
    numbers = itertools.count(1)
    made = conceal(
        claims,
        concealed,
        randomness=lambda count: next(numbers).to_bytes(count),
        decoys=draw_decoys,
        hash_name=hash_name,
    )
    draft = prepare(made, key_algorithm="P-256", typ="dc+sd-jwt")
    return draft.complete(ISSUER.sign(draft.signing_input))


@given(CLAIMS, st.data(), HASHES)
def test_what_is_shown_is_exactly_what_was_chosen(claims, data, hash_name):
    mandatory = some(data.draw, below(claims))
    concealed = disclosable_pointers(claims, mandatory=mandatory)
    opened = open_sd_jwt(issue(claims, concealed, lambda path: data.draw(st.integers(0, 2)), hash_name))
    verify_issuer(opened, ISSUER.public, types=None)
    assert opened.payload == claims
    assert set(disclosable(opened)) == concealed
    wanted = some(data.draw, below(claims))
    revealed = reveal(opened, wanted)
    shown = open_sd_jwt(revealed.sd_jwt)
    verify_issuer(shown, ISSUER.public, types=None)
    assert shown.payload == revealed.payload == expected(claims, "", concealed, wanted)
    # The mandatory values are there whatever is wanted.
    assert reveal(opened, []).payload == expected(claims, "", concealed, [])


@given(CLAIMS, st.data())
def test_any_set_of_values_can_be_concealed(claims, data):
    concealed = set(some(data.draw, below(claims)))
    opened = open_sd_jwt(issue(claims, concealed))
    assert opened.payload == claims
    assert set(disclosable(opened)) == concealed
    wanted = some(data.draw, below(claims))
    assert reveal(opened, wanted).payload == expected(claims, "", concealed, wanted)


@given(CLAIMS, st.data())
def test_what_was_revealed_can_be_narrowed_again(claims, data):
    opened = open_sd_jwt(issue(claims, disclosable_pointers(claims)))
    once = open_sd_jwt(reveal(opened, some(data.draw, below(claims))).sd_jwt)
    twice = open_sd_jwt(reveal(once, some(data.draw, below(once.payload))).sd_jwt)
    assert set(twice.parts.disclosures) <= set(once.parts.disclosures) <= set(opened.parts.disclosures)
    assert part_of(twice.payload, once.payload)
    assert part_of(once.payload, claims)


@given(CLAIMS, st.data())
def test_json_serializations_carry_the_same(claims, data):
    opened = open_sd_jwt(issue(claims, disclosable_pointers(claims)))
    parts = reveal(opened, some(data.draw, below(claims))).parts
    for value in (write_flattened(parts), write_general(parts)):
        assert open_sd_jwt(value).parts.presented == parts.presented


def part_of(part, whole):
    """Whether `part` is `whole` with members and elements left out."""
    if isinstance(part, dict) and isinstance(whole, dict):
        return all(name in whole and part_of(value, whole[name]) for name, value in part.items())
    if isinstance(part, list) and isinstance(whole, list):
        rest = iter(whole)
        return all(any(part_of(value, other) for other in rest) for value in part)
    return type(part) is type(whole) and part == whole


@given(CLAIMS, st.data())
def test_no_mutation_makes_the_issuer_say_something_else(claims, data):
    """Parts are dropped, repeated, swapped or altered: it is refused, or shows a part of what was signed."""
    text = issue(claims, disclosable_pointers(claims))
    parts = text.split("~")
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(parts) - 1))
        kind = data.draw(st.sampled_from(["drop", "repeat", "swap", "alter", "forge"]))
        if kind == "drop" and len(parts) > 2:
            del parts[at]
        elif kind == "repeat":
            parts.insert(at, parts[data.draw(st.integers(0, len(parts) - 1))])
        elif kind == "swap":
            other = data.draw(st.integers(0, len(parts) - 1))
            parts[at], parts[other] = parts[other], parts[at]
        elif kind == "alter" and parts[at]:
            where = data.draw(st.integers(0, len(parts[at]) - 1))
            parts[at] = parts[at][:where] + data.draw(st.sampled_from("AB_-.=~")) + parts[at][where + 1 :]
        else:
            parts.insert(at, base64url.encode(data.draw(st.sampled_from([b'["x","a",1]', b'["x",1]', b"[]", b"{"]))))
    with contextlib.suppress(VcwalletError):
        opened = open_sd_jwt("~".join(parts))
        verify_issuer(opened, ISSUER.public, types=None)
        assert part_of(opened.payload, claims)


@given(st.text(st.sampled_from("eyJ~.{}[]\"'W A-_=\x00é\ud800"), max_size=40) | st.binary(max_size=40))
def test_nothing_but_our_errors_comes_out_of_any_text(value):
    with contextlib.suppress(VcwalletError):
        open_sd_jwt(value)


@given(
    st.recursive(
        SCALARS | st.just("_sd") | st.just("e30"),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["payload", "protected", "signature", "signatures", "header", "disclosures", "kb_jwt"]),
                inner,
                max_size=4,
            )
        ),
    )
)
def test_nothing_but_our_errors_comes_out_of_any_json(value):
    with contextlib.suppress(VcwalletError):
        open_sd_jwt(value)


@given(
    st.recursive(
        SCALARS,
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["_sd", "...", "_sd_alg", "a", "cnf"]), inner, max_size=4)
        ),
    ),
    st.lists(
        st.recursive(
            st.sampled_from(["s", "_sd", "...", "a"]) | SCALARS,
            lambda inner: (
                st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["_sd", "...", "a"]), inner, max_size=2)
            ),
        ),
        max_size=3,
    ),
)
def test_nothing_but_our_errors_comes_out_of_what_an_issuer_signed(payload, contents):
    import json

    header, body = (base64url.encode(json.dumps(part).encode()) for part in ({"alg": "ES256"}, payload))
    disclosures = [base64url.encode(json.dumps(content).encode()) for content in contents]
    with contextlib.suppress(VcwalletError):
        open_sd_jwt("~".join([f"{header}.{body}.AA", *disclosures, ""]))
