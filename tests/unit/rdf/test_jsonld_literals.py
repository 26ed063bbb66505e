"""JSON values as literals: known answers of the specification, and properties that hold for all values."""

import json
import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vcwallet.errors import DataLoss, FormatError
from vcwallet.rdf import literals
from vcwallet.rdf.nquads import parse

XSD = "http://www.w3.org/2001/XMLSchema#"
DOUBLE = literals.typed_suffix(f"{XSD}double")
DECIMAL = literals.typed_suffix(f"{XSD}decimal")


@pytest.mark.parametrize(
    ("value", "lexical"),
    [
        (0, "0"),
        (-0, "0"),
        (-7, "-7"),
        (10**21 - 2**17, "999999999999999868928"),
        (-(10**21) + 2**17, "-999999999999999868928"),
        (5.0, "5"),
        (-0.0, "0"),
        (1e20, "100000000000000000000"),
        (2**53 - 1, "9007199254740991"),
        (2**53 + 2, "9007199254740994"),
    ],
)
def test_whole_numbers(value, lexical):
    assert int(float(value)) == value
    assert literals.scalar(value, None) == f'"{lexical}"^^<{XSD}integer>'
    assert literals.scalar(value, DECIMAL) == f'"{lexical}"^^<{XSD}decimal>'


@pytest.mark.parametrize(
    ("value", "lexical"),
    [
        (5.3, "5.3E0"),
        (-2.5, "-2.5E0"),
        (0.1, "1.0E-1"),
        (0.1 + 0.2, "3.0E-1"),
        (1e-7, "1.0E-7"),
        (5e-324, "4.940656458412465E-324"),
        (1e21, "1.0E21"),
        (10**21, "1.0E21"),
        (-(10**21), "-1.0E21"),
        (1.7976931348623157e308, "1.797693134862316E308"),
        (123456789.125, "1.23456789125E8"),
    ],
)
def test_fractions_and_large_numbers(value, lexical):
    assert literals.scalar(value, None) == f'"{lexical}"^^<{XSD}double>'
    assert literals.scalar(value, DECIMAL) == f'"{lexical}"^^<{XSD}decimal>'


@pytest.mark.parametrize(("value", "lexical"), [(0, "0.0E0"), (-0.0, "0.0E0"), (5, "5.0E0"), (100, "1.0E2")])
def test_whole_numbers_that_are_coerced_to_doubles(value, lexical):
    assert literals.scalar(value, DOUBLE) == f'"{lexical}"^^<{XSD}double>'


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_doubles_keep_their_value_to_sixteen_digits(value):
    quoted, _, datatype = literals.scalar(value, DOUBLE).partition("^^")
    assert datatype == f"<{XSD}double>"
    assert abs(Decimal(quoted[1:-1]) - Decimal(value)) <= abs(Decimal(value)) * Decimal("5e-16")


@given(st.integers())
def test_whole_numbers_keep_their_value_or_are_refused(value):
    for suffix in (None, DOUBLE):
        try:
            lexical = literals.scalar(value, suffix).split('"')[1]
        except DataLoss:
            assert abs(value) > 10**15
        else:
            assert int(float(lexical)) == value if "E" in lexical else int(lexical) == value


def test_truth_values():
    assert literals.scalar(True, None) == f'"true"^^<{XSD}boolean>'
    assert literals.scalar(False, None) == f'"false"^^<{XSD}boolean>'
    assert literals.scalar(True, DECIMAL) == f'"true"^^<{XSD}decimal>'


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_numbers_that_are_not_finite(value):
    with pytest.raises(FormatError):
        literals.scalar(value, None)


@pytest.mark.parametrize("value", [10**21 + 1, 10**400, -(10**23) - 1])
def test_whole_numbers_that_would_lose_digits(value):
    with pytest.raises(DataLoss):
        literals.scalar(value, None)


def test_values_that_are_no_scalars():
    with pytest.raises(DataLoss):
        literals.scalar(None, None)
    with pytest.raises(FormatError):
        literals.scalar(b"x", None)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_texts_are_read_again_as_they_were(value):
    literal = literals.text(value, literals.PLAIN)
    assert "\n" not in literal
    assert "\r" not in literal
    ((_, _, read, _),) = parse(f"<urn:s> <urn:p> {literal} .")
    assert read == literal


def test_texts_with_half_of_a_surrogate_pair():
    with pytest.raises(FormatError):
        literals.text("a\ud800b", literals.PLAIN)


@pytest.mark.parametrize("lexical", ["1.5E0", "-1.25E-7", "0.0E0", "1.0E21", "INF", "-INF", "NaN"])
def test_doubles_as_texts_in_canonical_form(lexical):
    assert literals.checked_text(lexical, DOUBLE) == f'"{lexical}"^^<{XSD}double>'


@pytest.mark.parametrize(
    "lexical", ["1.5", "1.50E0", "15.0E0", "01.5E0", "1.5e0", "1.5E+0", "+1.5E0", " 1.5E0", "-0.0E0", ""]
)
def test_doubles_as_texts_in_another_form(lexical):
    with pytest.raises(DataLoss):
        literals.checked_text(lexical, DOUBLE)


def test_suffixes_of_datatypes():
    assert literals.typed_suffix(f"{XSD}string") == literals.PLAIN
    assert literals.typed_suffix("urn:t") == '"^^<urn:t>'
    for bad in ("t", "_:t", "urn:a b", "urn:a>", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"):
        with pytest.raises(FormatError):
            literals.typed_suffix(bad)


def test_suffixes_of_languages_and_directions():
    assert literals.tagged_suffix(None, None) == literals.PLAIN
    assert literals.tagged_suffix("de-CH", None) == '"@de-ch'
    assert literals.tagged_suffix("ar-EG", "rtl") == '"^^<https://www.w3.org/ns/i18n#ar-eg_rtl>'
    assert literals.tagged_suffix(None, "ltr") == '"^^<https://www.w3.org/ns/i18n#_ltr>'
    for bad in ("", "d_e", "de ch", "-de", "de-", "abcdefghi", "dé", "de\n"):
        with pytest.raises(DataLoss):
            literals.tagged_suffix(bad, None)


def test_json_literals_are_canonical():
    value = {"b": [1.0, None, "\n"], "a": {"ü": 1e30}}
    literal = literals.json_literal(value)
    assert literal == (
        '"{\\"a\\":{\\"ü\\":1e+30},\\"b\\":[1,null,\\"\\\\n\\"]}"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON>'
    )
    assert literals.json_literal(None).startswith('"null"')
    assert json.loads('"' + literals.json_literal("x").split('"^^')[0][1:].replace('\\"', "") + '"') == "x"


def test_json_literals_that_have_no_canonical_form():
    with pytest.raises(FormatError):
        literals.json_literal([2**53 + 1])
