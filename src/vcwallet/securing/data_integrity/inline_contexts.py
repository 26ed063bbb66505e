"""Contexts that stand in a document itself: they may say where its undefined names live, and nothing else.

Whoever holds a credential that is signed by meaning can put another context into it. The signature holds as long as the
statements stay the same, so that such a context can give a signed claim another name, or another form. Contexts by URL
are known to the verifier, who vouches for what they say (VC Data Integrity 1.0 §2.4.1).
"""

from __future__ import annotations

import re

from vcwallet.errors import Undetermined
from vcwallet.model.pointer import join
from vcwallet.ports import JsonValue

WAIVER = "Verifier(unsafe_any_spelling=True) accepts it as it is."

_HARMLESS = frozenset({"@version", "@protected"})
_NAMESPACE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s]*[#/:]")


def refuse_opaque_contexts(listed: JsonValue, prefixes: frozenset[str], where: str) -> None:
    """Sees that the contexts inside a document name a vocabulary for what no other context defines, and do no more.

    Args:
        listed: The value of the document's ``@context``.
        prefixes: With what other contexts of the document let an address be shortened.
        where: JSON pointer to the document.

    Raises:
        Undetermined: One of them does (code ``inline_context``).
    """
    for index, context in enumerate(listed if isinstance(listed, list) else [listed]):
        if not isinstance(context, dict):
            continue
        place = f"/@context/{index}" if isinstance(listed, list) else "/@context"
        for name, definition in context.items():
            if name in _HARMLESS:
                continue
            if name != "@vocab" or not _is_namespace(definition, prefixes):
                raise Undetermined(
                    "The document brings definitions of its own, under which its names may mean something else.",
                    where=where + place + join(name),
                    hint=f"Let the issuer publish the context, and hand it in: contexts={{url: document}}. {WAIVER}",
                    spec="VC Data Integrity 1.0 §2.4.1",
                    code="inline_context",
                )


def _is_namespace(definition: JsonValue, prefixes: frozenset[str]) -> bool:
    if not isinstance(definition, str) or not _NAMESPACE.fullmatch(definition):
        return False
    return definition.partition(":")[0] not in prefixes
