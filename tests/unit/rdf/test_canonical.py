"""RDFC-1.0 on examples of the specification, on what it must refuse, and on what it must not choke on."""

import hashlib
import tracemalloc

import pytest
from unit.rdf.rdfc_by_the_letter import relabelled

from vcwallet.errors import FormatError, UsageError
from vcwallet.rdf.canonical import canonicalize
from vcwallet.rdf.gossip import GossipPaths

_EX = "http://example.com/#"


def _quads(text):
    """Reads the short notation of the specification's examples, in which ``:p`` stands for an IRI."""
    lines = (line.split() for line in text.strip().splitlines())
    return [(*(f"<{_EX}{term[1:]}>" if term[0] == ":" else term for term in line), "") for line in lines]


_UNIQUE_HASHES = ":p :q _:e0 \n :p :r _:e1 \n _:e0 :s :u \n _:e1 :t :u"
_SHARED_HASHES = ":p :q _:e0 \n :p :q _:e1 \n _:e0 :p _:e2 \n _:e1 :p _:e3 \n _:e2 :r _:e3"


def _clique(size):
    return [(f"_:n{i}", "<urn:p>", f"_:n{j}", "") for i in range(size) for j in range(size) if i != j]


def test_unique_hashes():
    # RDFC-1.0 section 4.4.2, the first example, and section 5.
    canonical = canonicalize(_quads(_UNIQUE_HASHES))
    assert canonical.labels == {"_:e0": "_:c14n0", "_:e1": "_:c14n1"}
    assert canonical.nquads == (
        f"<{_EX}p> <{_EX}q> _:c14n0 .\n<{_EX}p> <{_EX}r> _:c14n1 .\n"
        f"_:c14n0 <{_EX}s> <{_EX}u> .\n_:c14n1 <{_EX}t> <{_EX}u> .\n"
    )


def test_shared_hashes():
    # RDFC-1.0 section 4.4.2, the second example.
    canonical = canonicalize(_quads(_SHARED_HASHES))
    assert canonical.labels == {"_:e0": "_:c14n3", "_:e1": "_:c14n2", "_:e2": "_:c14n0", "_:e3": "_:c14n1"}


def test_n_degree_hashes_of_shared_hashes():
    # The same example: the hashes that steps 3 and 5 are to give.
    quads = _quads(_SHARED_HASHES)
    first_degree = {
        "_:e0": "3b26142829b8887d011d779079a243bd61ab53c3990d550320a17b59ade6ba36",
        "_:e1": "3b26142829b8887d011d779079a243bd61ab53c3990d550320a17b59ade6ba36",
        "_:e2": "15973d39de079913dac841ac4fa8c4781c0febfba5e83e5c6e250869587f8659",
        "_:e3": "7e790a99273eed1dc57e43205d37ce232252c85b26ca4a6ff74ff3b5aea7bccd",
    }
    paths = GossipPaths(
        mentions={node: [quad for quad in quads if node in quad] for node in first_degree},
        first_degree=first_degree,
        labels={"_:e2": "_:c14n0", "_:e3": "_:c14n1"},
        hash_=hashlib.sha256,
        budget=100,
    )
    e0, e1 = paths.shortest_from("_:e0"), paths.shortest_from("_:e1")
    assert (e0.digest, e0.nodes) == ("fbc300de5afafd97a4b9ee1e72b57754dcdcb7ebb724789ac6a94a5b82a48d30", ["_:e0"])
    assert (e1.digest, e1.nodes) == ("2c0b377baf86f6c18fed4b0df6741290066e73c932861749b172d1e5560f5045", ["_:e1"])


def test_an_empty_dataset_has_an_empty_canonical_form():
    canonical = canonicalize([])
    assert (canonical.lines, canonical.nquads, canonical.labels) == ([], "", {})


def test_repeated_statements_count_once():
    quads = _quads(_SHARED_HASHES)
    repeated, once = canonicalize(quads + quads[::-1]), canonicalize(quads)
    assert (repeated.lines, repeated.labels) == (once.lines, once.labels)
    # Asked for again, they are not there twice.
    assert len(repeated.lines) == len(quads)


def test_lines_stand_in_the_order_of_their_utf_8_bytes():
    # In UTF-16 the character beyond U+FFFF would come before the other one.
    quads = [("<urn:s>", "<urn:p>", f'"{character}"', "") for character in ("\U0001f303", "\uffee", "a", "Z")]
    lines = canonicalize(quads).lines
    assert [line.split('"')[1] for line in lines] == ["Z", "a", "\uffee", "\U0001f303"]
    assert lines == sorted(lines, key=str.encode)


def test_the_labels_say_what_a_quad_has_become():
    quads = [*_quads(_SHARED_HASHES), ("_:e0", "<urn:p>", '"x"', "_:e1"), ("<urn:s>", "<urn:p>", '"x"', "<urn:g>")]
    canonical = canonicalize(quads)
    assert relabelled(quads, canonical.labels) == canonical.lines


@pytest.mark.parametrize("position", [0, 2, 3])
def test_a_blank_node_in_any_place_is_labelled(position):
    quad = ["<urn:s>", "<urn:p>", "<urn:o>", "<urn:g>"]
    quad[position] = "_:x"
    canonical = canonicalize([tuple(quad)])
    quad[position] = "_:c14n0"
    assert canonical.nquads == " ".join(quad) + " .\n"


def test_a_blank_node_that_stands_twice_in_a_quad_is_mentioned_once():
    # RDFC-1.0 section 4.6.3: all its places are written `a`; such a node differs from one that points elsewhere.
    loop = [("_:x", "<urn:p>", "_:x", "_:x"), ("_:y", "<urn:p>", "_:z", "_:y")]
    assert len(set(canonicalize(loop).labels.values())) == 3
    assert canonicalize(loop[:1]).nquads == "_:c14n0 <urn:p> _:c14n0 _:c14n0 .\n"


@pytest.mark.parametrize("hash_name", ["sha256", "sha384"])
def test_labels_follow_the_order_of_the_chosen_hash(hash_name):
    # RDFC-1.0 sections 4.4.3 (4) and 4.6: unique first degree hashes are labelled in their order.
    quads = [(f"_:n{i}", "<urn:p>", f'"{i}"', "") for i in range(8)]

    def first_degree_hash(i):
        return hashlib.new(hash_name, f'_:a <urn:p> "{i}" .\n'.encode()).hexdigest()

    expected = {f"_:n{i}": f"_:c14n{rank}" for rank, i in enumerate(sorted(range(8), key=first_degree_hash))}
    assert canonicalize(quads, hash_name=hash_name).labels == expected


@pytest.mark.parametrize("hash_name", ["md5", "SHA-256", "", None, ["sha256"]])
def test_other_hashes_are_refused(hash_name):
    with pytest.raises(UsageError, match="sha256 and sha384"):
        canonicalize([], hash_name=hash_name)


def test_the_number_of_statements_is_bounded():
    quads = _quads(_UNIQUE_HASHES)
    assert canonicalize(quads, max_quads=4)
    with pytest.raises(FormatError, match="more than 3 statements") as caught:
        canonicalize(quads, max_quads=3)
    assert caught.value.code == "over_limit"


def test_the_amount_of_text_is_bounded_since_one_long_iri_may_stand_in_each_statement():
    quads = [("<urn:s>", "<urn:" + "p" * 100_000 + ">", f'"{i}"', "") for i in range(1_000)]
    with pytest.raises(FormatError, match="characters") as caught:
        canonicalize(quads)
    assert caught.value.code == "over_limit"
    assert canonicalize(quads[:2], max_characters=200_100)
    with pytest.raises(FormatError, match="characters"):
        canonicalize(quads[:2], max_characters=200_000)


@pytest.mark.parametrize("size", [8, 13, 21, 34, 50])
def test_cliques_of_blank_nodes_are_refused_quickly(size):
    quads = _clique(size)
    with pytest.raises(FormatError, match="look alike") as caught:
        canonicalize(quads)
    assert caught.value.code == "poison_graph"
    assert caught.value.hint
    assert "7.1" in caught.value.spec
    # About 15 ms where this was written; the bound only tells a bounded search from an exponential one.


def test_small_cliques_pass():
    for size in range(2, 6):
        assert len(canonicalize(_clique(size)).labels) == size


def test_the_budget_is_shared_by_all_searches_in_a_dataset():
    quads = [("_:a", "<urn:p>", '"x"', ""), ("_:b", "<urn:p>", '"x"', "")]
    assert canonicalize(quads, budget=2)
    with pytest.raises(FormatError, match="look alike"):
        canonicalize(quads, budget=1)


def test_many_mentions_of_a_blank_node_count_for_several_steps():
    quads = _clique(3) + [(f"_:n{i}", "<urn:p>", f'"{j}"', "") for i in range(3) for j in range(2_000)]
    assert canonicalize(_clique(3), budget=200)
    with pytest.raises(FormatError, match="look alike"):
        canonicalize(quads, budget=200)


def test_long_lists_to_be_permuted_count_for_several_steps():
    # Per thing two searches, each with 1,600 mentions (100 steps) in one list of 1,600 items (100 steps more).
    quads = [(f"_:s{g}", "<urn:p>", f'"{i}"', f"_:g{g}") for g in "ab" for i in range(1_600)]
    assert canonicalize(quads, budget=900)
    with pytest.raises(FormatError, match="look alike"):
        canonicalize(quads, budget=600)


def test_permutations_count_even_where_they_lead_to_no_further_search():
    # Each hub mentions each of eight equal leaves twice: 16! / 2**8 orders, and all but a few of them can be discarded
    # at first sight.
    quads = [
        (f"_:hub{hub}", "<urn:p>", f"_:leaf{hub}{leaf}", f"<urn:g{graph}>")
        for hub in "ab"
        for leaf in range(8)
        for graph in range(2)
    ]
    with pytest.raises(FormatError, match="look alike"):
        canonicalize(quads)


def test_long_texts_count_for_several_steps():
    ring = [(f"_:n{i}", "<urn:p>", f"_:n{(i + 1) % 4}", "") for i in range(4)]
    assert canonicalize(ring, budget=200)
    long = [(subject, "<urn:" + "p" * 100_000 + ">", object_, "") for subject, _, object_, _ in ring]
    with pytest.raises(FormatError, match="look alike"):
        canonicalize(long, budget=200)


def test_two_things_described_alike_in_two_graphs_are_no_poison():
    # As in a presentation of two credentials with the same address. The graph's name is mentioned in each of the
    # twelve statements about the address in the same way: twelve equal items, of which there is one order, not 12!.
    quads = [
        (f"_:address{graph}", f"<urn:{part}>", f'"{part}"', f"_:graph{graph}") for graph in "ab" for part in range(12)
    ]
    quads += [(f"<urn:{graph}>", "<urn:address>", f"_:address{graph}", f"_:graph{graph}") for graph in "ab"]
    assert len(canonicalize(quads, budget=20).labels) == 4


def _list(name, items):
    for index, item in enumerate(items):
        rest = f"_:{name}{index + 1}" if index + 1 < len(items) else "<urn:nil>"
        yield (f"_:{name}{index}", "<urn:first>", item, "")
        yield (f"_:{name}{index}", "<urn:rest>", rest, "")


def test_a_search_may_be_deeper_than_python_recurses():
    items = [f'"{index}"' for index in range(1_200)]
    quads = [*_list("left", items), *_list("right", items)]
    assert len(canonicalize(quads, budget=20_000).labels) == 2_400


def test_a_deep_search_with_many_choices_stays_small():
    size = 60
    beside = ((1, 0), (0, 1), (-1, 0), (0, -1))
    quads = [
        (f"_:t{i}_{j}", "<urn:p>", f"_:t{(i + down) % size}_{(j + right) % size}", "")
        for i in range(size)
        for j in range(size)
        for down, right in beside
    ]
    tracemalloc.start()
    with pytest.raises(FormatError, match="look alike"):
        canonicalize(quads)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 30_000_000


@pytest.mark.parametrize(
    "quads",
    [
        None,
        7,
        iter([]),
        [None],
        [("_:s", "<urn:p>", "_:o")],
        [("_:s", "<urn:p>", "_:o", "", "")],
        [("_:s", "<urn:p>", 1, "")],
        [("_:s", "<urn:p>", "_:o", None)],
        [["_:s", "<urn:p>", "_:o", ""]],
        [("", "<urn:p>", "_:o", "")],
        [("_:s", "<urn:p>", "", "")],
        [("_:s", "<urn:p>", '"\ud800"', "")],
    ],
)
def test_what_is_no_dataset_is_refused(quads):
    with pytest.raises(FormatError):
        canonicalize(quads)
