"""SD-JWTs both ways: what either side issues or presents, the other verifies, to the same claims.

The peer gives SD-JWT VC by `@sd-jwt/sd-jwt-vc`, and what is secured as `vc+sd-jwt` by `@sd-jwt/core`. It knows keys as
JWKs only. Every test first shows that the unchanged thing is accepted, so that a refusal is because of the change.
"""

import time

import pytest
from interop.documents import CREDENTIALS, EXTRA_CONTEXTS
from interop.peer import PeerError

from vcwallet import Ask, Issuer, MemoryStore, PresentationRequest, SigningKey, TrustedIssuers, Verifier, Wallet
from vcwallet.errors import Rejected
from vcwallet.model.pointer import join, parse, resolve, walk

SHOP = "https://shop.example"
VCT = "https://uni.example/degree"
SUBJECT = "did:example:subject"
CLAIMS = {
    "diploma": {
        "vct": VCT,
        "name": "Ada Lovelace",
        "degree": {"type": "BSc", "field": {"name": "Mathematics", "honours": True}},
        "nationalities": ["GB", "FR"],
    },
    "identity": {
        "vct": "https://registry.example/identity",
        "given_name": "Zoë",
        "address": {"street_address": "Rue du Rhône 1", "locality": "Genève", "geo": {"lat": 46.2, "lon": -6.14}},
        "age_over": {"18": True, "65": False},
        "phones": [{"kind": "home", "number": "+41 22 000"}, {"kind": "work", "number": "+41 22 111"}],
        "nothing": None,
        "exp": 4_000_000_000,
    },
    "cart": {
        "vct": "urn:example:cart:1",
        "items": [["apple", "pear"], ["nut"], []],
        "totals": [1, 2.5, -3, 0],
        "notes": {"a/b": {"~": "tilde"}, "'": 'quote " and \\ and 🏅'},
        "sub": "user-7",
    },
}
W3C = ["degree", "employment", "regatta", "household"]

each_algorithm = pytest.mark.parametrize("algorithm", ["P-256", "P-384", "Ed25519"])
each_document = pytest.mark.parametrize("name", [*CLAIMS, *W3C])


@pytest.fixture(scope="module")
def keys(peer):
    return {algorithm: peer.call("generate", algorithm=algorithm) for algorithm in ("P-256", "P-384", "Ed25519")}


@pytest.fixture(scope="module")
def verifier():
    return Verifier(SHOP, trust=TrustedIssuers.unsafe_anyone(), contexts=EXTRA_CONTEXTS)


@pytest.fixture
def wallet():
    return Wallet.create(MemoryStore(), passphrase="interop", contexts=EXTRA_CONTEXTS, work_factor=10)


def claims_of(name, issuer):
    """The claims, and how they are secured."""
    if name in CLAIMS:
        return CLAIMS[name] | {"iss": issuer, "iat": 1_700_000_000}, "dc+sd-jwt"
    return CREDENTIALS[name](issuer, SUBJECT), "vc+sd-jwt"


def free_places(name, document):
    """What the peer makes selectively disclosable: everything below the top but what has to be shown."""
    always = {"vct", "iss", "exp", "cnf", "iat", "@context", "type", "issuer", "validFrom", "validUntil"}
    return [place for place, _ in walk(document) if place and parse(place)[0] not in always]


def issue_frame(document, places):
    """The peer's way of saying what can be withheld."""
    frame = {}
    for place in places:
        branch = frame
        *outer, last = parse(place)
        for step in outer:
            branch = branch.setdefault(step, {})
        is_element = isinstance(resolve(document, join(*outer)), list)
        branch.setdefault("_sd", []).append(int(last) if is_element else last)
    return frame


def show_frame(places):
    """The peer's way of saying what is shown."""
    frame = {}
    for place in places:
        branch = frame
        *outer, last = parse(place)
        for step in outer:
            branch = branch.setdefault(step, {})
            if branch is True:
                break
        else:
            branch[last] = branch.get(last) or True
    return frame


def leaves(document):
    return [place for place, value in walk(document) if place and not isinstance(value, dict | list)]


def issued_by_us(name, algorithm, holder=None):
    key = SigningKey.generate(algorithm)
    claims, kind = claims_of(name, key.did)
    if holder is not None:
        claims["cnf"] = {"jwk": holder["publicJwk"]}
    secured = Issuer(key, contexts=EXTRA_CONTEXTS).issue(claims, securing=kind)
    return secured, claims, kind, key.public.to_jwk()


def issued_by_them(peer, key, name, cnf=None):
    claims, kind = claims_of(name, key["controller"])
    if cnf is not None:
        claims["cnf"] = cnf
    header = {"kid": f"{key['controller']}#{key['controller'].removeprefix('did:key:')}"}
    frame = issue_frame(claims, free_places(name, claims))
    return (
        peer.call("sdjwtIssue", claims=claims, frame=frame, secretJwk=key["secretJwk"], typ=kind, header=header),
        claims,
        kind,
    )


@each_document
@each_algorithm
def test_what_we_issue_they_verify(peer, name, algorithm):
    secured, claims, kind, public = issued_by_us(name, algorithm)
    verified = peer.call("sdjwtVerify", sdjwt=secured.value, publicJwk=public, typ=kind)
    assert verified["payload"] == claims
    assert verified["header"]["typ"] == kind
    with pytest.raises(PeerError):
        peer.call(
            "sdjwtVerify", sdjwt=secured.value, publicJwk=SigningKey.generate(algorithm).public.to_jwk(), typ=kind
        )


@each_document
@each_algorithm
def test_what_they_issue_we_verify(peer, keys, verifier, name, algorithm):
    value, claims, kind = issued_by_them(peer, keys[algorithm], name)
    verified = verifier.verify_credential(value)
    assert (verified.document, verified.securing, verified.issuer) == (claims, kind, keys[algorithm]["controller"])
    token, *rest = value.split("~")
    assert len(rest) > 5
    for at in (len(token) // 2, len(token) - 10):
        changed = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
        with pytest.raises(Rejected):
            verifier.verify_credential("~".join([changed, *rest]))
    changed = [rest[0][:-3] + ("AAA" if not rest[0].endswith("AAA") else "BBB"), *rest[1:]]
    with pytest.raises(Rejected):
        verifier.verify_credential("~".join([token, *changed]))


@each_document
def test_what_we_issue_they_present_and_we_verify(peer, keys, verifier, name):
    """Leaves by themselves, and all of them, bound to us by their key binding."""
    holder = keys["P-256"]
    secured, claims, _, _ = issued_by_us(name, "P-256", holder)
    shown = [place for place in leaves(claims) if place in secured.disclosable]
    # A W3C credential that shows nothing of its subject would be none.
    alone = [place for place in shown if place.startswith("/credentialSubject/") or "vct" in claims]
    for chosen in [*([place] for place in alone[:4]), [alone[0], shown[0]], shown]:
        value = peer.call(
            "sdjwtPresent",
            sdjwt=secured.value,
            frame=show_frame(chosen),
            holderJwk=holder["secretJwk"],
            audience=SHOP,
            nonce="n-1",
        )
        verified = verifier.verify(value, challenge="n-1")
        assert verified.holder == holder["controller"]
        (credential,) = verified.credentials
        if len(chosen) == len(shown):
            assert set(map(repr, _values(credential.document))) >= {repr(resolve(claims, place)) for place in chosen}
        else:
            assert repr(resolve(claims, chosen[0])) in set(map(repr, _values(credential.document)))
            assert repr(resolve(claims, chosen[-1])) in set(map(repr, _values(credential.document)))
        for wrong in ({"challenge": "n-2"}, {"challenge": "n-1", "domain": "https://else.example"}):
            with pytest.raises(Rejected):
                verifier.verify(value, **wrong)
        with pytest.raises(Rejected) as caught:
            verifier.verify(value[: value.rindex("~") + 1], challenge="n-1")
        assert caught.value.code == "key_binding_missing"


def _values(document):
    return [value for _, value in walk(document) if not isinstance(value, dict | list)]


@each_document
def test_what_they_issue_we_present_and_they_verify(peer, keys, verifier, wallet, name):
    by = keys["P-256"]
    own = wallet.did_for(by["controller"])
    key = wallet._keys.signing_key(own)
    value, claims, kind = issued_by_them(peer, by, name, cnf={"jwk": key.public.to_jwk()})
    identifier = wallet.hold(value)
    assert set(wallet.credential(identifier).disclosable) == set(free_places(name, claims))
    if kind == "dc+sd-jwt":
        asked = [place for place in leaves(claims) if not any(step.isdigit() for step in parse(place))][:3]
        ask = Ask(vct=claims["vct"], reveal=asked)
    else:
        asked = ["/credentialSubject"]
        ask = Ask(claims["type"][1], format=kind, reveal=asked)
    request = verifier.request(it=ask)
    response = wallet.present(wallet.plan(PresentationRequest.parse(request.to_json())))
    (presented,) = response.value["vp_token"]["it"]
    binding = {"audience": SHOP, "nonce": request.nonce}
    theirs = peer.call("sdjwtVerify", sdjwt=presented, publicJwk=by["publicJwk"], typ=kind, **binding)
    ours = verifier.verify(response, request=request)["it"]
    assert theirs["payload"] == ours.document
    for place in asked:
        assert resolve(theirs["payload"], place) == resolve(claims, place)
    assert abs(theirs["keyBinding"]["iat"] - time.time()) < 60
    for changed in ({"nonce": "another"}, {"audience": "https://else.example"}):
        with pytest.raises(PeerError):
            peer.call("sdjwtVerify", sdjwt=presented, publicJwk=by["publicJwk"], typ=kind, **binding | changed)


@each_document
def test_both_show_the_same_of_the_same(peer, wallet, verifier, name):
    """One credential, one choice: the same disclosures, whoever makes it."""
    secured, claims, kind, public = issued_by_us(name, "P-256")
    identifier = wallet.hold(secured)
    for place in [place for place in leaves(claims) if place in secured.disclosable][:6]:
        pointers = [place] if kind == "dc+sd-jwt" else [place, "/credentialSubject"]
        ours = wallet.derive(identifier, reveal=pointers).value
        theirs = peer.call("sdjwtPresent", sdjwt=secured.value, frame=show_frame(pointers[:1]))
        if kind == "dc+sd-jwt":
            assert set(ours.split("~")) == set(theirs.split("~")), place
            assert verifier.verify_credential(theirs).document == verifier.verify_credential(ours).document
        payload = peer.call("sdjwtVerify", sdjwt=ours, publicJwk=public, typ=kind)["payload"]
        assert payload == verifier.verify_credential(ours).document


def test_hash_functions_and_decoys(peer, keys, verifier):
    for name in ("sha-256", "sha-384", "sha-512"):
        key = SigningKey.generate("P-256")
        secured = Issuer(key).issue(CLAIMS["diploma"], securing="dc+sd-jwt", proof={"_sd_alg": name, "decoys": 4})
        verified = peer.call("sdjwtVerify", sdjwt=secured.value, publicJwk=key.public.to_jwk())
        assert verified["payload"] == verifier.verify_credential(secured).document
        by = keys["P-256"]
        claims = CLAIMS["diploma"] | {"iss": by["controller"]}
        frame = issue_frame(claims, free_places("diploma", claims)) | {"_sd_decoy": 5}
        value = peer.call("sdjwtIssue", claims=claims, frame=frame, secretJwk=by["secretJwk"], hashAlg=name)
        assert verifier.verify_credential(value).document == claims
