"""What is verified is kept as it came; what is not, is not."""

import copy
import json

import pytest

from vcwallet import Issuer, MemoryStore, Secured, SigningKey, Undetermined, Wallet
from vcwallet.errors import (
    DataLoss,
    Expired,
    FormatError,
    NotYetValid,
    ProofInvalid,
    Rejected,
    UsageError,
    VcwalletError,
)

PASSPHRASE = "correct horse battery staple"


def test_what_verifies_is_kept(world):
    value = world.issue(validUntil="2027-01-01T00:00:00Z")
    identifier = world.wallet.hold(value)
    held = world.wallet.credential(identifier)
    assert world.wallet.credentials == (held,)
    assert held.id == identifier
    assert held.types == ("VerifiableCredential", "ExampleDegreeCredential")
    assert held.title == "ExampleDegreeCredential"
    assert held.issuer == world.university.id
    assert held.subject_ids == (world.wallet.did_for(world.university.id),)
    assert held.valid_from == held.received == world.clock()
    assert held.valid_until.year == 2027
    assert (held.securing, held.disclosable) == ("eddsa-rdfc-2022", ())
    assert held.value == value


@pytest.mark.parametrize("form", [lambda value: value, json.dumps, lambda value: json.dumps(value, indent=2).encode()])
def test_it_is_kept_exactly_as_it_came(world, form):
    value = form(world.issue())
    identifier = world.wallet.hold(value)
    again = Wallet.open(world.store, passphrase=PASSPHRASE, clock=world.clock)
    assert again.credential(identifier).value == value
    assert type(again.credential(identifier).value) is type(value)


def test_a_secured_object_is_taken_as_it_is_issued(world):
    value = world.issue()
    secured = Secured(value=value, media_type="application/vc", securing="eddsa-rdfc-2022")
    assert world.wallet.credential(world.wallet.hold(secured)).value == value


def test_the_same_credential_has_the_same_id(world):
    value = world.issue()
    shuffled = dict(reversed(value.items()))
    ids = {world.wallet.hold(form) for form in (value, value, shuffled, json.dumps(value), json.dumps(value).encode())}
    assert len(ids) == len(world.wallet.credentials) == 1
    assert world.wallet.hold(world.issue(name="another")) not in ids
    assert len(world.wallet.credentials) == 2


def test_an_id_says_nothing_about_the_credential(world):
    value = world.issue()
    other = Wallet.create(MemoryStore(), passphrase="x", clock=world.clock, work_factor=10)
    assert other.hold(value) != world.wallet.hold(value)


def tampered(value, change):
    value = copy.deepcopy(value)
    change(value)
    return value


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda value: value["credentialSubject"].update(name="Eve"), ProofInvalid),
        (lambda value: value.pop("proof"), Rejected),
        (lambda value: value.pop("type"), Rejected),
        (lambda value: value["@context"].pop(), DataLoss),
        (lambda value: value["proof"].update(proofPurpose="authentication"), Rejected),
        (lambda value: value.update(issuer=SigningKey.generate("Ed25519").did), Rejected),
    ],
)
def test_what_does_not_verify_is_not_kept(world, change, error):
    before = dict(world.store._records)
    value = tampered(world.issue(about=None), change)
    with pytest.raises(error):
        world.wallet.hold(value)
    assert world.store._records == before
    assert world.wallet.credentials == ()


@pytest.mark.parametrize("value", [None, 7, [], (), {}, "", "{}", b"\xff", "eyJ.e30.x", object(), {"a": {1, 2}}])
def test_what_is_no_credential_is_refused(world, value):
    with pytest.raises((Rejected, UsageError, FormatError, Undetermined)):
        world.wallet.hold(value)
    assert world.wallet.credentials == ()


def test_what_has_expired_or_not_begun_is_not_kept(world):
    expired = world.issue(validFrom="2020-01-01T00:00:00Z", validUntil="2021-01-01T00:00:00Z")
    with pytest.raises(Expired):
        world.wallet.hold(expired)
    with pytest.raises(NotYetValid):
        world.wallet.hold(world.issue(validFrom="2030-01-01T00:00:00Z"))
    assert world.wallet.credentials == ()


def test_an_unknown_context_is_asked_for_and_nothing_is_kept(world):
    url = "https://uni.example/context/v1"
    context = {"@context": {"faculty": "https://uni.example/terms#faculty"}}
    issuer = Issuer(SigningKey.generate("Ed25519"), contexts={url: context}, clock=world.clock)
    value = issuer.issue(
        {
            "@context": ["https://www.w3.org/ns/credentials/v2", url],
            "type": ["VerifiableCredential"],
            "credentialSubject": {"faculty": "Mathematics"},
        }
    ).value
    with pytest.raises(Undetermined) as caught:
        world.wallet.hold(value)
    assert [need.url for need in caught.value.needs] == [url]
    assert world.wallet.credentials == ()
    informed = Wallet.open(world.store, passphrase=PASSPHRASE, clock=world.clock, contexts={url: context})
    informed.hold(value)
    assert len(informed.credentials) == 1


def test_a_did_document_may_be_handed_in_or_fetched(world):
    key = SigningKey.generate("Ed25519")
    issuer = Issuer(key, id="did:web:uni.example", clock=world.clock)
    value = world.issue(issuer=issuer, about=None)
    with pytest.raises(Undetermined) as caught:
        world.wallet.hold(value)
    (need,) = caught.value.needs
    document = json.dumps(issuer.did_document()).encode()
    first = world.wallet.hold(value, resources={need.url: document})
    fetching = Wallet.open(
        world.store, passphrase=PASSPHRASE, clock=world.clock, fetch={need.url: document}.__getitem__
    )
    assert fetching.hold(value) == first


def test_a_status_is_for_verifiers_to_judge(world):
    status = {
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "7",
        "statusListCredential": "https://uni.example/status/1",
    }
    assert world.hold(credentialStatus=status)


def test_what_is_forgotten_is_gone(world):
    identifier = world.hold()
    world.wallet.forget(identifier)
    assert world.wallet.credentials == ()
    for call in (world.wallet.credential, world.wallet.forget):
        with pytest.raises(UsageError) as caught:
            call(identifier)
        assert caught.value.code == "not_held"


@pytest.mark.parametrize("identifier", ["nobody", "", None, 7, "../key/x", "\ud800"])
def test_what_is_not_held_is_not_found(world, identifier):
    world.hold()
    for call in (world.wallet.credential, world.wallet.forget):
        with pytest.raises(UsageError) as caught:
            call(identifier)
        assert caught.value.code == "not_held"


def test_a_failing_store_leaves_the_old_state(world, monkeypatch):
    first = world.hold()
    value = world.issue(name="second")

    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr(world.store, "put", fail)
    with pytest.raises(Exception, match="store failed"):
        world.wallet.hold(value)
    monkeypatch.undo()
    assert [held.id for held in world.wallet.credentials] == [first]
    world.wallet.hold(value)
    assert len(world.wallet.credentials) == 2


def test_credentials_come_oldest_first(world):
    ids = []
    for number in range(5):
        ids.append(world.hold(name=f"number {number}"))
        world.clock.forward(seconds=1)
    assert [held.id for held in world.wallet.credentials] == ids
    assert [held.id for held in Wallet.open(world.store, passphrase=PASSPHRASE).credentials] == ids


def test_what_is_given_out_cannot_change_what_is_kept(world):
    identifier = world.hold()
    held = world.wallet.credential(identifier)
    held.value["credentialSubject"]["name"] = "Eve"
    assert held.value["credentialSubject"]["name"] == "Ada Lovelace"
    assert "Ada" not in repr(held)


def test_a_changed_record_is_noticed(world):
    identifier = world.hold()
    place = f"vcwallet/credential/{identifier}"
    world.store.put(place, world.store.get(place)[:-1])
    again = Wallet.open(world.store, passphrase=PASSPHRASE, clock=world.clock)
    for look in (lambda: again.credentials, lambda: again.credential(identifier), lambda: again.plan(world.ask())):
        with pytest.raises(FormatError) as caught:
            look()
        assert caught.value.code == "record_changed"
        assert f"wallet.forget({identifier!r})" in caught.value.hint
    again.forget(identifier)
    assert not again.credentials
    assert again.hold(world.issue()) == identifier
    assert [held.id for held in again.credentials] == [identifier]


@pytest.mark.parametrize(
    "arguments", [{"contexts": ["x"]}, {"contexts": {"x": 7}}, {"clock": lambda: None}, {"clock": lambda: 7}]
)
def test_ports_of_the_wrong_kind_are_refused(world, arguments):
    with pytest.raises(VcwalletError):
        Wallet.open(world.store, passphrase=PASSPHRASE, **arguments).hold(world.issue())
