"""N-Quads by the letter of its grammar, and terms in canonical form (RDFC-1.0, Appendix A)."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from vcwallet.errors import FormatError
from vcwallet.rdf import nquads
from vcwallet.rdf.nquads import iri, literal

_XSD = "http://www.w3.org/2001/XMLSchema#"


def test_a_quad_of_each_kind_is_read():
    text = (
        '<urn:s> <urn:p> "plain" .\n'
        '_:b <urn:p> "tagged"@pt-BR <urn:g> .\n'
        f'<urn:s> <urn:p> "1"^^<{_XSD}integer> _:g .\n'
        "_:b <urn:p> _:c .\n"
    )
    assert nquads.parse(text) == [
        ("<urn:s>", "<urn:p>", '"plain"', ""),
        ("_:b", "<urn:p>", '"tagged"@pt-BR', "<urn:g>"),
        ("<urn:s>", "<urn:p>", f'"1"^^<{_XSD}integer>', "_:g"),
        ("_:b", "<urn:p>", "_:c", ""),
    ]
    assert nquads.serialize(nquads.parse(text)) == text


@pytest.mark.parametrize("text", ["", "\n", "\r\n\n  \t \n", "# nothing", "  # nothing\n#\n", "#\ud800"])
def test_a_document_may_hold_no_statement(text):
    assert nquads.parse(text) == []


@pytest.mark.parametrize(
    "line",
    [
        "<urn:s><urn:p><urn:o>.",
        "\t <urn:s>\t<urn:p>  <urn:o>\t.  ",
        "<urn:s> <urn:p> <urn:o> . # a comment . with <urn:x>",
        "<urn:s> <urn:p> <urn:o> .\r",
        "<urn:s> <urn:p> <urn:o> .\r\n",
        "\r\n\r<urn:s> <urn:p> <urn:o> .",
        r"<urn:\u0073> <\U00000075rn:p> <urn:o> .",
    ],
)
def test_white_space_and_comments_and_escapes_do_not_show(line):
    assert nquads.parse(line) == [("<urn:s>", "<urn:p>", "<urn:o>", "")]


@pytest.mark.parametrize("label", ["b", "0", "b0", "_", ":a", "a:b", "a.b", "a..b", "a-b", "é", "a\u00b7", "a\u203f"])
def test_blank_node_labels(label):
    assert nquads.parse(f"_:{label} <urn:p> _:{label}.")[0][0] == f"_:{label}"


@pytest.mark.parametrize("label", ["", "-a", ".a", "\u00b7a", "a b", "a#", "a\u2028"])
def test_what_is_no_blank_node_label(label):
    with pytest.raises(FormatError):
        nquads.parse(f"_:{label} <urn:p> <urn:o> .")


def test_every_way_of_writing_a_character_gives_its_canonical_one():
    # Appendix A: ECHAR where there is one, UCHAR for other controls and noncharacters, the character itself otherwise.
    written = r'"\t\b\n\r\f\"' + r"\'\\" + r'\u0009\u0041\u00e9\U0001F303\u0000\u000b\u007f\ufffe\uffff"'
    canonical = r'"\t\b\n\r\f\"' + "'" + r"\\" + r"\tAé" + "\U0001f303" + r'\u0000\u000B\u007F\uFFFE\uFFFF"'
    assert nquads.parse(f"<urn:s> <urn:p> {written} .")[0][2] == canonical
    assert nquads.parse(f"<urn:s> <urn:p> {canonical} .")[0][2] == canonical


def test_characters_that_may_stand_raw_are_escaped_where_the_canonical_form_asks_for_it():
    raw = '"\t\x00\x0b\x7f\x85\u2028\ufffe"'
    assert nquads.parse(f"<urn:s> <urn:p> {raw} .")[0][2] == '"\\t\\u0000\\u000B\\u007F\x85\u2028\\uFFFE"'


def test_only_line_feed_and_carriage_return_end_a_line():
    quads = nquads.parse('<urn:s> <urn:p> "a\x0b\x1c\x85\u2028b" .')
    assert quads[0][2] == '"a\\u000B\\u001C\x85\u2028b"'


def test_the_datatype_string_is_not_written():
    assert nquads.parse(f'<urn:s> <urn:p> "x"^^<{_XSD}string> .')[0][2] == '"x"'


@pytest.mark.parametrize(
    ("line", "lacks"),
    [
        ("x", "a subject"),
        ('"literal" <urn:p> <urn:o> .', "a subject"),
        ("\ufeff<urn:s> <urn:p> <urn:o> .", "a subject"),
        ("\x0c<urn:s> <urn:p> <urn:o> .", "a subject"),
        ("<urn:s>", "a predicate"),
        ("<urn:s> _:p <urn:o> .", "a predicate"),
        ('<urn:s> "p" <urn:o> .', "a predicate"),
        ("<urn:s> a <urn:o> .", "a predicate"),
        ("<urn:s> <urn:p> .", "an object"),
        ("<urn:s> <urn:p> 1 .", "an object"),
        ("<urn:s> <urn:p> 'x' .", "an object"),
        ('<urn:s> <urn:p> "x .', "an object"),
        ('<urn:s> <urn:p> "a"b" .', "graph name"),
        (r'<urn:s> <urn:p> "\q" .', "an object"),
        (r'<urn:s> <urn:p> "\u12" .', "an object"),
        (r'<urn:s> <urn:p> "\U0001F30" .', "an object"),
        ('<urn:s> <urn:p> "x"@ .', "graph name"),
        ('<urn:s> <urn:p> "x"@1 .', "graph name"),
        ('<urn:s> <urn:p> "x"@en- .', "graph name"),
        ('<urn:s> <urn:p> "x"^^xsd:string .', "graph name"),
        ('<urn:s> <urn:p> "x"^^_:t .', "graph name"),
        ('<urn:s> <urn:p> "x" ^^<urn:t> .', "graph name"),
        ('<urn:s> <urn:p> <urn:o> "g" .', "graph name"),
        ("<urn:s> <urn:p> <urn:o>", "graph name"),
        ("<urn:s> <urn:p> <urn:o> <urn:g>", 'the "." that ends'),
        ("<urn:s> <urn:p> <urn:o> <urn:g> <urn:h> .", 'the "." that ends'),
        ("<urn:s> <urn:p> <urn:o> . .", 'the "." that ends'),
        ("<urn:s> <urn:p> <urn:o> . <urn:s> <urn:p> <urn:o> .", 'the "." that ends'),
        ("<urn:s> <urn:p> <urn:o> .\x0c", 'the "." that ends'),
        ("<urn:a b> <urn:p> <urn:o> .", "a subject"),
        ("<urn:a{b}> <urn:p> <urn:o> .", "a subject"),
        (r"<urn:a\n> <urn:p> <urn:o> .", "a subject"),
        ("<relative> <urn:p> <urn:o> .", "not an absolute IRI"),
        ("<> <urn:p> <urn:o> .", "not an absolute IRI"),
        (r"<urn:\u0020> <urn:p> <urn:o> .", "not an absolute IRI"),
        (r"<urn:\u003e> <urn:p> <urn:o> .", "not an absolute IRI"),
        ('<urn:s> <urn:p> "x"^^<integer> .', "not an absolute IRI"),
        (r'<urn:s> <urn:p> "\ud800" .', "no character"),
        (r'<urn:s> <urn:p> "\ud83c\udf03" .', "no character"),
        (r'<urn:s> <urn:p> "\U00110000" .', "no character"),
        (r"<urn:\U0000DFFF> <urn:p> <urn:o> .", "no character"),
        ('<urn:s> <urn:p> "\ud800" .', "surrogate"),
        ("<urn:\ud800> <urn:p> <urn:o> .", "not an absolute IRI"),
    ],
)
def test_what_is_not_n_quads_is_refused_with_its_line(line, lacks):
    with pytest.raises(FormatError, match="Line 3 of the N-Quads cannot be read") as caught:
        nquads.parse(f"<urn:s> <urn:p> <urn:o> .\r\n\n{line}\n")
    assert lacks in caught.value.message


@pytest.mark.parametrize("text", [None, 7, b"<urn:s> <urn:p> <urn:o> .", ["<urn:s> <urn:p> <urn:o> ."]])
def test_what_is_no_text_is_refused(text):
    with pytest.raises(FormatError, match="N-Quads are text"):
        nquads.parse(text)


def test_the_number_of_statements_is_bounded():
    text = "<urn:s> <urn:p> <urn:o> .\n# a comment\n" * 3
    assert len(nquads.parse(text, max_quads=3)) == 3
    with pytest.raises(FormatError, match="more than 2 statements") as caught:
        nquads.parse(text, max_quads=2)
    assert caught.value.code == "over_limit"


@pytest.mark.parametrize(
    "text",
    [
        "<" * 500_000,
        "<urn:" + "a" * 500_000,
        "<urn:" + r"\u0061" * 100_000 + " ",
        "_:a" + "." * 500_000,
        "<urn:s> <urn:p> " + '"' * 500_000,
        '<urn:s> <urn:p> "' + "\\\\" * 250_000,
        '<urn:s> <urn:p> "x"@' + "a-" * 250_000,
        " " * 500_000 + "x",
        "\n" * 200_000 + "x",
        "<urn:s> <urn:p> <urn:o> . #" + "#" * 500_000 + "\r x",
    ],
)
def test_refusing_takes_linear_time(text):
    with pytest.raises(FormatError):
        nquads.parse(text)


_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_IRIS = st.text("abc0:/#é\U0001f303%", max_size=8).map(lambda tail: f"<urn:{tail}>")
_BLANKS = st.text("ab0_:", min_size=1, max_size=4).map(lambda label: f"_:{label}")
_LANGUAGES = st.from_regex("[a-zA-Z]{1,3}(-[a-zA-Z0-9]{1,3})?", fullmatch=True)
_LITERALS = (
    st.builds(literal, _TEXTS)
    | st.builds(lambda text, tag: literal(text, language=tag), _TEXTS, _LANGUAGES)
    | st.builds(lambda text, type_: literal(text, datatype=type_[1:-1]), _TEXTS, _IRIS)
)
_QUADS = st.tuples(_IRIS | _BLANKS, _IRIS, _IRIS | _BLANKS | _LITERALS, st.just("") | _IRIS | _BLANKS)


@settings(max_examples=200)
@given(quads=st.lists(_QUADS, max_size=4))
def test_what_is_written_is_read_back_unchanged(quads):
    assert nquads.parse(nquads.serialize(quads)) == quads


@settings(max_examples=200)
@given(text=st.text(st.characters(), max_size=60) | st.text('<>_:"\\^@.# \nurn\tU01aF', max_size=40))
@example("\ud800")
@example('"\\')
def test_garbage_is_read_or_refused_and_nothing_else(text):
    try:
        quads = nquads.parse(text)
    except FormatError:
        return
    assert nquads.parse(nquads.serialize(quads)) == quads


@settings(max_examples=300)
@given(
    quads=st.lists(_QUADS, min_size=1, max_size=2),
    place=st.integers(0, 200),
    put=st.text(st.characters() | st.sampled_from('<>_:"\\^@.# \n'), max_size=2),
    cut=st.integers(0, 2),
)
def test_a_damaged_document_is_read_or_refused_and_nothing_else(quads, place, put, cut):
    text = nquads.serialize(quads)
    place %= len(text)
    try:
        read = nquads.parse(text[:place] + put + text[place + cut :])
    except FormatError:
        return
    assert nquads.parse(nquads.serialize(read)) == read


def test_literal_writes_datatype_or_language():
    assert literal("x") == '"x"'
    assert literal("x", language="en") == '"x"@en'
    assert literal("x", datatype="urn:t") == '"x"^^<urn:t>'
    assert literal("x", datatype=f"{_XSD}string") == '"x"'
    assert literal('a "b"\n\\') == r'"a \"b\"\n\\"'


@pytest.mark.parametrize(
    "facts",
    [
        {"language": ""},
        {"language": "en us"},
        {"language": "en-"},
        {"language": "en\n"},
        {"language": "é"},
        {"datatype": ""},
        {"datatype": "integer"},
        {"datatype": "urn:a b"},
        {"datatype": "urn:t", "language": "en"},
    ],
)
def test_literal_refuses_what_is_not_well_formed(facts):
    with pytest.raises(FormatError):
        literal("x", **facts)


def test_literal_refuses_half_a_surrogate_pair():
    with pytest.raises(FormatError, match="surrogate"):
        literal("a\udfff")


@pytest.mark.parametrize("value", ["urn:a", "https://example.org/é?q#f", "did:key:z6Mk", "A+-.1:", "urn:\U0001f303"])
def test_iri_writes_what_is_absolute(value):
    assert iri(value) == f"<{value}>"


@pytest.mark.parametrize(
    "value",
    ["", "a", "/a", "//a/b", "#a", "?a", ":a", "1a:b", "é:b", "a b:c", "urn:a\n", "urn:<", 'urn:"', "urn:\ud800"],
)
def test_iri_refuses_what_is_relative_or_holds_forbidden_characters(value):
    with pytest.raises(FormatError, match="not an absolute IRI"):
        iri(value)
