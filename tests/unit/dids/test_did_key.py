from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vcwallet.dids import RELATIONSHIPS, key_document, key_of_did_key, resolve
from vcwallet.encoding.base import multibase_encode
from vcwallet.errors import NotBound, Undetermined, VerificationError, WrongPurpose
from vcwallet.resources import Resources

AT = datetime(2026, 1, 2, tzinfo=UTC)
NOTHING = Resources()
# did:key §3.1, example 2.
MULTIKEY = "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
DID = f"did:key:{MULTIKEY}"
METHOD = f"{DID}#{MULTIKEY}"
ENCRYPTION_METHOD = f"{DID}#z6LSj72tK8brWgZja8NLRwPigth2T9QRiG1uH9oKZuKjdh9p"
SIGNING = ["authentication", "assertionMethod", "capabilityInvocation", "capabilityDelegation"]
# did:key §A.3 and §A.4.
SECP256K1 = "did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme"
BLS = (
    "did:key:zUC7EK3ZakmukHhuncwkbySmomv3FmrkmS36E4Ks5rsb6VQSRpoCrx6Hb8e2Nk6UvJFSdyw9NK1scFXJp21gNNYFjVWNgaqyGnkyhtagag"
    "CpQb5B7tagJu3HDbjQ8h5ypoHjwBb"
)


def test_the_document_is_that_of_the_specification():
    document = key_document(DID, derive_encryption_key=True)
    assert document["id"] == DID
    assert document["verificationMethod"][0] == {
        "id": METHOD,
        "type": "Multikey",
        "controller": DID,
        "publicKeyMultibase": MULTIKEY,
    }
    assert {relationship: document[relationship] for relationship in SIGNING} == {name: [METHOD] for name in SIGNING}
    assert document["keyAgreement"] == [ENCRYPTION_METHOD]
    assert document["verificationMethod"][1]["publicKeyMultibase"] == ENCRYPTION_METHOD.rpartition("#")[2]
    assert document["@context"] == ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]


def test_no_encryption_key_is_derived_unless_asked_for():
    assert "keyAgreement" not in key_document(DID)
    assert resolve(DID, NOTHING).document == key_document(DID)


def test_nobody_can_change_the_document_that_is_kept():
    resolve(DID, NOTHING).document["verificationMethod"][0]["controller"] = "did:example:mallory"
    assert resolve(DID, NOTHING).document == key_document(DID)


def test_an_encryption_key_is_derived_from_ed25519_only():
    document = key_document("did:key:zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv", derive_encryption_key=True)
    assert "keyAgreement" not in document


def test_a_key_that_only_encrypts_is_listed_as_such():
    document = key_document("did:key:z6LSeu9HkTHSfLLeUs2nnzUSNedgDUevfNQgQjQC23ZCit6F")
    assert [relationship for relationship in RELATIONSHIPS if relationship in document] == ["keyAgreement"]


@pytest.mark.parametrize("relationship", SIGNING)
def test_one_key_serves_all_that_signatures_are_for(relationship):
    found = resolve(DID, NOTHING).method(METHOD, relationship, AT)
    assert found.controller == DID
    assert found.key == key_of_did_key(METHOD)
    assert found.key.multikey == MULTIKEY


def test_a_signing_key_does_not_encrypt():
    with pytest.raises(WrongPurpose):
        resolve(DID, NOTHING).method(METHOD, "keyAgreement", AT)


@pytest.mark.parametrize("url", [DID, f"{DID}#", f"{DID}#0", f"{DID}#{MULTIKEY}x", ENCRYPTION_METHOD, f"{METHOD}#x"])
def test_the_method_is_the_key_twice_and_nothing_else(url):
    with pytest.raises(NotBound) as raised:
        key_of_did_key(url)
    assert raised.value.code == "unknown_verification_method"
    with pytest.raises(NotBound) as raised:
        resolve(DID, NOTHING).method(url, "assertionMethod", AT)
    assert raised.value.code == "unknown_verification_method"


@pytest.mark.parametrize(
    "did",
    [
        "did:key:",
        "did:key:z",
        "did:key:f00ed",
        "did:key:m7QE",
        f"did:key:1:{MULTIKEY}",
        f"did:key:{MULTIKEY}/path",
        f"did:key:{MULTIKEY}?query",
        METHOD,
        f"did:key:{MULTIKEY}0",
        f"did:key:{MULTIKEY} ",
        f"did:key:{MULTIKEY}\n",
        "did:key:" + multibase_encode(b"\x80"),
        "did:key:" + multibase_encode(b"\xff" * 12),
        "did:key:z" + "2" * 3000,
    ],
)
def test_what_is_no_did_key_is_refused(did):
    with pytest.raises(NotBound) as raised:
        resolve(did, NOTHING)
    assert (raised.value.code, raised.value.spec) == ("bad_identifier", "did:key §2")


@pytest.mark.parametrize("value", [None, 7, ["did:key:z"], b"did:key:z"])
def test_what_is_no_text_is_refused(value):
    for function in (key_document, key_of_did_key):
        with pytest.raises(NotBound):
            function(value)


@pytest.mark.parametrize(
    "raw",
    [
        b"\xed\x01" + bytes(32),  # a point of small order
        b"\xed\x01" + bytes(31),
        b"\xed\x01" + bytes(33),
        b"\xed\x01",
        b"\xed\x01\x01" + bytes(31),  # the neutral point, from which no X25519 key follows
        b"\xed\x01\xee" + b"\xff" * 30 + b"\x7f",  # the same, written otherwise
        b"\x80\x24\x04" + bytes(64),
        b"\x80\x24\x02" + b"\xff" * 32,  # off the curve
        b"\x80\x26" + bytes(range(32)),  # a secret key
    ],
)
def test_a_key_that_must_not_be_used_binds_nobody(raw):
    multikey = multibase_encode(raw)
    did = f"did:key:{multikey}"
    for function in (key_document, lambda did: resolve(did, NOTHING)):
        with pytest.raises(NotBound) as raised:
            function(did)
        assert (raised.value.code, raised.value.spec) == ("bad_identifier", "did:key §3.1.2")
    with pytest.raises(NotBound):
        key_of_did_key(f"{did}#{multikey}")


@pytest.mark.parametrize(("codec", "length"), [(b"\xe7\x01", 33), (b"\xec\x01", 32)])
@pytest.mark.parametrize("surplus", [-1, 1])
def test_a_key_that_is_only_resolved_has_the_length_of_its_type_too(codec, length, surplus):
    assert key_document("did:key:" + multibase_encode(codec + bytes(length)))["verificationMethod"]
    with pytest.raises(NotBound) as raised:
        key_document("did:key:" + multibase_encode(codec + bytes(length + surplus)))
    assert (raised.value.code, raised.value.spec) == ("bad_identifier", "did:key §3.1.2")


@pytest.mark.parametrize("did", [SECP256K1])
def test_an_unsupported_key_leaves_it_undetermined(did):
    method = f"{did}#{did.removeprefix('did:key:')}"
    for function in (
        lambda: resolve(did, NOTHING).method(method, "assertionMethod", AT),
        lambda: key_of_did_key(method),
    ):
        with pytest.raises(Undetermined) as raised:
            function()
        assert (raised.value.code, raised.value.needs) == ("unsupported_key", ())


def test_a_key_for_bbs_is_resolved():
    method = f"{BLS}#{BLS.removeprefix('did:key:')}"
    assert resolve(BLS, NOTHING).method(method, "assertionMethod", AT).key.algorithm == "BLS12-381"
    assert key_of_did_key(method).multikey == BLS.removeprefix("did:key:")


def test_an_empty_key_is_none_of_whatever_type():
    with pytest.raises(NotBound) as raised:
        key_document("did:key:" + multibase_encode(b"\x82\x24"))  # P-521
    assert (raised.value.code, raised.value.spec) == ("bad_identifier", "did:key §3.1.2")


@pytest.mark.parametrize("did", ["did:key:zzz", "did:key:" + multibase_encode(b"\x12\x20" + bytes(32))])  # a hash
def test_what_is_not_known_as_a_type_of_key_leaves_it_undetermined(did):
    for function in (key_document, lambda did: resolve(did, NOTHING)):
        with pytest.raises(Undetermined) as raised:
            function(did)
        assert (raised.value.code, raised.value.needs) == ("unsupported_key", ())


def test_a_key_in_base64url_leaves_it_undetermined():
    with pytest.raises(Undetermined):
        resolve("did:key:u7QEB", NOTHING)


@given(st.text("z6MkhaXgBZDvotDkL5257:#?/0OIl u", max_size=60), st.integers(0, 60))
def test_a_changed_did_never_gives_the_same_key(inserted, position):
    did = f"did:key:{MULTIKEY[:position]}{inserted}{MULTIKEY[position:]}"
    multikey = did.removeprefix("did:key:")
    try:
        key = resolve(did, NOTHING).method(f"{did}#{multikey}", "assertionMethod", AT).key
    except VerificationError:
        return
    assert f"did:key:{key.multikey}" == did
