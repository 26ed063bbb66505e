"""Holds a credential against the metadata of its type, where these are at hand (SD-JWT VC §4.7)."""

from __future__ import annotations

from vcwallet import rules
from vcwallet.encoding.limits import Limits
from vcwallet.encoding.strict_json import parse
from vcwallet.errors import FormatError, Need, Undetermined, VcwalletError
from vcwallet.report import Check, blame
from vcwallet.resources import Resources
from vcwallet.securing.sd_jwt.opened import OpenedSdJwt
from vcwallet.securing.sd_jwt.type_conformance import check_type
from vcwallet.securing.sd_jwt.type_metadata import TypeMetadata, resolve_type_metadata


def examine_type(opened: OpenedSdJwt, resources: Resources, limits: Limits) -> Check:
    """The check of the rules that the type of a credential has.

    Type metadata may be processed or left alone (§2.4), so that without them the check is skipped. They are at hand
    where they were handed in, or where the caller lets documents be fetched. What they extend belongs to them: where
    that is missing, the verdict is open, as it is where they are not what ``vct#integrity`` promises.

    Args:
        opened: An SD-JWT VC whose issuer's signature holds.
        resources: What stands on the web.
        limits: For the documents.
    """
    vct = str(opened.payload.get("vct"))
    is_pinned = "vct#integrity" in opened.payload
    reason = _lacks(vct, resources, is_pinned=is_pinned)
    if reason:
        return rules.TYPE_RULES.skipped(reason, "/vct")
    try:
        metadata = resolve_type_metadata(
            vct, resources, integrity=opened.payload.get("vct#integrity"), known=resources.given, limits=limits
        )
        check_type(opened, metadata)
        reason = _schemas(opened, metadata, resources) if metadata.schemas else ""
    except VcwalletError as error:
        error.where = error.where or "/vct"
        return blame(rules.TYPE_RULES, error)
    if reason:
        return rules.TYPE_RULES.skipped(f"It keeps to the rules about single claims. {reason}", "/vct")
    return rules.TYPE_RULES.passed("/vct")


def _schemas(opened: OpenedSdJwt, metadata: TypeMetadata, resources: Resources) -> str:
    from vcwallet.securing.sd_jwt.type_schema_check import check_type_schemas

    return check_type_schemas(opened, metadata, resources)


def _lacks(vct: str, resources: Resources, *, is_pinned: bool) -> str:
    """Why there is no document about a type; "" where there is one, or a pinned one, of which the digest will tell."""
    content = resources.given.get(vct)
    if content is None:
        if not vct.startswith("https://"):
            return "Where the metadata of its type can be found is not known."
        if not resources.is_at_hand(vct):
            return "The metadata of its type are not at hand."
        try:
            content = resources.get(Need(url=vct, kind="type-metadata"))
        except Undetermined:
            # What was found and is too large is there all the same.
            if not is_pinned or vct not in resources.given:
                return "The metadata of its type are not at hand."
    if is_pinned or content is None:
        return ""
    # A type is a name: whatever else stands under that address says nothing about the credential.
    try:
        document = parse(content)
    except FormatError:
        document = None
    if not isinstance(document, dict) or document.get("vct") != vct:
        return "What was found under the address of its type is not about that type."
    return ""
