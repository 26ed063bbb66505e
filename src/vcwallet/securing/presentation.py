"""The presentation that a holder makes for one verifier, whatever secures it."""

from __future__ import annotations

from collections.abc import Sequence

from vcwallet.model import times
from vcwallet.ports import JsonObject
from vcwallet.securing.suite import Binding, Draft, Environment, Suite


def draft_presentation(
    credentials: Sequence[JsonObject],
    binding: Binding,
    *,
    suite: Suite,
    contexts: Sequence[str],
    environment: Environment,
) -> Draft:
    """Makes the presentation of `credentials`, ready to be signed with the holder's key: VCDM 2.0 §4.13.

    Args:
        credentials: The secured credentials, derived if they can be, or in envelopes.
        binding: Audience, challenge, holder and key.
        suite: What secures the presentation.
        contexts: The contexts of the presentation itself.
        environment: Contexts, limits, randomness.
    """
    presentation: JsonObject = {
        "@context": [*contexts],
        "type": ["VerifiablePresentation"],
        "holder": binding.holder,
        "verifiableCredential": [*credentials],
    }
    members = {"created": times.format(binding.at), "domain": binding.audience, "challenge": binding.challenge}
    return suite.prepare(
        presentation,
        key=binding.key,
        purpose="authentication",
        members=members,
        mandatory=(),
        environment=environment,
    )
