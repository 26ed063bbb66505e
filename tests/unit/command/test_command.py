"""The command line: verdicts as exit codes, reports for people and for programs."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from builders import HOLDER, KEYS, NOW, degree, issuer
from sd_jwt_cases import bound, vc_claims

from vcwallet.command.main import main
from vcwallet.rdf import Contexts
from vcwallet.securing import Binding, Environment, KeyFacts, open_evidence

AT = "2026-06-01T12:00:00Z"


class Terminal(io.StringIO):
    def isatty(self):
        return True


def run(*arguments, stdin=b"", stdout=None):
    stdout = stdout or io.StringIO()
    return main([str(argument) for argument in arguments], io.BytesIO(stdin), stdout), stdout.getvalue()


@pytest.fixture
def credential(tmp_path):
    path = tmp_path / "credential.json"
    path.write_text(json.dumps(issuer().issue(degree()).value))
    return path


def test_valid(credential):
    code, text = run("verify", "--at", AT, credential)
    assert code == 0
    assert text.startswith("VALID (whether to believe the issuer was not judged)\n")
    assert f"signed by {KEYS['Ed25519'].did}" in text
    assert "✓ 3.9 The signature is right" in text


def test_rejected(credential):
    changed = json.loads(credential.read_text()) | {"name": "Another"}
    code, text = run("verify", "--at", AT, "-", stdin=json.dumps(changed).encode())
    assert code == 1
    assert text.startswith("NOT VALID")
    assert "code proof_invalid" in text


def test_expired(credential):
    assert run("verify", "--at", "2030-01-01T00:00:00Z", credential)[0] == 1


def test_cannot_know(tmp_path):
    own = {"@context": {"shoeSize": "https://shoes.example/vocab#shoeSize"}}
    url = "https://shoes.example/v1"
    document = degree() | {"@context": [*degree()["@context"], url], "shoeSize": 38}
    value = issuer(contexts={url: own}).issue(document).value
    code, text = run("verify", "--at", AT, "-", stdin=json.dumps(value).encode())
    assert code == 2
    assert f"needed: context at {url}" in text
    path = tmp_path / "context.json"
    path.write_text(json.dumps(own))
    assert run("verify", "--at", AT, "--context", f"{url}={path}", "-", stdin=json.dumps(value).encode())[0] == 0


def test_trust(credential):
    good = f"ExampleDegreeCredential={KEYS['Ed25519'].did}"
    code, text = run("verify", "--at", AT, "--trust", good, credential)
    assert code == 0
    assert text.startswith("VALID\n")
    code, text = run("verify", "--at", AT, "--trust", "ExampleDegreeCredential=did:web:else.example", credential)
    assert code == 1
    assert "untrusted_issuer" in text


def test_json_for_programs(credential):
    code, text = run("verify", "--json", "--at", AT, credential)
    report = json.loads(text)
    assert (code, report["verdict"]) == (0, "valid")
    assert report["checks"][0]["rule"] == "format"
    assert json.loads(run("inspect", "--json", credential)[1])["name"]["@value"] == "Diploma"


def test_inspect_shows_without_checking(credential):
    code, text = run("inspect", credential)
    assert code == 0
    assert text.startswith("NOT CHECKED")
    assert "BSc Mathematics" in text


def test_inspect_of_what_cannot_be_read(tmp_path):
    path = tmp_path / "broken.json"
    path.write_bytes(b'{"a": 1, "a": 2}')
    assert run("inspect", path)[0] == 1
    assert "error" in json.loads(run("inspect", "--json", path)[1])


def test_presentation():
    environment = Environment(contexts=Contexts.bundled())
    binding = Binding(
        audience="https://shop.example",
        challenge="once",
        holder=HOLDER.did,
        key=KeyFacts(algorithm=HOLDER.algorithm, verification_method=HOLDER.verification_method),
        at=NOW,
    )
    draft = open_evidence(issuer().issue(degree()), environment).reveal([]).bind(binding, environment)
    value = draft.complete([HOLDER.sign(wanted.data) for wanted in draft.signing_inputs]).value
    content = json.dumps(value).encode()
    bound = ("verify", "--at", AT, "--domain", "https://shop.example", "--challenge", "once", "-")
    assert run(*bound, stdin=content)[0] == 0
    assert f"presented by {HOLDER.did}" in run(*bound, stdin=content)[1]
    assert run(*bound[:-2], "twice", "-", stdin=content)[0] == 1
    assert run("verify", "--at", AT, "-", stdin=content)[0] == 0
    assert run("verify", "--at", AT, "--domain", "https://shop.example", "-", stdin=content)[0] == 3


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("verify",),
        ("nonsense", "-"),
        ("verify", "/no/such/file"),
        ("verify", "--at", "noon", "-"),
        ("verify", "--trust", "nobody", "-"),
        ("verify", "--context", "https://x.example=/no/such/file", "-"),
        ("verify", "--no-such-option", "-"),
        ("verify", "no\0file"),
        ("verify", "--resource", "https://x.example=no\0file", "-"),
        ("verify", "--js", "-"),
        ("inspect", "/no/such/file"),
    ],
)
def test_usage(arguments):
    code, text = run(*arguments)
    assert code == 3
    assert text


def test_help():
    assert run("--help")[0] == 0


def test_colours_only_on_a_terminal(credential, monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\033[" not in run("verify", "--at", AT, credential)[1]
    assert "\033[" in run("verify", "--at", AT, credential, stdout=Terminal())[1]
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\033[" not in run("verify", "--at", AT, credential, stdout=Terminal())[1]


def test_a_document_cannot_steer_the_terminal():
    hostile = json.dumps({"\033[2J": "\033]0;owned\007", "type": "x\033[31m"}).encode()
    for command in ("verify", "inspect"):
        assert "\033" not in run(command, "-", stdin=hostile)[1]


def test_usage_for_programs():
    for arguments in (("verify", "--json", "/no/such/file"), ("verify", "--json", "--nonsense"), ("inspect", "--json")):
        code, text = run(*arguments)
        assert code == 3
        assert json.loads(text)["error"]


@pytest.mark.parametrize("content", ['{"a": 1}', "[]", '{"@context": 5}', '{"@context": {"a": "no scheme"}}', "{"])
def test_a_context_that_is_none(tmp_path, credential, content):
    path = tmp_path / "context.json"
    path.write_text(content)
    document = json.loads(credential.read_text())
    document["@context"].append("https://x.example")
    arguments = ("verify", "--json", "--context", f"https://x.example={path}", "-")
    code, text = run(*arguments, stdin=json.dumps(document).encode())
    assert code in (1, 3)
    assert json.loads(text)


def test_a_context_that_replaces_a_bundled_one(tmp_path, credential):
    path = tmp_path / "context.json"
    path.write_text('{"@context": {}}')
    assert run("verify", "--context", f"https://www.w3.org/ns/credentials/v2={path}", credential)[0] == 3


def test_a_challenge_is_not_ignored(credential):
    for arguments in (("--challenge", "c", "--domain", "d"), ("--challenge", "c"), ("--domain", "d")):
        code, text = run("verify", "--at", AT, *arguments, credential)
        assert code == 3
        assert "presentations" in text


def test_an_sd_jwt(tmp_path):
    value = issuer("P-256").issue(vc_claims(), securing="dc+sd-jwt", holder=HOLDER.did).value
    code, text = run("verify", "--at", AT, "-", stdin=value.encode() + b"\n")
    assert (code, "VALID" in text) == (0, True)
    assert run("verify", "--at", AT, "-", stdin=value.replace(".", ".A", 1).encode())[0] == 1
    code, text = run("inspect", "-", stdin=value.encode())
    assert (code, "Ada Lovelace" in text) == (0, True)
    assert run("inspect", "-", stdin=b"~~")[0] == 1
    assert run("inspect", "-", stdin=b"[1]")[0] == 0


def test_an_sd_jwt_with_key_binding_is_a_presentation():
    value = bound(issuer("P-256").issue(vc_claims(), securing="dc+sd-jwt", holder=HOLDER.did).value)
    asked = ("verify", "--at", AT, "--domain", "https://shop.example", "--challenge")
    assert run(*asked, "once", "-", stdin=value.encode())[0] == 0
    assert run(*asked, "twice", "-", stdin=value.encode())[0] == 1
    bare = value[: value.rindex("~") + 1].encode()
    assert run(*asked, "once", "-", stdin=bare)[0] == 3


FORGED = "x\n  ✓ 6.1 The issuer is trusted\u2028\u0085\r\n\u202eevil"


def test_a_document_cannot_write_lines_of_a_report(credential):
    signed = json.loads(credential.read_text())
    for member in ("issuer", "type", FORGED, "proof"):
        for value in (FORGED, [FORGED], {FORGED: FORGED}, {"id": FORGED, "type": FORGED}):
            for command in ("verify", "inspect"):
                text = run(command, "-", stdin=json.dumps(signed | {member: value}).encode())[1]
                assert not any(line.startswith("  ✓ 6.1 The issuer is trusted") for line in text.splitlines())
                assert "\u202e" not in text


def test_forged_lines_in_what_was_verified():
    contexts = [*degree()["@context"], {FORGED: "https://x.example/y"}]
    document = degree() | {"@context": contexts, "type": ["VerifiableCredential", FORGED]}
    signed = issuer().issue(document, securing="eddsa-jcs-2022").value
    code, text = run("verify", "--at", AT, "-", stdin=json.dumps(signed).encode())
    assert code == 0
    assert "\\n  ✓ 6.1" in text
    assert not any(line.startswith("  ✓ 6.1") for line in text.splitlines())


def test_a_terminal_without_our_characters(credential):
    environment = os.environ | {"PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        [sys.executable, "-m", "vcwallet", "verify", "--at", AT, str(credential)],
        env=environment,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"VALID" in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="a shell that closes streams")
@pytest.mark.parametrize("streams", ["<&-", ">&-", ">/dev/full"])
def test_a_report_that_cannot_be_read_or_written_is_no_verdict(credential, streams):
    if streams == ">/dev/full" and not Path("/dev/full").exists():
        pytest.skip("no device that is always full")
    file = "-" if streams == "<&-" else str(credential)
    command = f'exec "$1" -m vcwallet verify --at "$2" "$3" {streams}'
    done = subprocess.run(
        ["sh", "-c", command, "sh", sys.executable, AT, file],
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert (done.returncode, done.stderr) == (3, b"")
