"""A query in the Digital Credentials Query Language, as it was read: OpenID4VP 1.0 §6."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from vcwallet.encoding import strict_json
from vcwallet.ports import JsonObject
from vcwallet.query.claims_path import ClaimsPath


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimsQuery:
    """One claim that is asked for: §6.3.

    Attributes:
        path: Where it stands in the credential.
        id: Its name for `claim_sets`, or None.
        values: The values that help (§6.4.1); None where any does.
    """

    path: ClaimsPath
    id: str | None = None
    values: tuple[str | int | bool, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedAuthority:
    """Who should stand behind the issuer: §6.1.1.

    Attributes:
        type: What kind of authority, such as ``"aki"``.
        values: Any of these.
    """

    type: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialQuery:
    """One credential that is asked for: §6.1.

    Attributes:
        id: Its name in the answer.
        format: The Credential Format Identifier of Appendix B, such as ``"ldp_vc"``.
        multiple: Whether several credentials may answer.
        type_values: Alternatives of types that a W3C credential must all have; empty where any will do.
        vct_values: The types of SD-JWT VC that will do; empty where any will.
        doctype_value: The document type of an mdoc, or None.
        trusted_authorities: Any of these should stand behind the issuer; empty where nothing is said.
        holder_binding: Whether the holder has to prove that the credential is theirs.
        claims: What it must show; None where only what is always shown.
        claim_sets: Alternatives of `claims` by id, the best first; None where all of `claims` are asked for.
    """

    id: str
    format: str
    multiple: bool = False
    type_values: tuple[tuple[str, ...], ...] = ()
    vct_values: tuple[str, ...] = ()
    doctype_value: str | None = None
    trusted_authorities: tuple[TrustedAuthority, ...] = ()
    holder_binding: bool = True
    claims: tuple[ClaimsQuery, ...] | None = None
    claim_sets: tuple[tuple[str, ...], ...] | None = None

    def alternatives(self) -> tuple[tuple[ClaimsQuery, ...], ...]:
        """The combinations of claims of which one is asked for, the best first: §6.4.1.

        Of several claims queries for one path in a combination only the first counts, as §6.1 advises.
        """
        claims = self.claims or ()
        if self.claim_sets is None:
            return (_each_path_once(claims),)
        by_id = {claim.id: claim for claim in claims}
        return tuple(_each_path_once([by_id[name] for name in names]) for names in self.claim_sets)


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialSetQuery:
    """A use case, and which credentials serve it: §6.2.

    Two members that §6.2 does not define, and that other wallets therefore ignore, are read where they are texts:
    ``purpose``, which earlier drafts had here, and ``name``, under which the asker looks for the answer.

    Attributes:
        options: Alternatives of credential query ids.
        required: Whether the request is in vain without it.
        purpose: Why it is asked, or "".
        name: What the asker calls it, or None.
    """

    options: tuple[tuple[str, ...], ...]
    required: bool = True
    purpose: str = ""
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DcqlQuery:
    """All that is asked for: §6. Made by `read_dcql` or `compile_asks`.

    Attributes:
        credentials: The single credentials, at least one.
        credential_sets: How they may be combined; empty where all of `credentials` are asked for.
    """

    credentials: tuple[CredentialQuery, ...]
    credential_sets: tuple[CredentialSetQuery, ...] = ()
    _source: JsonObject = field(repr=False, compare=False)

    def to_json(self) -> JsonObject:
        """The query as JSON, with the members that this library does not know; the caller's own copy."""
        copy = strict_json.admit(self._source)
        assert isinstance(copy, dict)
        return copy

    def credential(self, query_id: str) -> CredentialQuery | None:
        """The credential query of this id, or None."""
        return next((query for query in self.credentials if query.id == query_id), None)

    def purposes(self) -> Mapping[str, str]:
        """Why each credential is asked for, by query id; those without a purpose are left out."""
        purposes: dict[str, str] = {}
        for use_case in self.credential_sets:
            for query_id in dict.fromkeys(name for option in use_case.options for name in option):
                if use_case.purpose:
                    purposes.setdefault(query_id, use_case.purpose)
        return purposes

    def names(self) -> Mapping[str, str]:
        """What the asker calls the answer to each credential query, by query id: its own id where nothing is said."""
        names = {query.id: query.id for query in self.credentials}
        for use_case in self.credential_sets:
            for query_id in (name for option in use_case.options for name in option if use_case.name):
                names[query_id] = use_case.name or query_id
        return names


def _each_path_once(claims: tuple[ClaimsQuery, ...] | list[ClaimsQuery]) -> tuple[ClaimsQuery, ...]:
    seen: dict[ClaimsPath, ClaimsQuery] = {}
    for claim in claims:
        seen.setdefault(claim.path, claim)
    return tuple(seen.values())
