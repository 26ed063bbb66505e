"""Data Integrity ECDSA Cryptosuites 1.0: `ecdsa-sd-2023` (§3.4 to §3.6), selective disclosure with a key of its own.

The issuer signs each statement that can be withheld with a key made for this proof alone, and that key's public half,
together with the mandatory statements, with its own key. The holder passes on only some of the signatures.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from vcwallet.errors import DataLoss, KeyMismatch, ProofInvalid, UsageError
from vcwallet.keys import PublicKey
from vcwallet.keys.algorithms import P256
from vcwallet.keys.ecdsa import EcdsaSecretKey
from vcwallet.ports import JsonObject
from vcwallet.randomness import drawn
from vcwallet.securing.data_integrity.configuration import configuration, rdfc_digest, refuse_own_context
from vcwallet.securing.data_integrity.cryptosuite import (
    Derived,
    ProofDraft,
    Verified,
    Workspace,
    require_algorithm,
    telling_members,
)
from vcwallet.securing.data_integrity.ecdsa_sd_values import P256_PUBLIC, BaseValue, DerivedValue, is_base, parse
from vcwallet.securing.data_integrity.proof import Proof
from vcwallet.securing.data_integrity.selective import KEY_LENGTH, hmac_labels
from vcwallet.securing.data_integrity.selective.base_proof import (
    derived_already,
    for_the_holder_only,
    refuse_earlier_proofs,
)
from vcwallet.securing.data_integrity.selective.derivation import derive_disclosure, refuse_chain
from vcwallet.securing.data_integrity.selective.disclosable import disclosable_of
from vcwallet.securing.data_integrity.selective.transformation import (
    TransformedDocument,
    revealed_groups,
    transform_as_signed,
    transform_for_issuing,
)
from vcwallet.securing.suite import Binding, Environment, KeyFacts, Original, SigningInput

_CURVE = P256.name
_HASH = "sha256"
_DRAWS = 64
_TRACE = (
    "The issuer's signatures, the key that it made for this credential alone and the random names that it gave to "
    "parts of the credential are the same each time that this credential is shown."
)
"""By what verifiers know a derived proof again (VC-DI-ECDSA 1.0 §5.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Covered:
    """What was signed, by whom, and the signatures.

    Attributes:
        signed: What the issuer's key signed (§3.5.1).
        base_signature: Its signature.
        public_key: The proof-scoped key.
        lines: The statements that are not mandatory.
        signatures: Those of the proof-scoped key, one for each of `lines`.
    """

    signed: bytes = field(repr=False)
    base_signature: bytes
    public_key: bytes
    lines: Sequence[str] = field(repr=False)
    signatures: tuple[bytes, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class EcdsaSd2023:
    """The cryptosuite `ecdsa-sd-2023`.

    Attributes:
        name: The value of `cryptosuite`.
        algorithms: The key types that it takes.
        dated: Whether a proof says when it was made unless it is told to.
    """

    name: str = "ecdsa-sd-2023"
    algorithms: tuple[str, ...] = (_CURVE,)
    dated: bool = True

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
        """Create Base Proof (§3.6.1), up to the issuer's signature.

        What the holder must not be able to withhold belongs in `mandatory`: not only the issuer, but also what limits
        the credential, such as ``/validUntil`` or ``/credentialStatus``.
        """
        require_algorithm(self, key)
        refuse_earlier_proofs(self.name, options)
        hmac_key = drawn(environment.randomness, KEY_LENGTH)
        transformed = transform_for_issuing(document, mandatory, hmac_labels(hmac_key), environment)
        always, others = transformed.groups()
        # §3.6.5 step 2: the secret half of this key is gone when this call ends.
        scoped = _scoped_key(environment)
        proof_hash = rdfc_digest(configuration(document, options), _HASH, environment)
        signatures = tuple([scoped.sign(line.encode()) for line in others])
        public_key = scoped.public_raw()
        signing_input = SigningInput(
            data=_sign_data(proof_hash, public_key, always),
            algorithm=key.algorithm,
            verification_method=key.verification_method,
        )

        def proof_value(made: Sequence[bytes]) -> str:
            value = BaseValue(
                base_signature=made[0],
                public_key=public_key,
                hmac_key=hmac_key,
                signatures=signatures,
                mandatory_pointers=transformed.mandatory.pointers,
            )
            return value.encode()

        return ProofDraft(
            signing_inputs=(signing_input,),
            proof_value=proof_value,
            disclosable=disclosable_of(document, transformed.statements, transformed.mandatory),
        )

    def cover(self, document: JsonObject, proof: Proof, algorithm: str, work: Workspace) -> object:  # noqa: ARG002
        """What was signed, of a derived proof (§3.5.9), and for the holder of a base proof too.

        Raises:
            ProofInvalid: The proof value cannot be read, does not fit the document, or is a base proof's although a
                verifier asks (code ``base_proof``).
        """
        refuse_own_context(document, proof)
        where = f"{proof.where}/proofValue"
        value = parse(proof)
        if isinstance(value, BaseValue):
            if not work.as_holder:
                raise for_the_holder_only(where, "VC-DI-ECDSA 1.0 §3.6.5")
            always, others = _as_signed(document, proof, value, work.environment).groups()
        else:
            always, others = revealed_groups(
                document,
                value.labels,
                value.mandatory_indexes,
                work.environment,
                where=where,
                spec="VC-DI-ECDSA 1.0 §3.5.9 step 7",
            )
        _require_signatures(value, len(others), where)
        try:
            proof_hash = rdfc_digest(configuration(document, proof.options()), _HASH, work.environment)
        except DataLoss as error:
            raise error.under(proof.where) from None
        return _Covered(
            signed=_sign_data(proof_hash, value.public_key, always),
            base_signature=value.base_signature,
            public_key=value.public_key,
            lines=others,
            signatures=value.signatures,
        )

    def verify(self, covered: object, proof: Proof, key: PublicKey) -> Verified:
        """Verify Derived Proof, the signatures (§3.6.7 steps 4 to 8); the same for a base proof.

        Raises:
            ProofInvalid: One does not hold.
        """
        assert isinstance(covered, _Covered)
        key.verify(covered.base_signature, covered.signed)
        try:
            # Not through the cache of keys: this one is met once.
            scoped = PublicKey(algorithm=_CURVE, raw=covered.public_key)
        except KeyMismatch as error:
            raise ProofInvalid(
                "The key in the proof value is not a point on P-256.", where=f"{proof.where}/proofValue"
            ) from error
        for line, signature in zip(covered.lines, covered.signatures, strict=True):
            scoped.verify(signature, line.encode())
        # The issuer has signed the proof-scoped key too, so that no two credentials have this in common.
        return Verified(original=Original(digest=hashlib.sha256(covered.signed).digest()))

    def is_base(self, proof: Proof) -> bool:
        """Whether others can be derived from it."""
        return is_base(proof)

    def disclosable(self, document: JsonObject, proof: Proof, environment: Environment) -> tuple[str, ...]:
        """What of the document can be withheld."""
        transformed = _as_signed(document, proof, _base_value(proof), environment)
        return disclosable_of(document, transformed.statements, transformed.mandatory)

    def derive(self, document: JsonObject, proof: Proof, pointers: Sequence[str], environment: Environment) -> Derived:
        """Add Derived Proof (§3.6.6)."""
        refuse_chain(proof)
        value = _base_value(proof)
        transformed = _as_signed(document, proof, value, environment)
        disclosure, added = derive_disclosure(document, transformed, pointers, environment)
        _require_signatures(value, len(disclosure.optional), f"{proof.where}/proofValue")
        derived = DerivedValue(
            base_signature=value.base_signature,
            public_key=value.public_key,
            signatures=tuple([value.signatures[index] for index in disclosure.selective_indexes]),
            labels=disclosure.labels,
            mandatory_indexes=disclosure.mandatory_indexes,
        )
        members: JsonObject = proof.options() | {"proofValue": derived.encode()}

        def proof_for(_: Binding | None) -> JsonObject:
            return dict(members)

        return Derived(
            document=disclosure.document,
            added=added,
            proof_for=proof_for,
            kept=telling_members(members),
            trace=_TRACE,
        )


def _scoped_key(environment: Environment) -> EcdsaSecretKey:
    """A key that is used for one proof; not a `SigningKey`, which would decode its public half and keep it."""
    for _ in range(_DRAWS):
        try:
            return EcdsaSecretKey(P256, drawn(environment.randomness, P256.secret_length))
        except KeyMismatch:
            # Zero, or not below the curve's order, one time in 2**32: draw again (FIPS 186-5, A.2.2).
            continue
    raise UsageError(f"`randomness` gave no usable key in {_DRAWS} draws: it is not random.")


def _base_value(proof: Proof) -> BaseValue:
    value = parse(proof)
    if not isinstance(value, BaseValue):
        raise derived_already(f"{proof.where}/proofValue")
    return value


def _as_signed(document: JsonObject, proof: Proof, value: BaseValue, environment: Environment) -> TransformedDocument:
    return transform_as_signed(
        document, value.mandatory_pointers, hmac_labels(value.hmac_key), environment, f"{proof.where}/proofValue"
    )


def _require_signatures(value: BaseValue | DerivedValue, count: int, where: str) -> None:
    if len(value.signatures) != count:
        raise ProofInvalid(
            f"The proof has {len(value.signatures)} signatures for {count} statements.",
            where=where,
            spec="VC-DI-ECDSA 1.0 §3.6.7 step 3",
            code="signature_count",
        )


def _sign_data(proof_hash: bytes, public_key: bytes, mandatory: Sequence[str]) -> bytes:
    """What the issuer's key signs: serializeSignData (§3.5.1) with hashMandatoryNQuads (§3.4.17)."""
    return proof_hash + P256_PUBLIC + public_key + hashlib.sha256("".join(mandatory).encode()).digest()


SUITES = (EcdsaSd2023(),)
