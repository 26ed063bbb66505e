"""Inputs that are made to take long: what is refused, by the name of what is hostile about it.

Tests see that they are refused and why; tests/benchmarks/ says how fast. Each name has a function that makes the input,
since together they are large.
"""

import copy
import json

import cbor2
from builders import HOLDER, KEYS, clock, degree, issuer
from forging import disclosure, encode, forge

from vcwallet import Issuer
from vcwallet.encoding import base
from vcwallet.rdf import Contexts
from vcwallet.securing import Environment, open_evidence

WHOLE = issuer().issue(degree()).value
MANY = [f"value {number}" for number in range(40_000)]
VCT = {"iss": KEYS["P-256"].did, "vct": "https://uni.example/degree"}


def derived():
    """A credential of `ecdsa-sd-2023`, as a verifier gets it."""
    secured = Issuer(KEYS["P-256"], clock=clock).issue(degree(), securing="ecdsa-sd-2023", mandatory=["/issuer"])
    environment = Environment(contexts=Contexts.bundled())
    return open_evidence(secured, environment).reveal(["/credentialSubject/name"]).value


def with_component(place, encoded):
    """The same with one component of its proof value replaced, in CBOR."""
    changed = copy.deepcopy(derived())
    data = base.multibase_decode(changed["proof"]["proofValue"], "u")
    items = [cbor2.dumps(item) for item in cbor2.loads(data[3:])]
    items[place] = encoded
    changed["proof"]["proofValue"] = base.multibase_encode(data[:4] + b"".join(items), "u")
    return changed


def with_method(method):
    return WHOLE | {"proof": WHOLE["proof"] | {"verificationMethod": method}}


def nested_disclosures(count):
    text, digest = disclosure("innermost", 1)
    texts = [text]
    for _ in range(count):
        text, digest = disclosure("n", {"_sd": [digest]})
        texts.append(text)
    return forge(KEYS["P-256"], VCT | {"_sd": [digest]}, *texts)


def inside_long_names(value, wrapped):
    """A value inside 40 objects, each the only member of the one around it; `wrapped` makes one more around."""
    for level in range(40):
        value = wrapped(f"{level}{'n' * 4_000}", value)
    return value


def disclosed_inside_long_names():
    texts = []

    def concealed(name, value):
        text, digest = disclosure(name, value)
        texts.append(text)
        return {"_sd": [digest]}

    return forge(KEYS["P-256"], VCT | inside_long_names(MANY, concealed), *texts)


def many_signatures():
    header, payload, signature = forge(KEYS["P-256"], VCT | {"x": "x" * 700_000})[:-1].split(".")
    one = {"protected": header, "signature": signature}
    return {"payload": payload, "signatures": [one | {"header": {"disclosures": []}}, *[one] * 99]}


def poison(size=10):
    """A clique of blank nodes, which RDFC-1.0 cannot tell apart without trying every order."""
    nodes = [{"id": f"_:n{index}"} for index in range(size)]
    for node in nodes:
        node["knows"] = [{"id": other["id"]} for other in nodes if other is not node]
    return nodes


def nested_text(depth):
    return '{"a":' * depth + "1" + "}" * depth


def nested(depth):
    value = {}
    for _ in range(depth):
        value = {"a": value}
    return value


HOSTILE = {
    "a poison graph": (lambda: WHOLE | {"credentialSubject": {"knows": poison()}}, "poison_graph"),
    "text 10,000 deep": (lambda: nested_text(10_000), "over_limit"),
    "bytes 10,000 deep": (lambda: nested_text(10_000).encode(), "over_limit"),
    "a dict 10,000 deep": (lambda: nested(10_000), "over_limit"),
    "a string of 50 MB": (lambda: WHOLE | {"description": "x" * 50_000_000}, "over_limit"),
    "text of 50 MB": (lambda: json.dumps(WHOLE | {"description": "x" * 50_000_000}), "over_limit"),
    "1,000 proofs": (lambda: WHOLE | {"proof": [WHOLE["proof"]] * 1_000}, "too_many_proofs"),
}
"""Credentials that are refused before any signature is checked, in less than 50 ms: how each is made, and the code."""

CREDENTIALS = {
    "a proof value of 700,000 empty arrays": (
        lambda: with_component(2, b"\x9a" + (700_000).to_bytes(4) + b"\x80" * 700_000),
        "proof_malformed",
    ),
    "a proof value of 700,000 numbers": (
        lambda: with_component(4, b"\x9a" + (700_000).to_bytes(4) + b"\x00" * 700_000),
        "proof_malformed",
    ),
    "a proof value of 90,000 indexes": (
        lambda: with_component(4, cbor2.dumps(list(range(90_000)))),
        "mandatory_indexes",
    ),
    "a proof value of 15,000 labels": (
        lambda: with_component(3, cbor2.dumps({number: number.to_bytes(32) for number in range(15_000)})),
        "label_map",
    ),
    "150,000 numbers out of range": (lambda: f"[{','.join(['1e400'] * 150_000)}]", "format"),
    "a name of 5 MB": (lambda: f'{{"{"n" * 4_900_000}": 1}}', "over_limit"),
    "general JSON with 100 signatures over 1 MB": (many_signatures, "over_limit"),
    "40,000 values inside 40 long names": (
        lambda: WHOLE | {"credentialSubject": inside_long_names(MANY, lambda name, value: {name: value})},
        "over_limit",
    ),
    "40,000 values inside 40 long names, as text": (
        lambda: json.dumps(
            WHOLE | {"credentialSubject": inside_long_names(MANY, lambda name, value: {name: value})},
        ),
        "over_limit",
    ),
    "40,000 values inside 40 disclosures with long names": (disclosed_inside_long_names, "over_limit"),
    "100,000 unknown terms": (
        lambda: WHOLE | {"credentialSubject": {f"t{number}": 1 for number in range(100_000)}},
        "over_limit",
    ),
    "1,000 objects with the id of one of 2 MB": (
        lambda: (
            WHOLE
            | {
                "credentialSubject": [
                    {"id": "urn:x:1", "knows": [{"name": "n" * 100} for _ in range(20_000)]},
                    *({"id": "urn:x:1", "name": str(number)} for number in range(1_000)),
                ]
            }
        ),
        "not_compact",
    ),
    "5 MB of tildes": (lambda: "~" * 5_000_000, "over_limit"),
    "2,000 disclosures inside each other": (lambda: nested_disclosures(2_000), "over_limit"),
    "1,200,000 disclosures": (lambda: forge(KEYS["P-256"], VCT) + "e30~" * 1_200_000, "over_limit"),
    "a did:key of 900,000 characters": (lambda: with_method(f"did:key:z{'6' * 900_000}#z6"), "bad_identifier"),
    "a did:jwk of 900,000 characters": (
        lambda: with_method(f"did:jwk:{encode(json.dumps({'x': ['a'] * 90_000}).encode())}#0"),
        "bad_identifier",
    ),
    "a did:web of 400,000 parts": (lambda: with_method(f"did:web:{'a:' * 400_000}#0"), "bad_identifier"),
}
"""Further ones, likewise."""


def _request(*queries, **others):
    query = {"credentials": list(queries), **others}
    return {"response_type": "vp_token", "client_id": HOLDER.did, "nonce": "n", "dcql_query": query}


def _query(id_="a", **members):
    return {"id": id_, "format": "ldp_vc", "meta": {"type_values": [["T"]]}} | members


REQUESTS = {
    "a request for 100 times 400 claims": (
        lambda: json.dumps(
            _request(
                *[_query(f"q{n}", claims=[{"path": ["a", m]} for m in range(400)]) for n in range(100)],
            )
        ),
        "over_limit",
    ),
    "a request with 100,000 values": (
        lambda: json.dumps(_request(_query(claims=[{"path": ["a"], "values": list(range(100_000))}]))),
        "over_limit",
    ),
    "a request by a path of 100,000 steps": (
        lambda: json.dumps(_request(_query(claims=[{"path": ["a"] * 100_000}]))),
        "over_limit",
    ),
}
"""For `PresentationRequest.parse`, likewise."""
