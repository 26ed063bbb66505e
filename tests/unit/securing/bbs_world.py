"""An issuer with a BBS key, its credentials, and ways to change what is in a proof value."""

import copy

import cbor2
from builders import NOW, clock, degree, verifier

from vcwallet import Issuer, MemoryStore, SigningKey, Wallet
from vcwallet.encoding import base
from vcwallet.rdf import Contexts
from vcwallet.resources import Resources
from vcwallet.securing import Environment, Expectation, HolderSecrets, open_evidence

SUITE = "bbs-2023"
KEY = SigningKey.from_secret_bytes("BLS12-381", b"\x06" * 32)
OTHER_KEY = SigningKey.from_secret_bytes("BLS12-381", b"\x07" * 32)
ENVIRONMENT = Environment(contexts=Contexts.bundled())
MANDATORY = ["/issuer", "/validUntil"]
AUDIENCE, CHALLENGE = "https://jobs.example", "a challenge"
FEATURES = {
    "anonymous_holder_binding": {},
    "pseudonym": {"pseudonym": True, "holder_binding": False},
    "holder_binding_pseudonym": {"pseudonym": True},
}
"""How a wallet commits for each feature that needs a commitment."""
# A point on the curve outside the subgroup G1, and the identity: compressed, 48 bytes.
OUTSIDE_SUBGROUP = bytes.fromhex("8" + "0" * 94 + "4")
IDENTITY = b"\xc0" + bytes(47)
ORDER = 0x73EDA753299D7D483339D80809A1D80553BDA402FFFE5BFEFFFFFFFF00000001


def by(key=KEY, **options):
    return Issuer(key, clock=clock, **options)


def nobody(**members):
    """The credential without identifiers: about somebody who holds it, and nobody by name."""
    document = degree(**members)
    del document["id"]
    del document["credentialSubject"]["id"]
    return document


def issued(document=None, mandatory=MANDATORY, key=KEY, **options):
    return by(key).issue(document or degree(), securing=SUITE, mandatory=mandatory, **options)


def new_wallet(**options):
    return Wallet.create(MemoryStore(), passphrase="x", clock=clock, work_factor=10, **options)


def shop(audience=AUDIENCE, **options):
    return verifier(audience, **options)


def expectation(**facts):
    return Expectation(purpose="assertionMethod", at=NOW, resources=Resources(), **facts)


def errors(value, environment=ENVIRONMENT, **facts):
    findings = open_evidence(value, environment).check(expectation(**facts))
    return [check.error for check in findings.checks if check.error is not None]


def derived(secured, *pointers, environment=ENVIRONMENT):
    return open_evidence(secured, environment).reveal(pointers).value


def unsecured(document):
    return {name: value for name, value in document.items() if name != "proof"}


def components(secured):
    data = base.multibase_decode(secured["proof"]["proofValue"], "u")
    return data[:3], cbor2.loads(data[3:])


def with_components(secured, header, items):
    changed = copy.deepcopy(secured)
    changed["proof"]["proofValue"] = base.multibase_encode(header + cbor2.dumps(items), "u")
    return changed


def flip(data, at=0):
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def secrets_of(wallet):
    """What is behind all commitments of a wallet, for tests that look inside."""
    found = wallet._commitments.candidates()
    assert all(isinstance(one, HolderSecrets) for one in found)
    return found
