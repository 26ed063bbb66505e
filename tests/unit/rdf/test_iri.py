"""IRIs: which are absolute, and how references are resolved."""

import pytest

from vcwallet.rdf.iri import is_absolute, resolve

BASE = "http://a/b/c/d;p?q"


@pytest.mark.parametrize(
    ("reference", "expected"),
    # RFC 3986, sections 5.4.1 and 5.4.2.
    [
        ("g:h", "g:h"),
        ("g", "http://a/b/c/g"),
        ("./g", "http://a/b/c/g"),
        ("g/", "http://a/b/c/g/"),
        ("/g", "http://a/g"),
        ("//g", "http://g"),
        ("?y", "http://a/b/c/d;p?y"),
        ("g?y", "http://a/b/c/g?y"),
        ("#s", "http://a/b/c/d;p?q#s"),
        ("g#s", "http://a/b/c/g#s"),
        ("g?y#s", "http://a/b/c/g?y#s"),
        (";x", "http://a/b/c/;x"),
        ("g;x", "http://a/b/c/g;x"),
        ("g;x?y#s", "http://a/b/c/g;x?y#s"),
        ("", "http://a/b/c/d;p?q"),
        (".", "http://a/b/c/"),
        ("./", "http://a/b/c/"),
        ("..", "http://a/b/"),
        ("../", "http://a/b/"),
        ("../g", "http://a/b/g"),
        ("../..", "http://a/"),
        ("../../", "http://a/"),
        ("../../g", "http://a/g"),
        ("../../../g", "http://a/g"),
        ("../../../../g", "http://a/g"),
        ("/./g", "http://a/g"),
        ("/../g", "http://a/g"),
        ("g.", "http://a/b/c/g."),
        (".g", "http://a/b/c/.g"),
        ("g..", "http://a/b/c/g.."),
        ("..g", "http://a/b/c/..g"),
        ("./../g", "http://a/b/g"),
        ("./g/.", "http://a/b/c/g/"),
        ("g/./h", "http://a/b/c/g/h"),
        ("g/../h", "http://a/b/c/h"),
        ("g;x=1/./y", "http://a/b/c/g;x=1/y"),
        ("g;x=1/../y", "http://a/b/c/y"),
        ("g?y/./x", "http://a/b/c/g?y/./x"),
        ("g?y/../x", "http://a/b/c/g?y/../x"),
        ("g#s/./x", "http://a/b/c/g#s/./x"),
        ("g#s/../x", "http://a/b/c/g#s/../x"),
        ("http:g", "http:g"),
    ],
)
def test_examples_of_rfc_3986(reference, expected):
    assert resolve(BASE, reference) == expected


@pytest.mark.parametrize(
    ("base", "reference", "expected"),
    [
        ("http://a", "b", "http://a/b"),
        ("http://a?q", "b", "http://a/b"),
        ("http://a/b#f", "", "http://a/b"),
        ("http://a/b#f", "#g", "http://a/b#g"),
        ("urn:a:b", "c", "urn:c"),
        ("tag:a/b", "../c", "tag:/c"),
        ("http://a/ü", "ö?ä\n", "http://a/ö?ä\n"),
    ],
)
def test_other_bases(base, reference, expected):
    assert resolve(base, reference) == expected


@pytest.mark.parametrize(
    "iri", ["urn:a", "https://a.example/b?c#d", "did:ex:1#k", "a+b-c.d:", "urn:ü€𝄞", "data:,x%20y", "u:a#"]
)
def test_absolute(iri):
    assert is_absolute(iri)


@pytest.mark.parametrize(
    "text",
    ["", "a", "/a", "//a", "#a", ":a", "1a:b", "ü:b", "_:a", "@id", "urn:a b", "urn:a\n", "urn:\x7f<", "urn:a#b#c"]
    + [f"urn:a{character}b" for character in '<>"{}|\\^`\x00\x1f\ud800'],
)
def test_not_absolute(text):
    assert not is_absolute(text)
