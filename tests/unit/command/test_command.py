"""The command line: verdicts as exit codes, reports for people and for programs."""

import base64
import hashlib
import io
import json
import os
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from builders import HOLDER, KEYS, NOW, V2, degree, issuer
from certificates import ROOT_PEM, signer, x5c
from forging import forge
from sd_jwt_cases import bound, vc_claims

from vcwallet.command.hints import in_options
from vcwallet.command.main import main
from vcwallet.rdf import Contexts
from vcwallet.securing import Binding, Environment, KeyFacts, open_evidence

AT = "2026-06-01T12:00:00Z"


class Terminal(io.StringIO):
    def isatty(self):
        return True


def run(*arguments, stdin=b"", stdout=None):
    """The exit code, and what is read on the terminal: reports, or why there is none."""
    stdout, stderr = stdout or io.StringIO(), io.StringIO()
    code = main([str(argument) for argument in arguments], io.BytesIO(stdin), stdout, stderr)
    assert bool(stderr.getvalue()) is (code == 3 and "--json" not in arguments)
    assert not (stdout.getvalue() and stderr.getvalue())
    return code, stdout.getvalue() + stderr.getvalue()


@pytest.fixture
def credential(tmp_path):
    path = tmp_path / "credential.json"
    path.write_text(json.dumps(issuer().issue(degree()).value))
    return path


def test_valid(credential):
    code, text = run("verify", "--at", AT, credential)
    assert code == 0
    assert text.startswith("VALID (not judged: whether to believe the issuer)\n")
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


def presentation(credential=None):
    """For https://shop.example, in answer to the challenge "once"."""
    environment = Environment(contexts=Contexts.bundled())
    binding = Binding(
        audience="https://shop.example",
        challenge="once",
        holder=HOLDER.did,
        key=KeyFacts(algorithm=HOLDER.algorithm, verification_method=HOLDER.verification_method),
        at=NOW,
    )
    evidence = open_evidence(credential or issuer().issue(degree()), environment)
    draft = evidence.reveal([]).bind(binding, environment)
    return draft.complete([HOLDER.sign(wanted.data) for wanted in draft.signing_inputs]).value


ASKED = ("verify", "--at", AT, "--domain", "https://shop.example", "--challenge")


def test_presentation():
    content = json.dumps(presentation()).encode()
    code, text = run(*ASKED, "once", "-", stdin=content)
    assert code == 0
    assert text.startswith("VALID (not judged: whether to believe the issuer)\n")
    assert f"presented by {HOLDER.did}" in text
    assert run(*ASKED, "twice", "-", stdin=content)[0] == 1


def test_for_whom_it_was_made_may_be_left_open_but_not_unsaid():
    content = json.dumps(presentation()).encode()
    code, text = run("verify", "--at", AT, "-", stdin=content)
    assert code == 0
    assert text.startswith("VALID (not judged: whether to believe the issuer; for whom it was made)\n")


@pytest.mark.parametrize("half", [("--domain", "https://shop.example"), ("--challenge", "once")])
@pytest.mark.parametrize("other", [(), ("--domain", "", "--challenge", "")])
def test_a_domain_takes_a_challenge(half, other):
    for value in (presentation(), response(presentation())):
        code, text = run("verify", "--at", AT, *other, *half, "-", stdin=json.dumps(value).encode())
        assert code == 3
        assert "both --domain and --challenge" in text


def response(*presentations, name="degree"):
    return {"vp_token": {name: list(presentations)}}


def sd_jwt():
    return issuer("P-256").issue(vc_claims(), securing="dc+sd-jwt", holder=HOLDER.did).value


def test_the_answer_to_a_request():
    value = {"vp_token": {"degree": [presentation()], "diploma": [bound(sd_jwt())]}, "state": "x"}
    content = json.dumps(value).encode()
    code, text = run(*ASKED, "once", "-", stdin=content)
    assert code == 0
    assert text.startswith("VALID (not judged: whether to believe the issuer; whether it is what was asked for)\n")
    assert f"  degree:\n    presented by {HOLDER.did}\n    VerifiableCredential, ExampleDegree" in text
    assert f"  diploma:\n    presented by {HOLDER.did}\n    https://uni.example/degree\n" in text
    assert "[/vp_token/degree/0/verifiableCredential/0/proof]" in text
    _, text = run("verify", "--at", AT, "-", stdin=content)
    assert "(not judged: whether to believe the issuer; for whom it was made; whether it is what was asked" in text
    for wrong, presentations in value["vp_token"].items():
        content = json.dumps(response(*presentations, name=wrong)).encode()
        code, text = run(*ASKED, "twice", "--json", "-", stdin=content)
        assert code == 1
        found = [check for check in json.loads(text)["checks"] if check["outcome"] == "rejected"]
        assert {check["code"] for check in found} == {"nonce_mismatch"}
        assert all(check["where"].startswith(f"/vp_token/{wrong}/0") for check in found)


def test_one_bad_presentation_spoils_the_answer():
    forged = presentation()
    forged["verifiableCredential"][0]["name"] = "Another"
    code, text = run(*ASKED, "once", "-", stdin=json.dumps(response(presentation(), forged)).encode())
    assert code == 1
    assert "[/vp_token/degree/1/" in text


def test_bare_credentials_in_an_answer_were_made_for_nobody():
    for bare in (issuer().issue(degree()).value, sd_jwt()):
        content = json.dumps(response(bare)).encode()
        assert run("verify", "--at", AT, "-", stdin=content)[0] == 0
        assert run(*ASKED, "once", "-", stdin=content)[0] == 1


@pytest.mark.parametrize(
    ("token", "where"),
    [
        ("eyJ.eyJ.x~", "/vp_token"),
        ([], "/vp_token"),
        ({}, "/vp_token"),
        ({"a/b": []}, "/vp_token/a~1b"),
        ({"degree": {}}, "/vp_token/degree"),
        ({"degree": [5]}, "/vp_token/degree/0"),
        ({"degree": ["~"] * 60, "other": ["~"] * 60}, "/vp_token"),
    ],
)
def test_an_answer_that_is_none(token, where):
    code, text = run("verify", "--json", "-", stdin=json.dumps({"vp_token": token}).encode())
    assert code == 1
    assert [check["where"] for check in json.loads(text)["checks"]] == [where]


def test_an_answer_inside_does_not_speak_for_the_document_around_it():
    for more in ({"@context": degree()["@context"]}, {"proof": {}}):
        content = json.dumps(response(presentation()) | more).encode()
        assert run("verify", "--at", AT, "-", stdin=content)[0] == 1


def test_a_presentation_in_an_envelope():
    envelope = {
        "@context": [V2],
        "id": "data:application/vp+jwt,eyJ.eyJ.x",
        "type": "EnvelopedVerifiablePresentation",
    }
    # It is not understood here, and not taken for a credential.
    assert run(*ASKED, "once", "-", stdin=json.dumps(envelope).encode())[0] == 2


SPEAKS_PYTHON = re.compile(r"\w\(|\w=[^A-Z]|\bdict\b|\bbytes\b")
SHOES = "https://shoes.example/v1"
STATUS = {"id": "https://uni.example/status#1", "type": "SomeStatusList2020"}


def with_own_context():
    own = {"@context": {"shoeSize": "https://shoes.example/vocab#shoeSize"}}
    document = degree() | {"@context": [*degree()["@context"], SHOES], "shoeSize": 38}
    return issuer(contexts={SHOES: own}).issue(document).value


def with_inner_context():
    value = issuer().issue(degree()).value
    value["@context"].append({"nickname": "https://schema.org/name"})
    return value


def certified():
    key = KEYS["P-256"]
    return forge(key, vc_claims(), kid=None, x5c=x5c(signer(key)))


@pytest.mark.parametrize(
    ("make", "arguments", "hint"),
    [
        (with_own_context, (), "hand it in: --context URL=FILE."),
        (with_inner_context, (), "hand it in: --context URL=FILE. --unsafe-any-spelling accepts it as it is."),
        (
            lambda: issuer("P-256", id="did:web:uni.example").issue(degree(), securing="ecdsa-rdfc-2019").value,
            (),
            "call again with --resource URL=FILE.",
        ),
        (lambda: issuer().issue(degree(), status=STATUS).value, (), "--unsafe-ignore-status accepts credentials"),
        (certified, (), "Say which you believe: --x509-anchors FILE takes certificates in PEM or DER."),
        (lambda: issuer().issue(degree()).value, ("--trust", "A=did:x:y"), "say so: --trust TYPE=ISSUER."),
        (
            lambda: issuer("P-256").issue(degree(), securing="ecdsa-sd-2023").value,
            (),
            "The holder has to derive a proof first.",
        ),
        (degree, (), "Give the JSON of a credential"),
        (list, (), "Give the JSON of a credential"),
    ],
)
def test_hints_speak_of_options(make, arguments, hint):
    value = make()
    content = (value if isinstance(value, str) else json.dumps(value)).encode()
    _, text = run("verify", "--at", AT, *arguments, "-", stdin=content)
    assert hint in text
    assert not any(SPEAKS_PYTHON.search(line) for line in text.splitlines() if line.startswith("        "))
    _, text = run("verify", "--json", "--at", AT, *arguments, "-", stdin=content)
    assert hint in text


def test_a_context_at_no_url(tmp_path):
    path = tmp_path / "context.json"
    path.write_text('{"@context": {}}')
    code, text = run("verify", "--context", f"nowhere={path}", "-", stdin=json.dumps(degree()).encode())
    assert code == 3
    assert text.endswith("Write --context URL=FILE.\n")


def test_what_speaks_python_all_the_same_is_left_out():
    assert in_options("Look again. Write Thing(x=[…]). Then wait.") == "Look again. Then wait."
    assert in_options("Leave out thing=True.") == ""
    assert in_options("Ask the issuer (by letter) for 2 = two.") == "Ask the issuer (by letter) for 2 = two."


def test_waivers(tmp_path):
    cases = [
        (issuer().issue(degree(), status=STATUS).value, ("--unsafe-ignore-status",)),
        (with_inner_context(), ("--unsafe-any-spelling",)),
        (with_bad_schema(tmp_path), ("--unsafe-ignore-schema",)),
    ]
    for value, waiver in cases:
        more = ("--resource", f"{SCHEMA}={tmp_path / 'schema.json'}") if "schema" in waiver[0] else ()
        content = json.dumps(value).encode()
        assert run("verify", "--at", AT, *more, "-", stdin=content)[0] != 0
        code, text = run("verify", "--at", AT, *more, *waiver, "-", stdin=content)
        assert code == 0
        assert ("; whether it was taken back)" in text) is (waiver == ("--unsafe-ignore-status",))


SCHEMA = "https://uni.example/schema.json"


def with_bad_schema(tmp_path):
    (tmp_path / "schema.json").write_text(
        '{"$schema": "https://json-schema.org/draft/2020-12/schema", "required": ["grade"]}'
    )
    return issuer().issue(degree(credentialSchema={"id": SCHEMA, "type": "JsonSchema"})).value


def test_certificates_that_are_believed(tmp_path):
    path = tmp_path / "root.pem"
    path.write_bytes(ROOT_PEM)
    content = certified().encode()
    assert run("verify", "--at", AT, "-", stdin=content)[0] == 2
    assert run("verify", "--at", AT, "--x509-anchors", path, "-", stdin=content)[0] == 0
    path.write_text("nothing")
    assert run("verify", "--at", AT, "--x509-anchors", path, "-", stdin=content)[0] == 3


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
        ("verify", "--x509-anchors", "/no/such/file", "-"),
    ],
)
def test_usage(arguments):
    code, text = run(*arguments)
    assert code == 3
    assert text


def test_help(capsys):
    assert run("--help")[0] == 0
    assert "--version" in capsys.readouterr().out


def test_version(capsys, monkeypatch):
    assert run("--version")[0] == 0
    assert capsys.readouterr().out == f"vcwallet {metadata.version('vcwallet')}\n"

    def not_found(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", not_found)
    assert run("--version")[0] == 0
    assert capsys.readouterr().out == "vcwallet (not installed)\n"


def test_colours_only_on_a_terminal(credential, monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert "\033[" not in run("verify", "--at", AT, credential)[1]
    assert "\033[" in run("verify", "--at", AT, credential, stdout=Terminal())[1]
    for name, value in (("NO_COLOR", "1"), ("TERM", "dumb")):
        with monkeypatch.context() as environment:
            environment.setenv(name, value)
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
    value = bound(sd_jwt())
    assert run(*ASKED, "once", "-", stdin=value.encode())[0] == 0
    assert run(*ASKED, "twice", "-", stdin=value.encode())[0] == 1
    assert run(*ASKED, "once", "-", stdin=sd_jwt().encode())[0] == 3
    assert "; for whom it was made)" in run("verify", "--at", AT, "-", stdin=value.encode())[1]


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
@pytest.mark.parametrize(
    ("streams", "said"),
    [
        ("<&-", "Standard input cannot be read."),
        (">&-", "The report cannot be written: standard output is closed."),
        (">/dev/full", "The report cannot be written: No space left on device."),
        (">/dev/full 2>/dev/full", ""),
        ("<&- 2>&-", ""),
        ("<&- 2>/dev/full", ""),
        (">&- 2>&-", ""),
    ],
)
def test_a_report_that_cannot_be_read_or_written_is_no_verdict(credential, streams, said):
    if "/dev/full" in streams and not Path("/dev/full").exists():
        pytest.skip("no device that is always full")
    file = "-" if "<&-" in streams else str(credential)
    command = f'exec "$1" -m vcwallet verify --at "$2" "$3" {streams}'
    done = subprocess.run(
        ["sh", "-c", command, "sh", sys.executable, AT, file],
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        check=False,
        text=True,
    )
    assert done.returncode == 3
    assert done.stderr.startswith(said)
    assert bool(done.stderr) is bool(said)
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="a shell with pipes")
def test_who_has_read_enough_is_not_told_that_the_rest_was_not_written(credential):
    command = 'trap "" PIPE; { sleep 1; "$1" -m vcwallet verify "$2"; } | true'
    done = subprocess.run(
        ["sh", "-c", command, "sh", sys.executable, credential], capture_output=True, check=False, text=True
    )
    assert done.stderr == ""


@pytest.mark.parametrize(
    "beside",
    [
        {"type": ["VerifiablePresentation"], "verifiableCredential": [{}]},
        {"credentialSubject": {}},
        {"payload": "e30", "signature": "AA"},
        {"payload": "e30", "signatures": []},
    ],
)
def test_an_answer_is_nothing_else_beside(credential, beside):
    with open(credential) as file:  # noqa: PTH123
        document = json.load(file)
    answer = {"vp_token": {"it": [document]}}
    assert run("verify", "--at", AT, "-", stdin=json.dumps(answer).encode())[0] == 0
    assert run("verify", "--at", AT, "-", stdin=json.dumps(answer | beside).encode())[0] != 0


def test_no_more_is_read_than_a_document_may_have():
    """Some files have no end."""
    for job in ("inspect", "verify"):
        code, text = run(job, "/dev/zero")
        assert code == 1
        assert "larger than 5000000 bytes" in text
    assert run("inspect", "-", stdin=b" " * 6_000_000)[0] == 1


def test_inspect_speaks_no_python(tmp_path):
    path = tmp_path / "marked.json"
    path.write_bytes(b"\xef\xbb\xbf{}")
    code, text = run("inspect", path)
    assert code == 1
    assert "byte order mark" in text
    assert "Python" not in text


def test_resources_are_read_to_their_end(tmp_path):
    large = tmp_path / "picture.png"
    large.write_bytes(b"x" * 6_000_000)
    digest = hashlib.sha384(large.read_bytes()).digest()
    related = {"id": "https://uni.example/p.png", "digestSRI": f"sha384-{base64.b64encode(digest).decode()}"}
    path = tmp_path / "credential.json"
    path.write_text(json.dumps(issuer().issue(degree(relatedResource=related)).value))
    code, text = run("verify", path, "--at", "2026-06-01T12:00:00Z", "--resource", f"{related['id']}={large}")
    assert code == 0
    assert "The related resources are unchanged" in text
