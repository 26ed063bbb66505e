"""What type metadata says about single claims (SD-JWT VC §4.6)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from vcwallet.errors import NonConforming
from vcwallet.ports import JsonObject, JsonValue
from vcwallet.securing.sd_jwt.claim_path import ClaimPath

MAX_CLAIMS = 2_000
"""Type metadata about more claims than this is refused."""

_SD = ("always", "allowed", "never")
_SVG_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimDisplay:
    """How to name a claim to people of one language."""

    locale: str
    label: str
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimMetadata:
    """What is known about the claims at one path.

    Attributes:
        path: Which claims.
        display: Their names for people, one for each language.
        mandatory: Whether the issuer must include such a claim.
        sd: Whether it is selectively disclosable: ``"always"``, ``"allowed"`` or ``"never"``.
        svg_id: By what placeholder an SVG template refers to it.
        members: The object as it stands in the document.
    """

    path: ClaimPath
    display: tuple[ClaimDisplay, ...] = ()
    mandatory: bool = False
    sd: str = "allowed"
    svg_id: str | None = None
    members: JsonObject = field(repr=False)


def read_claims(value: JsonValue, where: str) -> tuple[ClaimMetadata, ...]:
    """Reads the ``claims`` of a type metadata document.

    Args:
        value: The member's value.
        where: The JSON pointer to it.

    Raises:
        NonConforming: It does not have the structure of section 4.6, or two objects have the same path.
    """
    if not isinstance(value, list):
        raise _broken("The list of claims is not an array.", where)
    claims = tuple(_claim(item, f"{where}/{index}") for index, item in enumerate(value))
    if len({claim.path for claim in claims}) != len(claims):
        raise _broken("Two objects in the type metadata are about the same claim.", where)
    return claims


def extend(inherited: Sequence[ClaimMetadata], own: Sequence[ClaimMetadata]) -> tuple[ClaimMetadata, ...]:
    """Combines the claims of a type with those of the type that it extends (section 4.6.5).

    Raises:
        NonConforming: The type changes an ``sd`` that is fixed, makes a mandatory claim optional, or uses one
            ``svg_id`` twice; or there are more than `MAX_CLAIMS`.
    """
    combined = {claim.path: claim for claim in inherited}
    for claim in own:
        base = combined.get(claim.path)
        combined[claim.path] = claim if base is None else _combine(base, claim)
    names = [claim.svg_id for claim in combined.values() if claim.svg_id is not None]
    if len(set(names)) != len(names):
        raise _broken("Two claims have the same placeholder for SVG templates.", "/claims")
    if len(combined) > MAX_CLAIMS:
        message = f"The type metadata are about more than {MAX_CLAIMS} claims."
        raise NonConforming(message, where="/claims", code="over_limit")
    return tuple(combined.values())


def _combine(base: ClaimMetadata, own: ClaimMetadata) -> ClaimMetadata:
    combined = _claim({**base.members, **own.members}, "/claims")
    if base.sd != "allowed" and combined.sd != base.sd:
        raise _broken("A type changes whether a claim of the type that it extends can be withheld.", "/claims", "5.1")
    if base.mandatory and not combined.mandatory:
        raise _broken("A type makes a claim optional that the type that it extends demands.", "/claims", "5.1")
    return combined


def _claim(value: JsonValue, where: str) -> ClaimMetadata:
    if not isinstance(value, dict):
        raise _broken("What is said about a claim is not an object.", where)
    mandatory, sd, svg_id = value.get("mandatory", False), value.get("sd", "allowed"), value.get("svg_id")
    if not isinstance(mandatory, bool):
        raise _broken("Whether a claim is mandatory is true or false.", f"{where}/mandatory", "3")
    if not isinstance(sd, str) or sd not in _SD:
        raise _broken(f"Whether a claim can be withheld is one of {', '.join(_SD)}.", f"{where}/sd", "4")
    if "svg_id" in value and (not isinstance(svg_id, str) or not _SVG_ID.fullmatch(svg_id)):
        raise _broken("The placeholder for SVG templates is not a name.", f"{where}/svg_id")
    return ClaimMetadata(
        path=_path(value.get("path"), f"{where}/path"),
        display=_display(value.get("display", []), f"{where}/display"),
        mandatory=mandatory,
        sd=sd,
        svg_id=svg_id if isinstance(svg_id, str) else None,
        members=value,
    )


def _path(value: JsonValue, where: str) -> ClaimPath:
    if not isinstance(value, list) or not value:
        raise _broken("The path to a claim is missing or is no array of steps.", where, "1")
    for step in value:
        if step is not None and not isinstance(step, str) and (type(step) is not int or step < 0):
            raise _broken("A step on the path to a claim is no name, no index and not null.", where, "1")
    return tuple(value)  # type: ignore[arg-type]  # what the steps are was just looked at


def _display(value: JsonValue, where: str) -> tuple[ClaimDisplay, ...]:
    if not isinstance(value, list):
        raise _broken("The names of a claim for people are not an array.", where, "2")
    displays = []
    for index, item in enumerate(value):
        texts = item if isinstance(item, dict) else {}
        locale, label, description = texts.get("locale"), texts.get("label"), texts.get("description")
        if not isinstance(locale, str) or not isinstance(label, str) or not isinstance(description, (str, type(None))):
            raise _broken("The name of a claim for people lacks its language or its text.", f"{where}/{index}", "2")
        displays.append(ClaimDisplay(locale=locale, label=label, description=description))
    return tuple(displays)


def _broken(message: str, where: str, subsection: str = "") -> NonConforming:
    spec = "SD-JWT VC §4.6" + (f".{subsection}" if subsection else "")
    return NonConforming(message, where=where, spec=spec, code="type_metadata")
