"""The numbered checks of one credential, which the wallet runs before keeping it, the verifier before believing it.

One path for all mechanisms: open → data model → proofs → binding → time → trust → status → schema.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from vcwallet import rules
from vcwallet.contexts import published_digests
from vcwallet.dids import resolve
from vcwallet.errors import Expired, NotBound, NotYetValid, Rejected, Undetermined, UntrustedIssuer, VcwalletError
from vcwallet.model.credential import CredentialFacts, check_credential
from vcwallet.model.integrity import contradicts, is_unchanged
from vcwallet.model.withheld import Withheld
from vcwallet.ports import JsonObject
from vcwallet.report import Check, Outcome, Report, Rule, blame
from vcwallet.resources import Resources
from vcwallet.securing import Environment, Evidence, Expectation, HolderProof, Presented, ProvenBy, open_evidence
from vcwallet.securing.trust_anchors import TrustAnchors
from vcwallet.trust import TrustedIssuers
from vcwallet.verified import VerifiedCredential

T = TypeVar("T")

_NOT_LOOKED_AT = "Its schema was not looked at."
_MAY_BE_WITHHELD = "A part of it may have been withheld: that a claim is absent proves nothing."


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a credential is held against.

    Attributes:
        environment: Known contexts and limits.
        trust: Whom to believe about what.
        at: The time to judge by (aware).
        skew: How far clocks may disagree.
        resources: Documents from the web that the caller has, or can have.
        ignore_status: Whether a credential's status is waived.
        as_holder: Whether the holder asks, to whom alone an issuer hands what everything else is derived from.
        presentation: The presentation around it; None where there is none that is for one verifier and one challenge.
        domain: For whom it must have been presented, where it binds itself to a verifier; None where that is open.
        challenge: Which challenge it must then answer; None where that is open.
        holder_binding: Whether the presenter must then prove to be the holder.
        anchors: The certificates that are believed, where issuers are named by certificates.
        ignore_schema: Whether it is waived that a credential follows its schema.
    """

    environment: Environment
    trust: TrustedIssuers
    at: datetime
    skew: timedelta
    resources: Resources
    ignore_status: bool = False
    as_holder: bool = False
    presentation: Presented | None = None
    domain: frozenset[str] | None = None
    challenge: str | None = None
    holder_binding: bool = False
    anchors: TrustAnchors | None = None
    ignore_schema: bool = False


def examine_credential(value: object, policy: Policy) -> Report[VerifiedCredential]:
    """Runs every check on one credential; raises nothing, whatever `value` is.

    Args:
        value: Anything accepted as a credential: a `Secured`, a dict, JSON as str or bytes, an SD-JWT.
        policy: What to hold it against.
    """
    try:
        evidence = open_evidence(value, policy.environment)
    except VcwalletError as error:
        return Report(checks=(blame(rules.FORMAT, error),))
    return examine_evidence(evidence, policy)


def examine_evidence(evidence: Evidence, policy: Policy) -> Report[VerifiedCredential]:
    """Runs every check but the first on a credential that was opened already."""
    return examine_presented(evidence, policy)[0]


def examine_presented(evidence: Evidence, policy: Policy) -> tuple[Report[VerifiedCredential], ProvenBy | None]:
    """As `examine_evidence`; tells besides who presented it, where it binds itself to a verifier and all stands."""
    run = _Checks(evidence.document, policy)
    facts = run.model(evidence.facts)
    if facts is None:
        return run.report(), None
    findings = evidence.check(
        Expectation(
            purpose="assertionMethod",
            domain=policy.domain,
            challenge=policy.challenge,
            holder_binding=policy.holder_binding,
            anchors=policy.anchors,
            at=policy.at,
            skew=policy.skew,
            resources=_resources(facts, policy),
            as_holder=policy.as_holder,
            presentation=policy.presentation,
            issuer=facts.issuer,
        )
    )
    run.checks.extend(findings.checks)
    if any(check.outcome is Outcome.REJECTED for check in findings.checks):
        return run.report(), None
    return run.claims(facts, findings.proofs, evidence.securing, findings.withheld), findings.presenter


def examine_claims(
    document: JsonObject, policy: Policy, proofs: tuple[ProvenBy, ...], *, securing: str
) -> Report[VerifiedCredential]:
    """Runs the checks on claims whose proof stands elsewhere, such as the proof of the presentation around them.

    Args:
        document: The credential, without a proof of its own.
        policy: What to hold it against.
        proofs: What was proven about whose key signed it.
        securing: How it is secured, for the verified credential to say.
    """
    run = _Checks(document, policy)
    facts = run.model(lambda: check_credential(document, secured=False))
    return run.report() if facts is None else run.claims(facts, proofs, securing)


class _Checks:
    """The checks of one credential as they come out, in order."""

    def __init__(self, document: JsonObject, policy: Policy) -> None:
        self.checks: list[Check] = [rules.FORMAT.passed()]
        self._document = document
        self._policy = policy

    def report(self) -> Report[VerifiedCredential]:
        """What has come out so far."""
        return Report(checks=tuple(self.checks))

    def model(self, read: Callable[[], CredentialFacts]) -> CredentialFacts | None:
        """Checks the data model; None where the credential does not follow it."""
        return self.note(rules.MODEL, read)

    def claims(
        self, facts: CredentialFacts, proofs: tuple[ProvenBy, ...], securing: str, withheld: Withheld | None = None
    ) -> Report[VerifiedCredential]:
        """Runs the checks that follow the proof: binding, time, trust, status, and the issuer's schemas."""
        policy = self._policy
        if withheld is None:
            self.checks.append(rules.COMPLETE.passed())
        else:
            self.checks.append(rules.COMPLETE.skipped(_MAY_BE_WITHHELD))
        # A limit that is not shown may be there all the same (RFC 9901 §9.7).
        hidden = withheld is not None and withheld.at(()) and not facts.names.always_shown
        own = self.note(rules.BOUND_TO_ISSUER, lambda: _bound_to_issuer(facts, proofs, policy))
        self.times(facts, hidden=hidden)
        if policy.trust.is_anyone:
            self.checks.append(rules.TRUST.skipped("The verifier waived this: whether to believe the issuer is open."))
        else:
            self.note(rules.TRUST, lambda: _believed(facts, policy.trust))
        status = self.status(facts, hidden=hidden)
        self.schemas(facts, withheld, proven=own is not None)
        self.related_resources(facts)
        if own is None or any(check.error is not None for check in self.checks):
            return self.report()
        holder_proof = _holder_proof(proofs, own)
        if holder_proof is not None and policy.presentation is None and not policy.as_holder:
            reason = "It is in no presentation for one verifier and challenge: for whom it was shown was not asked."
            self.checks.append(rules.MADE_FOR_PRESENTATION.skipped(reason))
        return VerifiedCredential(
            issuer=facts.issuer,
            types=facts.types,
            _subjects=facts.subjects,
            subject_ids=facts.subject_ids,
            _bound_to=facts.bound_to,
            valid_from=facts.valid_from,
            valid_until=facts.valid_until,
            status=status,
            securing=next((proof.securing for proof in proofs if proof.controller == facts.issuer), securing),
            _document=self._document,
            checks=tuple(self.checks),
            holder_proof=holder_proof,
            _originals=tuple([proof.original for proof in own if proof.original is not None]),
            complete=withheld is None,
        ).report

    def note(self, rule: Rule, step: Callable[[], T]) -> T | None:
        """Runs one check and notes how it came out; gives None where it did not pass."""
        try:
            result = step()
        except VcwalletError as error:
            self.checks.append(blame(rule, error))
            return None
        self.checks.append(rule.passed())
        return result

    def related_resources(self, facts: CredentialFacts) -> None:
        """Holds what is at hand against the digests that the credential states: last, when all is that will be."""
        if not facts.related_resources:
            return
        found = {str(resource["id"]): self._is_another(resource) for resource in facts.related_resources}
        if all(is_another is None for is_another in found.values()):
            reason = "None of the related resources was at hand as it is published."
            self.checks.append(rules.RELATED_RESOURCE.skipped(reason))
        else:
            self.note(rules.RELATED_RESOURCE, lambda: _refuse_others([url for url in found if found[url]]))

    def _is_another(self, resource: JsonObject) -> bool | None:
        """Whether what is at hand is another resource than was pinned; None where nothing is.

        Of contexts that are bundled the published digests are known; of those that were handed in as documents none is.
        """
        url, given = str(resource["id"]), self._policy.resources.given
        if url in given:
            return not is_unchanged(given[url], resource)
        contexts = self._document.get("@context")
        if url in (contexts if isinstance(contexts, list) else [contexts]):
            return contradicts(published_digests(url), resource)
        return None

    def schemas(self, facts: CredentialFacts, withheld: Withheld | None, *, proven: bool) -> None:
        """Holds the credential against its issuer's schemas: last, since others do the work of writing them."""
        if not facts.schemas:
            return
        policy = self._policy
        if policy.ignore_schema or not proven or any(check.outcome is Outcome.REJECTED for check in self.checks):
            reason = "The verifier waived the check of its schema." if policy.ignore_schema else _NOT_LOOKED_AT
            self.checks.append(rules.SCHEMA.skipped(reason, "/credentialSchema"))
            return
        from vcwallet.credential_schemas import SchemaChecks

        # A holder who keeps a credential does not depend on whether its schema can be had just now.
        resources = policy.resources.offline() if policy.as_holder else policy.resources
        verify = partial(_verified_document, policy=replace(policy, resources=resources), issuer=facts.issuer)
        self.checks.extend(
            SchemaChecks(
                document=self._document, facts=facts, resources=resources, withheld=withheld, verify=verify
            ).examine()
        )

    def times(self, facts: CredentialFacts, *, hidden: bool) -> None:
        """Judges the validity period by the policy's clock; what is not said may be `hidden`."""
        at, skew = self._policy.at, self._policy.skew
        if facts.valid_from is None:
            self.checks.append(rules.VALID_FROM.skipped(_unsaid("It does not say from when it is valid.", hidden)))
        else:
            self.note(rules.VALID_FROM, lambda: _has_come(facts, at, skew))
        if facts.valid_until is None:
            self.checks.append(rules.VALID_UNTIL.skipped(_unsaid("It does not say until when it is valid.", hidden)))
        else:
            self.note(rules.VALID_UNTIL, lambda: _has_not_passed(facts, at, skew))

    def status(self, facts: CredentialFacts, *, hidden: bool) -> str:
        """Judges whether the credential was taken back; the list where that can be seen may be `hidden`."""
        if not facts.status:
            self.checks.append(rules.STATUS.skipped(_unsaid("It names no status list.", hidden)))
            return "not shown" if hidden else "none"
        if self._policy.ignore_status:
            self.checks.append(rules.STATUS.skipped("The verifier waived the check of its status."))
            return "ignored"
        kinds = ", ".join(sorted({str(entry.get("type", "/".join(entry)))[:100] for entry in facts.status}))
        unknown = Undetermined(
            f"Whether the issuer has taken it back cannot be told: status of the kind {kinds} is not understood here.",
            where=f"/{facts.names.status}",
            hint="Verifier(unsafe_ignore_status=True) accepts credentials that may have been revoked.",
            code="unsupported_status",
        )
        self.checks.append(rules.STATUS.failed(unknown))
        return "unknown"


def _unsaid(sentence: str, hidden: bool) -> str:
    return f"{sentence} That may have been withheld." if hidden else sentence


def _resources(facts: CredentialFacts, policy: Policy) -> Resources:
    """For issuers who would not be believed nothing is fetched: whoever sends a credential would choose what."""
    if not policy.resources.may_fetch:
        return policy.resources
    try:
        policy.trust.check(facts.issuer, facts.types)
    except UntrustedIssuer:
        return policy.resources.offline()
    return policy.resources


def _verified_document(value: bytes, policy: Policy, issuer: str) -> JsonObject:
    """What a credential says that holds a schema for one of `issuer`'s; whose own schema is not looked at.

    Whom to believe about schemas is a matter of trust like any other, but that whoever issued a credential may also
    say what its schema is.
    """
    evidence = open_evidence(value, policy.environment)
    own = evidence.facts().issuer == issuer
    schema_policy = replace(
        policy,
        trust=TrustedIssuers.unsafe_anyone() if own else policy.trust,
        ignore_schema=True,
        as_holder=False,
        presentation=None,
        domain=None,
        challenge=None,
        holder_binding=False,
    )
    verified = examine_evidence(evidence, schema_policy).require()
    if not verified.complete:
        raise Undetermined("What the schema lacks may have been withheld.", code="schema_credential")
    return verified.document


def _bound_to_issuer(facts: CredentialFacts, proofs: tuple[ProvenBy, ...], policy: Policy) -> tuple[ProvenBy, ...]:
    """Those of the proofs that are the issuer's."""
    issuer, where = facts.issuer, f"/{facts.names.issuer}"
    if not proofs:
        raise Undetermined("Whose key signed is not known yet.", where=where, code="no_proof_yet")
    by_issuer = tuple([proof for proof in proofs if proof.controller == issuer])
    if by_issuer:
        return by_issuer
    # CID 1.0 §3.3: a controller may list a method that stands in somebody else's document.
    document = resolve(issuer, _resources(facts, policy))
    listed = tuple(
        [proof for proof in proofs if document.lists_elsewhere(proof.verification_method, "assertionMethod")]
    )
    if not listed:
        raise NotBound(
            f"The key that signed belongs to {proofs[0].controller}, not to the issuer {issuer}.",
            where=where,
            hint="Somebody else may have signed in the issuer's name. Ask the issuer.",
        )
    return listed


def _holder_proof(proofs: tuple[ProvenBy, ...], by_issuer: tuple[ProvenBy, ...]) -> HolderProof | None:
    """What the proofs say of the holder: only the issuer's count, and none of the others may be a copy."""
    own = [proof.holder for proof in by_issuer if proof.holder is not None]
    if not own:
        return None
    bound = all(proof.holder.bound for proof in proofs if proof.holder is not None)
    by_secret = all(one.by_secret for one in own)
    return replace(own[0], bound=bound, by_secret=by_secret, pseudonym=own[0].pseudonym if bound else None)


def _believed(facts: CredentialFacts, trust: TrustedIssuers) -> None:
    try:
        trust.check(facts.issuer, facts.types)
    except UntrustedIssuer as error:
        error.where = f"/{facts.names.issuer}"
        raise


def _has_come(facts: CredentialFacts, at: datetime, skew: timedelta) -> None:
    moment = facts.valid_from
    if moment is not None and moment - at > skew:
        raise NotYetValid(f"It is not valid before {moment.isoformat()}.", where=f"/{facts.names.valid_from}")


def _has_not_passed(facts: CredentialFacts, at: datetime, skew: timedelta) -> None:
    moment = facts.valid_until
    if moment is not None and (at - moment > skew or (at - moment == skew and not facts.names.holds_at_the_end)):
        raise Expired(f"It expired on {moment.isoformat()}.", where=f"/{facts.names.valid_until}")


def _refuse_others(urls: list[str]) -> None:
    """Refuses the first of these, if there is one: it stands in the place of what was pinned."""
    for url in urls:
        raise Rejected(
            f"What stands at {url} is not what the credential was issued with.",
            where="/relatedResource",
            hint="Fetch the resource again, or ask the issuer.",
            code="related_resource_changed",
        )
