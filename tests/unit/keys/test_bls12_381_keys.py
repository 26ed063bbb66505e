"""Keys on BLS12-381: they sign messages, never bytes, and have a Multikey and no other form."""

import pickle
import subprocess
import sys
import textwrap

import pytest

from vcwallet import bbs
from vcwallet.encoding.base import multibase_decode, multibase_encode
from vcwallet.errors import FormatError, KeyMismatch, ProofInvalid, UsageError
from vcwallet.keys import PublicKey, SigningKey
from vcwallet.ports import BbsSigner

# The group's order (draft-irtf-cfrg-pairing-friendly-curves, section 4.2.1), and a secret key with its public half from
# VC-DI-BBS 1.0 §A.1.1.
ORDER = 0x73EDA753299D7D483339D80809A1D80553BDA402FFFE5BFEFFFFFFFF00000001
SECRET = bytes.fromhex("66d36e118832af4c5e28b2dfe1b9577857e57b042a33e06bdea37b811ed09ee0")
PUBLIC = bytes.fromhex(
    "a4ef1afa3da575496f122b9b78b8c24761531a8a093206ae7c45b80759c168ba4f7a260f9c3367b6c019b4677841104b"
    "10665edbe70ba3ebe7d9cfbffbf71eb016f70abfbb163317f372697dc63efd21fc55764f63926a8f02eaea325a2a888f"
)
HEADER, MESSAGES = b"header", [b"one", b"two", b"three"]
IDENTITY = b"\xc0" + bytes(95)


@pytest.fixture(scope="module")
def key():
    return SigningKey.from_secret_bytes("BLS12-381", SECRET)


def test_a_published_key_is_read_and_written(key):
    assert key.public.raw == PUBLIC
    assert (key.algorithm, key.public.algorithm) == ("BLS12-381", "BLS12-381")
    assert key.did.startswith("did:key:zUC7")
    assert key.verification_method == f"{key.did}#{key.public.multikey}"
    assert SigningKey.from_multikey(key.public.multikey, key.export_secret_multikey()) == key
    assert multibase_decode(key.export_secret_multikey()) == b"\x8a\x26" + SECRET
    assert PublicKey.from_bytes("BLS12-381", PUBLIC) == key.public == pickle.loads(pickle.dumps(key.public))


def test_a_new_key_signs_messages_and_a_header():
    key = SigningKey.generate("BLS12-381")
    assert isinstance(key, BbsSigner)
    signature = key.sign_messages(HEADER, MESSAGES)
    bbs.verify(key.public.raw, signature, MESSAGES, header=HEADER)
    with pytest.raises(ProofInvalid):
        bbs.verify(key.public.raw, signature, MESSAGES, header=b"other")


def test_what_the_holder_committed_to_is_signed_blindly(key):
    committed = bbs.commit([b"secret"])
    signature = key.sign_messages(HEADER, MESSAGES, commitment_with_proof=committed.commitment_with_proof)
    held = {"committed_messages": [b"secret"], "secret_prover_blind": committed.secret_prover_blind, "header": HEADER}
    bbs.verify_blind_sign(key.public.raw, signature, MESSAGES, **held)


def test_a_share_of_a_pseudonym_is_signed_with_the_holders(key):
    nym, entropy = bbs.random_scalar(), bbs.random_scalar()
    committed = bbs.commit_with_nym(nym)
    signature = key.sign_messages(
        HEADER, MESSAGES, commitment_with_proof=committed.commitment_with_proof, signer_nym_entropy=entropy
    )
    blind = {"prover_nym": nym, "signer_nym_entropy": entropy, "secret_prover_blind": committed.secret_prover_blind}
    assert bbs.verify_finalize_with_nym(key.public.raw, signature, MESSAGES, header=HEADER, **blind)


def test_a_commitment_without_its_proof_is_not_signed(key):
    committed = bbs.commit([b"secret"]).commitment_with_proof
    with pytest.raises(ProofInvalid) as caught:
        key.sign_messages(HEADER, MESSAGES, commitment_with_proof=committed[:-1] + bytes([committed[-1] ^ 1]))
    assert caught.value.code == "commitment_invalid"


def test_entropy_needs_a_commitment(key):
    with pytest.raises(UsageError, match="commitment"):
        key.sign_messages(HEADER, MESSAGES, signer_nym_entropy=bbs.random_scalar())


def test_bytes_are_not_signed(key):
    with pytest.raises(KeyMismatch, match="messages"):
        key.sign(b"bytes")


@pytest.mark.parametrize("name", ["Ed25519", "P-256", "P-384"])
def test_other_keys_sign_no_messages(name):
    with pytest.raises(KeyMismatch, match="not messages"):
        SigningKey.generate(name).sign_messages(HEADER, MESSAGES)


def test_no_signature_over_bytes_is_by_such_a_key(key):
    for signature in (bytes(80), key.sign_messages(HEADER, MESSAGES), b"", bytes(64), None):
        with pytest.raises(ProofInvalid):
            key.public.verify(signature, b"bytes")


@pytest.mark.parametrize("export", ["export_private_jwk", "unsafe_to_pem"])
def test_there_is_no_other_form(key, export):
    with pytest.raises(KeyMismatch, match="BLS12-381"):
        getattr(key, export)()
    with pytest.raises(KeyMismatch):
        key.to_pem("a passphrase")
    for read in (key.public.to_jwk, lambda: key.public.thumbprint):
        with pytest.raises(KeyMismatch, match="JWK"):
            read()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        PUBLIC[:-1],
        PUBLIC + b"\x00",
        bytes(96),
        IDENTITY,
        b"\xff" * 96,
        bytes([PUBLIC[0] & 0x7F]) + PUBLIC[1:],
        PUBLIC[:-1] + bytes([PUBLIC[-1] ^ 1]),
    ],
    ids=["empty", "short", "long", "zeros", "identity", "ones", "uncompressed flag", "no point"],
)
def test_what_is_no_point_of_the_subgroup_is_refused(raw):
    with pytest.raises(KeyMismatch):
        PublicKey.from_bytes("BLS12-381", raw)
    with pytest.raises((KeyMismatch, FormatError)):
        PublicKey.from_multikey(multibase_encode(b"\xeb\x01" + raw))


@pytest.mark.parametrize("secret", [b"", bytes(32), ORDER.to_bytes(32), b"\xff" * 32, SECRET[:-1], SECRET + b"\x00"])
def test_what_is_no_scalar_is_refused(secret):
    with pytest.raises(KeyMismatch):
        SigningKey.from_secret_bytes("BLS12-381", secret)


def test_halves_have_to_belong_together(key):
    with pytest.raises(KeyMismatch, match="does not belong"):
        SigningKey.from_multikey(SigningKey.generate("BLS12-381").public.multikey, key.export_secret_multikey())


def test_secrets_do_not_show(key):
    assert SECRET.hex() not in repr(key)
    with pytest.raises(UsageError):
        pickle.dumps(key)


def test_without_the_extra_other_keys_work_and_these_say_what_is_missing():
    # In a process of its own, since the room stays imported.
    script = f"""
        import sys
        from datetime import UTC, datetime
        sys.modules["py_arkworks_bls12381"] = None
        from vcwallet.dids import resolve
        from vcwallet.errors import Undetermined, UsageError
        from vcwallet.keys import SigningKey
        from vcwallet.resources import Resources
        SigningKey.generate("Ed25519").sign(b"x")
        try:
            SigningKey.generate("BLS12-381")
        except UsageError as error:
            assert error.code == "missing_extra"
            assert "vcwallet[bbs]" in error.hint
        did = "did:key:{PublicKey.from_bytes("BLS12-381", PUBLIC).multikey}"
        try:
            resolve(did, Resources()).method(did + "#" + did[8:], "assertionMethod", datetime.now(UTC))
        except Undetermined as error:
            assert error.code == "unsupported_key"
            assert "vcwallet[bbs]" in error.hint
            print("told")
    """
    run = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, check=False)
    assert run.stdout == "told\n", run.stderr


def test_the_room_is_imported_only_with_the_first_such_key():
    script = (
        "import sys, vcwallet.keys; vcwallet.keys.SigningKey.generate('P-256'); print('vcwallet.bbs' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout == "False\n"
