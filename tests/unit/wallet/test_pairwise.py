"""Each party knows the holder by another identifier, and always by the same one."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from vcwallet import MemoryStore, SQLiteStore, Wallet
from vcwallet.errors import UsageError, VcwalletError

PASSPHRASE = "correct horse battery staple"


def test_the_same_party_gets_the_same_did_and_no_other_does(world):
    dids = {party: world.wallet.did_for(party) for party in ("a", "b", "did:web:uni.example", "A")}
    assert len(set(dids.values())) == 4
    assert all(did.startswith("did:key:z") for did in dids.values())
    assert {party: world.wallet.did_for(party) for party in dids} == dids


def test_it_is_so_after_reopening(world):
    did = world.wallet.did_for("a")
    again = Wallet.open(world.store, passphrase=PASSPHRASE)
    assert again.did_for("a") == did
    assert again._keys.owns(did)
    assert again._keys.signing_key(did).did == did


def test_another_wallet_gives_another_did(world):
    other = Wallet.create(MemoryStore(), passphrase="x", work_factor=10)
    assert other.did_for("a") != world.wallet.did_for("a")


@pytest.mark.parametrize(
    ("algorithm", "prefix"), [(None, "zDn"), ("P-256", "zDn"), ("Ed25519", "z6Mk"), ("P-384", "z82")]
)
def test_the_type_of_the_key_can_be_chosen(world, algorithm, prefix):
    did = world.wallet.did_for("a", algorithm=algorithm)
    assert did.startswith(f"did:key:{prefix}")
    assert world.wallet.did_for("a", algorithm=algorithm) == did == world.wallet.did_for("a")


def test_a_party_does_not_get_two_types_of_key(world):
    world.wallet.did_for("a", algorithm="Ed25519")
    with pytest.raises(UsageError):
        world.wallet.did_for("a", algorithm="P-256")


@pytest.mark.parametrize("party", ["", None, 7, b"a"])
def test_a_party_has_a_name(world, party):
    with pytest.raises(UsageError):
        world.wallet.did_for(party)


@pytest.mark.parametrize("algorithm", ["RSA", "BLS12-381", 7])
def test_an_unknown_type_of_key_is_refused(world, algorithm):
    with pytest.raises(VcwalletError):
        world.wallet.did_for("a", algorithm=algorithm)
    assert world.wallet.did_for("a")


def test_neither_the_party_nor_its_did_can_be_found_in_the_store(world):
    party = "did:web:a-shop-with-a-long-name.example"
    did = world.wallet.did_for(party)
    for key in list(world.store.keys()):
        assert party[8:] not in key
        assert did[8:] not in key
        assert party[8:].encode() not in world.store.get(key)
        assert did[8:].encode() not in world.store.get(key)


def test_of_many_threads_all_get_the_same(world):
    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(world.wallet.did_for, ["a"] * 40))) == 1


def test_a_key_that_could_not_be_kept_is_not_given_out(world, monkeypatch):
    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr(world.store, "put_new", fail)
    with pytest.raises(VcwalletError):
        world.wallet.did_for("a")
    monkeypatch.undo()
    did = world.wallet.did_for("a")
    assert Wallet.open(world.store, passphrase=PASSPHRASE).did_for("a") == did


def test_a_did_that_is_not_the_wallets_signs_nothing(world):
    world.wallet.did_for("a")
    assert not world.wallet._keys.owns("did:key:zSomebodyElse")
    with pytest.raises(UsageError):
        world.wallet._keys.signing_key("did:key:zSomebodyElse")


def test_a_key_made_by_another_wallet_on_the_same_store_is_found(world):
    other = Wallet.open(world.store, passphrase=PASSPHRASE)
    assert not world.wallet._keys.owns("did:key:zNobody")
    assert world.wallet._keys.owns(other.did_for("late"))


class OldStore:
    """A store that cannot keep what is new in one step."""

    def __init__(self):
        self._records = {}

    def get(self, key):
        return self._records.get(key)

    def put(self, key, value):
        self._records[key] = value

    def delete(self, key):
        self._records.pop(key, None)

    def keys(self, prefix=""):
        return [key for key in self._records if key.startswith(prefix)]


@pytest.mark.parametrize("make", [MemoryStore, lambda: SQLiteStore(":memory:"), OldStore])
def test_a_wallet_that_is_open_twice_has_one_key_for_a_party(make):
    store = make()
    Wallet.create(store, passphrase=PASSPHRASE, work_factor=10)
    with pytest.raises(UsageError) as caught:
        Wallet.create(store, passphrase="another", work_factor=10)
    assert caught.value.code == "wallet_exists"
    openings = [Wallet.open(store, passphrase=PASSPHRASE) for _ in range(4)]
    if make is OldStore:  # two steps, so that only one after another is sure
        assert len({wallet.did_for("a") for wallet in openings}) == 1
        return
    with ThreadPoolExecutor(4) as threads:
        dids = set(threads.map(lambda wallet: wallet.did_for("a"), openings))
    assert len(dids) == 1
    assert all(wallet._keys.owns(*dids) for wallet in openings)


def test_another_opening_that_was_faster_wins(world, monkeypatch):
    """Between looking for a key and keeping a new one, another process keeps one."""
    other = Wallet.open(world.store, passphrase=PASSPHRASE)
    others = []
    put_new = world.store.put_new

    def late(key, value):
        monkeypatch.undo()
        others.append(other.did_for("a"))
        return put_new(key, value)

    monkeypatch.setattr(world.store, "put_new", late)
    assert [world.wallet.did_for("a")] == others
    assert world.wallet._keys.owns(*others)


@pytest.mark.parametrize("make", [MemoryStore, lambda: SQLiteStore(":memory:")])
def test_what_is_there_is_not_replaced_by_what_is_new(make):
    store = make()
    assert store.put_new("a", b"1")
    assert not store.put_new("a", b"2")
    assert store.get("a") == b"1"
    for key, value in ((7, b"x"), ("b", "x")):
        with pytest.raises(UsageError):
            store.put_new(key, value)
