"""DIDs and controlled identifier documents: which key belongs to whom, and for what."""
