"""Records of credentials, whatever form the mechanism gives them; and the low road of a mechanism that can withhold."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from vcwallet import Ask, CannotSatisfy, Wallet
from vcwallet.errors import FormatError, UsageError, VcwalletError
from vcwallet.query import PresentationResponse
from vcwallet.verified import VerifiedCredential
from vcwallet.wallet import deriving, held, receipts, shelf
from vcwallet.wallet import wallet as wallet_module

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
PASSPHRASE = "correct horse battery staple"


@dataclass(frozen=True)
class Narrowed:
    document: dict
    value: object
    media_type: str = "application/dc+sd-jwt"
    added: tuple = ()
    unlinkable: bool = False
    kept: tuple = ()
    trace: str = ""

    @property
    def as_held(self):
        return self.value, self.media_type

    def value_for(self, _binding):
        return self.value


@dataclass(frozen=True)
class TokenEvidence:
    """A credential that is a text, and can withhold a name: what an SD-JWT will look like to the wallet."""

    text: object
    document: dict
    securing: str = "dc+sd-jwt"
    held_by: str = "subject"

    @property
    def disclosable(self):
        return ("/name",) if "name" in self.document else ()

    def reveal(self, pointers):
        if "/name" in pointers:
            return Narrowed(document=self.document, value=self.text)
        return Narrowed(document={"vct": "urn:degree"}, value="narrowed~")


def opened(value, _environment):
    text = value.decode() if isinstance(value, bytes) else value
    document = {"vct": "urn:degree", "name": "Ada"} if text != "narrowed~" else {"vct": "urn:degree"}
    return TokenEvidence(text=value, document=document)


def verified():
    return VerifiedCredential(
        issuer="https://uni.example",
        types=("urn:degree",),
        _subjects=({"name": "Ada"},),
        valid_from=None,
        valid_until=NOW.replace(year=2030),
        status="none",
        complete=True,
        securing="dc+sd-jwt",
        _document={"vct": "urn:degree", "name": "Ada"},
        checks=(),
    )


@pytest.fixture
def token_wallet(world, monkeypatch):
    """A wallet that takes every text for a credential, to see what it does with texts and bytes."""

    class Report:
        @staticmethod
        def require():
            return verified()

    monkeypatch.setattr(wallet_module, "examine_credential", lambda *_: Report)
    monkeypatch.setattr(deriving, "open_evidence", opened)
    monkeypatch.setattr(shelf, "open_evidence", opened)
    return world.wallet


@pytest.mark.parametrize("value", ["eyJ.e30.AA~", b"\xd2\x84raw", "not json {", "\ud800"])
def test_texts_and_bytes_are_kept_as_they_are(token_wallet, value, monkeypatch):
    monkeypatch.setattr(shelf, "open_evidence", lambda raw, _: TokenEvidence(text=raw, document={"vct": "urn:degree"}))
    if value == "\ud800":
        with pytest.raises(VcwalletError):
            token_wallet.hold(value)
        return
    identifier = token_wallet.hold(value)
    assert token_wallet.hold(value) == identifier
    assert token_wallet.credential(identifier).value == value
    assert token_wallet.credential(identifier).title == "urn:degree"


def test_what_can_be_withheld_is_left_out_by_the_low_road(token_wallet):
    identifier = token_wallet.hold("eyJ.e30.AA~name~")
    narrow = token_wallet.derive(identifier, reveal=[])
    assert (narrow.value, narrow.media_type, narrow.securing) == ("narrowed~", "application/dc+sd-jwt", "dc+sd-jwt")
    assert narrow.disclosable == ()
    assert token_wallet.derive(identifier, reveal=["/name"]).value == "eyJ.e30.AA~name~"


def test_a_text_is_put_into_a_presentation_with_others_in_an_envelope(token_wallet, monkeypatch):
    identifier = token_wallet.hold("eyJ.e30.AA~name~")
    presentation = token_wallet.present_to(domain="d", challenge="c", credentials=[identifier]).value
    assert [one["id"] for one in presentation["verifiableCredential"]] == ["data:application/dc+sd-jwt,narrowed~"]


def test_bytes_are_not_put_into_a_presentation_with_others(token_wallet, monkeypatch):
    monkeypatch.setattr(
        shelf, "open_evidence", lambda raw, _: TokenEvidence(text=raw, document={"vct": "urn:degree", "name": "A"})
    )
    monkeypatch.setattr(TokenEvidence, "reveal", lambda self, _: Narrowed(document=self.document, value=self.text))
    identifier = token_wallet.hold(b"\xd2\x84raw")
    with pytest.raises(UsageError):
        token_wallet.present_to(domain="d", challenge="c", credentials=[identifier])


@pytest.mark.parametrize("value", ["eyJ.e30.AA~", b"\xd2\x84raw"])
def test_an_answer_is_json_whatever_the_credential_is(token_wallet, world, value, monkeypatch):
    monkeypatch.setattr(
        shelf, "open_evidence", lambda raw, _: TokenEvidence(text=raw, document={"vct": "urn:degree", "name": "A"})
    )
    token_wallet.hold(value)
    request = world.ask(degree=Ask(vct="urn:degree", reveal=["/name"], unsafe_any_holder=True))
    answer = token_wallet.present(token_wallet.plan(request))
    assert isinstance(answer, PresentationResponse)
    shown = "0oRyYXc" if isinstance(value, bytes) else value
    assert json.loads(answer.to_json()) == {"vp_token": {"degree": [shown]}}


def test_what_is_lacking_is_named_by_its_vct(world):
    with pytest.raises(CannotSatisfy) as caught:
        world.wallet.plan(world.ask(degree=Ask(vct="urn:degree")))
    assert "'urn:degree'" in caught.value.missing[0]


def test_a_query_for_anything_of_a_format_is_named_by_it(world):
    query = {"credentials": [{"id": "any", "format": "mso_mdoc", "meta": {}}]}
    with pytest.raises(CannotSatisfy) as caught:
        world.wallet.plan({"client_id": "x", "nonce": "n", "dcql_query": query})
    assert "'mso_mdoc'" in caught.value.missing[0]


@pytest.mark.parametrize(
    "change",
    [{"form": "other"}, {"form": "text"}, {"types": None}, {"issuer": ...}, {"valid_until": "soon"}, {"received": "x"}],
    ids=str,
)
def test_a_record_that_makes_no_sense_is_refused(change):
    record = held.to_record({"a": 1}, verified(), NOW) | change
    record = {name: value for name, value in record.items() if value is not ...}
    with pytest.raises(FormatError) as caught:
        held.from_record("x", record, opened("text", None))
    assert caught.value.code == "bad_record"


@pytest.mark.parametrize("change", [{"shown": None}, {"shown": [["a"]]}, {"at": "x"}, {"verifier": ...}], ids=str)
def test_a_receipt_that_makes_no_sense_is_refused(world, change):
    record = {"at": NOW.isoformat(), "verifier": "v", "purpose": "", "asked": None, "challenge": "c", "shown": []}
    vault = world.wallet._vault
    vault.put("receipt", "000000000001-x", record)
    assert receipts.read_all(vault)[0].verifier == "v"
    vault.put("receipt", "000000000001-x", {k: v for k, v in (record | change).items() if v is not ...})
    with pytest.raises(FormatError) as caught:
        receipts.read_all(vault)
    assert caught.value.code == "bad_record"


def test_the_passphrase_of_a_wallet_can_be_changed(world):
    identifier = world.hold()
    world.wallet.change_passphrase("a new one", work_factor=10)
    assert Wallet.open(world.store, passphrase="a new one").credential(identifier)
    with pytest.raises(FormatError) as caught:
        Wallet.open(world.store, passphrase=PASSPHRASE)
    assert caught.value.code == "bad_passphrase"


def test_a_wallet_without_the_context_still_knows_the_types_as_written(world):
    url = "https://uni.example/context/v1"
    context = {"@context": {"Special": "https://uni.example/terms#Special"}}
    informed = Wallet.open(world.store, passphrase=PASSPHRASE, clock=world.clock, contexts={url: context})
    issuer = type(world.university)(world.university._signer, contexts={url: context}, clock=world.clock)
    value = issuer.issue(
        {
            "@context": ["https://www.w3.org/ns/credentials/v2", url],
            "type": ["VerifiableCredential", "Special"],
            "credentialSubject": {"id": world.wallet.did_for(issuer.id)},
        }
    )
    identifier = informed.hold(value)
    asked = world.ask(it=Ask("https://uni.example/terms#Special"))
    assert informed.plan(asked).credentials == (identifier,)
    with pytest.raises(CannotSatisfy):
        world.wallet.plan(asked)
    assert world.wallet.plan(world.ask(it=Ask("Special"))).credentials == (identifier,)
