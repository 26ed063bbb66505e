"""One credential does not count as two, however it is shown: asked for with `Ask(multiple=True)`."""

import json

import pytest
from builders import EXAMPLES_V2, HOLDER, KEYS, NOW, V2, clock, degree, issuer, verifier
from forging import disclosure, encode, forge, key_binding

from vcwallet import AnyOf, Ask, Issuer, MemoryStore, SigningKey, Wallet
from vcwallet.encoding import base
from vcwallet.errors import NotWhatWasAsked, Undetermined
from vcwallet.rdf import Contexts
from vcwallet.securing import Binding, Environment, KeyFacts, open_evidence, suite_named
from vcwallet.verified import VerifiedCredential, is_repeated

SHOP = "https://shop.example"
TYPE = "ExampleDegreeCredential"
ENVIRONMENT = Environment(contexts=Contexts.bundled())
NAME, DEGREE = "/credentialSubject/name", "/credentialSubject/degree"
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def shop():
    return verifier(SHOP)


def asked(*, any_holder=False):
    return shop().request(degree=Ask(TYPE, multiple=True, unsafe_any_holder=any_holder))


def issue(securing, *, mandatory=("/issuer",), **members):
    key = SigningKey.from_secret_bytes("BLS12-381", b"\x06" * 32) if securing == "bbs-2023" else KEYS["P-256"]
    document = degree(**members)
    del document["id"]
    return Issuer(key, clock=clock).issue(document, securing=securing, mandatory=mandatory).value


def shown(credential, request, *pointers, securing=ENVIRONMENT):
    """A presentation of some of a credential."""
    binding = Binding(
        audience=SHOP,
        challenge=request.nonce,
        holder=HOLDER.did,
        key=KeyFacts(algorithm=HOLDER.algorithm, verification_method=HOLDER.verification_method),
        at=NOW,
    )
    draft = open_evidence(credential, securing).reveal(pointers).bind(binding, securing)
    return draft.complete([HOLDER.sign(wanted.data) for wanted in draft.signing_inputs]).value


def verify(request, *presentations):
    return shop().verify({"vp_token": {"degree": list(presentations)}}, request=request).answers["degree"]


def refused(request, *presentations, error=NotWhatWasAsked, where="/vp_token/degree"):
    with pytest.raises(error) as caught:
        verify(request, *presentations)
    assert (caught.value.where, request.used) == (where, False)
    return caught.value


def test_two_derivations_of_one_ecdsa_sd_credential():
    request, credential = asked(), issue("ecdsa-sd-2023")
    one, two = shown(credential, request, NAME), shown(credential, request, DEGREE)
    assert "more than once" in refused(request, one, two).message
    other = shown(issue("ecdsa-sd-2023"), request, DEGREE)
    assert len(verify(request, one, other)) == 2


def test_two_credentials_of_which_the_same_is_shown():
    """Such as two tickets, by all but their seats."""
    request = asked()
    one, two = (shown(issue("ecdsa-sd-2023", name=name), request, DEGREE) for name in ("Seat 1", "Seat 2"))
    first, second = verify(request, one, two)
    assert first.document == second.document
    assert first.is_same_as(second) is False


def test_equal_documents_of_which_one_shows_all():
    """They are one credential with two proofs, for all that can be seen."""
    secured = issuer("P-256").issue(issue("ecdsa-sd-2023"), securing="ecdsa-rdfc-2019").value
    partly, wholly = (secured | {"proof": proof} for proof in secured["proof"])
    everything = [f"/{member}" for member in secured if member not in ("@context", "proof")]
    request = asked()
    one, two = shown(partly, request, *everything), shown(wholly, request)
    refused(request, one, two)
    request = asked()
    assert len(verify(request, shown(partly, request, DEGREE), shown(wholly, request))) == 2


def test_equal_documents_that_were_signed_in_two_ways():
    request, credential = asked(), issuer().issue(degree()).value
    both = issuer().issue(credential, securing="eddsa-jcs-2022").value
    first, second = (both | {"proof": proof} for proof in both["proof"])
    refused(request, shown(first, request), shown(second, request))


def vct_request():
    return shop().request(degree=Ask(vct="https://uni.example/degree", multiple=True))


def sd_jwts(degree="BSc", **header):
    """One credential, shown with either of its two claims."""
    claims = [disclosure("name", "Ada"), disclosure("degree", degree)]
    payload = {
        "iss": KEYS["P-256"].did,
        "vct": "https://uni.example/degree",
        "cnf": {"jwk": HOLDER.public.to_jwk()},
        "_sd": sorted(digest for _, digest in claims),
        "_sd_alg": "sha-256",
    }
    return [forge(KEYS["P-256"], payload, text, **header) for text, _ in claims]


def presented(sd_jwt, request):
    return key_binding(HOLDER, sd_jwt, audience=SHOP, nonce=request.nonce)


def test_two_derivations_of_one_sd_jwt():
    request, (one, two) = vct_request(), sd_jwts()
    refused(request, presented(one, request), presented(two, request))


def test_two_sd_jwts_of_which_the_same_is_shown():
    request, (one, _), (two, _) = vct_request(), sd_jwts(), sd_jwts("MSc")
    first, second = verify(request, presented(one, request), presented(two, request))
    assert first.claim("/name") == second.claim("/name")
    assert first.is_same_as(second) is False


def test_a_second_signature_that_anybody_can_make_is_no_second_credential():
    request, (one, two) = vct_request(), sd_jwts()
    token, *rest = two.split("~")
    unsigned, _, signature = token.rpartition(".")
    raw = base.base64url_decode(signature)
    flipped = raw[:32] + (P256_ORDER - int.from_bytes(raw[32:])).to_bytes(32)
    again = "~".join((f"{unsigned}.{encode(flipped)}", *rest))
    refused(request, presented(one, request), presented(again, request))


def test_one_payload_that_was_signed_twice():
    request, one, two = vct_request(), sd_jwts()[0], sd_jwts(extra="of the header")[1]
    refused(request, presented(one, request), presented(two, request))


def test_two_sd_jwts_with_the_same_claims_and_other_salts_are_two():
    wallet = Wallet.create(MemoryStore(), passphrase="x", clock=clock, work_factor=10)
    by, held = issuer("P-256"), []
    for _ in range(2):
        claims = {"vct": "https://uni.example/degree", "name": "Ada", "degree": "BSc"}
        held.append(wallet.hold(by.issue(claims, securing="dc+sd-jwt", holder=wallet.did_for(by.id))))
    one, two = (open_evidence(wallet.credential(one).value, ENVIRONMENT) for one in held)
    first, second = (
        shop().verify_credential(value.reveal([name]).value) for value, name in ((one, "/name"), (two, "/degree"))
    )
    assert first.is_same_as(second) is False
    assert first.is_same_as(shop().verify_credential(one.reveal(["/degree"]).value)) is True


def reordered(credential):
    """The same statements in JSON that is not equal: the order of values is not signed where RDF is."""
    subject = credential["credentialSubject"]
    return credential | {"credentialSubject": subject | {"nationality": subject["nationality"][::-1]}}


def test_the_same_statements_in_another_order():
    request, credential = asked(), issuer().issue(degree()).value
    refused(request, shown(credential, request), shown(reordered(credential), request))


def test_two_proofs_of_one_credential():
    request, credential = asked(), issuer().issue(degree()).value
    both = issuer().issue(credential, proof={"created": "2026-05-31T00:00:00Z"}).value
    assert len(both["proof"]) == 2
    first, second = (both | {"proof": proof} for proof in both["proof"])
    refused(request, shown(first, request), shown(reordered(second), request))


def test_under_one_name_for_two_alternatives():
    request = shop().request(degree=AnyOf(Ask(TYPE, multiple=True), Ask(TYPE, reveal=[DEGREE])))
    credential = issue("ecdsa-sd-2023")
    answer = {"degree-1": [shown(credential, request, NAME)], "degree-2": [shown(credential, request, DEGREE)]}
    with pytest.raises(NotWhatWasAsked) as caught:
        shop().verify({"vp_token": answer}, request=request)
    assert caught.value.where == "/vp_token"


def test_one_credential_may_answer_two_questions():
    request = shop().request(name=Ask(TYPE, reveal=[NAME]), degree=Ask(TYPE, reveal=[DEGREE]))
    credential = issue("ecdsa-sd-2023")
    answer = {"name": [shown(credential, request, NAME)], "degree": [shown(credential, request, DEGREE)]}
    assert shop().verify({"vp_token": answer}, request=request)


def test_what_bbs_hides_is_not_known():
    request, credential = asked(), issue("bbs-2023")
    one, two = shown(credential, request, NAME), shown(credential, request, DEGREE)
    error = refused(request, one, two, error=Undetermined)
    assert (error.code, error.needs) == ("may_be_the_same", ())
    report = shop().examine({"vp_token": {"degree": [one, two]}}, request=request)
    assert report.verdict == "cannot know"
    (alone,) = verify(request, one)
    assert alone.is_same_as(alone) is True


def test_one_that_is_there_twice_counts_before_those_that_may_be_one():
    request, credential, hidden = asked(), issue("ecdsa-sd-2023"), issue("bbs-2023")
    of_bbs = [shown(hidden, request, pointer) for pointer in (NAME, DEGREE)]
    refused(request, *of_bbs, shown(credential, request, NAME), shown(credential, request, DEGREE))


def test_two_credentials_of_bbs_that_are_built_alike_may_be_one():
    # With one node that has no identifier, the numbers of such nodes tell nothing.
    request = asked()
    subjects = [{"id": HOLDER.did, "name": name, "semesters": 6} for name in ("Ada", "Ada Lovelace")]
    one, two = (issue("bbs-2023", credentialSubject=subject) for subject in subjects)
    semesters = "/credentialSubject/semesters"
    refused(request, shown(one, request, NAME), shown(two, request, semesters), error=Undetermined)
    refused(request, shown(one, request, semesters), shown(two, request, semesters), error=Undetermined)


@pytest.mark.parametrize(
    "other",
    [
        {"mandatory": ("/issuer", "/credentialSubject/semesters")},
        {"name": {"@value": "Another", "@language": "en"}, "mandatory": ("/issuer", "/name")},
        {"description": "one statement more"},
    ],
)
def test_what_bbs_does_not_hide(other):
    request = asked()
    mandatory = {"mandatory": ("/issuer", "/name")} if "name" in other else {}
    one, two = shown(issue("bbs-2023", **mandatory), request, NAME), shown(issue("bbs-2023", **other), request, DEGREE)
    assert len(verify(request, one, two)) == 2


def test_pseudonyms_tell_credentials_of_bbs_apart():
    wallet = Wallet.create(MemoryStore(), passphrase="x", clock=clock, work_factor=10)
    by = Issuer(SigningKey.from_secret_bytes("BLS12-381", b"\x06" * 32), clock=clock)
    document = {
        "@context": [V2, EXAMPLES_V2],
        "type": ["VerifiableCredential", TYPE],
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {"name": "Ada", "degree": {"type": "ExampleBachelorDegree", "name": "BSc"}},
    }
    held = []
    for _ in range(2):
        commitment = json.loads(json.dumps(wallet.commitment(by.id, pseudonym=True).to_json()))
        held.append(wallet.hold(by.issue(document, securing="bbs-2023", mandatory=["/issuer"], holder=commitment)))
    known = Environment(contexts=ENVIRONMENT.contexts, holder_secrets=wallet._commitments.candidates())
    one, two = (wallet.credential(identifier).value for identifier in held)
    request = asked()
    refused(request, shown(one, request, NAME, securing=known), shown(one, request, DEGREE, securing=known))
    for pointer in (DEGREE, NAME):
        request = asked()
        first, second = verify(
            request, shown(one, request, NAME, securing=known), shown(two, request, pointer, securing=known)
        )
        assert first.is_same_as(second) is False
    assert first.document == second.document


def test_what_a_holder_says_in_its_own_name_is_known_by_what_it_says():
    mine = [
        {
            "@context": [V2, EXAMPLES_V2],
            "type": ["VerifiableCredential", TYPE],
            "issuer": HOLDER.did,
            "credentialSubject": {"id": HOLDER.did, "name": name},
        }
        for name in ("Ada", "Countess Lovelace")
    ]
    document = {
        "@context": [V2],
        "type": ["VerifiablePresentation"],
        "holder": HOLDER.did,
        "verifiableCredential": mine,
    }
    draft = suite_named("eddsa-rdfc-2022").prepare(
        document,
        key=KeyFacts(algorithm=HOLDER.algorithm, verification_method=HOLDER.verification_method),
        purpose="authentication",
        members={"created": "2026-06-01T12:00:00Z", "domain": SHOP, "challenge": "once"},
        mandatory=(),
        environment=ENVIRONMENT,
    )
    value = draft.complete([HOLDER.sign(wanted.data) for wanted in draft.signing_inputs]).value
    one, two = shop().verify(value, challenge="once").credentials
    assert one.is_same_as(two) is False
    assert one.is_same_as(one) is True


def test_only_what_has_something_in_common_is_compared(monkeypatch):
    by, compared = issuer(), []
    first, second, again = (
        shop().verify_credential(by.issue(degree(name=name), proof=proof))
        for name, proof in (("Ada", None), ("Eve", None), ("Ada", {"created": "2026-05-31T00:00:00Z"}))
    )
    compare = VerifiedCredential.is_same_as
    monkeypatch.setattr(
        VerifiedCredential, "is_same_as", lambda one, other: compared.append(one) or compare(one, other)
    )
    assert is_repeated([]) is False
    assert is_repeated([first]) is False
    assert is_repeated([first, second]) is False
    assert not compared
    assert is_repeated([first, second, again]) is True
    assert compared == [first]
