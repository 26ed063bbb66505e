from __future__ import annotations

import base64
import hashlib

import pytest

from vcwallet import hashes
from vcwallet.encoding.base import multibase_encode
from vcwallet.errors import FormatError
from vcwallet.model.edition import edition_of
from vcwallet.model.integrity import is_unchanged
from vcwallet.model.related import check_related_resources

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


def test_nothing_is_hashed_more_than_once_for_each_function(monkeypatch):
    hashed = []

    def counting(content):
        hashed.append(content)
        return hashlib.sha256(content)

    monkeypatch.setitem(hashes.HASHES, "sha256", counting)
    stated = {"digestSRI": [f"{sri('sha256')} {sri('sha256')}"] * 100, "digestMultibase": [multihash("sha256")] * 100}
    assert is_unchanged(CONTENT, stated)
    assert len(hashed) == 1


def related(count, member, text):
    return [{"id": f"https://a.example/{number}", member: text} for number in range(count)]


@pytest.mark.parametrize(
    ("many", "too_many"),
    [
        (related(1000, "digestSRI", sri("sha256")), related(1001, "digestSRI", sri("sha256"))),
        (related(1, "digestSRI", [sri("sha256")] * 1000), related(1, "digestSRI", [sri("sha256")] * 1001)),
        (
            related(1, "digestSRI", " ".join([sri("sha256")] * 1000)),
            related(1, "digestSRI", " ".join([sri("sha256")] * 1001)),
        ),
        (
            related(2, "digestMultibase", [multihash("sha256")] * 500),
            related(3, "digestMultibase", [multihash("sha256")] * 500),
        ),
    ],
)
def test_the_digests_of_a_credential_are_counted(many, too_many):
    edition = edition_of({"@context": ["https://www.w3.org/ns/credentials/v2"]})
    assert check_related_resources(many, edition)
    with pytest.raises(FormatError) as caught:
        check_related_resources(too_many, edition)
    assert (caught.value.where, caught.value.code) == ("/relatedResource", "over_limit")
