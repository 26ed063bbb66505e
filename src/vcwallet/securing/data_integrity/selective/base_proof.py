"""What is said of every base proof: it builds on no other proof, and is for the holder alone, who derives from it."""

from __future__ import annotations

from vcwallet.errors import ProofInvalid, UsageError
from vcwallet.ports import JsonObject


def refuse_earlier_proofs(suite: str, options: JsonObject) -> None:
    """Sees that a proof that is to be made builds on no other one.

    Raises:
        UsageError: It would.
    """
    if "previousProof" in options:
        raise UsageError(
            f"{suite} cannot build on earlier proofs, which would have to be shown as a whole.",
            where="/proof/previousProof",
        )


def for_the_holder_only(where: str, spec: str) -> ProofInvalid:
    """The error about a base proof that a verifier was given.

    Args:
        where: JSON pointer to the proof value.
        spec: The section that says what a base proof is.
    """
    return ProofInvalid(
        "This is the issuer's proof for the holder, which shows everything. It is not for verifiers.",
        where=where,
        hint="The holder has to derive a proof first: wallet.derive(…) or wallet.present(…).",
        spec=spec,
        code="base_proof",
    )


def derived_already(where: str) -> UsageError:
    """The error about a derived proof where a base proof is needed; `where` is the JSON pointer to its value."""
    return UsageError(
        "Nothing more can be derived from a derived proof.",
        where=where,
        hint="Derive from the credential as the issuer gave it.",
    )
