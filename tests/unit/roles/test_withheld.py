"""What is not shown may be there all the same: no report says that it is not (RFC 9901 §9.7)."""

import pytest
from builders import KEYS, degree, issuer, verifier
from forging import disclosure, forge
from unit.securing.selective_proofs import derived, issued_by_another

from vcwallet import SigningKey
from vcwallet.model import pointer as json_pointer

P256, BBS = KEYS["P-256"], SigningKey.generate("BLS12-381")
STATUS = {
    "id": "https://uni.example/status/1#7",
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "7",
    "statusListCredential": "https://uni.example/status/1",
}
LIMITS = {"validFrom": "2019-01-01T00:00:00Z", "validUntil": "2020-01-01T00:00:00Z", "credentialStatus": STATUS}
RULES = ("time.valid-from", "time.valid-until", "status")


def judge(value):
    return verifier(unsafe_ignore_status=True).examine_credential(value)


def sentences(report):
    return {check.rule.id: check.sentence for check in report}


def of_an_sd_jwt(names):
    """A W3C credential of which the issuer lets these members be withheld; with them, and without."""
    whole = {name: value for name, value in degree(issuer=P256.did, **LIMITS).items() if name != "validFrom"}
    pairs = [disclosure(name, whole.pop(name)) for name in names]
    payload = whole | {"_sd": [digest for _, digest in pairs]}
    return forge(P256, payload, *(text for text, _ in pairs), typ="vc+sd-jwt"), forge(P256, payload, typ="vc+sd-jwt")


def of_statements(securing, key):
    document = {name: value for name, value in degree(**LIMITS).items() if name != "validFrom"}
    secured = issued_by_another(document, ["/issuer"], securing, key).value
    shown = derived(secured, "/credentialSubject/name", "/validUntil", "/credentialStatus")
    return shown, derived(secured, "/credentialSubject/name")


@pytest.mark.parametrize(
    ("shown", "withheld"),
    [
        of_an_sd_jwt(["validUntil", "credentialStatus"]),
        of_statements("ecdsa-sd-2023", P256),
        of_statements("bbs-2023", BBS),
    ],
    ids=["vc+sd-jwt", "ecdsa-sd-2023", "bbs-2023"],
)
def test_limits_that_an_issuer_lets_be_withheld(shown, withheld):
    assert {check.rule.id for check in judge(shown) if check.error} == {"time.valid-until"}
    report = judge(withheld)
    assert (report.verdict, report.verified.status, report.verified.valid_until) == ("valid", "not shown", None)
    assert all("may have been withheld" in sentences(report)[rule] for rule in RULES)


def test_limits_beside_what_is_withheld_elsewhere():
    """Where nothing can be missing at the root, no limit is."""
    whole = {name: value for name, value in degree(issuer=P256.did).items() if name not in ("validFrom", "validUntil")}
    _, digest = disclosure("name", "Ada")
    whole["credentialSubject"] = {"id": "urn:x:1", "_sd": [digest]}
    report = judge(forge(P256, whole, typ="vc+sd-jwt"))
    assert (report.verdict, report.verified.status, report.verified.complete) == ("valid", "none", False)
    assert not any("withheld" in sentences(report)[rule] for rule in RULES)


def test_limits_that_nobody_can_withhold():
    """SD-JWT VC §2.2.2.3: an issuer must not make them into disclosures."""
    _, digest = disclosure("name", "Ada")
    report = judge(forge(P256, {"iss": P256.did, "vct": "https://uni.example/degree", "_sd": [digest]}))
    assert (report.verdict, report.verified.status, report.verified.complete) == ("valid", "none", False)
    assert not any("withheld" in sentences(report)[rule] for rule in RULES)
    assert "proves nothing" in sentences(report)["complete"]


def test_it_is_said_what_was_shown():
    secured = issuer("P-256").issue(degree(), securing="ecdsa-sd-2023")
    part = judge(derived(secured.value, "/credentialSubject/degree/name", "/credentialSubject/nationality/1"))
    assert not part.verified.complete
    assert {"/credentialSubject/degree/name", "/credentialSubject/nationality/0", "/issuer"} <= {*part.verified.shown}
    assert "/credentialSubject/name" not in part.verified.shown
    for pointer in part.verified.shown:
        assert part.verified.claim(pointer) == json_pointer.resolve(part.verified.document, pointer)
    whole = judge(issuer().issue(degree()))
    assert whole.verified.complete
    assert "/credentialSubject/name" in whole.verified.shown
    assert sentences(whole)["complete"] == "All that was issued is shown."
