"""Everything that README and docs/ show runs: each page's Python blocks, one after another, in one namespace.

A block that asks whether it is ``__main__`` is a program of its own, and runs as one.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest

_REPOSITORY = Path(__file__).resolve().parent.parent.parent
_BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PROGRAM = 'if __name__ == "__main__":\n'
_PAGES = sorted(
    path
    for path in (_REPOSITORY / "README.md", *(_REPOSITORY / "docs").rglob("*.md"))
    if _BLOCK.search(path.read_text(encoding="utf-8"))
)


@pytest.mark.parametrize("page", _PAGES, ids=lambda path: str(path.relative_to(_REPOSITORY)))
def test_python_blocks_run(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = page.read_text(encoding="utf-8")
    namespace = {"__name__": "__page__"}
    for block in _BLOCK.finditer(text):
        line = text.count("\n", 0, block.start()) + 1
        source = "\n" * line + block.group(1)
        if _PROGRAM in source:
            _run_program(source, tmp_path / "program.py")
        else:
            exec(compile(source, str(page), "exec"), namespace)


def _run_program(source, path):
    path.write_text(source, encoding="utf-8")
    done = subprocess.run([sys.executable, path.name], cwd=path.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout


@pytest.mark.parametrize("example", sorted((_REPOSITORY / "examples").glob("*.py")), ids=lambda path: path.name)
def test_examples_run(example, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    source = example.read_text(encoding="utf-8")
    exec(compile(source, str(example), "exec"), {"__name__": "__main__", "__file__": str(example)})
    assert capsys.readouterr().out
