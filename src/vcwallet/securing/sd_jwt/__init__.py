"""Selective disclosure by salted digests: SD-JWT (RFC 9901) and SD-JWT VC, as pure functions."""
