"""Which mechanism is it? By the name that an issuer gives, or by the looks of what was received."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from vcwallet.encoding import strict_json
from vcwallet.errors import FormatError, Undetermined, UsageError, WrongPurpose, quoted
from vcwallet.model.enveloped import check_enveloped
from vcwallet.model.members import has_type
from vcwallet.ports import JsonObject, JsonValue
from vcwallet.securing import data_integrity
from vcwallet.securing.suite import Environment, Evidence, Secured, Suite

_ENCODED_PROOF_HINT = "Give a dict, or the JSON text of a credential with an embedded `proof`."
_OF_CREDENTIALS = ("dc+sd-jwt", "vc+sd-jwt")
_SD_JWT = (*_OF_CREDENTIALS, "vp+sd-jwt")
_ENVELOPES = ("EnvelopedVerifiableCredential", "EnvelopedVerifiablePresentation")
_COMPACT_JWS = re.compile(r"\s*[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+\s*")


def suite_named(name: str) -> Suite:
    """The suite that `securing=name` means.

    Raises:
        UsageError: There is none of this name; the hint lists the names.
    """
    if name in _SD_JWT:
        # Loaded when it is first used, as it brings JOSE with it.
        from vcwallet.securing.sd_jwt.issuing import SdJwtSuite
        from vcwallet.securing.sd_jwt.kind import KINDS

        return SdJwtSuite(kind=KINDS[name])
    cryptosuite = data_integrity.CRYPTOSUITES.get(name) if isinstance(name, str) else None
    if cryptosuite is None:
        raise UsageError(
            f"There is no securing mechanism called {quoted(name, 100)}.",
            hint=f"There are: {', '.join(sorted([*data_integrity.CRYPTOSUITES, *_OF_CREDENTIALS]))}.",
        )
    return data_integrity.DataIntegritySuite(cryptosuite=cryptosuite)


def read(value: object, environment: Environment) -> JsonObject | str:
    """What was received, in whatever form; checked, and copied so that nobody can change it meanwhile.

    Args:
        value: A `Secured`, a dict, JSON as str or bytes, or an SD-JWT as str or bytes.
        environment: Whose limits apply.

    Returns:
        The JSON object; or the text of an SD-JWT, which is not looked into.

    Raises:
        FormatError: It cannot be read, is over a limit, or is neither.
        Undetermined: It is a token of a kind that is not understood here (code ``unsupported_format``).
    """
    if isinstance(value, Secured):
        value = value.value
    document: JsonValue
    if isinstance(value, str | bytes):
        if _is_sd_jwt_text(value):
            text = value.decode("ascii", "replace") if isinstance(value, bytes) else value
            return text.strip()
        document = _parse(value, environment)
    else:
        document = strict_json.admit(value, environment.limits)
    if not isinstance(document, dict):
        raise FormatError(
            "This is neither a credential nor a presentation: it is not a JSON object.", hint=_ENCODED_PROOF_HINT
        )
    return document


def is_wrapped(received: JsonObject | str) -> bool:
    """Whether the proof of what `read` gave is around the document, and not inside it."""
    return isinstance(received, str) or _is_jws_json(received) or _envelope_type(received) is not None


def open_evidence(value: object, environment: Environment) -> Evidence:
    """Parses something secured, without any cryptography but hashes.

    Args:
        value: A `Secured`, a dict, JSON as str or bytes, or an SD-JWT as str or bytes.
        environment: Contexts, limits, randomness.

    Raises:
        FormatError: It cannot be read, is over a limit, or carries no proof.
        Undetermined: It is secured in a way that this library does not know.
        VerificationError: Its parts contradict each other.
    """
    document = read(value, environment)
    if isinstance(document, str) or _is_jws_json(document):
        return _open_sd_jwt(document, environment)
    envelope_type = _envelope_type(document)
    if envelope_type is not None:
        return _open_envelope(document, envelope_type, environment)
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


def _open_sd_jwt(value: str | JsonObject, environment: Environment) -> Evidence:
    if isinstance(value, dict) and not _has_disclosures(value):
        raise _unsupported("This is a token in JSON, and no SD-JWT.")
    return _sd_jwt_opener()(value, environment)


@cache
def _sd_jwt_opener() -> Callable[[str | JsonObject, Environment], Evidence]:
    # Loaded when it is first used; once, since an import statement takes its time even where nothing is left to do.
    from vcwallet.securing.sd_jwt.evidence import SdJwtEvidence

    return SdJwtEvidence.open


def _open_envelope(document: JsonObject, type_name: str, environment: Environment) -> Evidence:
    """VCDM 2.0 §4.13: a ``data:`` URL with the secured document."""
    envelope = check_enveloped(document, type_name)
    name = envelope.media_type.removeprefix("application/")
    if name not in _SD_JWT or envelope.parameters:
        raise Undetermined(
            f"What comes in an envelope of the type {envelope.media_type[:100]!r} is not understood here.",
            where="/id",
            spec="VCDM 2.0 §4.13",
            code="unsupported_envelope",
        )
    if (name == "vp+sd-jwt") is not (type_name == "EnvelopedVerifiablePresentation"):
        message = f"An envelope of the type {type_name} holds no {name}."
        raise WrongPurpose(message, where="/id", spec="VCDM 2.0 §4.13")
    evidence = _open_sd_jwt(envelope.payload, environment)
    if evidence.securing != name:
        raise WrongPurpose(
            f"The envelope says {name}, and what is in it is {evidence.securing}.", where="/id", spec="VCDM 2.0 §4.13"
        )
    return evidence


def _parse(text: str | bytes, environment: Environment) -> JsonValue:
    try:
        return strict_json.parse(text, environment.limits)
    except FormatError:
        known = text if isinstance(text, str) else text.decode("ascii", "replace")
        if len(known) <= environment.limits.max_bytes and _COMPACT_JWS.fullmatch(known):
            raise _unsupported("This is a signed token (JWT).") from None
        raise


def _unsupported(message: str) -> Undetermined:
    return Undetermined(
        f"{message} Tokens of this kind are not understood here yet.",
        hint="Ask for the credential with an embedded proof, or as an SD-JWT.",
        code="unsupported_format",
    )


def _is_sd_jwt_text(text: str | bytes) -> bool:
    """Whether it is text with tildes that is no JSON: in base64url there are neither brackets nor quotes."""
    if isinstance(text, bytes):
        return b"~" in text and not text.lstrip().startswith((b"{", b"[", b'"'))
    return "~" in text and not text.lstrip().startswith(("{", "[", '"'))


def _is_jws_json(document: JsonObject) -> bool:
    """Whether it is a JSON Web Signature in one of its JSON serializations (RFC 7515 §7.2)."""
    return "payload" in document and ("signature" in document or "signatures" in document)


def _has_disclosures(document: JsonObject) -> bool:
    """Whether it is an SD-JWT: the unprotected header then holds disclosures, or a key binding (RFC 9901 §8)."""
    signatures = document.get("signatures", [document])
    first = signatures[0] if isinstance(signatures, list) and signatures else None
    header = first.get("header") if isinstance(first, dict) else None
    return isinstance(header, dict) and ("disclosures" in header or "kb_jwt" in header)


def _envelope_type(document: JsonObject) -> str | None:
    return next((name for name in _ENVELOPES if has_type(document, name)), None)
