"""The whole round trip: a credential is issued, kept, asked for, presented to a shop and verified.

Every step prints what its side sees; then a changed copy, an expired one and a stolen one are refused, and a document
that somebody else signed, an example of the W3C, is judged.
"""

import copy
import json
from datetime import UTC, datetime, timedelta

from vcwallet import Ask, Issuer, MemoryStore, PresentationRequest, SigningKey, TrustedIssuers, Verifier, Wallet
from vcwallet.errors import Rejected, VcwalletError

CONTEXTS = ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"]

# VC-DI-EDDSA 1.0 §B.1, "Representation: eddsa-rdfc-2022": the W3C signed this, not we.
W3C_EXAMPLE = {
    "@context": CONTEXTS,
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "name": "Alumni Credential",
    "description": "A minimum viable example of an Alumni Credential.",
    "issuer": "https://vc.example/issuers/5678",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
    "proof": {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2023-02-24T23:36:38Z",
        "verificationMethod": "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
        "#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
        "proofPurpose": "assertionMethod",
        "proofValue": "z2YwC8z3ap7yx1nZYCg4L3j3ApHsF8kgPdSb5xoS1VR7vPG3F561B52hYnQF9iseabecm3ijx4K1FBTQsCZahKZme",
    },
}


def main() -> None:
    say("1. The university issues a degree")
    university = Issuer(SigningKey.generate("P-256"))
    wallet = Wallet.create(MemoryStore(), passphrase="correct horse battery staple")
    ada = wallet.did_for(university.id)
    degree = degree_credential(ada)
    secured = university.issue(degree, securing="ecdsa-sd-2023", mandatory=["/issuer", "/type"])
    show("signed by", university.id)
    show("about", degree["credentialSubject"])

    say("2. Ada's wallet checks it and keeps it")
    credential_id = wallet.hold(secured)
    show("kept", ", ".join(wallet.credential(credential_id).types))

    say("3. A shop asks for what it needs to know, and says why")
    shop = Verifier("https://jobs.example", trust=TrustedIssuers({"ExampleDegreeCredential": [university.id]}))
    request = shop.request(
        degree=Ask(
            "ExampleDegreeCredential",
            reveal=["/credentialSubject/degree/name"],
            purpose="to check that you hold a degree",
        )
    )
    show("the request on the wire", f"{len(request.to_json())} bytes of JSON")

    say("4. Ada sees what would leave the wallet, and for whom, before anything does")
    plan = wallet.plan(PresentationRequest.parse(request.to_json()))
    show("asked by", plan.verifier)
    show("why", plan.purpose)
    for item in plan.revealed:
        show("would be shown", f"{item.pointer} = {json.dumps(item.value)}")
    for item in plan.withheld:
        show("would be withheld", item.pointer)
    for link in plan.linkable:
        show("could be linked by", link.sentence)
    response = wallet.present(plan)
    show("kept as a receipt", f"{wallet.receipts[-1].verifier}, {wallet.receipts[-1].purpose}")

    say("5. The shop verifies the answer")
    verified = shop.verify(response.to_json(), request=request)
    show("holder", verified.holder)
    show("learnt", f"degree: {verified['degree'].claim('/credentialSubject/degree/name')}")
    show("did not learn", ", ".join(item.pointer for item in plan.withheld))
    for check in verified.report:
        show(check.outcome.value, f"{check.rule.number} {check.sentence}")

    say("6. A changed copy")
    shown = wallet.derive(credential_id, reveal=["/credentialSubject/degree/name"])
    changed = copy.deepcopy(shown.value)
    changed["credentialSubject"]["degree"]["name"] = "PhD Mathematics"
    refuse(lambda: shop.verify_credential(changed))

    say("7. An expired one")
    last_year = datetime.now(UTC).replace(microsecond=0) - timedelta(days=365)
    expired = degree | {"validFrom": "2020-01-01T00:00:00Z", "validUntil": last_year.isoformat()}
    refuse(lambda: shop.verify_credential(university.issue(expired, securing="ecdsa-rdfc-2019")))

    say("8. A stolen one: somebody else presents Ada's degree")
    thief = Wallet.create(MemoryStore(), passphrase="another passphrase altogether")
    thief.hold(secured)
    refuse(lambda: thief.present(thief.plan(shop.request(degree=Ask("ExampleDegreeCredential")))))
    stolen = stolen_presentation(shown.value)
    refuse(lambda: shop.verify(stolen, challenge="a fresh challenge"))

    say("9. The answer a second time")
    refuse(lambda: shop.verify(response.to_json(), request=request))

    say("10. A document that somebody else signed: an example of the W3C")
    alumni = Verifier(trust=TrustedIssuers({"AlumniCredential": [W3C_EXAMPLE["issuer"]]}))
    report = alumni.examine_credential(W3C_EXAMPLE)
    show("verdict", report.verdict)
    show("because", report.error.message)
    for need in report.needs:
        show("needed", need.url)
    # The issuer's URL is an example: nothing is served there. This is the document that would have to be.
    document = {
        "@context": "https://www.w3.org/ns/cid/v1",
        "id": W3C_EXAMPLE["issuer"],
        "assertionMethod": [W3C_EXAMPLE["proof"]["verificationMethod"]],
    }
    report = alumni.examine_credential(W3C_EXAMPLE, resources={need.url: json.dumps(document).encode()})
    show("verdict with that document", report.verdict)
    show("learnt", report.require().subject)


def degree_credential(holder: str) -> dict:
    return {
        "@context": CONTEXTS,
        "type": ["VerifiableCredential", "ExampleDegreeCredential"],
        "credentialSubject": {
            "id": holder,
            "name": "Ada Lovelace",
            "degree": {"type": "ExampleBachelorDegree", "name": "BSc Mathematics"},
        },
    }


def stolen_presentation(credential: dict) -> dict:
    """What a thief who writes software of his own could send: Ada's credential, presented with his key."""
    from vcwallet.rdf import Contexts
    from vcwallet.securing import Binding, Environment, KeyFacts, open_evidence

    key = SigningKey.generate("Ed25519")
    environment = Environment(contexts=Contexts.bundled())
    binding = Binding(
        audience="https://jobs.example",
        challenge="a fresh challenge",
        holder=key.did,
        key=KeyFacts(algorithm=key.algorithm, verification_method=key.verification_method),
        at=datetime.now(UTC),
    )
    draft = open_evidence(credential, environment).reveal([]).bind(binding, environment)
    return draft.complete([key.sign(wanted.data) for wanted in draft.signing_inputs]).value


def refuse(attempt) -> None:
    try:
        attempt()
    except Rejected as error:
        show("refused", f"{error.message} (code {error.code}{f', at {error.where}' if error.where else ''})")
        show("next step", error.hint or "ask the holder for a credential of their own")
    except VcwalletError as error:
        show("refused", error.message)
    else:
        raise SystemExit("this should have been refused")


def say(text: str) -> None:
    print(f"\n{text}")


def show(name: str, value: object) -> None:
    print(f"   {name}: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}")


if __name__ == "__main__":
    main()
