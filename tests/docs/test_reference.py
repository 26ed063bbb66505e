"""The reference names every public name, names none that is not there, and says where the others live."""

import importlib
import re
from pathlib import Path

import pytest

import vcwallet
from vcwallet.command import main

_DOCS = Path(__file__).resolve().parent.parent.parent / "docs"
_TEXT = (_DOCS / "reference.md").read_text(encoding="utf-8")
_MODULES = re.findall(r"^\| `(vcwallet\.\w+)` \| (.*) \|$", _TEXT, re.MULTILINE)


@pytest.mark.parametrize("name", vcwallet.__all__)
def test_every_public_name_is_there(name):
    section = _TEXT[: _TEXT.index("## Extras")]
    assert re.search(rf"`{name}\b", section)


def test_what_is_said_to_live_elsewhere_does():
    assert len(_MODULES) > 2
    for module, listed in _MODULES:
        names = re.findall(r"`([A-Z]\w+)`", listed)
        assert names
        for name in names:
            assert hasattr(importlib.import_module(module), name)
            assert name not in vcwallet.__all__


def test_every_option_of_the_command_line_is_there(capsys):
    section = _TEXT[_TEXT.index("## Command line") :]
    assert main.main(["verify", "--help"], None, None, None) == 0
    options = set(re.findall(r"--[\w-]+", capsys.readouterr().out)) - {"--help"}
    assert options == set(re.findall(r"--[\w-]+", section)) - {"--version"}


def test_links_between_pages_lead_somewhere():
    for page in (_DOCS.parent / "README.md", *_DOCS.glob("*.md")):
        for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", page.read_text(encoding="utf-8")):
            file, _, anchor = target.partition("#")
            found = page if not file else page.parent / file
            assert found.exists(), (page.name, target)
            if anchor:
                headings = re.findall(r"^#+ (.*)$", found.read_text(encoding="utf-8"), re.MULTILINE)
                assert anchor in {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings}, target
