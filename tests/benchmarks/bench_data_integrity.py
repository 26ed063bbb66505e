"""Verifying one credential, from `dict` to `VerifiedCredential`, as a ratio to the bare signature check."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from benchmarks.measure import all_paired, seconds
from benchmarks.node import peer_seconds, tell_contexts, with_peer
from benchmarks.table import Row
from interop.peer import Peer

from vcwallet import Issuer, SigningKey, TrustedIssuers, Verifier
from vcwallet.contexts import bundled_document

V2 = "https://www.w3.org/ns/credentials/v2"
OWN = "https://shop.example/contexts/customer/v1"
SUITES = [
    ("eddsa-rdfc-2022", "Ed25519", "≤ 3.0"),
    ("eddsa-jcs-2022", "Ed25519", "≤ 2.0"),
    ("ecdsa-rdfc-2019", "P-256", "≤ 4.0"),
    ("ecdsa-jcs-2019", "P-256", ""),
    ("ecdsa-rdfc-2019", "P-384", ""),
]


def own_context(claims: int) -> dict:
    terms = {f"claim{index}": f"https://shop.example/vocab#claim{index}" for index in range(claims)}
    terms |= {"CustomerCredential": "https://shop.example/vocab#CustomerCredential"}
    return {"@context": {"@protected": True} | terms}


def credential(claims: int) -> dict:
    """A VCDM 2.0 credential with `claims` claims in an own context: texts, a number in every fifth place."""
    subject = {f"claim{index}": index if index % 5 == 4 else f"value {index}" for index in range(claims)}
    return {
        "@context": [V2, OWN],
        "id": "urn:uuid:9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d",
        "type": ["VerifiableCredential", "CustomerCredential"],
        "validFrom": "2024-01-01T00:00:00Z",
        "validUntil": "2044-01-01T00:00:00Z",
        "credentialSubject": {"id": "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"} | subject,
    }


def signed(suite: str, algorithm: str, claims: int) -> tuple[dict, Verifier, SigningKey]:
    """A signed credential, a verifier for it, and the key."""
    contexts = {OWN: own_context(claims)}
    key = SigningKey.generate(algorithm)
    secured = Issuer(key, contexts=contexts).issue(credential(claims), securing=suite)
    verifier = Verifier(trust=TrustedIssuers({"CustomerCredential": [key.did]}), contexts=contexts)
    return secured.value, verifier, key


def bare(key: SigningKey):
    """The one check that cannot be left out, called straight on `cryptography`."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, utils

    message = b"x" * 64
    signature = key.sign(message)
    raw = key.public.raw
    if key.algorithm == "Ed25519":
        public = ed25519.Ed25519PublicKey.from_public_bytes(raw)
        return lambda: public.verify(signature, message)
    curve, hash_ = {"P-256": (ec.SECP256R1(), hashes.SHA256()), "P-384": (ec.SECP384R1(), hashes.SHA384())}[
        key.algorithm
    ]
    half = len(signature) // 2
    numbers = [int.from_bytes(part, "big") for part in (signature[:half], signature[half:])]
    encoded = utils.encode_dss_signature(*numbers)
    public = ec.EllipticCurvePublicKey.from_encoded_point(curve, raw)
    scheme = ec.ECDSA(hash_)
    return lambda: public.verify(encoded, message, scheme)


def rows() -> Iterator[Row]:
    pairs = []
    for suite, algorithm, _ in SUITES:
        value, verifier, key = signed(suite, algorithm, 10)
        pairs.append((partial(verifier.verify_credential, value), bare(key)))
    for (suite, algorithm, goal), took in zip(SUITES, all_paired(pairs), strict=True):
        yield Row(f"{suite} ({algorithm}), 10 claims", *took, f"bare {algorithm} verify", goal)
    yield from growth()
    yield from pyld_and_node()


def growth() -> Iterator[Row]:
    times = {}
    for claims in (10, 100, 1000):
        value, verifier, key = signed("eddsa-rdfc-2022", "Ed25519", claims)
        verifier.verify_credential(value)
        times[claims] = seconds(lambda: verifier.verify_credential(value))
        yield Row(f"eddsa-rdfc-2022, {claims} claims", times[claims], seconds(bare(key)), "bare Ed25519 verify", "")
    yield Row("1,000 claims against 100 claims", times[1000], times[100], "100 claims", "≤ 10 (linear)")


def pyld_and_node() -> Iterator[Row]:
    value, verifier, key = signed("eddsa-rdfc-2022", "Ed25519", 10)
    ours = seconds(lambda: verifier.verify_credential(value))
    primitive = seconds(bare(key))
    for name, cached in (("PyLD directly", False), ("PyLD, contexts cached", True)):
        took = seconds(_pyld(value, key, cached=cached))
        yield Row(f"{name}, same credential", took, primitive, "bare Ed25519 verify", "")
    yield from node(value, primitive)
    yield Row("ours, same credential", ours, primitive, "bare Ed25519 verify", "")


@with_peer
def node(peer: Peer, value: dict, primitive: float) -> Iterator[Row]:
    """The same verification on Digital Bazaar's library."""
    tell_contexts(peer, {OWN: own_context(10)})
    took = peer_seconds(peer, "verify", {"credential": value})
    yield Row("Digital Bazaar's (Node), same credential", took, primitive, "bare Ed25519 verify", "")


def _pyld(value: dict, key: SigningKey, *, cached: bool):
    """The same verification on PyLD: canonicalize document and proof options, hash, check the signature."""
    import hashlib

    from pyld import jsonld
    from pyld.context_resolver import ContextResolver

    from vcwallet.encoding.base import multibase_decode

    def loader(url: str, _: object = None) -> dict:
        document = own_context(10) if url == OWN else bundled_document(url)
        return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": document}

    cache: dict = {}
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": loader}
    document = {name: member for name, member in value.items() if name != "proof"}
    config = {name: member for name, member in value["proof"].items() if name != "proofValue"}
    config["@context"] = value["@context"]
    signature = multibase_decode(value["proof"]["proofValue"])

    def verify() -> None:
        if cached:
            options["contextResolver"] = ContextResolver(cache, loader)
        digests = [
            hashlib.sha256(jsonld.normalize(part, dict(options)).encode()).digest() for part in (config, document)
        ]
        key.public.verify(signature, b"".join(digests))

    return verify
