"""The issuer: signs facts about people and things."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from vcwallet.clock import checked, now, system_clock
from vcwallet.dids import resolve, to_did_document
from vcwallet.encoding import strict_json
from vcwallet.errors import FormatError, NotBound, UsageError, VerificationError, quoted
from vcwallet.flags import require_flags
from vcwallet.keys import PublicKey, SigningKey
from vcwallet.model import times
from vcwallet.model.pointer import starts_with
from vcwallet.model.urls import is_absolute_url
from vcwallet.ports import BbsSigner, Clock, JsonObject, Signer
from vcwallet.rdf import Contexts
from vcwallet.resources import Resources
from vcwallet.securing import (
    Draft,
    Environment,
    HolderCommitment,
    KeyFacts,
    Secured,
    require_signer,
    sign,
    suite_named,
)
from vcwallet.securing.choosing import require_pointers

_KEY_METHODS = ("did:key:", "did:jwk:")


class Issuer:
    """Issues credentials with one key.

    Args:
        signer: The key, or whatever stands for it: `SigningKey`, a KMS, an HSM; a `BbsSigner` for `bbs-2023`.
        id: The issuer's identifier, such as ``"did:web:uni.example"``; if left out, that of the signer's verification
            method, which is the key's did:key unless the signer says otherwise. Where the
            signer names no verification method under `id`, the method ``id#<public key as Multikey>`` is used:
            `did_document` gives the document to publish.
        contexts: JSON-LD contexts beside the bundled ones, ``{url: document}``.
        clock: Gives the current time (aware).
        unsafe_any_spelling: Issues documents whose holder can spell what was signed in another way, such as those with
            definitions of their own. Verifiers that do not waive the same cannot know what they mean.

    Raises:
        UsageError: `signer` is not a signer, or no key stands behind its verification method; `id` is not an
            identifier, or the did:key or did:jwk of another key.
    """

    def __init__(
        self,
        signer: Signer | BbsSigner,
        *,
        id: str | None = None,  # noqa: A002  the specification's name
        contexts: Mapping[str, JsonObject] | None = None,
        clock: Clock | None = None,
        unsafe_any_spelling: bool = False,
    ) -> None:
        if not isinstance(signer, Signer | BbsSigner) or isinstance(signer, type):
            raise UsageError(
                "`signer` must have `algorithm`, `did`, `verification_method`, and `sign` or `sign_messages`.",
                hint='For example SigningKey.generate("P-256").',
            )
        require_flags(unsafe_any_spelling=unsafe_any_spelling)
        if id is not None and (not is_absolute_url(id) or "#" in id):
            raise UsageError("`id` is the issuer's identifier, an absolute URL without a fragment.")
        if not is_absolute_url(signer.verification_method) or not isinstance(signer.algorithm, str):
            raise UsageError("A signer's `verification_method` is an absolute URL, and its `algorithm` a text.")
        self._signer = signer
        self._public = _public_key(signer)
        if self._public is not None and self._public.algorithm != signer.algorithm:
            raise UsageError(
                f"The signer's `algorithm` is {quoted(signer.algorithm, 100)}, and its key is of the type "
                f"{self._public.algorithm}."
            )
        # A key that is published under a DID of its own, such as a did:web, speaks for that DID.
        self.id = id or signer.verification_method.partition("#")[0]
        self.verification_method = self._method_url()
        self._environment = Environment(
            contexts=Contexts.bundled().extended({} if contexts is None else contexts), any_spelling=unsafe_any_spelling
        )
        self._clock = checked(clock)

    def issue(
        self,
        credential: Mapping[str, object],
        *,
        securing: str = "eddsa-rdfc-2022",
        mandatory: Sequence[str] = (),
        holder: str | HolderCommitment | Mapping[str, object] | None = None,
        status: Mapping[str, object] | None = None,
        proof: Mapping[str, object] | None = None,
    ) -> Secured:
        """Signs a credential.

        Args:
            credential: The credential as JSON; `issuer` and `validFrom` are filled in where they are absent, and
                nothing that is given is changed. If it carries proofs, the new one is added to them.
            securing: A cryptosuite, such as ``"eddsa-rdfc-2022"``; or ``"dc+sd-jwt"``, for which `credential` holds the
                claims of an SD-JWT VC (`iss` and `iat` are filled in), or ``"vc+sd-jwt"``.
            mandatory: JSON pointers of what is always shown, where the mechanism lets a holder withhold things. The
                issuer is always shown too, and so is what limits the credential (``/validUntil``,
                ``/credentialStatus``, ``/termsOfUse``): a holder could otherwise hide that it expired, or was taken
                back.
            holder: Whom the credential is about: becomes `credentialSubject.id` where that is absent. For `bbs-2023`
                it can be what `wallet.commitment(…)` gave instead, or the JSON of that (a dict or text): the credential
                is then bound to secrets of the holder's, and needs to name nobody. For SD-JWT a did:key or did:jwk, to
                whose key the credential is bound (`cnf`).
            status: An entry for `credentialStatus`; in an SD-JWT VC, the claim `status`.
            proof: Members for the proof itself, such as ``{"expires": …, "previousProof": …}``. For SD-JWT ``expires``,
                ``x5c`` (certificates), ``_sd_alg`` (the hash function), ``decoys`` (how many digests of nothing),
                ``serialization`` (``"compact"``, ``"flattened"`` or ``"general"``).

        Returns:
            The secured credential.

        Raises:
            NonConforming: It breaks a rule of the data model.
            DataLoss: It holds something that no signature would cover.
            Undetermined: It uses a JSON-LD context that is not known here.
            NotBound: It names another issuer, or is about another holder.
            KeyMismatch: This key cannot make this kind of proof.
            FormatError: The holder's commitment cannot be read.
            ProofInvalid: The holder's commitment does not prove that the holder knows what is in it.
            UsageError: The call is wrong in itself.
        """
        own = type(self._signer) is SigningKey
        draft = self._prepare(credential, securing, mandatory, holder, status, proof, own=own)
        return draft.complete([sign(self._signer, wanted) for wanted in draft.signing_inputs])

    def prepare(
        self,
        credential: Mapping[str, object],
        *,
        securing: str = "eddsa-rdfc-2022",
        mandatory: Sequence[str] = (),
        holder: str | HolderCommitment | Mapping[str, object] | None = None,
        status: Mapping[str, object] | None = None,
        proof: Mapping[str, object] | None = None,
    ) -> Draft:
        """Does all of `issue` but the signing: sign the draft's `signing_inputs`, and give them to `complete`."""
        return self._prepare(credential, securing, mandatory, holder, status, proof, own=False)

    def _prepare(
        self,
        credential: Mapping[str, object],
        securing: str,
        mandatory: Sequence[str],
        holder: str | HolderCommitment | Mapping[str, object] | None,
        status: Mapping[str, object] | None,
        proof: Mapping[str, object] | None,
        *,
        own: bool,
    ) -> Draft:
        suite = suite_named(securing)
        document = self._object(credential, "A credential")
        commitment = None
        if isinstance(holder, HolderCommitment | Mapping) or (
            isinstance(holder, str) and holder.lstrip().startswith("{")
        ):
            commitment, holder = HolderCommitment.parse(holder), None
        elif holder is not None and not isinstance(holder, str):
            raise UsageError("`holder` is the holder's DID as text, or what wallet.commitment(…) gave.")
        at = now(self._clock)
        facts = suite.complete_claims(
            document,
            issuer=self.id,
            at=at,
            holder=holder,
            status=None if status is None else self._object(status, "A status"),
        )
        if facts.issuer != self.id:
            raise NotBound(
                f"The credential names the issuer {facts.issuer}, but this issuer is {self.id}.",
                where=f"/{facts.names.issuer}",
                hint=f"Leave `{facts.names.issuer}` out, or issue with the key of the issuer that it names.",
            )
        key = KeyFacts(
            algorithm=self._signer.algorithm,
            verification_method=self.verification_method,
            public=self._public,
            own=own,
        )
        given = {} if proof is None else self._object(proof, "A proof")
        _check_end(given, at)
        members = ({"created": times.format(at)} if suite.is_dated(document) else {}) | given
        draft = suite.prepare(
            document,
            key=key,
            purpose="assertionMethod",
            members=members,
            mandatory=_all_mandatory(mandatory, suite.always_shown(document, facts, at)),
            environment=self._environment,
            commitment=commitment,
        )
        require_signer(self._signer, draft.signing_inputs)
        return draft

    def did_document(self) -> JsonObject:
        """The controlled identifier document that verifiers look for at `id` (CID 1.0 §2).

        Raises:
            UsageError: The signer does not give its public key.
        """
        if self._public is None:
            raise UsageError("This signer does not give its public key.", hint="Give it a `public` attribute.")
        return to_did_document(self.id, {self.verification_method: self._public})

    def _method_url(self) -> str:
        own = self._signer.verification_method
        if own.partition("#")[0] == self.id:
            return own
        if self.id.startswith(_KEY_METHODS):
            raise UsageError(
                "The identifier is that of another key: a did:key or did:jwk says itself which key it is.",
                hint="Leave `id` out, or issue with the key that it names.",
            )
        if self._public is None:
            raise UsageError(
                f"The signer's verification method {own} does not stand under {self.id}.",
                hint="Give the signer a verification method that does.",
            )
        return f"{self.id}#{self._public.multikey}"

    def _object(self, given: object, what: str) -> JsonObject:
        document = strict_json.admit(dict(given) if isinstance(given, Mapping) else given, self._environment.limits)
        if not isinstance(document, dict):
            raise FormatError(f"{what} is a JSON object.", hint="Give a dict.")
        return document


def _public_key(signer: Signer | BbsSigner) -> PublicKey | None:
    """The signer's public key: as it says, or as its did:key or did:jwk does; None where neither tells."""
    public, method = getattr(signer, "public", None), signer.verification_method
    controller = method.partition("#")[0]
    if public is None and controller.startswith(_KEY_METHODS):
        try:
            return resolve(controller, Resources()).method(method, "assertionMethod", system_clock()).key
        except VerificationError as error:
            raise UsageError(f"No key stands behind the signer's verification method. {error.message}") from error
    if public is not None and not isinstance(public, PublicKey):
        raise UsageError(
            "A signer's `public` is a PublicKey.", hint="PublicKey.from_jwk(…) and PublicKey.from_multikey(…) make one."
        )
    return public


def _all_mandatory(mandatory: Sequence[str], always_shown: Sequence[str]) -> Sequence[str]:
    """`mandatory`, and what is always shown as far as that is not covered by it."""
    require_pointers(mandatory, "mandatory")
    if not all(isinstance(pointer, str) for pointer in mandatory):
        return mandatory  # the suite says which is none
    others = (pointer for pointer in always_shown if not any(starts_with(pointer, given) for given in mandatory))
    return (*mandatory, *others)


def _check_end(proof: JsonObject, at: datetime) -> None:
    """Nobody means to make a proof that has expired already."""
    text = proof.get("expires")
    try:
        expires = times.parse(text) if isinstance(text, str) else None
    except FormatError:
        return  # the suite says what is wrong with it
    if expires is not None and expires <= at:
        raise UsageError("The proof would have expired already.", where="/proof/expires")
