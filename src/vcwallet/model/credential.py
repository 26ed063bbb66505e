"""What makes a JSON object a credential: the rules of VCDM 2.0 (sections 4 and 5) and 1.1 over plain JSON.

Members that the data model does not know are left alone. What only JSON-LD processing can tell, such as a type that
no context defines, is judged there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vcwallet.errors import FormatError
from vcwallet.model import times
from vcwallet.model.edition import VCDM_2_0, Edition, edition_of
from vcwallet.model.language import check_texts
from vcwallet.model.members import (
    check_proofs,
    check_reserved,
    check_typed,
    checked_id,
    checked_objects,
    checked_party,
    checked_types,
    pointer_to,
)
from vcwallet.model.related import check_related_resources
from vcwallet.ports import JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberNames:
    """By which members a kind of credential says what is judged, for errors to point at.

    Attributes:
        issuer: The issuer.
        subject: Whom it is about.
        valid_from: When its time came.
        valid_until: When it expires.
        status: Where to look whether it was taken back.
        holds_at_the_end: Whether it still holds at the very moment of `valid_until`.
        always_shown: Whether no holder can withhold these members.
    """

    issuer: str = "issuer"
    subject: str = "credentialSubject"
    valid_from: str = "validFrom"
    valid_until: str = "validUntil"
    status: str = "credentialStatus"
    holds_at_the_end: bool = True
    always_shown: bool = False


_PRESENTATION = "This is a presentation: verify it as one, and the credentials in it are verified too."
_NAMES_2_0 = MemberNames()
_NAMES_1_1 = MemberNames(valid_from="issuanceDate", valid_until="expirationDate")


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialFacts:
    """What a credential says of itself, read once while its form was checked; nothing here is verified.

    Attributes:
        version: The edition of the data model: ``"1.1"`` or ``"2.0"``, or the name of another one.
        id: The credential's own identifier, or None.
        types: All its types, in the order written.
        issuer: The identifier of the issuer, whether written as a URL or as an object.
        subjects: The objects that hold the claims, as they stand in the document.
        subject_ids: The identifiers of those subjects that have one, and of the holder to whose key it is bound.
        bound_to: The holder to whose key it is bound (`cnf`), or None.
        valid_from: The first moment at which it holds (1.1: ``issuanceDate``), or None.
        valid_until: The last moment at which it holds (1.1: ``expirationDate``), or None.
        status: The entries of ``credentialStatus``.
        schemas: The entries of ``credentialSchema``.
        related_resources: The entries of ``relatedResource``.
        names: By which members it says all this.
    """

    version: str
    id: str | None
    types: tuple[str, ...]
    issuer: str
    subjects: tuple[JsonObject, ...]
    subject_ids: tuple[str, ...]
    valid_from: datetime | None
    valid_until: datetime | None
    status: tuple[JsonObject, ...]
    schemas: tuple[JsonObject, ...]
    related_resources: tuple[JsonObject, ...]
    names: MemberNames = _NAMES_2_0
    bound_to: str | None = None


def check_credential(document: JsonObject, *, secured: bool = True) -> CredentialFacts:
    """Checks that a JSON object is a conforming credential of VCDM 2.0 or 1.1.

    Args:
        document: The credential, as `encoding.strict_json` admits it.
        secured: Whether it must carry an embedded proof; False for a credential that is yet to be signed, or that
            comes out of an envelope such as a JWT. A proof that is there is checked for its form in any case.

    Returns:
        The facts that later checks need.

    Raises:
        NonConforming: The first rule that is broken, with its pointer and section.
    """
    edition = edition_of(document)
    newer = edition is VCDM_2_0
    types = checked_types(document, edition, "")
    if "VerifiableCredential" not in types:
        hint = _PRESENTATION if "VerifiablePresentation" in types else "Add it to what it has beside."
        raise edition.broken("type", "A credential has the type 'VerifiableCredential'.", "/type", hint)
    identifier = checked_id(document, edition, "")
    if "issuer" not in document:
        raise edition.broken("issuer", "The credential does not say who issued it.", "", "Add 'issuer', a URL.")
    issuer = checked_party(document["issuer"], edition, "issuer", "issuer")
    subjects, subject_ids = _checked_subjects(document, edition)
    valid_from, valid_until = _checked_period(document, edition, newer)
    status = check_typed(document, "credentialStatus", edition, id_required=not newer)
    schemas = check_typed(document, "credentialSchema", edition, id_required=True)
    check_typed(document, "refreshService", edition, id_required=not newer)
    check_typed(document, "termsOfUse", edition)
    check_typed(document, "evidence", edition)
    related_resources = _check_newer_members(document, edition) if newer else ()
    check_proofs(document, edition, required=secured)
    return CredentialFacts(
        version=edition.version,
        id=identifier,
        types=types,
        issuer=issuer,
        subjects=subjects,
        subject_ids=subject_ids,
        valid_from=valid_from,
        valid_until=valid_until,
        status=status,
        schemas=schemas,
        related_resources=related_resources,
        names=_NAMES_2_0 if newer else _NAMES_1_1,
    )


def _checked_subjects(document: JsonObject, edition: Edition) -> tuple[tuple[JsonObject, ...], tuple[str, ...]]:
    if "credentialSubject" not in document:
        raise edition.broken("credentialSubject", "The credential is about nobody: 'credentialSubject' is missing.", "")
    value = document["credentialSubject"]
    subjects = checked_objects(value, edition, "credentialSubject", "/credentialSubject")
    identifiers = []
    for index, subject in enumerate(subjects):
        if not subject:
            where = pointer_to(value, "/credentialSubject", index)
            raise edition.broken("credentialSubject", "Nothing is said about this subject.", where)
        if "id" in subject:
            where = pointer_to(value, "/credentialSubject", index)
            identifiers.append(checked_id(subject, edition, where))
        if edition is VCDM_2_0:
            check_reserved(subject, edition, pointer_to(value, "/credentialSubject", index))
    return subjects, tuple(identifiers)  # type: ignore[arg-type] # none is None: each was there


# By whether it is the edition of 2.0.
_PERIODS = {True: ("validFrom", "validUntil"), False: ("issuanceDate", "expirationDate")}


def _checked_period(document: JsonObject, edition: Edition, newer: bool) -> tuple[datetime | None, datetime | None]:
    first, last = _PERIODS[newer]
    for foreign in _PERIODS[not newer]:
        if foreign in document:
            # It would be signed, look like the end of the credential's time, and not be judged.
            raise edition.broken(
                "validity", f"This edition of the data model has '{first}' and '{last}'.", f"/{foreign}"
            )
    valid_from = _checked_time(document, first, edition) if first in document else None
    valid_until = _checked_time(document, last, edition) if last in document else None
    if valid_from is None and not newer:
        raise edition.broken("issuanceDate", "The credential does not say since when it is valid: 'issuanceDate'.", "")
    if valid_from is not None and valid_until is not None and valid_until < valid_from:
        raise edition.broken(
            "validity",
            f"The credential ends before it begins: '{last}' precedes '{first}'.",
            f"/{last}",
            f"Where an issuer leaves out '{first}', it is the time of issuing.",
        )
    return valid_from, valid_until


def _checked_time(document: JsonObject, member: str, edition: Edition) -> datetime:
    read = times.parse if edition is VCDM_2_0 else times.parse_date_time
    try:
        return read(document[member])  # type: ignore[arg-type] # what is not a str is refused there
    except FormatError as error:
        rule = "issuanceDate" if member == "issuanceDate" else "validity"
        raise edition.broken(rule, error.message, f"/{member}", error.hint) from error


def _check_newer_members(document: JsonObject, edition: Edition) -> tuple[JsonObject, ...]:
    """Checks what only the edition 2.0 defines, and returns the related resources."""
    check_texts(document, edition, "")
    issuer = document["issuer"]
    if isinstance(issuer, dict):
        check_texts(issuer, edition, "/issuer")
    check_reserved(document, edition, "")
    if "relatedResource" in document:
        return check_related_resources(document["relatedResource"], edition)
    return ()
