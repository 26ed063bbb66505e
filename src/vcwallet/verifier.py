"""The verifier: a business that asks for facts, and gets proofs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from vcwallet import answers, batch
from vcwallet.checks import Policy, examine_credential
from vcwallet.clock import checked, now
from vcwallet.errors import UsageError
from vcwallet.flags import require_flags
from vcwallet.ports import Clock, Fetch, JsonObject
from vcwallet.presentations import PresentationPolicy, examine_presentation
from vcwallet.query import AnyOf, Ask, PresentationRequest
from vcwallet.rdf import Contexts
from vcwallet.report import Report
from vcwallet.resources import Resources, checked_fetch
from vcwallet.securing import Environment
from vcwallet.securing.trust_anchors import TrustAnchors
from vcwallet.trust import TrustedIssuers
from vcwallet.verified import VerifiedCredential, VerifiedPresentation

if TYPE_CHECKING:
    from concurrent.futures import Executor

_MOST_SKEW = timedelta(days=1)


class Verifier:
    """Asks for credentials and presentations, and judges them.

    Args:
        audience: Who this verifier is, as a URL: presentations must have been made for it. None for a verifier that
            judges single credentials only.
        trust: Whom to believe, about which type of credential.
        contexts: JSON-LD contexts beside the bundled ones, ``{url: document}``.
        fetch: Gets what stands at a URL; None lets nothing be fetched.
        clock: Gives the current time (aware).
        skew: How far clocks may disagree.
        x509_anchors: The certificates that are believed where issuers of SD-JWTs are named by certificates (`x5c`): PEM
            as str or bytes, DER as bytes, or several of these. None lets no certificate count. Whether certificates
            were revoked is not looked at.
        unsafe_ignore_status: Accepts credentials that may have been revoked.
        unsafe_ignore_schema: Accepts credentials that may not follow the schema that they name.
        unsafe_any_spelling: Accepts documents whose holder may have spelt what was signed in another way: under names
            that the document itself defines, under full addresses, as value objects.

    Raises:
        UsageError: A policy is missing, or an argument is of the wrong kind.

    Example:
        ``Verifier("https://jobs.example", trust=TrustedIssuers({"DegreeCredential": ["did:web:uni.example"]}))``
    """

    def __init__(
        self,
        audience: str | None = None,
        *,
        trust: TrustedIssuers,
        contexts: Mapping[str, JsonObject] | None = None,
        fetch: Fetch | None = None,
        clock: Clock | None = None,
        skew: timedelta = timedelta(seconds=60),
        x509_anchors: object = None,
        unsafe_ignore_status: bool = False,
        unsafe_ignore_schema: bool = False,
        unsafe_any_spelling: bool = False,
    ) -> None:
        if not isinstance(trust, TrustedIssuers):
            raise UsageError(
                "`trust` says whom to believe about what, and cannot be left open.",
                hint="trust=TrustedIssuers({type: [issuer ids]}), or TrustedIssuers.unsafe_anyone().",
            )
        if audience is not None and (not isinstance(audience, str) or not audience):
            raise UsageError("`audience` is this verifier's own identifier, a URL as text.")
        if not isinstance(skew, timedelta) or not timedelta(0) <= skew <= _MOST_SKEW:
            raise UsageError("`skew` is a timedelta between nothing and a day.")
        require_flags(
            unsafe_ignore_status=unsafe_ignore_status,
            unsafe_ignore_schema=unsafe_ignore_schema,
            unsafe_any_spelling=unsafe_any_spelling,
        )
        self.audience = audience
        self.trust = trust
        self._environment = Environment(
            contexts=Contexts.bundled().extended({} if contexts is None else contexts), any_spelling=unsafe_any_spelling
        )
        self._fetch = checked_fetch(fetch)
        self._clock = checked(clock)
        self._skew = skew
        self._anchors = TrustAnchors.read(x509_anchors)
        self._ignore_status = unsafe_ignore_status
        self._ignore_schema = unsafe_ignore_schema

    def request(self, **asks: Ask | AnyOf) -> PresentationRequest:
        """Makes a request for credentials, with a fresh nonce; it can be answered once.

        Args:
            asks: What is asked for, by the name under which the answer is found: ``request(degree=Ask(…))``.

        Raises:
            UsageError: Nothing is asked, or this verifier has no audience.
        """
        return PresentationRequest.create(
            asks, audience=self._own_audience(), at=now(self._clock), expand=self._type_iri
        )

    def verify_credential(self, value: object, *, resources: Mapping[str, bytes] | None = None) -> VerifiedCredential:
        """Verifies one credential.

        Args:
            value: A `Secured`, a dict, JSON as str or bytes, or an SD-JWT.
            resources: ``{url: bytes}`` of what an earlier call said that it needs.

        Raises:
            Rejected: There is evidence against it; the class says which.
            Undetermined: It could not be decided; `needs` lists what would settle it.
        """
        return self.examine_credential(value, resources=resources).require()

    def examine_credential(
        self, value: object, *, resources: Mapping[str, bytes] | None = None
    ) -> Report[VerifiedCredential]:
        """Runs every check on one credential; never raises for bad evidence. See `verify_credential`."""
        return examine_credential(value, self._policy(resources))

    def verify_many(
        self,
        values: Iterable[object],
        *,
        executor: Executor | None = None,
        buffersize: int = batch.BUFFERSIZE,
        on_progress: batch.Progress | None = None,
        resources: Mapping[str, bytes] | None = None,
    ) -> Iterator[Report[VerifiedCredential]]:
        """Examines many credentials; yields their reports in order.

        Args:
            values: Anything iterable. Each is taken when its report is asked for; with an executor, up to `buffersize`
                chunks and one more are taken ahead, so that it has something to do.
            executor: Any `concurrent.futures.Executor`, such as a process pool or a cluster's; None for here.
            buffersize: How many chunks the executor has at once: twice as many as it has workers keep them all busy.
                A chunk is about a second of work, and never more than 2,000 credentials. What is left at the end, up
                to two chunks, is handed over at once in smaller parts.
            on_progress: Called with the number of finished reports, after each 250 and at the end.
            resources: ``{url: bytes}`` of what the reports of an earlier call said that they need, for all of them.
                They travel with every chunk: what is large is better left to `fetch`.
        """
        Resources(resources)  # what is no such mapping is refused now, not with the first report
        examiner = partial(self.examine_credential, resources=resources)
        return batch.examine_many(examiner, values, executor=executor, buffersize=buffersize, on_progress=on_progress)

    def verify(
        self,
        presentation: object,
        *,
        request: PresentationRequest | None = None,
        challenge: str | None = None,
        domain: str | Iterable[str] | None = None,
        resources: Mapping[str, bytes] | None = None,
        unsafe_no_challenge: bool = False,
        unsafe_any_holder: bool = False,
        unsafe_unsigned: bool = False,
    ) -> VerifiedPresentation:
        """Verifies a presentation, with every credential in it.

        Args:
            presentation: The answer to `request`, or a presentation: a `Secured`, a dict, JSON as str or bytes, or an
                SD-JWT with key binding.
            request: What was asked; it brings its own challenge, and can be used once.
            challenge: The challenge that must be answered, where there is no request.
            domain: For whom it must have been made; this verifier's audience if left out.
            resources: ``{url: bytes}`` of what an earlier call said that it needs.
            unsafe_no_challenge: Accepts a presentation that was made for anybody, and may have been replayed.
            unsafe_any_holder: Accepts credentials from others than those whom they are about.
            unsafe_unsigned: Judges a presentation that carries no proof on its data model alone.

        Raises:
            UsageError: Neither a request nor a challenge and an audience.
            Rejected: There is evidence against it; the class says which.
            Undetermined: It could not be decided; `needs` lists what would settle it.
        """
        return self.examine(
            presentation,
            request=request,
            challenge=challenge,
            domain=domain,
            resources=resources,
            unsafe_no_challenge=unsafe_no_challenge,
            unsafe_any_holder=unsafe_any_holder,
            unsafe_unsigned=unsafe_unsigned,
        ).require()

    def examine(
        self,
        presentation: object,
        *,
        request: PresentationRequest | None = None,
        challenge: str | None = None,
        domain: str | Iterable[str] | None = None,
        resources: Mapping[str, bytes] | None = None,
        unsafe_no_challenge: bool = False,
        unsafe_any_holder: bool = False,
        unsafe_unsigned: bool = False,
    ) -> Report[VerifiedPresentation]:
        """Runs every check on a presentation; never raises for bad evidence. See `verify`."""
        credential = self._policy(resources)
        require_flags(
            unsafe_no_challenge=unsafe_no_challenge,
            unsafe_any_holder=unsafe_any_holder,
            unsafe_unsigned=unsafe_unsigned,
        )
        if request is not None:
            if challenge is not None or domain is not None:
                raise UsageError("A request brings its own challenge and audience.", hint="Leave out both.")
            if unsafe_no_challenge or unsafe_any_holder or unsafe_unsigned:
                raise UsageError(
                    "What is waived for the answer to a request is said in the request.",
                    hint='Leave out the `unsafe_` arguments; Ask("…", unsafe_any_holder=True) is one of them.',
                )
            if isinstance(request, PresentationRequest) and request.audience != self._own_audience():
                raise UsageError(f"The request was made for {request.audience}, not for {self.audience}.")
            return answers.examine_response(presentation, request, credential)
        expected = self._expected_domain(domain)
        if not unsafe_no_challenge and (challenge is None or expected is None):
            raise UsageError(
                "A presentation can be replayed unless it answers a challenge that was made for this audience.",
                hint="Give request=, or challenge= and an audience; unsafe_no_challenge=True waives it.",
            )
        if challenge is not None and (not isinstance(challenge, str) or not challenge):
            raise UsageError("`challenge` is a text that is not empty.")
        policy = PresentationPolicy(
            credential=credential,
            domain=expected,
            challenge=challenge,
            any_holder=unsafe_any_holder,
            unsigned=unsafe_unsigned,
        )
        return examine_presentation(presentation, policy).report()

    def _type_iri(self, name: str, contexts: Sequence[str]) -> str | None:
        return self._environment.contexts.expand_vocab(list(contexts), name)

    def _expected_domain(self, domain: str | Iterable[str] | None) -> frozenset[str] | None:
        if domain is None:
            return None if self.audience is None else frozenset({self.audience})
        several = isinstance(domain, Iterable) and not isinstance(domain, str | Mapping)
        names = [*domain] if several else [domain]
        domains = frozenset(name for name in names if isinstance(name, str) and name)
        if not names or len(domains) < len(names):
            raise UsageError("`domain` is a text, or several, none of them empty.")
        return domains

    def _own_audience(self) -> str:
        if self.audience is None:
            raise UsageError(
                "A verifier that asks must say who it is.", hint='Verifier("https://shop.example", trust=…).'
            )
        return self.audience

    def _policy(self, resources: Mapping[str, bytes] | None) -> Policy:
        return Policy(
            environment=self._environment,
            trust=self.trust,
            at=now(self._clock),
            skew=self._skew,
            resources=Resources(resources, self._fetch),
            ignore_status=self._ignore_status,
            ignore_schema=self._ignore_schema,
            anchors=self._anchors,
        )
