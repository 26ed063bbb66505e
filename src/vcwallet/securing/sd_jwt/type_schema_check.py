"""Holds the claims of a credential against the JSON Schemas of its type (SD-JWT VC until draft 11, §6.5).

The drafts say to validate the processed payload, and nothing of claims that were withheld. Here a credential is refused
only for what no withheld claim could mend: whoever issues for selective disclosure under a schema with ``required``
would otherwise issue what nobody can show in part.
"""

from __future__ import annotations

from vcwallet.json_schema import MISSING_EXTRA, evaluate, is_installed
from vcwallet.json_schema.dialect import DRAFT_2020_12
from vcwallet.resources import Resources
from vcwallet.securing.sd_jwt.opened import OpenedSdJwt
from vcwallet.securing.sd_jwt.type_metadata import TypeMetadata
from vcwallet.securing.sd_jwt.type_schema import SchemaReference, retrieve_schema
from vcwallet.securing.sd_jwt.withheld import WithheldClaims

_SPEC = "SD-JWT VC draft 10 §6.5"


def check_type_schemas(opened: OpenedSdJwt, metadata: TypeMetadata, resources: Resources) -> str:
    """Checks the claims against every schema of the type and of what it extends.

    Args:
        opened: The credential, whose issuer's signature was checked.
        metadata: Of its type.
        resources: What stands on the web.

    Returns:
        "" where they follow all schemas; otherwise why that cannot be told.

    Raises:
        NonConforming: They break one, or what stands at its address is no schema.
        Undetermined: A schema could not be had, is not the one that was meant, or cannot be used.
    """
    reasons = [_check(opened, reference, resources) for reference in metadata.schemas]
    return next(filter(None, reasons), "")


def _check(opened: OpenedSdJwt, reference: SchemaReference, resources: Resources) -> str:
    if not is_installed():
        return f"The JSON Schema of its type was not looked at: that takes {MISSING_EXTRA}."
    uri = reference.uri
    if uri is not None and not resources.is_at_hand(uri):
        return "The JSON Schema of its type is not at hand."
    return evaluate(
        retrieve_schema(reference, resources),
        opened.payload,
        resources,
        base=uri or "",
        spec=_SPEC,
        default=DRAFT_2020_12,
        withheld=WithheldClaims(opened) if opened.undisclosed else None,
    )
