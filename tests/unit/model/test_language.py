from __future__ import annotations

import pytest

from vcwallet.errors import NonConforming
from vcwallet.model.edition import VCDM_2_0
from vcwallet.model.language import check_texts

# RFC 5646 appendix A, and tags of each production of its grammar.
WELL_FORMED = [
    "de",
    "fr",
    "ja",
    "zh-Hant",
    "sr-Latn",
    "zh-cmn-Hans-CN",
    "cmn-Hans-CN",
    "zh-yue-HK",
    "sr-Latn-RS",
    "sl-rozaj",
    "sl-rozaj-biske",
    "sl-nedis",
    "de-CH-1901",
    "hy-Latn-IT-arevela",
    "de-DE",
    "es-419",
    "de-CH-x-phonebk",
    "az-Arab-x-AZE-derbend",
    "x-whatever",
    "qaa-Qaaa-QM-x-southern",
    "en-US-u-islamcal",
    "zh-CN-a-myext-x-private",
    "en-a-myext-b-another",
    "en-GB-oed",
    "i-klingon",
    "sgn-BE-FR",
    "art-lojban",
    "und",
    "EN-us",
    "mul",
]
MALFORMED = [
    "",
    "e",
    "english2",
    "en_US",
    "en-",
    "-en",
    "en--US",
    "de-419-DE",
    "a-DE",
    "en-a",
    "x",
    "en-x-",
    "en us",
    "en\n",
    "i-nowhere",
    "ſl",
    "toolonglanguage",
]


@pytest.mark.parametrize("tag", WELL_FORMED)
def test_accepts_well_formed_language_tags(tag):
    check_texts({"name": {"@value": "x", "@language": tag}}, VCDM_2_0, "")


@pytest.mark.parametrize("tag", MALFORMED)
def test_refuses_malformed_language_tags(tag):
    with pytest.raises(NonConforming) as raised:
        check_texts({"name": [{"@value": "x", "@language": tag}]}, VCDM_2_0, "/issuer")
    assert raised.value.where == "/issuer/name/0/@language"
    assert raised.value.spec == "VCDM 2.0 §11.1"


def test_takes_linear_time():
    with pytest.raises(NonConforming):
        check_texts({"name": {"@value": "x", "@language": "en" + "-a-bb" * 200_000 + "!"}}, VCDM_2_0, "")
