"""Add Proof, and Add Proof Set/Chain, up to the signatures: VC Data Integrity 1.0 §4.2 and §4.3."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from vcwallet.encoding import strict_json
from vcwallet.errors import ProofInvalid, UsageError, VcwalletError
from vcwallet.model.credential import CredentialFacts, check_credential
from vcwallet.ports import JsonObject, JsonValue
from vcwallet.securing.completion import always_shown, complete_credential, is_legacy
from vcwallet.securing.data_integrity import chain
from vcwallet.securing.data_integrity.bbs_signatures import check_signing
from vcwallet.securing.data_integrity.cryptosuite import Cryptosuite, ProofDraft
from vcwallet.securing.data_integrity.one_reading import require_one_reading
from vcwallet.securing.data_integrity.proof import Proof, parse
from vcwallet.securing.data_integrity.suites import BINDING, SELECTIVE
from vcwallet.securing.data_integrity.whole_document import JcsSuite
from vcwallet.securing.holder_commitment import HolderCommitment
from vcwallet.securing.signing import check_signature, not_by_signer
from vcwallet.securing.suite import Draft, Environment, KeyFacts, Secured, SigningInput

DATA_INTEGRITY_CONTEXT = "https://w3id.org/security/data-integrity/v2"
_EARLIER_DATA_INTEGRITY_CONTEXT = "https://w3id.org/security/data-integrity/v1"
_ED25519_2020_CONTEXT = "https://w3id.org/security/suites/ed25519-2020/v1"
_OWN_MEMBERS = frozenset({"type", "cryptosuite", "verificationMethod", "proofPurpose", "proofValue", "@context"})
_OPEN_MEMBERS = frozenset({"id", "created", "expires", "domain", "challenge", "nonce", "previousProof"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DataIntegritySuite:
    """One cryptosuite as a `Suite`: the proof is embedded in the document."""

    cryptosuite: Cryptosuite

    @property
    def name(self) -> str:
        """The cryptosuite's name."""
        return self.cryptosuite.name

    def is_dated(self, document: JsonObject) -> bool:  # noqa: ARG002  the protocol's
        """Whether a proof says when it was made unless it is told to."""
        return self.cryptosuite.dated

    def complete_claims(
        self,
        document: JsonObject,
        *,
        issuer: str,
        at: datetime,
        holder: str | None = None,
        status: JsonObject | None = None,
    ) -> CredentialFacts:
        """Fills in the members of a W3C credential, and the context in which its proof is defined."""
        complete_credential(document, issuer=issuer, at=at, holder=holder, status=status)
        if self.name == "Ed25519Signature2020":
            _add_context(document, _ED25519_2020_CONTEXT)
        elif is_legacy(document):
            _add_context(document, DATA_INTEGRITY_CONTEXT, _EARLIER_DATA_INTEGRITY_CONTEXT)
        return check_credential(document, secured=False)

    def always_shown(self, document: JsonObject, facts: CredentialFacts, at: datetime) -> tuple[str, ...]:
        """What limits it, and who issued it; nothing where all is shown anyway."""
        return always_shown(document, facts, at) if self.name in SELECTIVE else ()

    def prepare(
        self,
        document: JsonObject,
        *,
        key: KeyFacts,
        purpose: str,
        members: Mapping[str, object],
        mandatory: Sequence[str],
        environment: Environment,
        commitment: HolderCommitment | None = None,
    ) -> Draft:
        """Makes `document` ready to be signed; see `Suite.prepare`."""
        given = strict_json.admit(dict(members), environment.limits)
        assert isinstance(given, dict)
        _refuse_own_members(given)
        present = chain.proofs_of(document)
        unsecured: JsonObject = {name: value for name, value in document.items() if name != "proof"}
        if not isinstance(self.cryptosuite, JcsSuite):
            require_one_reading(unsecured, environment)
        options = self.cryptosuite.options(unsecured) | given
        options["verificationMethod"] = key.verification_method
        options["proofPurpose"] = purpose
        previous = _well_formed(options).previous
        try:
            signed = chain.with_previous(unsecured, present, previous)
        except ProofInvalid as error:
            raise UsageError(error.message, where=error.where, spec=error.spec, code=error.code) from None
        draft = self._draft(signed, options, key, mandatory, environment, commitment)

        def finish(signatures: Sequence[bytes]) -> Secured:
            _check_signatures(draft, signatures, key)
            proof = options | {"proofValue": draft.proof_value(signatures)}
            value = unsecured | {"proof": [*present, proof] if present else proof}
            is_presentation = purpose == "authentication"
            return Secured(
                value=value,
                media_type="application/vp" if is_presentation else "application/vc",
                securing=self.name,
                disclosable=draft.disclosable,
            )

        return Draft(signing_inputs=draft.signing_inputs, _finish=finish)

    def _draft(
        self,
        document: JsonObject,
        options: JsonObject,
        key: KeyFacts,
        mandatory: Sequence[str],
        environment: Environment,
        commitment: HolderCommitment | None,
    ) -> ProofDraft:
        if commitment is None:
            return self.cryptosuite.create(document, options, key=key, mandatory=mandatory, environment=environment)
        binding = BINDING.get(self.name)
        if binding is None:
            raise UsageError(
                f"{self.name} cannot bind a credential to secrets of its holder.",
                hint="Choose `bbs-2023`, or give the holder's DID.",
            )
        return binding.create_for(
            document, options, key=key, mandatory=mandatory, environment=environment, commitment=commitment
        )


def _add_context(document: JsonObject, needed: str, *as_good: str) -> None:
    """Context Injection (VC Data Integrity 1.0 §2.4.2): not where another context says the same."""
    contexts = document.get("@context")
    present = contexts if isinstance(contexts, list) else [contexts]
    if not {needed, *as_good}.intersection(name for name in present if isinstance(name, str)):
        document["@context"] = [*present, needed]


def _refuse_own_members(given: Mapping[str, JsonValue]) -> None:
    for name in given:
        if name not in _OPEN_MEMBERS:
            raise UsageError(
                f"`proof` cannot set {name!r}.",
                where=f"/proof/{name}",
                hint="It is set by the suite." if name in _OWN_MEMBERS else f"It takes {', '.join(_OPEN_MEMBERS)}.",
            )


def _well_formed(options: JsonObject) -> Proof:
    try:
        return parse(options | {"proofValue": "z"}, "/proof")
    except VcwalletError as error:
        raise UsageError(error.message, where=error.where, spec=error.spec) from None


def _check_signatures(draft: ProofDraft, signatures: Sequence[bytes], key: KeyFacts) -> None:
    """A wrong signature is found here, before anybody is given a credential that does not verify.

    A `SigningKey` of this process cannot have signed with another key, and checking takes longer than signing.
    """
    if key.own:
        return
    for signing_input, signature in zip(draft.signing_inputs, signatures, strict=True):
        if isinstance(signing_input, SigningInput):
            check_signature(key.public, signing_input, signature)
        elif key.public is not None:
            try:
                check_signing(key.public, signing_input, signature)
            except ProofInvalid as error:
                raise not_by_signer() from error
