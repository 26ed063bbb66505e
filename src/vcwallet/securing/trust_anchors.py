"""The certificates that a verifier believes, where issuers are named by X.509 certificates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from vcwallet.errors import UsageError

if TYPE_CHECKING:
    from cryptography.x509.verification import Store

_PEM = b"-----BEGIN "


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustAnchors:
    """The certificates that the caller believes; chains of issuers must end at one of them.

    Attributes:
        certificates: DER. Revocation of certificates is not looked at.

    Raises:
        UsageError: None at all, or one is no certificate.
    """

    certificates: tuple[bytes, ...]

    def __post_init__(self) -> None:
        certificates = self.certificates
        if not isinstance(certificates, tuple) or not certificates or {*map(type, certificates)} != {bytes}:
            raise UsageError("Trust anchors are a tuple of one or more certificates, each as DER bytes.")
        self.store()

    @classmethod
    def read(cls, given: object) -> TrustAnchors | None:
        """What a user gives as trust anchors.

        Args:
            given: None, trust anchors, or certificates: PEM as str or bytes (several in one text, too), DER as bytes,
                or several of these.

        Raises:
            UsageError: It is something else, or there is no certificate in it.
        """
        if given is None or isinstance(given, TrustAnchors):
            return given
        if isinstance(given, str | bytes) or not isinstance(given, Iterable):
            given = (given,)
        return cls(certificates=tuple(der for one in given for der in _certificates(one)))

    @classmethod
    def from_pem(cls, data: bytes) -> TrustAnchors:
        """Reads one or more certificates in PEM.

        Raises:
            UsageError: There is no certificate, or something else.
        """
        return cls(certificates=_from_pem(data))

    def store(self) -> Store:
        """The certificates as `cryptography` takes them."""
        return _store(self.certificates)


def _certificates(one: object) -> tuple[bytes, ...]:
    data = one.encode("utf-8", "replace") if isinstance(one, str) else one
    if not isinstance(data, bytes):
        raise UsageError("A certificate is text or bytes.", hint="Give the content of a .pem or .der file.")
    return _from_pem(data) if isinstance(one, str) or _PEM in data else (data,)


def _from_pem(data: bytes) -> tuple[bytes, ...]:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    try:
        certificates = x509.load_pem_x509_certificates(data)
    except (ValueError, TypeError) as error:
        hint = "Give what a PEM file holds, not its name."
        raise UsageError("These are no certificates in PEM.", hint=hint) from error
    return tuple(certificate.public_bytes(Encoding.DER) for certificate in certificates)


@lru_cache(maxsize=64)
def _store(certificates: tuple[bytes, ...]) -> Store:
    from cryptography import x509
    from cryptography.x509.verification import Store

    try:
        return Store([x509.load_der_x509_certificate(der) for der in certificates])
    except (ValueError, TypeError) as error:
        raise UsageError("A trust anchor is no certificate in DER.") from error
