"""The JSON-LD contexts that ship with the library, with their published digests.

Nothing here is ever fetched: what is not in `bundled_urls` has to be handed in by the user.
"""

from vcwallet.contexts.bundled import (
    BundledContext,
    bundled_document,
    bundled_urls,
    describe,
    published_digests,
)

__all__ = ["BundledContext", "bundled_document", "bundled_urls", "describe", "published_digests"]
