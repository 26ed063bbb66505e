"""An issuer with a BBS key, its credentials, and wallets that commit to their secrets."""

from builders import HOLDER, NOW, clock, degree, verifier
from unit.securing.selective_proofs import MANDATORY, errors

from vcwallet import Issuer, MemoryStore, SigningKey, Wallet
from vcwallet.rdf import Contexts
from vcwallet.securing import Binding, Environment, HolderSecrets, KeyFacts, open_evidence

SUITE = "bbs-2023"
KEY = SigningKey.from_secret_bytes("BLS12-381", b"\x06" * 32)
OTHER_KEY = SigningKey.from_secret_bytes("BLS12-381", b"\x07" * 32)
AUDIENCE, CHALLENGE = "https://jobs.example", "a challenge"
FEATURES = {
    "anonymous_holder_binding": {},
    "pseudonym": {"pseudonym": True, "holder_binding": False},
    "holder_binding_pseudonym": {"pseudonym": True},
}
"""How a wallet commits for each feature that needs a commitment."""
ALL_FEATURES = ["baseline", *FEATURES]
BASE_HEADERS = dict(zip(ALL_FEATURES, (2, 4, 6, 8), strict=True))
"""The last byte of the header of a base proof; that of a derived one is the next."""
BINDING = Binding(
    audience="https://jobs.example",
    challenge="c",
    holder=HOLDER.did,
    key=KeyFacts(algorithm="Ed25519", verification_method=HOLDER.verification_method),
    at=NOW,
)
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


def secrets_of(wallet):
    """What is behind all commitments of a wallet, for tests that look inside."""
    found = wallet._commitments.candidates()
    assert all(isinstance(one, HolderSecrets) for one in found)
    return found


class Case:
    """A credential with three blank nodes, of one feature: base and derived, and the holder's environment."""

    def __init__(self, feature):
        wallet = new_wallet()
        document = nobody(evidence={"type": "E", "by": "Desk 4"})
        holder = None if feature == "baseline" else wallet.commitment(KEY.did, **FEATURES[feature])
        self.feature = feature
        self.base = issued(document, holder=holder).value
        self.environment = Environment(contexts=Contexts.bundled(), holder_secrets=secrets_of(wallet))
        pointers = ("/credentialSubject/degree/name", "/credentialSubject/semesters", "/evidence")
        self.derived = open_evidence(self.base, self.environment).reveal(pointers).value_for(BINDING)

    def errors(self, secured):
        return errors(secured, self.environment, as_holder=True)
