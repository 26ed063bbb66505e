"""Issuers of both sides under one suite with selective disclosure, and what of their results has to be the same."""

from __future__ import annotations

from typing import Any

from interop.documents import CREDENTIALS, DISCLOSURES, EXTRA_CONTEXTS
from interop.peer import Peer

from vcwallet import Issuer, SigningKey
from vcwallet.securing.data_integrity.bbs_values import parse as parse_bbs_value
from vcwallet.securing.data_integrity.proof import parse as parse_proof

SUBJECT = "did:example:subject"


class Issuers:
    """Issue the documents with base proofs, on either side."""

    def __init__(self, peer: Peer, cryptosuite: str, algorithm: str) -> None:
        self.cryptosuite = cryptosuite
        self.algorithm = algorithm
        self.our_key = SigningKey.generate(algorithm)
        self.their_key = peer.call("generate", algorithm=algorithm)
        self._peer = peer

    def __call__(
        self, side: str, name: str, mandatory: list[str] | None = None, subject: str = SUBJECT
    ) -> dict[str, Any]:
        mandatory = DISCLOSURES[name].mandatory if mandatory is None else mandatory
        if side == "ours":
            issuer = Issuer(self.our_key, contexts=EXTRA_CONTEXTS)
            document = CREDENTIALS[name](self.our_key.did, subject)
            return issuer.issue(document, securing=self.cryptosuite, mandatory=mandatory).value
        credential = CREDENTIALS[name](self.their_key["controller"], subject)
        return self._peer.call(
            "issue",
            credential=credential,
            cryptosuite=self.cryptosuite,
            key=self.their_key,
            mandatoryPointers=mandatory,
        )


def unproven(secured: dict[str, Any]) -> dict[str, Any]:
    return {member: value for member, value in secured.items() if member != "proof"}


def bbs_value(secured: dict[str, Any]) -> Any:
    return parse_bbs_value(parse_proof(secured["proof"], "/proof"))


def shown_of(secured: dict[str, Any]) -> object:
    """All that a derived credential says, without what is random in it: with `bbs-2023`, the proof."""
    if secured["proof"]["cryptosuite"] != "bbs-2023":
        return secured
    value = bbs_value(secured)
    proof = {member: text for member, text in secured["proof"].items() if member != "proofValue"}
    indexes = (value.mandatory_indexes, value.selective_indexes)
    return unproven(secured), proof, indexes, value.labels, len(value.proof)


def have_twins(name: str, pointer: str) -> bool:
    """Whether what is shown has nodes that cannot be told apart, so that they may get each other's label."""
    twins = "/credentialSubject/2/pets"
    return name == "household" and (twins.startswith(pointer) or pointer.startswith(twins))
