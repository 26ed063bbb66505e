"""What the holder commits to when it asks for a credential, and the secrets behind it (VC-DI-BBS 1.0 §4).

Three secrets, of which no verifier and no issuer ever sees one:

- The *link secret* (`holder_secret`) is one for the whole wallet. Each commitment hides it behind a blind of its own,
  and each proof behind fresh random numbers, so that it links nothing by itself, however many issuers and verifiers put
  together what they have. That there is only one makes it dear to give a credential away: whoever is to use it needs
  the secret that all the others hang on.
- The *share of a pseudonym's secret* (`prover_nym`) is one for each issuer. Pseudonyms are a function of it, and
  issuers add a share of their own: with one for the whole wallet, two issuers could give the same share to everybody,
  and make the pseudonyms from their two credentials agree. That it lasts lets an issuer renew a credential so that the
  holder stays known by the same pseudonyms.
- The *blind* (`secret_prover_blind`) is a new one for each commitment.
"""

from __future__ import annotations

from datetime import datetime
from threading import RLock

from vcwallet.encoding import base
from vcwallet.errors import FormatError, NotBound, UsageError
from vcwallet.ports import JsonObject, Randomness
from vcwallet.randomness import drawn
from vcwallet.securing import HolderCommitment, HolderSecrets
from vcwallet.wallet.vault import Vault

_COMMITMENT = "commitment"
_SECRET = "secret"  # noqa: S105  a kind of record
_LINK_SECRET_BYTES = 32


class Commitments:
    """The commitments of one wallet, kept in the vault; safe for threads.

    Args:
        vault: Where they are kept.
        randomness: Where secrets come from.
    """

    def __init__(self, vault: Vault, randomness: Randomness) -> None:
        self._vault = vault
        self._randomness = randomness
        self._lock = RLock()

    def make(self, issuer_id: str, *, pseudonym: bool, holder_binding: bool, at: datetime) -> HolderCommitment:
        """Makes a new commitment, and keeps what is behind it.

        Args:
            issuer_id: Who will issue to it.
            pseudonym: Whether the credential shall show the holder under pseudonyms.
            holder_binding: Whether it shall be bound to the link secret.
            at: The time (aware).

        Raises:
            UsageError: The issuer has no name, there is nothing to commit to, or the extra is not installed.
        """
        from vcwallet import bbs

        if not isinstance(issuer_id, str) or not issuer_id:
            raise UsageError("`issuer_id` is the issuer's identifier, a text.")
        if not (pseudonym or holder_binding):
            raise UsageError(
                "There is nothing to commit to.", hint="Ask for a holder binding, for pseudonyms, or for both."
            )
        committed = [self._secret("link", issuer=None)] if holder_binding else []
        nym = self._secret("nym", issuer=issuer_id) if pseudonym else None
        if nym is None:
            feature, made = "anonymous_holder_binding", bbs.commit(committed, randomness=self._randomness)
        else:
            feature = "holder_binding_pseudonym" if holder_binding else "pseudonym"
            made = bbs.commit_with_nym(nym, committed, randomness=self._randomness)
        record: JsonObject = {
            "issuer": issuer_id,
            "feature": feature,
            "blind": base.base64url_encode(made.secret_prover_blind),
            "made": at.isoformat(),
            "used": False,
        }
        self._vault.put(_COMMITMENT, self._vault.opaque("commitment", made.commitment_with_proof), record)
        return HolderCommitment(feature=feature, commitment_with_proof=made.commitment_with_proof)

    def candidates(self) -> tuple[HolderSecrets, ...]:
        """What is behind all commitments: those that no credential was issued to first, of these the latest first.

        Raises:
            FormatError: A record was changed in the store.
        """
        found = [(name, self._vault.get(_COMMITMENT, name)) for name in self._vault.names(_COMMITMENT)]
        records = [(name, record) for name, record in found if record is not None]
        records.sort(key=lambda one: str(one[1].get("made")), reverse=True)
        records.sort(key=lambda one: one[1].get("used") is True)
        return tuple([self._secrets(name, record) for name, record in records])

    def named(self, name: str) -> HolderSecrets:
        """What is behind one commitment.

        Raises:
            FormatError: It is not there, or was changed in the store.
        """
        record = self._vault.get(_COMMITMENT, name)
        if record is None:
            raise _not_understood()
        return self._secrets(name, record)

    def require_issuer(self, name: str, issuer: str) -> None:
        """Sees that a credential comes from the issuer for whom its commitment was made.

        Two issuers that share a commitment would get pseudonyms that agree, by which verifiers know the holder again.

        Raises:
            NotBound: It does not (code ``commitment_for_another``).
            FormatError: The record was changed in the store.
        """
        record = self._vault.get(_COMMITMENT, name)
        made_for = None if record is None else record.get("issuer")
        if made_for != issuer:
            raise NotBound(
                f"The credential of {issuer[:200]} was issued to a commitment for {str(made_for)[:200]}.",
                where="/issuer",
                hint="Make a commitment for each issuer: wallet.commitment(issuer). Do not trust those who pass it on.",
                code="commitment_for_another",
            )

    def mark_used(self, name: str) -> None:
        """Notes that a credential was issued to a commitment: others are tried first from now on."""
        with self._lock:
            record = self._vault.get(_COMMITMENT, name)
            if record is not None and record.get("used") is not True:
                self._vault.put(_COMMITMENT, name, record | {"used": True})

    def _secrets(self, name: str, record: JsonObject) -> HolderSecrets:
        try:
            feature, issuer = str(record["feature"]), str(record["issuer"])
            return HolderSecrets(
                name=name,
                feature=feature,
                secret_prover_blind=base.base64url_decode(str(record["blind"])),
                holder_secret=None if feature == "pseudonym" else self._secret("link", issuer=None),
                prover_nym=self._secret("nym", issuer=issuer) if "pseudonym" in feature else None,
            )
        except KeyError:
            raise _not_understood() from None

    def _secret(self, kind: str, *, issuer: str | None) -> bytes:
        """A lasting secret, made when first asked for."""
        name = self._vault.opaque(kind) if issuer is None else self._vault.opaque(kind, issuer)
        with self._lock:
            record = self._vault.get(_SECRET, name)
            if record is None:
                record = self._vault.put_new(_SECRET, name, {"secret": base.base64url_encode(self._drawn(kind))})
        if not isinstance(record.get("secret"), str):
            raise _not_understood()
        return base.base64url_decode(str(record["secret"]))

    def _drawn(self, kind: str) -> bytes:
        if kind == "nym":
            from vcwallet import bbs

            return bbs.random_scalar(randomness=self._randomness)
        return drawn(self._randomness, _LINK_SECRET_BYTES)


def _not_understood() -> FormatError:
    return FormatError("A record of the wallet cannot be understood.", code="bad_record")
