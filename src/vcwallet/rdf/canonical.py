"""RDF Dataset Canonicalization, RDFC-1.0: one spelling for all datasets that differ only in blank node labels.

Here are the algorithm itself (section 4.4), the first look at each blank node (4.6) and the serialization (5). The
search that tells blank nodes apart which look alike at first (4.7 and 4.8) is in `gossip`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from itertools import chain
from typing import Any

from vcwallet.encoding.limits import DEFAULT_LIMITS
from vcwallet.errors import FormatError, UsageError, quoted
from vcwallet.hashes import HASHES
from vcwallet.rdf.gossip import GossipPaths
from vcwallet.rdf.terms import Quad

Hash = Callable[[bytes], Any]
_HASHES: Mapping[str, Hash] = {name: HASHES[name] for name in ("sha256", "sha384")}


class Canonical:
    """A canonicalized dataset. Its statements are written when they are asked for: some want the labels alone.

    Attributes:
        labels: The issued identifiers map: for each blank node of the input its canonical one, both with ``_:``.
    """

    __slots__ = ("_about", "_lines", "_linked", "labels")

    def __init__(
        self, labels: dict[str, str], lines: list[str], about: Mapping[str, list[str]], linked: list[Quad]
    ) -> None:
        self.labels = labels
        self._lines = lines
        self._about: Mapping[str, list[str]] = about
        self._linked = linked

    @property
    def lines(self) -> list[str]:
        """The statements in canonical N-Quads form, each with its newline, in code point order."""
        if self._about or self._linked:
            labels, get = self.labels, self.labels.get
            for node, statements in self._about.items():
                label = labels[node]
                self._lines += [label + statement for statement in statements]
            self._lines += [_nquad(get(s, s), p, get(o, o), get(g, g)) for s, p, o, g in self._linked]
            self._about, self._linked = {}, []
            # Python compares strings by code points, which is the order that section 5 asks for, and that of UTF-8.
            self._lines.sort()
        return self._lines

    @property
    def nquads(self) -> str:
        """The serialized canonical form (section 5), of which signatures are made."""
        return "".join(self.lines)


def canonicalize(
    quads: Collection[Quad],
    *,
    hash_name: str = "sha256",
    budget: int = DEFAULT_LIMITS.canonicalization_work,
    max_quads: int = DEFAULT_LIMITS.max_quads,
    max_characters: int = 4 * DEFAULT_LIMITS.max_bytes,
) -> Canonical:
    """Canonicalizes a dataset (RDFC-1.0 section 4.4).

    Args:
        quads: The statements, with terms in canonical N-Quads form; repeated ones count once.
        hash_name: The hash inside the algorithm: ``"sha256"``, or ``"sha384"`` as P-384 suites demand.
        budget: How many steps may go into telling blank nodes apart that look alike. It is fixed rather than grown with
            the dataset: the hardest graph of the W3C's tests needs less than 4,000, poison graphs need millions.
        max_quads: More statements than this are refused.
        max_characters: Statements with more text than this are refused. A small document may make a large dataset: one
            long IRI can stand in each statement.

    Raises:
        FormatError: Over `max_quads` or `max_characters` (``code="over_limit"``), over `budget`
            (``code="poison_graph"``), or not quads.
        UsageError: `hash_name` is not one of the two.
    """
    hash_ = _HASHES.get(hash_name) if isinstance(hash_name, str) else None
    if hash_ is None:
        raise UsageError(f"RDF canonicalization knows the hashes sha256 and sha384, not {quoted(hash_name)}.")
    try:
        if len(quads) > max_quads:
            raise _over_limit(f"The document makes more than {max_quads} statements.")
        if sum(map(len, chain.from_iterable(quads))) > max_characters:
            raise _over_limit(f"The statements of the document hold more than {max_characters} characters.")
        if len(set(quads)) < len(quads):
            quads = list(dict.fromkeys(quads))
        return _canonicalized(quads, hash_, budget)
    except (TypeError, ValueError, IndexError):
        _require_quads(quads)
        raise


def _canonicalized(quads: Collection[Quad], hash_: Hash, budget: int) -> Canonical:
    lines: list[str] = []
    about: defaultdict[str, list[str]] = defaultdict(list)
    linked: list[Quad] = []
    # Most statements of a credential are in the default graph, and only their subject may be a blank node. Their lines
    # are written here, all but such a subject, so that hashing and serializing have no more to do than to prefix it.
    for quad in quads:
        subject, predicate, object_, graph = quad
        if graph or object_[0] == "_":
            linked.append(quad)
        elif subject[0] == "_":
            about[subject].append(f" {predicate} {object_} .\n")
        else:
            lines.append(f"{subject} {predicate} {object_} .\n")
    labels: dict[str, str] = {}
    if about or linked:
        labels = _issued_identifiers(_first_degree_hashes(about, linked, hash_), quads, hash_, budget)
    else:
        lines.sort()
    return Canonical(labels, lines, about, linked)


def _first_degree_hashes(about: Mapping[str, list[str]], linked: list[Quad], hash_: Hash) -> dict[str, str]:
    """Hash First Degree Quads (section 4.6) of each blank node: what can be said of it without naming any."""
    nquads = {node: ["_:a" + statement for statement in statements] for node, statements in about.items()}
    for subject, predicate, object_, graph in linked:
        other_subject = "_:z" if subject[0] == "_" else subject
        other_object = "_:z" if object_[0] == "_" else object_
        other_graph = "_:z" if graph[:1] == "_" else graph
        if subject[0] == "_":
            same_object = "_:a" if object_ == subject else other_object
            same_graph = "_:a" if graph == subject else other_graph
            nquads.setdefault(subject, []).append(_nquad("_:a", predicate, same_object, same_graph))
        if object_[0] == "_" and object_ != subject:
            same_graph = "_:a" if graph == object_ else other_graph
            nquads.setdefault(object_, []).append(_nquad(other_subject, predicate, "_:a", same_graph))
        if graph[:1] == "_" and graph not in (subject, object_):
            nquads.setdefault(graph, []).append(_nquad(other_subject, predicate, other_object, "_:a"))
    hashes: dict[str, str] = {}
    for node, lines in nquads.items():
        lines.sort()
        hashes[node] = hash_("".join(lines).encode()).hexdigest()
    return hashes


def _issued_identifiers(
    first_degree: dict[str, str], quads: Collection[Quad], hash_: Hash, budget: int
) -> dict[str, str]:
    """The canonical identifiers (section 4.4.3, steps 3.2 to 5)."""
    nodes_by_hash: dict[str, list[str]] = {}
    for node, digest in first_degree.items():
        nodes_by_hash.setdefault(digest, []).append(node)
    labels: dict[str, str] = {}
    alike: list[list[str]] = []
    for _, nodes in sorted(nodes_by_hash.items()):
        if len(nodes) == 1:
            labels[nodes[0]] = f"_:c14n{len(labels)}"
        else:
            alike.append(nodes)
    if alike:
        mentions = _mentions(quads)
        paths = GossipPaths(mentions=mentions, first_degree=first_degree, labels=labels, hash_=hash_, budget=budget)
        for nodes in alike:
            _label_alike(nodes, labels, paths)
    return labels


def _mentions(quads: Collection[Quad]) -> dict[str, list[Quad]]:
    """The blank node to quads map (section 4.4.3, step 2); unnecessary where all first degree hashes are unique."""
    mentions: dict[str, list[Quad]] = {}
    for quad in quads:
        for node in {quad[0], quad[2], quad[3]}:
            if node.startswith("_"):
                mentions.setdefault(node, []).append(quad)
    return mentions


def _label_alike(nodes: list[str], labels: dict[str, str], paths: GossipPaths) -> None:
    """Labels blank nodes that share a first degree hash, and what hangs together with them (section 4.4.3, step 5)."""
    found = [paths.shortest_from(node) for node in nodes if node not in labels]
    found.sort(key=lambda path: path.digest)
    for path in found:
        for node in path.nodes:
            if node not in labels:
                labels[node] = f"_:c14n{len(labels)}"


def _nquad(subject: str, predicate: str, object_: str, graph: str) -> str:
    return f"{subject} {predicate} {object_} {graph} .\n" if graph else f"{subject} {predicate} {object_} .\n"


def _over_limit(message: str) -> FormatError:
    hint = "Write it as several documents, or give the nodes in it identifiers of their own."
    return FormatError(message, hint=hint, code="over_limit")


def _require_quads(quads: object) -> None:
    """Says what is wrong with input that made the algorithm stumble; returns where it is not the input's fault."""
    if not isinstance(quads, Collection):
        raise FormatError("A dataset is a list of quads.")
    for quad in quads:
        if not (isinstance(quad, tuple) and len(quad) == 4 and all(isinstance(term, str) for term in quad)):
            raise FormatError("A quad is a tuple of four texts: subject, predicate, object and graph name.")
        if "" in quad[:3]:
            raise FormatError("The subject, the predicate or the object of a quad is empty.")
        try:
            "".join(quad).encode()
        except UnicodeEncodeError:
            message = "A quad holds half of a surrogate pair, which is no character."
            raise FormatError(message, spec="RDF 1.1, section 3.3") from None
