"""expand_message against RFC 9380, and SHAKE-256 against the draft's own values.

SHAKE-256: draft-irtf-cfrg-bbs-signatures, sections 7.2.1 (P1), 8.3.1 to 8.3.5 and D.1.3.
"""

import pytest

from vcwallet import bbs
from vcwallet.bbs.ciphersuite import Ciphersuite
from vcwallet.bbs.curve import hash_to_curve_xmd, point_to_octets
from vcwallet.bbs.expand import expand_message_xmd, expand_message_xof
from vcwallet.errors import UsageError

SHAKE = Ciphersuite.BLS12_381_SHAKE_256
KEY_MATERIAL = b"this-IS-just-an-Test-IKM-to-generate-$e(r@t#-key"
KEY_INFO = b"this-IS-some-key-metadata-to-be-used-in-test-key-gen"
SECRET_KEY = "2eee0f60a8a3a8bec0ee942bfd46cbdae9a0738ee68f5a64e7238311cf09a079"
PUBLIC_KEY = (
    "92d37d1d6cd38fea3a873953333eab23a4c0377e3e049974eb62bd45949cdeb18fb0490edcd4429adff56e65cbce42cf"
    "188b31bddbd619e419b99c2c41b38179eb001963bc3decaae0d9f702c7a8c004f207f46c734a5eae2e8e82833f3e7ea5"
)
HEADER = bytes.fromhex("11223344556677889900aabbccddeeff")
MESSAGES = [
    bytes.fromhex(message)
    for message in (
        "9872ad089e452c7b6e283dfac2a80d58e8d0ff71cc4d5e310a1debdda4a45f02",
        "c344136d9ab02da4dd5908bbba913ae6f58c2cc844b802a6f811f5fb075f9b80",
        "7372e9daa5ed31e6cd5c825eac1b855e84476a1d94932aa348e07b73",
        "77fe97eb97a1ebe2e81e4e3597a3ee740a66e9ef2412472c",
        "496694774c5604ab1b2544eababcf0f53278ff50",
        "515ae153e22aae04ad16f759e07237b4",
        "d183ddc6e2665aa4e2f088af",
        "ac55fb33a75909ed",
        "96012096",
        "",
    )
]


@pytest.fixture(scope="module")
def shake_key():
    return bbs.key_gen(KEY_MATERIAL, KEY_INFO, SHAKE.value + b"H2G_HM2S_KEYGEN_DST_", ciphersuite=SHAKE)


def test_expand_message_xmd():
    """RFC 9380, appendix K.1."""
    dst = b"QUUX-V01-CS02-with-expander-SHA256-128"
    assert expand_message_xmd(b"", dst, 32).hex() == "68a985b87eb6b46952128911f2a4412bbc302a9d759667f87f7a21d803f07235"
    assert (
        expand_message_xmd(b"abc", dst, 32).hex() == "d8ccab23b5985ccea865c6c97b6e5b8350e794e603b4b97902f53a8a0d605615"
    )


def test_expand_message_xof():
    """RFC 9380, appendix K.6."""
    dst = b"QUUX-V01-CS02-with-expander-SHAKE256"
    assert expand_message_xof(b"", dst, 32).hex() == "2ffc05c48ed32b95d72e807f6eab9f7530dd1c2f013914c8fed38c5ccc15ad76"
    assert (
        expand_message_xof(b"abc", dst, 32).hex() == "b39e493867e2767216792abce1f2676c197c0692aed061560ead251821808e07"
    )


@pytest.mark.parametrize("expand", [expand_message_xmd, expand_message_xof])
def test_expand_message_has_bounds(expand):
    assert len(expand(b"", b"t" * 255, 8160)) == 8160
    with pytest.raises(UsageError) as raised:
        expand(b"", b"t" * 256, 48)
    assert raised.value.code == "dst_too_long"
    with pytest.raises(UsageError) as raised:
        expand(b"", b"t", 8161 if expand is expand_message_xmd else 65_536)
    assert raised.value.code == "too_long"


@pytest.mark.parametrize("suite", list(Ciphersuite))
def test_p1_follows_from_its_seed(suite):
    """Sections 7.2.1 and 7.2.2 give P1 as a constant, and say how it was made."""
    seed_dst = suite.value + b"H2G_HM2S_SIG_GENERATOR_SEED_"
    state = suite.expand_message(suite.value + b"H2G_HM2S_BP_MESSAGE_GENERATOR_SEED", seed_dst, 48)
    state = suite.expand_message(state + (1).to_bytes(8, "big"), seed_dst, 48)
    assert suite.hash_to_curve_g1(state, suite.value + b"H2G_HM2S_SIG_GENERATOR_DST_") == suite.p1


def test_hash_to_curve_uses_the_expander_of_its_suite():
    message, dst = b"message", b"tag"
    assert Ciphersuite.BLS12_381_SHA_256.hash_to_curve_g1(message, dst) == hash_to_curve_xmd(message, dst)
    assert SHAKE.hash_to_curve_g1(message, dst) != hash_to_curve_xmd(message, dst)


@pytest.mark.parametrize("suite", list(Ciphersuite))
def test_long_tags_are_refused_everywhere(suite):
    for call in (suite.hash_to_scalar, suite.hash_to_curve_g1):
        with pytest.raises(UsageError) as raised:
            call(b"message", b"t" * 256)
        assert raised.value.code == "dst_too_long"


def test_shake_p1():
    expected = "8929dfbc7e6642c4ed9cba0856e493f8b9d7d5fcb0c31ef8fdcd34d50648a56c795e106e9eada6e0bda386b414150755"
    assert point_to_octets(SHAKE.p1).hex() == expected


def test_shake_key_pair(shake_key):
    assert shake_key.export_private_bytes().hex() == SECRET_KEY
    assert bbs.sk_to_pk(shake_key).hex() == PUBLIC_KEY


def test_shake_generators():
    assert [point.hex() for point in bbs.create_generators(2, ciphersuite=SHAKE)] == [
        "a9d40131066399fd41af51d883f4473b0dcd7d028d3d34ef17f3241d204e28507d7ecae032afa1d5490849b7678ec1f8",
        "903c7ca0b7e78a2017d0baf74103bd00ca8ff9bf429f834f071c75ffe6bfdec6d6dca15417e4ac08ca4ae1e78b7adc0e",
    ]


def test_shake_hash_to_scalar():
    mapped = bbs.hash_to_scalar(MESSAGES[0], SHAKE.value + b"H2G_HM2S_MAP_MSG_TO_SCALAR_AS_HASH_", ciphersuite=SHAKE)
    assert mapped.hex() == "1e0dea6c9ea8543731d331a0ab5f64954c188542b33c5bbc8ae5b3a830f2d99f"
    hashed = bbs.hash_to_scalar(MESSAGES[0], SHAKE.value + b"H2G_HM2S_H2S_", ciphersuite=SHAKE)
    assert hashed.hex() == "0500031f786fde5326aa9370dd7ffe9535ec7a52cf2b8f432cad5d9acfb73cd3"


def test_shake_signatures(shake_key):
    one = bbs.sign(shake_key, MESSAGES[:1], header=HEADER, ciphersuite=SHAKE)
    assert one.hex() == (
        "b9a622a4b404e6ca4c85c15739d2124a1deb16df750be202e2430e169bc27fb71c44d98e6d40792033e1c452145ada95"
        "030832c5dc778334f2f1b528eced21b0b97a12025a283d78b7136bb9825d04ef"
    )
    ten = bbs.sign(shake_key, MESSAGES, header=HEADER, ciphersuite=SHAKE)
    assert ten.hex() == (
        "956a3427b1b8e3642e60e6a7990b67626811adeec7a0a6cb4f770cdd7c20cf08faabb913ac94d18e1e92832e924cb6e2"
        "02912b624261fc6c59b0fea801547f67fb7d3253e1e2acbcf90ef59a6911931e"
    )
    bbs.verify(shake_key.public, ten, MESSAGES, header=HEADER, ciphersuite=SHAKE)


def test_shake_proof(shake_key):
    """The points Abar and Bbar of the first proof fixture."""
    stream = SHAKE.expand_message(
        b"3.141592653589793238462643383279", SHAKE.value + b"H2G_HM2S_MOCK_RANDOM_SCALARS_DST_", 48 * 5
    )
    draws = iter([*(stream[start : start + 48] for start in range(0, 240, 48)), b"\7" * 48])
    signature = bbs.sign(shake_key, MESSAGES[:1], header=HEADER, ciphersuite=SHAKE)
    proof = bbs.proof_gen(
        shake_key.public,
        signature,
        MESSAGES[:1],
        disclosed_indexes=[0],
        header=HEADER,
        presentation_header=bytes.fromhex("bed231d880675ed101ead304512e043ade9958dd0241ea70b4b3957fba941501"),
        ciphersuite=SHAKE,
        randomness=lambda _: next(draws),
    )
    assert proof[:96].hex() == (
        "89e4ab0c160880e0c2f12a754b9c051ed7f5fccfee3d5cbbb62e1239709196c737fff4303054660f8fcd08267a5de668"
        "a2e395ebe8866bdcb0dff9786d7014fa5e3c8cf7b41f8d7510e27d307f18032f6b788e200b9d6509f40ce1d2f962ceed"
    )


@pytest.mark.parametrize("suite", [None, "BLS12_381_SHA_256", SHAKE.value, 1])
def test_other_ciphersuites_are_refused(suite, key):
    for call in (
        lambda: bbs.sign(key, [b"m"], ciphersuite=suite),
        lambda: bbs.create_generators(1, ciphersuite=suite),
        lambda: bbs.hash_to_scalar(b"m", b"t", ciphersuite=suite),
        lambda: bbs.key_gen(b"m" * 32, ciphersuite=suite),
    ):
        with pytest.raises(UsageError) as raised:
            call()
        assert raised.value.code == "unknown_ciphersuite"


def test_hash_to_scalar_takes_bytes():
    for message, dst in (("m", b"t"), (b"m", "t"), (None, b"t")):
        with pytest.raises(UsageError) as raised:
            bbs.hash_to_scalar(message, dst)
        assert raised.value.code == "not_bytes"
