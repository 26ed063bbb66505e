"""RFC 8785: the test data of its author's repository."""

from vcwallet.encoding.jcs import canonicalize
from vcwallet.encoding.strict_json import parse


def test_every_input_has_the_canonical_output(vectors):
    inputs = sorted((vectors / "jcs" / "input").glob("*.json"))
    assert [path.stem for path in inputs] == ["arrays", "french", "structures", "unicode", "values", "weird"]
    for path in inputs:
        canonical = canonicalize(parse(path.read_bytes()))
        assert canonical == (vectors / "jcs" / "output" / path.name).read_bytes(), path.name
        assert canonical == bytes.fromhex((vectors / "jcs" / "outhex" / f"{path.stem}.txt").read_text()), path.name


def test_every_output_is_its_own_canonical_form(vectors):
    for path in sorted((vectors / "jcs" / "output").glob("*.json")):
        assert canonicalize(parse(path.read_bytes())) == path.read_bytes(), path.name
