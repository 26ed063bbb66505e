"""Random documents and pointers for selective disclosure."""

import random

from builders import degree

from vcwallet.model import pointer as json_pointer

VOCAB = "https://v.example/terms#"
CONTEXT = {
    "@version": 1.1,
    "@vocab": VOCAB,
    "id": "@id",
    "type": "@type",
    "said": {"@id": f"{VOCAB}said", "@container": "@language"},
    "knows": {"@id": f"{VOCAB}knows", "@type": "@id"},
    "born": {"@id": f"{VOCAB}born", "@type": "http://www.w3.org/2001/XMLSchema#date"},
    "Scoped": {"@id": f"{VOCAB}Scoped", "@context": {"inner": f"{VOCAB}outer", "a": f"{VOCAB}scoped-a"}},
}
NAMES = ["a", "b", "c", "inner", "odd~name", "odd/name", "1"]
TEXTS = ["x", "y", 'quote " and \\', "ü€𝄞", "_:no-node", ""]
IDENTIFIERS = ["urn:x:1", "urn:x:2", "did:example:3", "_:n1", "_:n2"]
TYPES = ["T", "U", "Scoped"]


class SelectiveDocuments(random.Random):
    """Documents such as the specification assumes: one context, nothing to compact, no lists and reverse properties."""

    names = NAMES
    texts = TEXTS
    scalars = (-5, 0, 7, True, False)

    def document(self):
        return {"@context": CONTEXT, "type": "T"} | self.node(4)

    def node(self, depth):
        node = {}
        if self.random() < 0.4:
            # What is said of one thing stands in one place.
            self.identified = getattr(self, "identified", 0) + 1
            node["id"] = self.choice([f"urn:x:{self.identified}", f"_:n{self.identified}"])
        if self.random() < 0.5:
            node["type"] = self.choice([self.choice(TYPES), self.sample(TYPES, 2)])
        for name in self.sample(self.names, self.randint(1, 4)):
            node[name] = self.values(depth)
        if self.random() < 0.2:
            node["said"] = {"en": self.text(), "fr": [f"{self.text()} 1", f"{self.text()} 2"]}
        if self.random() < 0.2:
            node["knows"] = self.choice([self.choice(IDENTIFIERS[:3]), self.sample(IDENTIFIERS[:3], 2)])
        if self.random() < 0.2:
            node["born"] = "1990-01-01"
        return node

    def values(self, depth):
        if self.random() < 0.3:
            # Different ones: a set has no value twice when it is compacted.
            values = [self.value(depth) for _ in range(self.randint(2, 4))]
            distinct = [value for index, value in enumerate(values) if value not in values[:index]]
            if len(distinct) > 1 and len({str(value) for value in distinct}) == len(distinct):
                return distinct
        return self.value(depth)

    def value(self, depth):
        if depth and self.random() < 0.4:
            return self.node(depth - 1)
        return self.choice([self.text(), *self.scalars, {"@value": self.text(), "@language": "en"}])

    def text(self):
        return self.choice(self.texts)

    def pointers(self, document, most):
        places = [
            place
            for place, _ in json_pointer.walk(document)
            if place and not place.startswith("/@context") and "/@" not in place
        ]
        return self.sample(places, self.randint(0, min(most, len(places))))


class Subjects(SelectiveDocuments):
    """Random subjects under terms that a context on the web defines; no object's claims are spread over several."""

    names = ("a", "b", "c", "inner", "odd~name", "1")
    texts = ("x", "y", 'quote " and \\', "ü€𝄞", "_:no-node")
    scalars = (-5, 7, True)
    context = "https://v.example/contexts/random"

    def credential(self):
        subject = self.document()
        del subject["@context"]
        subject["id"] = "urn:x:1"
        _say_each_once(subject, set())
        return degree(
            **{"@context": [degree()["@context"][0], self.context]},
            type=["VerifiableCredential", "T"],
            credentialSubject=subject,
            name="x",
        )


def _say_each_once(value, seen):
    if isinstance(value, dict):
        if value.get("id") in seen and value.keys() - {"id", "type"}:
            del value["id"]
        elif value.keys() - {"id", "type"}:
            seen.add(value.get("id", ""))
        for member in value.values():
            _say_each_once(member, seen)
    elif isinstance(value, list):
        for item in value:
            _say_each_once(item, seen)
