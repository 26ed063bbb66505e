"""What a store can and cannot do to a wallet."""

import hashlib
import pickle
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vcwallet import MemoryStore, Wallet
from vcwallet.errors import FormatError, UsageError, VcwalletError
from vcwallet.wallet.vault import Vault

SECRET = "Ada Lovelace was here"


def fresh(store=None, passphrase="open sesame"):
    return Vault.create(store or MemoryStore(), passphrase, randomness=secrets.token_bytes, work_factor=10)


def reopened(store, passphrase="open sesame"):
    return Vault.open(store, passphrase, randomness=secrets.token_bytes)


@pytest.fixture(scope="module")
def filled():
    """A vault's store as a dict: a header and a record."""
    store = MemoryStore()
    fresh(store).put("note", "n", {"text": SECRET})
    return {key: store.get(key) for key in store.keys()}  # noqa: SIM118


def stored(records):
    store = MemoryStore()
    for key, value in records.items():
        store.put(key, value)
    return store


def test_what_is_put_in_comes_out_after_reopening():
    store = MemoryStore()
    vault = fresh(store)
    vault.put("note", "a", {"text": SECRET})
    vault.put("note", "b", {})
    vault.put("note", "a", {"text": "other"})
    again = reopened(store)
    assert again.get("note", "a") == {"text": "other"}
    assert again.names("note") == ["a", "b"]
    again.delete("note", "a")
    assert again.get("note", "a") is None


def test_the_store_sees_nothing_that_can_be_read(filled):
    for value in filled.values():
        assert SECRET.encode() not in value
        assert b"open sesame" not in value


def test_the_same_record_is_never_encrypted_the_same_way():
    store = MemoryStore()
    vault = fresh(store)
    seen = set()
    for _ in range(10):
        vault.put("note", "a", {})
        seen.add(store.get("vcwallet/note/a"))
    assert len(seen) == 10


@given(st.data())
def test_any_flipped_bit_of_a_record_is_noticed(filled, data):
    key = "vcwallet/note/n"
    index = data.draw(st.integers(0, len(filled[key]) - 1))
    bit = data.draw(st.integers(0, 7))
    changed = bytearray(filled[key])
    changed[index] ^= 1 << bit
    vault = reopened_once(filled)
    vault._store.put(key, bytes(changed))
    with pytest.raises(FormatError) as caught:
        vault.get("note", "n")
    assert caught.value.code == "record_changed"
    assert SECRET not in str(caught.value)


_VAULTS = {}


def reopened_once(filled):
    """Opening takes a while: once for all examples."""
    if id(filled) not in _VAULTS:
        _VAULTS[id(filled)] = reopened(stored(filled))
    return _VAULTS[id(filled)]


@pytest.mark.parametrize("end", [0, 1, 11, 12, 27, 28, -1])
def test_a_record_that_is_cut_off_is_noticed(filled, end):
    cut = filled["vcwallet/note/n"][:end]
    with pytest.raises(FormatError) as caught:
        reopened(stored(filled | {"vcwallet/note/n": cut})).get("note", "n")
    assert caught.value.code == "record_changed"


def test_every_changed_byte_of_the_header_is_noticed(filled):
    header = filled["vcwallet/header"]
    for index in range(len(header)):
        changed = bytearray(header)
        changed[index] ^= 1
        with pytest.raises(FormatError) as caught:
            reopened(stored({"vcwallet/header": bytes(changed)}))
        assert caught.value.code in {"bad_header", "bad_passphrase"}


@pytest.mark.parametrize(
    "header", [b"", b"{}", b"[]", b"\xff", b'{"version":2}', b'{"version":1,"work_factor":99}', b"1"]
)
def test_a_header_of_another_kind_is_refused(header):
    with pytest.raises(FormatError) as caught:
        reopened(stored({"vcwallet/header": header}))
    assert caught.value.code == "bad_header"


def test_a_record_in_the_place_of_another_is_noticed():
    store = MemoryStore()
    vault = fresh(store)
    vault.put("note", "a", {"text": "a"})
    vault.put("note", "b", {"text": "b"})
    store.put("vcwallet/note/b", store.get("vcwallet/note/a"))
    with pytest.raises(FormatError) as caught:
        vault.get("note", "b")
    assert caught.value.code == "record_changed"


def test_a_record_of_another_wallet_is_noticed(filled):
    store = MemoryStore()
    vault = fresh(store)
    store.put("vcwallet/note/n", filled["vcwallet/note/n"])
    with pytest.raises(FormatError):
        vault.get("note", "n")


@pytest.mark.parametrize("passphrase", ["Open sesame", "open sesame ", "x", b"open sesame\0", "long " * 20])
def test_a_wrong_passphrase_opens_nothing(filled, passphrase):
    with pytest.raises(FormatError) as caught:
        reopened(stored(filled), passphrase)
    assert caught.value.code == "bad_passphrase"


@pytest.mark.parametrize("passphrase", ["", b"", None, 7, "\ud800"])
def test_what_is_no_passphrase_is_refused(filled, passphrase):
    with pytest.raises(UsageError):
        fresh(passphrase=passphrase)
    with pytest.raises(UsageError):
        reopened(stored(filled), passphrase)


def test_a_passphrase_is_the_same_from_every_keyboard():
    store = MemoryStore()
    fresh(store, "caf\u00e9")
    reopened(store, "cafe\u0301")


def test_a_long_passphrase_is_not_its_digest():
    store = MemoryStore()
    long = b"x" * 100
    fresh(store, long)
    with pytest.raises(FormatError):
        reopened(store, hashlib.sha256(long).digest())
    reopened(store, long)


def test_the_passphrase_can_be_changed():
    store = MemoryStore()
    vault = fresh(store)
    vault.put("note", "a", {"text": SECRET})
    vault.change_passphrase("another one", work_factor=11)
    vault.put("note", "b", {})
    with pytest.raises(FormatError):
        reopened(store)
    assert reopened(store, "another one").get("note", "a") == {"text": SECRET}
    for bad in ("", None):
        with pytest.raises(UsageError):
            vault.change_passphrase(bad)
    with pytest.raises(UsageError):
        vault.change_passphrase("x", work_factor=9)
    reopened(store, "another one").change_passphrase("third")
    assert reopened(store, "third").names("note") == ["a", "b"]


def test_a_wallet_is_not_made_over_another(filled):
    with pytest.raises(UsageError) as caught:
        fresh(stored(filled))
    assert caught.value.code == "wallet_exists"
    without_header = {key: value for key, value in filled.items() if "header" not in key}
    with pytest.raises(UsageError):
        fresh(stored(without_header))


def test_other_records_in_the_store_are_left_alone():
    store = stored({"other/x": b"mine"})
    fresh(store)
    assert store.get("other/x") == b"mine"


def test_an_empty_store_has_no_wallet():
    with pytest.raises(UsageError) as caught:
        reopened(MemoryStore())
    assert caught.value.code == "no_wallet"


@pytest.mark.parametrize("work_factor", [9, 21, "12", 12.0, True, None])
def test_the_work_factor_is_bounded(work_factor):
    with pytest.raises(UsageError):
        Vault.create(MemoryStore(), "x", randomness=secrets.token_bytes, work_factor=work_factor)


@pytest.mark.parametrize("randomness", [lambda n: b"", lambda n: "x" * n, lambda n: bytearray(n)])
def test_randomness_must_be_random_bytes(randomness):
    with pytest.raises(UsageError):
        Vault.create(MemoryStore(), "x", randomness=randomness, work_factor=10)


@pytest.mark.parametrize("store", [None, {}, "wallet.db", object()])
def test_what_is_no_store_is_refused(store):
    for make in (Wallet.create, Wallet.open):
        with pytest.raises(UsageError):
            make(store, passphrase="x")


class Broken(MemoryStore):
    """A store whose methods fail on demand."""

    fails = ()

    def __getattribute__(self, name):
        if name in object.__getattribute__(self, "fails"):

            def fail(*_):
                raise OSError("disk full")

            return fail
        return object.__getattribute__(self, name)


@pytest.mark.parametrize("method", ["get", "put", "delete", "keys"])
def test_a_failing_store_leaves_everything_as_it_was(method):
    store = Broken()
    vault = fresh(store)
    vault.put("note", "a", {"text": "old"})
    before = dict(store._records)
    store.fails = (method,)
    calls = {
        "get": lambda: vault.get("note", "a"),
        "put": lambda: vault.put("note", "a", {"text": "new"}),
        "delete": lambda: vault.delete("note", "a"),
        "keys": lambda: vault.names("note"),
    }
    with pytest.raises(VcwalletError) as caught:
        calls[method]()
    assert caught.value.code == "store_failed"
    store.fails = ()
    assert store._records == before
    assert vault.get("note", "a") == {"text": "old"}


def test_a_passphrase_that_could_not_be_changed_is_still_good():
    store = Broken()
    vault = fresh(store)
    store.fails = ("put",)
    with pytest.raises(VcwalletError):
        vault.change_passphrase("new")
    store.fails = ()
    reopened(store)


def test_a_store_that_gives_something_else_is_noticed():
    store = MemoryStore()
    vault = fresh(store)
    store._records["vcwallet/note/a"] = "text"
    with pytest.raises(FormatError):
        vault.get("note", "a")
    store._records["vcwallet/header"] = 7
    with pytest.raises(FormatError):
        reopened(store)


def test_names_are_stable_and_tell_nothing():
    store = MemoryStore()
    vault = fresh(store)
    assert vault.opaque("party", "did:example:shop") == reopened(store).opaque("party", "did:example:shop")
    assert vault.opaque("party", "did:example:shop") != fresh().opaque("party", "did:example:shop")
    assert vault.opaque("a", "b") != vault.opaque("ab", "")
    assert vault.opaque("a", "\ud800")


def test_an_open_vault_does_not_pickle():
    with pytest.raises(UsageError):
        pickle.dumps(fresh())


class Forgetful(MemoryStore):
    """Another opening deletes what is there, as often as this says, while it is looked for."""

    def __init__(self, times):
        super().__init__()
        self.times = times

    def put_new(self, key, value):
        if self.times:
            self.times -= 1
            return False
        return super().put_new(key, value)


def test_what_another_opening_deletes_in_between_is_kept_all_the_same():
    store = Forgetful(0)
    vault = fresh(store)
    store.times = 2
    assert vault.put_new("key", "a", {"n": 1}) == {"n": 1}
    assert vault.get("key", "a") == {"n": 1}
    store.times = 3
    with pytest.raises(VcwalletError) as caught:
        vault.put_new("key", "b", {"n": 1})
    assert caught.value.code == "store_failed"
    assert vault.get("key", "b") is None
