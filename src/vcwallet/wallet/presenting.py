"""Binds what is shown to one verifier, with the holder's own keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from vcwallet.encoding import base
from vcwallet.errors import UsageError
from vcwallet.keys import SigningKey
from vcwallet.model.enveloped import envelope
from vcwallet.ports import JsonObject, JsonValue
from vcwallet.query import PresentationResponse
from vcwallet.securing import Binding, Draft, Environment, KeyFacts, Revealed, Secured, sign
from vcwallet.securing.data_integrity import present
from vcwallet.wallet.held import HeldCredential, plain_value
from vcwallet.wallet.pairwise import DEFAULT_ALGORITHM, PairwiseKeys
from vcwallet.wallet.plan import Plan, Showing


def facts_of(key: SigningKey) -> KeyFacts:
    """What a suite may know of the holder's key."""
    return KeyFacts(algorithm=key.algorithm, verification_method=key.verification_method, public=key.public)


def signed(draft: Draft, key: SigningKey) -> Secured:
    """Signs a draft with the holder's key; the result shares nothing with what the wallet keeps."""
    secured = draft.complete([sign(key, wanted) for wanted in draft.signing_inputs])
    return replace(secured, value=plain_value(secured.value))


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


def answer(plan: Plan, *, keys: PairwiseKeys, at: datetime, environment: Environment) -> PresentationResponse:
    """The answer that a plan describes, each credential bound to the verifier by the key that suits it."""
    token: dict[str, JsonValue] = {}
    for showing in plan.showings:
        key = _key_for(showing, plan.verifier, keys, environment)
        if key is None:
            value = plain_value(showing.revealed.value)
        else:
            value = bind(
                showing.revealed,
                key=key,
                audience=plan.verifier,
                challenge=plan.request.nonce,
                at=at,
                environment=environment,
            )
        if isinstance(value, bytes):
            value = base.base64url_encode(value)
        presentations = token.setdefault(showing.query, [])
        assert isinstance(presentations, list)
        presentations.append(value)
    return PresentationResponse(value={"vp_token": token})


def _key_for(showing: Showing, verifier: str, keys: PairwiseKeys, environment: Environment) -> SigningKey | None:
    if showing.holder is not None:
        return keys.signing_key(showing.holder)
    if showing.held_by == "pseudonym":
        # The verifier knows the holder again anyway: it gets the same key each time, and nobody else gets that.
        return keys.signing_key(keys.did_for(verifier))
    if showing.held_by == "secret":
        # The credential's own proof shows whose it is. A key that comes back would tell what the proof does not.
        return SigningKey.generate(DEFAULT_ALGORITHM, randomness=environment.randomness)
    return None


def present_together(
    revealed: Sequence[Revealed],
    *,
    key: SigningKey,
    domain: str,
    challenge: str,
    at: datetime,
    environment: Environment,
) -> Secured:
    """Several credentials of one holder in one Data Integrity presentation: VCDM 2.0 §4.13.

    Raises:
        UsageError: A credential is not one that a presentation can hold, with its proof embedded or in an envelope.
    """
    binding = Binding(audience=domain, challenge=challenge, holder=key.did, key=facts_of(key), at=at)
    inside: list[JsonObject] = []
    for one in revealed:
        credential = one.value_for(binding)
        if isinstance(credential, str):
            credential = envelope(one.media_type, credential)
        elif not isinstance(credential, dict) or "proof" not in credential:
            raise UsageError(
                "Only credentials with an embedded proof, or in text, can be put into one presentation.",
                hint="Leave out the others, and present them by themselves.",
            )
        inside.append(credential)
    return signed(present(inside, binding, environment), key)


def one_holder(credentials: Sequence[HeldCredential], holder: str | None, is_own: Callable[[str], bool]) -> str | None:
    """The one DID of the holder to which all of `credentials` belong; None where none says whose it is.

    Args:
        credentials: What is to be shown together.
        holder: The DID that is to sign, where it is known already.
        is_own: Whether a DID is the holder's.

    Raises:
        UsageError: One belongs to another DID, or to somebody else (code ``several_holders``).
    """
    own = {did for credential in credentials for did in credential.subject_ids if is_own(did)}
    holders = own if holder is None else own | {holder}
    bound = [set(credential.subject_ids) for credential in credentials if credential.subject_ids]
    if len(holders) > 1 or any(not holders & subjects for subjects in bound):
        raise UsageError(
            "These credentials do not all belong to one DID of this wallet.",
            hint="Present them one by one.",
            code="several_holders",
        )
    return next(iter(holders), None)
