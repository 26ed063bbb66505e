import json

import pytest

from vcwallet.errors import NonConforming
from vcwallet.resources import Resources
from vcwallet.securing.sd_jwt import open_sd_jwt, reveal
from vcwallet.securing.sd_jwt.type_conformance import check_type
from vcwallet.securing.sd_jwt.type_metadata import resolve_type_metadata

VCT = "https://betelgeuse.example.com/education_credential/v42"
# SD-JWT VC appendix A.2, figures 29 and 30, as far as they bear on validity.
CLAIMS = {
    "vct": VCT,
    "name": "Zaphod Beeblebrox",
    "address": {"street_address": "42 Galaxy Way", "city": "Betelgeuse City", "country": "Betelgeuse"},
    "degrees": [
        {"field_of_study": "Intergalactic Politics", "date_awarded": "2020-05-15"},
        {"field_of_study": "Space Navigation", "date_awarded": "2018-06-20"},
        {"field_of_study": "Quantum Mechanics", "date_awarded": "2016-07-25"},
    ],
}
RULES = [
    {"path": ["name"], "sd": "always", "mandatory": True},
    {"path": ["address"], "sd": "always"},
    {"path": ["address", "street_address"], "sd": "always", "svg_id": "address_street_address"},
    {"path": ["degrees"], "sd": "never"},
    {"path": ["degrees", None], "sd": "always"},
    {"path": ["degrees", None, "field_of_study"], "sd": "never"},
    {"path": ["degrees", None, "date_awarded"], "sd": "always"},
]
POINTERS = [
    "/name",
    "/address",
    "/address/street_address",
    *(f"/degrees/{number}" for number in range(3)),
    *(f"/degrees/{number}/date_awarded" for number in range(3)),
]


def metadata(rules, vct=VCT):
    document = json.dumps({"vct": vct, "claims": rules}).encode()
    return resolve_type_metadata(vct, Resources({vct: document}))


@pytest.fixture
def check(kit):
    def run(rules=RULES, claims=CLAIMS, pointers=POINTERS, shown=None, vct=VCT):
        opened = open_sd_jwt(kit.issue(claims, pointers=pointers))
        if shown is not None:
            opened = open_sd_jwt(reveal(opened, shown).sd_jwt)
        check_type(opened, metadata(rules, vct))

    return run


def test_the_example_of_the_specification_keeps_to_its_type(check):
    check()


@pytest.mark.parametrize(
    "shown",
    [[], ["/name"], ["/degrees/1/field_of_study"], ["/degrees/2"], ["/address/city"], ["/address/street_address"]],
)
def test_so_does_every_presentation_of_it(check, shown):
    check(shown=shown)


@pytest.mark.parametrize(
    "missing", ["/name", "/address", "/address/street_address", "/degrees/1", "/degrees/2/date_awarded"]
)
def test_what_must_be_withholdable_and_is_not(check, missing):
    with pytest.raises(NonConforming) as caught:
        check(pointers=[pointer for pointer in POINTERS if pointer != missing])
    assert (caught.value.code, caught.value.spec) == ("type_rule", "SD-JWT VC §4.6.4")


@pytest.mark.parametrize("extra", ["/degrees", "/degrees/0/field_of_study"])
def test_what_must_not_be_withholdable_and_is(check, extra):
    with pytest.raises(NonConforming) as caught:
        check(pointers=[*POINTERS, extra])
    assert (caught.value.code, caught.value.spec) == ("type_rule", "SD-JWT VC §4.6.4")


def test_an_element_that_is_withheld_is_withholdable(check):
    check([{"path": ["degrees", 0], "sd": "always"}], shown=["/name"])
    with pytest.raises(NonConforming):
        check([{"path": ["degrees", 0], "sd": "never"}], shown=["/name"])


def test_a_mandatory_claim_that_the_holder_withholds_is_no_fault(check):
    check(shown=["/address"])


def test_a_mandatory_claim_that_was_never_there_is_one(check):
    without = {name: value for name, value in CLAIMS.items() if name != "name"}
    with pytest.raises(NonConforming) as caught:
        check(claims=without, pointers=[pointer for pointer in POINTERS if pointer != "/name"])
    assert (caught.value.where, caught.value.spec) == ("/name", "SD-JWT VC §4.6.3")
    # Where another digest is left, it might be the name.
    check(claims=without, pointers=[pointer for pointer in POINTERS if pointer != "/name"], shown=["/degrees/0"])


def test_a_decoy_might_be_the_claim_as_well(kit):
    from vcwallet.securing.sd_jwt import conceal, prepare

    concealed = conceal({"vct": VCT}, [], randomness=kit.counting(), decoys=lambda path: 1)
    draft = prepare(concealed, key_algorithm="P-256", typ="dc+sd-jwt")
    opened = open_sd_jwt(draft.complete(kit.ISSUER.sign(draft.signing_input)))
    check_type(opened, metadata([{"path": ["name"], "mandatory": True}]))


@pytest.mark.parametrize(
    ("path", "where"),
    [(["name", "x"], "/name/x"), (["address", None], "/address/*"), (["degrees", "a/b~c"], "/degrees/a~1b~0c")],
)
def test_a_path_that_does_not_fit_the_credential(check, path, where):
    with pytest.raises(NonConforming) as caught:
        check([{"path": path}])
    assert (caught.value.code, caught.value.where) == ("claim_path", where)


def test_metadata_of_another_type_are_refused(check):
    with pytest.raises(NonConforming) as caught:
        check(vct="https://other.example")
    assert caught.value.where == "/vct"
