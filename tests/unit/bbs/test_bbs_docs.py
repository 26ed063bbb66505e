"""The samples of docs/bbs.md run as they stand."""

import re
from pathlib import Path


def test_samples_run():
    text = (Path(__file__).resolve().parents[3] / "docs" / "bbs.md").read_text(encoding="utf-8")
    samples = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len(samples) == 2
    namespace = {}
    for sample in samples:
        exec(compile(sample, "docs/bbs.md", "exec"), namespace)
    assert len(namespace["shown"].pseudonym) == 48
