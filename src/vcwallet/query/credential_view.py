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
            contexts: Where its types get their full IRIs; where they do not suffice, the types are as written. Contexts
                that stand in the credential itself do not count: they could make of a type, about which its issuer is
                believed, another one.
            effort: What may be spent on the request; None where it is about this credential alone.
        """

        @cache
        def expanded_types() -> Collection[str]:
            listed = document.get("@context")
            urls = [url for url in (listed if isinstance(listed, list) else [listed]) if isinstance(url, str)]
            try:
                # Nothing but `type`: it is what trust was judged by, and another name may be another word for it.
                found = contexts.type_iris({"@context": [*urls], "type": document.get("type")})
            except VcwalletError:
                return ()
            return [iri for iri in found if iri is not None]

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
    def _is_sd_jwt_vc(self) -> bool:
        return self.format == _FORMAT_OF_SECURING["dc+sd-jwt"]

    @property
    def types(self) -> tuple[str, ...]:
        """The types of a W3C credential, as it writes them; none of an SD-JWT VC, where ``type`` is any claim."""
        value = () if self._is_sd_jwt_vc else self.document.get("type")
        names = value if isinstance(value, list) else [value]
        return tuple(name for name in names if isinstance(name, str))

    @property
    def vct(self) -> str | None:
        """The type of an SD-JWT VC; None of a W3C credential, where ``vct`` is any member."""
        value = self.document.get("vct") if self._is_sd_jwt_vc else None
        return value if isinstance(value, str) else None

    @property
    def vcts(self) -> frozenset[str]:
        """All types that an SD-JWT VC says to be of: ``vct``, and those in ``aka_vcts`` (SD-JWT VC §2.2.2.2)."""
        further = self.document.get("aka_vcts") if self._is_sd_jwt_vc else None
        names = [self.vct, *(further if isinstance(further, list) else [])]
        return frozenset(name for name in names if isinstance(name, str))
