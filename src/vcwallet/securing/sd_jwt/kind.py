"""The kinds of SD-JWT that are spoken here: SD-JWT VC, and credentials and presentations of VC-JOSE-COSE."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vcwallet.ports import JsonObject
from vcwallet.securing.jose.header import media_type
from vcwallet.securing.sd_jwt.selection import SD_JWT_VC_ALWAYS_SHOWN, VCDM_ALWAYS_SHOWN
from vcwallet.securing.sd_jwt.vct import SD_JWT_VC_TYPES

JWT_CLAIMS = frozenset({"iss", "sub", "aud", "exp", "nbf", "iat", "jti", "cnf", "nonce"})
"""What a payload of VC-JOSE-COSE may hold beside the document: claims about the signature, which no JSON-LD context
defines (VC-JOSE-COSE 1.0 §3.1.3)."""


_W3C_MEMBERS = frozenset(
    {"@context", "type", "issuer", "validFrom", "validUntil", "credentialStatus", "credentialSubject"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of SD-JWT.

    Attributes:
        name: The name that `issue` takes, and the media type without ``application/``.
        types: What ``typ`` may say.
        content_type: What ``cty`` says; None where there is none.
        purpose: The proof purpose that a signature of this kind is for.
        always_shown: Claims that are never withheld by what is issued here.
        must_be_shown: Claims that nobody may make selectively disclosable.
        is_vcdm: Whether the payload is a document of the W3C data model.
    """

    name: str
    types: frozenset[str]
    content_type: str | None = None
    purpose: str = "assertionMethod"
    always_shown: frozenset[str] = VCDM_ALWAYS_SHOWN
    must_be_shown: frozenset[str] = frozenset()
    is_vcdm: bool = True

    @property
    def is_credential(self) -> bool:
        """Whether it is a credential, which can be bound to a verifier by a Key Binding JWT; else a presentation."""
        return self.purpose == "assertionMethod"


SD_JWT_VC = Kind(
    name="dc+sd-jwt",
    types=SD_JWT_VC_TYPES,
    always_shown=SD_JWT_VC_ALWAYS_SHOWN,
    must_be_shown=SD_JWT_VC_ALWAYS_SHOWN,
    is_vcdm=False,
)
VC_SD_JWT = Kind(name="vc+sd-jwt", types=frozenset({"vc+sd-jwt"}), content_type="vc")
VP_SD_JWT = Kind(
    name="vp+sd-jwt",
    types=frozenset({"vp+sd-jwt"}),
    content_type="vp",
    purpose="authentication",
    always_shown=VCDM_ALWAYS_SHOWN | {"holder", "termsOfUse", "verifiableCredential", "nonce", "iat"},
)
KINDS: Mapping[str, Kind] = {kind.name: kind for kind in (SD_JWT_VC, VC_SD_JWT, VP_SD_JWT)}


def kind_of(header: JsonObject, payload: JsonObject) -> Kind:
    """Which kind of SD-JWT it means to be; whether ``typ`` says so too is for the checks to see.

    ``vc+sd-jwt`` was the type of SD-JWT VC until November 2024 (SD-JWT VC §2.2.1), which has no W3C members.

    Args:
        header: The protected header.
        payload: The processed payload.
    """
    typ = header.get("typ")
    named = media_type(typ) if isinstance(typ, str) else ""
    if named == VP_SD_JWT.name:
        return VP_SD_JWT
    if named == SD_JWT_VC.name:
        return SD_JWT_VC
    # Withholding its `@context` must not make another kind of a W3C credential.
    is_w3c = header.get("cty") == VC_SD_JWT.content_type or not _W3C_MEMBERS.isdisjoint(payload)
    return VC_SD_JWT if is_w3c else SD_JWT_VC
