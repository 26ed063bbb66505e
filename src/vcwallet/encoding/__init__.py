"""Bytes and text: base64url, multibase, JCS, strict JSON, limits."""
