"""VC-DI-ECDSA 1.0 §3.4.5 to §3.4.16 as they are written, on PyLD: what the library's short cut is held against.

Every group of statements is found by turning the document, its blank nodes replaced by URNs, into statements anew.
"""

import copy
import hashlib
import hmac
import re
from base64 import urlsafe_b64encode

from pyld import jsonld

from vcwallet.rdf import canonicalize, nquads

SCHEME = "custom-scheme"


def no_loader(url, _):
    raise AssertionError(f"{url} was to be loaded")


OPTIONS = {"documentLoader": no_loader, "processingMode": "json-ld-1.1"}


def skolemize_expanded(expanded, count):
    """§3.4.7"""
    result = []
    for element in expanded:
        if not isinstance(element, dict) or "@value" in element:
            result.append(copy.deepcopy(element))
            continue
        node = {}
        for name, value in element.items():
            items = skolemize_expanded(value if isinstance(value, list) else [value], count)
            node[name] = items if isinstance(value, list) else items[0]
        if "@id" not in node:
            node["@id"] = f"urn:{SCHEME}:x_{count[0]}"
            count[0] += 1
        elif node["@id"].startswith("_:"):
            node["@id"] = f"urn:{SCHEME}:{node['@id'][2:]}"
        result.append(node)
    return result


def skolemize_compact(document):
    """§3.4.8"""
    expanded = skolemize_expanded(jsonld.expand(document, OPTIONS), [0])
    return expanded, jsonld.compact(expanded, document["@context"], OPTIONS)


def to_deskolemized_quads(document):
    """§3.4.9"""
    text = jsonld.to_rdf(document, OPTIONS | {"format": "application/n-quads"})
    return nquads.parse(re.sub(rf"<urn:{SCHEME}:([^>]+)>", r"_:\1", text))


def initial_selection(source):
    """§3.4.11"""
    selection = {}
    if "id" in source and not source["id"].startswith("_:"):
        selection["id"] = source["id"]
    if "type" in source:
        selection["type"] = source["type"]
    return selection


class Sparse(dict):
    """An array of which some elements are undefined."""


def select_json_ld(pointers, document):
    """§3.4.13, and §3.4.12 for each pointer"""
    if not pointers:
        return None
    selection = initial_selection(document)
    selection["@context"] = copy.deepcopy(document["@context"])
    for pointer in pointers:
        value, selected, parent, last = document, selection, None, None
        for token in pointer.split("/")[1:]:
            last = token.replace("~1", "/").replace("~0", "~")
            parent = selected
            if isinstance(value, list):
                last = int(last)
            value = value[last]
            selected = parent.get(last) if isinstance(parent, dict) else parent[last]
            if selected is None:
                selected = (
                    Sparse()
                    if isinstance(value, list)
                    else initial_selection(value)
                    if isinstance(value, dict)
                    else None
                )
                parent[last] = selected
        if isinstance(value, dict):
            parent[last] = {**selected, **copy.deepcopy(value)}
        elif isinstance(value, list):
            parent[last] = Sparse(enumerate(copy.deepcopy(value)))
        else:
            parent[last] = value
    return dense(selection)


def dense(value):
    if isinstance(value, Sparse):
        return [dense(value[index]) for index in sorted(value)]
    if isinstance(value, dict):
        return {name: dense(member) for name, member in value.items()}
    if isinstance(value, list):
        return [dense(item) for item in value]
    return value


def relabelled(quads, labels):
    """§3.4.14"""
    return nquads.serialize([tuple(labels.get(term, term) for term in quad) for quad in quads]).splitlines(
        keepends=True
    )


def canonicalize_and_group(document, key, groups):
    """§3.4.16 with the labels of §3.4.4: all lines, and for each group of pointers the indexes of the matching ones."""
    expanded, compact = skolemize_compact(document)
    quads = to_deskolemized_quads(expanded)
    labels = {
        node: "_:u" + urlsafe_b64encode(hmac.digest(key, label[2:].encode(), hashlib.sha256)).decode().rstrip("=")
        for node, label in canonicalize(quads).labels.items()
    }
    lines = sorted(set(relabelled(quads, labels)))
    matching = {}
    for name, pointers in groups.items():
        selection = select_json_ld(pointers, compact)
        chosen = set() if selection is None else set(relabelled(to_deskolemized_quads(selection), labels))
        assert chosen <= set(lines)
        matching[name] = [index for index, line in enumerate(lines) if line in chosen]
    return lines, matching
