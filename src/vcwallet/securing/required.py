"""What a credential cannot be without, whatever its holder withholds: VCDM 2.0 §4.7, §4.8; 1.1 §4.6."""

from __future__ import annotations

from collections.abc import Callable

from vcwallet.errors import CannotSatisfy, NonConforming
from vcwallet.model.credential import check_credential
from vcwallet.model.members import has_type
from vcwallet.ports import JsonObject
from vcwallet.securing.completion import is_legacy

_SPEC = "VCDM 2.0 §4.7 and §4.8"


def least_required(document: JsonObject, is_shown: Callable[[str], bool]) -> tuple[str, ...]:
    """The least that has to be shown beside what is chosen: issuer, subject, in edition 1.1 the date of issuing.

    Args:
        document: The whole credential; of other documents nothing is required.
        is_shown: Whether something at a JSON pointer is shown anyway.

    Returns:
        JSON pointers. Of an issuer or a subject with further members it is the identifier alone. A subject that has
        none is not added, since only its holder can say what of it to show.
    """
    if not _is_credential(document):
        return ()
    candidates = ["issuer", "credentialSubject"]
    if is_legacy(document):
        candidates.append("issuanceDate")
    found = [_least(document, name) for name in candidates if not is_shown(f"/{name}")]
    return tuple(pointer for pointer in found if pointer)


def require_conforming(document: JsonObject) -> None:
    """Sees that what is revealed is still a credential.

    Raises:
        CannotSatisfy: It is not (code ``required_withheld``): no verifier would accept it.
    """
    if not _is_credential(document):
        return
    try:
        check_credential(document, secured=False)
    except NonConforming as error:
        raise CannotSatisfy(
            f"With so little shown, no verifier would accept it. {error.message}",
            missing=(error.message,),
            where=error.where,
            hint="Choose also what is missing.",
            spec=error.spec or _SPEC,
            code="required_withheld",
        ) from error


def _is_credential(document: JsonObject) -> bool:
    return has_type(document, "VerifiableCredential")


def _least(document: JsonObject, name: str) -> str:
    value = document.get(name)
    if isinstance(value, list):
        places = [index for index, item in enumerate(value) if isinstance(item, dict) and "id" in item]
        return f"/{name}/{places[0]}/id" if places else ""
    if isinstance(value, dict):
        return f"/{name}/id" if "id" in value else ""
    return f"/{name}" if isinstance(value, str) else ""
