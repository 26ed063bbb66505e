"""What many tests need: fixed keys, a fixed clock, and credentials of many shapes."""

from datetime import UTC, datetime

from vcwallet import Issuer, SigningKey, TrustedIssuers, Verifier

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
V2 = "https://www.w3.org/ns/credentials/v2"
V1 = "https://www.w3.org/2018/credentials/v1"
EXAMPLES_V2 = "https://www.w3.org/ns/credentials/examples/v2"
EXAMPLES_V1 = "https://www.w3.org/2018/credentials/examples/v1"

KEYS = {
    "Ed25519": SigningKey.from_secret_bytes("Ed25519", b"\x01" * 32),
    "P-256": SigningKey.from_secret_bytes("P-256", b"\x02" * 32),
    "P-384": SigningKey.from_secret_bytes("P-384", b"\x03" * 48),
}
HOLDER = SigningKey.from_secret_bytes("Ed25519", b"\x04" * 32)
STRANGER = SigningKey.from_secret_bytes("Ed25519", b"\x05" * 32)

# Every whole-document suite with a key that fits it.
SUITES = [
    ("eddsa-rdfc-2022", "Ed25519"),
    ("eddsa-jcs-2022", "Ed25519"),
    ("Ed25519Signature2020", "Ed25519"),
    ("ecdsa-rdfc-2019", "P-256"),
    ("ecdsa-rdfc-2019", "P-384"),
    ("ecdsa-jcs-2019", "P-256"),
    ("ecdsa-jcs-2019", "P-384"),
]


def clock():
    return NOW


def issuer(key="Ed25519", **options):
    return Issuer(KEYS[key], **{"clock": clock} | options)


def verifier(audience=None, **options):
    options.setdefault("trust", TrustedIssuers.unsafe_anyone())
    return Verifier(audience, **{"clock": clock} | options)


def degree(holder=HOLDER.did, **members):
    """A VCDM 2.0 credential with a nested object, arrays, a language value, a number and a boolean."""
    return {
        "@context": [V2, EXAMPLES_V2],
        "id": "urn:uuid:0d5c1d2e-64ef-4fbe-9ffb-0c35c5a2c2c4",
        "type": ["VerifiableCredential", "ExampleDegreeCredential"],
        "name": {"@value": "Diploma", "@language": "en"},
        "validFrom": "2026-01-01T00:00:00Z",
        "validUntil": "2027-01-01T00:00:00Z",
        "credentialSubject": {
            "id": holder,
            "name": "Ada Lovelace",
            "degree": {"type": "ExampleBachelorDegree", "name": "BSc Mathematics"},
            "nationality": ["GB", "FR"],
            "semesters": 6,
            "withHonours": True,
        },
    } | members


def alumni_v1(holder=HOLDER.did, **members):
    """A VCDM 1.1 credential."""
    return {
        "@context": [V1, EXAMPLES_V1],
        "type": ["VerifiableCredential", "AlumniCredential"],
        "issuanceDate": "2026-01-01T00:00:00Z",
        "credentialSubject": {"id": holder, "alumniOf": "Example University"},
    } | members
