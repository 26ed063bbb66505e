"""The documents of the cryptosuites' test vectors, from JSON to canonical statements, against the given ones."""

import json

import pytest

from vcwallet.rdf import Contexts, canonicalize, to_statements

ED25519_2020 = "eddsa/Ed25519Signature2020"
RDFC_2022 = "eddsa/eddsa-rdfc-2022"
P256 = "ecdsa/ecdsa-rdfc-2019-p256"
SD = "ecdsa/ecdsa-sd-2023/employ"

# The document, without its proof, and its canonical statements.
DOCUMENTS = [
    (f"{ED25519_2020}/signedEdSig.json", f"{ED25519_2020}/canonDocEdSig.txt"),
    (f"{RDFC_2022}/signedDataInt.json", f"{RDFC_2022}/canonDocDataInt.txt"),
    ("eddsa/unsigned.json", f"{RDFC_2022}/canonDocDataInt.txt"),
    (f"{RDFC_2022}/employ/signedDataInt.json", f"{RDFC_2022}/employ/canonDocDataInt.txt"),
    ("eddsa/employmentAuth.json", f"{RDFC_2022}/employ/canonDocDataInt.txt"),
    (f"{P256}/signedECDSAP256.json", f"{P256}/canonDocECDSAP256.txt"),
    ("ecdsa/unsigned.json", f"{P256}/canonDocECDSAP256.txt"),
    (f"{P256}/employ/signedECDSAP256.json", f"{P256}/employ/canonDocECDSAP256.txt"),
    ("ecdsa/employmentAuth.json", f"{SD}/addBaseDocCanon.json"),
    (f"{SD}/addSignedSDBase.json", f"{SD}/addBaseDocCanon.json"),
    ("bbs-2023/windDoc.json", "bbs-2023/addBaseDocCanon.json"),
    ("bbs-2023/addSignedSDBase.json", "bbs-2023/addBaseDocCanon.json"),
]
# The proof configuration, with the document's context, and its canonical statements.
CONFIGURATIONS = [
    (f"{ED25519_2020}/proofConfigEdSig.json", f"{ED25519_2020}/proofCanonEdSig.txt"),
    (f"{RDFC_2022}/proofConfigDataInt.json", f"{RDFC_2022}/proofCanonDataInt.txt"),
    (f"{RDFC_2022}/employ/proofConfigDataInt.json", f"{RDFC_2022}/employ/proofCanonDataInt.txt"),
    (f"{P256}/proofConfigECDSAP256.json", f"{P256}/proofCanonECDSAP256.txt"),
    (f"{P256}/employ/proofConfigECDSAP256.json", f"{P256}/employ/proofCanonECDSAP256.txt"),
    (f"{SD}/addProofConfig.json", f"{SD}/addProofConfigCanon.txt"),
    ("bbs-2023/addProofConfig.json", "bbs-2023/addProofConfigCanon.txt"),
]


def without_proof(path):
    document = json.loads(path.read_bytes())
    document.pop("proof", None)
    return document


def lines_of(path):
    text = path.read_text()
    lines = json.loads(text) if path.suffix == ".json" else text.splitlines(keepends=True)
    return sorted(lines)


@pytest.mark.parametrize(("document", "canonical"), DOCUMENTS + CONFIGURATIONS)
def test_canonical_statements(vectors, document, canonical):
    statements = to_statements(without_proof(vectors / document), Contexts.bundled())
    assert canonicalize(statements.quads).lines == lines_of(vectors / canonical)


@pytest.mark.parametrize("document", ["ecdsa/ecdsa-sd-2023/employ", "bbs-2023"])
def test_documents_as_they_are_shown_are_part_of_the_whole(vectors, document):
    """What a holder shows has no statement that the whole document lacks, but for the labels of blank nodes."""
    whole = to_statements(without_proof(vectors / document / "addSignedSDBase.json"), Contexts.bundled())
    shown = to_statements(
        json.loads((vectors / document / "derivedUnsignedReveal.json").read_bytes()), Contexts.bundled()
    )
    assert {(p, o) for _, p, o, _ in shown.quads if o[0] != "_"} <= {(p, o) for _, p, o, _ in whole.quads}


@pytest.mark.parametrize(
    "folder", ["eddsa/eddsa-rdfc-2022", "eddsa/proof-set-chain", "ecdsa/ecdsa-rdfc-2019-p256", "bbs-2023"]
)
def test_secured_documents_with_their_proofs_lose_nothing(vectors, folder):
    signed = [
        path for path in sorted((vectors / folder).glob("**/*igned*.json")) if "unsigned" not in path.name.lower()
    ]
    assert signed
    for path in signed:
        document = json.loads(path.read_bytes())
        if "@context" in document:
            assert to_statements(document, Contexts.bundled()).quads, path
