"""What matching looks at in a credential, whatever secures it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property

from vcwallet.errors import VcwalletError
from vcwallet.model import pointer as json_pointer
from vcwallet.ports import JsonObject
from vcwallet.query.claims_path import ClaimsPath, Selected, select
from vcwallet.query.effort import Effort
from vcwallet.rdf import Contexts

_FORMAT_OF_SECURING: Mapping[str, str] = {
    "vc+jwt": "jwt_vc_json",
    "vc+sd-jwt": "vc+sd-jwt",
    "dc+sd-jwt": "dc+sd-jwt",
    "vc+cose": "vc+cose",
}


def format_of(securing: str) -> str:
    """The Credential Format Identifier (OpenID4VP 1.0 Appendix B) of a securing mechanism by its name.

    Every cryptosuite of Data Integrity is ``"ldp_vc"`` (§B.1.3.2).
    """
    return _FORMAT_OF_SECURING.get(securing, "ldp_vc")


def _nothing() -> Collection[str]:
    return ()


@dataclass(frozen=True, kw_only=True)
class CredentialView:
    """A credential as queries see it.

    Attributes:
        format: Its Credential Format Identifier, such as ``"ldp_vc"``.
        document: Its claims from the root, without proofs (§B.1.2).
        expanded_types: Gives the full IRIs of its types (§B.1.1); called only where a query needs them.
        authorities: Who stands behind its issuer, as pairs of the types and values of §6.1.1.
        effort: What may be spent on looking at it; views for one request share it.
    """

    format: str
    document: JsonObject = field(repr=False)
    expanded_types: Callable[[], Collection[str]] = field(default=_nothing, repr=False, compare=False)
    authorities: Collection[tuple[str, str]] = ()
    effort: Effort = field(default_factory=Effort, repr=False, compare=False)
    _selected: dict[tuple[ClaimsPath, bool], tuple[Selected, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @classmethod
    def of(
        cls, document: JsonObject, securing: str, contexts: Contexts, effort: Effort | None = None
    ) -> CredentialView:
        """The view of one credential.

        Args:
            document: Its claims, without proofs.
            securing: How it is secured, by the name that `issue` takes.
            contexts: Where its types get their full IRIs; where they do not suffice, the types are as written.
            effort: What may be spent on the request; None where it is about this credential alone.
        """

        @cache
        def expanded_types() -> Collection[str]:
            try:
                return [iri for iri in contexts.type_iris(document) if iri is not None]
            except VcwalletError:
                return ()

        return cls(
            format=format_of(securing), document=document, expanded_types=expanded_types, effort=effort or Effort()
        )

    def select(self, path: ClaimsPath, *, thinned: bool = False) -> tuple[Selected, ...]:
        """What `claims_path.select` selects in it; a path is followed once, however often it is asked for.

        Raises:
            FormatError: `effort` is spent.
        """
        key = (path, thinned)
        if key not in self._selected:
            self._selected[key] = select(self.document, path, thinned=thinned, effort=self.effort)
        return self._selected[key]

    @cached_property
    def size(self) -> int:
        """The number of values in it."""
        return sum(1 for _ in json_pointer.walk(self.document))

    @property
    def types(self) -> tuple[str, ...]:
        """The types of a W3C credential, as it writes them."""
        value = self.document.get("type")
        names = value if isinstance(value, list) else [value]
        return tuple(name for name in names if isinstance(name, str))

    @property
    def vct(self) -> str | None:
        """The type of an SD-JWT VC, or None."""
        value = self.document.get("vct")
        return value if isinstance(value, str) else None

    @property
    def vcts(self) -> frozenset[str]:
        """All types that an SD-JWT VC says to be of: ``vct``, and those in ``aka_vcts`` (SD-JWT VC §2.2.2.2)."""
        further = self.document.get("aka_vcts")
        names = [self.vct, *(further if isinstance(further, list) else [])]
        return frozenset(name for name in names if isinstance(name, str))
