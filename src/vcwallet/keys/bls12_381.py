"""Keys on BLS12-381, which sign messages with BBS; the room `vcwallet.bbs` is imported with the first such key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from vcwallet.errors import KeyMismatch, ProofInvalid, UsageError
from vcwallet.keys.algorithms import BLS12_381


class BbsVerifyingKey:
    """A point of G2 that was checked. Proofs and signatures are verified by `vcwallet.bbs` with its bytes."""

    __slots__ = ()

    def __init__(self, raw: bytes) -> None:
        """Decodes a compressed point.

        Raises:
            KeyMismatch: Another length, no canonical encoding of a point of the subgroup, or the identity.
            UsageError: The extra is not installed (code ``missing_extra``).
        """
        from vcwallet.bbs import BbsPublicKey

        BbsPublicKey.from_bytes(raw)

    def verify(self, signature: bytes, message: bytes) -> NoReturn:  # noqa: ARG002  the protocol's
        """Refuses: no signature over one byte string is by such a key.

        Raises:
            ProofInvalid: Always.
        """
        raise ProofInvalid(
            f"A {BLS12_381.name} key signs messages with BBS, so that it cannot have made this signature.",
            spec=BLS12_381.spec,
        )


class BbsSigningSecret:
    """A scalar, ready to sign."""

    __slots__ = ("_key",)

    def __init__(self, secret: bytes) -> None:
        """Decodes a scalar.

        Raises:
            KeyMismatch: Not 32 bytes, zero, or not below the order of the group.
            UsageError: The extra is not installed (code ``missing_extra``).
        """
        from vcwallet.bbs import BbsSecretKey

        self._key = BbsSecretKey.from_bytes(secret)

    def sign(self, message: bytes) -> NoReturn:  # noqa: ARG002  the protocol's
        """Refuses: such a key signs messages.

        Raises:
            KeyMismatch: Always.
        """
        raise KeyMismatch(
            f"A {BLS12_381.name} key signs messages with BBS, and not bytes.",
            hint="It is for `bbs-2023`. Choose another key, or that cryptosuite.",
        )

    def sign_messages(
        self,
        header: bytes,
        messages: Sequence[bytes],
        commitment_with_proof: bytes | None,
        signer_nym_entropy: bytes | None,
    ) -> bytes:
        """Signs a header and messages; see `vcwallet.ports.BbsSigner`."""
        from vcwallet import bbs

        if commitment_with_proof is None:
            if signer_nym_entropy is not None:
                raise UsageError("The entropy of a pseudonym is of no use without the holder's commitment.")
            return bbs.sign(self._key, messages, header=header)
        if signer_nym_entropy is None:
            return bbs.blind_sign(self._key, messages, commitment_with_proof=commitment_with_proof, header=header)
        return bbs.blind_sign_with_nym(
            self._key,
            messages,
            commitment_with_proof=commitment_with_proof,
            signer_nym_entropy=signer_nym_entropy,
            header=header,
        )

    def public_raw(self) -> bytes:
        """The public key as a compressed point of G2."""
        return self._key.public.to_bytes()

    def secret_raw(self) -> bytes:
        """The scalar; a secret."""
        return self._key.export_private_bytes()
