"""What is refused, and where: each document here differs from an accepted one by one value."""

import pytest

from vcwallet.encoding.limits import Limits
from vcwallet.errors import DataLoss, FormatError, Undetermined, VcwalletError
from vcwallet.rdf import Contexts, to_statements

CONTEXT = {
    "@version": 1.1,
    "ex": "https://ex.example/",
    "id": "@id",
    "type": "@type",
    "Person": "ex:Person",
    "name": "ex:name",
    "knows": {"@id": "ex:knows", "@type": "@id"},
    "kind": {"@id": "ex:kind", "@type": "@vocab"},
    "size": {"@id": "ex:size", "@type": "http://www.w3.org/2001/XMLSchema#double"},
    "data": {"@id": "ex:data", "@type": "@json"},
    "list": {"@id": "ex:list", "@container": "@list"},
    "graph": {"@id": "ex:graph", "@container": "@graph"},
    "labels": {"@id": "ex:labels", "@container": "@language"},
    "byIndex": {"@id": "ex:byIndex", "@container": "@index"},
    "byProperty": {"@id": "ex:byProperty", "@container": "@index", "@index": "ex:key"},
    "byId": {"@id": "ex:byId", "@container": "@id"},
    "byType": {"@id": "ex:byType", "@container": "@type"},
    "graphs": {"@id": "ex:graphs", "@container": ["@graph", "@id"]},
    "dataList": {"@id": "ex:dataList", "@type": "@json", "@container": "@list"},
    "dataGraph": {"@id": "ex:dataGraph", "@type": "@json", "@container": "@graph"},
    "dataMap": {"@id": "ex:dataMap", "@type": "@json", "@container": "@index"},
    "childOf": {"@reverse": "ex:parentOf"},
    "nested": "@nest",
    "nothing": "@none",
    "ignored": None,
}
GOOD = {"@context": CONTEXT, "id": "urn:a", "type": "Person", "name": "A"}

# What is added to GOOD, or takes the place of a member; then where the refusal points to.
LOSSES = {
    "undefined term": ({"nme": "x"}, "/nme"),
    "undefined term in a nested object": ({"knows": {"nme": "x"}}, "/knows/nme"),
    "undefined term in an array": ({"knows": ["urn:b", {"id": "urn:c", "nme": "x"}]}, "/knows/1/nme"),
    "undefined term with characters that pointers escape": ({"a/b~c": "x"}, "/a~1b~0c"),
    "undefined term in a value object": ({"name": {"@value": "x", "nme": "y"}}, "/name"),
    "term that is mapped to null": ({"ignored": "x"}, "/ignored"),
    "name like a keyword": ({"@foo": "x"}, "/@foo"),
    "property that is a blank node": ({"_:p": "x"}, "/_:p"),
    "property with a space": ({"https://ex.example/a b": "x"}, "/https:~1~1ex.example~1a b"),
    "property with two fragments": ({"https://ex.example/a#b#c": "x"}, "/https:~1~1ex.example~1a#b#c"),
    "null": ({"name": None}, "/name"),
    "null in an array": ({"name": ["A", None]}, "/name/1"),
    "null in a list": ({"list": ["A", None]}, "/list/1"),
    "null for a list": ({"list": None}, "/list"),
    "null in a language map": ({"labels": {"en": None}}, "/labels/en"),
    "null for a graph": ({"graph": None}, "/graph"),
    "null as type": ({"type": None}, "/type"),
    "null among the types": ({"type": ["Person", None]}, "/type/1"),
    "null as @value": ({"name": {"@value": None}}, "/name/@value"),
    "null as the type of a value": ({"name": {"@value": "x", "@type": None}}, "/name/@type"),
    "null as @language": ({"name": {"@value": "x", "@language": None}}, "/name/@language"),
    "null as @list": ({"name": {"@list": None}}, "/name/@list"),
    "null as @set": ({"name": {"@set": None}}, "/name/@set"),
    "null as @included": ({"@included": [None]}, "/@included/0"),
    "empty array": ({"name": []}, "/name"),
    "empty array in an array": ({"name": ["A", []]}, "/name/1"),
    "empty array of types": ({"type": []}, "/type"),
    "empty set": ({"name": {"@set": []}}, "/name/@set"),
    "empty language map": ({"labels": {}}, "/labels"),
    "empty array in a language map": ({"labels": {"en": []}}, "/labels/en"),
    "empty map by id": ({"byId": {}}, "/byId"),
    "empty array in a map by id": ({"byId": {"urn:b": []}}, "/byId/urn:b"),
    "empty @reverse": ({"@reverse": {}}, "/@reverse"),
    "empty @graph": ({"@graph": []}, "/@graph"),
    "empty @included": ({"@included": []}, "/@included"),
    "empty @nest": ({"nested": []}, "/nested"),
    "relative identifier": ({"id": "a"}, "/id"),
    "empty identifier": ({"id": ""}, "/id"),
    "identifier with a space": ({"id": "urn:a b"}, "/id"),
    "identifier with a bracket": ({"id": "urn:a>"}, "/id"),
    "identifier that is a keyword": ({"id": "@type"}, "/id"),
    "identifier with half of a surrogate pair": ({"id": "urn:\ud800"}, "/id"),
    "blank node identifier with a space": ({"id": "_:a b"}, "/id"),
    "relative identifier in a nested object": ({"knows": {"id": "b"}}, "/knows/id"),
    "relative reference": ({"knows": "b"}, "/knows"),
    "relative reference in an array": ({"knows": ["urn:b", "c"]}, "/knows/1"),
    "undefined type": ({"type": "Persn"}, "/type"),
    "undefined type among others": ({"type": ["Person", "Persn"]}, "/type/1"),
    "type that is a keyword": ({"type": "@id"}, "/type"),
    "type that is an alias of a keyword": ({"type": "id"}, "/type"),
    "type that is mapped to null": ({"type": "ignored"}, "/type"),
    "type with a space": ({"type": "https://ex.example/A B"}, "/type"),
    "undefined value from a vocabulary": ({"kind": "thing"}, "/kind"),
    "undefined type of a value": ({"name": {"@value": "x", "@type": "word"}}, "/name/@type"),
    "relative key of a map by id": ({"byId": {"b": {"name": "B"}}}, "/byId/b"),
    "undefined key of a map by type": ({"byType": {"Persn": {"name": "B"}}}, "/byType/Persn"),
    "key of a map by id that is not the object's": (
        {"byId": {"urn:b": {"id": "urn:c", "name": "B"}}},
        "/byId/urn:b",
    ),
    "key of a map by id over a reference": ({"byId": {"urn:b": {"id": "urn:c"}}}, "/byId/urn:b"),
    "index": ({"@index": "x"}, "/@index"),
    "index of a value": ({"name": {"@value": "x", "@index": "y"}}, "/name/@index"),
    "index of a list": ({"name": {"@list": ["x"], "@index": "y"}}, "/name/@index"),
    "key of a map by index": ({"byIndex": {"a": "x"}}, "/byIndex/a"),
    "language tag with a space": ({"name": {"@value": "x", "@language": "a b"}}, "/name/@language"),
    "language tag that is too long": ({"name": {"@value": "x", "@language": "abcdefghi"}}, "/name/@language"),
    "language tag in a map": ({"labels": {"d_e": "x"}}, "/labels/d_e"),
    "direction of a number": ({"name": {"@value": 1, "@direction": "ltr"}}, "/name/@direction"),
    "whole number beyond the digits of RDF": ({"name": 10**21 + 1}, "/name"),
    "whole number beyond the digits of doubles": ({"name": 2**53 + 1}, "/name"),
    "whole number below the digits of doubles": ({"name": -(2**53) - 1}, "/name"),
    "whole number beyond the range of RDF": ({"name": 10**400}, "/name"),
    "whole number with too many digits for its type": ({"size": 2**53 + 1}, "/size"),
    "floating point number as text": ({"size": "1.50"}, "/size"),
    "floating point number as text in a value": (
        {"name": {"@value": "1.5", "@type": "http://www.w3.org/2001/XMLSchema#double"}},
        "/name/@value",
    ),
    "text in a graph": ({"graph": "urn:b"}, "/graph"),
    "value object in a graph": ({"graph": {"@value": "x"}}, "/graph"),
    "list in a graph": ({"graph": {"@list": ["x"]}}, "/graph"),
    "text in a set of graphs": ({"graph": {"@set": ["x"]}}, "/graph/@set/0"),
    "empty set of graphs": ({"graph": {"@set": []}}, "/graph/@set"),
    "null for a set of graphs": ({"graph": {"@set": None}}, "/graph/@set"),
    "identifier alone in a graph": ({"graph": {"id": "urn:b"}}, "/graph"),
    "empty object in a graph": ({"graph": [{"name": "B"}, {}]}, "/graph/1"),
    "JSON literal in a graph": ({"dataGraph": {"a": 1}}, "/dataGraph"),
    "text in a map of graphs": ({"graphs": {"urn:g": "x"}}, "/graphs/urn:g"),
    "identifier alone in a map of graphs": ({"graphs": {"urn:g": {"id": "urn:b"}}}, "/graphs/urn:g"),
    "identifier alone under @included": ({"@included": {"id": "urn:b"}}, "/@included"),
    "identifier over @included alone": ({"@included": {"id": "urn:b", "@included": {"name": "B"}}}, "/@included"),
    "text under @graph": ({"@graph": ["x"]}, "/@graph/0"),
    "value under @graph": ({"@graph": {"@value": "x"}}, "/@graph"),
    "list under @graph": ({"@graph": [{"@list": ["x"]}]}, "/@graph/0"),
    "set of texts under @graph": ({"@graph": {"@set": ["x"]}}, "/@graph/@set/0"),
}

MALFORMED = {
    "two identifiers": ({"@id": "urn:b"}, "", "colliding_keywords"),
    "two values for one keyword": (
        {"@nest": {"name": "B"}, "@graph": {"name": "C"}, "@included": 1},
        "/@included",
        None,
    ),
    "identifier that is no text": ({"id": 5}, "/id", "invalid_id_value"),
    "type that is no text": ({"type": 5}, "/type", "invalid_type_value"),
    "type among others that is no text": ({"type": ["Person", ["x"]]}, "/type/1", "invalid_type_value"),
    "value with an object": ({"name": {"@value": {}}}, "/name/@value", "invalid_value_object_value"),
    "value with an array": ({"name": {"@value": ["x"]}}, "/name/@value", "invalid_value_object_value"),
    "value with a property": ({"name": {"@value": "x", "name": "y"}}, "/name", "invalid_value_object"),
    "value with an identifier": ({"name": {"@value": "x", "id": "urn:b"}}, "/name", "invalid_value_object"),
    "value with type and language": (
        {"name": {"@value": "x", "@type": "ex:t", "@language": "en"}},
        "/name",
        "invalid_value_object",
    ),
    "value with two types": (
        {"name": {"@value": "x", "@type": "ex:t", "type": "ex:u"}},
        "/name",
        "invalid_value_object",
    ),
    "value with a list of types": ({"name": {"@value": "x", "@type": ["ex:t"]}}, "/name/@type", "invalid_typed_value"),
    "value with a blank node for a type": (
        {"name": {"@value": "x", "@type": "_:t"}},
        "/name/@type",
        "invalid_typed_value",
    ),
    "value that needs a language": (
        {"name": {"@value": "x", "@type": "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"}},
        "/name/@type",
        "invalid_typed_value",
    ),
    "number with a language": ({"name": {"@value": 1, "@language": "en"}}, "/name", "invalid_language_tagged_value"),
    "language that is no text": ({"name": {"@value": "x", "@language": 1}}, "/name/@language", "invalid_language"),
    "direction of another name": ({"name": {"@value": "x", "@direction": "up"}}, "/name/@direction", None),
    "direction that is no text": ({"name": {"@value": "x", "@direction": 1}}, "/name/@direction", "invalid_direction"),
    "index that is no text": ({"@index": 1}, "/@index", "invalid_index_value"),
    "index of a value that is no text": ({"name": {"@value": "x", "@index": 1}}, "/name/@index", "invalid_index_value"),
    "list with a property": ({"name": {"@list": ["x"], "name": "y"}}, "/name/name", "invalid_set_or_list_object"),
    "set with a type": ({"name": {"@set": ["x"], "type": "Person"}}, "/name/type", "invalid_set_or_list_object"),
    "set as an item of a list": ({"list": [{"@set": ["x"]}]}, "/list/0", "unsupported"),
    "set with more as graphs": ({"graph": {"@set": [], "name": "B"}}, "/graph/name", "invalid_set_or_list_object"),
    "set in a map of graphs": ({"graphs": {"urn:g": {"@set": [{"name": "B"}]}}}, "/graphs/urn:g", "unsupported"),
    "set in a map": ({"byId": {"urn:b": {"@set": ["urn:b"]}}}, "/byId/urn:b", "unsupported"),
    "list in a map": ({"byProperty": {"a": {"@list": ["x"]}}}, "/byProperty/a", "invalid_set_or_list_object"),
    "text in a map by id": ({"byId": {"urn:b": "x"}}, "/byId/urn:b", "invalid_value_object"),
    "value in a map by property": ({"byProperty": {"a": {"@value": 1}}}, "/byProperty/a", "invalid_value_object"),
    "number in a map by type": ({"byType": {"Person": 1}}, "/byType/Person", "invalid_value_object"),
    "number in a language map": ({"labels": {"en": 1}}, "/labels/en", "invalid_language_map_value"),
    "array inside a list object": ({"name": {"@list": [["x"]]}}, "/name/@list/0", "ambiguous"),
    "map of JSON literals": ({"dataMap": {"a": 1}}, "/dataMap", "ambiguous"),
    "no map where graphs are mapped": ({"graphs": [{"name": "B"}]}, "/graphs", "ambiguous"),
    "alias of @none in a map by property": (
        {"byProperty": {"nothing": {"name": "B"}}},
        "/byProperty/nothing",
        "ambiguous",
    ),
    "@none as a member": ({"nothing": "x"}, "/nothing", "misplaced_keyword"),
    "@language as a member": ({"@language": "en"}, "/@language", "misplaced_keyword"),
    "@graph that is a text": ({"@graph": "x"}, "/@graph", "invalid_graph_value"),
    "@included that is a text": ({"@included": "x"}, "/@included", "invalid_included_value"),
    "@reverse that is an array": ({"@reverse": []}, "/@reverse", "invalid_reverse_value"),
    "@reverse with a keyword": ({"@reverse": {"id": "urn:b"}}, "/@reverse/id", "invalid_reverse_property_map"),
    "@reverse with a text": ({"@reverse": {"name": "B"}}, "/@reverse/name", "invalid_reverse_value"),
    "@reverse with a list": ({"@reverse": {"list": ["urn:b"]}}, "/@reverse/list", "invalid_reverse_value"),
    "@reverse with a JSON literal": ({"@reverse": {"data": {}}}, "/@reverse/data", "invalid_reverse_value"),
    "@reverse with a list of a JSON literal": ({"@reverse": {"dataList": [1]}}, "/@reverse/dataList", None),
    "reverse property with a text": ({"childOf": "x"}, "/childOf", "invalid_reverse_value"),
    "reverse property with a list": (
        {"childOf": {"@list": [{"name": "B"}]}},
        "/childOf/@list",
        "invalid_reverse_value",
    ),
    "@nest that is a text": ({"nested": "x"}, "/nested", "invalid_nest_value"),
    "@nest with a value": ({"nested": {"@value": "x"}}, "/nested", "invalid_nest_value"),
    "@nest with a second identifier": ({"nested": {"id": "urn:b", "name": "B"}}, "/nested", "colliding_keywords"),
    "@nest with a context": ({"nested": {"@context": {"x": "ex:x"}, "x": "y"}}, "/nested", "ambiguous"),
    "number that is not finite": ({"name": float("inf")}, "/name", None),
    "text with half of a surrogate pair": ({"name": "\ud800"}, "/name", None),
    "whole number that JCS cannot write": ({"data": 2**53 + 1}, "/data", None),
    "whole number that JCS cannot write, in a value": (
        {"name": {"@value": {"a": 2**53 + 1}, "@type": "@json"}},
        "/name/@value/a",
        None,
    ),
    "what is no JSON": ({"name": b"x"}, "/name", None),
    "a tuple of types": ({"type": ("Person",)}, "/type", None),
}

CONTEXT_LOSSES = {
    "term like a keyword": ({"@foo": "ex:foo"}, "/@context/1"),
    "term that stands for something like a keyword": ({"foo": "@foo"}, "/@context/1"),
    "term with an @id like a keyword": ({"foo": {"@id": "@foo"}}, "/@context/1"),
    "reverse of something like a keyword": ({"foo": {"@reverse": "@foo"}}, "/@context/1"),
    "scoped term like a keyword": ({"foo": {"@id": "ex:foo", "@context": {"@foo": "ex:foo"}}}, "/@context/1"),
}

CONTEXT_FAULTS = {
    "protected term": ([{"x": {"@id": "ex:x", "@protected": True}}, {"x": "ex:y"}], "/@context/2"),
    "null after a protected term": ([{"x": {"@id": "ex:x", "@protected": True}}, None], "/@context/2"),
    "number": ([5], "/@context/1"),
    "true": ([True], "/@context/1"),
    "array in an array": ([[{"x": "ex:x"}]], "/@context"),
    "relative URL": (["context.jsonld"], "/@context/1"),
    "@context within": ([{"@context": {"x": "ex:x"}}], "/@context/1"),
    "another version": ([{"@version": 1.0}], "/@context/1"),
    "cyclic terms": ([{"x": "y:a", "y": "x:b"}], "/@context/1"),
    "term without IRI": ([{"x": {"@type": "@id"}}], "/@context/1"),
    "container of another name": ([{"x": {"@id": "ex:x", "@container": "@bag"}}], "/@context/1"),
    "scoped context that breaks a rule": ([{"x": {"@id": "ex:x", "@context": {"y": 5}}}], "/@context/1"),
    "import of what is no URL": ([{"@import": 5}], "/@context/1"),
    "alias of @context": ([{"x": "@context"}], "/@context/1"),
    "language that is no text": ([{"@language": 5}], "/@context/1"),
    "prefix without IRI": ([{"x": None, "x:y": {"@type": "@id"}}], "/@context/1"),
}


def refused(document, **limits):
    with pytest.raises(VcwalletError) as caught:
        to_statements(document, Contexts.bundled(), **limits)
    error = caught.value
    assert error.message.endswith(".")
    with pytest.raises(VcwalletError) as traced:
        to_statements(document, Contexts.bundled(), origins=True, **limits)
    assert (traced.value.message, traced.value.where) == (error.message, error.where)
    return error


def test_the_document_that_all_others_differ_from_is_accepted():
    assert to_statements(GOOD, Contexts.bundled()).quads == [
        ("<urn:a>", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>", "<https://ex.example/Person>", ""),
        ("<urn:a>", "<https://ex.example/name>", '"A"', ""),
    ]


@pytest.mark.parametrize("name", LOSSES)
def test_loss(name):
    members, where = LOSSES[name]
    error = refused(GOOD | members)
    assert type(error) is DataLoss
    assert error.where == where
    assert error.hint
    assert error.spec == "VC Data Integrity 1.0, section 2.4.3"


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed(name):
    members, where, code = MALFORMED[name]
    error = refused(GOOD | members)
    assert type(error) is FormatError
    assert error.where == where
    assert code is None or error.code == code


@pytest.mark.parametrize("name", CONTEXT_LOSSES)
def test_context_that_would_be_ignored_in_part(name):
    context, where = CONTEXT_LOSSES[name]
    error = refused(GOOD | {"@context": [CONTEXT, context]})
    assert type(error) is DataLoss
    assert error.where == where


@pytest.mark.parametrize("name", CONTEXT_FAULTS)
def test_context_that_breaks_a_rule(name):
    contexts, where = CONTEXT_FAULTS[name]
    error = refused(GOOD | {"@context": [CONTEXT, *contexts]})
    assert type(error) is FormatError
    assert error.where == where
    assert error.spec.startswith("JSON-LD 1.1 API")


@pytest.mark.parametrize(
    ("context", "where"),
    [
        ({"@vocab": "relative#"}, "/other"),
        ({"@language": "not a tag"}, "/@context"),
        ({"other": {"@id": "ex:other", "@type": "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"}}, "/other"),
        ({"other": {"@id": "ex:other", "@language": "a_b"}}, "/other"),
        ({"other": "_:other"}, "/other"),
        ({"other": "ex:a b"}, "/@context"),
    ],
)
def test_term_whose_definition_makes_no_statement(context, where):
    good = {"ex": "https://ex.example/", "other": "ex:other"}
    assert to_statements({"@context": good, "other": "x"}, Contexts.bundled()).quads
    bad = {key: value for key, value in good.items() if "@vocab" not in context or key == "ex"} | context
    assert refused({"@context": bad, "other": "x"}).where == where


def test_relative_vocabulary_is_not_resolved_against_a_made_up_base():
    error = refused({"@context": {"@vocab": ""}, "name": "A"})
    assert "'name'" in error.message
    assert error.where == "/name"


@pytest.mark.parametrize(
    ("own", "term"),
    [
        ({"p": {"@reverse": "ex:p"}}, {"@id": "ex:p"}),
        ({"p": {"@id": "ex:p", "@container": "@graph"}}, {"@id": "ex:p"}),
        ({"p": {"@id": "ex:p", "@container": "@list"}}, {"@id": "ex:p"}),
        ({"p": "ex:p"}, {"@id": "ex:p", "@container": "@index", "@index": "ex:i"}),
        ({"@vocab": "more/"}, {"@id": "ex:p"}),
    ],
)
def test_property_scoped_context_that_processors_read_differently(own, term):
    context = {"@vocab": "https://v.example/", "ex": "https://ex.example/"}
    good = {"@context": context | {"p": term | {"@context": {"q": "ex:q"}}}, "p": {"a": {"q": "x"}}}
    assert to_statements(good, Contexts.bundled()).quads
    bad = {"@context": context | {"p": term | {"@context": own}}, "p": {"a": {"q": "x"}}}
    assert refused(bad).code == "ambiguous"


@pytest.mark.parametrize(
    ("terms", "members"),
    [
        (
            {"T": {"@id": "ex:T", "@context": {"p": "ex:p"}}, "p": {"@id": "ex:p", "@context": {"@language": "fr"}}},
            "@set",
        ),
        (
            {"T": {"@id": "ex:T", "@context": {"p": "ex:p"}}, "p": {"@id": "ex:p", "@context": {"@language": "fr"}}},
            "@list",
        ),
    ],
)
def test_list_and_set_objects_that_processors_read_differently(terms, members):
    good = {"@context": [CONTEXT, terms], "p": {members: ["x"]}}
    assert to_statements(good, Contexts.bundled()).quads
    assert refused(good | {"type": "T"}).code == "ambiguous"


def test_map_by_types_that_processors_read_differently():
    scoped = {"T": {"@id": "ex:T", "@context": {"q": "ex:q"}}, "q": "ex:other"}
    by_type = {"@id": "ex:p", "@container": "@type"}
    members = {"p": {"T": {"q": "x"}}}
    good = {"@context": [CONTEXT, scoped, {"p": by_type}], **members}
    assert to_statements(good, Contexts.bundled()).quads
    bad = {"@context": [CONTEXT, scoped, {"p": by_type | {"@context": {"q": "ex:third"}}}], **members}
    assert refused(bad).code == "ambiguous"


@pytest.mark.parametrize("document", [None, "x", 5, True, 1.5])
def test_document_that_is_a_mere_value(document):
    assert refused(document).where == ""


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"@context": CONTEXT},
        {"@context": CONTEXT, "id": "urn:a"},
        {"@context": CONTEXT, "@value": "x"},
        {"@context": CONTEXT, "@list": ["x"]},
        {"@context": CONTEXT, "@set": ["x"]},
        {"@context": CONTEXT, "@graph": []},
        [],
        [GOOD, {}],
    ],
)
def test_document_that_says_nothing(document):
    assert type(refused(document)) is DataLoss


def test_document_that_is_no_json():
    for value in (object(), {1: 2}, (GOOD,), {**GOOD, 5: "x"}, {**GOOD, "name": {"@value": b"x"}}):
        assert type(refused(value)) is FormatError


def test_unknown_context_says_what_is_needed_and_how_to_add_it():
    error = refused(GOOD | {"@context": [CONTEXT, "https://elsewhere.example/context"]})
    assert type(error) is Undetermined
    assert [(need.url, need.kind) for need in error.needs] == [("https://elsewhere.example/context", "context")]
    assert error.where == "/@context/1"
    assert "contexts={url: document}" in error.hint


def test_unknown_context_in_a_nested_object():
    error = refused(GOOD | {"knows": {"@context": "https://elsewhere.example/context", "name": "B"}})
    assert error.where == "/knows/@context"


def test_unknown_context_of_a_term():
    scoped = {"x": {"@id": "ex:x", "@context": "https://elsewhere.example/context"}}
    error = refused(GOOD | {"@context": [CONTEXT, scoped]})
    assert error.needs[0].url == "https://elsewhere.example/context"


def test_unknown_import():
    error = refused(GOOD | {"@context": [CONTEXT, {"@import": "https://elsewhere.example/context"}]})
    assert error.needs[0].url == "https://elsewhere.example/context"


def nesting(levels, kind="knows"):
    document = {"name": "end"}
    for _ in range(levels - 1):
        document = {kind: document}
    return {"@context": CONTEXT, **document}


def test_depth_is_bounded():
    assert len(to_statements(nesting(20), Contexts.bundled(), limits=Limits(max_depth=20)).quads) == 20
    error = refused(nesting(21), limits=Limits(max_depth=20))
    assert error.code == "over_limit"


@pytest.mark.parametrize("levels", [5_000, 100_000])
def test_deep_documents_do_not_exhaust_the_stack(levels):
    array = "x"
    for _ in range(levels):
        array = [array]
    for document in (nesting(levels), GOOD | {"name": array}, GOOD | {"list": array}, GOOD | {"byId": array}):
        assert refused(document).code == "over_limit"


def test_deep_contexts_do_not_exhaust_the_stack():
    context = {"a": "urn:a"}
    for level in range(5_000):
        context = {f"t{level}": {"@id": "urn:t", "@context": context}}
    assert refused({"@context": context, "t4999": "x"}).code == "over_limit"


@pytest.mark.parametrize(
    "members",
    [
        {"name": [None, "1", "2", "3"]},
        {"list": [None, "1", "2", "3"]},
        {"@included": [None, {}, {}, {}]},
        {"@id": "urn:x", "urn:p1": None, "urn:p2": "2", "urn:p3": "3", "urn:p4": "4"},
    ],
    ids=lambda members: next(iter(members)),
)
def test_more_things_than_statements_are_allowed_are_not_looked_at(members):
    document = {"@context": GOOD["@context"], **members}
    assert refused(document, limits=Limits(max_quads=3)).code == "over_limit"
    assert refused(document, limits=Limits(max_quads=4)).code != "over_limit"


def test_number_of_statements_is_bounded():
    document = GOOD | {"name": [str(n) for n in range(49)]}
    assert len(to_statements(document, Contexts.bundled(), limits=Limits(max_quads=50)).quads) == 50
    error = refused(document, limits=Limits(max_quads=49))
    assert error.code == "over_limit"
