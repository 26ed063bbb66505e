"""What the tests of SD-JWT through the roles share: credentials of both kinds, their wallet and their verifier."""

import pytest
from builders import EXAMPLES_V2, HOLDER, KEYS, NOW, V2, clock, issuer, verifier
from forging import key_binding

from vcwallet import Ask, MemoryStore, PresentationRequest, Wallet

SHOP = "https://shop.example"
VCT = "https://uni.example/degree"
TYPE = "ExampleDegreeCredential"
OURS = KEYS["P-256"]
SECONDS = int(NOW.timestamp())


def vc_claims(**members):
    return {
        "vct": VCT,
        "name": "Ada Lovelace",
        "degree": {"type": "BSc", "field": {"name": "Mathematics", "honours": True}},
        "nationalities": ["GB", "FR"],
    } | members


def w3c_claims(**members):
    return {
        "@context": [V2, EXAMPLES_V2],
        "type": ["VerifiableCredential", TYPE],
        "credentialSubject": {
            "name": "Ada Lovelace",
            "degree": {"type": "ExampleBachelorDegree", "name": "BSc Mathematics"},
            "nationality": ["GB", "FR"],
        },
    } | members


# Of each kind: the claims, what is asked for, what must not be seen then, and a pointer into what is shown.
KINDS = {
    "dc+sd-jwt": (vc_claims, {"vct": VCT, "reveal": ["/degree"]}, "/degree/field/name", ["/name", "/nationalities"]),
    "vc+sd-jwt": (
        w3c_claims,
        {"type": TYPE, "format": "vc+sd-jwt", "reveal": ["/credentialSubject/degree"]},
        "/credentialSubject/degree/name",
        ["/credentialSubject/name", "/credentialSubject/nationality"],
    ),
}
each_kind = pytest.mark.parametrize("kind", KINDS)


def wallet():
    return Wallet.create(MemoryStore(), passphrase="a passphrase for tests", clock=clock, work_factor=10)


def issue(kind="dc+sd-jwt", *, key="P-256", holder=HOLDER.did, mandatory=(), **members):
    return issuer(key).issue(KINDS[kind][0](**members), securing=kind, holder=holder, mandatory=mandatory).value


def ask(kind, **options):
    asked = dict(KINDS[kind][1])
    return Ask(asked.pop("type", None), **asked, **options)


def shop(**options):
    return verifier(SHOP, **options)


def answer(request, held):
    return held.present(held.plan(PresentationRequest.parse(request.to_json())))


def bound(sd_jwt, key=HOLDER, *, audience=SHOP, nonce="once", **options):
    return key_binding(key, sd_jwt, audience=audience, nonce=nonce, **options)


def refused(value, error, where=None, *, code=None, **options):
    """The report of a presentation; its first reason is of this class, and the only one of its rule."""
    report = shop(**options).examine(value, challenge="once")
    assert report.verdict in ("invalid", "cannot know")
    assert type(report.error) is error, report.error
    if where is not None:
        assert report.error.where == where
    if code is not None:
        assert report.error.code == code
    return report


def credential_refused(value, error, where=None, *, code=None, **options):
    report = shop(**options).examine_credential(value)
    assert type(report.error) is error, report.error
    assert where is None or report.error.where == where, report.error.where
    assert code is None or report.error.code == code, report.error.code
    return report
