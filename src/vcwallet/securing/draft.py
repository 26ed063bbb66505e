"""What has to be signed, and what it becomes: `SigningInput`, `Draft`, `Secured`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from vcwallet.errors import UsageError
from vcwallet.ports import JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningInput:
    """What one key has to sign: these bytes, hashed as its algorithm demands."""

    data: bytes = field(repr=False)
    algorithm: str
    verification_method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BbsSigningInput:
    """What a `BbsSigner` has to sign: a header and messages, of which each can later be disclosed or withheld.

    Attributes:
        header: What every proof will be checked with.
        messages: What is signed, in order.
        algorithm: The type of key, ``"BLS12-381"``.
        verification_method: The absolute URL of the key.
        commitment_with_proof: What the holder committed to, to be signed blindly; None without.
        signer_nym_entropy: The signer's share of the secret of the holder's pseudonyms; None without.
    """

    header: bytes
    messages: tuple[bytes, ...] = field(repr=False)
    algorithm: str
    verification_method: str
    commitment_with_proof: bytes | None = field(default=None, repr=False)
    signer_nym_entropy: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Secured:
    """A credential or presentation that carries its own proof.

    Attributes:
        value: A dict (embedded proof), a str (JWT, SD-JWT) or bytes (COSE).
        media_type: What it is on the wire, such as ``"application/vc"``.
        securing: How it is secured, by the name that `issue` takes.
        disclosable: JSON pointers of what a holder can withhold; empty where all is shown or nothing.
    """

    value: JsonObject | str | bytes
    media_type: str
    securing: str
    disclosable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Something ready to be signed elsewhere: by a KMS, an HSM, a phone, or async code.

    Attributes:
        signing_inputs: What has to be signed, in order.
    """

    signing_inputs: tuple[SigningInput | BbsSigningInput, ...]
    _finish: Callable[[Sequence[bytes]], Secured] = field(repr=False)

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise UsageError("A draft is not pickled.", hint="Send its signing inputs, and complete it where it was made.")

    def complete(self, signatures: Sequence[bytes]) -> Secured:
        """Puts the signatures in, one for each of `signing_inputs`, in their order.

        Raises:
            UsageError: Not one `bytes` for each signing input.
            ProofInvalid: A signature does not match the public key, where that is known.
        """
        if (
            isinstance(signatures, bytes | str)
            or not isinstance(signatures, Sequence)
            or len(signatures) != len(self.signing_inputs)
            or not all(isinstance(signature, bytes) for signature in signatures)
        ):
            raise UsageError(f"`complete` takes a list of {len(self.signing_inputs)} signatures, each as bytes.")
        return self._finish(signatures)
