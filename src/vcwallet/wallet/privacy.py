"""What a group of verifiers could put together: by which parts of an answer they would know the holder again."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from vcwallet.errors import quoted
from vcwallet.model import pointer as json_pointer
from vcwallet.model.edition import BASE_CONTEXT_1, BASE_CONTEXT_2
from vcwallet.ports import JsonValue
from vcwallet.wallet.disclosure import Leaf


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Something by which verifiers that compare notes know the holder again.

    Attributes:
        kind: ``"signature"``, ``"proof"`` (what else the issuer's proof says), ``"shape"`` (how many statements there
            are and which are shown), ``"holder"``, ``"pseudonym"``, ``"credential-id"``, ``"status"``, ``"time"``,
            ``"identifier"``, ``"value"`` (all else that it says, of the holder or of its own kind: types, contexts and
            terms too), or ``"together"`` for several credentials in one answer.
        sentence: What it is, for a person to read.
        credential: The id of the credential in the wallet; "" where it is about several.
        pointers: Where it stands in the credential, and so under which names; empty for what stands in its proof.
    """

    kind: str
    sentence: str
    credential: str = ""
    pointers: tuple[str, ...] = ()


class _Format(NamedTuple):
    """What the members at the top of a credential are.

    Attributes:
        is_document: Whether it is a document of the W3C data model.
        common: Where it names its issuer, and its kind as the verifier asked for it.
        members: What kind of link some are by their names, with all that stands in them.
    """

    is_document: bool
    common: frozenset[tuple[str, ...]]
    members: Mapping[str, str]


_DOCUMENT = _Format(
    is_document=True,
    common=frozenset({("issuer",), ("issuer", "id")}),
    members={
        "id": "credential-id",
        "@id": "credential-id",
        "credentialStatus": "status",
        "validFrom": "time",
        "validUntil": "time",
        "issuanceDate": "time",
        "expirationDate": "time",
        "issued": "time",
        "created": "time",
    },
)
_TOKEN = _Format(
    is_document=False,
    common=frozenset({("iss",), ("vct",)}),
    members={
        "jti": "credential-id",
        "status": "status",
        "cnf": "key",
        "iat": "time",
        "nbf": "time",
        "exp": "time",
        "auth_time": "time",
        "updated_at": "time",
    },
)
_DOCUMENT_IN_A_TOKEN = _Format(
    is_document=True,
    # `iss` has to be the same as `issuer` (VC-JOSE-COSE 1.0 §4.1.2).
    common=_DOCUMENT.common | {("iss",)},
    members={**_DOCUMENT.members, **_TOKEN.members},
)
# Found by another name of its kind, it may have a `vct` that nobody asked for (SD-JWT VC §2.2.2.2).
_TOKEN_OF_SEVERAL_KINDS = _TOKEN._replace(common=frozenset({("iss",)}))
_FORMATS = {"dc+sd-jwt": _TOKEN, "vc+sd-jwt": _DOCUMENT_IN_A_TOKEN}
_IDENTIFIERS = frozenset({"id", "@id", "jti", "sub"})
# Not all contexts that are bundled: which of them are listed, and in which order, could be a number.
_BASE_CONTEXTS = frozenset({BASE_CONTEXT_1, BASE_CONTEXT_2})
_BASE_TYPES = frozenset({"VerifiableCredential", "VerifiablePresentation"})
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:")

_SENTENCES = {
    "credential-id": "The credential's own identifier is shown; no other credential has it.",
    "status": "The credential's place in the issuer's status list is shown; no other credential has it.",
    "time": "The exact times of the credential are shown; few others have the same.",
    "identifier": "Identifiers of people or things that the credential speaks of are shown.",
    "value": "What the credential says, of you or of its own kind, may be rare enough to know you again.",
}


def links(
    credential: str,
    shown: Sequence[Leaf],
    *,
    securing: str,
    own_dids: Collection[str],
    unlinkable: bool,
    kept: Sequence[str] = (),
    trace: str = "",
    pseudonymous: bool = False,
) -> tuple[Link, ...]:
    """What in one shown credential can be used to link this showing with others.

    An issuer can write into any member what nobody else has. So all that is shown is listed, but for what points to
    nobody: the issuer's identifier, the `vct` that was asked for, and the types and base contexts of the data model.

    Args:
        credential: Its id in the wallet.
        shown: Every single value that is shown.
        securing: How it is secured, which says what its members mean.
        own_dids: The holder's DIDs that the verifier will see.
        unlinkable: Whether the proof is made afresh, so that two showings do not share it.
        kept: The members of the issuer's proof that are shown all the same, such as ``"created"``.
        trace: By what of it a proof that is not made afresh is known again, in a sentence; "" for the signature alone.
        pseudonymous: Whether it is shown under a pseudonym.
    """
    form = _FORMATS.get(securing, _DOCUMENT)
    if form is _TOKEN and any(json_pointer.starts_with(place, "/aka_vcts") for place, _ in shown):
        form = _TOKEN_OF_SEVERAL_KINDS
    found: dict[str, list[str]] = {}
    for place, value in shown:
        kind = _kind(json_pointer.parse(place), value, own_dids, form)
        if kind:
            found.setdefault(kind, []).append(place)
    result: list[Link] = []
    if not unlinkable:
        sentence = "The issuer's signature is shown, which is the same each time that this credential is shown."
        result.append(Link(kind="signature", sentence=trace or sentence, credential=credential))
    if kept:
        named = " and ".join(quoted(name) for name in kept)
        sentence = f"The issuer's proof shows {named}; few other credentials have the same."
        result.append(Link(kind="proof", sentence=sentence, credential=credential))
    if unlinkable:
        sentence = (
            "The issuer's key, the number of statements in the credential and the places of those that are shown can "
            "be seen; the more credentials are built alike, the less this says."
        )
        result.append(Link(kind="shape", sentence=sentence, credential=credential))
    if pseudonymous:
        sentence = "This verifier knows you again by a pseudonym, which is another one for every other verifier."
        result.append(Link(kind="pseudonym", sentence=sentence, credential=credential))
    if own_dids:
        sentence = f"It shows you as {' and '.join(sorted(own_dids))}, as it does to everybody."
        pointers = tuple(found.get("holder", ()))
        result.append(Link(kind="holder", sentence=sentence, credential=credential, pointers=pointers))
    result += [
        Link(kind=kind, sentence=sentence, credential=credential, pointers=tuple(found[kind]))
        for kind, sentence in _SENTENCES.items()
        if kind in found
    ]
    return tuple(result)


def shown_together(dids: Collection[str], credentials: int) -> tuple[Link, ...]:
    """What one answer with several credentials tells: that they are all held by the same person."""
    if credentials < 2:
        return ()
    sentence = f"The {credentials} credentials are shown together: this verifier knows that one person holds them."
    if len(dids) > 1:
        sentence += f" It sees {len(dids)} of your identifiers, which belong together from then on."
    return (Link(kind="together", sentence=sentence),)


def _kind(tokens: tuple[str, ...], value: JsonValue, own_dids: Collection[str], form: _Format) -> str:
    """Which kind of link a shown value is; "" for none."""
    text = value if isinstance(value, str) else ""
    if text in own_dids:
        return "holder"
    if not tokens or _points_to_nobody(tokens, text, form):
        return ""
    kind = form.members.get(tokens[0], "")
    if kind == "key":
        # The key that a credential is bound to: where it is proven, it is the holder's identifier in other words.
        return "holder" if own_dids else "identifier"
    if kind:
        return kind
    if form.is_document:
        if tokens[0] == "@context":
            return "value"
        # A day is a value, and so is whatever is said of the subject; a moment is nearly a number of its own.
        if tokens[0] != "credentialSubject" and _MOMENT.match(text):
            return "time"
    last = next((token for token in reversed(tokens) if json_pointer.array_index(token) is None), "")
    return "identifier" if last in _IDENTIFIERS else "value"


def _points_to_nobody(tokens: tuple[str, ...], text: str, form: _Format) -> bool:
    """Whether all have it who are asked for such a credential of this issuer, whatever the issuer is up to."""
    if tokens in form.common:
        return bool(text)
    if not form.is_document or len(tokens) > 2 or (len(tokens) == 2 and json_pointer.array_index(tokens[1]) is None):
        return False
    if tokens[0] == "@context":
        return text in _BASE_CONTEXTS
    return tokens[0] == "type" and text in _BASE_TYPES
