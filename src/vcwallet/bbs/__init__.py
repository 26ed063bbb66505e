"""The IETF BBS signature scheme over BLS12-381."""
