"""The parts of the search through blank nodes that look alike."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from vcwallet.rdf.gossip import _distinct_permutations, _TemporaryIssuer


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=6))
def test_each_order_of_the_items_is_tried_once(items):
    tried = [tuple(order) for order in _distinct_permutations(items)]
    assert len(tried) == len(set(tried))
    assert set(tried) == set(permutations(items))


def test_the_orders_of_a_long_list_are_not_held_in_memory():
    orders = _distinct_permutations([f"_:n{i}" for i in range(50)])
    first = list(next(orders))
    assert sorted(next(orders)) == first


def test_equal_items_have_one_order():
    assert len(list(_distinct_permutations(["_:n"] * 10_000))) == 1


def test_identifiers_that_are_taken_back_are_issued_again():
    issuer = _TemporaryIssuer()
    assert [issuer.issue(node) for node in ("x", "y", "x", "z")] == ["_:b0", "_:b1", "_:b0", "_:b2"]
    issuer.take_back(1)
    assert (issuer.nodes, issuer.issued) == (["x"], {"x": "_:b0"})
    assert issuer.issue("z") == "_:b1"


def test_an_issuer_goes_on_with_the_nodes_that_were_chosen():
    issuer = _TemporaryIssuer()
    for node in ("x", "y", "z"):
        issuer.issue(node)
    issuer.continue_with(["z", "y"], 1)
    assert issuer.issued == {"x": "_:b0", "z": "_:b1", "y": "_:b2"}
    assert issuer.nodes == ["x", "z", "y"]
