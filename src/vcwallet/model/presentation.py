"""What makes a JSON object a presentation: the rules of VCDM 2.0 §4.13 and 1.1 §4.10 over plain JSON."""

from __future__ import annotations

from dataclasses import dataclass

from vcwallet.model.edition import VCDM_2_0, Edition, edition_of
from vcwallet.model.enveloped import check_enveloped
from vcwallet.model.members import (
    check_proofs,
    check_reserved,
    check_typed,
    checked_id,
    checked_objects,
    checked_party,
    checked_types,
    has_type,
    pointer_to,
)
from vcwallet.ports import JsonObject

_CREDENTIAL_ALONE = "This is a credential by itself. Ask its holder to present it: then it answers you, and only you."


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentationFacts:
    """What a presentation says of itself; nothing here is verified.

    Attributes:
        version: The edition of the data model: ``"1.1"`` or ``"2.0"``.
        id: The presentation's own identifier, or None.
        types: All its types, in the order written.
        holder: The identifier of the holder, whether written as a URL or as an object; None if it names none.
        credentials: The objects under ``verifiableCredential``, as they stand in the document; may be empty.
        credential_pointers: Where in the document each of them stands, in the same order.
    """

    version: str
    id: str | None
    types: tuple[str, ...]
    holder: str | None
    credentials: tuple[JsonObject, ...]
    credential_pointers: tuple[str, ...]


def check_presentation(document: JsonObject, *, secured: bool = False) -> PresentationFacts:
    """Checks that a JSON object is a conforming presentation of VCDM 2.0 or 1.1.

    Of the credentials inside, only that each is an object which is either a credential by its type, or a well-formed
    enveloped credential, is checked; `check_credential` judges each by itself.

    Args:
        document: The presentation, as `encoding.strict_json` admits it.
        secured: Whether it must carry an embedded proof. A proof that is there is checked for its form in any case.

    Raises:
        NonConforming: The first rule that is broken, with its pointer and section.
    """
    edition = edition_of(document)
    types = checked_types(document, edition, "")
    if "VerifiablePresentation" not in types:
        # What came for another question is told so; whoever makes one is told what to write.
        hint = _CREDENTIAL_ALONE if "VerifiableCredential" in types else "Add it to what it has beside."
        raise edition.broken("type", "A presentation has the type 'VerifiablePresentation'.", "/type", hint)
    identifier = checked_id(document, edition, "")
    holder = checked_party(document["holder"], edition, "presentation", "holder") if "holder" in document else None
    credentials, pointers = _checked_credentials(document, edition)
    for member in ("termsOfUse", "refreshService"):
        check_typed(document, member, edition)
    if edition is VCDM_2_0:
        check_reserved(document, edition, "")
    check_proofs(document, edition, required=secured)
    return PresentationFacts(
        version=edition.version,
        id=identifier,
        types=types,
        holder=holder,
        credentials=credentials,
        credential_pointers=pointers,
    )


def is_enveloped(credential: JsonObject) -> bool:
    """Whether a member of a presentation is an enveloped credential and not one with an embedded proof."""
    return has_type(credential, "EnvelopedVerifiableCredential")


def _checked_credentials(document: JsonObject, edition: Edition) -> tuple[tuple[JsonObject, ...], tuple[str, ...]]:
    if "verifiableCredential" not in document:
        return (), ()
    value = document["verifiableCredential"]
    credentials = checked_objects(value, edition, "presentation", "/verifiableCredential")
    pointers = tuple(pointer_to(value, "/verifiableCredential", index) for index in range(len(credentials)))
    for credential, where in zip(credentials, pointers, strict=True):
        if is_enveloped(credential):
            check_enveloped(credential, "EnvelopedVerifiableCredential", where)
        elif "VerifiableCredential" not in checked_types(credential, edition, where):
            raise edition.broken("type", "A credential has the type 'VerifiableCredential'.", f"{where}/type")
    return credentials, pointers
