"""The cryptosuites that both sides have, each with the key types that it takes."""

WHOLE_DOCUMENT = [
    ("eddsa-rdfc-2022", "Ed25519"),
    ("eddsa-jcs-2022", "Ed25519"),
    ("Ed25519Signature2020", "Ed25519"),
    ("ecdsa-rdfc-2019", "P-256"),
    ("ecdsa-rdfc-2019", "P-384"),
    ("ecdsa-jcs-2019", "P-256"),
    ("ecdsa-jcs-2019", "P-384"),
]
SELECTIVE = [("ecdsa-sd-2023", "P-256"), ("bbs-2023", "BLS12-381")]
