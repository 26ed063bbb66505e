"""Keys that live elsewhere: whatever is wrong with what they say or sign is found before a credential leaves."""

import pytest
from builders import KEYS, degree, verifier
from builders import clock as noon

from vcwallet import Issuer, PublicKey
from vcwallet.errors import ProofInvalid, UsageError

P256, ED25519 = KEYS["P-256"], KEYS["Ed25519"]
DER = bytes.fromhex("3045") + bytes(69)


class Kms:
    """A signer with nothing but what the protocol demands."""

    def __init__(self, key, **members):
        self.algorithm, self.did, self.verification_method = key.algorithm, key.did, key.verification_method
        self.sign = key.sign
        self.__dict__.update(members)


HIDDEN = {"did": "did:web:uni.example", "verification_method": "did:web:uni.example#1"}


@pytest.mark.parametrize(
    ("name", "securing"),
    [
        ("P-256", "ecdsa-rdfc-2019"),
        ("P-256", "vc+sd-jwt"),
        ("Ed25519", "eddsa-rdfc-2022"),
        ("Ed25519", "eddsa-jcs-2022"),
        ("Ed25519", "vc+sd-jwt"),
    ],
)
def test_a_key_elsewhere_signs(name, securing):
    secured = Issuer(Kms(KEYS[name]), clock=noon).issue(degree(), securing=securing)
    assert verifier().examine_credential(secured).verdict == "valid"


@pytest.mark.parametrize("members", [HIDDEN, {}], ids=["did:web", "did:key"])
@pytest.mark.parametrize("securing", ["ecdsa-rdfc-2019", "ecdsa-jcs-2019", "ecdsa-sd-2023", "vc+sd-jwt"])
def test_der_signatures_are_refused(members, securing):
    by = Issuer(Kms(P256, sign=lambda _: DER, **members), clock=noon)
    with pytest.raises(UsageError, match="64 bytes, not 71") as caught:
        by.issue(degree(), securing=securing)
    assert "DER" in caught.value.hint
    with pytest.raises(UsageError, match="each as bytes"):
        Issuer(Kms(P256, sign=lambda _: "x" * 64, **members), clock=noon).issue(degree(), securing=securing)


def _did_jwk(key):
    from vcwallet.encoding.base64url import base64url_encode
    from vcwallet.encoding.strict_json import dumps

    did = "did:jwk:" + base64url_encode(dumps(key.public.to_jwk()).encode())
    return {"did": did, "verification_method": f"{did}#0"}


@pytest.mark.parametrize("members", [{}, _did_jwk(P256)], ids=["did:key", "did:jwk"])
@pytest.mark.parametrize("securing", ["ecdsa-rdfc-2019", "ecdsa-sd-2023", "vc+sd-jwt"])
def test_a_wrong_signature_is_found_where_the_identifier_is_the_key(members, securing):
    by = Issuer(Kms(P256, sign=lambda _: b"x" * 64, **members), clock=noon)
    with pytest.raises(ProofInvalid, match="does not match"):
        by.issue(degree(), securing=securing)
    draft = by.prepare(degree(), securing=securing)
    with pytest.raises(ProofInvalid, match="does not match"):
        draft.complete([b"x" * 64 for _ in draft.signing_inputs])


@pytest.mark.parametrize("public", [b"x", "x", P256.public.raw, {}])
def test_a_public_key_is_a_public_key(public):
    with pytest.raises(UsageError, match="PublicKey"):
        Issuer(Kms(P256, public=public))
    assert Issuer(Kms(P256), id="did:web:uni.example").verification_method.endswith(P256.public.multikey)


@pytest.mark.parametrize(
    "members",
    [{"verification_method": None}, {"verification_method": 5}, {"algorithm": None}, {"verification_method": "RSA"}],
)
def test_what_a_signer_says_is_text(members):
    with pytest.raises(UsageError, match="absolute URL, and its `algorithm` a text"):
        Issuer(Kms(P256, **members))


def test_the_algorithm_is_that_of_the_key():
    with pytest.raises(UsageError, match="'P-384', and its key is of the type P-256"):
        Issuer(Kms(P256, algorithm="P-384"))


@pytest.mark.parametrize("id_", ["", ":", "a:b c", '{"a":1}', "https://x y", "urn:\ud800", "did:web:a.example#key", 5])
def test_an_issuer_has_an_identifier(id_):
    with pytest.raises(UsageError, match="absolute URL without a fragment"):
        Issuer(P256, id=id_)


@pytest.mark.parametrize("method", ["did:key:zabc#zabc", "did:key:#", P256.did, "did:jwk:eyJ9#0", "did:key:z6Mk#x"])
def test_a_verification_method_without_a_key_is_refused(method):
    with pytest.raises(UsageError, match="verification method"):
        Issuer(Kms(P256, verification_method=method))


@pytest.mark.parametrize("identifier", [ED25519.did, "did:key:zabc", "did:jwk:e30"])
def test_the_did_key_of_another_key_is_not_the_issuers(identifier):
    with pytest.raises(UsageError, match="another key"):
        Issuer(P256, id=identifier)
    assert Issuer(P256, id=P256.did).id == P256.did


def test_public_keys_may_be_given():
    public = PublicKey.from_jwk(P256.public.to_jwk())
    with pytest.raises(ProofInvalid):
        Issuer(Kms(P256, sign=lambda _: bytes(64), public=public, **HIDDEN)).issue(degree(), securing="ecdsa-rdfc-2019")
