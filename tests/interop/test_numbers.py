"""Numbers and texts at their limits: both sides write them alike, in JCS and in RDF."""

import random
import struct
import sys

from interop.documents import V2

from vcwallet import Issuer, SigningKey
from vcwallet.rdf import Contexts, canonicalize, to_statements

SMALLEST, LARGEST = 5e-324, sys.float_info.max


def doubles():
    """Doubles of all sizes, from fixed random bits, and those at which the way of writing changes."""
    bits = random.Random(20240229)
    drawn = [struct.unpack("<d", bits.randbytes(8))[0] for _ in range(400)]
    near = [digit * 10.0**power for power in range(-9, 24) for digit in (1, 1.5, 9.999999999999999)]
    edges = [SMALLEST, LARGEST, 0.1 + 0.2, 1 / 3, 2.0**53, 2.0**53 + 2, 1e21, 1e20, 1e-6, 1e-7, 0.0, -0.0, 100.0]
    finite = [number for number in drawn if abs(number) <= LARGEST]
    assert len(finite) > 350
    return [sign * number for number in finite + near + edges for sign in (1, -1)]


def texts():
    return ["\u2028\u2029", "\x7f\x80\x85", "".join(map(chr, range(1, 32))), "\u200f\u202e", "\ud7ff", "🏅😀"]


def texts_of_jcs():
    """In N-Quads the peer does not escape the first, and puts the second in another order: see README."""
    return [*texts(), "\ufffe\uffff", "\ue000\ufffd"]


def signed_by_both(peer, credential, cryptosuite):
    theirs = peer.call("generate", algorithm="Ed25519")
    ours = SigningKey.from_jwk(theirs["secretJwk"])
    credential["issuer"] = ours.did
    created = {"created": "2024-05-05T05:05:05Z"}
    signed = peer.call("issue", credential=credential, cryptosuite=cryptosuite, key=theirs, **created)
    return Issuer(ours).issue(credential, securing=cryptosuite, proof=created).value, signed


def credential_about(claims):
    return {
        "@context": [V2, {"@vocab": "https://numbers.example/terms#"}],
        "type": ["VerifiableCredential"],
        "validFrom": "2024-01-01T00:00:00Z",
        "credentialSubject": claims,
    }


def test_jcs(peer):
    """Ed25519 is deterministic, so that equal proof values mean equal canonical texts."""
    members = {chr(first) + "é": first for first in (0x20AC, 0x2D, 0xFB33, 0x31, 0x1F600, 0x80, 0xF6)}
    ours, theirs = signed_by_both(
        peer, credential_about({"numbers": doubles(), "texts": texts_of_jcs(), "members": members}), "eddsa-jcs-2022"
    )
    assert ours["proof"] == theirs["proof"]


def test_rdf_literals_of_numbers(peer):
    """Below 0.000001 the peer writes 0, and loses what was signed; so these are left out."""
    numbers = [number for number in doubles() if number == 0 or abs(number) >= 1e-6]
    assert len(numbers) > 500
    different = []
    for number in numbers:
        document = {"@context": {"@vocab": "https://numbers.example/terms#"}, "number": number}
        ours = canonicalize(to_statements(document, Contexts.bundled()).quads)
        if ours.nquads != peer.call("canonize", document=document)["nquads"]:
            different.append(number)
    assert not different


def test_rdf_literals_of_texts(peer):
    document = {"@context": {"@vocab": "https://texts.example/terms#"}, "text": texts()}
    ours = canonicalize(to_statements(document, Contexts.bundled()).quads)
    assert ours.nquads == peer.call("canonize", document=document)["nquads"]
