"""Which mechanism is it? By the name that an issuer gives, or by the looks of what was received."""

from __future__ import annotations

from vcwallet.encoding import strict_json
from vcwallet.errors import FormatError, Undetermined, UsageError
from vcwallet.model.presentation import is_enveloped
from vcwallet.ports import JsonValue
from vcwallet.securing import data_integrity
from vcwallet.securing.suite import Environment, Evidence, Secured, Suite

_ENCODED_PROOF_HINT = "Give a dict, or the JSON text of a credential with an embedded `proof`."


def suite_named(name: str) -> Suite:
    """The suite that `securing=name` means.

    Raises:
        UsageError: There is none of this name; the hint lists the names.
    """
    cryptosuite = data_integrity.CRYPTOSUITES.get(name) if isinstance(name, str) else None
    if cryptosuite is None:
        raise UsageError(
            f"There is no securing mechanism called {str(name)[:100]!r}.",
            hint=f"There are: {', '.join(sorted(data_integrity.CRYPTOSUITES))}.",
        )
    return data_integrity.DataIntegritySuite(cryptosuite=cryptosuite)


def read(value: object, environment: Environment) -> JsonValue:
    """The JSON in `value`, whatever form it came in; checked, and copied so that nobody can change it meanwhile.

    Args:
        value: A `Secured`, a dict, or JSON as str or bytes.
        environment: Whose limits apply.

    Raises:
        FormatError: It cannot be read, or is over a limit.
    """
    if isinstance(value, Secured):
        value = value.value
    if isinstance(value, str | bytes):
        return strict_json.parse(value, environment.limits)
    return strict_json.admit(value, environment.limits)


def open_evidence(value: object, environment: Environment) -> Evidence:
    """Parses something secured, without any cryptography.

    Args:
        value: A `Secured`, a dict, or JSON as str or bytes.
        environment: Contexts, limits, randomness.

    Raises:
        FormatError: It cannot be read, is over a limit, or carries no proof.
        Undetermined: It is secured in a way that this library does not know.
    """
    document = read(value, environment)
    if not isinstance(document, dict):
        raise FormatError("This is not a credential: it is not a JSON object.", hint=_ENCODED_PROOF_HINT)
    if is_enveloped(document):
        raise Undetermined(
            "The credential comes in an envelope, which is not opened here.",
            where="/id",
            spec="VCDM 2.0 §4.13",
            code="unsupported_envelope",
        )
    proofs = document.get("proof")
    if proofs is None or proofs == []:
        raise FormatError(
            "It carries no proof: nobody has signed it.", where="/proof", hint=_ENCODED_PROOF_HINT, code="no_proof"
        )
    if isinstance(proofs, list) and len(proofs) > environment.limits.max_proofs:
        raise FormatError(
            f"It carries {len(proofs)} proofs; more than {environment.limits.max_proofs} are not looked at.",
            where="/proof",
            code="too_many_proofs",
        )
    return data_integrity.DataIntegrityEvidence(secured=document, environment=environment)
