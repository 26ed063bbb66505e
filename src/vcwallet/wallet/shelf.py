"""Where the wallet's credentials stand: kept in the vault, opened when needed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from vcwallet.errors import FormatError, UsageError, quoted
from vcwallet.ports import JsonObject
from vcwallet.securing import Environment, open_evidence
from vcwallet.verified import VerifiedCredential
from vcwallet.wallet import held
from vcwallet.wallet.candidates import Holding
from vcwallet.wallet.commitments import Commitments
from vcwallet.wallet.vault import Vault

_KIND = "credential"


class Shelf:
    """The credentials of one wallet.

    Args:
        vault: Where they are kept.
        environment: For opening them.
        commitments: What some of them were issued to.
    """

    def __init__(self, vault: Vault, environment: Environment, commitments: Commitments) -> None:
        self._vault = vault
        self._environment = environment
        self._commitments = commitments
        self._opened: dict[str, Holding] = {}

    def keep(self, value: JsonObject | str | bytes, verified: VerifiedCredential, received: datetime) -> str:
        """Keeps a credential that was verified, if it is not kept already; its id."""
        identifier = self._vault.opaque("credential", held.identity(value))
        if self._vault.get(_KIND, identifier) is None:
            record = held.to_record(value, verified, received)
            self._vault.put(_KIND, identifier, record)
            if "commitment" in record:
                self._commitments.mark_used(str(record["commitment"]))
        return identifier

    def remove(self, credential_id: str) -> None:
        """Removes a credential, also one whose record was damaged.

        Raises:
            UsageError: It is not held (code ``not_held``).
        """
        self._require_held(credential_id)
        self._vault.delete(_KIND, credential_id)
        self._opened.pop(credential_id, None)

    def get(self, credential_id: str) -> Holding:
        """One credential.

        Raises:
            UsageError: It is not held (code ``not_held``).
            FormatError: Its record was changed in the store.
        """
        self._require_held(credential_id)
        holding = self._load(credential_id)
        if holding is None:  # another wallet on the same store forgot it in the meantime
            raise _not_held(credential_id)
        return holding

    def all(self) -> list[Holding]:
        """All credentials, the oldest first.

        Raises:
            FormatError: A record was changed in the store.
        """
        loaded = (self._load(name) for name in self._vault.names(_KIND))
        return sorted(
            (holding for holding in loaded if holding is not None),
            key=lambda one: (one.credential.received, one.credential.id),
        )

    def _require_held(self, credential_id: str) -> None:
        if not isinstance(credential_id, str) or credential_id not in self._vault.names(_KIND):
            raise _not_held(credential_id)

    def _load(self, name: str) -> Holding | None:
        # What was read once is not read again: a record of a credential never changes.
        if name not in self._opened:
            record = self._record(name)
            if record is None:
                return None
            environment = self._environment
            if "commitment" in record:
                secrets = self._commitments.named(str(record["commitment"]))
                environment = replace(environment, holder_secrets=(secrets,))
            evidence = open_evidence(held.value_of_record(record), environment)
            credential = held.from_record(name, record, evidence)
            self._opened[name] = Holding(credential=credential, evidence=evidence)
        return self._opened[name]

    def _record(self, name: str) -> JsonObject | None:
        try:
            return self._vault.get(_KIND, name)
        except FormatError as error:
            hint = f"{error.hint} Or remove the credential: wallet.forget({name!r})."
            raise FormatError(error.message, where=error.where, hint=hint, code=error.code) from error


def _not_held(credential_id: object) -> UsageError:
    return UsageError(
        f"There is no credential {quoted(credential_id, 100)} in this wallet.",
        hint="wallet.credentials lists what is held.",
        code="not_held",
    )
