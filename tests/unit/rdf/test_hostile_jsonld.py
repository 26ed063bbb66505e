"""Whatever is handed in: statements or a `VcwalletError`, the same with origins as without, and with a place."""

from hypothesis import given, settings
from hypothesis import strategies as st
from unit.rdf.jsonld_documents import Documents

from vcwallet.errors import VcwalletError
from vcwallet.rdf import Contexts, canonicalize, to_statements

KEYWORDS = """@base @container @context @default @direction @explicit @foo @graph @id @import @included @index @json
@language @list @nest @none @prefix @propagate @protected @reverse @set @type @value @version @vocab""".split()  # noqa: SIM905
NAMES = [*KEYWORDS, "id", "type", "p", "q", "ex", "ex:p", "urn:p", "", ":", "_:b", "a/b~c", "\ud800"]

names = st.sampled_from(NAMES)
scalars = st.one_of(
    names,
    st.none(),
    st.booleans(),
    st.integers(-2, 2),
    st.sampled_from([1.1, 1e400, 10**30, b"x", "https://x.example/"]),
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(names, inner, max_size=4)),
    max_leaves=25,
)


def outcome(document, **options):
    try:
        return to_statements(document, Contexts.bundled(), **options)
    except VcwalletError as error:
        return type(error), error.message, error.where


def check(document):
    plain, traced = outcome(document), outcome(document, origins=True)
    if isinstance(plain, tuple):
        assert traced == plain
        _, message, where = plain
        assert message.endswith(".")
        assert where == "" or where.startswith("/")
    else:
        assert traced.quads == plain.quads
        assert len(traced.origins) == len(traced.quads)
        # Every term can be written and hashed.
        assert canonicalize(plain.quads).nquads.encode()


@settings(max_examples=200)
@given(values)
def test_anything(document):
    check(document)


@settings(max_examples=200)
@given(st.dictionaries(names, values, max_size=4), st.dictionaries(names, values, max_size=4))
def test_any_context_over_any_members(context, members):
    check({**members, "@context": {"p": "urn:p", "ex": "https://ex.example/", **context}})


@settings(max_examples=150)
@given(st.integers(0, 2**32), st.data())
def test_documents_with_something_put_in(seed, data):
    document = Documents(seed).document()
    holder = document
    for _ in range(data.draw(st.integers(0, 3))):
        inner = [value for value in holder.values() if isinstance(value, dict)]
        if inner:
            holder = data.draw(st.sampled_from(inner))
    holder[data.draw(names)] = data.draw(values)
    check(document)
