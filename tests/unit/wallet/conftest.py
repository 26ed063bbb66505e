"""A small world for the wallet's tests: a university, a shop, a clock that stands still, a wallet in memory."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from vcwallet import Ask, Issuer, MemoryStore, SigningKey, TrustedIssuers, Verifier, Wallet

CONTEXTS = ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"]
PASSPHRASE = "correct horse battery staple"


class Clock:
    """Stands still until it is told to go on."""

    def __init__(self):
        self.time = datetime(2026, 5, 4, 12, tzinfo=UTC)

    def __call__(self):
        return self.time

    def forward(self, **amount):
        self.time += timedelta(**amount)


class World(SimpleNamespace):
    """Everybody who takes part."""

    def issue(self, *, about="holder", issuer=None, **members):
        issuer = issuer or self.university
        subject = {"name": "Ada Lovelace", "degree": {"type": "ExampleBachelorDegree", "name": "BSc Mathematics"}}
        if about == "holder":
            subject["id"] = self.wallet.did_for(issuer.id)
        elif about is not None:
            subject["id"] = about
        credential = {
            "@context": CONTEXTS,
            "type": ["VerifiableCredential", "ExampleDegreeCredential"],
            "credentialSubject": subject,
        }
        return issuer.issue(credential | members).value

    def hold(self, **members):
        return self.wallet.hold(self.issue(**members))

    def ask(self, **asks):
        return self.shop.request(**(asks or {"degree": Ask("ExampleDegreeCredential", purpose="to hire you")}))


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture
def world(clock, store):
    university = Issuer(SigningKey.generate("Ed25519"), clock=clock)
    types = ("ExampleDegreeCredential", "ExampleAlumniCredential")
    trust = TrustedIssuers({type_: [university.id] for type_ in types})
    return World(
        clock=clock,
        store=store,
        university=university,
        shop=Verifier("https://jobs.example", trust=trust, clock=clock),
        wallet=Wallet.create(store, passphrase=PASSPHRASE, clock=clock, work_factor=10),
    )
