"""Signs what a draft asks for: bytes, or a header and messages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from vcwallet.errors import KeyMismatch, ProofInvalid
from vcwallet.keys import PublicKey
from vcwallet.keys.algorithms import ALGORITHMS
from vcwallet.ports import BbsSigner, Signer
from vcwallet.securing.suite import BbsSigningInput, SigningInput


def require_signer(signer: Signer | BbsSigner, wanted: Iterable[SigningInput | BbsSigningInput]) -> None:
    """Sees that `signer` has the way of signing that all of `wanted` need.

    Raises:
        KeyMismatch: It has not.
    """
    for one in wanted:
        _method(signer, one)


def sign(signer: Signer | BbsSigner, wanted: SigningInput | BbsSigningInput) -> bytes:
    """The signature that `wanted` asks for.

    Raises:
        KeyMismatch: The signer has no such way of signing.
    """
    method = _method(signer, wanted)
    if isinstance(wanted, SigningInput):
        signature: bytes = method(wanted.data)
    else:
        signature = method(
            wanted.header,
            wanted.messages,
            commitment_with_proof=wanted.commitment_with_proof,
            signer_nym_entropy=wanted.signer_nym_entropy,
        )
    return signature


def check_signature(public: PublicKey | None, wanted: SigningInput, signature: bytes) -> None:
    """Holds a signature against the signer's public key, before anybody is given what does not verify.

    Raises:
        UsageError: It has not the length of one.
        ProofInvalid: It does not match; not raised where the public key is not known.
    """
    ALGORITHMS[wanted.algorithm].require_signature(signature)
    if public is None:
        return
    try:
        public.verify(signature, wanted.data)
    except ProofInvalid as error:
        raise not_by_signer() from error


def not_by_signer() -> ProofInvalid:
    """The error about a signature that the signer's public key does not verify."""
    return ProofInvalid(
        "The signature does not match the signer's public key.",
        hint="Check that the signer signs with the key that it names, and gives ECDSA signatures as r ‖ s.",
    )


def _method(signer: Signer | BbsSigner, wanted: SigningInput | BbsSigningInput) -> Callable[..., Any]:
    # By hand: whether an object follows a protocol takes as long to find out as a signature.
    is_bytes = isinstance(wanted, SigningInput)
    method: Callable[..., Any] | None = getattr(signer, "sign" if is_bytes else "sign_messages", None)
    if callable(method):
        return method
    if is_bytes:
        raise KeyMismatch(
            "This signer signs messages, and here bytes have to be signed.",
            hint="Give it `sign`, as vcwallet.ports.Signer has it, or choose `bbs-2023`.",
        )
    raise KeyMismatch(
        "This signer signs bytes, and here a header and messages have to be signed.",
        hint="Give it `sign_messages`, as vcwallet.ports.BbsSigner has it.",
    )
