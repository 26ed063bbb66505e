import base64
import hashlib
import itertools
import json

import pytest

from vcwallet.encoding.limits import Limits
from vcwallet.errors import FormatError, NonConforming, Undetermined, UsageError
from vcwallet.resources import Resources
from vcwallet.securing.sd_jwt.claim_metadata import MAX_CLAIMS, ClaimDisplay
from vcwallet.securing.sd_jwt.type_display import in_language
from vcwallet.securing.sd_jwt.type_metadata import MAX_EXTENSIONS, resolve_type_metadata
from vcwallet.securing.sd_jwt.type_schema import retrieve_schema

VCT = "https://betelgeuse.example.com/education_credential/v42"
BASE = "https://galaxy.example.com/galactic-education-credential/v2"


def sri(document):
    return "sha256-" + base64.b64encode(hashlib.sha256(json.dumps(document).encode()).digest()).decode()


def web(*documents):
    return Resources({document["vct"]: json.dumps(document).encode() for document in documents})


def resolve(*documents, vct=VCT, **options):
    return resolve_type_metadata(vct, web(*documents), **options)


def claim(*path, **members):
    return {"path": list(path), **members}


def test_a_document_is_retrieved_and_read():
    metadata = resolve({"vct": VCT, "name": "n", "description": "d", "unknown": {"is": "ignored"}})
    assert (metadata.vct, metadata.types, metadata.name, metadata.description) == (VCT, (VCT,), "n", "d")
    assert (metadata.display, metadata.claims, metadata.schemas) == ((), (), ())
    assert metadata.documents[0]["unknown"] == {"is": "ignored"}


def test_a_missing_document_says_what_is_needed():
    with pytest.raises(Undetermined) as caught:
        resolve_type_metadata(VCT, Resources(), integrity=sri({}))
    (need,) = caught.value.needs
    assert (need.url, need.kind, need.digest) == (VCT, "type-metadata", sri({}))


def test_only_https_is_looked_up():
    fetched = []

    def fetch(url):
        fetched.append(url)
        return b"{}"

    for vct in ("urn:eudi:pid:1", "http://x.example", "file:///etc/passwd", "data:application/json,{}", "x"):
        with pytest.raises(Undetermined) as caught:
            resolve_type_metadata(vct, Resources(fetch=fetch))
        assert caught.value.code == "unknown_type"
    assert fetched == []


def test_a_registry_knows_other_types():
    vct = "urn:eudi:pid:1"
    known = {vct: json.dumps({"vct": vct, "extends": BASE}).encode()}
    metadata = resolve_type_metadata(vct, web({"vct": BASE}), known=known)
    assert metadata.types == (vct, BASE)


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (b"", ""),
        (b"[]", ""),
        (b"null", ""),
        (b'{"vct":', ""),
        (b'{"vct": "a", "vct": "b"}', "/vct"),
        (b"\xff", ""),
        (b"{}", "/vct"),
        (b'{"vct": "another"}', "/vct"),
        (json.dumps({"vct": VCT.upper()}).encode(), "/vct"),
    ],
)
def test_what_is_not_the_metadata_of_the_type_is_refused(content, where):
    with pytest.raises(NonConforming) as caught:
        resolve_type_metadata(VCT, Resources({VCT: content}))
    assert (caught.value.code, caught.value.where) == ("type_metadata", where)


def test_limits_hold_for_documents():
    with pytest.raises(NonConforming):
        resolve({"vct": VCT, "x": [[[[]]]]}, limits=Limits(max_depth=3))


@pytest.mark.parametrize(
    ("member", "value", "where"),
    [
        ("name", 5, "/name"),
        ("description", [], "/description"),
        ("extends", 5, "/extends"),
        ("extends", "", "/extends"),
        ("extends", None, "/extends"),
        ("display", {}, "/display"),
        ("display", ["x"], "/display/0"),
        ("display", [{"locale": "en"}], "/display/0"),
        ("display", [{"name": "n"}], "/display/0"),
        ("display", [{"locale": 5, "name": "n"}], "/display/0"),
        ("display", [{"locale": "en", "name": "n", "description": 5}], "/display/0"),
        ("display", [{"locale": "en", "name": "n", "rendering": []}], "/display/0/rendering"),
        ("display", [{"locale": "en", "name": "n", "rendering": {"simple": 5}}], "/display/0/rendering/simple"),
        (
            "display",
            [{"locale": "en", "name": "n", "rendering": {"simple": {"logo": {}}}}],
            "/display/0/rendering/simple/logo/uri",
        ),
        (
            "display",
            [{"locale": "en", "name": "n", "rendering": {"svg_templates": {}}}],
            "/display/0/rendering/svg_templates",
        ),
        (
            "display",
            [{"locale": "en", "name": "n", "rendering": {"svg_templates": [{"uri": "a"}, {"uri": "b"}]}}],
            "/display/0/rendering/svg_templates/0/properties",
        ),
        (
            "display",
            [{"locale": "en", "name": "n", "rendering": {"svg_templates": [{"properties": {}}]}}],
            "/display/0/rendering/svg_templates/0/uri",
        ),
        ("claims", {}, "/claims"),
        ("claims", ["x"], "/claims/0"),
        ("claims", [{}], "/claims/0/path"),
        ("claims", [claim()], "/claims/0/path"),
        ("claims", [{"path": "name"}], "/claims/0/path"),
        ("claims", [claim(-1)], "/claims/0/path"),
        ("claims", [claim(True)], "/claims/0/path"),
        ("claims", [claim(1.5)], "/claims/0/path"),
        ("claims", [claim(["x"])], "/claims/0/path"),
        ("claims", [claim("a"), claim("a")], "/claims"),
        ("claims", [claim("a", mandatory="true")], "/claims/0/mandatory"),
        ("claims", [claim("a", mandatory=None)], "/claims/0/mandatory"),
        ("claims", [claim("a", sd="maybe")], "/claims/0/sd"),
        ("claims", [claim("a", sd=None)], "/claims/0/sd"),
        ("claims", [claim("a", svg_id="1a")], "/claims/0/svg_id"),
        ("claims", [claim("a", svg_id="a-b")], "/claims/0/svg_id"),
        ("claims", [claim("a", svg_id=None)], "/claims/0/svg_id"),
        ("claims", [claim("a", svg_id="x"), claim("b", svg_id="x")], "/claims"),
        ("claims", [claim("a", display={})], "/claims/0/display"),
        ("claims", [claim("a", display=[{"locale": "en"}])], "/claims/0/display/0"),
        ("claims", [claim("a", display=["x"])], "/claims/0/display/0"),
        ("claims", [claim("a", display=[{"label": "x"}])], "/claims/0/display/0"),
        ("claims", [claim("a", display=[{"label": "x", "locale": "en", "description": 1}])], "/claims/0/display/0"),
        ("claims", [claim(str(number)) for number in range(MAX_CLAIMS + 1)], "/claims"),
        ("schema", [], "/schema"),
        ("schema_uri", 5, "/schema_uri"),
        ("schema_uri", "", "/schema_uri"),
    ],
)
def test_malformed_members_are_refused(member, value, where):
    with pytest.raises(NonConforming) as caught:
        resolve({"vct": VCT, member: value})
    assert caught.value.where == where


def test_claims_are_read_with_their_defaults():
    display = [{"locale": "de-DE", "label": "Name", "description": "Der Name"}, {"locale": "en", "label": "Name"}]
    metadata = resolve(
        {
            "vct": VCT,
            "claims": [claim("name", display=display, mandatory=True, sd="always", svg_id="_n1"), claim("a", None, 0)],
        }
    )
    name, other = metadata.claims
    assert name.path == ("name",)
    assert name.display == (
        ClaimDisplay(locale="de-DE", label="Name", description="Der Name"),
        ClaimDisplay(locale="en", label="Name"),
    )
    assert (name.mandatory, name.sd, name.svg_id) == (True, "always", "_n1")
    assert (other.path, other.mandatory, other.sd, other.svg_id, other.display) == (
        ("a", None, 0),
        False,
        "allowed",
        None,
        (),
    )


# Integrity


def test_the_credential_can_pin_the_document():
    document = {"vct": VCT, "name": "n"}
    assert resolve(document, integrity=sri(document)).name == "n"
    with pytest.raises(Undetermined):
        resolve(document, integrity=sri({}))
    with pytest.raises(Undetermined):
        resolve_type_metadata(VCT, Resources(), integrity=sri({}), known={VCT: json.dumps(document).encode()})
    with pytest.raises(NonConforming):
        resolve(document, integrity="nonsense")


def test_a_document_can_pin_what_it_extends():
    base = {"vct": BASE, "name": "base"}
    child = {"vct": VCT, "extends": BASE, "extends#integrity": sri(base)}
    assert resolve(child, base).types == (VCT, BASE)
    with pytest.raises(Undetermined):
        resolve(child, {**base, "name": "other"})
    with pytest.raises(NonConforming):
        resolve({**child, "extends#integrity": 5}, base)


# Extending


def test_the_example_of_section_4_6_5_2():
    base = {
        "vct": "https://example.com/base-type-metadata",
        "claims": [
            claim("name", display=[{"label": "Full Name", "locale": "en"}]),
            claim("address", "city", display=[{"label": "City", "locale": "en"}]),
        ],
    }
    custom = {
        "vct": "https://example.com/custom-type-metadata",
        "extends": base["vct"],
        "claims": [
            claim("address", "city", display=[{"label": "Town", "locale": "en"}]),
            claim("nationalities", display=[{"label": "Nationalities", "locale": "en"}]),
        ],
    }
    metadata = resolve(custom, base, vct=custom["vct"])
    assert [(item.path, item.display[0].label) for item in metadata.claims] == [
        (("name",), "Full Name"),
        (("address", "city"), "Town"),
        (("nationalities",), "Nationalities"),
    ]


def test_properties_are_combined_and_never_merged():
    base = {
        "vct": BASE,
        "claims": [
            claim(
                "a",
                sd="always",
                mandatory=True,
                svg_id="x",
                display=[{"locale": "en", "label": "A"}, {"locale": "de", "label": "B"}],
            )
        ],
    }
    child = {"vct": VCT, "extends": BASE, "claims": [claim("a", display=[{"locale": "fr", "label": "C"}])]}
    (item,) = resolve(child, base).claims
    assert (item.sd, item.mandatory, item.svg_id) == ("always", True, "x")
    assert [display.locale for display in item.display] == ["fr"]


def test_display_is_inherited_as_a_whole_or_not_at_all():
    base = {"vct": BASE, "display": [{"locale": "en", "name": "Base"}, {"locale": "de", "name": "Basis"}]}
    assert [item.name for item in resolve({"vct": VCT, "extends": BASE}, base).display] == ["Base", "Basis"]
    own = {"vct": VCT, "extends": BASE, "display": [{"locale": "en", "name": "Own"}]}
    assert [item.name for item in resolve(own, base).display] == ["Own"]
    assert resolve({**own, "display": []}, base).display == ()


@pytest.mark.parametrize(
    ("inherited", "own", "fine"),
    [
        ({"sd": "allowed"}, {"sd": "always"}, True),
        ({}, {"sd": "never"}, True),
        ({"sd": "always"}, {"sd": "always"}, True),
        ({"sd": "always"}, {}, True),
        ({"sd": "always"}, {"sd": "never"}, False),
        ({"sd": "always"}, {"sd": "allowed"}, False),
        ({"sd": "never"}, {"sd": "always"}, False),
        ({"sd": "never"}, {"sd": "allowed"}, False),
        ({}, {"mandatory": True}, True),
        ({"mandatory": False}, {"mandatory": True}, True),
        ({"mandatory": True}, {"mandatory": True}, True),
        ({"mandatory": True}, {"mandatory": False}, False),
    ],
)
def test_what_a_type_may_change(inherited, own, fine):
    documents = (
        {"vct": VCT, "extends": BASE, "claims": [claim("a", **own)]},
        {"vct": BASE, "claims": [claim("a", **inherited)]},
    )
    if fine:
        assert resolve(*documents).claims
    else:
        with pytest.raises(NonConforming):
            resolve(*documents)


def test_the_number_of_claims_is_limited_across_extensions():
    child = {"vct": VCT, "extends": BASE, "claims": [claim("c")]}
    base = {"vct": BASE, "claims": [claim(str(number)) for number in range(MAX_CLAIMS)]}
    assert len(resolve(base, vct=BASE).claims) == MAX_CLAIMS
    with pytest.raises(NonConforming) as caught:
        resolve(child, base)
    assert caught.value.code == "over_limit"


def test_placeholders_are_unique_across_extensions():
    child = {"vct": VCT, "extends": BASE, "claims": [claim("b", svg_id="x")]}
    with pytest.raises(NonConforming):
        resolve(child, {"vct": BASE, "claims": [claim("a", svg_id="x")]})


def chain(length, last=None):
    names = [f"https://types.example/{number}" for number in range(length)]
    documents = [{"vct": name, "extends": following} for name, following in itertools.pairwise(names)]
    return names, [*documents, {"vct": names[-1], **({"extends": last} if last else {})}]


@pytest.mark.parametrize("length", [1, 2, 5])
def test_a_circle_is_refused(length):
    for target in range(length):
        names, documents = chain(length, f"https://types.example/{target}")
        with pytest.raises(NonConforming) as caught:
            resolve(*documents, vct=names[0])
        assert caught.value.code == "type_cycle"


def test_a_chain_may_be_long_but_not_endless():
    names, documents = chain(MAX_EXTENSIONS + 1)
    assert resolve(*documents, vct=names[0]).types == tuple(names)
    names, documents = chain(MAX_EXTENSIONS + 2)
    with pytest.raises(NonConforming) as caught:
        resolve(*documents, vct=names[0])
    assert caught.value.code == "over_limit"


def test_a_missing_base_leaves_it_open():
    with pytest.raises(Undetermined) as caught:
        resolve({"vct": VCT, "extends": BASE})
    assert caught.value.needs[0].url == BASE


# Schemas of older drafts


def test_schemas_are_found_but_not_fetched_by_themselves():
    uri = "https://types.example/schema.json"
    schema = {"type": "object"}
    base = {"vct": BASE, "schema": {"type": "string"}}
    metadata = resolve({"vct": VCT, "extends": BASE, "schema_uri": uri, "schema_uri#integrity": sri(schema)}, base)
    own, inherited = metadata.schemas
    assert retrieve_schema(inherited, Resources()) == {"type": "string"}
    assert retrieve_schema(own, Resources({uri: json.dumps(schema).encode()})) == schema
    with pytest.raises(Undetermined) as caught:
        retrieve_schema(own, Resources())
    assert caught.value.needs[0].digest == sri(schema)
    with pytest.raises(Undetermined):
        retrieve_schema(own, Resources({uri: b"{}"}))


def test_two_schemas_are_refused():
    with pytest.raises(NonConforming):
        resolve({"vct": VCT, "schema": {}, "schema_uri": "https://types.example/schema.json"})


@pytest.mark.parametrize(
    ("reference", "content", "error"),
    [
        ({"schema_uri": "http://x.example"}, b"{}", Undetermined),
        ({"schema_uri": "urn:x"}, b"{}", Undetermined),
        ({"schema_uri": "https://x.example"}, b"[]", NonConforming),
        ({"schema_uri": "https://x.example"}, b"{", NonConforming),
        ({"schema_uri": "https://x.example", "schema_uri#integrity": 5}, b"{}", NonConforming),
    ],
)
def test_what_is_no_schema_is_refused(reference, content, error):
    (schema,) = resolve({"vct": VCT, **reference}).schemas
    with pytest.raises(error):
        retrieve_schema(schema, Resources({reference["schema_uri"]: content}))


# Languages


@pytest.mark.parametrize(
    ("languages", "expected"),
    [
        (["de-CH"], "de-CH"),
        (["DE-ch"], "de-CH"),
        (["de-AT"], "de"),
        (["fr-FR"], "fr-CA"),
        (["it"], "en-US"),
        ([], "en-US"),
        (["it", "fr"], "fr-CA"),
        (["en"], "en-US"),
        (["d"], "en-US"),
    ],
)
def test_the_display_for_a_person(languages, expected):
    displays = [ClaimDisplay(locale=locale, label="x") for locale in ("en-US", "de", "de-CH", "fr-CA")]
    assert in_language(displays, languages).locale == expected
    assert in_language([], languages) is None


@pytest.mark.parametrize("displays", [None, "x", 5, ["x"], [None], {}])
def test_displays_come_in_a_list(displays):
    with pytest.raises(UsageError, match="`displays`"):
        in_language(displays, ["en"])


@pytest.mark.parametrize("vct", [None, "", 5, []])
def test_a_type_is_a_text(vct):
    with pytest.raises(UsageError, match="`vct` names a type"):
        resolve_type_metadata(vct, {})


@pytest.mark.parametrize("known", [5, "x", []])
def test_known_documents_are_a_mapping(known):
    with pytest.raises(UsageError, match="`known` maps types"):
        resolve_type_metadata("https://uni.example/t", {}, known=known)


@pytest.mark.parametrize("languages", ["de", None, 5, [5], {"de"}])
def test_languages_come_in_a_list(languages):
    with pytest.raises(UsageError):
        in_language([ClaimDisplay(locale="de", label="Name")], languages)


@pytest.mark.parametrize(
    ("pointer", "path"),
    [
        ("/name", ("name",)),
        ("/list", ("list",)),
        ("/list/0", ("list", 0)),
        ("/list/1", ("list", None)),
        ("/list/-", None),
        ("/list/0/deep", ("list", None, "deep")),
        ("/a~1b", ("a/b",)),
        ("/name/first", None),
        ("", None),
        ("/other", None),
    ],
)
def test_what_is_known_about_one_claim(pointer, path):
    paths = [("name",), ("list",), ("list", None), ("list", 0), ("list", None, "deep"), ("a/b",)]
    metadata = resolve({"vct": VCT, "claims": [claim(*one) for one in paths]})
    found = metadata.claim(pointer)
    assert (found and found.path) == path


def test_a_claim_is_named_by_a_json_pointer():
    with pytest.raises(FormatError):
        resolve({"vct": VCT}).claim("name")


def test_documents_may_be_handed_over_as_they_are():
    assert resolve_type_metadata(VCT, {VCT: json.dumps({"vct": VCT, "name": "n"}).encode()}).name == "n"
    for wrong in ("x", {VCT: "text"}, [b"x"]):
        with pytest.raises(UsageError):
            resolve_type_metadata(VCT, wrong)
