"""Tells blank nodes apart that look alike from nearby: RDFC-1.0 sections 4.7 and 4.8, within a budget.

From a blank node the search walks to all blank nodes connected with it, hands out temporary identifiers in the order in
which it meets them, and writes down what it meets: the gossip path. Where several neighbours look alike it tries them
in every order and keeps the shortest path. That may take exponential time, and datasets can be built for it ("poison",
section 7.1); hence the budget.

Two things differ from the letter of the specification, and neither changes what comes out:

- Instead of copying identifier issuers, the search notes what it issues and takes it back before it tries another
  order. A search along thousands of nodes would otherwise hold thousands of copies.
- A neighbour that is mentioned several times in the same way stands several times in the list to be permuted; orders
  that differ only in which of its mentions comes first are tried once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from vcwallet.errors import FormatError
from vcwallet.rdf.terms import Quad

# A step is to be bounded work, whatever stands in the dataset. So many mentions of a blank node, or places in a
# permutation, and so many characters to be hashed cost about as much time as a step itself.
_MENTIONS_PER_STEP = 16
_CHARACTERS_PER_STEP = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class GossipPath:
    """What the search from one blank node has found.

    Attributes:
        digest: The N-degree hash: equal for nodes that cannot be told apart.
        nodes: The blank nodes in the order in which they got temporary identifiers.
    """

    digest: str
    nodes: list[str]


class GossipPaths:
    """Finds shortest gossip paths in one dataset, all of them within one budget.

    Args:
        mentions: For each blank node the quads in which it stands.
        first_degree: For each blank node its first degree hash.
        labels: The canonical identifiers so far; the caller goes on adding to it.
        hash_: The hash function.
        budget: How many steps may be taken: calls of Hash N-Degree Quads and permutations tried, where long lists and
            long texts count for several.
    """

    def __init__(
        self,
        *,
        mentions: Mapping[str, list[Quad]],
        first_degree: Mapping[str, str],
        labels: Mapping[str, str],
        hash_: Callable[[bytes], Any],
        budget: int,
    ) -> None:
        self._mentions = mentions
        self._first_degree = first_degree
        self._labels = labels
        self._hash_of_bytes = hash_
        self._steps_left = budget

    def shortest_from(self, node: str) -> GossipPath:
        """Runs Hash N-Degree Quads from `node` with a new temporary issuer (section 4.4.3, steps 5.2.2 to 5.2.4).

        Raises:
            FormatError: The budget is spent (``code="poison_graph"``).
        """
        issuer = _TemporaryIssuer()
        issuer.issue(node)
        # The specification's recursion is as deep as the graph, which may be deeper than Python's own may go.
        calls = [self._hash_n_degree(node, issuer)]
        result = ""
        while calls:
            try:
                related = calls[-1].send(result) if result else next(calls[-1])
            except StopIteration as done:
                calls.pop()
                result = done.value
            else:
                calls.append(self._hash_n_degree(related, issuer))
                result = ""
        return GossipPath(digest=result, nodes=issuer.nodes)

    def _hash_n_degree(self, node: str, issuer: _TemporaryIssuer) -> Generator[str, str, str]:
        """Hash N-Degree Quads (section 4.8.3); yields each node to recurse to, and is sent that node's hash."""
        self._spend(1 + len(self._mentions[node]) // _MENTIONS_PER_STEP)
        data = []
        for related_hash, neighbours in sorted(self._neighbours(node, issuer).items()):
            data.append(related_hash)
            chosen_path = ""
            chosen_nodes: list[str] = []
            start = len(issuer.nodes)
            for permutation in _distinct_permutations(neighbours):
                self._spend(1 + len(permutation) // _MENTIONS_PER_STEP)
                issuer.take_back(start)
                path, recursion_list = self._identifiers(permutation, issuer, chosen_path)
                for related in recursion_list:
                    if _is_longer(path, chosen_path):
                        break
                    digest = yield related
                    path += f"{issuer.issue(related)}<{digest}>"
                if not chosen_path or path < chosen_path:
                    chosen_path = path
                    chosen_nodes = issuer.nodes[start:]
            issuer.continue_with(chosen_nodes, start)
            data.append(chosen_path)
        return self._hash("".join(data))

    def _neighbours(self, node: str, issuer: _TemporaryIssuer) -> dict[str, list[str]]:
        """The blank nodes beside `node`, once for each mention, by how they are related to it (step 3)."""
        neighbours: defaultdict[str, list[str]] = defaultdict(list)
        for quad in self._mentions[node]:
            for position, component in (("s", quad[0]), ("o", quad[2]), ("g", quad[3])):
                if component.startswith("_") and component != node:
                    neighbours[self._hash_related(component, quad, issuer, position)].append(component)
        return neighbours

    def _hash_related(self, related: str, quad: Quad, issuer: _TemporaryIssuer, position: str) -> str:
        """Hash Related Blank Node (section 4.7.3)."""
        predicate = "" if position == "g" else quad[1]
        name = self._labels.get(related) or issuer.issued.get(related) or self._first_degree[related]
        return self._hash(f"{position}{predicate}{name}")

    def _identifiers(self, permutation: list[str], issuer: _TemporaryIssuer, chosen_path: str) -> tuple[str, list[str]]:
        """The beginning of the path, and the nodes that are met for the first time (step 5.4.4)."""
        path = ""
        recursion_list = []
        for related in permutation:
            identifier = self._labels.get(related)
            if identifier is None:
                if related not in issuer.issued:
                    recursion_list.append(related)
                identifier = issuer.issue(related)
            path += identifier
            if _is_longer(path, chosen_path):
                break
        return path, recursion_list

    def _hash(self, text: str) -> str:
        self._spend(len(text) // _CHARACTERS_PER_STEP)
        digest: str = self._hash_of_bytes(text.encode()).hexdigest()
        return digest

    def _spend(self, steps: int) -> None:
        self._steps_left -= steps
        if self._steps_left < 0:
            raise FormatError(
                "The document holds too many unnamed things that look alike; telling them apart would take too long.",
                hint="Give the things in the document an id each, or take this document for an attack.",
                spec="RDFC-1.0, section 7.1",
                code="poison_graph",
            )


class _TemporaryIssuer:
    """Issues ``_:b0``, ``_:b1``, … (section 4.5), and can take the last ones back."""

    def __init__(self) -> None:
        self.nodes: list[str] = []
        self.issued: dict[str, str] = {}

    def issue(self, node: str) -> str:
        identifier = self.issued.get(node)
        if identifier is None:
            identifier = self.issued[node] = f"_:b{len(self.nodes)}"
            self.nodes.append(node)
        return identifier

    def take_back(self, count: int) -> None:
        """Leaves only the first `count` identifiers issued."""
        for node in self.nodes[count:]:
            del self.issued[node]
        del self.nodes[count:]

    def continue_with(self, nodes: list[str], count: int) -> None:
        """Leaves the first `count` identifiers issued, and after them those of `nodes`."""
        if self.nodes[count:] != nodes:
            self.take_back(count)
            for node in nodes:
                self.issue(node)


def _is_longer(path: str, chosen_path: str) -> bool:
    """Whether `path` can no longer become the shortest one (steps 5.4.4.3 and 5.4.5.5)."""
    return chosen_path != "" and len(path) >= len(chosen_path) and path > chosen_path


def _distinct_permutations(items: list[str]) -> Iterator[list[str]]:
    """All orders of `items`, of which some may be equal, one after the other; each stands only until the next one."""
    order = sorted(items)
    while True:
        yield order
        # The next one in lexicographic order: raise the last item that can be raised, by the least that is possible.
        pivot = len(order) - 2
        while pivot >= 0 and order[pivot] >= order[pivot + 1]:
            pivot -= 1
        if pivot < 0:
            return
        successor = len(order) - 1
        while order[successor] <= order[pivot]:
            successor -= 1
        order[pivot], order[successor] = order[successor], order[pivot]
        order[pivot + 1 :] = reversed(order[pivot + 1 :])
