"""The W3C shim, spoken to over HTTP as the W3C's test suites do."""

import json
import ssl
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest
from builders import HOLDER, NOW, alumni_v1
from builders import degree as degree_of_2026

from vcwallet.encoding.base import base64url_encode
from vcwallet.rdf import Contexts
from vcwallet.securing import Binding, Environment, KeyFacts, open_evidence

SELECTIVE = {"ecdsa-sd-2023", "bbs-2023"}
SHIM = Path(__file__).with_name("vc_api.py")


def degree(**members):
    """One that has not expired: the shim judges by the real time."""
    return degree_of_2026(**{"validUntil": "2120-01-01T00:00:00Z"} | members)


class Client:
    """Speaks JSON to the shim, and past any proxy."""

    def __init__(self, base):
        self.base = base
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        handlers = urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context)
        self._opener = urllib.request.build_opener(*handlers)

    def call(self, path, body=None, raw=None, method=None):
        data = raw if raw is not None else None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self.base + path, data, headers, method=method)
        try:
            with self._opener.open(request, timeout=60) as answer:
                assert answer.headers.get_content_type() == "application/json"
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            refused = error
        with refused:
            assert refused.headers.get_content_type() == "application/problem+json"
            return refused.code, json.load(refused)


@pytest.fixture(scope="module", params=["https", "http"])
def client(request):
    command = [sys.executable, str(SHIM), "--port", "0", *(["--http"] if request.param == "http" else [])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            base = process.stdout.readline().strip()
            assert base.startswith(f"{request.param}://127.0.0.1:"), "the shim did not start"
            yield Client(base)
        finally:
            process.terminate()


def test_lists_its_issuers(client):
    status, issuers = client.call("/")
    assert status == 200
    assert issuers[0]["path"] == "/credentials/issue"
    assert {entry["cryptosuite"] for entry in issuers} >= {
        "eddsa-rdfc-2022",
        "eddsa-jcs-2022",
        "ecdsa-rdfc-2019",
        "ecdsa-jcs-2019",
        "ecdsa-sd-2023",
        "bbs-2023",
    }
    assert all(entry["id"].startswith("did:key:z") and set(entry) == set(issuers[0]) for entry in issuers)


def test_every_issuer_issues_and_every_result_verifies(client):
    for entry in client.call("/")[1]:
        if entry["cryptosuite"] in SELECTIVE:
            continue
        for document in (degree(), alumni_v1()):
            status, issued = client.call(entry["path"], {"credential": document | {"issuer": entry["id"]}})
            assert status == 201, (entry, issued)
            assert (
                "data-integrity/v2" in issued["@context"][-1]
                or document["@context"][0].endswith("v2")
                or (entry["cryptosuite"] == "Ed25519Signature2020")
            )
            assert client.call("/credentials/verify", {"verifiableCredential": issued, "options": {}}) == (
                200,
                {"verified": True},
            )
            status, problem = client.call("/credentials/verify", {"verifiableCredential": issued | {"id": "urn:x:y"}})
            assert (status, problem["verified"]) == (400, False)


def test_signs_with_the_cryptosuite_that_is_asked_for_and_no_other(client):
    plain, *issuers = client.call("/")[1]
    for entry, other in zip(issuers, issuers[2:] + issuers[:2], strict=True):
        first = next(one for one in issuers if one["cryptosuite"] == entry["cryptosuite"])
        named = {"options": {"cryptosuite": entry["cryptosuite"], "mandatoryPointers": []}}
        for path, by in ((entry["path"], entry["id"]), (plain["path"], first["id"])):
            status, issued = client.call(path, {"credential": degree(issuer=by)} | named)
            assert status == 201, (path, issued)
            made = issued["proof"].get("cryptosuite", issued["proof"]["type"])
            assert made == entry["cryptosuite"]
        for unknown in (other["cryptosuite"], "nonsense-2099"):
            body = {"credential": degree(issuer=entry["id"]), "options": {"cryptosuite": unknown}}
            status, problem = client.call(entry["path"], body)
            assert (status, problem.get("code")) == (400, "unsupported_cryptosuite"), (entry["path"], unknown)
    for unknown in ("nonsense-2099", "EDDSA-RDFC-2022", "", 5, True, [], ["eddsa-rdfc-2022"], {}):
        body = {"credential": degree(issuer=plain["id"]), "options": {"cryptosuite": unknown}}
        status, problem = client.call(plain["path"], body)
        assert (status, problem.get("code")) == (400, "unsupported_cryptosuite"), unknown
        assert problem["detail"].startswith("Nothing is signed with this cryptosuite here.")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/nowhere"),
        ("POST", "/"),
        ("GET", "/credentials/issue"),
        ("DELETE", "/credentials/verify"),
        ("POST", "/credentials/verify/"),
        ("POST", "/issuers/nonsense-2099/credentials/issue"),
        ("PUT", "/identifiers/did:key:z6Mk"),
        ("GET", "/%2e%2e/%00"),
    ],
)
def test_what_is_no_endpoint_is_400_too(client, method, path):
    status, problem = client.call(path, body={} if method in ("POST", "PUT") else None, method=method)
    assert (status, problem["code"], problem["status"]) == (400, "no_such_endpoint", 400)


def test_selective_issuers_derive_and_every_result_verifies(client):
    selective = [entry for entry in client.call("/")[1] if entry["cryptosuite"] in SELECTIVE]
    assert selective
    for entry in selective:
        body = {"credential": degree(issuer=entry["id"]), "options": {"mandatoryPointers": ["/issuer", "/validUntil"]}}
        status, base = client.call(entry["path"], body)
        assert status == 201, (entry, base)
        status, problem = client.call("/credentials/verify", {"verifiableCredential": base})
        assert (status, problem["code"]) == (400, "base_proof")
        options = {"selectivePointers": ["/credentialSubject/degree/name", "/credentialSubject/nationality/1"]}
        status, derived = client.call("/credentials/derive", {"verifiableCredential": base, "options": options})
        assert status == 201, derived
        assert derived["credentialSubject"] == {
            "id": HOLDER.did,
            "degree": {"type": "ExampleBachelorDegree", "name": "BSc Mathematics"},
            "nationality": ["FR"],
        }
        assert set(derived) == {"@context", "id", "type", "issuer", "validUntil", "credentialSubject", "proof"}
        assert client.call("/credentials/verify", {"verifiableCredential": derived}) == (200, {"verified": True})
        derived["credentialSubject"]["nationality"] = ["GB"]
        assert client.call("/credentials/verify", {"verifiableCredential": derived})[0] == 400


def test_what_cannot_be_derived_is_400(client):
    entry = next(entry for entry in client.call("/")[1] if entry["cryptosuite"] == "ecdsa-sd-2023")
    issued = {"credential": degree(issuer=entry["id"])}
    for pointers in (["/nope"], ["name"], ["/name~2"], "/name", {"/name": 1}, [7], None):
        status, problem = client.call(entry["path"], issued | {"options": {"mandatoryPointers": pointers}})
        # No list at all is no list of pointers: then nothing is mandatory.
        assert (status, problem.get("verified")) == ((201, None) if pointers is None else (400, False)), pointers
    base = client.call(entry["path"], issued | {"options": {"mandatoryPointers": ["/issuer"]}})[1]
    for pointers in (
        ["/nope"],
        ["name"],
        ["/name~2"],
        "/name",
        [7],
        ["/credentialSubject/nationality/2"],
        ["/name/@value"],
    ):
        body = {"verifiableCredential": base, "options": {"selectivePointers": pointers}}
        status, problem = client.call("/credentials/derive", body)
        assert (status, problem["verified"]) == (400, False), pointers
    plain = client.call("/credentials/issue", {"credential": degree(issuer=client.call("/")[1][0]["id"])})[1]
    body = {"verifiableCredential": plain, "options": {"selectivePointers": ["/issuer"]}}
    status, problem = client.call("/credentials/derive", body)
    assert (status, problem["code"]) == (400, "all_or_nothing")


def test_problem_details(client):
    by = client.call("/")[1][0]["id"]
    # The examples context gives every term a meaning; without it the term is undefined.
    assert client.call("/credentials/issue", {"credential": degree(undefinedTerm="x", issuer=by)})[0] == 201
    bare = degree(undefinedTerm="x", issuer=by) | {"@context": degree()["@context"][:1], "type": "VerifiableCredential"}
    bare["credentialSubject"] = {"id": HOLDER.did}
    status, problem = client.call("/credentials/issue", {"credential": bare})
    assert status == 400
    assert problem["type"] == "https://w3id.org/security#DATA_LOSS_DETECTION_ERROR"
    assert "undefinedTerm" in problem["detail"]


@pytest.mark.parametrize(
    "raw",
    [b"", b"\xff\xfe", b"null", b"[]", b"{", b'{"credential": 7}', b"{}", b'{"verifiableCredential": []}', b"[" * 9999],
)
@pytest.mark.parametrize(
    "path", ["/credentials/issue", "/credentials/derive", "/credentials/verify", "/presentations/verify"]
)
def test_garbage_is_400_whatever_the_bytes(client, path, raw):
    status, problem = client.call(path, raw=raw)
    assert status == 400
    assert problem["type"].startswith("https://w3id.org/security#")


def test_identifiers(client):
    did = client.call("/")[1][0]["id"]
    for spelled in (did, urllib.parse.quote(did, safe="")):
        status, document = client.call(f"/identifiers/{spelled}")
        assert (status, document["id"]) == (200, did)
    jwk = base64url_encode(json.dumps(HOLDER.public.to_jwk()).encode())
    status, document = client.call(f"/identifiers/did:jwk:{jwk}")
    assert (status, document["id"]) == (200, f"did:jwk:{jwk}")
    assert document["verificationMethod"][0]["publicKeyJwk"] == HOLDER.public.to_jwk()
    for unknown in (
        "did:nonsense:x",
        "did:key:x",
        "did:key:zzz",
        "did:jwk:e30",
        "did:web:shop.example",
        "https://shop.example",
        "",
    ):
        assert client.call(f"/identifiers/{unknown}")[0] == 400, unknown


def test_presentations(client):
    endpoint = client.call("/")[1][0]
    _, issued = client.call(endpoint["path"], {"credential": degree() | {"issuer": endpoint["id"]}})
    environment = Environment(contexts=Contexts.bundled())
    binding = Binding(
        audience="https://shop.example",
        challenge="a challenge",
        holder=HOLDER.did,
        key=KeyFacts(algorithm=HOLDER.algorithm, verification_method=HOLDER.verification_method),
        at=NOW,
    )
    draft = open_evidence(issued, environment).reveal([]).bind(binding, environment)
    presentation = draft.complete([HOLDER.sign(wanted.data) for wanted in draft.signing_inputs]).value
    good = {"domain": "https://shop.example", "challenge": "a challenge"}
    for options in (good, {"challenge": "a challenge"}, {}):
        body = {"verifiablePresentation": presentation, "options": options}
        assert client.call("/presentations/verify", body)[0] == 200
    for options, kind in (
        (good | {"domain": "https://other.example"}, "INVALID_DOMAIN_ERROR"),
        (good | {"challenge": "another"}, "INVALID_CHALLENGE_ERROR"),
    ):
        status, problem = client.call(
            "/presentations/verify", {"verifiablePresentation": presentation, "options": options}
        )
        assert (status, problem["type"].rpartition("#")[2]) == (400, kind)


def test_presentations_without_a_proof_are_judged_on_their_data_model(client, vectors):
    for path in sorted((vectors / "vcdm2" / "input").glob("presentation-*.json")):
        status, problem = client.call("/presentations/verify", {"verifiablePresentation": json.loads(path.read_text())})
        if path.stem.endswith("-ok"):
            assert status == 200, (path.name, problem)
        elif "fail" in path.stem:
            assert status == 400, path.name


# What the suite writes in its inputs and fills in before it sends them.
TIMES = {"PAST DATE": "2020-01-01T00:00:00Z", "FUTURE DATE": "2120-01-01T00:00:00Z"}


def test_inputs_of_the_data_model_suite(client, vectors):
    """VCDM 2.0's inputs: what is -ok is issued; what is -fail, or lacks something, is refused."""
    endpoint = client.call("/")[1][0]
    seen = {"ok": 0, "fail": 0}
    for path in sorted((vectors / "vcdm2" / "input").rglob("*.json")):
        document = json.loads(path.read_text())
        if "VerifiablePresentation" in document.get("type", ()) or path.stem.startswith("presentation"):
            continue
        document |= {name: TIMES[value] for name, value in document.items() if str(value) in TIMES}
        by = document.get("issuer", "" if "issuer" in path.stem else endpoint["id"])
        if isinstance(by, str) and by.startswith("did:"):
            document["issuer"] = endpoint["id"]
        elif isinstance(by, dict) and (by.get("id", "did:") or "").startswith("did:"):
            document["issuer"] = by | {"id": endpoint["id"]}
        status, body = client.call("/credentials/issue", {"credential": document})
        wanted = "ok" if path.stem.endswith("-ok") else "fail"
        seen[wanted] += 1
        assert status == {"ok": 201, "fail": 400}[wanted], (path.name, body)
    assert min(seen.values()) > 30
