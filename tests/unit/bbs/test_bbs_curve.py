"""The checked functions around the backend refuse what the backend lets pass."""

import secrets

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from py_arkworks_bls12381 import G1Point, G2Point, Scalar

from vcwallet.bbs import curve
from vcwallet.errors import FormatError, UsageError

GROUP_ORDER = 0x73EDA753299D7D483339D80809A1D80553BDA402FFFE5BFEFFFFFFFF00000001
POINT = curve.g1_from_octets(G1Point.hash_to_curve(b"point", b"test").to_compressed_bytes())
OTHER = curve.g1_from_octets(G1Point.hash_to_curve(b"other", b"test").to_compressed_bytes())
scalars = st.integers(min_value=1, max_value=GROUP_ORDER - 1).map(Scalar)


def test_scalars_are_strict(bad_scalars):
    assert curve.scalar_to_octets(curve.scalar_from_octets(b"\0" * 31 + b"\1")) == b"\0" * 31 + b"\1"
    largest = (GROUP_ORDER - 1).to_bytes(32, "big")
    assert curve.scalar_to_octets(curve.scalar_from_octets(largest)) == largest
    for name, octets in bad_scalars.items():
        with pytest.raises(FormatError) as raised:
            curve.scalar_from_octets(octets)
        assert raised.value.code == ("scalar_zero" if name == "zero" else "scalar_range"), name


@pytest.mark.parametrize("octets", [b"", b"\1" * 31, b"\1" * 33, "a" * 32, None, 5, [1] * 32, bytearray(b"\1" * 32)])
def test_scalars_of_another_form_are_refused(octets):
    with pytest.raises(FormatError):
        curve.scalar_from_octets(octets)


@given(st.binary(min_size=48, max_size=48))
def test_wide_octets_are_reduced(octets):
    assert int(curve.scalar_from_wide_octets(octets)) == int.from_bytes(octets, "big") % GROUP_ORDER


def test_wide_octets_of_another_length_are_refused():
    with pytest.raises(FormatError) as raised:
        curve.scalar_from_wide_octets(b"\1" * 47)
    assert raised.value.code == "wrong_length"


def test_bad_points_of_g1_are_refused(bad_points):
    for name, octets in bad_points.items():
        with pytest.raises(FormatError) as raised:
            curve.g1_from_octets(octets)
        assert raised.value.code == "bad_point", name
    assert curve.point_to_octets(curve.g1_from_octets(POINT.to_compressed_bytes())) == POINT.to_compressed_bytes()


def test_the_point_outside_the_subgroup_is_on_the_curve(bad_points):
    """Otherwise the test above would not test the subgroup check."""
    point = G1Point.from_compressed_bytes_unchecked(bad_points["outside the subgroup"])
    assert not point.is_in_subgroup()


@pytest.mark.parametrize(
    "octets", [b"", POINT.to_compressed_bytes()[:-1], POINT.to_compressed_bytes() + b"\0", "x", None]
)
def test_points_of_another_form_are_refused(octets):
    for read in (curve.g1_from_octets, curve.g2_from_octets):
        with pytest.raises(FormatError):
            read(octets)


def g2_outside_subgroup():
    for x in range(1, 100):
        encoded = bytes([0x80]) + bytes(94) + bytes([x])
        try:
            point = G2Point.from_compressed_bytes_unchecked(encoded)
        except ValueError:
            continue
        if not point.is_in_subgroup():
            return encoded
    raise AssertionError


@pytest.mark.parametrize(
    "octets",
    [
        bytes([0xC0]) + bytes(95),
        bytes([0xC0]) + bytes(94) + b"\1",
        bytes(96),
        b"\xff" * 96,
        bytes([G2Point().to_compressed_bytes()[0] & 0x7F]) + G2Point().to_compressed_bytes()[1:],
        g2_outside_subgroup(),
    ],
)
def test_bad_points_of_g2_are_refused(octets):
    with pytest.raises(FormatError) as raised:
        curve.g2_from_octets(octets)
    assert raised.value.code == "bad_point"


def test_points_of_g2_are_read():
    octets = G2Point().to_compressed_bytes()
    assert curve.point_to_octets(curve.g2_from_octets(octets)) == octets


def test_unequal_lists_are_refused():
    """The backend would cut the longer one, and call an empty pairing product a success."""
    one = Scalar(1)
    for points, exponents in (([POINT], [one, one]), ([POINT, OTHER], [one]), ([], [])):
        with pytest.raises(UsageError) as raised:
            curve.multi_exponentiation(points, exponents)
        assert raised.value.code == "unequal_lists"
        with pytest.raises(UsageError):
            curve.masked_multi_exponentiation(points, exponents, one)
    for left, right in (([], []), ([POINT], []), ([POINT], [G2Point(), G2Point()])):
        with pytest.raises(UsageError) as raised:
            curve.pairing_product_is_one(left, right)
        assert raised.value.code == "unequal_lists"


@settings(max_examples=20)
@given(scalars, scalars, scalars)
def test_masks_do_not_change_results(first, second, mask):
    expected = POINT * first + OTHER * second
    assert curve.multi_exponentiation([POINT, OTHER], [first, second]) == expected
    assert curve.masked_multi_exponentiation([POINT, OTHER], [first, second], mask) == expected
    assert curve.masked_multiplication(POINT, first, mask) == POINT * first
    assert curve.masked_multiplications(POINT, [first, mask], mask) == [POINT * first, POINT * mask]
    assert curve.masked_division(POINT * first, first, mask) == POINT
    assert curve.masked_multiplication(curve.BASE_POINT_G2, first, mask) == G2Point() * first


class Recorder:
    """Stands in for a point and notes the scalars that reach the backend."""

    def __init__(self, seen):
        self.seen = seen

    def __mul__(self, scalar):
        self.seen.append(int(scalar))
        return self


def test_masked_functions_never_show_the_secret():
    secret = Scalar(0xC0FFEE)
    for function in (curve.masked_multiplication, curve.masked_division):
        seen = []
        for _ in range(2):
            function(Recorder(seen), secret, curve.scalar_from_wide_octets(secrets.token_bytes(48)))
        assert len(set(seen)) == 4
        assert not {int(secret), int(secret.inverse())} & set(seen)


def test_masked_multi_exponentiations_never_show_a_secret(monkeypatch):
    seen, backend = [], curve.multi_exponentiation

    def recording(points, exponents):
        seen.extend(int(exponent) for exponent in exponents)
        return backend(points, exponents)

    monkeypatch.setattr(curve, "multi_exponentiation", recording)
    for _ in range(2):
        mask = curve.scalar_from_wide_octets(secrets.token_bytes(48))
        curve.masked_multi_exponentiation([POINT, OTHER], [Scalar(7), Scalar(9)], mask)
    assert len(set(seen)) == 4
    assert not {7, 9} & set(seen)


def test_masks_and_divisors_of_zero_are_refused():
    for call in (
        lambda: curve.masked_multiplication(POINT, Scalar(5), curve.ZERO),
        lambda: curve.masked_multi_exponentiation([POINT], [Scalar(5)], curve.ZERO),
        lambda: curve.masked_division(POINT, curve.ZERO, Scalar(5)),
        lambda: curve.masked_division(POINT, Scalar(5), curve.ZERO),
    ):
        with pytest.raises(UsageError) as raised:
            call()
        assert raised.value.code == "scalar_zero"


def test_pairing_products():
    secret = Scalar(12345)
    assert curve.pairing_product_is_one([POINT * secret, curve.negated(POINT)], [G2Point(), G2Point() * secret])
    assert not curve.pairing_product_is_one([POINT * secret, POINT], [G2Point(), G2Point() * secret])


def test_map_to_curve_is_the_second_half_of_the_backends_hash():
    """expand_message and map_to_curve together equal the backend's own hash_to_curve."""
    from vcwallet.bbs.expand import expand_message_xmd

    for message in (b"", b"abc", secrets.token_bytes(200)):
        uniform = expand_message_xmd(message, b"a tag", 128)
        assert curve.map_to_curve(uniform) == curve.hash_to_curve_xmd(message, b"a tag")
    with pytest.raises(FormatError) as raised:
        curve.map_to_curve(b"\1" * 127)
    assert raised.value.code == "wrong_length"


def test_identity():
    assert curve.is_identity(POINT + curve.negated(POINT))
    assert not curve.is_identity(POINT)
