"""Issuers that are named by X.509 certificates in the header of the token (SD-JWT VC §2.5; RFC 7515 §4.1.6)."""

from __future__ import annotations

from binascii import a2b_base64
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from vcwallet.errors import KeyMismatch, Malformed, NotBound, UntrustedIssuer, UsageError
from vcwallet.keys.public import PublicKey
from vcwallet.model.urls import is_absolute_url
from vcwallet.ports import JsonValue
from vcwallet.securing.trust_anchors import TrustAnchors

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.x509.verification import ExtensionPolicy, Policy

MAX_CHAIN = 10
"""More certificates than this in one header are refused."""

_SPEC = "SD-JWT VC §2.5"
_MAX_DEPTH = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class CertifiedKey:
    """A key whose certificate leads to a trust anchor.

    Attributes:
        key: The key.
        subject: The subject's distinguished name (RFC 4514).
        dns_names: The subject's host names, in lower case.
        uris: The subject's URIs.
    """

    key: PublicKey
    subject: str
    dns_names: tuple[str, ...]
    uris: tuple[str, ...]

    def speaks_for(self, issuer: str) -> bool:
        """Whether the certificate names `issuer`: by exactly this URI, or by the host name of this https URL."""
        if issuer in self.uris:
            return True
        # Of what is no URL by the URL Standard, browsers and `urlsplit` may find different hosts.
        if not is_absolute_url(issuer):
            return False
        try:
            parts = urlsplit(issuer)
        except ValueError:
            return False
        return parts.scheme == "https" and (parts.hostname or "") in self.dns_names


def key_from_certificates(x5c: JsonValue, anchors: TrustAnchors, *, at: datetime) -> CertifiedKey:
    """Checks the certificate chain of a header, and takes the key of its first certificate.

    Args:
        x5c: The header parameter: certificates in base64 DER, the signer's own first.
        anchors: The certificates that the caller believes.
        at: The time to judge by (aware).

    Raises:
        Malformed: Not an array of certificates.
        UntrustedIssuer: The chain does not lead to a trust anchor at this time.
        NotBound: The key is of a type that is not accepted, or its certificate is not for signing.
    """
    chain = [_certificate(item, index) for index, item in enumerate(_listed(x5c))]
    leaf = chain[0]
    _verify(leaf, chain[1:], anchors, at)
    return CertifiedKey(
        key=_key(leaf),
        subject=leaf.subject.rfc4514_string(),
        **_names(leaf),
    )


def subject_of(x5c: JsonValue) -> str:
    """The subject's distinguished name (RFC 4514) in the first certificate of a header: whom it speaks of, unchecked.

    Raises:
        Malformed: Not an array of certificates.
    """
    return _certificate(_listed(x5c)[0], 0).subject.rfc4514_string()


def key_of(x5c: JsonValue) -> PublicKey:
    """The key in the first certificate of a header, which an issuer is about to name; nothing is checked.

    Raises:
        Malformed: Not an array of certificates.
        NotBound: The key is of a type that is not accepted.
    """
    return _key(_certificate(_listed(x5c)[0], 0))


def _listed(x5c: JsonValue) -> list[JsonValue]:
    if not isinstance(x5c, list) or not x5c or len(x5c) > MAX_CHAIN:
        message = f"The certificates in the header are not an array of 1 to {MAX_CHAIN}."
        raise Malformed(message, where="/x5c", spec="RFC 7515 §4.1.6")
    return x5c


def _certificate(item: JsonValue, index: int) -> x509.Certificate:
    from cryptography import x509

    try:
        # The one place in JOSE that has base64 with padding.
        der = a2b_base64(item, strict_mode=True) if isinstance(item, str) else b""
        certificate = x509.load_der_x509_certificate(der)
        _ = certificate.extensions, certificate.subject  # which are decoded only when they are asked for
    except Exception as error:
        # Errors of several kinds, not all of them ValueErrors, come out of hostile certificates.
        message = "A certificate in the header cannot be read."
        raise Malformed(message, where=f"/x5c/{index}", spec="RFC 7515 §4.1.6") from error
    return certificate


def _verify(
    leaf: x509.Certificate, intermediates: Sequence[x509.Certificate], anchors: TrustAnchors, at: datetime
) -> None:
    from cryptography.x509.verification import PolicyBuilder

    if not isinstance(at, datetime) or at.utcoffset() is None:
        raise UsageError("A point in time needs its zone.", hint="Use for example datetime.now(UTC).")
    builder = (
        PolicyBuilder()
        .store(anchors.store())
        .time(at.astimezone(UTC).replace(tzinfo=None))
        .max_chain_depth(_MAX_DEPTH)
        .extension_policies(ca_policy=_authority_policy(), ee_policy=_signer_policy())
    )
    try:
        builder.build_client_verifier().verify(leaf, list(intermediates))
    except Exception as error:
        # Whatever the reason, and whatever the library thinks of hostile certificates: no chain was found.
        raise UntrustedIssuer(
            f"The certificate of the issuer does not lead to one that is trusted: {str(error)[:200]}",
            where="/x5c",
            hint="If you do believe this issuer, add the certificate of its authority to the trust anchors.",
            spec=_SPEC,
            code="untrusted_certificate",
        ) from error


def _authority_policy() -> ExtensionPolicy:
    """As for web servers, but that limits to names of persons and organizations are not passed over.

    `cryptography` applies those to DNS names and IP addresses. An authority may be limited by other names as well, also
    where the extension is not critical (RFC 5280 §4.2.1.10), and the issuer here is known by its subject's name.
    """
    from cryptography import x509
    from cryptography.x509.verification import Criticality, ExtensionPolicy

    def of_hosts_only(_: Policy, __: x509.Certificate, constraints: x509.NameConstraints | None) -> None:
        if constraints is None:
            return
        limits = (*(constraints.permitted_subtrees or ()), *(constraints.excluded_subtrees or ()))
        if not all(isinstance(name, x509.DNSName | x509.IPAddress) for name in limits):
            raise ValueError("an authority is limited to names of a kind that cannot be judged here")

    return ExtensionPolicy.webpki_defaults_ca().may_be_present(
        x509.NameConstraints, Criticality.AGNOSTIC, of_hosts_only
    )


def _signer_policy() -> ExtensionPolicy:
    """What a signer's certificate must look like; the rules for web servers do not fit it.

    Extensions that are critical and not understood are refused all the same (RFC 5280 §4.2).
    """
    from cryptography import x509
    from cryptography.x509.verification import Criticality, ExtensionPolicy

    def not_an_authority(_: Policy, __: x509.Certificate, constraints: x509.BasicConstraints | None) -> None:
        if constraints is not None and constraints.ca:
            raise ValueError("it is the certificate of an authority, not of a signer")

    def for_signatures(_: Policy, __: x509.Certificate, usage: x509.KeyUsage | None) -> None:
        if usage is not None and not usage.digital_signature:
            raise ValueError("its key is not for signatures")

    return (
        ExtensionPolicy.permit_all()
        .may_be_present(x509.BasicConstraints, Criticality.AGNOSTIC, not_an_authority)
        .may_be_present(x509.KeyUsage, Criticality.AGNOSTIC, for_signatures)
    )


def _key(leaf: x509.Certificate) -> PublicKey:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    curves = {"secp256r1": "P-256", "secp384r1": "P-384"}
    # What a certificate may hold, and still must not be used, is refused by `PublicKey` or by `public_key`.
    with suppress(ValueError, KeyMismatch):
        key = leaf.public_key()
        if isinstance(key, EllipticCurvePublicKey) and key.curve.name in curves:
            point = key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
            return PublicKey.from_bytes(curves[key.curve.name], point)
        if isinstance(key, Ed25519PublicKey):
            return PublicKey.from_bytes("Ed25519", key.public_bytes_raw())
    raise NotBound(
        "The certificate of the issuer holds a key that cannot be used here.",
        where="/x5c/0",
        hint="Use a key of type P-256, P-384 or Ed25519.",
        spec=_SPEC,
        code="unsupported_key",
    )


def _names(leaf: x509.Certificate) -> dict[str, tuple[str, ...]]:
    from cryptography import x509

    try:
        names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return {"dns_names": (), "uris": ()}
    return {
        "dns_names": tuple(name.lower() for name in names.get_values_for_type(x509.DNSName)),
        "uris": tuple(names.get_values_for_type(x509.UniformResourceIdentifier)),
    }
