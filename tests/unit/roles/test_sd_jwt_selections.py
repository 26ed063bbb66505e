"""Random credentials, mandatory parts and choices: the verified document holds exactly what was chosen."""

import pytest
from builders import EXAMPLES_V2, V2, clock, issuer, verifier
from hypothesis import given, settings
from hypothesis import strategies as st
from sd_jwt_cases import SHOP, VCT

from vcwallet import Ask, MemoryStore, Wallet
from vcwallet.errors import CannotSatisfy
from vcwallet.model.pointer import join, starts_with, walk
from vcwallet.securing.sd_jwt.divisible import divisible
from vcwallet.securing.sd_jwt.selection import SD_JWT_VC_ALWAYS_SHOWN, VCDM_ALWAYS_SHOWN, prefixes
from vcwallet.wallet.disclosure import leaves

SCALARS = st.none() | st.booleans() | st.integers(-5, 10**12) | st.text(max_size=4) | st.floats(-10, 10)
NAMES = st.text(st.sampled_from("ab/~0_.é"), min_size=1, max_size=3).filter(lambda name: name != "...")
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=10
)
# What JSON-LD takes for names and values under a vocabulary of all terms: no nulls and no arrays in arrays.
TERMS = st.sampled_from(["name", "street", "town", "code", "tag", "part", "note"])
TEXTS = st.text(st.sampled_from("abc é"), max_size=4) | st.integers(-5, 1000) | st.booleans()
LINKED = st.recursive(
    TEXTS,
    lambda inner: (
        st.lists(TEXTS | st.dictionaries(TERMS, TEXTS, min_size=1, max_size=2), min_size=1, max_size=3)
        | st.dictionaries(TERMS, inner, min_size=1, max_size=3)
    ),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def held():
    return Wallet.create(MemoryStore(), passphrase="a passphrase for tests", clock=clock, work_factor=10)


def is_shown_of(here, withholdable, chosen):
    return here not in withholdable or any(starts_with(here, one) or starts_with(one, here) for one in chosen)


def is_misread(document, withholdable, chosen):
    """Whether an array is left with nothing but what is false, after something true or false was taken out of it."""
    for place, value in walk(document):
        if isinstance(value, list) and all(is_shown_of(one, withholdable, chosen) for one in prefixes(place)):
            rest = [item for i, item in enumerate(value) if is_shown_of(f"{place}/{i}", withholdable, chosen)]
            if 0 < len(rest) < len(value) and not any(rest):
                return True
    return False


def expected(value, place, withholdable, chosen):
    """By the definition: what cannot be withheld, and what is around, at, or inside of what was chosen."""

    def is_shown(here):
        return is_shown_of(here, withholdable, chosen)

    if isinstance(value, dict):
        members = {name: place + join(name) for name in value}
        return {
            name: expected(value[name], here, withholdable, chosen) for name, here in members.items() if is_shown(here)
        }
    if isinstance(value, list):
        places = [f"{place}/{index}" for index in range(len(value))]
        return [
            expected(item, here, withholdable, chosen)
            for item, here in zip(value, places, strict=True)
            if is_shown(here)
        ]
    return value


def some(draw, document, most=3):
    places = [place for place, _ in walk(document) if place]
    return draw(st.lists(st.sampled_from(places), max_size=most)) if places else []


def withholdable(document, mandatory, always):
    """All places but those that are always shown, those that are mandatory with all in them, and what is around."""
    fixed = {*mandatory, *(join(name) for name in always if name in document)}
    return {
        place
        for place, _ in walk(document)
        if place and not any(starts_with(place, one) or starts_with(one, place) for one in fixed)
    }


@given(st.dictionaries(NAMES, VALUES, max_size=4), st.data())
@settings(max_examples=60)
def test_sd_jwt_vc(held, claims, data):
    by = issuer("P-256")
    claims = {**claims, "vct": VCT, "iss": by.id, "iat": 1}
    mandatory = some(data.draw, claims)
    secured = by.issue(claims, securing="dc+sd-jwt", mandatory=mandatory)
    free = withholdable(claims, mandatory, SD_JWT_VC_ALWAYS_SHOWN)
    assert set(secured.disclosable) == free
    chosen = some(data.draw, claims)
    if not free:
        return
    narrowed = held.derive(held.hold(secured), reveal=chosen)
    verified = verifier().verify_credential(narrowed)
    assert verified.document == expected(claims, "", free, chosen)


@given(st.dictionaries(TERMS, LINKED, min_size=1, max_size=4), st.data())
@settings(max_examples=60)
def test_w3c_credentials(held, subject, data):
    by = issuer("P-256")
    claims = {
        "@context": [V2, EXAMPLES_V2],
        "type": ["VerifiableCredential"],
        "issuer": by.id,
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {"id": "did:example:ada", **subject},
        "description": "A credential",
    }
    mandatory = some(data.draw, claims)
    secured = by.issue(claims, securing="vc+sd-jwt", mandatory=mandatory)
    free = withholdable(claims, [*mandatory, "/issuer"], VCDM_ALWAYS_SHOWN)
    free = {place for place in free if divisible(place) and place != "/credentialSubject"}
    assert set(secured.disclosable) == free
    chosen = some(data.draw, claims)
    if not free:
        return
    credential = held.hold(secured)
    if is_misread(claims, free, chosen):
        with pytest.raises(CannotSatisfy) as caught:
            held.derive(credential, reveal=chosen)
        assert caught.value.code == "not_compact"
    else:
        narrowed = held.derive(credential, reveal=chosen)
        assert verifier().verify_credential(narrowed).document == expected(claims, "", free, chosen)


@given(st.dictionaries(NAMES, VALUES, max_size=4), st.data())
@settings(max_examples=40)
def test_what_a_request_asks_for_is_what_is_shown(claims, data):
    """Plan, presentation and verified document agree, value for value."""
    held = Wallet.create(MemoryStore(), passphrase="a passphrase for tests", clock=clock, work_factor=10)
    by = issuer("P-256")
    claims = {**claims, "vct": VCT, "iss": by.id, "iat": 1}
    held.hold(by.issue(claims, securing="dc+sd-jwt", holder=held.did_for(by.id)))
    asked = [place for place in some(data.draw, claims) if _is_asked_for_by_pointer(place)]
    request = verifier(SHOP).request(it=Ask(vct=VCT, reveal=asked))
    try:
        plan = held.plan(request)
    except CannotSatisfy:
        # Members whose names look like numbers are taken for elements (OpenID4VP 1.0 §7).
        return
    verified = verifier(SHOP).verify(held.present(plan), request=request)["it"]
    shown = [value for _, value in leaves(verified.document)]
    assert sorted(shown, key=repr) == sorted((claim.value for claim in plan.revealed), key=repr)
    document = {**claims, "cnf": verified.document["cnf"]}
    free = withholdable(document, [], SD_JWT_VC_ALWAYS_SHOWN)
    assert verified.document == expected(document, "", free, asked)


def _is_asked_for_by_pointer(place):
    return not any(token.isdigit() for token in place.split("/"))
