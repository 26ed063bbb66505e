"""Data Integrity BBS Cryptosuites 1.0: `bbs-2023` (§3), selective disclosure with proofs that cannot be linked.

The issuer signs the statements that can be withheld as messages, and in the header what is always shown. The holder
passes on no signature but a proof of one, made afresh for each verifier. With a commitment of the holder's the
credential is bound to secrets that the issuer never sees, and can show the holder under a pseudonym for each verifier
(§4).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from vcwallet.encoding import base
from vcwallet.errors import ProofInvalid, UsageError
from vcwallet.keys import PublicKey
from vcwallet.ports import JsonObject, Randomness
from vcwallet.randomness import drawn
from vcwallet.securing.data_integrity import bbs_signatures
from vcwallet.securing.data_integrity.bbs_statements import (
    bbs_header,
    divide_as_signed,
    divide_for_issuing,
    divide_revealed,
)
from vcwallet.securing.data_integrity.bbs_values import BaseValue, DerivedValue, parse
from vcwallet.securing.data_integrity.configuration import refuse_own_context
from vcwallet.securing.data_integrity.cryptosuite import (
    Derived,
    ProofDraft,
    Verified,
    Workspace,
    require_algorithm,
    telling_members,
)
from vcwallet.securing.data_integrity.presentation_header import presentation_header
from vcwallet.securing.data_integrity.proof import Proof
from vcwallet.securing.data_integrity.selective import KEY_LENGTH
from vcwallet.securing.data_integrity.selective.base_proof import (
    derived_already,
    for_the_holder_only,
    refuse_earlier_proofs,
)
from vcwallet.securing.data_integrity.selective.derivation import derive_disclosure, refuse_chain
from vcwallet.securing.data_integrity.selective.disclosable import disclosable_of
from vcwallet.securing.holder_commitment import BASELINE, FEATURES, HolderCommitment, HolderSecrets
from vcwallet.securing.suite import (
    BbsSigningInput,
    Binding,
    Environment,
    HolderProof,
    KeyFacts,
    Original,
    Presented,
)

_ALGORITHM = "BLS12-381"
_SPEC = "VC-DI-BBS 1.0 §3.4"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Covered:
    """What a proof is about.

    Attributes:
        value: The proof value.
        header: The BBS header, computed from the document.
        messages: The statements that are not mandatory: all of them for a holder, for a verifier those shown.
        presentation: The presentation around the document, where a verifier asks.
        secrets: The secrets that it may be bound to, where the holder asks.
    """

    value: BaseValue | DerivedValue
    header: bytes
    messages: tuple[bytes, ...] = field(repr=False)
    presentation: Presented | None = None
    secrets: tuple[HolderSecrets, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bbs2023:
    """The cryptosuite `bbs-2023`.

    Attributes:
        name: The value of `cryptosuite`.
        algorithms: The key types that it takes.
        dated: Whether a proof says when it was made unless it is told to: all that a holder shows of the credential
            would be known again by it (§6.2.4).
    """

    name: str = "bbs-2023"
    algorithms: tuple[str, ...] = (_ALGORITHM,)
    dated: bool = False

    def options(self, document: JsonObject) -> JsonObject:  # noqa: ARG002  the protocol's
        """The members that every proof begins with."""
        return {"type": "DataIntegrityProof", "cryptosuite": self.name}

    def create(
        self,
        document: JsonObject,
        options: JsonObject,
        *,
        key: KeyFacts,
        mandatory: Sequence[str],
        environment: Environment,
    ) -> ProofDraft:
        """Create Base Proof (§3.4.1) with the feature `baseline`, up to the signature."""
        return self.create_for(
            document, options, key=key, mandatory=mandatory, environment=environment, commitment=None
        )

    def create_for(
        self,
        document: JsonObject,
        options: JsonObject,
        *,
        key: KeyFacts,
        mandatory: Sequence[str],
        environment: Environment,
        commitment: HolderCommitment | None,
    ) -> ProofDraft:
        """Create Base Proof (§3.4.1) with the feature that `commitment` is for, up to the signature.

        What the holder must not be able to withhold belongs in `mandatory`: not only the issuer, but also what limits
        the credential, such as ``/validUntil``. What is mandatory is shown to everybody, so that it should be the same
        for many holders.
        """
        public_key = self._public_key(key)
        refuse_earlier_proofs(self.name, options)
        feature = BASELINE if commitment is None else FEATURES[commitment.feature]
        hmac_key = drawn(environment.randomness, KEY_LENGTH)
        division = divide_for_issuing(document, mandatory, hmac_key, environment)
        entropy = _entropy(commitment, environment.randomness) if commitment is not None and feature.pseudonym else None
        header = bbs_header(document, options, division.mandatory, environment)

        def proof_value(made: Sequence[bytes]) -> str:
            value = BaseValue(
                feature=feature,
                signature=made[0],
                header=header,
                public_key=public_key,
                hmac_key=hmac_key,
                mandatory_pointers=division.transformed.mandatory.pointers,
                signer_nym_entropy=entropy,
            )
            return value.encode()

        signing_input = BbsSigningInput(
            header=header,
            messages=division.messages,
            algorithm=key.algorithm,
            verification_method=key.verification_method,
            commitment_with_proof=None if commitment is None else commitment.commitment_with_proof,
            signer_nym_entropy=entropy,
        )
        return ProofDraft(
            signing_inputs=(signing_input,),
            proof_value=proof_value,
            disclosable=disclosable_of(document, division.transformed.statements, division.transformed.mandatory),
        )

    def cover(self, document: JsonObject, proof: Proof, algorithm: str, work: Workspace) -> object:  # noqa: ARG002
        """What was signed, of a derived proof (§3.3.8), and for the holder of a base proof too.

        Raises:
            ProofInvalid: The proof value cannot be read, does not fit the document, or is a base proof's although a
                verifier asks (code ``base_proof``).
        """
        refuse_own_context(document, proof)
        where = f"{proof.where}/proofValue"
        value = parse(proof)
        always: Sequence[str]
        if isinstance(value, BaseValue):
            if not work.as_holder:
                raise for_the_holder_only(where, "VC-DI-BBS 1.0 §3.4.5")
            division = divide_as_signed(document, proof, value, work.environment)
            always, messages = division.mandatory, division.messages
        else:
            always, messages = divide_revealed(document, value, work.environment, where)
        return _Covered(
            value=value,
            header=bbs_header(document, proof.options(), always, work.environment, proof.where),
            messages=messages,
            presentation=work.presentation,
            secrets=work.environment.holder_secrets,
        )

    def verify(self, covered: object, proof: Proof, key: PublicKey) -> Verified:
        """Verify Derived Proof, the proof itself (§3.4.7 steps 5 and 6); for a holder the signature of a base proof.

        Raises:
            ProofInvalid: It does not hold.
        """
        assert isinstance(covered, _Covered)
        value = covered.value
        if isinstance(value, DerivedValue):
            bbs_signatures.verify_derived(value, key, covered.header, covered.messages)
            holder = _holder_proof(value, covered.presentation)
            return Verified(original=_original(covered.header, value.signed_messages), holder=holder)
        if value.public_key != key.raw:
            raise ProofInvalid(
                "The proof value has another key than its verification method.", spec=_SPEC, code="public_key"
            )
        _require_header(value, covered.header, proof)
        held = bbs_signatures.verify_base(value, covered.messages, covered.secrets)
        holder = HolderProof(by_secret=value.feature.is_bound, secrets="" if held is None else held.name)
        return Verified(original=_original(covered.header, len(covered.messages)), holder=holder)

    def is_base(self, proof: Proof) -> bool:
        """Whether others can be derived from it."""
        return isinstance(parse(proof), BaseValue)

    def held_by(self, proof: Proof) -> str:
        """``"subject"`` for `baseline`, ``"secret"`` for anonymous holder binding, else ``"pseudonym"``."""
        feature = parse(proof).feature
        return "pseudonym" if feature.pseudonym else "secret" if feature.is_bound else "subject"

    def disclosable(self, document: JsonObject, proof: Proof, environment: Environment) -> tuple[str, ...]:
        """What of the document can be withheld."""
        division = divide_as_signed(document, proof, _base_value(proof), environment)
        return disclosable_of(document, division.transformed.statements, division.transformed.mandatory)

    def derive(self, document: JsonObject, proof: Proof, pointers: Sequence[str], environment: Environment) -> Derived:
        """Add Derived Proof (§3.4.6); each proof that is asked for is a fresh one."""
        refuse_chain(proof)
        value = _base_value(proof)
        division = divide_as_signed(document, proof, value, environment)
        _require_header(
            value, bbs_header(document, proof.options(), division.mandatory, environment, proof.where), proof
        )
        disclosure, added = derive_disclosure(document, division.transformed, pointers, environment)

        def proof_for(binding: Binding | None) -> JsonObject:
            bound_to = b"" if binding is None else _presentation_header(binding)
            domain = binding.audience if binding is not None and value.feature.pseudonym else None
            made, pseudonym = bbs_signatures.prove(
                value,
                division.messages,
                disclosure.selective_indexes,
                presentation_header=bound_to,
                secrets=environment.holder_secrets,
                nym_domain=domain,
                randomness=environment.randomness,
            )
            derived = DerivedValue(
                feature=value.feature,
                proof=made,
                labels=disclosure.labels,
                mandatory_indexes=disclosure.mandatory_indexes,
                selective_indexes=disclosure.selective_indexes,
                presentation_header=bound_to,
                nym_domain=domain,
                pseudonym=pseudonym,
                message_count=len(division.messages) if value.feature.is_bound else None,
            )
            return proof.options() | {"proofValue": derived.encode()}

        return Derived(
            document=disclosure.document,
            added=added,
            proof_for=proof_for,
            unlinkable=True,
            kept=telling_members(proof.members),
        )

    def _public_key(self, key: KeyFacts) -> bytes:
        require_algorithm(self, key)
        if key.public is None:
            raise UsageError(
                f"{self.name} writes the issuer's public key into the proof, and the signer does not give it.",
                hint="Give the signer an attribute `public`, a PublicKey.",
            )
        return key.public.raw


def _entropy(commitment: HolderCommitment, randomness: Randomness) -> bytes:
    """The issuer's share of the secret of pseudonyms (§3.4.5 step 4.3): fresh, or that of the credential before."""
    if commitment.signer_nym_entropy is not None:
        return commitment.signer_nym_entropy
    from vcwallet import bbs

    return bbs.random_scalar(randomness=randomness)


def _holder_proof(value: DerivedValue, presentation: Presented | None) -> HolderProof:
    bound = presentation is not None and value.presentation_header == presentation_header(
        domain=presentation.domain, challenge=presentation.challenge, holder=presentation.holder
    )
    usable = bound and presentation is not None and value.nym_domain == presentation.domain
    return HolderProof(
        by_secret=value.feature.is_bound,
        bound=bound,
        pseudonym_for=value.nym_domain,
        pseudonym=base.multibase_encode(value.pseudonym) if value.pseudonym is not None and usable else None,
    )


def _original(header: bytes, messages: int) -> Original:
    """The header and the number of messages are all that the proofs of one signature have in common."""
    return Original(digest=hashlib.sha256(header + messages.to_bytes(4)).digest(), hidden=True)


def _presentation_header(binding: Binding) -> bytes:
    return presentation_header(domain=binding.audience, challenge=binding.challenge, holder=binding.holder)


def _require_header(value: BaseValue, header: bytes, proof: Proof) -> None:
    """Sees that what a base proof says is always shown is what was signed as such."""
    if value.header != header:
        raise ProofInvalid(
            "What is always shown is not what was signed.",
            where=f"{proof.where}/proofValue",
            spec=_SPEC,
            code="bbs_header",
        )


def _base_value(proof: Proof) -> BaseValue:
    value = parse(proof)
    if not isinstance(value, BaseValue):
        raise derived_already(f"{proof.where}/proofValue")
    return value


SUITES = (Bbs2023(),)
