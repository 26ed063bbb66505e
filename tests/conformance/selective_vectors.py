"""W3C's vectors for the suites with selective disclosure: for each one credential, with all intermediate values."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from vcwallet import SigningKey
from vcwallet.errors import VcwalletError
from vcwallet.rdf import Contexts
from vcwallet.resources import Resources
from vcwallet.securing import Environment, Expectation, Findings
from vcwallet.securing.data_integrity import bbs_values, ecdsa_sd_values
from vcwallet.securing.data_integrity.proof import Proof, parse
from vcwallet.securing.data_integrity.selective import (
    Disclosure,
    LabelledStatements,
    Selection,
    TransformedDocument,
    disclose,
    hmac_labels,
    label_statements,
    shuffled_labels,
)
from vcwallet.securing.data_integrity.selective.labels import LabelMap

ENVIRONMENT = Environment(contexts=Contexts.bundled())
VERIFIER = Expectation(purpose="assertionMethod", at=datetime(2024, 1, 1, tzinfo=UTC), resources=Resources())
HOLDER = Expectation(
    purpose="assertionMethod", at=datetime(2024, 1, 1, tzinfo=UTC), resources=Resources(), as_holder=True
)


@dataclass(frozen=True, kw_only=True)
class SelectiveVectors:
    """The vectors of one suite: what they begin with as attributes, each further file by its name.

    Attributes:
        folder: Where the files are.
        key: The issuer's.
        hmac_key: What the issuer's labels are made with.
        document: The credential.
        mandatory: The issuer's pointers.
        selective: The holder's pointers.
        label_map: From the HMAC key to the issuer's labels.
        parse_value: Reads a proof value.
    """

    folder: Path
    key: SigningKey
    hmac_key: bytes
    document: dict[str, Any]
    mandatory: list[str]
    selective: list[str]
    label_map: Callable[[bytes], LabelMap]
    parse_value: Callable[[Proof], Any]

    def __getitem__(self, name: str) -> Any:
        return _json(self.folder / f"{name}.json")

    def text(self, name: str) -> str:
        """A text file; some have a further newline at their end."""
        return (self.folder / f"{name}.txt").read_text(encoding="utf-8").rstrip("\n") + "\n"

    def statements(self) -> LabelledStatements:
        return label_statements(self.document, self.label_map(self.hmac_key), ENVIRONMENT)

    def groups(self) -> Iterator[Selection]:
        return (Selection.of(self.document, pointers) for pointers in (self.mandatory, self.selective))

    def disclosure(self) -> Disclosure:
        mandatory, chosen = self.groups()
        transformed = TransformedDocument.of(self.statements(), mandatory)
        return disclose(self.document, transformed, mandatory | chosen, ENVIRONMENT)

    def base(self) -> Any:
        return self.parse_value(parse(self["addSignedSDBase"]["proof"], "/proof"))

    def derived(self) -> Any:
        return self.parse_value(parse(self["derivedRevealDocument"]["proof"], "/proof"))


def ecdsa_sd_2023(vectors: Path) -> SelectiveVectors:
    folder = vectors / "ecdsa"
    material = _json(folder / "ecdsa-sd-2023" / "SDKeyMaterial.json")
    pair = material["baseKeyPair"]
    return SelectiveVectors(
        folder=folder / "ecdsa-sd-2023" / "employ",
        key=SigningKey.from_multikey(pair["publicKeyMultibase"], pair["secretKeyMultibase"]),
        hmac_key=bytes.fromhex(material["hmacKeyString"]),
        document=_json(folder / "employmentAuth.json"),
        mandatory=_json(folder / "employMandatory.json"),
        selective=_json(folder / "employSelective.json"),
        label_map=hmac_labels,
        parse_value=ecdsa_sd_values.parse,
    )


def bbs_2023(vectors: Path) -> SelectiveVectors:
    folder = vectors / "bbs-2023"
    material = _json(folder / "BBSKeyMaterial.json")
    key = SigningKey.from_secret_bytes("BLS12-381", bytes.fromhex(material["privateKeyHex"]))
    assert key.public.raw.hex() == material["publicKeyHex"]
    return SelectiveVectors(
        folder=folder,
        key=key,
        hmac_key=bytes.fromhex(material["hmacKeyString"]),
        document=_json(folder / "windDoc.json"),
        mandatory=_json(folder / "windMandatory.json"),
        selective=_json(folder / "windSelective.json"),
        label_map=shuffled_labels,
        parse_value=bbs_values.parse,
    )


def entries(group: dict[str, Any]) -> list[tuple[int, str]]:
    return [tuple(entry) for entry in group["value"]]


def errors(findings: Findings) -> list[VcwalletError]:
    return [check.error for check in findings.checks if check.error is not None]


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
