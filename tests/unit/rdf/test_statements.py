"""What documents say: each construct of JSON-LD by a small example, written out."""

import pytest

from vcwallet.rdf import Contexts, to_statements

E = "https://ex.example/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
BASE = {"ex": E, "id": "@id", "type": "@type", "name": "ex:name", "knows": {"@id": "ex:knows", "@type": "@id"}}


def short(term):
    for long, prefix in ((E, "ex:"), (RDF, "rdf:"), (XSD, "xsd:")):
        term = term.replace(f"<{long}", f"<{prefix}")
    return term


def says(members, *terms):
    """The statements of a document, one text for each, with short names for long IRIs."""
    document = {"@context": [BASE, *terms], **members}
    return [" ".join(map(short, quad)).rstrip() for quad in to_statements(document, Contexts.bundled()).quads]


def test_labels_are_in_the_order_of_the_document():
    assert says({"knows": [{"name": "B"}, {"knows": {"name": "C"}}], "name": "A"}) == [
        '_:b1 <ex:name> "B"',
        "_:b0 <ex:knows> _:b1",
        '_:b3 <ex:name> "C"',
        "_:b2 <ex:knows> _:b3",
        "_:b0 <ex:knows> _:b2",
        '_:b0 <ex:name> "A"',
    ]


def test_blank_nodes_that_the_document_names():
    assert says({"id": "_:x", "knows": ["_:y", {"id": "_:x", "name": "A"}], "type": "_:y"}) == [
        "_:b0 <ex:knows> _:b1",
        '_:b0 <ex:name> "A"',
        "_:b0 <ex:knows> _:b0",
        "_:b0 <rdf:type> _:b1",
    ]


def test_labels_of_the_document_do_not_meet_those_that_are_issued():
    assert says({"id": "_:b1", "knows": [{"name": "B"}, "_:b0"]}) == [
        '_:b1 <ex:name> "B"',
        "_:b0 <ex:knows> _:b1",
        "_:b0 <ex:knows> _:b2",
    ]


def test_types():
    assert says({"type": ["ex:A", "B"]}, {"B": "ex:B"}) == ["_:b0 <rdf:type> <ex:A>", "_:b0 <rdf:type> <ex:B>"]
    assert says({"type": "ex:A", "@type": ["ex:B"]}) == ["_:b0 <rdf:type> <ex:A>", "_:b0 <rdf:type> <ex:B>"]


@pytest.mark.parametrize(
    ("value", "literal"),
    [
        ("x", '"x"'),
        ('a "b"\\\n', '"a \\"b\\"\\\\\\n"'),
        (5, '"5"^^<xsd:integer>'),
        (5.5, '"5.5E0"^^<xsd:double>'),
        (True, '"true"^^<xsd:boolean>'),
        ({"@value": "x"}, '"x"'),
        ({"@value": 5}, '"5"^^<xsd:integer>'),
        ({"@value": "x", "@language": "de-CH"}, '"x"@de-ch'),
        ({"@value": "x", "@type": "ex:t"}, '"x"^^<ex:t>'),
        ({"@value": "x", "type": f"{XSD}string"}, '"x"'),
        ({"@value": 5, "@type": f"{XSD}double"}, '"5.0E0"^^<xsd:double>'),
        ({"@value": True, "@type": "ex:t"}, '"true"^^<ex:t>'),
        ({"@value": {"b": 1, "a": None}, "@type": "@json"}, '"{\\"a\\":null,\\"b\\":1}"^^<rdf:JSON>'),
        ({"@value": None, "@type": "@json"}, '"null"^^<rdf:JSON>'),
        ({"@value": "x", "@direction": "rtl"}, '"x"^^<https://www.w3.org/ns/i18n#_rtl>'),
        ({"@value": "x", "@language": "AR", "@direction": "rtl"}, '"x"^^<https://www.w3.org/ns/i18n#ar_rtl>'),
        ({"@context": {"v": "@value"}, "v": "x"}, '"x"'),
        ({"@set": ["x"]}, '"x"'),
        ([["x"]], '"x"'),
        ("urn:a", '"urn:a"'),
    ],
)
def test_values(value, literal):
    assert says({"name": value}) == [f"_:b0 <ex:name> {literal}"]


@pytest.mark.parametrize(
    ("coercion", "value", "term"),
    [
        ({"@type": "@id"}, "ex:b", "<ex:b>"),
        ({"@type": "@id"}, "_:b", "_:b1"),
        ({"@type": "@id"}, 5, '"5"^^<xsd:integer>'),
        ({"@type": "@vocab"}, "name", "<ex:name>"),
        ({"@type": "@vocab"}, "urn:b", "<urn:b>"),
        ({"@type": "ex:t"}, "x", '"x"^^<ex:t>'),
        ({"@type": "ex:t"}, 5, '"5"^^<ex:t>'),
        ({"@type": "ex:t"}, {"@value": "x"}, '"x"'),
        ({"@type": f"{XSD}double"}, 5, '"5.0E0"^^<xsd:double>'),
        ({"@type": f"{XSD}double"}, "5.0E0", '"5.0E0"^^<xsd:double>'),
        ({"@type": "@none"}, "x", '"x"'),
        ({"@type": "@json"}, None, '"null"^^<rdf:JSON>'),
        ({"@type": "@json"}, [], '"[]"^^<rdf:JSON>'),
        ({"@type": "@json"}, {"@context": "x"}, '"{\\"@context\\":\\"x\\"}"^^<rdf:JSON>'),
        ({"@language": "en"}, "x", '"x"@en'),
        ({"@language": "en"}, 5, '"5"^^<xsd:integer>'),
        ({"@direction": "ltr"}, "x", '"x"^^<https://www.w3.org/ns/i18n#_ltr>'),
        ({"@container": "@set"}, "x", '"x"'),
        ({"@container": "@language"}, "x", '"x"'),
        ({"@container": "@index"}, "x", '"x"'),
        ({"@container": "@list"}, [], "<rdf:nil>"),
    ],
)
def test_coercion(coercion, value, term):
    assert says({"p": value}, {"p": {"@id": "ex:p", **coercion}}) == [f"_:b0 <ex:p> {term}"]


def test_default_language_and_terms_without_one():
    terms = {"@language": "FR", "plain": {"@id": "ex:plain", "@language": None}}
    assert says({"name": ["x", {"@value": "y"}], "plain": "z"}, terms) == [
        '_:b0 <ex:name> "x"@fr',
        '_:b0 <ex:name> "y"',
        '_:b0 <ex:plain> "z"',
    ]
    assert says({"name": "x"}, terms, {"@language": None}) == ['_:b0 <ex:name> "x"']


def test_default_direction():
    terms = {"@direction": "rtl", "none": {"@id": "ex:none", "@direction": None}}
    assert says({"name": "x", "none": "y"}, terms, {"other": "ex:other"}) == [
        '_:b0 <ex:name> "x"^^<https://www.w3.org/ns/i18n#_rtl>',
        '_:b0 <ex:none> "y"',
    ]
    assert says({"name": "x"}, terms, {"@direction": None}) == ['_:b0 <ex:name> "x"']


def test_vocabulary():
    assert says({"other": {"@type": "Thing"}}, {"@vocab": "ex:"}) == [
        "_:b1 <rdf:type> <ex:Thing>",
        "_:b0 <ex:other> _:b1",
    ]
    assert says({"name": "x"}, {"@vocab": None}) == ['_:b0 <ex:name> "x"']


def test_base():
    base = {"@base": "https://base.example/a/b"}
    assert says({"id": "c", "knows": ["#d", ""], "type": "../T"}, base) == [
        "<https://base.example/a/c> <ex:knows> <https://base.example/a/b#d>",
        "<https://base.example/a/c> <ex:knows> <https://base.example/a/b>",
        "<https://base.example/a/c> <rdf:type> <https://base.example/T>",
    ]


def test_compact_iris():
    terms = {"p": {"@id": "urn:p:", "@prefix": True}, "q": {"@id": "urn:q:"}}
    assert says({"p:a": "x", "q:a": "y", "id": "p:b", "knows": "p://c"}, terms) == [
        '<urn:p:b> <urn:p:a> "x"',
        '<urn:p:b> <q:a> "y"',
        "<urn:p:b> <ex:knows> <p://c>",
    ]


def test_lists():
    assert says({"name": {"@list": ["x", {"@list": ["y"]}, {"name": "z"}]}}) == [
        '_:b1 <rdf:first> "x"',
        "_:b1 <rdf:rest> _:b2",
        '_:b4 <rdf:first> "y"',
        "_:b4 <rdf:rest> <rdf:nil>",
        "_:b2 <rdf:first> _:b4",
        "_:b2 <rdf:rest> _:b3",
        '_:b5 <ex:name> "z"',
        "_:b3 <rdf:first> _:b5",
        "_:b3 <rdf:rest> <rdf:nil>",
        "_:b0 <ex:name> _:b1",
    ]


@pytest.mark.parametrize("value", ["x", ["x"], {"@list": ["x"]}, {"@list": "x"}, {"@set": ["x"]}, {"@value": "x"}])
def test_list_containers(value):
    assert says({"p": value}, {"p": {"@id": "ex:p", "@container": "@list"}}) == [
        '_:b1 <rdf:first> "x"',
        "_:b1 <rdf:rest> <rdf:nil>",
        "_:b0 <ex:p> _:b1",
    ]


def test_list_containers_nest():
    nested = says({"p": [["x"], []]}, {"p": {"@id": "ex:p", "@container": "@list"}})
    assert nested == [
        '_:b3 <rdf:first> "x"',
        "_:b3 <rdf:rest> <rdf:nil>",
        "_:b1 <rdf:first> _:b3",
        "_:b1 <rdf:rest> _:b2",
        "_:b2 <rdf:first> <rdf:nil>",
        "_:b2 <rdf:rest> <rdf:nil>",
        "_:b0 <ex:p> _:b1",
    ]


def test_json_in_a_list_container_is_one_item():
    assert says({"p": [1, 2]}, {"p": {"@id": "ex:p", "@type": "@json", "@container": "@list"}}) == [
        '_:b1 <rdf:first> "[1,2]"^^<rdf:JSON>',
        "_:b1 <rdf:rest> <rdf:nil>",
        "_:b0 <ex:p> _:b1",
    ]


def test_graph_containers():
    assert says(
        {"p": [{"name": "B"}, {"id": "urn:c", "name": "C"}]}, {"p": {"@id": "ex:p", "@container": "@graph"}}
    ) == [
        "_:b0 <ex:p> _:b1",
        '_:b2 <ex:name> "B" _:b1',
        "_:b0 <ex:p> _:b3",
        '<urn:c> <ex:name> "C" _:b3',
    ]


def test_graph_objects():
    assert says({"id": "urn:g", "name": "G", "@graph": [{"id": "urn:a", "name": "A"}]}) == [
        '<urn:g> <ex:name> "G"',
        '<urn:a> <ex:name> "A" <urn:g>',
    ]
    assert says({"id": "urn:g", "@graph": {"id": "urn:a", "name": "A"}}) == ['<urn:a> <ex:name> "A" <urn:g>']


def test_graph_alone_is_the_default_graph():
    assert says({"@graph": [{"id": "urn:a", "name": "A"}, {"@set": [{"id": "urn:b", "name": "B"}]}]}) == [
        '<urn:a> <ex:name> "A"',
        '<urn:b> <ex:name> "B"',
    ]


def test_several_documents_in_an_array():
    two = [{f"{E}name": "A"}, {f"{E}name": "B"}]
    assert len(to_statements(two, Contexts.bundled()).quads) == 2


def test_maps_by_graph_identifier():
    terms = {"p": {"@id": "ex:p", "@container": ["@graph", "@id"]}}
    assert says({"p": {"urn:g": {"name": "A"}, "@none": {"name": "B"}, "urn:h": {"@graph": {"name": "C"}}}}, terms) == [
        '_:b1 <ex:name> "A" <urn:g>',
        "_:b0 <ex:p> <urn:g>",
        '_:b3 <ex:name> "B" _:b2',
        "_:b0 <ex:p> _:b2",
        '_:b4 <ex:name> "C" <urn:h>',
        "_:b0 <ex:p> <urn:h>",
    ]


def test_language_maps():
    terms = {"p": {"@id": "ex:p", "@container": "@language"}}
    assert says({"p": {"en": ["x", "y"], "DE-ch": "z", "@none": "n"}}, terms) == [
        '_:b0 <ex:p> "x"@en',
        '_:b0 <ex:p> "y"@en',
        '_:b0 <ex:p> "z"@de-ch',
        '_:b0 <ex:p> "n"',
    ]
    directed = {"p": {"@id": "ex:p", "@container": "@language", "@direction": "rtl"}}
    assert says({"p": {"ar": "x"}}, directed) == ['_:b0 <ex:p> "x"^^<https://www.w3.org/ns/i18n#ar_rtl>']


def test_maps_by_identifier():
    terms = {"p": {"@id": "ex:p", "@container": "@id"}}
    members = {"urn:b": {"name": "B"}, "urn:c": {"id": "urn:c"}, "_:d": {"name": "D"}, "@none": {"name": "E"}}
    assert says({"p": members}, terms) == [
        '<urn:b> <ex:name> "B"',
        "_:b0 <ex:p> <urn:b>",
        "_:b0 <ex:p> <urn:c>",
        '_:b1 <ex:name> "D"',
        "_:b0 <ex:p> _:b1",
        '_:b2 <ex:name> "E"',
        "_:b0 <ex:p> _:b2",
    ]


def test_maps_by_type():
    scoped = {"@id": "ex:T", "@context": {"name": "ex:otherName"}}
    terms = {"p": {"@id": "ex:p", "@container": "@type"}, "T": scoped}
    assert says({"p": {"T": [{"name": "B"}, "urn:c"], "@none": "urn:d"}}, terms) == [
        '_:b1 <ex:otherName> "B"',
        "_:b0 <ex:p> _:b1",
        "_:b1 <rdf:type> <ex:T>",
        "_:b0 <ex:p> <urn:c>",
        "<urn:c> <rdf:type> <ex:T>",
        "_:b0 <ex:p> <urn:d>",
    ]


def test_maps_by_a_property():
    terms = {"p": {"@id": "ex:p", "@container": "@index", "@index": "key"}, "key": {"@id": "ex:key", "@language": "en"}}
    assert says({"p": {"a": {"name": "B"}, "@none": {"name": "C"}}}, terms) == [
        '_:b1 <ex:name> "B"',
        "_:b0 <ex:p> _:b1",
        '_:b1 <ex:key> "a"@en',
        '_:b2 <ex:name> "C"',
        "_:b0 <ex:p> _:b2",
    ]


def test_maps_by_index_without_an_index():
    terms = {"p": {"@id": "ex:p", "@container": "@index"}}
    assert says({"p": {"@none": ["x", {"name": "B"}]}}, terms) == [
        '_:b0 <ex:p> "x"',
        '_:b1 <ex:name> "B"',
        "_:b0 <ex:p> _:b1",
    ]


def test_reverse_properties():
    terms = {"of": {"@reverse": "ex:has", "@type": "@id"}}
    assert says({"id": "urn:a", "of": ["urn:b", {"name": "C"}, {"@set": ["urn:d"]}]}, terms) == [
        "<urn:b> <ex:has> <urn:a>",
        '_:b0 <ex:name> "C"',
        "_:b0 <ex:has> <urn:a>",
        "<urn:d> <ex:has> <urn:a>",
    ]
    assert says({"id": "urn:a", "@reverse": {"knows": ["urn:b"], "of": "urn:c"}}, terms) == [
        "<urn:b> <ex:knows> <urn:a>",
        "<urn:a> <ex:has> <urn:c>",
    ]


def test_included():
    assert says({"id": "urn:a", "name": "A", "@included": [{"id": "urn:b", "name": "B"}]}) == [
        '<urn:a> <ex:name> "A"',
        '<urn:b> <ex:name> "B"',
    ]


def test_nest():
    assert says({"n": [{"name": "A", "n": {"id": "urn:a"}}, {"knows": "urn:b"}]}, {"n": "@nest"}) == [
        '<urn:a> <ex:name> "A"',
        "<urn:a> <ex:knows> <urn:b>",
    ]
    scoped = {"n": {"@id": "@nest", "@context": {"name": "ex:otherName"}}}
    assert says({"n": {"name": "A"}, "name": "B"}, scoped) == ['_:b0 <ex:otherName> "A"', '_:b0 <ex:name> "B"']


def test_type_scoped_contexts_do_not_reach_nested_nodes():
    terms = {"T": {"@id": "ex:T", "@context": {"name": "ex:scoped"}}}
    assert says({"type": "T", "name": "x", "knows": {"name": "y"}}, terms) == [
        "_:b0 <rdf:type> <ex:T>",
        '_:b0 <ex:scoped> "x"',
        '_:b1 <ex:name> "y"',
        "_:b0 <ex:knows> _:b1",
    ]


def test_type_scoped_contexts_reach_value_objects_and_references():
    terms = {"T": {"@id": "ex:T", "@context": {"v": "@value", "i": "@id"}}}
    assert says({"type": "T", "name": {"v": "x"}, "knows": {"i": "urn:b"}}, terms) == [
        "_:b0 <rdf:type> <ex:T>",
        '_:b0 <ex:name> "x"',
        "_:b0 <ex:knows> <urn:b>",
    ]


def test_type_scoped_contexts_that_propagate():
    terms = {"T": {"@id": "ex:T", "@context": {"@propagate": True, "name": "ex:scoped"}}}
    assert says({"type": "T", "knows": {"name": "y"}}, terms)[1] == '_:b1 <ex:scoped> "y"'


def test_type_scoped_contexts_apply_in_the_order_of_the_types_names():
    terms = {f"T{n}": {"@id": f"ex:T{n}", "@context": {"name": f"ex:name{n}"}} for n in (1, 2)}
    for types in (["T1", "T2"], ["T2", "T1"]):
        assert says({"type": types, "name": "x"}, terms)[2] == '_:b0 <ex:name2> "x"'


def test_type_scoped_contexts_that_rename_the_type():
    terms = {"T": {"@id": "ex:T", "@context": {"kind": "@type", "U": {"@id": "ex:U"}}}, "U": "ex:other"}
    assert says({"type": "T", "kind": "U"}, terms) == ["_:b0 <rdf:type> <ex:T>", "_:b0 <rdf:type> <ex:other>"]


def test_type_scoped_null():
    terms = {"T": {"@id": "ex:T", "@context": None}}
    assert says({"@type": "T", f"{E}p": {"name": "x"}}, terms) == [
        "_:b0 <rdf:type> <ex:T>",
        '_:b1 <ex:name> "x"',
        "_:b0 <ex:p> _:b1",
    ]


def test_property_scoped_contexts():
    terms = {"part": {"@id": "ex:part", "@context": {"name": "ex:scoped", "knows": "ex:mentions"}}}
    assert says({"part": {"name": "x", "knows": "urn:y"}, "name": "z"}, terms) == [
        '_:b1 <ex:scoped> "x"',
        '_:b1 <ex:mentions> "urn:y"',
        "_:b0 <ex:part> _:b1",
        '_:b0 <ex:name> "z"',
    ]


def test_property_scoped_contexts_say_how_the_propertys_own_texts_are_read():
    terms = {"part": {"@id": "ex:part", "@type": "@vocab", "@context": {"high": "ex:High"}}}
    assert says({"part": "high"}, terms) == ["_:b0 <ex:part> <ex:High>"]


def test_property_scoped_contexts_may_redefine_protected_terms():
    protected = {"@protected": True, "p": "ex:p"}
    scoped = {"part": {"@id": "ex:part", "@context": {"p": "ex:other"}}}
    assert says({"part": {"p": "x"}}, protected, scoped)[0] == '_:b1 <ex:other> "x"'


def test_property_scoped_null():
    terms = {"part": {"@id": "ex:part", "@context": None}}
    assert says({"part": {f"{E}p": "x"}}, terms) == ['_:b1 <ex:p> "x"', "_:b0 <ex:part> _:b1"]


def test_embedded_contexts():
    assert says({"knows": {"@context": {"nick": "ex:nick"}, "nick": "x", "name": "y"}}) == [
        '_:b1 <ex:nick> "x"',
        '_:b1 <ex:name> "y"',
        "_:b0 <ex:knows> _:b1",
    ]
    assert says({f"{E}p": {"@context": None, f"{E}q": "x"}}) == ['_:b1 <ex:q> "x"', "_:b0 <ex:p> _:b1"]


def test_empty_object_under_a_property_says_that_there_is_something():
    assert says({"knows": {}}) == ["_:b0 <ex:knows> _:b1"]


def test_the_same_statement_twice_is_there_twice():
    assert says({"name": ["x", "x"]}) == ['_:b0 <ex:name> "x"'] * 2


def test_origins_are_only_noted_when_asked_for():
    statements = to_statements({f"{E}p": "x"}, Contexts.bundled())
    assert statements.origins is None
