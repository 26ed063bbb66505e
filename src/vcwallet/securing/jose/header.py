"""What a JOSE header must say before anybody looks at the signature (RFC 7515 §4; RFC 8725 §3)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from vcwallet.errors import KeyMismatch, Malformed, ProofInvalid, WrongPurpose, quoted
from vcwallet.keys.algorithms import ALGORITHMS
from vcwallet.ports import JsonObject, JsonValue

KEY_ALGORITHMS: Mapping[str, str] = {name: key.name for key in ALGORITHMS.values() for name in key.jose}
"""The only algorithms that are accepted, each with the one type of key that it may be used with.

``EdDSA`` is what RFC 8037 calls it, ``Ed25519`` the fully specified name of RFC 9864. There is no ``none`` here, and no
HMAC: a public key that is taken for a shared secret is the oldest of JOSE's attacks (RFC 8725 §2.1).
"""


def algorithm_name(key_algorithm: str) -> str:
    """The ``alg`` header parameter for a type of key.

    Args:
        key_algorithm: ``"P-256"``, ``"P-384"`` or ``"Ed25519"``.

    Returns:
        ``"ES256"``, ``"ES384"`` or ``"EdDSA"``.

    Raises:
        KeyMismatch: Tokens cannot be signed with such a key.
    """
    algorithm = ALGORITHMS.get(key_algorithm) if isinstance(key_algorithm, str) else None
    if algorithm is None or not algorithm.jose:
        raise KeyMismatch(
            f"Tokens cannot be signed with a key of type {quoted(key_algorithm, 40)}.",
            hint=f"Use one of {', '.join(dict.fromkeys(KEY_ALGORITHMS.values()))}.",
            spec="RFC 7518 §3.1",
        )
    return algorithm.jose[0]


def check_header(header: JsonObject, *, types: Collection[str] | None) -> str:
    """Checks the protected header of a token; `kid`, `jwk`, `x5c` and the like are never believed here.

    Args:
        header: The decoded protected header.
        types: The media types of which one must stand in ``typ``; None where any is accepted, also none at all.

    Returns:
        The type of key that the algorithm demands, such as ``"P-256"``.

    Raises:
        Malformed: ``alg``, ``crit`` or ``typ`` is missing or is not what RFC 7515 says.
        ProofInvalid: The algorithm is not accepted, or an extension is critical and not understood.
        WrongPurpose: A token of another type.
    """
    algorithm = _algorithm(header)
    if "crit" in header or "b64" in header:
        _refuse_extensions(header)
    if types is not None:
        typ = header.get("typ")
        if not isinstance(typ, str) or typ not in types:
            _check_type(typ, types)
    return algorithm


def media_type(value: str) -> str:
    """A media type for comparison: in lower case, ``application/`` left out (RFC 7515 §4.1.9)."""
    lowered = value.lower()
    return lowered.removeprefix("application/") if lowered.count("/") == 1 else lowered


def _algorithm(header: JsonObject) -> str:
    name = header.get("alg")
    if not isinstance(name, str):
        message = "The header of the token does not say how it was signed."
        raise Malformed(message, where="/alg", spec="RFC 7515 §4.1.1")
    try:
        return KEY_ALGORITHMS[name]
    except KeyError:
        raise ProofInvalid(
            f"The token was signed with {name[:40]!r}, which is not accepted.",
            where="/alg",
            hint=f"Ask the signer to use one of {', '.join(KEY_ALGORITHMS)}.",
            spec="RFC 8725 §3.1",
            code="algorithm_refused",
        ) from None


def _refuse_extensions(header: JsonObject) -> None:
    # No extension is understood here, so that a `crit` of any content ends in a refusal; it only differs why.
    names = header.get("crit")
    if names is None and "crit" not in header:
        # RFC 7797 §6: where `b64` changes what is signed, `crit` must say so. Alone it is a trap.
        if header["b64"] is True:
            return
        message = "The token changes how its content is signed without declaring it critical."
        raise Malformed(message, where="/b64", spec="RFC 7797 §6")
    if not _well_formed_crit(names, header):
        message = "The list of critical extensions in the header of the token is not well formed."
        raise Malformed(message, where="/crit", spec="RFC 7515 §4.1.11")
    raise ProofInvalid(
        "The token depends on an extension that is not understood here.",
        where="/crit",
        hint="Ask the signer for a token without critical extensions.",
        spec="RFC 7515 §4.1.11",
        code="critical_extension",
    )


def _well_formed_crit(names: JsonValue, header: JsonObject) -> bool:
    return (
        isinstance(names, list)
        and bool(names)
        and all(isinstance(name, str) and name in header for name in names)
        and len({str(name) for name in names}) == len(names)
    )


def _check_type(found: JsonValue, types: Collection[str]) -> None:
    if found is not None and not isinstance(found, str):
        message = "The type in the header of the token is not a string."
        raise Malformed(message, where="/typ", spec="RFC 7515 §4.1.9")
    if found is None or media_type(found) not in {media_type(expected) for expected in types}:
        told = "does not say its type" if found is None else f"is of type {found[:80]!r}"
        raise WrongPurpose(
            f"The token {told}; {' or '.join(sorted(types))} was expected.",
            where="/typ",
            hint="A token that was made for another use is not accepted here.",
            spec="RFC 8725 §3.11",
            code="token_type",
        )
