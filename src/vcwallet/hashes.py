"""The hash functions that digests in documents are made with, by the names that Subresource Integrity gives them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import _Hash

HASHES: Mapping[str, Callable[[bytes], _Hash]] = {
    "sha256": hashlib.sha256,
    "sha384": hashlib.sha384,
    "sha512": hashlib.sha512,
}
"""Taken from here, a function takes a quarter of the time that it takes to look it up by its name in `hashlib`."""
