"""Verify Proof, and Verify Proof Sets and Chains: VC Data Integrity 1.0 §4.4 and §4.5."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from vcwallet import rules
from vcwallet.dids import VerificationMethod, resolve_signer
from vcwallet.errors import (
    Expired,
    NonceMismatch,
    NotYetValid,
    ProofInvalid,
    VcwalletError,
    WrongAudience,
    WrongPurpose,
)
from vcwallet.model.credential import CredentialFacts, check_credential
from vcwallet.model.withheld import ANYWHERE
from vcwallet.ports import JsonObject, JsonValue
from vcwallet.report import Check, Outcome, Rule, blame
from vcwallet.securing.data_integrity import chain
from vcwallet.securing.data_integrity.cryptosuite import (
    Cryptosuite,
    SelectiveCryptosuite,
    Verified,
    Workspace,
)
from vcwallet.securing.data_integrity.one_reading import require_one_reading
from vcwallet.securing.data_integrity.present import Narrowed, Whole
from vcwallet.securing.data_integrity.proof import Proof, parse, refuse_unusual_members
from vcwallet.securing.data_integrity.suites import BINDING, CRYPTOSUITES, SELECTIVE, cryptosuite_of
from vcwallet.securing.data_integrity.whole_document import JcsSuite
from vcwallet.securing.suite import Environment, Expectation, Findings, ProvenBy, Revealed

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class DataIntegrityEvidence:
    """A document with embedded proofs, parsed and not yet believed.

    Where one of several proofs can be narrowed to a part of the document, that one is what the holder reveals by.

    Attributes:
        secured: The whole document, proofs and all.
        environment: Contexts, limits, randomness.
    """

    secured: JsonObject = field(repr=False)
    environment: Environment = field(repr=False)

    @cached_property
    def document(self) -> JsonObject:
        """What the proofs claim to cover: the document without them.

        A JCS proof may have been made when the document had fewer contexts (VC-DI-EDDSA 1.0 §3.3.2 step 4.2): what
        stands after those that all proofs know is not covered, and is left out.
        """
        document = self._unsecured
        for proof in chain.proofs_of(self.secured):
            context = proof.get("@context") if isinstance(proof, dict) else None
            if context is not None and _count(context) < _count(document.get("@context")):
                document = document | {"@context": context}
        return document

    @property
    def securing(self) -> str:
        """The cryptosuite of the first proof."""
        first = chain.proofs_of(self.secured)[0]
        return str(first.get("cryptosuite", first.get("type"))) if isinstance(first, dict) else ""

    @cached_property
    def disclosable(self) -> tuple[str, ...]:
        """JSON pointers of what a holder can withhold; empty where all is shown or nothing, or the proof is broken."""
        if self._base is None:
            return ()
        try:
            suite, proof = self._base
            return suite.disclosable(self._unsecured, proof, self.environment)
        except VcwalletError:
            # Why, `check` says, and `reveal`.
            return ()

    @property
    def held_by(self) -> str:
        """How a holder shows that it is theirs; see `Evidence.held_by`."""
        if self._base is None:
            return "subject"
        suite, proof = self._base
        binding = BINDING.get(suite.name)
        if binding is None:
            return "subject"
        try:
            return binding.held_by(proof)
        except VcwalletError:
            return "subject"

    def reveal(self, pointers: Sequence[str]) -> Revealed:
        """Narrows the credential to what `pointers` and the issuer's mandatory pointers show, if a proof allows it.

        Otherwise the whole credential is shown, and so is one that was narrowed before.

        Raises:
            CannotSatisfy: A pointer leads to nothing, or what it leads to cannot be shown by itself.
            UsageError: One is no pointer.
            VerificationError: The proof or the document is broken, or a context is not known.
        """
        if self._base is None:
            return Whole.showing(self.secured, pointers)
        suite, proof = self._base
        return Narrowed(derived=suite.derive(self._unsecured, proof, pointers, self.environment))

    @cached_property
    def _unsecured(self) -> JsonObject:
        return {name: value for name, value in self.secured.items() if name != "proof"}

    @cached_property
    def _base(self) -> tuple[SelectiveCryptosuite, Proof] | None:
        """The first base proof with its suite. No verifier may see one, so that what cannot be read counts as one."""
        several = isinstance(self.secured.get("proof"), list)
        for index, members in enumerate(chain.proofs_of(self.secured)):
            try:
                proof = parse(members, f"/proof/{index}" if several else "/proof")
                suite = SELECTIVE.get(cryptosuite_of(proof).name)
            except VcwalletError:
                continue
            if suite is not None and _is_base(suite, proof):
                return suite, proof
        return None

    @property
    def binds_itself(self) -> bool:
        """No: it is presented within a presentation."""
        return False

    def facts(self) -> CredentialFacts:
        """What the document says of itself, by the rules of VCDM."""
        return check_credential(self.document, secured=False)

    def check(self, expectation: Expectation) -> Findings:
        """Checks every proof; all of them have to hold (§4.5)."""
        work = Workspace(self.environment, as_holder=expectation.as_holder, presentation=expectation.presentation)
        run = _Verification(self._unsecured, chain.proofs_of(self.secured), expectation, work)
        proofs = run.parse(several=isinstance(self.secured.get("proof"), list))
        proven: list[ProvenBy] = []
        if proofs and run.has_one_reading(proofs):
            for proof in proofs:
                found = run.verify(proof)
                if found is not None:
                    proven.append(found)
                elif run.checks[-1].outcome is Outcome.REJECTED:
                    # All of them have to hold: what the others would cost is not spent.
                    break
        return Findings(
            checks=tuple(run.checks),
            proofs=tuple(proven),
            withheld=ANYWHERE if any(self._may_be_derived(proof, expectation) for proof in proofs) else None,
        )

    def _may_be_derived(self, proof: Proof, expectation: Expectation) -> bool:
        """Whether the proof covers what a holder chose to show. From others than holders, base proofs do not pass."""
        suite = SELECTIVE.get(proof.suite)
        return suite is not None and not (expectation.as_holder and _is_base(suite, proof))


class _Verification:
    """The checks of one document's proofs, one after another."""

    def __init__(
        self, unsecured: JsonObject, present: Sequence[JsonValue], expectation: Expectation, work: Workspace
    ) -> None:
        self.checks: list[Check] = []
        self._unsecured = unsecured
        self._present = present
        self._expectation = expectation
        self._work = work

    def parse(self, *, several: bool) -> list[Proof]:
        """Reads all proofs; gives none back where one cannot be read, since then they cannot all hold."""
        proofs: list[Proof] = []
        for index, members in enumerate(self._present):
            try:
                proofs.append(parse(members, f"/proof/{index}" if several else "/proof"))
            except ProofInvalid as error:
                self.checks.append(rules.PROOF_FORM.failed(error))
        if any(proof.previous for proof in proofs):
            try:
                chain.refuse_cycles(proofs)
            except ProofInvalid as error:
                self.checks.append(rules.PROOF_CHAIN.failed(error))
        contexts = [proof.members["@context"] for proof in proofs if "@context" in proof.members]
        if len(proofs) > 1 and any(context != self._unsecured.get("@context") for context in contexts):
            disagreement = ProofInvalid("The proofs disagree about the document's context.", where="/proof")
            self.checks.append(rules.PROOF_FORM.failed(disagreement))
        return [] if self.checks else proofs

    def has_one_reading(self, proofs: Sequence[Proof]) -> bool:
        """Sees, where a signature covers the meaning and not the text, that the text says it in one way only."""
        if all(isinstance(CRYPTOSUITES.get(proof.suite), JcsSuite) for proof in proofs):
            return True
        try:
            if not self._work.environment.any_spelling:
                for proof in proofs:
                    if not isinstance(CRYPTOSUITES.get(proof.suite), JcsSuite):
                        refuse_unusual_members(proof)
            require_one_reading(self._unsecured, self._work.environment)
        except VcwalletError as error:
            self.checks.append(blame(rules.PROOF_COVERAGE, error))
            return False
        return True

    def verify(self, proof: Proof) -> ProvenBy | None:
        """Runs the checks of one proof, the dear ones only if the cheap ones let it pass."""
        start = len(self.checks)
        suite = self._step(rules.PROOF_FORM, cryptosuite_of, proof)
        self._step(rules.PROOF_PURPOSE, self._purpose, proof)
        self._domain_and_challenge(proof)
        if proof.created is not None or proof.expires is not None:
            self._step(rules.PROOF_TIME, self._time, proof)
        signed = self._unsecured
        if proof.previous:
            signed = self._step(rules.PROOF_CHAIN, self._previous, proof) or signed
        if suite is None or any(check.error is not None for check in self.checks[start:]):
            return None
        method = self._step(rules.PROOF_METHOD, lambda _: self._method(proof, suite), proof)
        if method is None:
            return None
        covered = self._step(
            rules.PROOF_COVERAGE, lambda _: suite.cover(signed, proof, method.key.algorithm, self._work), proof
        )
        if covered is None:
            return None
        verified = self._step(rules.PROOF_SIGNATURE, lambda _: _signature(suite, covered, proof, method), proof)
        if verified is None:
            return None
        return ProvenBy(
            verification_method=method.id,
            controller=method.controller,
            securing=proof.suite,
            where=proof.where,
            domains=proof.domains,
            challenge=proof.challenge,
            holder=verified.holder,
            original=verified.original,
        )

    def _step(self, rule: Rule, step: Callable[[Proof], T], proof: Proof) -> T | None:
        """Notes how one check came out; gives None where it did not pass."""
        try:
            result = step(proof)
        except VcwalletError as error:
            error.where = error.where or proof.where
            self.checks.append(blame(rule, error))
            return None
        self.checks.append(rule.passed(proof.where))
        return result

    def _purpose(self, proof: Proof) -> None:
        if proof.purpose != self._expectation.purpose:
            raise WrongPurpose(
                f"The proof was made for the purpose {proof.purpose[:100]!r}, not {self._expectation.purpose!r}.",
                where=f"{proof.where}/proofPurpose",
            )

    def _domain_and_challenge(self, proof: Proof) -> None:
        if self._expectation.domain is None:
            self.checks.append(rules.PROOF_DOMAIN.skipped("No particular audience was expected.", proof.where))
        else:
            self._step(rules.PROOF_DOMAIN, self._domain, proof)
        if self._expectation.challenge is None:
            self.checks.append(rules.PROOF_CHALLENGE.skipped("No challenge was expected.", proof.where))
        else:
            self._step(rules.PROOF_CHALLENGE, self._challenge, proof)

    def _domain(self, proof: Proof) -> None:
        if proof.domains != self._expectation.domain:
            made_for = ", ".join(sorted(proof.domains)) if proof.domains else "nobody in particular"
            raise WrongAudience(f"The proof was made for {made_for[:200]}.", where=f"{proof.where}/domain")

    def _challenge(self, proof: Proof) -> None:
        if proof.challenge != self._expectation.challenge:
            raise NonceMismatch("The proof does not answer this challenge.", where=f"{proof.where}/challenge")

    def _time(self, proof: Proof) -> None:
        at, skew = self._expectation.at, self._expectation.skew
        if proof.created is not None and proof.created - at > skew:
            raise NotYetValid("The proof says that it was made in the future.", where=f"{proof.where}/created")
        if proof.expires is not None and at - proof.expires > skew:
            raise Expired("The proof has expired.", where=f"{proof.where}/expires")

    def _previous(self, proof: Proof) -> JsonObject:
        return chain.with_previous(self._unsecured, self._present, proof.previous, proof.where)

    def _method(self, proof: Proof, suite: Cryptosuite) -> VerificationMethod:
        expectation = self._expectation
        document = resolve_signer(proof.method, expectation.purpose, expectation.resources, signer=expectation.issuer)
        method = document.method(proof.method, self._expectation.purpose, self._expectation.at)
        if method.key.algorithm not in suite.algorithms:
            raise ProofInvalid(
                f"A key of type {method.key.algorithm} cannot make a proof of the kind {suite.name}.",
                where=f"{proof.where}/verificationMethod",
                code="key_mismatch",
            )
        return method


def _is_base(suite: SelectiveCryptosuite, proof: Proof) -> bool:
    try:
        return suite.is_base(proof)
    except VcwalletError:
        return True


def _count(context: JsonValue) -> int:
    return len(context) if isinstance(context, list) else 1


def _signature(suite: Cryptosuite, covered: object, proof: Proof, method: VerificationMethod) -> Verified:
    try:
        return suite.verify(covered, proof, method.key)
    except ProofInvalid as error:
        error.where = error.where or f"{proof.where}/proofValue"
        raise
