"""Receipts: what the wallet remembers of each answer that it gave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vcwallet.errors import FormatError
from vcwallet.ports import JsonObject, JsonValue
from vcwallet.wallet.plan import ShownClaim
from vcwallet.wallet.vault import Vault

_KIND = "receipt"
_DIGITS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Who asked for what, why, what was shown, and when.

    Attributes:
        at: When it was shown (aware).
        verifier: To whom.
        purpose: Why it was asked, in the verifier's words; "" where it did not say.
        asked: The DCQL query; None where there was no request.
        shown: Every single value that was shown.
        challenge: The nonce that the answer repeats.
    """

    at: datetime
    verifier: str
    purpose: str
    asked: JsonValue
    shown: tuple[ShownClaim, ...]
    challenge: str

    @property
    def credentials(self) -> tuple[str, ...]:
        """The ids of the credentials that were shown, each once; the wallet may have forgotten them since."""
        return tuple(dict.fromkeys(claim.credential for claim in self.shown))


def keep(vault: Vault, receipt: Receipt, name: str) -> None:
    """Writes a receipt into the vault, behind all that are there.

    Args:
        vault: Where to.
        receipt: What to remember.
        name: Something that no other receipt has: two wallets on one store may write at the same time.
    """
    numbers = (one.partition("-")[0] for one in vault.names(_KIND))
    number = max((int(digits) for digits in numbers if digits.isdecimal() and len(digits) == _DIGITS), default=0) + 1
    record: JsonObject = {
        "at": receipt.at.isoformat(),
        "verifier": receipt.verifier,
        "purpose": receipt.purpose,
        "asked": receipt.asked,
        "challenge": receipt.challenge,
        "shown": [[claim.query, claim.credential, claim.pointer, claim.value, claim.asked] for claim in receipt.shown],
    }
    vault.put(_KIND, f"{number:0{_DIGITS}d}-{name}", record)


def read_all(vault: Vault) -> tuple[Receipt, ...]:
    """All receipts, the oldest first.

    Raises:
        FormatError: One was changed in the store.
    """
    records = (vault.get(_KIND, name) for name in vault.names(_KIND))
    return tuple(_read(record) for record in records if record is not None)


def _read(record: JsonObject) -> Receipt:
    try:
        return Receipt(
            at=datetime.fromisoformat(str(record["at"])),
            verifier=str(record["verifier"]),
            purpose=str(record["purpose"]),
            asked=record["asked"],
            shown=tuple(map(_read_claim, _listed(record["shown"]))),
            challenge=str(record["challenge"]),
        )
    except (KeyError, ValueError):
        raise _not_understood() from None


def _read_claim(value: JsonValue) -> ShownClaim:
    query, credential, pointer, shown, asked = _listed(value)
    return ShownClaim(
        query=str(query), credential=str(credential), pointer=str(pointer), value=shown, asked=asked is True
    )


def _listed(value: JsonValue) -> list[JsonValue]:
    if not isinstance(value, list):
        raise _not_understood()
    return value


def _not_understood() -> FormatError:
    return FormatError("A receipt of the wallet cannot be understood.", code="bad_record")
