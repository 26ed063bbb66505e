"""Certificates for tests: what makes them; a root, and signers below it."""

import base64
from datetime import timedelta

from builders import NOW
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

YEAR = timedelta(days=365)
ROOT_KEY, OTHER_KEY = (ec.derive_private_key(number, ec.SECP256R1()) for number in (21, 22))
USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


def name(text):
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)] if text else [])


def usage(*allowed):
    return x509.KeyUsage(**{item: item in allowed for item in USAGES})


def certificate(
    subject,
    public,
    issuer,
    issuer_key,
    *,
    ca=False,
    before=NOW - YEAR,
    after=NOW + YEAR,
    names=None,
    extra=(),
    key_usage=None,
):
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(public)
        .serial_number(1000)
        .not_valid_before(before.replace(tzinfo=None))
        .not_valid_after(after.replace(tzinfo=None))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(
            key_usage or (usage("key_cert_sign", "crl_sign") if ca else usage("digital_signature")), critical=True
        )
    )
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=not subject)
    for extension, critical in extra:
        builder = builder.add_extension(extension, critical=critical)
    return builder.sign(issuer_key, hashes.SHA256())


ROOT = certificate("Root", ROOT_KEY.public_key(), "Root", ROOT_KEY, ca=True)
OTHER_ROOT = certificate("Other", OTHER_KEY.public_key(), "Other", OTHER_KEY, ca=True)
ROOT_PEM = ROOT.public_bytes(Encoding.PEM)
ROOT_DER = ROOT.public_bytes(Encoding.DER)


def signer(key, *, dns="uni.example", **options):
    """A certificate for one of our signing keys."""
    public = load_pem_private_key(key.unsafe_to_pem(), None).public_key()
    return certificate("University", public, "Root", ROOT_KEY, names=[x509.DNSName(dns)], **options)


def x5c(*certificates):
    return [base64.b64encode(one.public_bytes(Encoding.DER)).decode() for one in certificates]
