"""Selective disclosure by salted digests: SD-JWT (RFC 9901) and SD-JWT VC, as pure functions over frozen data.

The moves of the Suite protocol are, in this order:

=====================  ============================================================================================
prepare → complete     `disclosable_pointers`, `conceal`, `prepare`, `SdJwtDraft.complete`
open                   `open_sd_jwt`, `confirmation_of`, `issuer_keys.find_issuer_key`
check                  `verify_issuer`, `check_always_shown`, `vct.check_sd_jwt_vc`, `validity`, `verify_key_binding`
reveal → bind          `disclosable`, `reveal`, `bind`, `KeyBindingDraft.complete`
=====================  ============================================================================================

For people there is what the type of an SD-JWT VC says of it and of its claims: `resolve_type_metadata`, `in_language`.
"""

from vcwallet.securing.sd_jwt.claim_metadata import ClaimDisplay, ClaimMetadata
from vcwallet.securing.sd_jwt.concealment import Concealed, conceal
from vcwallet.securing.sd_jwt.confirmation import Confirmation, confirmation_of
from vcwallet.securing.sd_jwt.disclosures import Disclosure
from vcwallet.securing.sd_jwt.issuance import SdJwtDraft, prepare
from vcwallet.securing.sd_jwt.key_binding import KeyBindingDraft, bind
from vcwallet.securing.sd_jwt.key_binding_verification import (
    refuse_key_binding,
    required_key_binding,
    verify_key_binding,
)
from vcwallet.securing.sd_jwt.opened import KeyBinding, OpenedSdJwt, open_sd_jwt
from vcwallet.securing.sd_jwt.revelation import RevealedSdJwt, disclosable, reveal
from vcwallet.securing.sd_jwt.selection import SD_JWT_VC_ALWAYS_SHOWN, VCDM_ALWAYS_SHOWN, disclosable_pointers
from vcwallet.securing.sd_jwt.type_display import TypeDisplay, in_language
from vcwallet.securing.sd_jwt.type_metadata import TypeMetadata, resolve_type_metadata
from vcwallet.securing.sd_jwt.verification import check_always_shown, verify_issuer

__all__ = [
    "SD_JWT_VC_ALWAYS_SHOWN",
    "VCDM_ALWAYS_SHOWN",
    "ClaimDisplay",
    "ClaimMetadata",
    "Concealed",
    "Confirmation",
    "Disclosure",
    "KeyBinding",
    "KeyBindingDraft",
    "OpenedSdJwt",
    "RevealedSdJwt",
    "SdJwtDraft",
    "TypeDisplay",
    "TypeMetadata",
    "bind",
    "check_always_shown",
    "conceal",
    "confirmation_of",
    "disclosable",
    "disclosable_pointers",
    "in_language",
    "open_sd_jwt",
    "prepare",
    "refuse_key_binding",
    "required_key_binding",
    "resolve_type_metadata",
    "reveal",
    "verify_issuer",
    "verify_key_binding",
]
