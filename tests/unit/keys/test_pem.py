import base64
import subprocess
import sys

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, rsa, x25519

from vcwallet.errors import FormatError, KeyMismatch, UsageError
from vcwallet.keys import SigningKey

NAMES = ("Ed25519", "P-256", "P-384")
# RFC 8410, section 10.3.
PUBLISHED = """-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
-----END PRIVATE KEY-----
"""


def pem(key, form=serialization.PrivateFormat.PKCS8):
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())


def test_a_published_key_is_read():
    key = SigningKey.from_pem(PUBLISHED)
    assert key.public.raw.hex() == "19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1"
    assert key == SigningKey.from_pem(PUBLISHED.encode()) == SigningKey.from_pem(f"\n {PUBLISHED}\n\n")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("passphrase", ["correct horse battery staple", b"bytes", "ünïcödé", "x" * 1023])
def test_encrypted_keys_go_there_and_back(name, passphrase):
    key = SigningKey.generate(name)
    data = key.to_pem(passphrase)
    assert data.startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
    assert SigningKey.from_pem(data, passphrase) == key


@pytest.mark.parametrize("name", NAMES)
def test_keys_in_the_clear_go_there_and_back(name):
    key = SigningKey.generate(name)
    data = key.unsafe_to_pem()
    assert data.startswith(b"-----BEGIN PRIVATE KEY-----")
    assert SigningKey.from_pem(data).sign(b"x") == key.sign(b"x")


def test_a_wrong_passphrase_is_told_plainly():
    data = SigningKey.generate("P-256").to_pem("right")
    with pytest.raises(FormatError, match="passphrase is wrong") as caught:
        SigningKey.from_pem(data, "wrong")
    assert caught.value.code == "bad_passphrase"
    assert "wrong'" not in str(caught.value)


def test_a_missing_passphrase_is_told_plainly():
    with pytest.raises(UsageError, match="needs its passphrase"):
        SigningKey.from_pem(SigningKey.generate("P-256").to_pem("right"))


def test_a_passphrase_too_many_is_told_plainly():
    with pytest.raises(UsageError, match="not encrypted"):
        SigningKey.from_pem(PUBLISHED, "passphrase")


@pytest.mark.parametrize("passphrase", ["", b"", "x" * 1024, "ü" * 512, 5, ["x"], "\ud800"])
def test_unusable_passphrases_are_refused(passphrase):
    key = SigningKey.generate("Ed25519")
    with pytest.raises(UsageError, match="passphrase"):
        key.to_pem(passphrase)
    with pytest.raises(UsageError, match="passphrase"):
        SigningKey.from_pem(key.to_pem("right"), passphrase)


def test_writing_in_the_clear_has_a_name_of_its_own():
    with pytest.raises(UsageError, match="needs a passphrase") as caught:
        SigningKey.generate("Ed25519").to_pem(None)
    assert "unsafe_to_pem" in caught.value.hint


@pytest.mark.parametrize(
    "key",
    [
        rsa.generate_private_key(65537, 2048),
        ec.generate_private_key(ec.SECP521R1()),
        ec.generate_private_key(ec.SECP256K1()),
        ed448.Ed448PrivateKey.generate(),
        x25519.X25519PrivateKey.generate(),
    ],
    ids=lambda key: type(key).__name__,
)
def test_other_types_are_refused(key):
    with pytest.raises(KeyMismatch, match="not used here") as caught:
        SigningKey.from_pem(pem(key))
    assert caught.value.code == "unknown_algorithm"


def test_other_forms_are_refused():
    other = pem(ec.generate_private_key(ec.SECP256R1()), serialization.PrivateFormat.TraditionalOpenSSL)
    assert other.startswith(b"-----BEGIN EC PRIVATE KEY-----")
    for data in (
        other,
        b"",
        b"x",
        "text",
        PUBLISHED * 2,
        "before " + PUBLISHED,
        "\udead",
    ):
        with pytest.raises(FormatError, match="not PKCS#8"):
            SigningKey.from_pem(data)


def test_damaged_files_are_refused():
    lines = PUBLISHED.splitlines()
    with pytest.raises(FormatError, match="damaged"):
        SigningKey.from_pem(lines[0])
    for body in ("", "AAAA", lines[1][:-4], "!" * 64, lines[1][::-1], "MC4CAQAwBQYDK2VxBCIEIA=="):
        with pytest.raises((FormatError, KeyMismatch)):
            SigningKey.from_pem("\n".join([lines[0], body, lines[2]]))


def test_every_damaged_byte_of_an_encrypted_file_is_refused_or_harmless():
    key = SigningKey.from_secret_bytes("P-256", b"\x05" * 32)
    data = key.to_pem("right")
    body = data.index(b"\n") + 1
    for position in range(body, data.rindex(b"\n-----"), 7):
        changed = bytearray(data)
        changed[position] = ord("A") if changed[position] != ord("A") else ord("B")
        try:
            read = SigningKey.from_pem(bytes(changed), "right")
        except (FormatError, KeyMismatch):
            continue
        assert read == key


def test_long_files_are_refused():
    with pytest.raises(FormatError, match="longer") as caught:
        SigningKey.from_pem(PUBLISHED + "\n" * 20_000)
    assert caught.value.code == "over_limit"


@pytest.mark.parametrize("data", [None, 5, bytearray(PUBLISHED.encode()), [PUBLISHED]])
def test_a_file_is_bytes_or_text(data):
    with pytest.raises(UsageError):
        SigningKey.from_pem(data)


def test_a_public_half_that_does_not_belong_is_not_used():
    key, other = (SigningKey.from_secret_bytes("P-256", secret * 32) for secret in (b"\x05", b"\x06"))
    der = base64.decodebytes(b"".join(key.unsafe_to_pem().splitlines()[1:-1]))
    mine, theirs = (b"\x04" + b"".join(item.public.coordinates) for item in (key, other))
    assert mine in der
    body = base64.encodebytes(der.replace(mine, theirs)).decode()
    try:
        read = SigningKey.from_pem(f"-----BEGIN PRIVATE KEY-----\n{body}-----END PRIVATE KEY-----\n")
    except FormatError:
        read = None
    assert read in (None, key)


def test_the_library_for_key_files_is_imported_when_it_is_needed():
    names = "[name for name in sys.modules if name.endswith(('.serialization', '.x509'))]"
    code = f"import sys, vcwallet.keys; print({names}); import vcwallet.keys.pem; print({names})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["[]", "[]"]
