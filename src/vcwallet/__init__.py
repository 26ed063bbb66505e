"""Verifiable credentials: issue them, hold them, ask for them, verify them."""
