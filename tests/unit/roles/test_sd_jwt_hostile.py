"""Whatever an issuer or a holder signs, the verdict is a report: nothing else ever comes out."""

import contextlib

from builders import HOLDER, issuer, verifier
from certificates import ROOT_PEM
from forging import disclosure, forge, key_binding
from hypothesis import given, settings
from hypothesis import strategies as st
from sd_jwt_cases import OURS, SHOP, VCT, shop, vc_claims, w3c_claims, wallet

from vcwallet.errors import VcwalletError
from vcwallet.report import Outcome

TEXTS = st.sampled_from(
    ["", "x", VCT, "did:key:", "did:key:z", "did:jwk:e30#0", OURS.did, OURS.verification_method, "did:web:%", "https://",
     "https://[", "data:,x", "#", "2026-01-01T00:00:00Z", "EC", "P-256", "_sd", "...", "\u0000"]
)  # fmt: skip
SCALARS = st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats(allow_nan=False) | TEXTS
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["jwk", "kid", "jku", "kty", "crv", "x", "y", "id", "type", "_sd", "...", "status_list", "a"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)
HEADERS = st.dictionaries(
    st.sampled_from(["alg", "typ", "kid", "x5c", "cty", "crit", "b64", "jwk", "x5u", "cnf"]), VALUES, max_size=3
)
OF_THE_VC = st.sampled_from(
    [
        "vct",
        "iss",
        "sub",
        "iat",
        "nbf",
        "exp",
        "cnf",
        "status",
        "aka_vcts",
        "vct#integrity",
        "jti",
        "_sd",
        "_sd_alg",
        "...",
    ]
)
OF_THE_DOCUMENT = st.sampled_from(
    ["@context", "type", "issuer", "validFrom", "validUntil", "credentialSubject", "credentialStatus", "iss", "iat",
     "exp", "nbf", "cnf", "vc", "proof", "id", "holder", "verifiableCredential", "aud", "nonce", "_sd"]
)  # fmt: skip
OF_THE_BINDING = st.sampled_from(["aud", "nonce", "iat", "sd_hash", "exp"])


def judged(value, **options):
    judging = verifier(SHOP, x509_anchors=ROOT_PEM, **options)
    for report in (judging.examine_credential(value), judging.examine(value, challenge="once")):
        assert (report.verified is None) == (report.outcome is not Outcome.PASSED)
        assert report.to_json()["verdict"] in ("valid", "invalid", "cannot know")


@given(st.dictionaries(OF_THE_VC, VALUES, max_size=4), HEADERS)
@settings(max_examples=150)
def test_claims_and_headers_of_an_sd_jwt_vc(claims, header):
    judged(forge(OURS, vc_claims(iss=OURS.did) | claims, **header))


@given(st.dictionaries(OF_THE_DOCUMENT, VALUES, max_size=4), st.sampled_from(["vc+sd-jwt", "vp+sd-jwt"]), HEADERS)
@settings(max_examples=150)
def test_members_and_headers_of_w3c_documents(members, typ, header):
    document = w3c_claims(issuer=OURS.did)
    if typ == "vp+sd-jwt":
        document |= {"type": ["VerifiablePresentation"], "holder": OURS.did, "aud": SHOP, "nonce": "once"}
    judged(forge(OURS, document | members, **{"typ": typ} | header))


@given(st.dictionaries(OF_THE_BINDING, VALUES, max_size=3), VALUES, st.sampled_from(["kb+jwt", "JWT"]))
@settings(max_examples=100)
def test_key_bindings(claims, cnf, typ):
    for bound_to in ({"jwk": HOLDER.public.to_jwk()}, cnf):
        sd_jwt = forge(OURS, vc_claims(iss=OURS.did, cnf=bound_to))
        changed = {name: value for name, value in claims.items() if name not in ("aud", "nonce")}
        judged(
            key_binding(
                HOLDER,
                sd_jwt,
                audience=claims.get("aud", SHOP),
                nonce=claims.get("nonce", "once"),
                typ=typ,
                **changed,
            )
        )


@given(st.lists(st.tuples(st.sampled_from(["a", "cnf", "vct", "iss", "_sd"]), VALUES), max_size=3))
@settings(max_examples=100)
def test_disclosures(contents):
    made = [disclosure(name, value) for name, value in contents]
    judged(forge(OURS, vc_claims(iss=OURS.did, _sd=[digest for _, digest in made]), *(text for text, _ in made)))


@given(
    st.recursive(
        SCALARS,
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["payload", "protected", "signature", "signatures", "header", "disclosures", "kb_jwt", "type", "id",
                     "@context"]
                ),
                inner,
                max_size=4,
            )
        ),
    )
)  # fmt: skip
@settings(max_examples=150)
def test_json_forms_and_envelopes(value):
    judged(value)
    if isinstance(value, dict):
        judged(value | {"type": "EnvelopedVerifiableCredential", "@context": "https://www.w3.org/ns/credentials/v2"})
        judged(value | {"payload": "e30", "signature": "AA", "header": {"disclosures": []}})


@given(st.text(st.sampled_from("eyJ~.{}[]\"' \n-_=\x00é\ud800"), max_size=30) | st.binary(max_size=30))
@settings(max_examples=200)
def test_texts_and_bytes(value):
    judged(value)
    with contextlib.suppress(VcwalletError):
        WALLET.hold(value)


@given(VALUES)
@settings(max_examples=60)
def test_what_is_issued_verifies(value):
    """Whatever an issuer says: it is refused when issued, or verified afterwards."""
    for claims, kind in ((vc_claims(claim=value), "dc+sd-jwt"), (w3c_claims(claim=value), "vc+sd-jwt")):
        try:
            secured = ISSUER.issue(claims, securing=kind, holder=HOLDER.did)
        except VcwalletError:
            continue
        assert verifier().verify_credential(secured).claim("/claim") == value
        assert shop().examine(secured.value, challenge="once").verdict == "invalid"


WALLET = wallet()
ISSUER = issuer("P-256")
