"""What a verifier asks for, in its own words: `Ask` for one credential, `AnyOf` for alternatives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from vcwallet.errors import FormatError, UsageError, quoted
from vcwallet.flags import require_flags
from vcwallet.query.claims_path import ClaimsPath, path_of_pointer, read_path

Values = tuple[str | int | bool, ...]
_SD_JWT_VC = "dc+sd-jwt"


@dataclass(frozen=True, slots=True)
class Ask:
    """Asks for one credential, and for what it must show.

    Args:
        type: The type of a W3C credential: its name as credentials write it, or its full IRI. Wallets of other makers
            compare full IRIs (OpenID4VP 1.0 §B.1.1): give them one, or the `contexts` in which it is found. A name that
            stays a name is compared by this library with the types as the credential writes them. Which types have the
            full IRI is told by contexts that the verifier knows by their URL, never by one within the credential.
        vct: The type of an SD-JWT VC. Exactly one of `type` and `vct` is given.
        contexts: URLs of the JSON-LD contexts in which `type` is a name; the request then carries its full IRI.
        reveal: The claims that are needed: JSON pointers into the credential, or claims path pointers as tuples
            (OpenID4VP 1.0 §7), as in ``("nationalities", None)`` for all elements. What a credential always shows need
            not be asked for.
        purpose: Why, in a sentence that the holder reads before deciding.
        values: ``{pointer: [values]}``: only a credential with one of these values helps. It spares holders from
            showing what would be refused; whoever relies on a value has to look at it all the same.
        issuers: Only credentials by these issuers help; whom to believe is the business of `TrustedIssuers`.
        format: The Credential Format Identifier; by default ``"ldp_vc"`` for a type, ``"dc+sd-jwt"`` for a `vct`.
        multiple: Whether the holder may show several credentials. One that is shown twice does not count as two, so
            that those of `bbs-2023` need pseudonyms: without, nobody can tell.
        optional: Whether the holder may leave it out.
        unsafe_any_holder: Accepts the bare credential from whoever has got hold of it: nothing binds it to the
            presenter, to this verifier or to this request (OpenID4VP 1.0 §5.3). For tickets and vouchers.

    Raises:
        UsageError: The arguments do not fit together, or one is not of its form.
    """

    type: str | None = None
    vct: str | None = field(default=None, kw_only=True)
    contexts: Sequence[str] = field(default=(), kw_only=True)
    reveal: Sequence[str | ClaimsPath] = field(default=(), kw_only=True)
    purpose: str = field(default="", kw_only=True)
    values: Mapping[str | ClaimsPath, Sequence[str | int | bool]] = field(
        default_factory=dict, kw_only=True, hash=False
    )
    issuers: Sequence[str] = field(default=(), kw_only=True)
    format: str = field(default="", kw_only=True)
    multiple: bool = field(default=False, kw_only=True)
    optional: bool = field(default=False, kw_only=True)
    unsafe_any_holder: bool = field(default=False, kw_only=True)

    def __post_init__(self) -> None:
        if (self.type is None) == (self.vct is None):
            raise UsageError(
                "Ask either for a type of W3C credential or for the `vct` of an SD-JWT VC.",
                hint='Write Ask("ExampleDegreeCredential") or Ask(vct="https://uni.example/degree").',
            )
        for name in ("type", "vct"):
            wanted = getattr(self, name)
            if wanted is not None and (not isinstance(wanted, str) or not wanted):
                raise UsageError(f"`{name}` is a text with something in it.")
        if not isinstance(self.purpose, str) or not isinstance(self.format, str):
            raise UsageError("`purpose` and `format` are texts.")
        require_flags(multiple=self.multiple, optional=self.optional, unsafe_any_holder=self.unsafe_any_holder)
        claims = (tuple(claim) if isinstance(claim, list) else claim for claim in _listed(self.reveal, "reveal"))
        object.__setattr__(self, "reveal", tuple(claims))
        object.__setattr__(self, "contexts", tuple(_listed(self.contexts, "contexts")))
        object.__setattr__(self, "issuers", tuple(_listed(self.issuers, "issuers")))
        object.__setattr__(self, "format", self.format or ("ldp_vc" if self.vct is None else _SD_JWT_VC))
        if (self.format == _SD_JWT_VC) is (self.vct is None):
            raise UsageError(
                f"Credentials of the format {self.format[:100]!r} have no `{'type' if self.vct is None else 'vct'}`.",
                hint=f"`vct` is for {_SD_JWT_VC!r}, `type` for all others.",
            )
        if not isinstance(self.values, Mapping):
            raise UsageError("`values` says which values of which claim help: {pointer: [values]}.")
        values = {claim: tuple(_listed(wanted, "values")) for claim, wanted in self.values.items()}
        object.__setattr__(self, "values", values)
        self.accepted_values()
        self.paths()
        if not all(isinstance(text, str) and text for text in (*self.issuers, *self.contexts)):
            raise UsageError("`issuers` are the identifiers of issuers, and `contexts` are URLs.")
        if self.contexts and self.type is None:
            raise UsageError("Only the type of a W3C credential is a name in `contexts`.")

    def paths(self) -> tuple[ClaimsPath, ...]:
        """The claims that are needed, each once, as claims path pointers: those of `reveal`, then those of `values`."""
        return tuple(dict.fromkeys(_path(claim) for claim in (*self.reveal, *self.values)))

    def accepted_values(self) -> Mapping[ClaimsPath, Values]:
        """The values that help, by claims path pointer."""
        accepted: dict[ClaimsPath, Values] = {}
        for claim, values in self.values.items():
            if not values or not all(isinstance(value, str | int) for value in values):
                raise UsageError("The `values` of a claim are a list of texts, integers or booleans, not empty.")
            accepted[_path(claim)] = tuple(values)
        return accepted


@dataclass(frozen=True, slots=True, init=False)
class AnyOf:
    """Asks for one of several credentials, the one that suits the verifier best first.

    Args:
        alternatives: Two or more `Ask`; the purpose is given once, here or in one of them.
        purpose: Why, in a sentence that the holder reads before deciding.
        optional: Whether the holder may leave it out.

    Raises:
        UsageError: Fewer than two alternatives, or something other than an `Ask` among them.
    """

    alternatives: tuple[Ask, ...]
    purpose: str
    optional: bool

    def __init__(self, *alternatives: Ask, purpose: str = "", optional: bool = False) -> None:
        if len(alternatives) < 2 or not all(isinstance(alternative, Ask) for alternative in alternatives):
            raise UsageError("AnyOf takes two or more Ask(…) to choose from.")
        require_flags(optional=optional)
        if not isinstance(purpose, str):
            raise UsageError("The `purpose` is a text.")
        object.__setattr__(self, "alternatives", alternatives)
        own = [alternative.purpose for alternative in alternatives if alternative.purpose]
        object.__setattr__(self, "purpose", purpose or "; ".join(dict.fromkeys(own)))
        object.__setattr__(self, "optional", optional or any(alternative.optional for alternative in alternatives))


def _listed(value: object, name: str) -> Iterable[object]:
    if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
        raise UsageError(f"`{name}` takes a list.", hint=f"Write {name}=[…], also for a single one.")
    return value


def _path(claim: object) -> ClaimsPath:
    try:
        return path_of_pointer(claim) if isinstance(claim, str) else read_path(claim, "")
    except FormatError as error:
        raise UsageError(
            f"{quoted(claim, 100)} does not name a claim: {error.message}", hint=error.hint, spec=error.spec
        ) from None
