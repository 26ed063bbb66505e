"""What is handed in from outside: the library itself does no I/O, reads no clock and keeps no files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Protocol, runtime_checkable

JsonScalar = str | int | float | bool | None
JsonValue = JsonScalar | list["JsonValue"] | dict[str, "JsonValue"]
"""Anything that JSON can say, as `json.loads` gives it."""
JsonObject = dict[str, JsonValue]

Clock = Callable[[], datetime]
"""Returns the current time as an aware `datetime`."""

Fetch = Callable[[str], bytes]
"""Returns what stands at a URL; raises anything at all when it cannot be had."""

Randomness = Callable[[int], bytes]
"""Returns that many unpredictable bytes, as `secrets.token_bytes` does."""


@runtime_checkable
class Signer(Protocol):
    """A key that signs, wherever it lives: `SigningKey` here, or a KMS, an HSM, a phone's secure element."""

    @property
    def algorithm(self) -> str:
        """The key's type by its standard name: ``"Ed25519"``, ``"P-256"``, ``"P-384"``, …"""

    @property
    def did(self) -> str:
        """The identifier of whoever controls the key."""

    @property
    def verification_method(self) -> str:
        """The absolute URL under which verifiers find the public key."""

    def sign(self, data: bytes) -> bytes:
        """Signs `data` (hashed as the algorithm demands); ECDSA signatures are raw ``r ‖ s``."""


@runtime_checkable
class BbsSigner(Protocol):
    """A BLS12-381 key that signs a header and messages with BBS (ciphersuite BLS12-381-SHA-256), wherever it lives.

    An issuer's also needs an attribute `public`, the `PublicKey`: `bbs-2023` writes that into the proof.
    """

    @property
    def algorithm(self) -> str:
        """``"BLS12-381"``."""

    @property
    def did(self) -> str:
        """The identifier of whoever controls the key."""

    @property
    def verification_method(self) -> str:
        """The absolute URL under which verifiers find the public key."""

    def sign_messages(
        self,
        header: bytes,
        messages: Sequence[bytes],
        *,
        commitment_with_proof: bytes | None = None,
        signer_nym_entropy: bytes | None = None,
    ) -> bytes:
        """Signs, with a commitment blindly, and with both by adding the signer's share of a pseudonym's secret.

        Args:
            header: What every proof will be checked with.
            messages: Up to 10,000 messages, each of which can later be disclosed or withheld.
            commitment_with_proof: The holder's, whose proof is to be checked before anything is signed.
            signer_nym_entropy: 32 bytes, a scalar.

        Returns:
            80 bytes: Sign of draft-irtf-cfrg-bbs-signatures, BlindSign of the draft on blind signatures, or
            BlindSignWithNym of that on pseudonyms.
        """


class Store(Protocol):
    """Where a wallet keeps its records: opaque bytes under string keys.

    A wallet encrypts what it stores; a store need keep no secrets. `put` replaces as a whole or not at all.
    """

    def get(self, key: str) -> bytes | None:
        """The bytes under `key`, or None."""

    def put(self, key: str, value: bytes) -> None:
        """Keeps `value` under `key`, replacing what was there."""

    def delete(self, key: str) -> None:
        """Forgets `key`; unknown keys are no error."""

    def keys(self, prefix: str = "") -> Iterable[str]:
        """The keys that begin with `prefix`, in order."""


class SharedStore(Store, Protocol):
    """A store in which one wallet may be open several times at once, in threads or processes.

    Without `put_new` two of them could each make a secret of their own under one key, and one would be lost.
    """

    def put_new(self, key: str, value: bytes) -> bool:
        """Keeps `value` under `key` if nothing is there, in one step; whether it did."""
