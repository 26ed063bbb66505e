from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vcwallet.model.urls import is_absolute_url


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/credentials/1",
        "https://example.org",
        "https://example.org?query",
        "https://example.org#fragment",
        "HTTPS://example.org/a?b#c",
        "http://localhost:8080/",
        "https://example.org:/",
        "https://example.org:65535/",
        "https://[2001:db8::1]:443/x",
        "https://bücher.example/ü?ß#é",
        "https://example.org/%C3%A9",
        "did:example:123#key-1",
        "did:web:example.com%3A3000:user:alice",
        "urn:uuid:9c9a36f8-518f-4976-a934-6649502d0008",
        "data:application/vc+jwt,eyJ",
        "mailto:ada@example.org",
        "file:///etc/hosts",
        "tag:example.org,2026:x",
    ],
)
def test_accepts_absolute_urls(url):
    assert is_absolute_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "fake-issuer",
        "/relative",
        "//example.org/x",
        "#fragment",
        "?query",
        "_:b0",
        "z6MkpJySvETLnxhQG9DzEdmKJtysBDjuuTeDfUj1uNNCUqcj",
        "https ://not-a-url",
        " https://example.org",
        "https://example.org ",
        "https://example.org/a b",
        "https://example.org\n",
        "https://example.org/\x00",
        "https://",
        "https:///path",
        "https:example.org",
        "https://user@example.org/",
        "https://user:secret@example.org/",
        "https://example.org:65536/",
        "https://example.org:port/",
        "https://example.org/#a#b",
        "https://example.org/%zz",
        "https://example.org/%",
        "https://example.org/a%4",
        "https://example.org/%41%4",
        "https://exa%41%4.org/",
        "https://example.org/<x>",
        'https://example.org/"',
        "https://example.org/{x}",
        "https://example.org/a|b",
        "https://example.org/a\\b",
        "https://example.org/a^b",
        "https://example.org/`",
        "https://example.org/\ufdd0",
        "https://example.org/\ud800",
        "1https://example.org",
        "did:",
        "ſtp:x",
        "httpſ://example.org",
        None,
        1,
        ["https://example.org"],
        {"id": "https://example.org"},
    ],
)
def test_refuses_everything_else(url):
    assert not is_absolute_url(url)


def test_takes_linear_time():
    assert not is_absolute_url("https://example.org/" + "%41a" * 500_000 + " ")
    assert not is_absolute_url("a" * 2_000_000)


@given(st.text())
def test_never_accepts_what_rdf_cannot_carry(text):
    url = "https://example.org/" + text
    assert not (is_absolute_url(url) and any(character <= " " or character in '<>"{}|^`\\' for character in text))
