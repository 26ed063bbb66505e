"""Both stores keep what they are given, whole or not at all, from several threads."""

import contextlib
import os
import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vcwallet.edges.sqlite_store import SQLiteStore
from vcwallet.errors import UsageError, VcwalletError
from vcwallet.ports import Store
from vcwallet.wallet.memory_store import MemoryStore


@pytest.fixture(params=["memory", "file", "sqlite memory"])
def store(request, tmp_path):
    if request.param == "memory":
        yield MemoryStore()
        return
    with SQLiteStore(tmp_path / "wallet.db" if request.param == "file" else ":memory:") as opened:
        yield opened


def test_it_keeps_replaces_and_forgets(store):
    assert store.get("a") is None
    store.put("a", b"\0one")
    store.put("b", b"")
    assert (store.get("a"), store.get("b")) == (b"\0one", b"")
    store.put("a", b"two")
    assert store.get("a") == b"two"
    store.delete("a")
    store.delete("a")
    assert store.get("a") is None


def test_keys_come_in_order_by_prefix(store):
    for key in ("b/2", "a/%", "a/_", "a/é", "b/10", "A/1"):
        store.put(key, b"x")
    assert list(store.keys()) == ["A/1", "a/%", "a/_", "a/é", "b/10", "b/2"]
    assert list(store.keys("b/")) == ["b/10", "b/2"]
    assert list(store.keys("a/_")) == ["a/_"]
    assert list(store.keys("c")) == []


def test_several_threads_may_use_it(store):
    def work(number):
        store.put(f"k/{number % 10}", bytes([number % 256]) * 1000)
        return store.get(f"k/{number % 10}")

    with ThreadPoolExecutor(8) as threads:
        values = list(threads.map(work, range(200)))
    assert all(value is not None and len(set(value)) == 1 for value in values)
    assert len(list(store.keys("k/"))) == 10


def test_a_file_outlives_the_store(tmp_path):
    with SQLiteStore(str(tmp_path / "wallet.db")) as first:
        first.put("a", b"kept")
    with SQLiteStore(tmp_path / "wallet.db") as second:
        assert second.get("a") == b"kept"


def test_two_stores_may_share_a_file(tmp_path):
    with SQLiteStore(tmp_path / "wallet.db") as one, SQLiteStore(tmp_path / "wallet.db") as other:
        one.put("a", b"1")
        other.put("a", b"2")
        assert one.get("a") == b"2"


@pytest.mark.skipif(os.name != "posix", reason="file modes are those of POSIX")
def test_a_new_file_is_its_owners_alone(tmp_path):
    before = os.umask(0)
    try:
        with SQLiteStore(tmp_path / "wallet.db") as store:
            store.put("a", b"secret")
            assert stat.S_IMODE((tmp_path / "wallet.db").stat().st_mode) == 0o600
    finally:
        os.umask(before)


def test_forgotten_records_are_overwritten(tmp_path):
    with SQLiteStore(tmp_path / "wallet.db") as store:
        store.put("a", b"remember me" * 50)
        store.delete("a")
    assert b"remember me" not in (tmp_path / "wallet.db").read_bytes()


def test_a_file_of_another_kind_is_refused(tmp_path):
    (tmp_path / "letter.txt").write_text("Dear Sir or Madam, " * 100)
    with pytest.raises(VcwalletError) as caught:
        SQLiteStore(tmp_path / "letter.txt")
    assert caught.value.code == "store_failed"


@pytest.mark.parametrize("path", ["no/such/folder/wallet.db", "."])
def test_a_file_that_cannot_be_opened_is_refused(path, tmp_path):
    with pytest.raises(VcwalletError) as caught:
        SQLiteStore(tmp_path / path)
    assert caught.value.code == "store_failed"


@pytest.mark.parametrize("path", [None, 7, "", b"wallet.db", "a\0b"])
def test_what_is_no_path_is_refused(path):
    with pytest.raises(VcwalletError):
        SQLiteStore(path)


def test_a_closed_store_says_so(tmp_path):
    store = SQLiteStore(tmp_path / "wallet.db")
    store.close()
    store.close()
    with pytest.raises(UsageError):
        store.get("a")


@pytest.mark.parametrize(("key", "value"), [("a", "text"), ("a", None), (7, b"x"), ("a\0b", b"x"), ("\ud800", b"x")])
def test_what_cannot_be_kept_is_refused(key, value):
    with SQLiteStore(":memory:") as store, pytest.raises(VcwalletError):
        store.put(key, value)


@pytest.mark.parametrize(("key", "value"), [("a", "text"), ("a", None), (7, b"x")])
def test_memory_is_as_strict(key, value):
    for put in (MemoryStore().put, MemoryStore().put_new):
        with pytest.raises(UsageError):
            put(key, value)


@pytest.mark.parametrize("key", [None, 7, [], b"a"])
@pytest.mark.parametrize("method", ["get", "delete", "keys"])
@pytest.mark.parametrize("make", [MemoryStore, lambda: SQLiteStore(":memory:")])
def test_a_key_is_a_text(make, method, key):
    with pytest.raises(UsageError, match="key of a record is a text"):
        getattr(make(), method)(key)


@pytest.mark.parametrize("make", [MemoryStore, lambda: SQLiteStore(":memory:")])
def test_whether_something_was_new(make):
    store = make()
    assert store.put_new("a", b"x") is True
    assert store.put_new("a", b"x") is False
    assert store.put_new("a", b"y") is False
    assert store.get("a") == b"x"


@pytest.mark.parametrize("stored", ["text", 1.5, None, -1, 10**12, 5])
def test_what_no_wallet_has_written_is_refused(stored, tmp_path):
    with SQLiteStore(tmp_path / "wallet.db") as store:
        store.put("a", b"x")
        other = sqlite3.connect(tmp_path / "wallet.db")
        other.execute("CREATE TABLE changed (key TEXT PRIMARY KEY, value)")
        other.execute("INSERT INTO changed VALUES ('a', ?)", (stored,))
        other.execute("DROP TABLE record")
        other.execute("ALTER TABLE changed RENAME TO record")
        other.commit()
        other.close()
        with pytest.raises(VcwalletError) as caught:
            store.get("a")
        assert caught.value.code == "store_failed"


def test_a_write_that_fails_leaves_the_old_state(tmp_path):
    path = tmp_path / "wallet.db"
    with SQLiteStore(path) as store:
        store.put("a", b"old")
        other = sqlite3.connect(path)
        other.execute("CREATE TRIGGER no BEFORE INSERT ON record BEGIN SELECT RAISE(ABORT, 'no'); END")
        other.close()
        with pytest.raises(VcwalletError) as caught:
            store.put("a", b"new")
        assert caught.value.code == "store_failed"
        assert store.get("a") == b"old"


@pytest.mark.parametrize("make", [MemoryStore, lambda: SQLiteStore(":memory:")])
def test_both_are_stores_by_the_port(make):
    store: Store = make()
    assert all(callable(getattr(store, name)) for name in ("get", "put", "delete", "keys"))
    with contextlib.suppress(AttributeError):
        store.close()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.lists(st.tuples(st.sampled_from(["put", "delete"]), st.text("ab/", max_size=3), st.binary(max_size=5))))
def test_both_stores_are_one_and_the_same(steps):
    plain = MemoryStore()
    with SQLiteStore(":memory:") as sqlite:
        for step, key, value in steps:
            for store in (plain, sqlite):
                store.put(key, value) if step == "put" else store.delete(key)
        assert list(plain.keys()) == list(sqlite.keys())
        assert all(plain.get(key) == sqlite.get(key) for key in plain.keys())  # noqa: SIM118
        assert list(plain.keys("a")) == list(sqlite.keys("a"))


def test_paths_may_be_path_objects(tmp_path):
    with SQLiteStore(Path(tmp_path) / "x.db"):
        assert (tmp_path / "x.db").exists()
