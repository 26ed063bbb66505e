"""`bbs-2023`: every component of every proof value matters; whatever is put in its place is refused in good time."""

import copy
import tracemalloc

import cbor2
import pytest
from builders import degree
from unit.securing.bbs_world import (
    ALL_FEATURES,
    BASE_HEADERS,
    BINDING,
    IDENTITY,
    ORDER,
    OTHER_KEY,
    OUTSIDE_SUBGROUP,
    SUITE,
    Case,
    by,
    issued,
)
from unit.securing.selective_proofs import OTHER_POINTERS, components, derived, errors, flip, unsecured, with_components

from vcwallet.encoding import base
from vcwallet.errors import ProofInvalid, VcwalletError
from vcwallet.rdf import Contexts
from vcwallet.securing import Environment, open_evidence
from vcwallet.securing.data_integrity.bbs_values import MOST_MESSAGES
from vcwallet.securing.data_integrity.bbs_values import parse as parse_value
from vcwallet.securing.data_integrity.proof import parse as parse_proof
from vcwallet.securing.data_integrity.selective import label_statements, shuffled_labels

SCALARS = {"zero": bytes(32), "the order": ORDER.to_bytes(32), "ones": b"\xff" * 32}


@pytest.fixture(scope="module")
def cases():
    return {feature: Case(feature) for feature in ALL_FEATURES}


def refused(case, secured):
    """The one error, which is about the proof value."""
    (error,) = case.errors(secured)
    assert isinstance(error, ProofInvalid), repr(error)
    assert error.where == "/proof/proofValue"
    return error


MALFORMED = {"null": None, "a text": "x", "a number": 7, "empty": b"", "a map": {}, "an array": [], "true": True}
POINTS = {"identity": IDENTITY, "outside the subgroup": OUTSIDE_SUBGROUP, "zeros": bytes(48), "ones": b"\xff" * 48}


def with_point(point, at):
    return lambda data: data[: 48 * at] + point + data[48 * (at + 1) :]


def with_scalar(scalar, at):
    """Scalars count from the end of the three points."""
    return lambda data: data[: 144 + 32 * at] + scalar + data[144 + 32 * (at + 1) :]


def with_end(scalar):
    return lambda data: data[:-32] + scalar


PROOF = {
    **MALFORMED,
    "a bit of a point": lambda data: flip(data, 40),
    "a bit of a scalar": lambda data: flip(data, 170),
    "a bit of the challenge": lambda data: flip(data, len(data) - 1),
    "a scalar less": lambda data: data[:-32],
    "a scalar more": lambda data: data + data[-32:],
    "a byte more": lambda data: data + b"\x00",
    "only the points": lambda data: data[:144],
    **{f"{name} for point {at}": with_point(point, at) for name, point in POINTS.items() for at in range(3)},
    **{f"{name} for scalar {at}": with_scalar(one, at) for name, one in SCALARS.items() for at in (0, 1, 2, 3, 4)},
    **{f"{name} for the challenge": with_end(one) for name, one in SCALARS.items()},
    "another order of points": lambda data: data[48:96] + data[:48] + data[96:],
    "huge": lambda data: data + data[-32:] * 20_000,
}
LABELS = {
    **{name: value for name, value in MALFORMED.items() if name != "a map"},
    "none": {},
    "one less": lambda labels: {0: labels[0]},
    "one more": lambda labels: labels | {len(labels): 17},
    "another number": lambda labels: {0: labels[0], 1: labels[1], 5: labels[2]},
    "negative": lambda labels: {-1: labels[0], 1: labels[1], 2: labels[2]},
    "a text": lambda labels: {"0": labels[0], 1: labels[1], 2: labels[2]},
    "exchanged": lambda labels: labels | {0: labels[1], 1: labels[0]},
    "one twice": lambda labels: labels | {0: labels[1]},
    "another": lambda labels: labels | {0: 17},
    "a negative label": lambda labels: labels | {0: -1},
    "a huge label": lambda labels: labels | {0: 2**63},
    "a label in bytes": lambda labels: labels | {0: b"b0"},
    "a label in text": lambda labels: labels | {0: "b0"},
    "a label that is true": lambda labels: labels | {0: True},
}
INDEXES = {
    **{name: value for name, value in MALFORMED.items() if name != "an array"},
    "none": [],
    "one less": lambda some: some[1:],
    "one more": lambda some: [*some, max(some) + 1],
    "another": lambda some: [*some[:-1], max(some) + 1],
    "out of range": lambda some: [*some[:-1], 9_999],
    "huge": lambda some: [*some[:-1], 2**64 - 1],
    "negative": lambda some: [-1, *some[1:]],
    "twice": lambda some: [some[0], *some],
    "in another order": lambda some: [*some[1:], some[0]],
    "a number in text": lambda some: [*some[:-1], str(some[-1])],
    "true": lambda some: [True, *some[1:]],
    "deeper": lambda some: [some],
}
HEADER = {
    **{name: value for name, value in MALFORMED.items() if name != "empty"},
    "none": b"",
    "a bit": lambda one: flip(one, 3),
    "longer": lambda one: one + b"\x00",
    "huge": b"x" * 70_000,
}
DOMAIN = {
    **{name: value for name, value in MALFORMED.items() if name != "a text"},
    "another": "https://other.example",
    "none": "",
    "huge": "x" * 5_000,
}
PSEUDONYM = {
    **MALFORMED,
    **POINTS,
    "a bit": lambda one: flip(one, 30),
    "shorter": lambda one: one[:-1],
    # The generator of G1 (draft-irtf-cfrg-pairing-friendly-curves, section 4.2.1), compressed.
    "the base point": bytes.fromhex(
        "97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb"
    ),
}
COUNT = {
    **{name: value for name, value in MALFORMED.items() if name != "a number"},
    "one less": lambda count: count - 1,
    "one more": lambda count: count + 1,
    "none": 0,
    "negative": -1,
    "too many": MOST_MESSAGES + 1,
    "huge": 2**64 - 1,
    "in text": str,
}
DERIVED = {
    "baseline": [PROOF, LABELS, INDEXES, INDEXES, HEADER],
    "anonymous_holder_binding": [PROOF, LABELS, INDEXES, INDEXES, HEADER, COUNT],
    "pseudonym": [PROOF, LABELS, INDEXES, INDEXES, HEADER, DOMAIN, PSEUDONYM, COUNT],
    "holder_binding_pseudonym": [PROOF, LABELS, INDEXES, INDEXES, HEADER, DOMAIN, PSEUDONYM, COUNT],
}
# The order of mandatory indexes says nothing, so that it is of no matter.
HARMLESS = {(2, "in another order")}


@pytest.mark.parametrize("feature", ALL_FEATURES)
def test_every_component_of_a_derived_proof_matters(cases, feature):
    case = cases[feature]
    header, items = components(case.derived)
    assert not case.errors(with_components(case.derived, header, items))
    assert len(items[1]) == 4
    for component, changes in enumerate(DERIVED[feature]):
        for name, change in changes.items():
            if (component, name) in HARMLESS:
                continue
            changed = list(items)
            changed[component] = change(items[component]) if callable(change) else change
            assert cbor2.dumps(changed) != cbor2.dumps(items), (component, name)
            try:
                refused(case, with_components(case.derived, header, changed))
            except (AssertionError, ValueError) as error:
                raise AssertionError(f"component {component}: {name}") from error


def same_labels(case, *keys):
    """Whether two HMAC keys put the few blank nodes into the same order, as happens one time in 24."""
    if not all(type(key) is bytes and len(key) == 32 for key in keys):
        return False
    one, other = (label_statements(unsecured(case.base), shuffled_labels(key), case.environment).labels for key in keys)
    return one == other


SIGNATURE = {
    **MALFORMED,
    "a bit of the point": lambda one: flip(one, 40),
    "a bit of the scalar": lambda one: flip(one, 79),
    "shorter": lambda one: one[:-1],
    "longer": lambda one: one + b"\x00",
    **{name: with_point(point, 0) for name, point in POINTS.items()},
    **{f"scalar {name}": with_end(scalar) for name, scalar in SCALARS.items()},
}
BYTES = {**MALFORMED, "a bit": lambda one: flip(one, 9), "shorter": lambda one: one[:-1], "longer": lambda one: one * 2}
PUBLIC_KEY = {**BYTES, "another key": OTHER_KEY.public.raw, "identity": b"\xc0" + bytes(95), "zeros": bytes(96)}
ENTROPY = {**BYTES, **SCALARS, "another": b"\x01" * 32}
BASE = {
    feature: [SIGNATURE, BYTES, PUBLIC_KEY, BYTES, OTHER_POINTERS, *([ENTROPY] if "pseudonym" in feature else [])]
    for feature in ALL_FEATURES
}


@pytest.mark.parametrize("feature", ALL_FEATURES)
def test_every_component_of_a_base_proof_matters(cases, feature):
    case = cases[feature]
    header, items = components(case.base)
    assert not case.errors(with_components(case.base, header, items))
    for component, changes in enumerate(BASE[feature]):
        for name, change in changes.items():
            changed = list(items)
            changed[component] = change(items[component]) if callable(change) else change
            secured = with_components(case.base, header, changed)
            if component == 3 and same_labels(case, items[3], changed[3]):
                continue
            try:
                refused(case, secured)
            except (AssertionError, ValueError) as error:
                raise AssertionError(f"component {component}: {name}") from error
            # Nor does anything but an error come out for a holder who does not look, and never the whole credential.
            try:
                value = open_evidence(secured, case.environment).reveal(("/credentialSubject/name",)).value_for(BINDING)
            except VcwalletError:
                continue
            assert "semesters" not in value["credentialSubject"], (component, name)
            assert case.errors(value), (component, name)


@pytest.mark.parametrize("into", ALL_FEATURES)
@pytest.mark.parametrize("feature", ALL_FEATURES)
def test_a_proof_of_one_feature_is_none_of_another(cases, feature, into):
    """Not even with the components put right: how much is hidden, and how it is hashed, differs for each."""
    if feature == into:
        return
    case = cases[feature]
    _, items = components(case.derived)
    common, count = (
        items[:5],
        items[-1] if len(items) > 5 else parse_value(parse_proof(case.derived["proof"], "/proof")).signed_messages,
    )
    pseudonym = (
        items[5:7] if len(items) == 8 else ["https://jobs.example", components(cases["pseudonym"].derived)[1][6]]
    )
    for shift in (-2, -1, 0, 1, 2):
        rest = {
            "baseline": [],
            "anonymous_holder_binding": [count + shift],
            "pseudonym": [*pseudonym, count + shift],
            "holder_binding_pseudonym": [*pseudonym, count + shift],
        }[into]
        header = bytes([0xD9, 0x5D, BASE_HEADERS[into] + 1])
        refused(case, with_components(case.derived, header, [*common, *rest]))


def test_a_base_proof_of_one_feature_is_none_of_another(cases):
    for feature, case in cases.items():
        _, items = components(case.base)
        everybody = Environment(
            contexts=Contexts.bundled(),
            holder_secrets=tuple(one for other in cases.values() for one in other.environment.holder_secrets),
        )
        for into in set(ALL_FEATURES) - {feature}:
            rest = ([items[5]] if len(items) == 6 else [b"\x01" * 32]) if "pseudonym" in into else []
            header = bytes([0xD9, 0x5D, BASE_HEADERS[into]])
            changed = with_components(case.base, header, [*items[:5], *rest])
            assert errors(changed, everybody, as_holder=True), (feature, into)


def test_whose_key_it_is(cases):
    """A base proof has to be by the key of its verification method, and by the one that it names itself."""
    for case in cases.values():
        header, items = components(case.base)
        items[2] = OTHER_KEY.public.raw
        assert refused(case, with_components(case.base, header, items)).code == "public_key"
        for secured in (case.base, case.derived):
            changed = copy.deepcopy(secured)
            changed["proof"]["verificationMethod"] = OTHER_KEY.verification_method
            assert case.errors(changed)


def test_other_spellings_of_the_same_components_are_refused(cases):
    """Tags, indefinite and longer lengths, trailing bytes: there would be something left to vary, and to know again."""
    case = cases["baseline"]
    header, items = components(case.derived)
    encoded = cbor2.dumps(items)
    spellings = {
        "indefinite": b"\x9f" + encoded[1:] + b"\xff",
        "longer": b"\x98\x05" + encoded[1:],
        "trailing": encoded + b"\x00",
        "tagged": b"\xd8\x40" + encoded,
        "tagged inside": encoded[:1] + b"\xd8\x40" + encoded[1:],
        "twice": encoded * 2,
        "cut off": encoded[:-1],
    }
    for name, spelling in spellings.items():
        changed = copy.deepcopy(case.derived)
        changed["proof"]["proofValue"] = base.multibase_encode(header + spelling, "u")
        assert refused(case, changed).code == "proof_malformed", name


def test_what_two_credentials_say_does_not_mix(cases):
    """Two credentials of one issuer, alike but for one value: no component of one fits the other."""
    one, other = (
        derived(issued(degree(name=name)).value, "/credentialSubject/degree/name", "/name") for name in ("A", "B")
    )
    header, items = components(one)
    _, others = components(other)
    for component in range(5):
        if items[component] == others[component]:
            continue
        mixed = list(items)
        mixed[component] = others[component]
        assert errors(with_components(one, header, mixed)), component
    assert errors(one | {"name": other["name"]})


def test_a_mandatory_part_cannot_be_left_out(cases):
    """Not even by a holder who derives by hand, with the mandatory statements gone from document and indexes."""
    secured = issued().value
    narrowed = derived(secured, "/credentialSubject/name")
    del narrowed["validUntil"]
    header, items = components(narrowed)
    for dropped in items[2]:
        indexes = [index if index < dropped else index - 1 for index in items[2] if index != dropped]
        assert errors(with_components(narrowed, header, [*items[:2], indexes, *items[3:]])), dropped


def test_proof_sets():
    """The holder reveals by the proof that can be narrowed, and that one alone is shown."""
    both = by().issue(issued().value, securing=SUITE, mandatory=["/issuer"]).value
    assert len(both["proof"]) == 2
    assert not errors(both, as_holder=True)
    narrowed = derived(both, "/credentialSubject/name")
    assert isinstance(narrowed["proof"], dict)
    assert not errors(narrowed)


def test_huge_proof_values_are_refused_in_bounded_time_and_memory(cases):
    case = cases["anonymous_holder_binding"]
    header, items = components(case.derived)
    hidden = MOST_MESSAGES + 3 - len(items[3])
    huge = {
        "proof": [b"\x00" * 700_000, *items[1:]],
        "proof that could be one": [items[0][:144] + items[0][144:176] * (hidden + 4), *items[1:5], MOST_MESSAGES - 1],
        "proof over as much as can be": [
            items[0][:144] + items[0][144:176] * (hidden + 3),
            *items[1:5],
            MOST_MESSAGES - 1,
        ],
        "labels": [items[0], {number: number for number in range(100_000)}, *items[2:]],
        "indexes": [*items[:3], list(range(140_000)), *items[4:]],
        "header": [*items[:4], b"\x00" * 700_000, items[5]],
    }
    for name, changed in huge.items():
        secured = with_components(case.derived, header, changed)
        tracemalloc.start()
        try:
            refused(case, secured)
            assert tracemalloc.get_traced_memory()[1] < 100_000_000, name
        finally:
            tracemalloc.stop()
