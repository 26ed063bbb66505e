"""Credentials and presentations in an envelope, carried by a ``data:`` URL (VCDM 2.0 §4.13)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from vcwallet.errors import NonConforming
from vcwallet.model.edition import BASE_CONTEXT_2, VCDM_2_0, check_keywords
from vcwallet.model.urls import is_absolute_url
from vcwallet.ports import JsonObject, JsonValue

_TOKEN = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"  # noqa: S105 - a token is a word of RFC 2045 §5.1 here
_DATA_URL = re.compile(
    rf"[Dd][Aa][Tt][Aa]:(?P<media_type>{_TOKEN}/{_TOKEN})(?P<parameters>(?:;[^,;]+)*),(?P<payload>[^#]+)", re.DOTALL
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What an enveloped credential or presentation carries.

    Attributes:
        type: ``"EnvelopedVerifiableCredential"`` or ``"EnvelopedVerifiablePresentation"``.
        media_type: Of the secured document, in lower case and without parameters, as in ``"application/vc+jwt"``.
        parameters: What follows the media type, such as ``("base64",)``; the encoding of `payload` is told here.
        payload: The text after the comma, as written.
    """

    type: str
    media_type: str
    parameters: tuple[str, ...]
    payload: str


def envelope(media_type: str, payload: str) -> JsonObject:
    """An enveloped credential, as it stands in a presentation.

    Args:
        media_type: Of the secured credential, such as ``"application/vc+sd-jwt"``.
        payload: The secured credential, in characters that a URL may hold.
    """
    return {
        "@context": BASE_CONTEXT_2,
        "type": "EnvelopedVerifiableCredential",
        "id": f"data:{media_type},{payload}",
    }


def check_enveloped(document: JsonObject, type_name: str, where: str = "") -> Envelope:
    """Checks an enveloped credential or presentation and opens its ``data:`` URL.

    Args:
        document: The object with ``@context``, ``id`` and ``type``.
        type_name: ``"EnvelopedVerifiableCredential"`` or ``"EnvelopedVerifiablePresentation"``.
        where: The pointer to the object, for errors.

    Raises:
        NonConforming: The type is another, no context defines it, or ``id`` is not a ``data:`` URL with a media type.
    """
    if document.get("type") not in (type_name, [type_name]):
        raise _broken(f"The type is not '{type_name}' alone.", f"{where}/type" if "type" in document else where)
    context = document.get("@context")
    contexts: list[JsonValue] = context if isinstance(context, list) else [context]
    _check_contexts(contexts, document, where)
    check_keywords(document, VCDM_2_0, where)
    url = document.get("id")
    match = _DATA_URL.fullmatch(url) if is_absolute_url(url) else None
    if match is None:
        raise _broken(
            "An enveloped document is carried by a data: URL with its media type.",
            f"{where}/id" if "id" in document else where,
            "Write 'id' as 'data:application/vc+jwt,…'.",
        )
    return Envelope(
        type=type_name,
        media_type=match["media_type"].lower(),
        parameters=tuple(match["parameters"].split(";")[1:]),
        payload=match["payload"],
    )


def _check_contexts(contexts: list[JsonValue], document: JsonObject, where: str) -> None:
    if BASE_CONTEXT_2 not in contexts:
        raise _broken(
            "No context defines what an enveloped document is.",
            f"{where}/@context" if "@context" in document else where,
            f"Add {BASE_CONTEXT_2!r} as its '@context'.",
        )
    for index, context in enumerate(contexts):
        if not is_absolute_url(context) and not isinstance(context, dict):
            raise _broken("A context is a URL or an object.", f"{where}/@context/{index}")


def _broken(message: str, where: str, hint: str = "") -> NonConforming:
    return VCDM_2_0.broken("presentation", message, where, hint)
