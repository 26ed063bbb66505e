import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vcwallet.errors import FormatError, KeyMismatch, VcwalletError
from vcwallet.keys import PublicKey, SigningKey

# RFC 8037, appendix A.1 to A.3.
ED25519 = {
    "kty": "OKP",
    "crv": "Ed25519",
    "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
}
ED25519_THUMBPRINT = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
# RFC 7515, appendix A.3.1.
P256 = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    "d": "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI",
}
# Controlled Identifiers 1.0, section 2.2.3.
P384 = {
    "kty": "EC",
    "crv": "P-384",
    "x": "1F14JSzKbwxO-Heqew5HzEt-0NZXAjCu8w-RiuV8_9tMiXrSZdjsWqi4y86OFb5d",
    "y": "dnd8yoq-NOJcBuEYgdVVMmSxonXg-DU90d7C4uPWb_Lkd4WIQQEH0DyeC2KUDMIU",
    "d": "fGwges0SX1mj4eZamUCL4qtZijy9uT15fI4gKTuRvre4Kkoju2SHM4rlFOeKVraH",
}
JWKS = (ED25519, P256, P384)


def public(jwk, **changes):
    return {name: value for name, value in (jwk | changes).items() if name != "d" and value is not None}


def private(jwk, **changes):
    return {name: value for name, value in (jwk | changes).items() if value is not None}


@pytest.mark.parametrize("jwk", JWKS)
def test_published_keys_are_read_and_written(jwk):
    key = SigningKey.from_jwk(jwk)
    assert key.export_private_jwk() == jwk
    assert key.public.to_jwk() == public(jwk)
    assert PublicKey.from_jwk(public(jwk)) == key.public
    key.public.verify(key.sign(b"x"), b"x")


def test_thumbprints():
    assert PublicKey.from_jwk(public(ED25519)).thumbprint == ED25519_THUMBPRINT
    # RFC 9449, section 6.1: the thumbprint of the key in its section 4.1.
    dpop = {
        "kty": "EC",
        "crv": "P-256",
        "x": "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs",
        "y": "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA",
    }
    assert PublicKey.from_jwk(dpop).thumbprint == "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"


@pytest.mark.parametrize("jwk", JWKS)
@pytest.mark.parametrize("name", ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"])
def test_a_public_key_with_a_private_member_is_refused(jwk, name):
    with pytest.raises(FormatError, match="private member") as caught:
        PublicKey.from_jwk(public(jwk) | {name: "c2VjcmV0"})
    assert caught.value.where == f"/{name}"
    assert caught.value.code == "secret_key"
    assert "c2VjcmV0" not in str(caught.value)


@pytest.mark.parametrize("jwk", JWKS)
def test_members_that_are_not_known_are_ignored(jwk):
    assert PublicKey.from_jwk(public(jwk, x5c=["..."], ext=True, nonsense={})) == PublicKey.from_jwk(public(jwk))


@pytest.mark.parametrize("jwk", JWKS)
def test_members_that_must_be_there(jwk):
    for name in jwk:
        with pytest.raises(FormatError, match="missing") as caught:
            SigningKey.from_jwk(private(jwk, **{name: None}))
        assert caught.value.where == f"/{name}"
        if name != "d":
            with pytest.raises(FormatError, match="missing"):
                PublicKey.from_jwk(public(jwk, **{name: None}))


@pytest.mark.parametrize("jwk", JWKS)
def test_members_that_must_be_text(jwk):
    for name in (*jwk, "alg", "use", "kid"):
        for value in (5, ["x"], {}, True, b"x"):
            with pytest.raises(FormatError, match="no string") as caught:
                SigningKey.from_jwk(private(jwk, **{name: value}))
            assert caught.value.where == f"/{name}"


@pytest.mark.parametrize("jwk", JWKS)
def test_coordinates_and_secrets_of_other_lengths_are_refused(jwk):
    for name in set(jwk) - {"kty", "crv"}:
        data = base64.urlsafe_b64decode(jwk[name] + "==")
        for wrong in (b"", data[:-1], data + b"\0", b"\0" + data):
            text = base64.urlsafe_b64encode(wrong).decode().rstrip("=")
            with pytest.raises(FormatError, match="bytes") as caught:
                SigningKey.from_jwk(private(jwk, **{name: text}))
            assert caught.value.where == f"/{name}"


@pytest.mark.parametrize("jwk", JWKS)
def test_members_that_are_not_base64url_are_refused(jwk):
    for name in set(jwk) - {"kty", "crv"}:
        for wrong in (jwk[name] + "=", "+" + jwk[name][1:], "\n" + jwk[name]):
            with pytest.raises(FormatError, match="base64url") as caught:
                SigningKey.from_jwk(private(jwk, **{name: wrong}))
            assert caught.value.where == f"/{name}"


def test_bits_behind_the_last_byte_are_refused():
    # The last character of 32 bytes carries two bits that must be zero.
    with pytest.raises(FormatError, match="base64url"):
        PublicKey.from_jwk(public(ED25519, x=ED25519["x"][:-1] + "p"))


@pytest.mark.parametrize(
    "changes",
    [
        {"crv": "secp256k1"},
        {"crv": "P-521"},
        {"crv": "Ed25519"},
        {"kty": "OKP"},
        {"kty": "RSA"},
        {"kty": "RSA", "crv": None},
        {"kty": "oct"},
        {"kty": "ec"},
        {"crv": "p-256"},
    ],
)
def test_other_types_are_refused(changes):
    with pytest.raises(KeyMismatch, match="not known") as caught:
        PublicKey.from_jwk(public(P256, **changes))
    assert caught.value.code == "unknown_algorithm"


def test_points_that_are_not_on_the_curve_are_refused():
    for changes in ({"y": P256["x"]}, {"x": P256["y"], "y": P256["x"]}, {"x": "A" * 43, "y": "A" * 43}):
        with pytest.raises(KeyMismatch, match="not a point on the curve"):
            PublicKey.from_jwk(public(P256, **changes))


def test_weak_ed25519_keys_are_refused():
    with pytest.raises(KeyMismatch, match="small order"):
        PublicKey.from_jwk(public(ED25519, x="A" * 43))


@pytest.mark.parametrize(
    ("jwk", "algorithms"), [(ED25519, ("EdDSA", "Ed25519")), (P256, ("ES256",)), (P384, ("ES384",))]
)
def test_the_algorithm_must_be_that_of_the_curve(jwk, algorithms):
    for name in algorithms:
        assert PublicKey.from_jwk(public(jwk, alg=name))
    for name in {"EdDSA", "ES256", "ES384", "ES512", "none", "HS256", "ECDH-ES", "eddsa", ""} - set(algorithms):
        with pytest.raises(KeyMismatch, match="another algorithm") as caught:
            PublicKey.from_jwk(public(jwk, alg=name))
        assert caught.value.where == "/alg"


def test_the_use_must_be_signatures():
    assert PublicKey.from_jwk(public(P256, use="sig", kid="any name"))
    for use in ("enc", "SIG", ""):
        with pytest.raises(KeyMismatch, match="not meant for signatures") as caught:
            PublicKey.from_jwk(public(P256, use=use))
        assert caught.value.where == "/use"


def test_the_operations_must_fit():
    assert PublicKey.from_jwk(public(P256, key_ops=["verify"]))
    assert SigningKey.from_jwk(private(P256, key_ops=["verify", "sign"]))
    for read, jwk in (
        (PublicKey.from_jwk, public(P256, key_ops=["sign"])),
        (SigningKey.from_jwk, private(P256, key_ops=["verify"])),
    ):
        with pytest.raises(KeyMismatch, match="not meant to") as caught:
            read(jwk)
        assert caught.value.where == "/key_ops"
    for wrong in ("verify", ["verify", 5], {"verify": 1}, ["verify", "verify"], [["verify"]]):
        with pytest.raises(FormatError, match="key_ops") as caught:
            PublicKey.from_jwk(public(P256, key_ops=wrong))
        assert caught.value.where == "/key_ops"


@pytest.mark.parametrize("jwk", [P256, P384])
def test_secrets_out_of_range_are_refused(jwk):
    length = 32 if jwk is P256 else 48
    for secret in (bytes(length), b"\xff" * length):
        text = base64.urlsafe_b64encode(secret).decode().rstrip("=")
        with pytest.raises(KeyMismatch) as caught:
            SigningKey.from_jwk(private(jwk, d=text))
        assert caught.value.code == "bad_scalar"


@pytest.mark.parametrize("jwk", JWKS)
def test_halves_that_do_not_belong_together_are_refused(jwk):
    other = SigningKey.generate(jwk["crv"])
    with pytest.raises(KeyMismatch, match="does not belong") as caught:
        SigningKey.from_jwk(private(jwk) | other.public.to_jwk())
    assert caught.value.code == "halves_differ"


def test_the_mirrored_point_is_another_key():
    prime = 2**256 - 2**224 + 2**192 + 2**96 - 1
    y = int.from_bytes(base64.urlsafe_b64decode(P256["y"] + "="))
    mirrored = base64.urlsafe_b64encode((prime - y).to_bytes(32)).decode().rstrip("=")
    assert PublicKey.from_jwk(public(P256, y=mirrored))
    with pytest.raises(KeyMismatch, match="does not belong"):
        SigningKey.from_jwk(private(P256, y=mirrored))


@pytest.mark.parametrize("jwk", [None, "{}", b"{}", [], 5])
def test_a_jwk_is_an_object(jwk):
    for read in (PublicKey.from_jwk, SigningKey.from_jwk):
        with pytest.raises(FormatError, match="object"):
            read(jwk)


@given(
    st.dictionaries(
        st.sampled_from(["kty", "crv", "x", "y", "d", "alg", "use", "kid", "key_ops", "k"]),
        st.sampled_from(["EC", "OKP", "P-256", "Ed25519", "ES256", "sig", P256["x"], P256["y"], "", "\ud800"])
        | st.none()
        | st.integers()
        | st.lists(st.text(max_size=3)),
    )
)
def test_nothing_but_the_errors_of_the_library_escapes(jwk):
    for read in (PublicKey.from_jwk, SigningKey.from_jwk):
        try:
            read(jwk)
        except VcwalletError:
            continue
