"""The library behind the VC-API's endpoints, so that the W3C's public test suites can be run against it unchanged.

    python tests/conformance/vc_api.py --port 8443 [--cert FILE --key FILE | --http]

Without a certificate one is made on the spot. `GET /` lists the issuers. Issuing and deriving answer 201 with the
secured document, verifying 200 with ``{"verified": true}``, and anything else is 400 with problem details (RFC 9457),
whatever the bytes, paths and methods that are not there among it.
"""

from __future__ import annotations

import argparse
import datetime
import ipaddress
import socket
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from vcwallet import Issuer, MemoryStore, SigningKey, TrustedIssuers, Verifier, Wallet
from vcwallet.dids import resolve
from vcwallet.encoding import strict_json
from vcwallet.errors import DataLoss, FormatError, NonceMismatch, VcwalletError, WrongAudience
from vcwallet.model.credential import check_credential
from vcwallet.resources import Resources

_KEY_TYPES = {
    "eddsa-rdfc-2022": ("Ed25519",),
    "eddsa-jcs-2022": ("Ed25519",),
    "Ed25519Signature2020": ("Ed25519",),
    "ecdsa-rdfc-2019": ("P-256", "P-384"),
    "ecdsa-jcs-2019": ("P-256", "P-384"),
    "ecdsa-sd-2023": ("P-256",),
    "bbs-2023": ("BLS12-381",),
}
_PLAIN = "eddsa-rdfc-2022"
# VC Data Integrity 1.0 §4.7 and §2.4.3
_PROBLEMS = {
    WrongAudience: "INVALID_DOMAIN_ERROR",
    NonceMismatch: "INVALID_CHALLENGE_ERROR",
    DataLoss: "DATA_LOSS_DETECTION_ERROR",
    FormatError: "PARSING_ERROR",
}


@dataclass(frozen=True)
class Endpoint:
    """One issuer under its own path."""

    path: str
    cryptosuite: str
    key_type: str
    issuer: Issuer

    def described(self) -> dict[str, str]:
        return {"path": self.path, "cryptosuite": self.cryptosuite, "keyType": self.key_type, "id": self.issuer.id}


def make_application() -> Starlette:
    """The endpoints, with a fresh key for each issuer."""
    endpoints = _endpoints()
    by_suite = {endpoint.cryptosuite: endpoint for endpoint in reversed(endpoints)}
    plain = by_suite[_PLAIN]
    # The suites sign documents with definitions of their own, which the data model allows.
    verifier = Verifier(trust=TrustedIssuers.unsafe_anyone(), unsafe_ignore_status=True, unsafe_any_spelling=True)

    async def index(_: Request) -> Response:
        first = Endpoint("/credentials/issue", _PLAIN, "Ed25519", plain.issuer)
        return JSONResponse([endpoint.described() for endpoint in (first, *endpoints)])

    def issue_with(endpoint: Endpoint | None) -> Any:
        async def issue(request: Request) -> Response:
            body = _object(await request.body())
            options = _member(body, "options")
            chosen = _chosen(options, endpoint or plain, by_suite if endpoint is None else {})
            credential = _member(body, "credential", required=True)
            # `issue` fills in what is absent; the suites judge the document as they sent it.
            check_credential(credential, secured=False)
            secured = chosen.issuer.issue(
                credential,
                securing=chosen.cryptosuite,
                mandatory=options.get("mandatoryPointers") or (),
            )
            return JSONResponse(secured.value, status_code=201)

        return issue

    async def derive(request: Request) -> Response:
        body = _object(await request.body())
        pointers = _member(body, "options").get("selectivePointers", [])
        # Each holder is a new one: the shim keeps nothing between two requests.
        holder = Wallet.create(MemoryStore(), passphrase="shim", work_factor=10)
        credential = holder.hold(_member(body, "verifiableCredential", required=True))
        return JSONResponse(holder.derive(credential, reveal=pointers).value, status_code=201)

    async def verify_credential(request: Request) -> Response:
        body = _object(await request.body())
        verifier.verify_credential(_member(body, "verifiableCredential", required=True))
        return JSONResponse({"verified": True})

    async def verify_presentation(request: Request) -> Response:
        body = _object(await request.body())
        options = _member(body, "options")
        verifier.verify(
            _member(body, "verifiablePresentation", required=True),
            challenge=options.get("challenge"),
            domain=options.get("domain"),
            unsafe_no_challenge=True,
            unsafe_any_holder=True,
            unsafe_unsigned=True,
        )
        return JSONResponse({"verified": True})

    async def identifier(request: Request) -> Response:
        # Without the web: what is computed from the identifier alone.
        return JSONResponse(resolve(request.path_params["did"], Resources()).document)

    routes = [
        Route("/", index),
        Route("/credentials/issue", issue_with(None), methods=["POST"]),
        Route("/credentials/derive", derive, methods=["POST"]),
        Route("/credentials/verify", verify_credential, methods=["POST"]),
        Route("/presentations/verify", verify_presentation, methods=["POST"]),
        Route("/identifiers/{did:path}", identifier),
        *(Route(endpoint.path, issue_with(endpoint), methods=["POST"]) for endpoint in endpoints),
    ]
    application = Starlette(
        routes=routes, exception_handlers={VcwalletError: _problem, HTTPException: _not_an_endpoint}
    )
    # What is asked of another path is not sent on to one that is like it.
    application.router.redirect_slashes = False
    return application


def _endpoints() -> list[Endpoint]:
    endpoints = []
    for cryptosuite, key_types in _KEY_TYPES.items():
        for key_type in key_types:
            curve = f"/{key_type}" if len(key_types) > 1 else ""
            path = f"/issuers/{cryptosuite}{curve}/credentials/issue"
            endpoints.append(
                Endpoint(path, cryptosuite, key_type, Issuer(SigningKey.generate(key_type), unsafe_any_spelling=True))
            )
    return endpoints


def _chosen(options: dict[str, Any], usual: Endpoint, others: dict[str, Endpoint]) -> Endpoint:
    """The issuer for the cryptosuite that the options name, if they name one; never another."""
    wanted = options.get("cryptosuite")
    if wanted is None or wanted == usual.cryptosuite:
        return usual
    if not isinstance(wanted, str) or wanted not in others:
        raise FormatError(
            "Nothing is signed with this cryptosuite here.",
            where="/options/cryptosuite",
            code="unsupported_cryptosuite",
            hint=f"Here it is {' or '.join(sorted({usual.cryptosuite, *others}))}.",
        )
    return others[wanted]


def _object(content: bytes) -> dict[str, Any]:
    body = strict_json.parse(content)
    if not isinstance(body, dict):
        raise FormatError("The body is not a JSON object.")
    return body


def _member(body: dict[str, Any], name: str, *, required: bool = False) -> dict[str, Any]:
    value = body.get(name)
    if value is None and not required:
        return {}
    if not isinstance(value, dict):
        raise FormatError(f"`{name}` is not an object.", where=f"/{name}")
    return value


async def _not_an_endpoint(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    message = f"{request.method} means nothing at this path: {error.detail}."
    return await _problem(request, FormatError(message, code="no_such_endpoint"))


async def _problem(_: Request, error: Exception) -> Response:
    assert isinstance(error, VcwalletError)
    kind = next((name for type_, name in _PROBLEMS.items() if isinstance(error, type_)), "PROOF_VERIFICATION_ERROR")
    problem = {
        "type": f"https://w3id.org/security#{kind}",
        "title": error.message,
        "detail": " ".join(filter(None, (error.message, error.where and f"At {error.where}.", error.hint, error.spec))),
        "status": 400,
        "code": error.code,
    }
    return JSONResponse(
        {"verified": False, **problem, "errors": [problem]}, status_code=400, media_type="application/problem+json"
    )


def self_signed(folder: Path) -> tuple[Path, Path]:
    """Makes a certificate for this machine's loopback names; the paths of certificate and key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(minutes=5))
        .not_valid_after(now + datetime.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    cert_file, key_file = folder / "cert.pem", folder / "key.pem"
    cert_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return cert_file, key_file


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8443, help="0 for any that is free")
    parser.add_argument("--cert", type=Path)
    parser.add_argument("--key", type=Path)
    parser.add_argument("--http", action="store_true", help="speak plain HTTP")
    options = parser.parse_args()
    if (options.cert is None) != (options.key is None):
        raise SystemExit("--cert and --key go together")
    with tempfile.TemporaryDirectory() as folder:
        cert, key = options.cert, options.key
        if cert is None and not options.http:
            cert, key = self_signed(Path(folder))
        config = uvicorn.Config(make_application(), ssl_certfile=cert, ssl_keyfile=key, log_level="warning")
        with socket.create_server(("127.0.0.1", options.port)) as listener:
            # From here on whoever connects is served, be it a moment later.
            print(f"{'http' if options.http else 'https'}://127.0.0.1:{listener.getsockname()[1]}", flush=True)
            uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
