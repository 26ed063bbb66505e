"""SD-JWTs as no honest party makes them: signed with real keys, over anything at all."""

import base64
import hashlib
import json

from builders import NOW


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text):
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def sign(key, header, payload):
    """A compact JWS over any header and payload."""
    unsigned = ".".join(encode(json.dumps(part).encode()) for part in (header, payload))
    return f"{unsigned}.{encode(key.sign(unsigned.encode()))}"


def algorithm(key):
    return {"P-256": "ES256", "P-384": "ES384", "Ed25519": "EdDSA"}[key.algorithm]


def forge(key, payload, *disclosures, typ="dc+sd-jwt", **header):
    """An SD-JWT that `key` signed; header parameters that are None are left out."""
    members = {"alg": algorithm(key), "typ": typ, "kid": key.verification_method} | header
    members = {name: value for name, value in members.items() if value is not None}
    return "~".join((sign(key, members, payload), *disclosures, ""))


def disclosure(*contents):
    """A disclosure and its digest."""
    text = encode(json.dumps(["a salt of sixteen", *contents]).encode())
    return text, encode(hashlib.sha256(text.encode()).digest())


def parts_of(sd_jwt):
    """Header, payload and disclosures of a compact SD-JWT, decoded; and the KB-JWT, "" where there is none."""
    token, *disclosures, last = sd_jwt.split("~")
    header, payload, _ = token.split(".")
    return decode(header), decode(payload), [decode(text) for text in disclosures], last


def key_binding(key, sd_jwt, *, audience, nonce, at=NOW, typ="kb+jwt", **claims):
    """An SD-JWT with a KB-JWT by `key`; claims that are None are left out."""
    members = {
        "iat": int(at.timestamp()),
        "aud": audience,
        "nonce": nonce,
        "sd_hash": encode(hashlib.sha256(sd_jwt.encode()).digest()),
    } | claims
    members = {name: value for name, value in members.items() if value is not None}
    return sd_jwt + sign(key, {"alg": algorithm(key), "typ": typ}, members)
