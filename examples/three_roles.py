"""The three roles in turn: an issuer signs, a holder decides, a verifier gets proof of just what it asked."""

from vcwallet import (
    Ask,
    Issuer,
    PresentationRequest,
    SigningKey,
    SQLiteStore,
    TrustedIssuers,
    VerificationError,
    Verifier,
    Wallet,
)

# The issuer. Its id is the key's did:key; or id="did:web:uni.example".
issuer = Issuer(SigningKey.generate("P-256"))
university_did = issuer.id

# The holder's wallet, encrypted at rest; MemoryStore in tests.
passphrase = "correct horse battery staple"
wallet = Wallet.create(SQLiteStore("wallet.db"), passphrase=passphrase)
student_did = wallet.did_for(university_did)

secured = issuer.issue(
    {
        "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
        "type": ["VerifiableCredential", "ExampleDegreeCredential"],
        "credentialSubject": {
            "id": student_did,
            "name": "Ada Lovelace",
            "degree": {"type": "ExampleBachelorDegree", "name": "BSc Mathematics"},
        },
    },
    securing="ecdsa-sd-2023",
    mandatory=["/issuer", "/type"],
)
print("issued as", secured.media_type, "of which can be withheld:", ", ".join(secured.disclosable))
credential_id = wallet.hold(secured.value)

# The verifier asks, and the request goes out.
verifier = Verifier("https://jobs.example", trust=TrustedIssuers({"ExampleDegreeCredential": [university_did]}))
request = verifier.request(
    degree=Ask(
        "ExampleDegreeCredential",
        reveal=["/credentialSubject/degree/name"],
        purpose="to check that you hold a degree",
    )
)
received = request.to_json()

# The person sees what would be shown, and decides.
plan = wallet.plan(PresentationRequest.parse(received))
print("asked by", plan.verifier, plan.purpose)
print("would be shown:", ", ".join(claim.pointer for claim in plan.revealed))
print("would be withheld:", ", ".join(claim.pointer for claim in plan.withheld))
print("could be linked by:", "; ".join(link.sentence for link in plan.linkable))
response = wallet.present(plan)
print("receipt:", wallet.receipts[-1].verifier)
wallet.derive(credential_id, reveal=["/credentialSubject/degree/name"])  # the low road, without a request

# The verifier gets proof, or a reason.
try:
    verified = verifier.verify(response, request=request)
except VerificationError as error:
    print(error.code, error.where, error.hint)
    raise
print("learnt:", verified["degree"].claim("/credentialSubject/degree/name"), "of", verified.holder)
assert "name" not in verified["degree"].subject
