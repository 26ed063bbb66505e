"""The numbered checks of one presentation, with every credential inside it (VCDM 2.0 §4.13)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from vcwallet import rules
from vcwallet.checks import Policy, examine_claims, examine_credential, examine_presented
from vcwallet.dids import resolve
from vcwallet.errors import FormatError, NonConforming, NotBound, VcwalletError, WrongAudience, WrongPurpose
from vcwallet.model.credential import check_credential
from vcwallet.model.presentation import PresentationFacts, check_presentation, is_enveloped
from vcwallet.ports import JsonObject
from vcwallet.rdf import to_statements
from vcwallet.report import Check, Outcome, Report, blame, moved
from vcwallet.securing import (
    Evidence,
    Expectation,
    HolderProof,
    Presented,
    ProvenBy,
    is_wrapped,
    open_evidence,
    read,
)
from vcwallet.verified import VerifiedCredential, VerifiedPresentation

_SELF_ASSERTED = "self-asserted"


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentationPolicy:
    """What a presentation is held against.

    Attributes:
        credential: What each credential in it is held against.
        domain: For whom it must have been made; None where that was waived.
        challenge: Which challenge it must answer; None where that was waived.
        any_holder: Whether credentials may be presented by others than their subjects.
        unsigned: Whether a presentation without a proof is judged on its data model alone.
    """

    credential: Policy
    domain: frozenset[str] | None
    challenge: str | None
    any_holder: bool = False
    unsigned: bool = False


@dataclass(slots=True, kw_only=True)
class Examined:
    """How one presentation came out, while it is being put together.

    Attributes:
        checks: Every check so far, in order.
        holder: Who presented it, once that is proven.
        names_holder: Whether it says itself who that is.
        proofs: The proofs of the presentation that hold.
        credentials: The credentials in it that stand.
    """

    checks: list[Check] = field(default_factory=list)
    holder: str | None = None
    names_holder: bool = False
    proofs: tuple[ProvenBy, ...] = ()
    credentials: list[VerifiedCredential] = field(default_factory=list)

    @property
    def stands(self) -> bool:
        """Whether nothing is against it, and nothing undecided, so far."""
        return all(check.error is None for check in self.checks)

    @property
    def is_refused(self) -> bool:
        """Whether something is against it so far: then nothing more is worth a look."""
        return any(check.outcome is Outcome.REJECTED for check in self.checks)

    def report(self) -> Report[VerifiedPresentation]:
        """The report of this one presentation."""
        checks = tuple(self.checks)
        if not self.stands:
            return Report(checks=checks)
        verified = VerifiedPresentation(holder=self.holder, credentials=tuple(self.credentials), checks=checks)
        return Report(checks=checks, verified=verified)


def examine_presentation(value: object, policy: PresentationPolicy) -> Examined:
    """Runs every check on one presentation; raises nothing, whatever `value` is.

    Args:
        value: A `Secured`, a dict, JSON as str or bytes, or an SD-JWT.
        policy: What to hold it against.
    """
    examined = Examined()
    rule = rules.FORMAT
    try:
        evidence, document = _opened(value, policy)
        if evidence is not None and evidence.binds_itself:
            _examine_bound(evidence, policy, examined)
            return examined
        examined.checks.append(rule.passed())
        rule = rules.MODEL
        facts = check_presentation(document)
        _limit(facts, policy)
        examined.checks.append(rule.passed())
    except VcwalletError as error:
        examined.checks.append(blame(rule, error))
        return examined
    if policy.unsigned and evidence is None and "proof" not in document:
        _judge_data_model(document, facts, policy, examined)
        return examined
    proofs = _check_proofs(evidence or document, policy, examined)
    if not examined.is_refused and proofs:
        _bind_to_holder(facts, proofs, examined)
    if examined.is_refused:
        # What somebody else sends in a holder's name is not worth a look, let alone a fetch.
        return examined
    inside = replace(policy, credential=replace(policy.credential, presentation=_presented(proofs, examined.holder)))
    for credential, where in zip(facts.credentials, facts.credential_pointers, strict=True):
        _examine_inside(credential, where, inside, examined)
        if examined.is_refused:
            break
    return examined


def _opened(value: object, policy: PresentationPolicy) -> tuple[Evidence | None, JsonObject]:
    """The document, and the evidence where that is what the document was found in."""
    received = read(value, policy.credential.environment)
    if isinstance(received, dict) and not is_wrapped(received):
        return None, received
    evidence = open_evidence(received, policy.credential.environment)
    return evidence, evidence.document


def _examine_bound(evidence: Evidence, policy: PresentationPolicy, examined: Examined) -> None:
    """A credential that is presented without anything around it, since it binds itself to its verifier."""
    expected = replace(
        policy.credential,
        domain=policy.domain,
        challenge=policy.challenge,
        holder_binding=not policy.any_holder,
    )
    report, presenter = examine_presented(evidence, expected)
    examined.checks.extend(report.checks)
    if report.verified is None:
        return
    examined.credentials.append(report.verified)
    if presenter is None:
        examined.checks.append(rules.HELD_BY_SUBJECT.skipped("Anybody may present this credential."))
    else:
        examined.holder = presenter.controller
        examined.checks.append(rules.HELD_BY_SUBJECT.passed())


def _limit(facts: PresentationFacts, policy: PresentationPolicy) -> None:
    most = policy.credential.environment.limits.max_credentials
    if len(facts.credentials) > most:
        raise FormatError(
            f"It holds {len(facts.credentials)} credentials; more than {most} are not looked at.",
            where="/verifiableCredential",
            code="too_many_credentials",
        )


def _check_proofs(
    presented: Evidence | JsonObject, policy: PresentationPolicy, examined: Examined
) -> tuple[ProvenBy, ...]:
    inner = policy.credential
    try:
        evidence = open_evidence(presented, inner.environment) if isinstance(presented, dict) else presented
    except VcwalletError as error:
        examined.checks.append(blame(rules.PROOF_FORM, error))
        return ()
    findings = evidence.check(
        Expectation(
            purpose="authentication",
            domain=policy.domain,
            challenge=policy.challenge,
            at=inner.at,
            skew=inner.skew,
            resources=inner.resources,
        )
    )
    examined.checks.extend(findings.checks)
    return findings.proofs


def _bind_to_holder(facts: PresentationFacts, proofs: tuple[ProvenBy, ...], examined: Examined) -> None:
    controllers = {proof.controller for proof in proofs}
    holder = facts.holder or proofs[0].controller
    if holder in controllers and (facts.holder is not None or len(controllers) == 1):
        examined.holder, examined.names_holder, examined.proofs = holder, facts.holder is not None, proofs
        examined.checks.append(rules.BOUND_TO_HOLDER.passed())
        return
    signers = " and ".join(sorted(controllers))
    error = NotBound(
        f"The key that signed belongs to {signers}, not to the holder {facts.holder}."
        if facts.holder is not None
        else f"It was signed by {signers}, and does not say which of them is the holder.",
        where="/holder",
        hint="Somebody else may be presenting this in the holder's name.",
    )
    examined.checks.append(rules.BOUND_TO_HOLDER.failed(error))


def _presented(proofs: tuple[ProvenBy, ...], holder: str | None) -> Presented | None:
    """For whom the presentation was made, in answer to what, and by whom; None where it does not say."""
    for proof in proofs:
        domains = sorted(proof.domains or ())
        if holder is not None and proof.controller == holder and proof.challenge and len(domains) == 1:
            return Presented(domain=domains[0], challenge=proof.challenge, holder=holder)
    return None


def _examine_inside(credential: JsonObject, where: str, policy: PresentationPolicy, examined: Examined) -> None:
    if "proof" not in credential and not is_enveloped(credential):
        report = _self_asserted(credential, policy, examined)
    else:
        report = examine_credential(credential, policy.credential)
    examined.checks.extend(moved(report.checks, where))
    verified = report.verified
    if verified is None:
        return
    examined.credentials.append(verified)
    if verified.holder_proof is not None:
        _made_for_presentation(verified.holder_proof, where, policy, examined)
    if policy.any_holder:
        examined.checks.append(rules.HELD_BY_SUBJECT.skipped("Anybody may present this credential.", where))
    elif examined.holder is not None:
        _held_by_subject(verified, where, examined)


def _made_for_presentation(proof: HolderProof, where: str, policy: PresentationPolicy, examined: Examined) -> None:
    """Whether a proof that the holder makes afresh for each showing was made for this one.

    Where it takes a secret of the holder's to make it, it has to be: otherwise it could be a copy. Other proofs do not
    show who presents them, and are made by other wallets for anything they like: there the presentation's own proof has
    to show it.
    """
    inside, at = policy.credential.presentation, f"{where}/proof/proofValue"
    if proof.pseudonym_for is not None:
        if inside is not None and proof.pseudonym_for != inside.domain:
            made_for = f"The pseudonym was made for {proof.pseudonym_for[:200]!r}."
            examined.checks.append(rules.PSEUDONYM.failed(WrongAudience(made_for, where=at)))
        elif proof.bound:
            examined.checks.append(rules.PSEUDONYM.passed(where))
        else:
            reason = "The pseudonym is not told: nothing shows that it is the presenter's."
            examined.checks.append(rules.PSEUDONYM.skipped(reason, where))
    if proof.bound:
        examined.checks.append(rules.MADE_FOR_PRESENTATION.passed(where))
    elif not proof.by_secret or policy.any_holder:
        # Where there is no presentation for one verifier, the checks of the credential have said so.
        if inside is not None:
            reason = "It may have been made for another one: of this proof the verifier did not ask it."
            examined.checks.append(rules.MADE_FOR_PRESENTATION.skipped(reason, where))
    else:
        error = NotBound(
            "The proof of the credential was not made for this presentation: it may be a copy.",
            where=at,
            hint="Ask the holder to answer your own request, with the wallet that holds the credential.",
            code="other_presentation",
        )
        examined.checks.append(rules.MADE_FOR_PRESENTATION.failed(error))


def _self_asserted(
    credential: JsonObject, policy: PresentationPolicy, examined: Examined
) -> Report[VerifiedCredential]:
    """VCDM 2.0 §4.13: what the holder says in its own name is secured by the presentation's proof alone."""
    if examined.holder is None:
        return Report(checks=(rules.PROOF_FORM.skipped("Its issuer is not known: the presentation does not stand."),))
    if not examined.names_holder:
        unnamed = NonConforming(
            "A presentation in which somebody says something in their own name has to name its holder.",
            hint="Ask for a presentation with the member 'holder'.",
            spec="VCDM 2.0 §4.13",
            code="holder_missing",
        )
        return Report(checks=(rules.MODEL.failed(unnamed),))
    try:
        own = resolve(examined.holder, policy.credential.resources)
    except VcwalletError as error:
        return Report(checks=(blame(rules.PROOF_METHOD, error),))
    asserting = tuple(
        # What was signed is the presentation, which may hold several such credentials.
        replace(proof, securing=_SELF_ASSERTED, original=None)
        for proof in examined.proofs
        if proof.controller == examined.holder and own.lists(proof.verification_method, "assertionMethod")
    )
    if not asserting:
        other_use = WrongPurpose(
            "The holder's key is good for presenting credentials, not for issuing them.",
            where="/issuer",
            hint="Ask for a credential that its issuer has signed.",
        )
        return Report(checks=(rules.PROOF_PURPOSE.failed(other_use),))
    return examine_claims(credential, policy.credential, asserting, securing=_SELF_ASSERTED)


def _held_by_subject(credential: VerifiedCredential, where: str, examined: Examined) -> None:
    proof = credential.holder_proof
    by_secret = proof is not None and proof.by_secret and proof.bound
    if by_secret or (examined.holder is not None and credential.belongs_to(examined.holder)):
        examined.checks.append(rules.HELD_BY_SUBJECT.passed(where))
        return
    about = ", ".join(credential.subject_ids) or "nobody by name"
    error = NotBound(
        f"The credential is about {about}, and was presented by {examined.holder}.",
        where=f"{where}/credentialSubject",
        hint="A credential that is good for whoever carries it must be asked for as such.",
        code="not_the_subject",
    )
    examined.checks.append(rules.HELD_BY_SUBJECT.failed(error))


def _judge_data_model(
    document: JsonObject, facts: PresentationFacts, policy: PresentationPolicy, examined: Examined
) -> None:
    environment = policy.credential.environment
    reason = "It carries no proof, and the verifier waived that: only its data model is judged."
    examined.checks += [rule.skipped(reason) for rule in (rules.PROOF_FORM, rules.PROOF_DOMAIN, rules.PROOF_CHALLENGE)]
    try:
        to_statements(document, environment.contexts, limits=environment.limits)
        examined.checks.append(rules.PROOF_COVERAGE.skipped(reason))
    except VcwalletError as error:
        examined.checks.append(blame(rules.PROOF_COVERAGE, error))
    for credential, where in zip(facts.credentials, facts.credential_pointers, strict=True):
        if is_enveloped(credential):
            examined.checks.append(rules.MODEL.skipped("What is inside the envelope was not looked at.", where))
            continue
        try:
            check_credential(credential, secured=False)
            examined.checks.append(rules.MODEL.passed(where))
        except VcwalletError as error:
            examined.checks.extend(moved((blame(rules.MODEL, error),), where))
