"""RDFC-1.0 step by step as the specification writes it, slow and without a budget: an oracle for the library's own.

The numbers are those of the steps. Issuers are copied, lists are permuted as they are, and nothing is cut short.
"""

import copy
import hashlib
from itertools import permutations

from vcwallet.rdf import nquads


class Issuer:
    """Section 4.3 and 4.5."""

    def __init__(self, prefix):
        self.prefix = prefix
        self.issued = {}

    def issue(self, existing):
        return self.issued.setdefault(existing, f"{self.prefix}{len(self.issued)}")


def _is_blank(term):
    return term.startswith("_:")


def _line(quad, rename):
    return " ".join([rename(term) if _is_blank(term) else term for term in quad if term]) + " .\n"


class State:
    """Section 4.2."""

    def __init__(self, quads, hash_name):
        self.hash_name = hash_name
        self.canonical = Issuer("_:c14n")
        self.blank_node_to_quads = {}
        for quad in dict.fromkeys(quads):
            for node in dict.fromkeys(filter(_is_blank, quad)):
                self.blank_node_to_quads.setdefault(node, []).append(quad)

    def hash(self, text):
        return hashlib.new(self.hash_name, text.encode()).hexdigest()

    def hash_first_degree_quads(self, reference):
        """Section 4.6.3."""
        nquads = [
            _line(quad, lambda term: "_:a" if term == reference else "_:z")
            for quad in self.blank_node_to_quads[reference]
        ]
        return self.hash("".join(sorted(nquads)))

    def hash_related(self, related, quad, issuer, position):
        """Section 4.7.3."""
        text = position
        if position != "g":
            text += quad[1]
        if related in self.canonical.issued:
            text += self.canonical.issued[related]
        elif related in issuer.issued:
            text += issuer.issued[related]
        else:
            text += self.hash_first_degree_quads(related)
        return self.hash(text)

    def hash_n_degree_quads(self, identifier, issuer):
        """Section 4.8.3."""
        related_nodes = {}
        for quad in self.blank_node_to_quads[identifier]:  # 3
            for component, position in ((quad[0], "s"), (quad[2], "o"), (quad[3], "g")):
                if _is_blank(component) and component != identifier:
                    digest = self.hash_related(component, quad, issuer, position)
                    related_nodes.setdefault(digest, []).append(component)
        data_to_hash = ""
        for related_hash in sorted(related_nodes):  # 5
            data_to_hash += related_hash
            candidates = [self._path(order, issuer) for order in permutations(related_nodes[related_hash])]
            chosen_path, issuer = min(candidates, key=lambda candidate: candidate[0])
            data_to_hash += chosen_path
        return self.hash(data_to_hash), issuer  # 6

    def _path(self, order, issuer):
        """Section 4.8.3, steps 5.4.1 to 5.4.5."""
        issuer = copy.deepcopy(issuer)
        path = ""
        recursion_list = []
        for related in order:
            if related in self.canonical.issued:
                path += self.canonical.issued[related]
            else:
                if related not in issuer.issued:
                    recursion_list.append(related)
                path += issuer.issue(related)
        for related in recursion_list:
            digest, result_issuer = self.hash_n_degree_quads(related, issuer)
            path += f"{issuer.issue(related)}<{digest}>"
            issuer = result_issuer
        return path, issuer


def canonical_lines(quads, hash_name="sha256"):
    """Section 4.4.3 and 5."""
    state = State(quads, hash_name)  # 1, 2
    hash_to_blank_nodes = {}
    for node in state.blank_node_to_quads:  # 3
        hash_to_blank_nodes.setdefault(state.hash_first_degree_quads(node), []).append(node)
    for digest in sorted(hash_to_blank_nodes):  # 4
        if len(hash_to_blank_nodes[digest]) == 1:
            state.canonical.issue(hash_to_blank_nodes.pop(digest)[0])
    for digest in sorted(hash_to_blank_nodes):  # 5
        hash_path_list = []
        for node in hash_to_blank_nodes[digest]:
            if node not in state.canonical.issued:
                issuer = Issuer("_:b")
                issuer.issue(node)
                hash_path_list.append(state.hash_n_degree_quads(node, issuer))
        for _, issuer in sorted(hash_path_list, key=lambda result: result[0]):
            for existing in issuer.issued:
                state.canonical.issue(existing)
    return sorted(_line(quad, state.canonical.issued.__getitem__) for quad in dict.fromkeys(quads))


def relabelled(quads, labels):
    """The statements in N-Quads with other names for blank nodes, in order."""
    renamed = (tuple(labels.get(term, term) for term in quad) for quad in quads)
    return sorted(nquads.serialize([quad]) for quad in renamed)
