"""Encryption at rest: what a store is given is opaque, and what comes back from it changed is noticed.

One random key encrypts the records; it is itself kept in the header, encrypted under a key that scrypt (RFC 7914) makes
from the passphrase. Everything is AES-256-GCM, with the place of the record as associated data: a record that was
changed, or put in the place of another, cannot be read. What a store can still do is to lose records, to give back an
older one, and to count them.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Callable
from typing import NoReturn, TypeVar

from vcwallet.encoding import base, jcs, strict_json
from vcwallet.errors import FormatError, UsageError, VcwalletError
from vcwallet.ports import JsonObject, Randomness, Store
from vcwallet.randomness import drawn

WORK_FACTOR = 17
"""scrypt with N = 2 ** 17, r = 8, p = 1: 128 MiB, and about half a second."""
_WORK_FACTORS = range(10, 21)
_PREFIX = "vcwallet/"
_HEADER = _PREFIX + "header"
_VERSION = 1
_KEY_BYTES = 32
_SALT_BYTES = 16
_NONCE_BYTES = 12
_ATTEMPTS = 3

T = TypeVar("T")


class Vault:
    """Encrypted records over a `Store`; made by `create` and `open`.

    Records are named by a kind, such as ``"credential"``, and a name that says nothing: see `opaque`.
    """

    def __init__(self, store: Store, header: JsonObject, master: bytes, randomness: Randomness) -> None:
        self._store = store
        self._header = header
        self._master = master
        self._randomness = randomness

    @classmethod
    def create(
        cls, store: Store, passphrase: str | bytes, *, randomness: Randomness, work_factor: int = WORK_FACTOR
    ) -> Vault:
        """Makes a new vault.

        Args:
            store: Where the records will be; nothing of a wallet may be there.
            passphrase: What opens it.
            randomness: Where keys, salts and nonces come from.
            work_factor: The binary logarithm of scrypt's N, from 10 (for tests) to 20.

        Raises:
            UsageError: There is a wallet already (code ``wallet_exists``), or an argument is not usable.
        """
        _check_store(store)
        _check_work_factor(work_factor)
        if _attempt(lambda: any(True for _ in store.keys(_PREFIX))):
            raise _exists()
        master = drawn(randomness, _KEY_BYTES)
        header: JsonObject = {"version": _VERSION, "wallet": base.base64url_encode(drawn(randomness, _SALT_BYTES))}
        sealed = _seal_master(master, header, passphrase, randomness, work_factor)
        if not _put_new(store, _HEADER, strict_json.dumps(sealed).encode()):
            raise _exists()
        return cls(store, sealed, master, randomness)

    @classmethod
    def open(cls, store: Store, passphrase: str | bytes, *, randomness: Randomness) -> Vault:
        """Opens the vault in `store`.

        Raises:
            UsageError: There is none (code ``no_wallet``).
            FormatError: The passphrase is wrong (code ``bad_passphrase``), or the header was changed.
        """
        _check_store(store)
        raw = _attempt(lambda: store.get(_HEADER))
        if raw is None:
            raise UsageError(
                "There is no wallet in this store.", hint="Make one with Wallet.create(…).", code="no_wallet"
            )
        header, work_factor, salt, sealed = _read_header(raw)
        key = _stretch(passphrase, salt, work_factor)
        master = _unseal(key, sealed, _binding(header))
        if master is None:
            raise FormatError(
                "The passphrase is wrong, or the wallet was tampered with.",
                hint="Try the passphrase again; mind capital letters and the keyboard's language.",
                code="bad_passphrase",
            )
        return cls(store, header, master, randomness)

    def change_passphrase(self, passphrase: str | bytes, *, work_factor: int | None = None) -> None:
        """Lets another passphrase open the vault from now on, and no longer the one before.

        Raises:
            UsageError: The passphrase or the work factor is not usable.
        """
        factor = int(str(self._header["work_factor"])) if work_factor is None else work_factor
        _check_work_factor(factor)
        lasting: JsonObject = {name: self._header[name] for name in ("version", "wallet")}
        sealed = _seal_master(self._master, lasting, passphrase, self._randomness, factor)
        _attempt(lambda: self._store.put(_HEADER, strict_json.dumps(sealed).encode()))
        self._header = sealed

    def opaque(self, *texts: str | bytes) -> str:
        """A name for a record: always the same for `texts` in this vault, and saying nothing to anybody else."""
        lengths_and_texts = b"".join(
            len(raw).to_bytes(8) + raw
            for raw in (text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text for text in texts)
        )
        return base.base64url_encode(hmac.digest(self._subkey("names"), lengths_and_texts, "sha256")[:18])

    def get(self, kind: str, name: str) -> JsonObject | None:
        """The record, or None.

        Raises:
            FormatError: It was changed in the store (code ``record_changed``).
        """
        place = f"{_PREFIX}{kind}/{name}"
        sealed: object = _attempt(lambda: self._store.get(place))
        if sealed is None:
            return None
        plain = _unseal(self._subkey(place), sealed, place.encode()) if isinstance(sealed, bytes) else None
        record = strict_json.parse(plain) if plain is not None else None
        if not isinstance(record, dict):
            raise FormatError(
                f"The record {place!r} of the wallet was changed outside of it.",
                hint="Restore the wallet's file from a backup.",
                code="record_changed",
            )
        return record

    def put(self, kind: str, name: str, record: JsonObject) -> None:
        """Keeps `record`, replacing what was there as a whole or not at all."""
        place, sealed = self._sealed(kind, name, record)
        _attempt(lambda: self._store.put(place, sealed))

    def put_new(self, kind: str, name: str, record: JsonObject) -> JsonObject:
        """Keeps `record` if none is there; the one that is there then, which another opening may have made meanwhile.

        Raises:
            FormatError: The record that is there was changed in the store.
            VcwalletError: The store takes it for known, and does not have it (code ``store_failed``).
        """
        place, sealed = self._sealed(kind, name, record)
        for _ in range(_ATTEMPTS):
            if _put_new(self._store, place, sealed):
                return record
            found = self.get(kind, name)
            if found is not None:
                return found
            # Another opening has deleted it in between.
        raise VcwalletError("The wallet's store takes a record for known, and does not have it.", code="store_failed")

    def delete(self, kind: str, name: str) -> None:
        """Forgets the record."""
        _attempt(lambda: self._store.delete(f"{_PREFIX}{kind}/{name}"))

    def names(self, kind: str) -> list[str]:
        """The names of all records of one kind, in order."""
        prefix = f"{_PREFIX}{kind}/"
        return _attempt(lambda: sorted(key.removeprefix(prefix) for key in self._store.keys(prefix)))

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise UsageError("An open wallet is not pickled: its key would be written in the clear.")

    def _sealed(self, kind: str, name: str, record: JsonObject) -> tuple[str, bytes]:
        place = f"{_PREFIX}{kind}/{name}"
        plain = strict_json.dumps(record).encode()
        return place, _seal(self._subkey(place), plain, place.encode(), drawn(self._randomness, _NONCE_BYTES))

    def _subkey(self, purpose: str) -> bytes:
        # A key for each record: a nonce that comes twice by chance does no harm in two different records.
        return hmac.digest(self._master, b"vcwallet 1 " + purpose.encode(), "sha256")


def _check_store(store: object) -> None:
    methods = (getattr(store, name, None) for name in ("get", "put", "delete", "keys"))
    if isinstance(store, type) or not all(map(callable, methods)):
        raise UsageError(
            "A wallet needs a store with `get`, `put`, `delete` and `keys`.",
            hint='SQLiteStore("wallet.db") is one, and MemoryStore() another.',
        )


def _check_work_factor(work_factor: object) -> None:
    if type(work_factor) is not int or work_factor not in _WORK_FACTORS:
        raise UsageError(f"`work_factor` is a whole number from {_WORK_FACTORS[0]} to {_WORK_FACTORS[-1]}.")


def _seal_master(
    master: bytes, lasting: JsonObject, passphrase: str | bytes, randomness: Randomness, work_factor: int
) -> JsonObject:
    salt = drawn(randomness, _SALT_BYTES)
    header = lasting | {"work_factor": work_factor, "salt": base.base64url_encode(salt)}
    key = _stretch(passphrase, salt, work_factor)
    sealed = _seal(key, master, _binding(header), drawn(randomness, _NONCE_BYTES))
    return header | {"key": base.base64url_encode(sealed)}


def _read_header(raw: bytes) -> tuple[JsonObject, int, bytes, bytes]:
    try:
        header = strict_json.parse(raw)
        if isinstance(header, dict) and header.get("version") == _VERSION:
            work_factor = header.get("work_factor")
            if type(work_factor) is int and work_factor in _WORK_FACTORS:
                salt, sealed = (base.base64url_decode(str(header.get(name))) for name in ("salt", "key"))
                return header, work_factor, salt, sealed
    except VcwalletError:
        pass
    raise FormatError(
        "What is in this store is not a wallet, or was changed, or was made by a newer version.", code="bad_header"
    )


def _binding(header: JsonObject) -> bytes:
    return jcs.canonicalize({name: value for name, value in header.items() if name != "key"})


def _stretch(passphrase: str | bytes, salt: bytes, work_factor: int) -> bytes:
    try:
        # NFC, as RFC 8265 §4.2.2 has it: the same letters open the wallet from every keyboard.
        raw = unicodedata.normalize("NFC", passphrase).encode() if isinstance(passphrase, str) else passphrase
    except UnicodeEncodeError:
        raw = b""
    if not isinstance(raw, bytes) or not raw:
        raise UsageError("A wallet needs a passphrase: a text that is not empty.")
    # HMAC, which scrypt begins with, pads keys with zeros and hashes long ones: only of a digest no two are the same.
    digest = hashlib.sha256(raw).digest()
    cost = 2**work_factor
    # r = 8 takes 1 KiB for each of the N steps, and OpenSSL a little more.
    return hashlib.scrypt(digest, salt=salt, n=cost, r=8, p=1, maxmem=1100 * cost + 2**20, dklen=_KEY_BYTES)


def _seal(key: bytes, plain: bytes, place: bytes, nonce: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return nonce + AESGCM(key).encrypt(nonce, plain, place)


def _unseal(key: bytes, sealed: bytes, place: bytes) -> bytes | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce, encrypted = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    try:
        return AESGCM(key).decrypt(nonce, encrypted, place)
    except (InvalidTag, ValueError):
        return None


def _attempt(step: Callable[[], T]) -> T:
    """Runs a step of the store, whose errors are its own."""
    try:
        return step()
    except VcwalletError:
        raise
    except Exception as error:
        raise VcwalletError(
            f"The wallet's store failed: {type(error).__name__}. What it was to write may be there or not.",
            hint="Open the wallet again and look.",
            code="store_failed",
        ) from error


def _put_new(store: Store, key: str, value: bytes) -> bool:
    """Keeps `value` if nothing is there; whether it did. A store that is no `SharedStore` does it in two steps."""
    put_new = getattr(store, "put_new", None)
    if callable(put_new):
        return bool(_attempt(lambda: put_new(key, value)))
    if _attempt(lambda: store.get(key)) is not None:
        return False
    _attempt(lambda: store.put(key, value))
    return True


def _exists() -> UsageError:
    return UsageError(
        "There is a wallet in this store already.",
        hint="Open it with Wallet.open(…), or use another store.",
        code="wallet_exists",
    )
