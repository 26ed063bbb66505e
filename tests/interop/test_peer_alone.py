"""The peer against itself: what it signs it verifies, and what was changed since it refuses.

These tests say nothing about this library. They show that the harness is right, so that a failure of a cross test is
a difference between two implementations and not a mistake in between.
"""

import copy
import json
import re
import time

import pytest
from interop.documents import CREDENTIALS, DISCLOSURES, EXTRA_CONTEXTS
from interop.peer import FOLDER, Peer, PeerError
from interop.suites import SELECTIVE, WHOLE_DOCUMENT
from interop.tampering import subject_of, tampered

SUBJECT = "did:example:subject"


@pytest.fixture(scope="module")
def keys(peer):
    return {name: peer.call("generate", algorithm=name) for name in ("Ed25519", "P-256", "P-384", "BLS12-381")}


def test_lock_file_has_no_download_addresses():
    lock = json.loads((FOLDER / "package-lock.json").read_text(encoding="utf-8"))
    assert len(lock["packages"]) > 40
    assert not [name for name, facts in lock["packages"].items() if "resolved" in facts]
    assert all("integrity" in facts for name, facts in lock["packages"].items() if name)


def test_all_versions_are_exact():
    dependencies = json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert not [version for version in dependencies.values() if not re.fullmatch(r"\d+\.\d+\.\d+", version)]


@pytest.mark.parametrize(("cryptosuite", "algorithm"), WHOLE_DOCUMENT)
@pytest.mark.parametrize("name", CREDENTIALS)
def test_credential(peer, keys, name, cryptosuite, algorithm):
    key = keys[algorithm]
    unsigned = CREDENTIALS[name](key["controller"], SUBJECT)
    signed = peer.call("issue", credential=unsigned, cryptosuite=cryptosuite, key=key)
    verdict = peer.call("verify", credential=signed)
    assert verdict["verified"], verdict
    assert {m: v for m, v in signed.items() if m not in ("@context", "proof")} == {
        m: v for m, v in unsigned.items() if m != "@context"
    }
    other = peer.call("generate", algorithm=algorithm)
    for change, copied in tampered(signed, other_id=other["controller"]):
        assert not peer.call("verify", credential=copied)["verified"], change


@pytest.mark.parametrize(("cryptosuite", "algorithm"), WHOLE_DOCUMENT)
def test_presentation(peer, keys, cryptosuite, algorithm):
    key = keys[algorithm]
    credentials = [
        peer.call("issue", credential=CREDENTIALS[name](key["controller"], SUBJECT), cryptosuite=cryptosuite, key=key)
        for name in ("degree", "regatta")
    ]
    presented = peer.call(
        "present", credentials=credentials, key=key, challenge="c-1", domain="shop.example", cryptosuite=cryptosuite
    )
    asked = {"presentation": presented, "challenge": "c-1", "domain": "shop.example"}
    verdict = peer.call("verifyPresentation", **asked)
    assert verdict["verified"], verdict
    assert len(verdict["credentials"]) == 2
    assert not peer.call("verifyPresentation", **asked | {"challenge": "c-2"})["verified"]
    assert not peer.call("verifyPresentation", **asked | {"domain": "thief.example"})["verified"]
    changed = copy.deepcopy(presented)
    changed["verifiableCredential"][1]["credentialSubject"]["insured"] = False
    assert not peer.call("verifyPresentation", **asked | {"presentation": changed})["verified"]


@pytest.mark.parametrize(("cryptosuite", "algorithm"), SELECTIVE)
@pytest.mark.parametrize("name", DISCLOSURES)
def test_selective_disclosure(peer, keys, name, cryptosuite, algorithm):
    key, (mandatory, selective) = keys[algorithm], DISCLOSURES[name]
    base = peer.call(
        "issue",
        credential=CREDENTIALS[name](key["controller"], SUBJECT),
        cryptosuite=cryptosuite,
        key=key,
        mandatoryPointers=mandatory,
    )
    header = "c2hvcC5leGFtcGxl" if cryptosuite == "bbs-2023" else None
    derived = peer.call("derive", credential=base, selectivePointers=selective, presentationHeader=header)
    verdict = peer.call("verify", credential=derived, presentationHeader=header)
    assert verdict["verified"], verdict
    assert len(json.dumps(derived["credentialSubject"])) < len(json.dumps(base["credentialSubject"]))
    assert not peer.call("verify", credential=derived | {"issuer": "did:example:other"})["verified"]
    changed = copy.deepcopy(derived)
    subject_of(changed)["id"] = "did:example:thief"
    assert not peer.call("verify", credential=changed)["verified"]
    if cryptosuite == "bbs-2023":
        assert not peer.call("verify", credential=derived, presentationHeader="b3RoZXI")["verified"]
    assert peer.call("verify", credential=base, base=True)["verified"]
    assert not peer.call("verify", credential=base | {"validFrom": "2020-01-01T00:00:00Z"}, base=True)["verified"]


CLAIMS = {
    "iss": "https://university.example",
    "vct": "https://university.example/degree",
    "iat": 1_700_000_000,
    "name": "Ada Lovelace",
    "address": {"town": "Genève", "country": "CH"},
    "nationalities": ["GB", "CH"],
    "degrees": [{"type": "BSc", "year": 1840}, {"type": "MSc", "year": 1842}],
}
FRAME = {
    "_sd": ["name", "address"],
    "_sd_decoy": 2,
    "address": {"_sd": ["town", "country"]},
    "nationalities": {"_sd": [0, 1]},
    "degrees": {"1": {"_sd": ["year"]}},
}


@pytest.mark.parametrize("algorithm", ["P-256", "P-384", "Ed25519"])
@pytest.mark.parametrize("typ", ["dc+sd-jwt", "example+sd-jwt"])
@pytest.mark.parametrize("hash_name", ["sha-256", "sha-384", "sha-512"])
def test_sd_jwt(peer, keys, algorithm, typ, hash_name):
    issuer, holder = keys[algorithm], keys["P-256"]
    claims = CLAIMS | {"cnf": {"jwk": holder["publicJwk"]}}
    sdjwt = peer.call(
        "sdjwtIssue", claims=claims, frame=FRAME, secretJwk=issuer["secretJwk"], typ=typ, hashAlg=hash_name
    )
    whole = peer.call("sdjwtVerify", sdjwt=sdjwt, publicJwk=issuer["publicJwk"], typ=typ)
    assert whole["payload"] == claims
    shown = peer.call(
        "sdjwtPresent",
        sdjwt=sdjwt,
        frame={"address": {"town": True}, "nationalities": {"1": True}},
        holderJwk=holder["secretJwk"],
        audience="https://shop.example",
        nonce="n-1",
    )
    asked = {"sdjwt": shown, "publicJwk": issuer["publicJwk"], "typ": typ, "nonce": "n-1"}
    asked["audience"] = "https://shop.example"
    verified = peer.call("sdjwtVerify", **asked)
    assert verified["keyBinding"]["nonce"] == "n-1"
    assert verified["payload"]["address"] == {"town": "Genève"}
    assert verified["payload"]["nationalities"] == ["CH"]
    assert verified["payload"]["degrees"] == [{"type": "BSc", "year": 1840}, {"type": "MSc"}]
    assert "name" not in verified["payload"]
    for changed in (
        {"nonce": "n-2"},
        {"audience": "https://thief.example"},
        {"publicJwk": keys["P-384" if algorithm != "P-384" else "P-256"]["publicJwk"]},
        {"sdjwt": shown.rpartition("~")[0] + "~"},
        {"sdjwt": shown.split("~", 2)[0] + "~" + shown.split("~", 2)[2]},
    ):
        with pytest.raises(PeerError):
            peer.call("sdjwtVerify", **asked | changed)


def test_canonical_form(peer):
    document = CREDENTIALS["degree"]("did:example:issuer", SUBJECT)
    nquads = peer.call("canonize", document=document)["nquads"]
    assert nquads.splitlines() == sorted(nquads.splitlines())
    assert "_:c14n0 " in nquads
    with pytest.raises(PeerError, match=r"(?i)safe mode"):
        peer.call("canonize", document={"@context": {}, "undefined": 1})


def test_times_are_measured(peer, keys):
    key = keys["Ed25519"]
    credential = CREDENTIALS["degree"](key["controller"], SUBJECT)
    signed = peer.call("issue", credential=credential, cryptosuite="eddsa-rdfc-2022", key=key)
    began = time.perf_counter()
    times = peer.call("time", of="verify", request={"credential": signed}, runs=5, warmup=2)
    elapsed = 1000 * (time.perf_counter() - began)
    assert times["runs"] == 5
    assert 0 < times["minimum"] <= times["median"] <= times["maximum"] < elapsed
    with pytest.raises(PeerError, match="must succeed"):
        peer.call("time", of="verify", request={"credential": signed | {"issuer": SUBJECT}}, runs=1, warmup=0)


def test_unknown_things_are_errors(peer):
    with pytest.raises(PeerError, match="no operation"):
        peer.call("teleport")
    with pytest.raises(PeerError, match="did not result in a valid JSON-LD object"):
        peer.call("canonize", document={"@context": "https://unknown.example/v1", "type": "X"})
    with pytest.raises(PeerError, match="Another document"):
        peer.call("contexts", contexts={url: {"@context": {}} for url in EXTRA_CONTEXTS})
    with pytest.raises(PeerError, match="no keys of type"):
        peer.call("generate", algorithm="RSA")


def test_process_is_ended_when_it_does_not_answer(keys):
    key = keys["Ed25519"]
    with Peer() as own:
        own.timeout = 0.2
        with pytest.raises(PeerError, match="No answer"):
            own.call("time", of="generate", request={"algorithm": key["algorithm"]}, runs=10_000_000)
        with pytest.raises(PeerError, match="has ended"):
            own.call("versions")
