import base64
from datetime import UTC, datetime, timedelta

import pytest
from certificates import YEAR, certificate, usage, x5c
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from vcwallet.errors import Malformed, NonConforming, NotBound, UntrustedIssuer, UsageError
from vcwallet.resources import Resources
from vcwallet.securing.sd_jwt.facts import sd_jwt_vc_facts
from vcwallet.securing.sd_jwt.issuer_certificates import MAX_CHAIN, TrustAnchors, key_from_certificates
from vcwallet.securing.sd_jwt.issuer_keys import find_issuer_key

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
ROOT_KEY, CA_KEY, LEAF_KEY, OTHER_KEY = (ec.derive_private_key(number, ec.SECP256R1()) for number in (11, 12, 13, 14))
NAMES = [x509.DNSName("Uni.Example"), x509.UniformResourceIdentifier("did:web:uni.example")]
ROOT = certificate("Root", ROOT_KEY.public_key(), "Root", ROOT_KEY, ca=True)
CA = certificate("CA", CA_KEY.public_key(), "Root", ROOT_KEY, ca=True)


def leaf(**options):
    return certificate(
        "University",
        options.pop("key", LEAF_KEY).public_key(),
        "CA",
        CA_KEY,
        names=options.pop("names", NAMES),
        **options,
    )


ANCHORS = TrustAnchors.from_pem(ROOT.public_bytes(Encoding.PEM))


def test_a_chain_that_leads_to_an_anchor():
    certified = key_from_certificates(x5c(leaf(), CA), ANCHORS, at=AT)
    assert certified.key.raw == LEAF_KEY.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    assert certified.subject == "CN=University"
    assert certified.dns_names == ("uni.example",)
    assert certified.uris == ("did:web:uni.example",)


def test_the_anchor_may_come_along_and_may_be_the_direct_authority():
    key_from_certificates(x5c(leaf(), CA, ROOT), ANCHORS, at=AT)
    key_from_certificates(x5c(leaf()), TrustAnchors(certificates=(CA.public_bytes(Encoding.DER),)), at=AT)


def test_p_384_keys():
    key = ec.derive_private_key(5, ec.SECP384R1())
    assert key_from_certificates(x5c(leaf(key=key), CA), ANCHORS, at=AT).key.algorithm == "P-384"


def test_a_certificate_without_further_names_or_usage():
    certified = key_from_certificates(x5c(leaf(names=None), CA), ANCHORS, at=AT)
    assert (certified.dns_names, certified.uris) == ((), ())


SELF_SIGNED = certificate("University", LEAF_KEY.public_key(), "University", LEAF_KEY, names=NAMES)
FAKE_CA = certificate("CA", OTHER_KEY.public_key(), "Root", OTHER_KEY, ca=True)
NOT_A_CA = certificate("CA", CA_KEY.public_key(), "Root", ROOT_KEY, ca=False)
UNKNOWN = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.55555.1"), b"\x05\x00")


@pytest.mark.parametrize(
    ("chain", "at"),
    [
        ([leaf()], AT),
        ([SELF_SIGNED], AT),
        ([leaf(), FAKE_CA], AT),
        ([certificate("University", LEAF_KEY.public_key(), "CA", OTHER_KEY, names=NAMES), FAKE_CA], AT),
        ([certificate("University", LEAF_KEY.public_key(), "CA", OTHER_KEY, names=NAMES), CA], AT),
        ([leaf(), NOT_A_CA], AT),
        ([CA], AT),
        ([CA, ROOT], AT),
        ([leaf(ca=True), CA], AT),
        ([leaf(ca=True, key_usage=usage("digital_signature")), CA], AT),
        ([leaf(key_usage=usage("key_agreement")), CA], AT),
        ([leaf(extra=[(UNKNOWN, True)]), CA], AT),
        ([leaf(), CA], AT - 2 * YEAR),
        ([leaf(), CA], AT + 2 * YEAR),
        ([leaf(after=AT - timedelta(days=1)), CA], AT),
        ([leaf(before=AT + timedelta(days=1)), CA], AT),
        ([leaf(), certificate("CA", CA_KEY.public_key(), "Root", ROOT_KEY, ca=True, after=AT - timedelta(days=1))], AT),
    ],
)
def test_chains_that_do_not(chain, at):
    with pytest.raises(UntrustedIssuer) as caught:
        key_from_certificates(x5c(*chain), ANCHORS, at=at)
    assert caught.value.code == "untrusted_certificate"


def test_an_extension_that_is_unknown_and_not_critical_does_no_harm():
    key_from_certificates(x5c(leaf(extra=[(UNKNOWN, False)]), CA), ANCHORS, at=AT)


def test_ed25519_keys():
    key = ed25519.Ed25519PrivateKey.from_private_bytes(b"\x05" * 32)
    certified = key_from_certificates(x5c(leaf(key=key), CA), ANCHORS, at=AT)
    assert (certified.key.algorithm, certified.key.raw) == ("Ed25519", key.public_key().public_bytes_raw())


def test_a_key_that_must_not_be_used_is_refused():
    """The identity: one fixed signature by it fits every message. Certificates with such a key can be made."""

    class Identity:
        def public_key(self):
            return ed25519.Ed25519PublicKey.from_public_bytes(bytes([1, *bytes(31)]))

    with pytest.raises(NotBound) as caught:
        key_from_certificates(x5c(leaf(key=Identity()), CA), ANCHORS, at=AT)
    assert caught.value.code == "unsupported_key"


def test_keys_on_other_curves_are_refused():
    with pytest.raises(NotBound) as caught:
        key_from_certificates(x5c(leaf(key=ec.derive_private_key(5, ec.SECP521R1())), CA), ANCHORS, at=AT)
    assert caught.value.code == "unsupported_key"


def test_rsa_keys_are_refused():
    key = rsa.generate_private_key(65537, 2048)
    with pytest.raises(NotBound) as caught:
        key_from_certificates(x5c(leaf(key=key), CA), ANCHORS, at=AT)
    assert caught.value.code == "unsupported_key"


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        "x",
        {},
        5,
        [5],
        [None],
        [""],
        ["AAAA"],
        ["AAA"],
        ["%%%%"],
        [x5c(leaf())[0][:-8]],
        [x5c(leaf())[0] + "\n"],
        [x5c(leaf())[0].replace("+", "-").replace("/", "_") + "!"],
        x5c(leaf()) * (MAX_CHAIN + 1),
    ],
)
def test_what_are_no_certificates(value):
    with pytest.raises(Malformed) as caught:
        key_from_certificates(value, ANCHORS, at=AT)
    assert caught.value.where.startswith("/x5c")


def test_every_byte_of_a_certificate_may_be_wrong():
    der = leaf().public_bytes(Encoding.DER)
    for at in range(0, len(der), 11):
        changed = der[:at] + bytes([der[at] ^ 0x55]) + der[at + 1 :]
        with pytest.raises((Malformed, UntrustedIssuer, NotBound)):
            key_from_certificates([base64.b64encode(changed).decode(), *x5c(CA)], ANCHORS, at=AT)


@pytest.mark.parametrize("certificates", [(), [], None, (b"",), (b"x",), ("x",), (["x"],), (None,)])
def test_anchors_are_certificates(certificates):
    with pytest.raises(UsageError):
        TrustAnchors(certificates=certificates)


@pytest.mark.parametrize("data", [b"", b"x", None, b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_anchors_in_pem_are_certificates(data):
    with pytest.raises(UsageError):
        TrustAnchors.from_pem(data)


@pytest.mark.parametrize("at", [None, datetime(2026, 6, 1)])  # noqa: DTZ001 - without its zone, on purpose
def test_the_time_to_judge_by_has_a_zone(at):
    with pytest.raises(UsageError):
        key_from_certificates(x5c(leaf(), CA), ANCHORS, at=at)


# As a way to find the issuer's key


def find(issuer, header=None, anchors=ANCHORS, **options):
    header = {"alg": "ES256", "x5c": x5c(leaf(), CA)} if header is None else header
    return find_issuer_key(header, issuer, Resources(), at=AT, anchors=anchors, **options)


@pytest.mark.parametrize("issuer", ["https://uni.example", "https://UNI.example:8443/path", "did:web:uni.example"])
def test_the_certificate_speaks_for_the_issuer(issuer):
    found = find(issuer)
    assert (found.issuer, found.mechanism) == (issuer, "x5c")


def test_without_an_issuer_it_is_the_subject():
    assert find(None).issuer == "CN=University"


def test_a_certificate_that_names_nobody_is_no_issuer():
    nameless = certificate("", LEAF_KEY.public_key(), "CA", CA_KEY, names=NAMES)
    header = {"alg": "ES256", "x5c": x5c(nameless, CA)}
    with pytest.raises(NotBound) as caught:
        find(None, header)
    assert caught.value.code == "nameless_certificate"
    assert find("https://uni.example", header).issuer == "https://uni.example"
    with pytest.raises(NonConforming):
        sd_jwt_vc_facts({"vct": "https://x.example/t"}, header)


@pytest.mark.parametrize(
    "issuer",
    [
        "https://other.example",
        "https://sub.uni.example",
        "https://uni.example.evil.example",
        "https://uni.example@evil.example",
        "http://uni.example",
        "did:web:other.example",
        "uni.example",
        "https://[",
        "https://anybody@uni.example",
        "https://evil.example\\@uni.example",
        "https://uni.exa\tmple",
        " https://uni.example",
        "https://",
    ],
)
def test_the_certificate_does_not_speak_for_others(issuer):
    with pytest.raises(NotBound) as caught:
        find(issuer)
    assert caught.value.code == "certificate_of_another"


def test_a_bad_chain_is_not_passed_over_for_another_mechanism():
    from vcwallet.keys.signing import SigningKey

    did = SigningKey.from_secret_bytes("P-256", b"\x02" * 32).did
    with pytest.raises(UntrustedIssuer):
        find(did, {"alg": "ES256", "x5c": x5c(SELF_SIGNED)})
    # Without anchors, or without permission, the chain says nothing.
    assert find(did, {"alg": "ES256", "x5c": x5c(SELF_SIGNED)}, anchors=None).mechanism == "did"
    assert find(did, {"alg": "ES256", "x5c": x5c(SELF_SIGNED)}, mechanisms=["did"]).mechanism == "did"


@pytest.mark.parametrize("critical", [True, False])
@pytest.mark.parametrize(
    ("limited_to", "accepted"),
    [
        (x509.DNSName("uni.example"), True),
        (x509.DNSName("library.example"), False),
        (x509.DirectoryName(x509.Name([x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "Library")])), False),
        (x509.UniformResourceIdentifier("library.example"), False),
        (x509.RFC822Name("library.example"), False),
    ],
    ids=["hosts", "other hosts", "organizations", "addresses", "mail"],
)
def test_limits_of_an_authority_are_kept_to(limited_to, accepted, critical):
    for limits in (x509.NameConstraints([limited_to], None), x509.NameConstraints(None, [limited_to])):
        limited = certificate("CA", CA_KEY.public_key(), "Root", ROOT_KEY, ca=True, extra=[(limits, critical)])
        is_permitted = limits.permitted_subtrees is not None
        of_hosts = isinstance(limited_to, x509.DNSName)
        if accepted if is_permitted else of_hosts and not accepted:
            assert key_from_certificates(x5c(leaf(), limited), ANCHORS, at=AT)
        else:
            with pytest.raises(UntrustedIssuer):
                key_from_certificates(x5c(leaf(), limited), ANCHORS, at=AT)
