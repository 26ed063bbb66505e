"""The holder: keeps credentials, and decides what each business learns."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from vcwallet.checks import Policy, examine_credential
from vcwallet.clock import checked, now
from vcwallet.encoding import base
from vcwallet.errors import UsageError
from vcwallet.flags import require_flags
from vcwallet.ports import Clock, Fetch, JsonObject, JsonValue, Randomness, Store
from vcwallet.query import PresentationRequest, PresentationResponse
from vcwallet.randomness import drawn
from vcwallet.resources import Resources, checked_fetch
from vcwallet.securing import Environment, HolderCommitment, Secured
from vcwallet.securing.trust_anchors import TrustAnchors
from vcwallet.trust import TrustedIssuers
from vcwallet.wallet import arguments, deriving, held, presenting, receipts
from vcwallet.wallet.commitments import Commitments
from vcwallet.wallet.disclosure import leaves
from vcwallet.wallet.held import HeldCredential
from vcwallet.wallet.pairwise import PairwiseKeys
from vcwallet.wallet.plan import Plan, ShownClaim, Ticket
from vcwallet.wallet.planning import Chosen, make_plan
from vcwallet.wallet.receipts import Receipt
from vcwallet.wallet.shelf import Shelf
from vcwallet.wallet.vault import WORK_FACTOR, Vault

_SKEW = timedelta(seconds=60)


class Wallet:
    """Keeps credentials, encrypted; made by `create`, later opened by `open`.

    Example:
        ``Wallet.create(SQLiteStore("wallet.db"), passphrase=passphrase)``
    """

    def __init__(
        self, vault: Vault, environment: Environment, clock: Clock, fetch: Fetch | None, anchors: TrustAnchors | None
    ) -> None:
        self._vault = vault
        self._anchors = anchors
        self._environment = environment
        self._clock = clock
        self._fetch = fetch
        self._keys = PairwiseKeys(vault, environment.randomness)
        self._commitments = Commitments(vault, environment.randomness)
        self._shelf = Shelf(vault, environment, self._commitments)

    @classmethod
    def create(
        cls,
        store: Store,
        *,
        passphrase: str | bytes,
        contexts: Mapping[str, JsonObject] | None = None,
        clock: Clock | None = None,
        fetch: Fetch | None = None,
        x509_anchors: object = None,
        randomness: Randomness = secrets.token_bytes,
        work_factor: int = WORK_FACTOR,
    ) -> Wallet:
        """Makes a new wallet.

        Args:
            store: Where it is kept: `SQLiteStore`, `MemoryStore`, or your own.
            passphrase: What opens it. Nothing can be recovered without it.
            contexts: JSON-LD contexts beside the bundled ones, ``{url: document}``.
            clock: Gives the current time (aware).
            fetch: Gets what stands at a URL; None lets nothing be fetched.
            x509_anchors: Certificates that are believed, as `Verifier` takes them.
            randomness: Where keys, salts and nonces come from.
            work_factor: How long each guess at the passphrase takes: the binary logarithm of scrypt's N, from 10 (for
                tests) to 20. The default takes about half a second and 128 MiB.

        Raises:
            UsageError: There is a wallet in this store already, or an argument is not usable.
        """
        environment, anchors = arguments.environment(contexts, randomness), TrustAnchors.read(x509_anchors)
        clock, fetch = checked(clock), checked_fetch(fetch)
        vault = Vault.create(store, passphrase, randomness=randomness, work_factor=work_factor)
        return cls(vault, environment, clock, fetch, anchors)

    @classmethod
    def open(
        cls,
        store: Store,
        *,
        passphrase: str | bytes,
        contexts: Mapping[str, JsonObject] | None = None,
        clock: Clock | None = None,
        fetch: Fetch | None = None,
        x509_anchors: object = None,
        randomness: Randomness = secrets.token_bytes,
    ) -> Wallet:
        """Opens the wallet in `store`; the arguments are those of `create`.

        Raises:
            UsageError: There is no wallet in this store.
            FormatError: The passphrase is wrong (code ``bad_passphrase``), or the store was tampered with.
        """
        environment, anchors = arguments.environment(contexts, randomness), TrustAnchors.read(x509_anchors)
        clock, fetch = checked(clock), checked_fetch(fetch)
        vault = Vault.open(store, passphrase, randomness=randomness)
        return cls(vault, environment, clock, fetch, anchors)

    def change_passphrase(self, passphrase: str | bytes, *, work_factor: int | None = None) -> None:
        """Lets another passphrase open the wallet from now on; backups of the store keep the one before.

        Raises:
            UsageError: The passphrase is empty, or the work factor not usable.
        """
        self._vault.change_passphrase(passphrase, work_factor=work_factor)

    def did_for(self, party: str, *, algorithm: str | None = None) -> str:
        """The identifier by which a party knows the holder: a did:key that nobody else gets.

        The same party always gets the same one. Have a credential issued to it, and keep in mind that whoever is shown
        that credential sees it too.

        Args:
            party: Who will know the holder by it, such as an issuer's DID.
            algorithm: The type of its key where it is new, ``"P-256"`` (if left out), ``"Ed25519"`` or ``"P-384"``.

        Raises:
            UsageError: The party has no name, or knows the holder by a key of another type.
        """
        return self._keys.did_for(party, algorithm)

    def commitment(self, issuer_id: str, *, pseudonym: bool = False, holder_binding: bool = True) -> HolderCommitment:
        """Makes what an issuer needs to bind a `bbs-2023` credential to secrets of this wallet, which it never sees.

        Send its `to_json()` to the issuer, which gives it to ``issuer.issue(…, holder=…)``. `hold` finds the secrets
        again. Make a new one for each credential.

        Args:
            issuer_id: The identifier of the issuer that it is for.
            pseudonym: Whether verifiers shall know the holder again, each by a pseudonym that no other one gets.
            holder_binding: Whether the credential shall be bound to the secret that all of this wallet's are bound to.

        Raises:
            UsageError: The issuer has no name, both are False, or the extra is not installed (``missing_extra``).
        """
        require_flags(pseudonym=pseudonym, holder_binding=holder_binding)
        return self._commitments.make(
            issuer_id, pseudonym=pseudonym, holder_binding=holder_binding, at=now(self._clock)
        )

    def hold(self, value: object, *, resources: Mapping[str, bytes] | None = None) -> str:
        """Verifies a credential and keeps it as it is.

        The checks are the verifier's, but for two: whom to believe and whether it was revoked are for verifiers to say.

        Args:
            value: A `Secured`, a dict, JSON as str or bytes, or an SD-JWT.
            resources: ``{url: bytes}`` of what an earlier call said that it needs.

        Returns:
            Its id in this wallet; the same for the same credential.

        Raises:
            Rejected: There is evidence against it; it is not kept.
            Undetermined: It could not be decided, and is not kept; `needs` lists what would settle it.
        """
        plain = held.plain_value(value)
        at = now(self._clock)
        policy = Policy(
            environment=replace(self._environment, holder_secrets=self._commitments.candidates()),
            trust=TrustedIssuers.unsafe_anyone(),
            at=at,
            skew=_SKEW,
            resources=Resources(resources, self._fetch),
            ignore_status=True,
            as_holder=True,
            anchors=self._anchors,
        )
        verified = examine_credential(plain, policy).require()
        if verified.holder_proof is not None and verified.holder_proof.secrets:
            self._commitments.require_issuer(verified.holder_proof.secrets, verified.issuer)
        return self._shelf.keep(plain, verified, at)

    @property
    def credentials(self) -> tuple[HeldCredential, ...]:
        """All that is held, the oldest first.

        Raises:
            FormatError: A record was changed in the store (code ``record_changed``).
        """
        return tuple(holding.credential for holding in self._shelf.all())

    def credential(self, credential_id: str) -> HeldCredential:
        """One held credential, by the id that `hold` gave.

        Raises:
            UsageError: It is not held (code ``not_held``).
        """
        return self._shelf.get(credential_id).credential

    def forget(self, credential_id: str) -> None:
        """Removes a credential; receipts of what was shown stay.

        Raises:
            UsageError: It is not held (code ``not_held``).
        """
        self._shelf.remove(credential_id)

    def plan(self, request: object, *, choose: Chosen | None = None, include: Collection[str] = ()) -> Plan:
        """Works out what would be shown to answer a request. Nothing leaves the wallet.

        For each credential query it takes the credential that shows least, of those that match, are valid now, and
        belong to the holder. What the request marks as optional is left out unless it is included.

        Args:
            request: What came from the verifier, as `PresentationRequest.parse` takes it.
            choose: ``{credential query: credential id}``, or several ids where the verifier takes several: the person's
                own choice among `Plan.choices`.
            include: Credential queries to be answered although they are optional, or in place of an earlier option.

        Raises:
            CannotSatisfy: Something that is required is not held; `missing` lists it in plain sentences.
            Expired: The request has expired.
            FormatError: The request cannot be read.
            UsageError: The choice is none of `Plan.choices`.
        """
        parsed = PresentationRequest.parse(request)
        if not arguments.are_texts(include):
            raise UsageError("`include` takes a list of the names of credential queries.")
        if choose is not None and not isinstance(choose, Mapping):
            raise UsageError("`choose` says which credential to show for which query: {query: credential id}.")
        at = now(self._clock)
        parsed.require_current(at, _SKEW)
        return make_plan(
            parsed,
            self._shelf.all(),
            is_own=self._keys.owns,
            contexts=self._environment.contexts,
            at=at,
            choose=choose or {},
            include=include,
            ticket=Ticket(self._vault),
        )

    def present(self, plan: Plan) -> PresentationResponse:
        """Makes the answer that a plan describes, bound to its verifier and its nonce, and keeps a receipt.

        Returns:
            The answer; send its `value`, or its `to_json()`.

        Raises:
            UsageError: It is not a plan of this wallet, was presented before (code ``plan_used``), or a credential was
                forgotten since.
            CannotSatisfy: A credential has expired since.
            Expired: The request has expired.
        """
        if not isinstance(plan, Plan) or plan.ticket.wallet is not self._vault:
            raise UsageError("Only a plan that this wallet made can be presented.", hint="Call wallet.plan(request).")
        if not plan.showings:
            raise UsageError(
                "This plan shows nothing: all that is asked for is optional.",
                hint="Plan again with include=[…] of what you want to show, if the wallet holds it; or leave it be.",
            )
        at = now(self._clock)
        plan.request.require_current(at, _SKEW)
        for credential_id in plan.credentials:
            self.credential(credential_id).require_valid(at)
        if not plan.ticket.take():
            raise UsageError(
                "This plan has been presented already.",
                hint="An answer is good once. Ask the verifier for a new request.",
                code="plan_used",
            )
        try:
            response = presenting.answer(plan, keys=self._keys, at=at, environment=self._environment)
            self._keep_receipt(
                at, plan.verifier, plan.request.nonce, plan.revealed, plan.purpose, plan.request.query.to_json()
            )
        except BaseException:
            # Nothing has left the wallet.
            plan.ticket.give_back()
            raise
        return response

    def present_to(
        self, *, domain: str, challenge: str, credentials: Sequence[str], holder: str | None = None
    ) -> Secured:
        """Puts whole credentials into one presentation, for a verifier that gives only a challenge and its domain.

        Args:
            domain: Who asked.
            challenge: What the presentation has to repeat.
            credentials: The ids of the credentials; all about the same DID of this wallet, or about nobody by name.
            holder: The DID of this wallet that signs, where no credential says it; by default the one for `domain`.

        Returns:
            The presentation (VCDM 2.0 §4.13), which `Verifier.verify(…, challenge=…, domain=…)` takes.

        Raises:
            UsageError: An argument is missing, a credential is not held, or they belong to several DIDs.
            CannotSatisfy: A credential is not valid now.
        """
        if not all(isinstance(text, str) and text for text in (domain, challenge)):
            raise UsageError("A presentation needs a domain and a challenge, so that nobody else can use it.")
        if not arguments.are_texts(credentials) or not credentials:
            raise UsageError("`credentials` is a list of the ids that wallet.hold(…) gave, not empty.")
        if not isinstance(holder, str | None):
            raise UsageError("`holder` is a DID of this wallet, as text.")
        at = now(self._clock)
        holdings = [self._shelf.get(credential_id) for credential_id in dict.fromkeys(credentials)]
        for holding in holdings:
            holding.credential.require_valid(at)
        holder = presenting.one_holder([holding.credential for holding in holdings], holder, self._keys.owns)
        key = self._keys.signing_key(holder or self.did_for(domain))
        secured = presenting.present_together(
            [holding.evidence.reveal(("",)) for holding in holdings],
            key=key,
            domain=domain,
            challenge=challenge,
            at=at,
            environment=self._environment,
        )
        shown = (
            ShownClaim(query="", credential=holding.credential.id, pointer=place, value=value)
            for holding in holdings
            for place, value in leaves(holding.evidence.document)
        )
        self._keep_receipt(at, domain, challenge, shown)
        return secured

    def derive(self, credential_id: str, reveal: Sequence[str]) -> Secured:
        """Narrows a credential to some of its claims, without a request and without binding it to anybody.

        Args:
            credential_id: The id that `hold` gave.
            reveal: JSON pointers to what is to be shown, beside what the issuer made mandatory.

        Raises:
            CannotSatisfy: The credential shows all or nothing (code ``all_or_nothing``), lacks what is to be shown,
                or would be no credential with so little shown (code ``required_withheld``).
            UsageError: It is not held.
        """
        return deriving.derive(self._shelf.get(credential_id), reveal, self._environment)

    @property
    def receipts(self) -> tuple[Receipt, ...]:
        """What was shown to whom, the oldest first.

        Raises:
            FormatError: A record was changed in the store (code ``record_changed``).
        """
        return receipts.read_all(self._vault)

    def _keep_receipt(
        self,
        at: datetime,
        verifier: str,
        challenge: str,
        shown: Iterable[ShownClaim],
        purpose: str = "",
        asked: JsonValue = None,
    ) -> None:
        receipt = Receipt(
            at=at, verifier=verifier, purpose=purpose, asked=asked, shown=tuple(shown), challenge=challenge
        )
        receipts.keep(self._vault, receipt, base.base64url_encode(drawn(self._environment.randomness, 6)))
