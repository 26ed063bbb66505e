"""Whatever a caller passes, what comes out is an error of this library, and says what is wrong."""

import pickle
from datetime import UTC, datetime, timedelta, timezone
from secrets import token_bytes

import pytest
from builders import HOLDER, clock, degree, issuer, verifier

from vcwallet import AnyOf, Ask, Issuer, MemoryStore, PresentationRequest, SigningKey, TrustedIssuers, Verifier, Wallet
from vcwallet.clock import now
from vcwallet.encoding import strict_json
from vcwallet.errors import FormatError, KeyMismatch, NonConforming, UsageError, VcwalletError
from vcwallet.rdf import canonicalize
from vcwallet.resources import Resources
from vcwallet.wallet.vault import Vault

NAIVE = datetime(2026, 1, 1)  # noqa: DTZ001


@pytest.fixture
def wallet():
    return Wallet.create(MemoryStore(), passphrase="x", work_factor=10, clock=clock)


@pytest.fixture
def held(wallet):
    return wallet.hold(issuer().issue(degree(holder=wallet.did_for("i"))))


@pytest.mark.parametrize("wrong", [None, 5, "x", b"x", [], [[]], [{}], [5], [""], {"a": []}])
def test_trusted_issuers(wrong):
    with pytest.raises(UsageError):
        TrustedIssuers({"X": wrong} if not isinstance(wrong, dict) else wrong)


@pytest.mark.parametrize("type_", [5, None, b"x", "", ("a",)])
def test_types_of_trusted_issuers(type_):
    with pytest.raises(UsageError):
        TrustedIssuers({type_: ["did:key:z"]})


@pytest.mark.parametrize("wrong", [5, "x", [], [[]], ["a"], {"a": "text"}, {5: b"x"}])
def test_resources(wrong):
    with pytest.raises(UsageError) as caught:
        verifier().examine_credential({}, resources=wrong)
    # `where` is a JSON pointer, or nothing.
    assert caught.value.where == ""
    with pytest.raises(UsageError):
        Resources(wrong)


@pytest.mark.parametrize("wrong", [5, "x", [5], NAIVE, lambda: 5, lambda: NAIVE, int])
def test_clocks(wrong):
    with pytest.raises(UsageError):
        now(wrong)
    with pytest.raises(UsageError):
        Verifier(trust=TrustedIssuers.unsafe_anyone(), clock=wrong).examine_credential({})


@pytest.mark.parametrize(("edge", "hours"), [((1, 1, 1), 14), ((9999, 12, 31, 23), -14)])
def test_clocks_at_the_end_of_time(edge, hours):
    with pytest.raises(UsageError):
        now(lambda: datetime(*edge, tzinfo=timezone(timedelta(hours=hours))))
    assert now(lambda: datetime(*edge, tzinfo=UTC)) == datetime(*edge, tzinfo=UTC)


def test_the_time_is_in_utc():
    local = datetime(2026, 6, 1, 14, tzinfo=timezone(timedelta(hours=2)))
    assert now(lambda: local).isoformat() == "2026-06-01T12:00:00+00:00"


class Mute:
    __str__ = __repr__ = None


@pytest.mark.parametrize("wrong", [10**5_000, Mute()], ids=["very long", "mute"])
def test_what_has_no_text_is_named_by_its_type(wrong, wallet):
    named = type(wrong).__name__
    for call in (
        lambda: SigningKey.generate(wrong),
        lambda: wallet.credential(wrong),
        lambda: issuer().issue(degree(), securing=wrong),
        lambda: verifier().verify_credential(issuer().issue(degree())).claim(wrong),
        lambda: Resources({wrong: b""}),
        lambda: canonicalize([], hash_name=wrong),
        lambda: Ask("A", reveal=[wrong]),
    ):
        with pytest.raises(UsageError, match=f"a value of the type {named}"):
            call()


@pytest.mark.parametrize("wrong", [None, 5, [], int])
def test_randomness(wrong):
    store = MemoryStore()
    with pytest.raises(UsageError):
        SigningKey.generate("P-256", randomness=wrong)
    with pytest.raises(UsageError):
        Vault.create(store, "x", randomness=wrong, work_factor=10)
    with pytest.raises(UsageError):
        Wallet.create(store, passphrase="x", work_factor=10, randomness=wrong)
    Wallet.create(store, passphrase="x", work_factor=10)
    if not callable(wrong):
        with pytest.raises(UsageError):
            Wallet.open(store, passphrase="x", randomness=wrong)
    with pytest.raises(UsageError):
        PresentationRequest.create({"a": Ask("A")}, audience="a", at=clock(), randomness=wrong)


@pytest.mark.parametrize("wrong", [None, 5, "x", {}, object()])
def test_limits(wrong):
    for step in (strict_json.parse, strict_json.admit):
        with pytest.raises(UsageError):
            step("{}", wrong)


@pytest.mark.parametrize("wrong", [None, 5, b"x", [], [[]], [5], {"a": 1}, range(2)])
def test_choosing(wallet, held, wrong):
    request = verifier("https://a.example").request(degree=Ask("ExampleDegreeCredential"))
    with pytest.raises(UsageError):
        wallet.plan(request, choose={"degree": wrong})
    if wrong not in ([], {"a": 1}):
        with pytest.raises(UsageError):
            wallet.plan(request, include=wrong)


@pytest.mark.parametrize("wrong", [5, [], {}, b"x"])
def test_presenting_to(wallet, held, wrong):
    wallet_call = {"domain": "d", "challenge": "c", "credentials": [held]}
    for change in ({"holder": wrong}, {"credentials": wrong}, {"credentials": [wrong]}):
        with pytest.raises(UsageError):
            wallet.present_to(**wallet_call | change)


@pytest.mark.parametrize("wrong", [5, "x", [[]], [5]])
def test_issuing(wrong):
    for name in ("status", "proof"):
        with pytest.raises(Exception) as caught:
            issuer().issue(degree(), **{name: wrong})
        assert caught.type.__module__ == "vcwallet.errors"


@pytest.mark.parametrize("wrong", [[], {}, 5, None])
def test_names_of_answers(wallet, held, wrong):
    shop = verifier("https://a.example")
    request = shop.request(degree=Ask("ExampleDegreeCredential"))
    verified = shop.verify(wallet.present(wallet.plan(request)), request=request)
    assert "degree" in verified
    assert wrong not in verified
    with pytest.raises(UsageError):
        verified[wrong]


def test_what_is_not_pickled_says_so(wallet, held):
    draft = issuer().prepare(degree(holder=HOLDER.did))
    plan = wallet.plan(verifier("https://a.example").request(degree=Ask("ExampleDegreeCredential")))
    for value in (draft, plan):
        with pytest.raises(UsageError):
            pickle.dumps(value)


@pytest.mark.parametrize("wrong", [None, 5, "2026-01-01T00:00:00Z", NAIVE])
def test_points_in_time(wrong, wallet, held):
    credential = wallet.credential(held)
    request = Verifier("https://a.example", trust=TrustedIssuers.unsafe_anyone()).request(it=Ask("X"))
    for call in (credential.obstacle, credential.require_valid, request.require_current):
        with pytest.raises(UsageError, match="aware datetime"):
            call(wrong)
    with pytest.raises(UsageError, match="timedelta"):
        request.require_current(clock(), 5)


@pytest.mark.parametrize(
    ("issuer_", "types"), [(5, ["A"]), ([], ["A"]), ("did:a:b", None), ("did:a:b", "A"), ("did:a:b", [5])]
)
def test_trust_is_asked_about_texts(issuer_, types):
    with pytest.raises(UsageError):
        TrustedIssuers({"A": ["did:a:b"]}).check(issuer_, types)


@pytest.mark.parametrize("wrong", [None, 5, "x", {}, object()])
def test_a_credential_is_compared_with_a_credential(wrong):
    verified = verifier().verify_credential(issuer().issue(degree()))
    with pytest.raises(UsageError):
        verified.is_same_as(wrong)


@pytest.mark.parametrize("wrong", ["credentialSubject/name", None, 5, "/credentialSubject/~2"])
def test_a_mistyped_pointer_is_not_taken_for_a_claim_that_was_withheld(wrong):
    verified = verifier().verify_credential(issuer().issue(degree()))
    with pytest.raises(UsageError) as caught:
        verified.claim(wrong)
    assert caught.value.code == "bad_pointer"


@pytest.mark.parametrize("wrong", [5, "x", b"", [], object()])
def test_ports_are_functions(wrong):
    anyone = TrustedIssuers.unsafe_anyone()
    for make in (
        lambda **port: Verifier(trust=anyone, **port),
        lambda **port: Wallet.create(MemoryStore(), passphrase="x", work_factor=10, **port),
    ):
        with pytest.raises(UsageError, match="`fetch` is a function"):
            make(fetch=wrong)
        with pytest.raises(UsageError, match="`clock` is a function"):
            make(clock=wrong)
    with pytest.raises(UsageError, match="`clock` is a function"):
        Issuer(HOLDER, clock=wrong)


def test_a_store_is_made_before_a_wallet():
    for call in (Wallet.create, Wallet.open):
        with pytest.raises(UsageError, match="needs a store"):
            call(MemoryStore, passphrase="x")


@pytest.mark.parametrize("moment", [NAIVE, NAIVE.date(), NAIVE.time()])
def test_times_are_claimed_as_texts(moment):
    with pytest.raises(FormatError) as caught:
        issuer().issue(degree(validUntil=moment))
    assert caught.value.where == "/validUntil"
    assert "2026-01-31T12:00:00Z" in caught.value.hint


@pytest.mark.parametrize(("exp", "said"), [(1_000, "already"), (4_102_444_800_000, "9999")])
def test_what_expires_at_no_sensible_time_is_not_issued(exp, said):
    with pytest.raises(NonConforming, match=said) as caught:
        issuer("P-256").issue({"vct": "https://uni.example/degree", "exp": exp}, securing="dc+sd-jwt")
    assert (caught.value.where, "seconds" in caught.value.hint) == ("/exp", True)


def test_a_file_name_is_not_what_the_file_holds(wallet):
    for call in (verifier().verify_credential, wallet.hold):
        with pytest.raises(FormatError) as caught:
            call("credentials/degree.json")
        assert "not its name" in caught.value.hint
    for call in (SigningKey.from_pem, lambda name: Verifier(trust=TrustedIssuers.unsafe_anyone(), x509_anchors=name)):
        with pytest.raises(VcwalletError) as caught:
            call("key.pem")
        assert "not its name" in caught.value.hint


def test_who_takes_the_wrong_suite_is_told_the_usual_one():
    with pytest.raises(KeyMismatch) as caught:
        issuer("P-256").issue(degree())
    assert "'ecdsa-rdfc-2019'" in caught.value.hint


@pytest.mark.parametrize("wrong", ["false", "", 0, 1, None, []])
@pytest.mark.parametrize(
    "call",
    [
        lambda flag: verifier(unsafe_ignore_status=flag),
        lambda flag: verifier(unsafe_ignore_schema=flag),
        lambda flag: verifier(unsafe_any_spelling=flag),
        lambda flag: issuer(unsafe_any_spelling=flag),
        lambda flag: verifier().examine({}, unsafe_no_challenge=flag),
        lambda flag: verifier("a").examine({}, challenge="x", unsafe_any_holder=flag),
        lambda flag: verifier("a").verify({}, challenge="x", unsafe_unsigned=flag),
        lambda flag: Ask("T", unsafe_any_holder=flag),
        lambda flag: AnyOf(Ask("T"), Ask("U"), optional=flag),
    ],
)
def test_a_waiver_is_true_or_false(call, wrong):
    with pytest.raises(UsageError, match="is True or False"):
        call(wrong)


@pytest.mark.parametrize("name", ["pseudonym", "holder_binding"])
def test_a_commitment_is_told_by_true_or_false(wallet, name):
    with pytest.raises(UsageError, match=f"`{name}` is True or False"):
        wallet.commitment("did:web:issuer.example", **{name: "no"})


@pytest.mark.parametrize("wrong", [False, 0, "", [], 5, "x"])
@pytest.mark.parametrize(
    "make", [issuer, verifier, lambda **given: Wallet.create(MemoryStore(), passphrase="x", **given)]
)
def test_contexts_are_a_mapping(make, wrong):
    with pytest.raises(UsageError, match="url: document"):
        make(contexts=wrong)


@pytest.mark.parametrize("wrong", [None, False, 0, "", "/issuer", {}])
@pytest.mark.parametrize("securing", ["eddsa-rdfc-2022", "eddsa-jcs-2022", "vc+sd-jwt"])
def test_mandatory_pointers_are_a_list(securing, wrong):
    with pytest.raises(UsageError, match="`mandatory` is a list"):
        issuer().issue(degree(), securing=securing, mandatory=wrong)


def test_lists_are_no_objects():
    with pytest.raises(UsageError):
        TrustedIssuers({"T": {"did:example:1": 1}})
    with pytest.raises(UsageError):
        verifier().examine({}, challenge="x", domain={"shop": 1})


@pytest.mark.parametrize("expand", [5, "x", []])
def test_what_expands_types_is_a_function(expand):
    asks = {"a": Ask("T", contexts=["https://v.example/c"])}
    with pytest.raises(UsageError, match="`expand` is a function"):
        PresentationRequest.create(asks, audience="https://a.example", at=clock(), expand=expand)


@pytest.mark.parametrize("wrong", [None, b"", "123456", b"1234567"])
def test_random_bytes_for_receipts(wrong):
    def randomness(count):
        return wrong if count == 6 else token_bytes(count)

    wallet = Wallet.create(MemoryStore(), passphrase="x", work_factor=10, clock=clock, randomness=randomness)
    shop = verifier("https://shop.example")
    held = wallet.hold(issuer().issue(degree(holder=wallet.did_for("i"))))
    with pytest.raises(UsageError, match="gave no 6 bytes"):
        wallet.present_to(domain=shop.audience, challenge="c", credentials=[held])
    assert wallet.receipts == ()


def test_every_message_can_be_written():
    for call in (
        lambda: TrustedIssuers({"T": ["did:example:1"]}).check("did:\ud800", ["T"]),
        lambda: issuer().issue(degree(), holder="did:key:z6Mk\ud800"),
        lambda: SigningKey.generate("\ud800"),
    ):
        with pytest.raises(VcwalletError) as caught:
            call()
        assert "\\ud800" in caught.value.message
        assert "''" not in caught.value.message
        (caught.value.message + caught.value.hint).encode()
