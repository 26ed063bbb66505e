"""Whom the verifier believes, and for which type of credential."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from vcwallet.errors import UntrustedIssuer, UsageError

_BASE_TYPE = "VerifiableCredential"


class TrustedIssuers:
    """The issuers that are believed, by type of credential.

    An issuer is believed only about the types it is listed for: a credential that claims further types of its own is
    refused, so that a trusted library cannot issue passports.

    Args:
        issuers: ``{type: [issuer ids]}``; a type is as the credential writes it (or an SD-JWT VC's ``vct``). Where two
            contexts that the verifier knows give one name to different types, it stands for both.

    Raises:
        UsageError: The policy is empty, or not of this form.

    Example:
        ``TrustedIssuers({"ExampleDegreeCredential": ["did:web:uni.example"]})``
    """

    __slots__ = ("_issuers",)

    def __init__(self, issuers: Mapping[str, Iterable[str]]) -> None:
        if not isinstance(issuers, Mapping) or not issuers:
            empty = isinstance(issuers, Iterable) and not issuers
            raise UsageError(
                "An empty list of trusted issuers would refuse everything."
                if empty
                else "Issuers are trusted for types of credentials: {type: [issuer ids]}.",
                hint="Say whom you believe about what: TrustedIssuers({type: [issuer ids]}), "
                "or TrustedIssuers.unsafe_anyone().",
            )
        self._issuers = {_type(type_): _identifiers(type_, listed) for type_, listed in issuers.items()}

    @staticmethod
    def unsafe_anyone() -> TrustedIssuers:
        """Believes everybody about everything: only for tools that judge signatures, not claims."""
        return _Anyone()

    @property
    def is_anyone(self) -> bool:
        """Whether everybody is believed."""
        return False

    def check(self, issuer: str, types: Iterable[str]) -> None:
        """Sees that `issuer` is believed about all of `types` ("VerifiableCredential" alone says nothing).

        Raises:
            UntrustedIssuer: It is not listed for one of them.
            UsageError: `issuer` is no text, or `types` are no texts.
        """
        listed = [types] if isinstance(types, str) or not isinstance(types, Iterable) else [*types]
        texts = all(isinstance(type_, str) for type_ in listed) and not isinstance(types, str)
        if not isinstance(issuer, str) or not texts:
            raise UsageError("An issuer is an identifier as text, and its types are a list of texts.")
        claimed = [type_ for type_ in listed if type_ != _BASE_TYPE] or [_BASE_TYPE]
        for type_ in claimed:
            if issuer not in self._issuers.get(type_, ()):
                raise UntrustedIssuer(
                    f"{issuer} is not among the issuers that are trusted for {type_}.", where="/issuer"
                )


class _Anyone(TrustedIssuers):
    """The policy that has been waived."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__({"*": ["*"]})

    @property
    def is_anyone(self) -> bool:
        return True

    def check(self, issuer: str, types: Iterable[str]) -> None:
        """Believes everybody."""


def _type(given: object) -> str:
    if not isinstance(given, str) or not given:
        raise UsageError("The types in TrustedIssuers({type: [issuer ids]}) are texts.")
    return given


def _identifiers(type_: str, listed: object) -> frozenset[str]:
    if isinstance(listed, str | bytes | Mapping) or not isinstance(listed, Iterable):
        raise UsageError(
            f"The issuers for {type_[:100]!r} must be a list of identifiers.", hint="Also one alone stands in brackets."
        )
    identifiers = list(listed)
    if not identifiers or not all(isinstance(identifier, str) and identifier for identifier in identifiers):
        raise UsageError(f"The issuers for {type_[:100]!r} must be a list of identifiers that is not empty.")
    return frozenset(identifiers)
