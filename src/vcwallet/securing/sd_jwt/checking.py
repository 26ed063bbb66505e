"""The move *check*: each step of RFC 9901 §7 as a numbered check, the cheap ones first."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from vcwallet import rules
from vcwallet.encoding.limits import Limits
from vcwallet.errors import NonceMismatch, VcwalletError, WrongAudience, WrongPurpose
from vcwallet.ports import JsonObject, JsonValue
from vcwallet.report import Check, Rule, blame
from vcwallet.securing.jose import Jws, check_header, verify
from vcwallet.securing.sd_jwt.holder import holder_key
from vcwallet.securing.sd_jwt.issuer_keys import IssuerKey
from vcwallet.securing.sd_jwt.key_binding_verification import (
    MAX_AGE,
    check_audience,
    check_fresh,
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
from vcwallet.securing.suite import Expectation, Findings, ProvenBy

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
    return Findings(checks=tuple(run.checks), proofs=proofs, presenter=presenter)


class _Run:
    """The checks of one SD-JWT as they come out."""

    def __init__(self, opened: OpenedSdJwt, kind: Kind, expectation: Expectation, limits: Limits) -> None:
        self.checks: list[Check] = []
        self.failed = False
        self._opened = opened
        self._kind = kind
        self._expectation = expectation
        self._limits = limits

    def cheap(self) -> None:
        """What costs next to nothing: form, purpose, for whom, in answer to what, when."""
        for index, jws in enumerate(self._opened.issuer_jwts):
            where = self._place(index)
            self._step(rules.PROOF_FORM, partial(check_header, jws.header, types=None), where)
            self._step(rules.PROOF_PURPOSE, partial(self._purpose, jws), where)
        binding = self._opened.key_binding
        if self._expectation.holder_binding and self._kind.is_credential and binding is None:
            self._step(rules.KEY_BINDING, lambda: required_key_binding(self._opened))
            return
        if self._kind.is_credential:
            self._domain_and_challenge(None if binding is None else binding.claims, binding)
        else:
            self._domain_and_challenge(self._opened.payload, None)
        self._step(rules.PROOF_TIME, lambda: self._time(binding))

    def signatures(self) -> tuple[ProvenBy, ...]:
        """Finds the key of each signature and holds them against each other; all have to hold."""
        proofs: list[ProvenBy] = []
        for index, jws in enumerate(self._opened.issuer_jwts):
            where = self._place(index)
            found = self._step(rules.PROOF_METHOD, partial(self._signer, jws), where)
            if not index and not self.failed:
                self._step(rules.PROOF_COVERAGE, self._coverage)
            if found is None or self.failed:
                break
            self._step(rules.PROOF_SIGNATURE, partial(verify, jws, found.key, types=None), where)
            proofs.append(
                ProvenBy(
                    verification_method=str(found.verification_method),
                    controller=found.issuer,
                    securing=self._kind.name,
                    where=where,
                )
            )
        return () if self.failed else tuple(proofs)

    def key_binding(self) -> ProvenBy | None:
        """Checks the holder's own signature; None where there is none, or it does not hold."""
        if not self._kind.is_credential:
            return None
        if self._opened.key_binding is None:
            self.checks.append(rules.KEY_BINDING.skipped("It is shown without proving who holds it."))
            return None
        return self._step(rules.KEY_BINDING, self._holder)

    def _step(self, rule: Rule, step: Callable[[], T], where: str = "") -> T | None:
        """Notes how one check came out; gives None where it did not pass."""
        try:
            result = step()
        except VcwalletError as error:
            if error.where.split("/", 2)[1:2] in _OF_THE_HEADER:
                error.under(f"{where}/protected")
            self.checks.append(blame(rule, error))
            self.failed = True
            return None
        self.checks.append(rule.passed(where))
        return result

    def _place(self, index: int) -> str:
        return f"/signatures/{index}" if len(self._opened.issuer_jwts) > 1 else ""

    def _purpose(self, jws: Jws) -> None:
        check_header(jws.header, types=self._kind.types)
        if self._kind.purpose != self._expectation.purpose:
            raise WrongPurpose(
                f"A token of the type {self._kind.name} is not for the purpose {self._expectation.purpose!r}.",
                where="/typ",
                spec="RFC 8725 §3.11",
            )
        if self._expectation.as_holder:
            refuse_key_binding(self._opened)

    def _domain_and_challenge(self, claims: JsonObject | None, binding: KeyBinding | None) -> None:
        domain, challenge = self._expectation.domain, self._expectation.challenge
        if domain is None or claims is None:
            reason = "No particular audience was expected." if domain is None else "It is not bound to any verifier."
            self.checks.append(rules.PROOF_DOMAIN.skipped(reason))
        elif binding is not None:
            self._step(rules.PROOF_DOMAIN, lambda: _in_key_binding(lambda: check_audience(binding, domain)))
        else:
            self._step(rules.PROOF_DOMAIN, lambda: _check_aud(claims.get("aud"), domain))
        if challenge is None or claims is None:
            reason = "No challenge was expected." if challenge is None else "It answers no challenge."
            self.checks.append(rules.PROOF_CHALLENGE.skipped(reason))
        elif binding is not None:
            self._step(rules.PROOF_CHALLENGE, lambda: _in_key_binding(lambda: check_nonce(binding, challenge)))
        else:
            self._step(rules.PROOF_CHALLENGE, lambda: _check_nonce(claims.get("nonce"), challenge))

    def _time(self, binding: KeyBinding | None) -> None:
        expected = self._expectation
        check_signing_time(self._opened.payload, self._kind, at=expected.at, skew=expected.skew)
        if binding is not None:
            # Whoever expects no challenge is shown something that was made earlier, and knows that.
            age = MAX_AGE if expected.challenge is not None else None
            _in_key_binding(lambda: check_fresh(binding, at=expected.at, max_age=age, skew=expected.skew))

    def _signer(self, jws: Jws) -> IssuerKey:
        party = self._opened.payload.get("iss", self._named())
        return find_signer(
            jws.header, party if isinstance(party, str) else None, self._kind, self._expectation, self._limits
        )

    def _named(self) -> JsonValue:
        if not self._kind.is_vcdm:
            return None
        party = self._opened.payload.get("issuer" if self._kind.is_credential else "holder")
        return party.get("id") if isinstance(party, dict) else party

    def _coverage(self) -> None:
        if self._kind.must_be_shown:
            check_always_shown(self._opened, self._kind.must_be_shown)

    def _holder(self) -> ProvenBy:
        binding = required_key_binding(self._opened)
        holder = holder_key(self._opened.payload, self._expectation.resources, self._expectation.at)

        def signature() -> None:
            check_presented(self._opened)
            verify_holder_signature(binding, holder.key)

        _in_key_binding(signature)
        return ProvenBy(
            verification_method=holder.verification_method,
            controller=holder.did,
            securing="kb+jwt",
            where="/kb_jwt",
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
        raise WrongAudience(f"The presentation was made for {made_for}.", where="/aud", spec="RFC 7519 §4.1.3")


def _check_nonce(found: JsonValue, challenge: str) -> None:
    if found != challenge:
        raise NonceMismatch("The presentation does not answer this challenge.", where="/nonce")
