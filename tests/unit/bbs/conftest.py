"""One key, ten messages, one signature and one proof, in both ciphersuites, and hostile encodings."""

from types import SimpleNamespace

import pytest

from vcwallet import bbs

GROUP_ORDER = 0x73EDA753299D7D483339D80809A1D80553BDA402FFFE5BFEFFFFFFFF00000001
FIELD_ORDER = 0x1A0111EA397FE69A4B1BA7B6434BACD764774B84F38512BF6730D2A0F6B0F6241EABFFFEB153FFFFB9FEFFFFFFFFAAAB


@pytest.fixture(scope="session")
def key():
    return bbs.key_gen(b"no secret at all: a key for tests, never for anything else")


@pytest.fixture(scope="session", params=list(bbs.Ciphersuite), ids=lambda suite: suite.name)
def suite(request):
    return request.param


@pytest.fixture(scope="session")
def messages():
    return [f"message {number}".encode() for number in range(10)]


@pytest.fixture(scope="session")
def issued(key, messages, suite):
    """A signature, and a proof of it that discloses three messages."""
    header, presentation_header, indexes = b"header", b"nonce of the verifier", [0, 3, 7]
    signature = bbs.sign(key, messages, header=header, ciphersuite=suite)
    proof = bbs.proof_gen(
        key.public,
        signature,
        messages,
        disclosed_indexes=indexes,
        header=header,
        presentation_header=presentation_header,
        ciphersuite=suite,
    )
    claim = {
        "disclosed_messages": [messages[index] for index in indexes],
        "disclosed_indexes": indexes,
        "header": header,
        "presentation_header": presentation_header,
        "ciphersuite": suite,
    }
    return SimpleNamespace(signature=signature, proof=proof, header=header, claim=claim, indexes=indexes)


@pytest.fixture(scope="session")
def bad_points():
    """Encodings of points of G1 that must never be accepted, each with what is wrong about it."""
    generator = bbs.create_generators(1)[0]
    off_curve = bytes([0x80]) + bytes(46) + b"\1"
    outside_subgroup = bytes([0x80]) + bytes(46) + b"\4"  # x = 4 lies on the curve, but not in G1
    return {
        "identity": bytes([0xC0]) + bytes(47),
        "infinity with garbage bits": bytes([0xC0]) + bytes(46) + b"\1",
        "infinity with a sign": bytes([0xE0]) + bytes(47),
        "not on the curve": off_curve,
        "outside the subgroup": outside_subgroup,
        "coordinate not reduced": _flagged(4 + FIELD_ORDER),
        "coordinate is the field order": _flagged(FIELD_ORDER),
        "not compressed": bytes([generator[0] & 0x7F]) + generator[1:],
        "zeros": bytes(48),
        "ones": b"\xff" * 48,
    }


@pytest.fixture(scope="session")
def bad_scalars():
    """Encodings of scalars that must never be accepted, each with what is wrong about it."""
    return {
        "zero": bytes(32),
        "the group order": GROUP_ORDER.to_bytes(32, "big"),
        "one more than the order": (GROUP_ORDER + 1).to_bytes(32, "big"),
        "ones": b"\xff" * 32,
    }


def _flagged(x):
    encoded = bytearray(x.to_bytes(48, "big"))
    encoded[0] |= 0x80
    return bytes(encoded)
