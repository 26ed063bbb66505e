"""`ecdsa-sd-2023` and `bbs-2023`: whatever is changed in a credential, base proof or derived one, is found."""

from functools import cache
from typing import NamedTuple

import pytest
from builders import HOLDER, degree, issuer
from changing import ABSENT, changed
from unit.securing.bbs_world import BASE_HEADERS, Case
from unit.securing.selective_proofs import (
    ENVIRONMENT,
    MANDATORY,
    components,
    derived,
    errors,
    unsecured,
    with_components,
)

from vcwallet.errors import FormatError, ProofInvalid, Rejected
from vcwallet.model import pointer as json_pointer
from vcwallet.securing import Environment

HEADERS = {"ecdsa-sd-2023": 0} | BASE_HEADERS


class Original(NamedTuple):
    """A credential that is accepted as it is."""

    value: dict
    header: int
    environment: Environment
    as_holder: bool

    def errors(self, secured):
        return errors(secured, self.environment, as_holder=self.as_holder)

    def refused(self, secured):
        """The one error, which is about the proof value."""
        (error,) = self.errors(secured)
        assert isinstance(error, ProofInvalid), repr(error)
        assert error.where == "/proof/proofValue"
        return error


@cache
def originals(kind):
    """With the base proof for the holder, and with a derived one."""
    own = HEADERS[kind]
    if kind == "ecdsa-sd-2023":
        secured = issuer("P-256").issue(degree(), securing=kind, mandatory=MANDATORY).value
        shown = derived(secured, "/credentialSubject/degree/name", "/credentialSubject/nationality/1")
        return Original(secured, own, ENVIRONMENT, True), Original(shown, own + 1, ENVIRONMENT, False)
    case = Case(kind)
    return Original(case.base, own, case.environment, True), Original(case.derived, own + 1, case.environment, True)


@pytest.fixture(params=HEADERS)
def kind(request):
    return request.param


def test_header_bytes(kind):
    for original in originals(kind):
        _, items = components(original.value)
        for last in (*range(12), 0x5D, 0xFF):
            secured = with_components(original.value, bytes([0xD9, 0x5D, last]), items)
            if last == original.header:
                assert not original.errors(secured)
            else:
                original.refused(secured)
        for last in (1, original.header):
            for header in (bytes([0xD9, 0x5C, last]), bytes([0xD8, 0x5D, last]), b"\x00\x00\x00"):
                refused = original.refused(with_components(original.value, header, items))
                assert refused.code == "proof_malformed"


def test_numbers_of_components(kind):
    for original in originals(kind):
        header, items = components(original.value)
        for count in {0, 1, 4, 5, 6, 7, 8, 9} - {len(items)}:
            secured = with_components(original.value, header, (items * 2)[:count])
            assert original.refused(secured).code == "proof_malformed", count


@pytest.mark.parametrize("kind", ["ecdsa-sd-2023", "baseline"])
@pytest.mark.parametrize(
    "value",
    ["", "z123", "u", "\ud800", 7, None, [], {}]
    + [text + rest for text in ("u2V0B", "u2V0D") for rest in ("", "gA", "hQ==")]
    + ["U2V0B", "U2V0D"],
)
def test_proof_values_of_other_kinds(kind, value):
    _, shown = originals(kind)
    try:
        found = errors(changed(shown.value, "/proof/proofValue", value))
    except FormatError:
        return
    assert found
    assert all(isinstance(error, ProofInvalid) and error.where == "/proof/proofValue" for error in found)


def test_every_change_of_the_document_is_found(kind):
    for original in originals(kind):
        for place, value in json_pointer.walk(unsecured(original.value)):
            if isinstance(value, dict | list) or place.startswith("/@context"):
                continue
            other = f"{value}x" if isinstance(value, str) else not value if isinstance(value, bool) else value + 1
            for one in (other, ABSENT):
                found = original.errors(changed(original.value, place, one))
                assert any(isinstance(error, Rejected) for error in found), (place, one)


@pytest.mark.parametrize("kind", ["ecdsa-sd-2023", "baseline"])
def test_every_change_of_the_proof_is_found(kind):
    _, shown = originals(kind)
    others = {"ecdsa-rdfc-2019", "ecdsa-sd-2023", "bbs-2023"} - {shown.value["proof"]["cryptosuite"]}
    for name, value in (
        ("created", "2026-01-01T00:00:00Z"),
        ("verificationMethod", HOLDER.verification_method),
        *(("cryptosuite", other) for other in others),
        ("proofPurpose", "authentication"),
        ("expires", "2030-01-01T00:00:00Z"),
        ("nonce", "x"),
        ("@context", "https://w3id.org/security/data-integrity/v2"),
    ):
        found = shown.errors(changed(shown.value, f"/proof/{name}", value))
        assert any(isinstance(error, Rejected) for error in found), name
