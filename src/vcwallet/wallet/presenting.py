"""Binds what is shown to one verifier, with the holder's own keys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from vcwallet.errors import UsageError
from vcwallet.keys import SigningKey
from vcwallet.model import times
from vcwallet.model.edition import BASE_CONTEXT_1, BASE_CONTEXT_2
from vcwallet.ports import JsonObject, JsonValue
from vcwallet.securing import Binding, Draft, Environment, KeyFacts, Revealed, Secured, suite_named

_DATA_INTEGRITY_CONTEXT = "https://w3id.org/security/data-integrity/v2"
_SUITE_OF_ALGORITHM = {"Ed25519": "eddsa-rdfc-2022", "P-256": "ecdsa-rdfc-2019", "P-384": "ecdsa-rdfc-2019"}


def facts_of(key: SigningKey) -> KeyFacts:
    """What a suite may know of the holder's key."""
    return KeyFacts(algorithm=key.algorithm, verification_method=key.verification_method, public=key.public)


def signed(draft: Draft, key: SigningKey) -> Secured:
    """Signs a draft with the holder's key."""
    return draft.complete([key.sign(wanted.data) for wanted in draft.signing_inputs])


def bind(
    revealed: Revealed,
    *,
    key: SigningKey,
    audience: str,
    challenge: str,
    at: datetime,
    environment: Environment,
) -> JsonObject | str | bytes:
    """One credential, bound to one verifier by the means that its mechanism has."""
    binding = Binding(audience=audience, challenge=challenge, holder=key.did, key=facts_of(key), at=at)
    return signed(revealed.bind(binding, environment), key).value


def present_together(
    credentials: Sequence[JsonObject | str | bytes],
    *,
    key: SigningKey,
    domain: str,
    challenge: str,
    at: datetime,
    environment: Environment,
) -> Secured:
    """Several credentials of one holder in one Data Integrity presentation: VCDM 2.0 §4.13.

    Raises:
        UsageError: A credential is not one that a presentation can hold with its proof embedded.
    """
    inside: list[JsonValue] = []
    for credential in credentials:
        if not isinstance(credential, dict):
            raise UsageError(
                "Only credentials with an embedded proof can be put into one presentation.",
                hint="Leave out the others, and present them by themselves.",
            )
        inside.append(credential)
    # A presentation of the edition 2.0 may hold credentials of both; one of 1.1 may not.
    legacy = all(_first_context(credential) == BASE_CONTEXT_1 for credential in inside)
    presentation: JsonObject = {
        "@context": [BASE_CONTEXT_1, _DATA_INTEGRITY_CONTEXT] if legacy else [BASE_CONTEXT_2],
        "type": ["VerifiablePresentation"],
        "holder": key.did,
        "verifiableCredential": inside,
    }
    draft = suite_named(_SUITE_OF_ALGORITHM[key.algorithm]).prepare(
        presentation,
        key=facts_of(key),
        purpose="authentication",
        members={"created": times.format(at), "domain": domain, "challenge": challenge},
        mandatory=(),
        environment=environment,
    )
    return signed(draft, key)


def _first_context(credential: JsonValue) -> JsonValue:
    contexts = credential.get("@context") if isinstance(credential, dict) else None
    return contexts[0] if isinstance(contexts, list) and contexts else contexts
