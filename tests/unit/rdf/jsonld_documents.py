"""Random JSON-LD documents that use most of what JSON-LD 1.1 has, for tests against other processors."""

import random
import string

VOCAB = "https://v.example/"
ALIASES = {"id": "@id", "type": "@type", "value": "@value", "lang": "@language", "graph": "@graph", "none": "@none"}
TERMS = list("abcdefgh")
TYPES = ["T", "U", "W"]
IDENTIFIERS = ["urn:x:1", "https://i.example/1", "did:ex:1#k", "_:n1", "_:n2", "ex:thing", "https://i.example/ü"]
DATATYPES = ["http://www.w3.org/2001/XMLSchema#date", "http://www.w3.org/2001/XMLSchema#decimal", "ex:dt"]
CONTAINERS = [
    "@list",
    "@set",
    "@language",
    "@graph",
    "@id",
    "@type",
    "@index",
    ["@graph", "@id"],
    ["@graph", "@set"],
    ["@set", "@language"],
    ["@id", "@set"],
]
TEXTS = ["x", "T", "a", "urn:y", "ex:z", 'q"\\\n\u0007\u007f', "ü€𝄞", "", "5.0", " ", "\ufffe"]
NUMBERS = [0, 1, -7, 2**53 + 1, 10**20, 0.0, 3.0, -2.5, 0.1, 1e21, 1e300, 5e-324, 0.1 + 0.2, 123456789.125]


class Documents(random.Random):
    """A source of documents; the same seed gives the same ones."""

    def often(self):
        return self.random() < 0.7

    def seldom(self):
        return self.random() < 0.12

    def document(self):
        """A whole document."""
        contexts = [self.context(2, {"ex": "https://ex.example/", **ALIASES, **{t: VOCAB + t for t in TYPES}})]
        if self.seldom():
            contexts.append(self.context(1, {}))
        document = {"@context": contexts if len(contexts) > 1 or self.seldom() else contexts[0], **self.node(3)}
        if self.seldom():
            extra = self.choice(["@included", "@graph", "@reverse", "@nest"])
            document[extra] = {
                "@included": lambda: [self.node(1) for _ in range(self.randint(1, 2))],
                "@graph": lambda: [self.node(1) for _ in range(self.randint(1, 2))],
                "@reverse": lambda: {self.choice([*TERMS, "ex:r"]): self.node(1)},
                "@nest": lambda: self.node(1),
            }[extra]()
        return document

    def context(self, depth, context):
        """A context that adds to another one."""
        context = dict(context)
        for name in self.sample(TERMS, self.randint(0, 6)):
            context[name] = self.definition(name, depth)
        for name in self.sample(TYPES, self.randint(0, 2)):
            scoped = depth and self.often()
            context[name] = {"@id": VOCAB + name, "@context": self.context(depth - 1, {})} if scoped else VOCAB + name
        if depth == 2 and self.often():
            context["@vocab"] = VOCAB
        elif self.seldom():
            context["@vocab"] = self.choice(["https://other.example/#", None])
        if self.seldom():
            context["@language"] = self.choice(["fr", "en-GB", None])
        if self.seldom():
            context["@protected"] = True
        if self.seldom():
            context["@propagate"] = self.choice([True, False])
        return context

    def definition(self, name, depth):
        """What a context says about a property."""
        if self.random() < 0.3:
            return VOCAB + name
        definition = {"@id": VOCAB + self.choice([name, name, "shared"])}
        if self.random() < 0.4:
            definition["@type"] = self.choice(["@id", "@id", "@vocab", "@json", "@none", *DATATYPES])
        elif self.seldom():
            definition["@language"] = self.choice(["en", "de-CH", None])
        if self.random() < 0.5:
            definition["@container"] = self.choice(CONTAINERS)
            if definition["@container"] == "@index" and self.often():
                definition["@index"] = self.choice(["ex:index", "a", "b"])
        elif self.seldom() and definition.get("@type") != "@json":
            definition["@reverse"] = definition.pop("@id")
        if depth and self.random() < 0.25:
            definition["@context"] = self.context(depth - 1, {})
        if self.seldom():
            definition["@protected"] = True
        return definition

    def node(self, depth):
        """A node object."""
        members = []
        if self.random() < 0.5:
            members.append((self.choice(["@id", "id"]), self.choice(IDENTIFIERS)))
        if self.random() < 0.5:
            types = self.sample(TYPES, self.randint(1, 2))
            members.append((self.choice(["@type", "type"]), types if self.often() else types[0]))
        names = self.sample([*TERMS, "ex:p", VOCAB + "q"], self.randint(0 if members else 1, 3))
        members += [(name, self.value(depth)) for name in names]
        self.shuffle(members)
        if self.random() < 0.05:
            members.append(("@context", self.context(1, {})))
        return dict(members)

    def value(self, depth):
        """What stands under a property."""
        shape = self.random()
        if shape < 0.55 or not depth:
            return self.single(depth)
        if shape < 0.75:
            return [self.single(depth - 1) for _ in range(self.randint(1, 3))]
        if shape < 0.80:
            return [[self.single(depth - 1)], self.single(depth - 1)]
        if shape < 0.85:
            return {"@list": [self.single(depth - 1) for _ in range(self.randint(0, 3))]}
        if shape < 0.88:
            return {"@set": [self.single(depth - 1) for _ in range(self.randint(1, 3))]}
        return self.map(depth)

    def few(self, depth):
        """A set or a list."""
        return {self.choice(["@set", "@list"]): [self.node(depth - 1)]}

    def single(self, depth):
        """One value."""
        shape = self.random()
        if shape < 0.3:
            return self.scalar()
        if shape < 0.45:
            return self.choice(IDENTIFIERS)
        if shape < 0.65 or not depth:
            return self.value_object()
        return self.node(depth - 1)

    def scalar(self):
        """A text, a number or a truth value."""
        return self.choice([self.text(), self.choice(NUMBERS), self.choice([True, False])])

    def text(self):
        """Some text."""
        return self.choice(TEXTS) if self.often() else "".join(self.choices(string.printable, k=self.randint(0, 8)))

    def value_object(self):
        """An object with @value."""
        shape = self.random()
        if shape < 0.2:
            return {"@value": self.scalar()}
        if shape < 0.5:
            return {"@value": self.scalar(), "@type": self.choice(DATATYPES)}
        if shape < 0.7:
            return {"@type": "@json", "@value": self.json(2)}
        names = ("@value", "@language") if self.often() else ("value", "lang")
        return dict(zip(names, (self.text(), self.choice(["en", "DE-ch"])), strict=True))

    def json(self, depth):
        """Any JSON at all."""
        shape = self.random()
        if shape < 0.5 or not depth:
            return self.choice([None, self.text(), self.choice([1, 2.5, 1e30]), True])
        if shape < 0.75:
            return [self.json(depth - 1) for _ in range(self.randint(0, 3))]
        return {self.text(): self.json(depth - 1) for _ in range(self.randint(0, 3))}

    def map(self, depth):
        """A map by language, identifier, type or index."""
        keys = self.choice([["en", "de", "@none"], ["urn:k:1", "https://i.example/2", "none"], ["T", "U"]])
        content = self.choice([self.text, lambda: [self.text()], lambda: self.node(depth - 1), lambda: self.few(depth)])
        return {key: content() for key in self.sample(keys, self.randint(1, 2))}
