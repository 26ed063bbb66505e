"""The low road: narrows one credential to some of its claims, without a request and for nobody in particular."""

from __future__ import annotations

from collections.abc import Sequence

from vcwallet.errors import CannotSatisfy
from vcwallet.securing import Environment, Secured, open_evidence
from vcwallet.wallet.candidates import Holding
from vcwallet.wallet.held import plain_value


def derive(holding: Holding, reveal: Sequence[str], environment: Environment) -> Secured:
    """Narrows a held credential to `reveal` and what the issuer made mandatory, and to nothing beside.

    Raises:
        CannotSatisfy: It shows all or nothing (code ``all_or_nothing``), lacks what is to be shown, or would be no
            credential with so little shown (code ``required_withheld``).
    """
    # First, since it says why where a context is not known.
    revealed = holding.evidence.reveal(reveal)
    if not holding.evidence.disclosable:
        raise CannotSatisfy(
            f"Of this {holding.credential.title!r} all is shown or nothing: no part of it can be withheld.",
            missing=("a credential with selective disclosure",),
            hint="Ask the issuer for one that is secured with selective disclosure, if it was not narrowed before.",
            code="all_or_nothing",
        )
    if revealed.added:
        raise CannotSatisfy(
            f"With so little shown, no verifier would accept it: it has to show {' and '.join(revealed.added)} too.",
            missing=revealed.added,
            where=revealed.added[0],
            hint="Add that to `reveal`.",
            code="required_withheld",
        )
    held, media_type = revealed.as_held
    value = plain_value(held)
    evidence = open_evidence(value, environment)
    return Secured(value=value, media_type=media_type, securing=evidence.securing, disclosable=evidence.disclosable)
