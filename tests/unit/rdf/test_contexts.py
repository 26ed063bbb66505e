"""`Contexts`: what is known, what is added, and what a context says of a type."""

import copy
import pickle
import subprocess
import sys
import threading

import pytest

from vcwallet.contexts import bundled_document, bundled_urls
from vcwallet.errors import DataLoss, FormatError, Undetermined, UsageError
from vcwallet.rdf import Contexts, to_statements

V2 = "https://www.w3.org/ns/credentials/v2"
OWN = "https://own.example/context"
OTHER = "https://own.example/other"


def own(**terms):
    return {"@context": {name: f"https://own.example/{iri}" for name, iri in terms.items()}}


def document(context, **members):
    return {"@context": context, **members}


def objects(statements):
    return [quad[2] for quad in statements.quads]


def test_bundled_is_one_instance():
    assert Contexts.bundled() is Contexts.bundled()
    assert set(Contexts.bundled()) == bundled_urls()
    assert len(Contexts.bundled()) == len(bundled_urls())
    assert V2 in Contexts.bundled()
    assert OWN not in Contexts.bundled()


def test_extended_knows_more_and_leaves_the_original_alone():
    contexts = Contexts.bundled().extended({OWN: own(name="name")})
    assert OWN in contexts
    assert V2 in contexts
    assert OWN not in Contexts.bundled()
    assert len(contexts) == len(Contexts.bundled()) + 1
    assert list(contexts) == sorted(contexts)
    assert to_statements(document(OWN, name="A"), contexts).quads[0][1] == "<https://own.example/name>"
    assert repr(contexts).startswith("<Contexts:")


def test_extended_by_nothing_new_is_the_same_instance():
    contexts = Contexts.bundled().extended({OWN: own(name="name")})
    assert contexts.extended({}) is contexts
    assert contexts.extended({OWN: own(name="name"), V2: bundled_document(V2)}) is contexts


def test_extended_takes_json_texts():
    contexts = Contexts.bundled().extended({OWN: b'{"@context": {"name": "urn:name"}}', OTHER: '{"@context": {}}'})
    assert to_statements(document(OWN, name="A"), contexts).quads[0][1] == "<urn:name>"


def test_what_was_handed_in_cannot_be_changed_afterwards():
    given = own(name="name")
    contexts = Contexts.bundled().extended({OWN: given})
    given["@context"]["name"] = "urn:changed"
    contexts.document(OWN)["@context"]["name"] = "urn:changed"
    assert contexts.document(OWN) == own(name="name")
    assert to_statements(document(OWN, name="A"), contexts).quads[0][1] == "<https://own.example/name>"
    Contexts.bundled().document(V2)["@context"].clear()
    assert Contexts.bundled().document(V2)["@context"]


@pytest.mark.parametrize("url", [V2, OWN])
def test_a_known_context_cannot_get_another_content(url):
    contexts = Contexts.bundled().extended({OWN: own(name="name")})
    with pytest.raises(UsageError) as caught:
        contexts.extended({url: own(name="other")})
    assert caught.value.code == "context_conflict"


@pytest.mark.parametrize(
    "given", [None, 5, [], {}, {"context": {}}, {"@context": object()}, b"{", '["@context"]', "\ud800"]
)
def test_what_is_no_context_document(given):
    with pytest.raises(FormatError) as caught:
        Contexts.bundled().extended({OWN: given})
    assert caught.value.where.startswith("/https:~1~1own.example~1context")


@pytest.mark.parametrize("contexts", [{"relative": own()}, {5: own()}, {"": own()}, None, [OWN]])
def test_what_is_no_url(contexts):
    with pytest.raises(UsageError):
        Contexts.bundled().extended(contexts)


def test_document_that_is_not_known():
    with pytest.raises(Undetermined) as caught:
        Contexts.bundled().document(OWN)
    assert caught.value.needs[0].url == OWN


def test_two_sets_do_not_see_each_other():
    one = Contexts.bundled().extended({OWN: own(name="one")})
    two = Contexts.bundled().extended({OWN: own(name="two")})
    for _ in range(2):
        assert to_statements(document(OWN, name="A"), one).quads[0][1] == "<https://own.example/one>"
        assert to_statements(document(OWN, name="A"), two).quads[0][1] == "<https://own.example/two>"


def test_pickling_keeps_what_was_handed_in():
    contexts = Contexts.bundled().extended({OWN: own(name="name")})
    to_statements(document(OWN, name="A"), contexts)
    restored = pickle.loads(pickle.dumps(contexts))
    assert OWN in restored
    assert to_statements(document(OWN, name="A"), restored) == to_statements(document(OWN, name="A"), contexts)
    assert pickle.loads(pickle.dumps(Contexts.bundled())) is Contexts.bundled()
    assert copy.deepcopy(contexts) is contexts
    assert copy.copy(contexts) is contexts


def test_imports_leave_the_imported_context_as_it_is():
    contexts = Contexts.bundled().extended({OWN: own(name="name")})
    importing = {"@import": OWN, "name": "https://own.example/changed", "more": "urn:more"}
    for _ in range(2):
        assert to_statements(document(importing, name="A"), contexts).quads[0][1] == "<https://own.example/changed>"
        assert to_statements(document(OWN, name="A"), contexts).quads[0][1] == "<https://own.example/name>"
        with pytest.raises(DataLoss):
            to_statements(document(OWN, more="A"), contexts)


def test_imports_of_what_is_not_one_plain_context():
    contexts = Contexts.bundled().extended(
        {OWN: {"@context": [{"name": "urn:name"}]}, OTHER: {"@context": {"@import": OWN}}}
    )
    for url in (OWN, OTHER):
        with pytest.raises(FormatError):
            to_statements(document({"@import": url}, name="A"), contexts)


def test_relative_urls_in_contexts_are_relative_to_the_context():
    contexts = Contexts.bundled().extended(
        {
            OWN: {"@context": ["other", {"scoped": {"@id": "urn:scoped", "@context": ["other"]}}]},
            OTHER: {"@context": {"name": "urn:name"}},
            "https://own.example/third": {"@context": {"@import": "other", "x": "urn:x"}},
        }
    )
    assert to_statements(document(OWN, name="A"), contexts).quads[0][1] == "<urn:name>"
    assert len(to_statements(document(OWN, scoped={"name": "A"}), contexts).quads) == 2
    assert to_statements(document("https://own.example/third", name="A"), contexts).quads[0][1] == "<urn:name>"


def test_context_that_includes_itself():
    contexts = Contexts.bundled().extended({OWN: {"@context": [OTHER]}, OTHER: {"@context": [OWN]}})
    with pytest.raises(FormatError):
        to_statements(document(OWN, name="A"), contexts)


@pytest.mark.parametrize("scoped", [OWN, [OWN]])
def test_context_whose_term_uses_it_again(scoped):
    contexts = Contexts.bundled().extended(
        {OWN: {"@context": {"name": "urn:name", "part": {"@id": "urn:part", "@context": scoped}}}}
    )
    nested = {"part": {"part": {"part": {"name": "A"}}}}
    assert len(to_statements(document(OWN, **nested), contexts).quads) == 4


def test_base_in_a_context_from_elsewhere_does_not_count():
    base = {"@base": "https://base.example/", "@vocab": "https://v.example/"}
    contexts = Contexts.bundled().extended({OWN: {"@context": base}})
    found = to_statements(document(base, **{"@id": "a", "name": "A"}), contexts).quads
    assert found[0][0] == "<https://base.example/a>"
    with pytest.raises(DataLoss):
        to_statements(document(OWN, **{"@id": "a", "name": "A"}), contexts)


def test_what_one_document_defines_another_does_not_see():
    contexts = Contexts.bundled()
    inline = {"secret": "https://own.example/secret"}
    assert to_statements(document([V2, inline], secret="x"), contexts).quads
    for context in (V2, [V2], [V2, {}]):
        with pytest.raises(DataLoss):
            to_statements(document(context, secret="x"), contexts)


def test_a_text_that_looks_like_a_context_is_a_url():
    contexts = Contexts.bundled()
    assert to_statements(document({"a": "urn:a"}, a="x"), contexts).quads
    for text in ('{"a": "urn:a"}', '{"a":"urn:a"}'):
        with pytest.raises(FormatError):
            to_statements(document(text, a="x"), contexts)
        with pytest.raises(FormatError):
            to_statements(document([text], a="x"), contexts)


def test_expand_vocab():
    contexts = Contexts.bundled().extended({OWN: own(Person="Person", gone="gone")})
    assert (
        contexts.expand_vocab(V2, "VerifiableCredential") == "https://www.w3.org/2018/credentials#VerifiableCredential"
    )
    assert contexts.expand_vocab([V2, OWN], "Person") == "https://own.example/Person"
    assert contexts.expand_vocab(OWN, "https://x.example/T") == "https://x.example/T"
    assert contexts.expand_vocab([OWN, {"gone": None, "p": "urn:p/"}], "p:q") == "urn:p/q"
    assert contexts.expand_vocab([OWN, {"gone": None}], "gone") is None
    for nothing in ("nobody", "", "@type", "_:b", "a b", "https://x.example/a b"):
        assert contexts.expand_vocab(OWN, nothing) is None
    assert contexts.expand_vocab(OWN, 5) is None
    with pytest.raises(Undetermined):
        contexts.expand_vocab(OTHER, "Person")


@pytest.mark.parametrize(
    "context", [5, object(), [object()], {"a": object()}, {"a": {"@id": b"x"}}, [[]], True, (OWN,), {5: "urn:a"}]
)
def test_what_is_no_context(context):
    contexts = Contexts.bundled()
    for call in (
        contexts.active,
        lambda c: contexts.expand_vocab(c, "x"),
        lambda c: contexts.type_iris({"@context": c}),
    ):
        with pytest.raises(FormatError):
            call(context)


def test_what_no_set_of_contexts_holds():
    assert 5 not in Contexts.bundled()
    assert [] not in Contexts.bundled()


def test_type_iris():
    contexts = Contexts.bundled().extended({OWN: own(Person="Person")})
    found = contexts.type_iris({"@context": [V2, OWN], "type": ["VerifiableCredential", "Person", "Nobody", 5]})
    assert found == (
        "https://www.w3.org/2018/credentials#VerifiableCredential",
        "https://own.example/Person",
        None,
        None,
    )
    assert contexts.type_iris({"@type": "urn:T"}) == ("urn:T",)
    assert contexts.type_iris({"@context": V2}) == ()
    for nothing in (None, [], "x"):
        with pytest.raises(FormatError):
            contexts.type_iris(nothing)


def test_threads_share_an_instance():
    contexts = Contexts.bundled().extended({OWN: own(nick="nick", Person="Person")})
    given = document([V2, OWN, {"mine": "urn:mine"}], type="Person", nick="A", mine="B")
    found = []

    def run():
        found.extend(to_statements(given, contexts) for _ in range(50))

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 200
    assert all(statements == found[0] for statements in found)
    assert objects(found[0]) == ["<https://own.example/Person>", '"A"', '"B"']


def test_pyld_is_imported_only_when_it_is_used():
    code = (
        "import sys\n"
        "from vcwallet.rdf import Contexts, to_statements\n"
        "contexts = Contexts.bundled().extended({'https://own.example/c': {'@context': {'a': 'urn:a'}}})\n"
        "assert 'pyld' not in sys.modules\n"
        "to_statements({'urn:a': 'x'}, contexts)\n"
        "assert 'pyld' in sys.modules\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, capture_output=True).returncode == 0


@pytest.mark.parametrize(
    "context",
    [
        [{}] * 101,
        ["https://www.w3.org/ns/credentials/examples/v2"] * 101,
        [{"scoped": {"@id": "https://x.example/scoped", "@context": [{}] * 101}}],
        [{f"t{number}": f"https://x.example/t{number}" for number in range(12_000)}],
        [{f"t{number}": f"https://x.example/t{number + other}" for number in range(100)} for other in range(100)],
    ],
    ids=["empty", "known", "scoped", "definitions", "both"],
)
def test_contexts_without_end_are_refused(context):
    with pytest.raises(FormatError) as caught:
        to_statements({"@context": context, "scoped": {"https://x.example/p": "x"}}, Contexts.bundled())
    assert caught.value.code == "over_limit"


def test_a_hundred_contexts_are_read():
    assert to_statements({"@context": [{}] * 100, "https://x.example/p": "x"}, Contexts.bundled()).quads
