"""The two editions of the data model that are spoken here, told apart by the base context."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from vcwallet.errors import NonConforming
from vcwallet.model.urls import is_absolute_url
from vcwallet.ports import JsonObject

BASE_CONTEXT_1 = "https://www.w3.org/2018/credentials/v1"
BASE_CONTEXT_2 = "https://www.w3.org/ns/credentials/v2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One edition of the data model: its base context, and in which section each of its rules stands."""

    version: str
    base_context: str
    sections: Mapping[str, str]

    def spec(self, rule: str) -> str:
        """The section of a rule, as in ``"VCDM 2.0 §4.3"``."""
        return f"VCDM {self.version} §{self.sections[rule]}"

    def broken(self, rule: str, message: str, where: str, hint: str = "") -> NonConforming:
        """The error for a broken rule."""
        return NonConforming(message, where=where, hint=hint, spec=self.spec(rule))


VCDM_2_0 = Edition(
    version="2.0",
    base_context=BASE_CONTEXT_2,
    sections={
        "@context": "4.3",
        "id": "4.4",
        "type": "4.5",
        "name": "4.6",
        "issuer": "4.7",
        "credentialSubject": "4.8",
        "validity": "4.9",
        "credentialStatus": "4.10",
        "credentialSchema": "4.11",
        "proof": "4.12",
        "presentation": "4.13",
        "relatedResource": "5.3",
        "refreshService": "5.4",
        "termsOfUse": "5.5",
        "evidence": "5.6",
        "confidenceMethod": "5.10",
        "renderMethod": "5.10",
        "syntax": "6.1",
        "language": "11.1",
    },
)
VCDM_1_1 = Edition(
    version="1.1",
    base_context=BASE_CONTEXT_1,
    sections={
        "@context": "4.1",
        "id": "4.2",
        "type": "4.3",
        "credentialSubject": "4.4",
        "issuer": "4.5",
        "issuanceDate": "4.6",
        "proof": "4.7",
        "validity": "4.8",
        "credentialStatus": "4.9",
        "presentation": "4.10",
        "credentialSchema": "5.4",
        "refreshService": "5.5",
        "termsOfUse": "5.6",
        "evidence": "5.7",
        "syntax": "6.2",
    },
)
_EDITIONS = {edition.base_context: edition for edition in (VCDM_2_0, VCDM_1_1)}
# Keywords of JSON-LD that the base contexts alias, or that would change whom an object is about: in compacted form
# (VCDM 2.0 §6.1) none of them stands in an object of the data model, and software that reads plain JSON misses them.
_FOREIGN_KEYWORDS = frozenset(
    ("@id", "@type", "@graph", "@included", "@reverse", "@value", "@list", "@set", "@nest", "@index")
)


def edition_of(document: JsonObject) -> Edition:
    """Checks the ``@context`` of a credential or presentation and returns the edition that it names.

    Raises:
        NonConforming: `document` is no object; its ``@context`` is missing, no array, or does not begin with a base
            context; the base contexts of both editions stand there; or an item is neither a URL nor an object, or
            stands there twice.
    """
    if not isinstance(document, dict):
        raise VCDM_2_0.broken("syntax", "This is no JSON object, so neither a credential nor a presentation.", "")
    contexts = document.get("@context")
    if not isinstance(contexts, list) or not contexts:
        raise VCDM_2_0.broken(
            "@context",
            "The document needs '@context', an array that begins with the base context of the data model.",
            "/@context" if "@context" in document else "",
            f"Let '@context' begin with {BASE_CONTEXT_2!r}.",
        )
    first = contexts[0]
    edition = _EDITIONS.get(first) if isinstance(first, str) else None
    if edition is None:
        raise VCDM_2_0.broken(
            "@context",
            "The first item of '@context' is not the base context of the data model.",
            "/@context/0",
            f"Let '@context' begin with {BASE_CONTEXT_2!r}.",
        )
    seen = {first}
    for index in range(1, len(contexts)):
        context = contexts[index]
        _check_further_context(context, index, edition)
        # No URL looks like the JSON text of an object.
        seen.add(context if isinstance(context, str) else json.dumps(context, sort_keys=True))
        if len(seen) == index:
            message = "'@context' is an ordered set: each context stands there once."
            raise edition.broken("@context", message, f"/@context/{index}", "Leave out the second one.")
    check_keywords(document, edition, "")
    return edition


def check_keywords(members: JsonObject, edition: Edition, where: str) -> None:
    """Checks that an object of the data model is in compacted form: no JSON-LD keywords in place of ``id``, ``type``.

    Raises:
        NonConforming: One of them stands there, so that JSON-LD software would read the object differently.
    """
    if not _FOREIGN_KEYWORDS.isdisjoint(members):
        keyword = min(_FOREIGN_KEYWORDS.intersection(members))
        raise edition.broken(
            "syntax",
            f"The member {keyword!r} does not belong here: documents are written in compacted form.",
            f"{where}/{keyword}",
            "Write 'id' instead of '@id' and 'type' instead of '@type'.",
        )


def _check_further_context(context: object, index: int, edition: Edition) -> None:
    if isinstance(context, str):
        other = _EDITIONS.get(context)
        if other is not None and other is not edition:
            raise edition.broken(
                "@context",
                "The base contexts of two editions of the data model exclude each other.",
                f"/@context/{index}",
                "Keep the first one only.",
            )
        if other is None and not is_absolute_url(context):
            raise edition.broken("@context", f"The context {context[:200]!r} is not a URL.", f"/@context/{index}")
    elif not isinstance(context, dict):
        raise edition.broken("@context", "A further context is a URL or an object.", f"/@context/{index}")
