"""The JSON-LD contexts that ship with the library, with their published digests."""
