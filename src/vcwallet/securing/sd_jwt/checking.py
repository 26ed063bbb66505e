"""The move *check*: each step of RFC 9901 §7 as a numbered check, the cheap ones first."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import TypeVar

from vcwallet import rules
from vcwallet.encoding.limits import Limits
from vcwallet.errors import NonceMismatch, VcwalletError, WrongAudience, WrongPurpose
from vcwallet.ports import JsonValue
from vcwallet.report import Check, Rule, blame
from vcwallet.securing.jose import Jws, check_header, verify
from vcwallet.securing.sd_jwt.facts import check_jwt_claims
from vcwallet.securing.sd_jwt.holder import holder_key
from vcwallet.securing.sd_jwt.issuer_keys import IssuerKey
from vcwallet.securing.sd_jwt.key_binding_verification import (
    MAX_AGE,
    check_audience,
    check_current,
    check_nonce,
    check_presented,
    refuse_key_binding,
    required_key_binding,
    verify_holder_signature,
)
from vcwallet.securing.sd_jwt.kind import Kind
from vcwallet.securing.sd_jwt.opened import KeyBinding, OpenedSdJwt
from vcwallet.securing.sd_jwt.signer_keys import find_signer
from vcwallet.securing.sd_jwt.signing_time import check_signing_time
from vcwallet.securing.sd_jwt.type_check import examine_type
from vcwallet.securing.sd_jwt.verification import check_always_shown
from vcwallet.securing.sd_jwt.withheld import WithheldClaims
from vcwallet.securing.suite import Expectation, Findings, Original, ProvenBy

T = TypeVar("T")

_OF_THE_HEADER = [["alg"], ["typ"], ["crit"], ["b64"], ["kid"], ["x5c"]]


def examine(opened: OpenedSdJwt, kind: Kind, expectation: Expectation, limits: Limits) -> Findings:
    """Holds an SD-JWT against what is expected; raises nothing.

    Args:
        opened: What `open_sd_jwt` returned.
        kind: What it means to be.
        expectation: Purpose, verifier, challenge, time and resources.
        limits: For documents from the web.
    """
    run = _Run(opened, kind, expectation, limits)
    run.cheap()
    if run.failed:
        return Findings(checks=tuple(run.checks), proofs=())
    proofs = run.signatures()
    presenter = None if run.failed else run.key_binding()
    if not run.failed and not kind.is_vcdm:
        run.checks.append(examine_type(opened, expectation.resources, limits))
    withheld = WithheldClaims(opened) if opened.undisclosed else None
    return Findings(checks=tuple(run.checks), proofs=proofs, presenter=presenter, withheld=withheld)


class _Run:
    """The checks of one SD-JWT as they come out."""

    def __init__(self, opened: OpenedSdJwt, kind: Kind, expectation: Expectation, limits: Limits) -> None:
        self.checks: list[Check] = []
        self.failed = False
        self._opened = opened
        self._kind = kind
        self._expectation = expectation
        self._limits = limits
        self._binding = opened.key_binding if kind.is_credential else None
        # Of the signature that is being looked at, where several keys signed.
        self._jws: Jws = opened.issuer_jwts[0]
        self._signer: IssuerKey | None = None
        self._where = ""

    def cheap(self) -> None:
        """What costs next to nothing: form, purpose, for whom, in answer to what, when."""
        several = len(self._opened.issuer_jwts) > 1
        for index, jws in enumerate(self._opened.issuer_jwts):
            self._jws, self._where = jws, f"/signatures/{index}" if several else ""
            self._step(rules.PROOF_FORM, self._form)
            self._step(rules.PROOF_PURPOSE, self._purpose)
        self._jws, self._where = self._opened.issuer_jwts[0], ""
        if self._expectation.holder_binding and self._kind.is_credential and self._binding is None:
            self._step(rules.KEY_BINDING, self._required_binding)
            return
        is_bound = self._binding is not None or not self._kind.is_credential
        if self._expectation.domain is None or not (is_bound or "aud" in self._opened.payload):
            expected = self._expectation.domain is not None
            reason = "It is not bound to any verifier." if expected else "No particular audience was expected."
            self.checks.append(rules.PROOF_DOMAIN.skipped(reason))
        else:
            self._step(rules.PROOF_DOMAIN, self._domain)
        if self._expectation.challenge is None or not is_bound:
            expected = self._expectation.challenge is not None
            reason = "It answers no challenge." if expected else "No challenge was expected."
            self.checks.append(rules.PROOF_CHALLENGE.skipped(reason))
        else:
            self._step(rules.PROOF_CHALLENGE, self._challenge)
        self._step(rules.PROOF_TIME, self._time)

    def signatures(self) -> tuple[ProvenBy, ...]:
        """Finds the key of each signature and holds them against each other; all have to hold."""
        proofs: list[ProvenBy] = []
        several = len(self._opened.issuer_jwts) > 1
        for index, jws in enumerate(self._opened.issuer_jwts):
            self._jws, self._where = jws, f"/signatures/{index}" if several else ""
            self._signer = self._step(rules.PROOF_METHOD, self._find_signer)
            if self._signer is not None and not index:
                self._step(rules.PROOF_COVERAGE, self._coverage)
            proven = None if self.failed else self._step(rules.PROOF_SIGNATURE, self._signature)
            if proven is None:
                return ()
            proofs.append(proven)
        self._where = ""
        return tuple(proofs)

    def key_binding(self) -> ProvenBy | None:
        """Checks the holder's own signature; None where there is none, or it does not hold."""
        if self._binding is not None:
            return self._step(rules.KEY_BINDING, self._holder)
        if self._kind.is_credential:
            self.checks.append(rules.KEY_BINDING.skipped("It is shown without proving who holds it."))
        return None

    def _step(self, rule: Rule, step: Callable[[], T]) -> T | None:
        """Notes how one check came out; gives None where it did not pass."""
        try:
            result = step()
        except VcwalletError as error:
            if error.where.split("/", 2)[1:2] in _OF_THE_HEADER:
                error.under(f"{self._where}/protected")
            self.checks.append(blame(rule, error))
            self.failed = True
            return None
        self.checks.append(rule.passed(self._where))
        return result

    def _form(self) -> None:
        check_header(self._jws.header, types=None)

    def _purpose(self) -> None:
        check_header(self._jws.header, types=self._kind.types)
        if self._kind.purpose != self._expectation.purpose:
            raise WrongPurpose(
                f"A token of the type {self._kind.name} is not for the purpose {self._expectation.purpose!r}.",
                where="/typ",
                spec="RFC 8725 §3.11",
            )
        if self._expectation.as_holder:
            refuse_key_binding(self._opened)

    def _required_binding(self) -> KeyBinding:
        return required_key_binding(self._opened)

    def _domain(self) -> None:
        domain = self._expectation.domain or frozenset()
        # Also an issuer may say for whom a credential is, and nobody else is to accept it (RFC 9901 §7.1 step 6).
        if not self._kind.is_credential or "aud" in self._opened.payload:
            _check_aud(self._opened.payload.get("aud"), domain)
        if self._binding is not None:
            binding = self._binding
            _in_key_binding(lambda: check_audience(binding, domain))

    def _challenge(self) -> None:
        challenge = self._expectation.challenge or ""
        if self._binding is not None:
            binding = self._binding
            _in_key_binding(lambda: check_nonce(binding, challenge))
        elif self._opened.payload.get("nonce") != challenge:
            raise NonceMismatch("The presentation does not answer this challenge.", where="/nonce")

    def _time(self) -> None:
        expected = self._expectation
        check_signing_time(self._opened.payload, self._kind, at=expected.at, skew=expected.skew)
        if self._binding is not None:
            # Whoever expects no challenge is shown something that was made earlier, and knows that.
            binding, age = self._binding, MAX_AGE if expected.challenge is not None else None
            _in_key_binding(lambda: check_current(binding, at=expected.at, max_age=age, skew=expected.skew))

    def _find_signer(self) -> IssuerKey:
        party = self._opened.payload.get("iss")
        if party is None and self._kind.is_vcdm:
            party = self._named()
        return find_signer(
            self._jws.header, party if isinstance(party, str) else None, self._kind, self._expectation, self._limits
        )

    def _named(self) -> str | None:
        """Whom a W3C document names as its issuer, or as its holder."""
        party = self._opened.payload.get("issuer" if self._kind.is_credential else "holder")
        identifier = party.get("id") if isinstance(party, dict) else party
        return identifier if isinstance(identifier, str) else None

    def _coverage(self) -> None:
        if self._kind.must_be_shown:
            check_always_shown(self._opened, self._kind.must_be_shown)
        elif not self._kind.is_credential:
            check_jwt_claims(self._opened.payload, self._named(), "holder")

    def _signature(self) -> ProvenBy:
        signer = self._signer
        assert signer is not None
        verify(self._jws, signer.key, types=None)
        return ProvenBy(
            verification_method=str(signer.verification_method),
            controller=signer.issuer,
            securing=self._kind.name,
            where=self._where,
            # The payload without the header: of several signatures, one may be shown alone.
            original=Original(digest=sha256(self._jws.payload).digest()),
        )

    def _holder(self) -> ProvenBy:
        binding = required_key_binding(self._opened)
        holder = holder_key(self._opened.payload, self._expectation.resources, self._expectation.at)

        def signature() -> None:
            check_presented(self._opened)
            verify_holder_signature(binding, holder.key)

        _in_key_binding(signature)
        return ProvenBy(
            verification_method=holder.verification_method, controller=holder.did, securing="kb+jwt", where="/kb_jwt"
        )


def _in_key_binding(step: Callable[[], object]) -> None:
    """Runs a step; what it blames stands in the Key Binding JWT."""
    try:
        step()
    except VcwalletError as error:
        raise error.under("/kb_jwt") from None


def _check_aud(found: JsonValue, domain: frozenset[str]) -> None:
    names = found if isinstance(found, list) else [found]
    if not any(isinstance(name, str) and name in domain for name in names):
        made_for = ", ".join(str(name)[:100] for name in names[:5] if name is not None) or "nobody in particular"
        raise WrongAudience(f"It was made for {made_for}.", where="/aud", spec="RFC 7519 §4.1.3")
