"""Every single change of a signed document, and with which class of error each has to be refused.

A change is named by what was done and where, as in ``"removed /issuer"`` or ``"null /proof/created"``. Rules say, by
regular expressions over these names, what is found before the signature is reached; the first one that fits counts, and
where none does the proof is invalid.
"""

import copy
import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from vcwallet.errors import (
    DataLoss,
    Malformed,
    NonceMismatch,
    NonConforming,
    NotBound,
    ProofInvalid,
    Undetermined,
    VerificationError,
    WrongAudience,
    WrongPurpose,
)
from vcwallet.model.pointer import parse, walk

OF_ANOTHER_KIND = (None, 0, "", [], {}, [[]], {"": None}, True)
_KIND = r"(?:null|0|\"\"|\[\]|\{\}|\[\[\]\]|\{\"\": null\}|true)"
SAYS_THE_SAME = None
"""What a change may come to where only the statements are signed: the order of values is not one."""


class Mutant(NamedTuple):
    name: str
    document: dict


def mutants(document) -> Iterator[Mutant]:
    """Copies of the document, each of which differs in one place."""
    for pointer, value in list(walk(document)):
        if not pointer:
            continue
        for done, change in _changes(pointer, value):
            yield Mutant(f"{done} {pointer}", replaced(document, pointer, change))


def _changes(pointer, value):
    if not isinstance(value, dict | list):
        yield "changed", lambda container, place: container.__setitem__(place, other(value))
    elif isinstance(value, list) and value != value[::-1]:
        yield "turned round", lambda container, place: container[place].reverse()
    for nonsense in OF_ANOTHER_KIND:
        if nonsense != value or type(nonsense) is not type(value):
            new = copy.deepcopy(nonsense)
            yield json.dumps(nonsense), lambda container, place, new=new: container.__setitem__(place, new)
    if not parse(pointer)[-1].isdigit():
        yield "removed", lambda container, place: container.pop(place)
        yield "renamed", lambda container, place: container.__setitem__(f"{place}X", container.pop(place))


def replaced(document, pointer, change):
    """A copy of `document` in which `change(container, key)` was applied at `pointer`."""
    result = copy.deepcopy(document)
    *steps, last = parse(pointer)
    container = result
    for step in steps:
        container = container[int(step) if isinstance(container, list) else step]
    change(container, int(last) if isinstance(container, list) else last)
    return result


def other(value):
    """A value of the same kind that differs as little as can be."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    last = value[-1:]
    return value[:-1] + ("b" if last != "b" else "c") if value else "x"


# The data model is looked at first: VCDM 2.0 §4 and 1.1 §4.
_MODEL = [
    (r"(removed|renamed) /(@context|type|credentialSubject|issuer|issuanceDate)", NonConforming),
    (r"(removed|renamed) /issuer/id", NonConforming),
    (r"(removed /name/@value|renamed /name/@\w+)", NonConforming),
    (r"changed /(@context/0|type/0|validFrom|validUntil|issuanceDate)", NonConforming),
    (r"turned round /@context", NonConforming),
    (rf"{_KIND} /(@context(/0)?|id|type(/\d)?|name/@language|credentialSubject(/id)?|issuer(/id)?)", NonConforming),
    (rf"{_KIND} /(validFrom|validUntil|issuanceDate|name|description)", NonConforming),
]
# Then the proofs: VC Data Integrity 1.0 §2.1 and §4.4.
_PROOFS = [
    (r"(removed|renamed|null|\[\]) /proof", Malformed),
    (r"changed /proof(/\d)?/(type|cryptosuite)", Undetermined),
    (r"changed /proof(/\d)?/verificationMethod", NotBound),
    (r"changed /proof(/\d)?/proofPurpose", WrongPurpose),
]
_SAYS_NOTHING = r"(null|\[\]|\[\[\]\]|\{\"\": null\})"
_NO_TYPE = r"(0|\{\}|\[\[\]\]|\{\"\": null\}|true)"
CREDENTIAL_BY_STATEMENTS = [
    (r"\{\} /@context/[1-9]", DataLoss),
    (r"(changed|\{\"\": null\}) /@context/[1-9]", Undetermined),
    (rf"{_KIND} /@context/[1-9]", NonConforming),
    (r"\"\" /(name|description)", ProofInvalid),
    (r"\{\"\": null\} /credentialSubject", DataLoss),
    (rf"{_KIND} /name/@value", NonConforming),
    (rf"{_NO_TYPE} /credentialSubject/.*/type", Malformed),
    (r"\"\" /credentialSubject/.*/type", NonConforming),
    (rf"{_SAYS_NOTHING} /credentialSubject/(?!id).*", DataLoss),
    (r"turned round /(?!@context).*", SAYS_THE_SAME),
    *_MODEL,
    *_PROOFS,
]
CREDENTIAL_BY_TEXT = [
    (rf"(?!null){_KIND} /proof/@context", NonConforming),
    (r"(changed|\{\}|\{\"\": null\}) /@context/[1-9]", ProofInvalid),
    (rf"{_KIND} /@context/[1-9]", NonConforming),
    (r"\"\" /(name|description|name/@value)", ProofInvalid),
    (r"\{\"\": null\} /credentialSubject", ProofInvalid),
    (rf"{_KIND} /name/@value", NonConforming),
    *_MODEL,
    *_PROOFS,
]
_INSIDE = "/verifiableCredential/0"
_PRESENTATION = [
    (r"(removed|renamed) /(@context|type)", NonConforming),
    (rf"(changed|{_KIND}) /(@context/0|type/0)", NonConforming),
    (rf"{_KIND} /(@context|type|holder|verifiableCredential(/0)?|proof(/type)?)", NonConforming),
    (rf"(changed /type/0|{_KIND} /type(/\d)?|(removed|renamed) /type)".replace(" /", f" {_INSIDE}/"), NonConforming),
    (r"(removed|renamed) /proof/type", NonConforming),
    (r"(changed|removed|renamed) /proof/domain", WrongAudience),
    (r"(changed|removed|renamed) /proof/challenge", NonceMismatch),
    *_PROOFS,
]
# What the holder signed is the whole presentation, so that the credential inside is not judged by the data model yet.
PRESENTATION_BY_TEXT = [(r"\[\] /proof/@context", DataLoss), *_PRESENTATION]
PRESENTATION_BY_STATEMENTS = [
    (r"renamed /proof/(domain|challenge)", ProofInvalid),
    (rf"\"\" {_INSIDE}/credentialSubject/.*/type", NonConforming),
    (rf"(removed|renamed|null|\[\]|\{{\}}) {_INSIDE}/@context", DataLoss),
    (rf"(changed|\{{\"\": null\}}) {_INSIDE}/@context(/0)?", NonConforming),
    (rf"(null|\{{\}}) {_INSIDE}/@context/0", ProofInvalid),
    (rf"\{{\}} {_INSIDE}/@context/1", DataLoss),
    (rf"(changed|\{{\"\": null\}}) {_INSIDE}/@context/1", Undetermined),
    (rf"{_KIND} {_INSIDE}/@context(/\d)?", Malformed),
    (rf"turned round {_INSIDE}/@context", NonConforming),
    (rf"\"\" {_INSIDE}/name/@value", NonConforming),
    (rf"({_KIND}|removed|renamed) {_INSIDE}/name/@value", Malformed),
    (rf"(null|\"\"|renamed) {_INSIDE}/name/@language", DataLoss),
    (rf"\"\" {_INSIDE}/(id|credentialSubject(/id)?|issuer|proof/verificationMethod)", DataLoss),
    (rf"{_KIND} {_INSIDE}/(id|credentialSubject/id|name/@language)", Malformed),
    (rf"{_KIND} {_INSIDE}/proof", DataLoss),
    (rf"{_NO_TYPE} {_INSIDE}/(credentialSubject/.*|proof)/type", Malformed),
    (rf"turned round {_INSIDE}/.*", SAYS_THE_SAME),
    *_PRESENTATION,
    (rf"{_SAYS_NOTHING} {_INSIDE}/.*", DataLoss),
]
EARLIER_PROOFS = [(r"changed /proof/[0-2]/(type|cryptosuite)", ProofInvalid)]
"""In a chain of four the last proof covers the ones before it: changing those makes it wrong."""
UNDEFINED_STATEMENTS = [
    (r"changed /type/1", DataLoss),
    (r"renamed /(credentialSubject/.*|holder|verifiableCredential)", DataLoss),
]
"""Where no context gives every word a meaning."""
UNDEFINED_TYPES = UNDEFINED_STATEMENTS[:1]
"""The same, where the text is signed."""


def refused_as(name, rules):
    """The class with which a change has to be refused."""
    return next((error for pattern, error in rules if re.fullmatch(pattern, name)), ProofInvalid)


def check_every_change(document, judge, rules):
    """Makes every change and sees that each is refused as it has to be.

    Args:
        document: The signed document.
        judge: Gives the report on a document.
        rules: What is found before the signature.
    """
    assert judge(document).verdict == "valid", judge(document).error
    wrong, count = {}, 0
    for name, mutant in mutants(document):
        report = judge(mutant)
        found, wanted = type(report.error), refused_as(name, rules)
        count += 1
        if found is not (type(None) if wanted is SAYS_THE_SAME else wanted):
            wrong[name] = f"{found.__name__}, not {wanted and wanted.__name__}: {report.error}"
        elif wanted is SAYS_THE_SAME:
            assert report.verdict == "valid"
        else:
            assert isinstance(report.error, VerificationError)
            assert report.verdict == ("cannot know" if wanted is Undetermined else "invalid")
    assert wrong == {}, wrong
    assert count > 150
