"""Pairwise keys: one key for each party, so that no two parties know the holder by the same identifier."""

from __future__ import annotations

from threading import RLock

from vcwallet.errors import UsageError, quoted
from vcwallet.keys import SigningKey
from vcwallet.ports import JsonObject, Randomness
from vcwallet.wallet.vault import Vault

DEFAULT_ALGORITHM = "P-256"
"""What phones, browsers and hardware keys all have."""
_KIND = "key"
_ALGORITHMS = (DEFAULT_ALGORITHM, "Ed25519", "P-384")


class PairwiseKeys:
    """The holder's keys, kept in the vault; safe for threads.

    Args:
        vault: Where they are kept.
        randomness: Where new keys come from.
    """

    def __init__(self, vault: Vault, randomness: Randomness) -> None:
        self._vault = vault
        self._randomness = randomness
        self._lock = RLock()
        self._names: dict[str, str] = {}
        self._seen: set[str] = set()

    def did_for(self, party: str, algorithm: str | None = None) -> str:
        """The did:key for a party, made when first asked for.

        Args:
            party: Who will know the holder by it: an issuer's identifier, say.
            algorithm: The type of a new key, such as ``"Ed25519"``; P-256 if left out.

        Raises:
            UsageError: The party has no name, is known by a key of another type, or the type is not known here, or is
                one whose keys sign no presentations.
        """
        if not isinstance(party, str) or not party:
            raise UsageError("A party is named by a text, such as its DID or URL.")
        name = self._vault.opaque("party", party)
        with self._lock:
            record = self._vault.get(_KIND, name)
            if record is None:
                if algorithm is not None and algorithm not in _ALGORITHMS:
                    raise UsageError(
                        f"Presentations are signed with {', '.join(_ALGORITHMS)}, not with {quoted(algorithm)}.",
                        hint="Leave out `algorithm`, or choose one of these.",
                    )
                key = SigningKey.generate(algorithm or DEFAULT_ALGORITHM, randomness=self._randomness)
                record = {
                    "party": party,
                    "did": key.did,
                    "algorithm": key.algorithm,
                    "secret": key.export_secret_multikey(),
                }
                record = self._vault.put_new(_KIND, name, record)
            if algorithm is not None and record["algorithm"] != algorithm:
                raise UsageError(
                    f"{party[:200]} knows this wallet by a key of type {record['algorithm']} already.",
                    hint="Leave out `algorithm`.",
                )
        return str(record["did"])

    def owns(self, did: str) -> bool:
        """Whether `did` is one of this wallet's."""
        with self._lock:
            return self._name_of(did) is not None

    def signing_key(self, did: str) -> SigningKey:
        """The key behind one of this wallet's DIDs.

        Raises:
            UsageError: It is none of them.
        """
        with self._lock:
            name = self._name_of(did)
            record: JsonObject | None = self._vault.get(_KIND, name) if name is not None else None
        if record is None:
            raise UsageError(f"{did[:200]} is not a DID of this wallet.")
        return SigningKey.from_secret_multikey(str(record["secret"]))

    def _name_of(self, did: str) -> str | None:
        if did not in self._names:
            # Another wallet on the same store may have made keys in the meantime.
            for name in self._vault.names(_KIND):
                if name not in self._seen and (record := self._vault.get(_KIND, name)) is not None:
                    self._names[str(record["did"])] = name
                    self._seen.add(name)
        return self._names.get(did)
