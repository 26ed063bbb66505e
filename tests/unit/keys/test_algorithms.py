import pytest

from vcwallet.encoding.base import varint_encode
from vcwallet.errors import UsageError
from vcwallet.keys.algorithms import ALGORITHMS, PLANNED, algorithm_named

# Controlled Identifiers 1.0, section 2.2.2, and the multicodec table.
CODES = {
    "Ed25519": (0xED, 0x1300),
    "P-256": (0x1200, 0x1306),
    "P-384": (0x1201, 0x1307),
    "BLS12-381": (0xEB, 0x130A),
}


def test_the_prefixes_are_the_registered_ones():
    codes = {name: (varint_encode(public), varint_encode(secret)) for name, (public, secret) in CODES.items()}
    assert {name: (item.public_prefix, item.secret_prefix) for name, item in ALGORITHMS.items()} == codes


@pytest.mark.parametrize("name", CODES)
def test_names_are_looked_up(name):
    assert algorithm_named(name).name == name


@pytest.mark.parametrize("name", ["", "ed25519", "P256", "RSA", "secp256k1", None, 7, ["Ed25519"], "x" * 10_000])
def test_an_unknown_name_is_told_the_known_ones(name):
    with pytest.raises(UsageError, match=r"Ed25519, P-256, P-384, BLS12-381") as caught:
        algorithm_named(name)
    assert len(caught.value.message) < 200


@pytest.mark.parametrize("name", PLANNED)
def test_a_planned_name_is_told_what_it_needs(name):
    with pytest.raises(UsageError, match=f"Keys of the type {name} are not in this version") as caught:
        algorithm_named(name)
    assert "need" in caught.value.hint
