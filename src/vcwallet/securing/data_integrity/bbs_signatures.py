"""The BBS operations of `bbs-2023`, each for whichever feature a proof has (VC-DI-BBS 1.0 §3.3.3, §3.4.5, §3.4.7).

The room `vcwallet.bbs` needs an extra, and is imported by the first of them that is called.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TypedDict

from vcwallet.errors import CannotSatisfy, FormatError, KeyMismatch, ProofInvalid
from vcwallet.keys import PublicKey
from vcwallet.ports import Randomness
from vcwallet.securing.data_integrity.bbs_values import BaseValue, DerivedValue
from vcwallet.securing.holder_commitment import HolderSecrets
from vcwallet.securing.suite import BbsSigningInput


class _Proving(TypedDict):
    disclosed_indexes: Sequence[int]
    header: bytes
    presentation_header: bytes
    randomness: Randomness


class _Shown(TypedDict):
    disclosed_messages: Sequence[bytes]
    disclosed_indexes: Sequence[int]
    header: bytes
    presentation_header: bytes


class _Committed(TypedDict):
    committed_messages: Sequence[bytes]
    secret_prover_blind: bytes


_MOST_TRIED = 100
"""Commitments that are tried for one credential, at a few milliseconds each."""
_SPEC = "VC-DI-BBS 1.0 §4"


def check_signing(key: PublicKey, signed: BbsSigningInput, signature: bytes) -> None:
    """Verifies what a signer made of a signing input, as the issuer.

    Raises:
        ProofInvalid: It is not by this key over all of this.
    """
    from vcwallet import bbs

    with _refusing():
        if signed.commitment_with_proof is None:
            bbs.verify(key.raw, signature, signed.messages, header=signed.header)
        else:
            bbs.verify_blind_issuance(
                key.raw,
                signature,
                signed.messages,
                commitment_with_proof=signed.commitment_with_proof,
                signer_nym_entropy=signed.signer_nym_entropy,
                header=signed.header,
            )


def verify_base(value: BaseValue, messages: Sequence[bytes], secrets: Sequence[HolderSecrets]) -> HolderSecrets | None:
    """Verifies the signature in a base proof, as its holder.

    Args:
        value: The base proof.
        messages: The statements that are not mandatory.
        secrets: What is behind the commitments that the credential may have been issued to.

    Returns:
        The secrets that it was issued to; None where the feature has none.

    Raises:
        ProofInvalid: The signature does not hold, or it was issued to secrets that are not among these.
    """
    from vcwallet import bbs

    if not value.feature.is_bound:
        with _refusing():
            bbs.verify(value.public_key, value.signature, messages, header=value.header)
        return None
    candidates = [one for one in secrets if one.feature == value.feature.name][:_MOST_TRIED]
    for held in candidates:
        try:
            with _refusing():
                _verify_blind(value, messages, held)
        except ProofInvalid as error:
            if error.code == "proof_malformed":
                raise
        else:
            return held
    raise ProofInvalid(
        "The credential was not issued to a commitment of this holder, or was changed since."
        if candidates
        else "The credential is bound to secrets of its holder, and this is not that holder.",
        hint="Ask the issuer for a credential that is issued to a commitment by this wallet: wallet.commitment(…).",
        spec=_SPEC,
        code="not_this_holder",
    )


def prove(
    value: BaseValue,
    messages: Sequence[bytes],
    disclosed: Sequence[int],
    *,
    presentation_header: bytes,
    secrets: Sequence[HolderSecrets],
    nym_domain: str | None,
    randomness: Randomness,
) -> tuple[bytes, bytes | None]:
    """Makes a fresh proof from a base proof that was verified before (§3.3.3 step 10).

    Args:
        value: The base proof.
        messages: The statements that are not mandatory.
        disclosed: Which of them to disclose, ascending.
        presentation_header: What the proof is bound to.
        secrets: What is behind the commitments that the credential may have been issued to.
        nym_domain: For whom the pseudonym is; None for nobody in particular.
        randomness: What makes the proof unlike any other.

    Returns:
        The proof, and the pseudonym where the feature has one.

    Raises:
        CannotSatisfy: The pseudonym is not for anybody (code ``needs_verifier``).
        ProofInvalid: The secrets are missing, or a component cannot be used.
    """
    from vcwallet import bbs

    shown: _Proving = {
        "disclosed_indexes": disclosed,
        "header": value.header,
        "presentation_header": presentation_header,
        "randomness": randomness,
    }
    if value.feature.pseudonym and nym_domain is None:
        raise CannotSatisfy(
            "The credential shows its holder under a pseudonym, which is another one for each verifier.",
            missing=("the verifier that it is to be shown to",),
            hint="Answer a verifier's request: wallet.plan(…) and wallet.present(…).",
            spec=f"{_SPEC}.2",
            code="needs_verifier",
        )
    with _refusing():
        if not value.feature.is_bound:
            return bbs.proof_gen(value.public_key, value.signature, messages, **shown), None
        held = _the_one(value, messages, secrets)
        committed = _committed(held)
        if nym_domain is None or not value.feature.pseudonym:
            return bbs.blind_proof_gen(value.public_key, value.signature, messages, **committed, **shown), None
        nym_secret = bbs.finalize_nym_secret(held.prover_nym, value.signer_nym_entropy)
        made = bbs.proof_gen_with_nym(
            value.public_key,
            value.signature,
            messages,
            nym_secret=nym_secret,
            context_id=nym_domain.encode(),
            **committed,
            **shown,
        )
        return made.proof, made.pseudonym


def verify_derived(value: DerivedValue, key: PublicKey, header: bytes, disclosed: Sequence[bytes]) -> None:
    """Verifies the proof in a derived proof (§3.4.7 step 6).

    Args:
        value: The derived proof.
        key: The issuer's.
        header: The digest of the proof configuration, then that of the mandatory statements.
        disclosed: The statements that are shown and not mandatory.

    Raises:
        ProofInvalid: It does not hold.
    """
    from vcwallet import bbs

    shown: _Shown = {
        "disclosed_messages": disclosed,
        "disclosed_indexes": value.selective_indexes,
        "header": header,
        "presentation_header": value.presentation_header,
    }
    with _refusing():
        if not value.feature.is_bound:
            bbs.proof_verify(key.raw, value.proof, **shown)
        elif value.pseudonym is None or value.nym_domain is None:
            bbs.blind_proof_verify(key.raw, value.proof, signer_message_count=value.signed_messages, **shown)
        else:
            bbs.proof_verify_with_nym(
                key.raw,
                value.proof,
                value.pseudonym,
                context_id=value.nym_domain.encode(),
                signer_message_count=value.signed_messages,
                **shown,
            )


def _verify_blind(value: BaseValue, messages: Sequence[bytes], held: HolderSecrets) -> None:
    from vcwallet import bbs

    committed = _committed(held)
    if value.feature.pseudonym:
        bbs.verify_finalize_with_nym(
            value.public_key,
            value.signature,
            messages,
            prover_nym=held.prover_nym,
            signer_nym_entropy=value.signer_nym_entropy,
            header=value.header,
            **committed,
        )
    else:
        bbs.verify_blind_sign(value.public_key, value.signature, messages, header=value.header, **committed)


def _the_one(value: BaseValue, messages: Sequence[bytes], secrets: Sequence[HolderSecrets]) -> HolderSecrets:
    """The secrets that the credential was issued to; verified only where there is a choice."""
    candidates = [one for one in secrets if one.feature == value.feature.name]
    if len(candidates) == 1:
        return candidates[0]
    held = verify_base(value, messages, candidates)
    assert held is not None
    return held


def _committed(held: HolderSecrets) -> _Committed:
    return {
        "committed_messages": [] if held.holder_secret is None else [held.holder_secret],
        "secret_prover_blind": held.secret_prover_blind,
    }


@contextmanager
def _refusing() -> Iterator[None]:
    """Says of octets that cannot be decoded that the proof is malformed.

    Raises:
        ProofInvalid: They cannot be.
    """
    try:
        yield
    except (FormatError, KeyMismatch) as error:
        raise ProofInvalid(error.message, hint=error.hint, spec=error.spec, code="proof_malformed") from error
