from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vcwallet.dids import did_web_url
from vcwallet.errors import NotBound
from vcwallet.model.urls import is_absolute_url


@pytest.mark.parametrize(
    ("did", "url"),
    [
        ("did:web:w3c-ccg.github.io", "https://w3c-ccg.github.io/.well-known/did.json"),
        ("did:web:w3c-ccg.github.io:user:alice", "https://w3c-ccg.github.io/user/alice/did.json"),
        ("did:web:example.com%3A3000", "https://example.com:3000/.well-known/did.json"),
        ("did:web:example.com%3a3000:user:alice", "https://example.com:3000/user/alice/did.json"),
        ("did:web:localhost%3A8443", "https://localhost:8443/.well-known/did.json"),
        ("did:web:xn--bcher-kva.example", "https://xn--bcher-kva.example/.well-known/did.json"),
        ("did:web:example.com:a%20b", "https://example.com/a%20b/did.json"),
        ("did:web:example.com:...", "https://example.com/.../did.json"),
        ("did:web:example.com:v1.0", "https://example.com/v1.0/did.json"),
        ("did:web:7.example", "https://7.example/.well-known/did.json"),
    ],
)
def test_gives_the_url(did, url):
    assert did_web_url(did) == url


@pytest.mark.parametrize(
    ("did", "reason"),
    [
        ("did:web:", "host"),
        ("did:web::user", "host"),
        ("did:web:.example.com", "host"),
        ("did:web:example..com", "host"),
        ("did:web:example.com.", "host"),
        ("did:web:-example.com", "host"),
        ("did:web:exa_mple.com", "host"),
        ("did:web:bücher.example", "host"),
        ("did:web:example.com/path", "host"),
        ("did:web:example.com?query", "host"),
        ("did:web:example.com#key", "host"),
        ("did:web:user@example.com", "host"),
        ("did:web:example.com%2Fpath", "host"),
        ("did:web:example.com%40evil.com", "host"),
        ("did:web:example.com%3A", "host"),
        ("did:web:example.com%3A0", "host"),
        ("did:web:example.com%3Aport", "host"),
        ("did:web:example.com%3A443%3A80", "host"),
        ("did:web:example.com%253A443", "host"),
        ("did:web:%5B%3A%3A1%5D", "host"),
        ("did:web:[::1]", "host"),
        ("did:web:" + "a" * 64 + ".com", "host"),
        ("did:web:" + ".".join(["a" * 63] * 4), "host"),
        ("did:web:example.com%3A65536", "port"),
        ("did:web:127.0.0.1", "IP address"),
        ("did:web:127.1", "IP address"),
        ("did:web:2130706433", "IP address"),
        ("did:web:0x7f.0.0.0x1", "IP address"),
        ("did:web:example.0x", "IP address"),
        ("did:web:127.0.0.1%3A8080:user", "IP address"),
        ("did:web:example.com:", "empty"),
        ("did:web:example.com::alice", "empty"),
        ("did:web:example.com:a/b", "empty"),
        ("did:web:example.com:a?b", "empty"),
        ("did:web:example.com:a#b", "empty"),
        ("did:web:example.com:a b", "empty"),
        ("did:web:example.com:%zz", "empty"),
        ("did:web:example.com:é", "empty"),
        ("did:web:example.com:.", "elsewhere"),
        ("did:web:example.com:..:..:etc", "elsewhere"),
        ("did:web:example.com:%2e%2E", "elsewhere"),
        ("did:web:example.com:.%2e", "elsewhere"),
        ("did:web:example.com:a%2Fb", "elsewhere"),
        ("did:web:example.com:a%2fb", "elsewhere"),
        ("did:web:example.com:a%5Cb", "elsewhere"),
        ("did:web:example.com:a%00", "elsewhere"),
        ("did:web:example.com:a%0D%0A", "elsewhere"),
        ("did:web:example.com" + ":a" * 4000, "did:web"),
        ("did:webs:example.com", "did:web"),
        ("https://example.com", "did:web"),
        ("", "did:web"),
        (None, "did:web"),
        (7, "did:web"),
    ],
)
def test_refuses_what_is_no_did_web(did, reason):
    with pytest.raises(NotBound, match=reason) as raised:
        did_web_url(did)
    assert raised.value.code == "bad_identifier"


@given(st.lists(st.text("ab.-_%23Ff/:?#@ ", max_size=8), max_size=4))
def test_what_is_accepted_stays_on_its_host_and_path(parts):
    did = ":".join(["did:web:example.com", *parts])
    try:
        url = did_web_url(did)
    except NotBound:
        return
    split = urlsplit(url)
    assert is_absolute_url(url)
    assert (split.scheme, split.hostname, split.query, split.fragment) == ("https", "example.com", "", "")
    assert split.path.endswith("/did.json")
    assert ".." not in split.path.split("/")
