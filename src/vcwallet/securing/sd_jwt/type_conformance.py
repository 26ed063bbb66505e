"""Whether a credential keeps to the metadata of its type (SD-JWT VC §4.6 and §4.7)."""

from __future__ import annotations

from vcwallet.errors import NonConforming, VcwalletError
from vcwallet.securing.sd_jwt.claim_metadata import ClaimMetadata
from vcwallet.securing.sd_jwt.claim_path import IssuedCredential, Selection
from vcwallet.securing.sd_jwt.opened import OpenedSdJwt
from vcwallet.securing.sd_jwt.type_metadata import TypeMetadata


def check_type(opened: OpenedSdJwt, metadata: TypeMetadata) -> None:
    """Checks each claim that the metadata describe: its place, whether it had to be there, whether it can be withheld.

    A claim that could be withheld, and is not shown, is never held against the issuer: only where no digest is left
    that could stand for it is it known to be missing.

    Args:
        opened: The credential, whose issuer's signature was checked.
        metadata: Of the type in its ``vct``.

    Raises:
        NonConforming: The credential breaks a rule of its type, or `metadata` is about another type.
        Malformed: The metadata make too many claims be looked at.
    """
    if opened.payload.get("vct") != metadata.vct:
        raise _broken("The type metadata are about another type.", "/vct", "4.3")
    credential = IssuedCredential(opened)
    for claim in metadata.claims:
        try:
            selection = credential.select(claim.path)
        except VcwalletError as error:
            error.where = _place(claim)
            raise
        _check(claim, selection)


def _check(claim: ClaimMetadata, selection: Selection) -> None:
    if claim.mandatory and not selection.claims and selection.complete:
        raise _broken(f"The credential lacks {_shown(claim)}, which its type demands.", _place(claim), "4.6.3")
    if claim.sd == "always" and not all(selected.disclosable for selected in selection.claims):
        raise _broken(f"The holder must be able to withhold {_shown(claim)}, and is not.", _place(claim), "4.6.4")
    if claim.sd == "never" and any(selected.disclosable for selected in selection.claims):
        raise _broken(f"The holder must not be able to withhold {_shown(claim)}, and is.", _place(claim), "4.6.4")


def _shown(claim: ClaimMetadata) -> str:
    return repr(_place(claim))


def _place(claim: ClaimMetadata) -> str:
    # As near to a JSON pointer as a path comes: an asterisk for all elements of an array.
    steps = ("*" if step is None else str(step).replace("~", "~0").replace("/", "~1") for step in claim.path)
    return "".join(f"/{step}" for step in steps)[:500]


def _broken(message: str, where: str, section: str) -> NonConforming:
    return NonConforming(message, where=where, spec=f"SD-JWT VC §{section}", code="type_rule")
