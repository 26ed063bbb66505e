import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from vcwallet.errors import KeyMismatch
from vcwallet.keys import PublicKey
from vcwallet.keys.ed25519_points import check_point

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def add(first, second):
    (x1, y1), (x2, y2) = first, second
    t = D * x1 * x2 * y1 * y2
    return (x1 * y2 + x2 * y1) * pow(1 + t, -1, P) % P, (y1 * y2 + x1 * x2) * pow(1 - t, -1, P) % P


def multiply(scalar, point):
    result = (0, 1)
    for bit in f"{scalar:b}":
        result = add(result, result)
        if bit == "1":
            result = add(result, point)
    return result


def decode_x(y):
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    return x if x * x % P == square else None


def encode(point):
    x, y = point
    return (y | (x & 1) << 255).to_bytes(32, "little")


def small_order_points():
    """All multiples of a point of order 8, which the group order times some point of the whole curve is."""
    for y in range(2, 100):
        x = decode_x(y)
        if x is not None:
            point = multiply(L, (x, y))
            multiples = {multiply(scalar, point) for scalar in range(8)}
            if len(multiples) == 8:
                return multiples
    raise AssertionError


def test_all_eight_points_of_small_order_are_refused():
    points = small_order_points()
    assert len(points) == 8
    for point in points:
        with pytest.raises(KeyMismatch, match="small order") as caught:
            check_point(encode(point))
        assert caught.value.code == "weak_key"
        with pytest.raises(KeyMismatch):
            PublicKey.from_bytes("Ed25519", encode(point))


@pytest.mark.parametrize("sign", [0, 1 << 255])
@pytest.mark.parametrize("y", range(P, 2**255))
def test_second_spellings_are_refused(y, sign):
    with pytest.raises(KeyMismatch, match="canonical") as caught:
        check_point((y | sign).to_bytes(32, "little"))
    assert caught.value.code == "weak_key"


@pytest.mark.parametrize("y", [1, P - 1])
def test_a_sign_on_x_of_zero_is_refused(y):
    with pytest.raises(KeyMismatch):
        check_point((y | 1 << 255).to_bytes(32, "little"))


def test_points_next_to_them_are_left_alone():
    for y in (2, 3, P - 2, P - 3):
        for sign in (0, 1 << 255):
            check_point((y | sign).to_bytes(32, "little"))
    for _ in range(50):
        check_point(Ed25519PrivateKey.generate().public_key().public_bytes_raw())


def test_why_it_matters():
    # With the identity as the key, one signature verifies every message.
    identity, signature = encode((0, 1)), encode((0, 1)) + bytes(32)
    for message in (b"one", b"another"):
        Ed25519PublicKey.from_public_bytes(identity).verify(signature, message)
    with pytest.raises(KeyMismatch):
        PublicKey.from_bytes("Ed25519", identity)
