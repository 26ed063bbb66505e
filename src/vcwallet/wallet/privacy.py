"""What a group of verifiers could put together: by which parts of an answer they would know the holder again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from vcwallet.model import pointer as json_pointer
from vcwallet.ports import JsonValue
from vcwallet.wallet.disclosure import Leaf


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Something by which verifiers that compare notes know the holder again.

    Attributes:
        kind: ``"signature"``, ``"proof"`` (what else the issuer's proof says), ``"shape"`` (how many statements there
            are and which are shown), ``"holder"``, ``"pseudonym"``, ``"credential-id"``, ``"status"``, ``"time"``,
            ``"identifier"``, ``"value"``, or ``"together"`` for several credentials in one answer.
        sentence: What it is, for a person to read.
        credential: The id of the credential in the wallet; "" where it is about several.
        pointers: Where it stands in the credential; empty for what stands in its proof.
    """

    kind: str
    sentence: str
    credential: str = ""
    pointers: tuple[str, ...] = ()


_TIMES = frozenset(
    {"validFrom", "validUntil", "issuanceDate", "expirationDate", "issued", "iat", "nbf", "exp", "created"}
)
_IDENTIFIERS = frozenset({"id", "@id", "jti", "sub"})
_KINDS = frozenset({"type", "@type"})
# Of these, all credentials of the issuer and kind have the same, so that they point to nobody.
_COMMON = frozenset({"@context", "type", "@type", "issuer", "iss", "vct", "credentialSchema", "termsOfUse", "_sd_alg"})
_STATUS = frozenset({"credentialStatus", "status"})

_SENTENCES = {
    "credential-id": "The credential's own identifier is shown; no other credential has it.",
    "status": "The credential's place in the issuer's status list is shown; no other credential has it.",
    "time": "The exact times of the credential are shown; few others have the same.",
    "identifier": "Identifiers of people or things that the credential speaks of are shown.",
    "value": "What is said about you may be rare enough to know you again.",
}


def links(
    credential: str,
    shown: Sequence[Leaf],
    *,
    own_dids: Collection[str],
    unlinkable: bool,
    kept: Sequence[str] = (),
    trace: str = "",
    pseudonymous: bool = False,
) -> tuple[Link, ...]:
    """What in one shown credential can be used to link this showing with others.

    Args:
        credential: Its id in the wallet.
        shown: Every single value that is shown.
        own_dids: The holder's DIDs that the verifier will see.
        unlinkable: Whether the proof is made afresh, so that two showings do not share it.
        kept: The members of the issuer's proof that are shown all the same, such as ``"created"``.
        trace: By what of it a proof that is not made afresh is known again, in a sentence; "" for the signature alone.
        pseudonymous: Whether it is shown under a pseudonym.
    """
    found: dict[str, list[str]] = {}
    for place, value in shown:
        kind = _kind(json_pointer.parse(place), value, own_dids)
        if kind:
            found.setdefault(kind, []).append(place)
    result: list[Link] = []
    if not unlinkable:
        sentence = "The issuer's signature is shown, which is the same each time that this credential is shown."
        result.append(Link(kind="signature", sentence=trace or sentence, credential=credential))
    else:
        if kept:
            sentence = f"The issuer's proof shows {' and '.join(map(repr, kept))}; few other credentials have the same."
            result.append(Link(kind="proof", sentence=sentence, credential=credential))
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


def _kind(tokens: tuple[str, ...], value: JsonValue, own_dids: Collection[str]) -> str:
    """Which kind of link a shown value is; "" for none."""
    if not tokens or tokens[0] in _COMMON:
        return ""
    last = next((token for token in reversed(tokens) if json_pointer.array_index(token) is None), "")
    if last in _KINDS or isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, str) and value in own_dids:
        return "holder"
    if tokens[0] == "cnf":
        # The key that a credential is bound to: where it is proven, it is the holder's identifier in other words.
        return "holder" if own_dids else "identifier"
    if tokens[0] in _STATUS:
        return "status"
    if tokens in (("id",), ("jti",)):
        return "credential-id"
    if len(tokens) == 1 and last in _TIMES:
        return "time"
    return "identifier" if last in _IDENTIFIERS else "value"
