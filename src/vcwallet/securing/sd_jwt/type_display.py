"""How a type of credential is shown to people (SD-JWT VC §4.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from vcwallet.errors import NonConforming, UsageError
from vcwallet.ports import JsonObject, JsonValue

_SPEC = "SD-JWT VC §4.5"


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeDisplay:
    """How to show a type to people of one language.

    Attributes:
        locale: The language tag.
        name: The name of the type. Like `description` it is anybody's text: escape it, and bound its length, before it
            is shown (section 6.5).
        description: More about it.
        rendering: By rendering method: ``simple`` (logo, colours), ``svg_templates``. Images have to be retrieved and
            their integrity checked by whoever shows them.
    """

    locale: str
    name: str
    description: str | None = None
    rendering: JsonObject = field(default_factory=dict)


class _Localised(Protocol):
    @property
    def locale(self) -> str: ...


_T = TypeVar("_T", bound=_Localised)


def in_language(displays: Sequence[_T], languages: Sequence[str]) -> _T | None:
    """Chooses the display for a person: the first language that there is, more general tags after more special ones.

    Args:
        displays: What there is, of types or of claims.
        languages: Language tags, the preferred one first, such as ``["de-CH", "en"]``.

    Returns:
        The best display (the lookup of RFC 4647 §3.4); the first one where no language fits, None where there is none.

    Raises:
        UsageError: `languages` is no list of texts, or `displays` are none.
    """
    if not isinstance(languages, list | tuple) or not all(isinstance(language, str) for language in languages):
        raise UsageError("`languages` is a list of language tags.", hint="Write ['de'], not 'de'.")
    are_displays = isinstance(displays, list | tuple) and all(hasattr(display, "locale") for display in displays)
    if not are_displays:
        raise UsageError("`displays` is what the metadata of a type have: displays of types or of claims.")
    by_locale = {display.locale.lower(): display for display in reversed(displays)}
    for language in languages:
        subtags = language.lower().split("-")
        while subtags:
            tag = "-".join(subtags)
            found = by_locale.get(tag) or next(
                (display for locale, display in by_locale.items() if locale.startswith(f"{tag}-")), None
            )
            if found is not None:
                return found
            subtags.pop()
    return displays[0] if displays else None


def read_displays(value: JsonValue, where: str) -> tuple[TypeDisplay, ...]:
    """Reads the ``display`` of a type metadata document.

    Raises:
        NonConforming: It does not have the structure of section 4.5.
    """
    if not isinstance(value, list):
        raise _broken("The names of a type for people are not an array.", where)
    return tuple(_display(item, f"{where}/{index}") for index, item in enumerate(value))


def _display(value: JsonValue, where: str) -> TypeDisplay:
    if not isinstance(value, dict):
        raise _broken("The name of a type for people is not an object.", where)
    locale, name, description = value.get("locale"), value.get("name"), value.get("description")
    if not isinstance(locale, str) or not isinstance(name, str) or not isinstance(description, (str, type(None))):
        raise _broken("The name of a type for people lacks its language or its text.", where)
    rendering = value.get("rendering", {})
    if not isinstance(rendering, dict):
        raise _broken("How a type is rendered is not an object.", f"{where}/rendering")
    _check_simple(rendering.get("simple", {}), f"{where}/rendering/simple")
    _check_templates(rendering.get("svg_templates"), f"{where}/rendering/svg_templates")
    return TypeDisplay(locale=locale, name=name, description=description, rendering=rendering)


def _check_simple(value: JsonValue, where: str) -> None:
    if not isinstance(value, dict):
        raise _broken("The simple rendering of a type is not an object.", where)
    for name in ("logo", "background_image"):
        if name in value:
            _check_image(value[name], f"{where}/{name}")


def _check_templates(value: JsonValue, where: str) -> None:
    if value is None:
        return
    if not isinstance(value, list) or not value:
        raise _broken("The SVG templates of a type are not an array.", where)
    for index, template in enumerate(value):
        _check_image(template, f"{where}/{index}")
        properties = template.get("properties") if isinstance(template, dict) else None
        if not isinstance(properties, dict) and (properties is not None or len(value) > 1):
            message = "An SVG template does not say for which display it is meant."
            raise _broken(message, f"{where}/{index}/properties")


def _check_image(value: JsonValue, where: str) -> None:
    if not isinstance(value, dict) or not isinstance(value.get("uri"), str):
        raise _broken("An image has no address.", f"{where}/uri")


def _broken(message: str, where: str) -> NonConforming:
    return NonConforming(message, where=where, spec=_SPEC, code="type_metadata")
