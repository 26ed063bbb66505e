"""The numbered checks of the answer to a request (OpenID4VP 1.0 §8.6)."""

from __future__ import annotations

from vcwallet import rules
from vcwallet.checks import Policy, examine_credential
from vcwallet.errors import NotWhatWasAsked, Undetermined, UsageError, VcwalletError
from vcwallet.ports import JsonValue
from vcwallet.presentations import Examined, PresentationPolicy, examine_presentation
from vcwallet.query import CredentialView, PresentationRequest, check_answer, read_answer
from vcwallet.report import Check, Report, blame, moved
from vcwallet.verified import VerifiedCredential, VerifiedPresentation, is_repeated


def examine_response(value: object, request: PresentationRequest, policy: Policy) -> Report[VerifiedPresentation]:
    """Runs every check on the answer to `request`; raises nothing for bad evidence.

    Where everything stands, the request is used up.

    Args:
        value: A `PresentationResponse`, or ``{"vp_token": {query id: [presentation, …]}}`` as a dict or as JSON.
        request: What was asked.
        policy: What each credential is held against.

    Raises:
        UsageError: `request` is not a request.
    """
    if not isinstance(request, PresentationRequest):
        raise UsageError("`request` is what verifier.request(…) gave, or PresentationRequest.parse(…).")
    rule = rules.FORMAT
    checks: list[Check] = []
    try:
        token = read_answer(value, request.query, policy.environment.limits)
        checks.append(rule.passed())
        rule = rules.IN_TIME
        request.require_current(policy.at, policy.skew)
        checks.append(rule.passed())
    except VcwalletError as error:
        return Report(checks=(*checks, blame(rule, error)))
    examined: dict[str, list[Examined]] = {}
    for name, presentations in token.items():
        single = PresentationPolicy(
            credential=policy,
            domain=frozenset({request.audience}),
            challenge=request.nonce,
            any_holder=not request.needs_holder(name),
        )
        examined[name] = []
        for index, presentation in enumerate(presentations):
            one = _examine(presentation, single)
            examined[name].append(one)
            checks.extend(moved(one.checks, f"/vp_token/{name}/{index}"))
            if one.is_refused:
                # With this one the answer is refused: what the others would cost is not spent.
                return Report(checks=tuple(checks))
    if all(check.error is None for check in checks):
        checks.extend(_judge_answer(request, examined, policy))
    if any(check.error is not None for check in checks):
        return Report(checks=tuple(checks))
    verified = _verified(request, examined, tuple(checks))
    return Report(checks=verified.checks, verified=verified)


def _examine(presentation: JsonValue, policy: PresentationPolicy) -> Examined:
    """One answer: a presentation or, where nobody has to prove to be the holder, a bare credential (§B.1.3.2.3)."""
    if policy.any_holder and isinstance(presentation, dict) and "credentialSubject" in presentation:
        report = examine_credential(presentation, policy.credential)
        credentials = [] if report.verified is None else [report.verified]
        return Examined(checks=list(report.checks), credentials=credentials)
    return examine_presentation(presentation, policy)


def _judge_answer(
    request: PresentationRequest, examined: dict[str, list[Examined]], policy: Policy
) -> tuple[Check, ...]:
    """Whether it is what was asked for and, only then, whether it is the first answer: that uses the request up."""
    views = {
        name: [
            CredentialView.of(credential.document, credential.securing, policy.environment.contexts)
            for one in found
            for credential in one.credentials
        ]
        for name, found in examined.items()
    }
    rule = rules.ANSWER
    try:
        _refuse_repetition(request, examined)
        check_answer(request.query, views)
        rule = rules.ONCE
        request.consume()
    except VcwalletError as error:
        return (blame(rule, error),)
    return rules.ANSWER.passed(), rules.ONCE.passed()


def _refuse_repetition(request: PresentationRequest, examined: dict[str, list[Examined]]) -> None:
    """One credential that is shown several times under one name does not count as several.

    Raises:
        NotWhatWasAsked: One is.
        Undetermined: One may be: its proofs hide it.
    """
    for name, credentials in _by_name(request, examined).items():
        repeated = is_repeated(credentials)
        where = f"/vp_token/{name}" if name in examined else "/vp_token"
        if repeated:
            raise NotWhatWasAsked(
                f"The same credential was shown more than once for {name[:100]!r}.", where=where, spec=rules.ANSWER.spec
            )
        if repeated is None:
            raise Undetermined(
                f"What was shown for {name[:100]!r} may be one credential, more than once: its proofs hide it.",
                where=where,
                hint="Ask for one credential, or for credentials that come with a pseudonym.",
                spec=rules.ANSWER.spec,
                code="may_be_the_same",
            )


def _by_name(
    request: PresentationRequest, examined: dict[str, list[Examined]]
) -> dict[str, tuple[VerifiedCredential, ...]]:
    """The credentials under the names by which the asker looks for them."""
    names = request.query.names()
    answers: dict[str, tuple[VerifiedCredential, ...]] = {}
    for query_id, found in examined.items():
        name = names[query_id]
        answers[name] = answers.get(name, ()) + tuple(credential for one in found for credential in one.credentials)
    return answers


def _verified(
    request: PresentationRequest, examined: dict[str, list[Examined]], checks: tuple[Check, ...]
) -> VerifiedPresentation:
    answers = _by_name(request, examined)
    holders = {one.holder for found in examined.values() for one in found}
    return VerifiedPresentation(
        holder=holders.pop() if len(holders) == 1 else None,
        credentials=tuple(credential for credentials in answers.values() for credential in credentials),
        answers=answers,
        checks=checks,
    )
