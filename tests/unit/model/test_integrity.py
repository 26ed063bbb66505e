from __future__ import annotations

import base64
import hashlib

import pytest

from vcwallet.encoding.base import multibase_encode
from vcwallet.model.integrity import is_unchanged

CONTENT = b'{"@context": {}}'
HASHES = {"sha256": b"\x12\x20", "sha384": b"\x20\x30", "sha512": b"\x13\x40"}


def sri(name, content=CONTENT):
    return f"{name}-{base64.b64encode(hashlib.new(name, content).digest()).decode()}"


def multihash(name, content=CONTENT, base="u"):
    return multibase_encode(HASHES[name] + hashlib.new(name, content).digest(), base)


@pytest.mark.parametrize("name", HASHES)
def test_agrees_with_each_hash(name):
    for resource in (
        {"digestSRI": sri(name)},
        {"digestSRI": [sri(name)]},
        {"digestSRI": sri(name).rstrip("=").replace("+", "-").replace("/", "_").replace(f"{name}_", f"{name}-")},
        {"digestMultibase": multihash(name)},
        {"digestMultibase": [multihash(name, base="z")]},
    ):
        assert is_unchanged(CONTENT, resource)
        assert not is_unchanged(CONTENT + b" ", resource)


@pytest.mark.parametrize(
    "resource",
    [
        {"digestSRI": f"{sri('sha256')} {sri('sha384', b'other')}"},
        {"digestSRI": [sri("sha256"), sri("sha256", b"other")]},
        {"digestSRI": sri("sha256"), "digestMultibase": multihash("sha256", b"other")},
        {"digestMultibase": [multihash("sha256"), multihash("sha512", b"other")]},
        {"digestMultibase": multibase_encode(b"\x1e\x20" + bytes(32))},  # BLAKE3: no digest that is known here
    ],
)
def test_every_digest_has_to_agree(resource):
    assert not is_unchanged(CONTENT, resource)
