"""did:web: the document stands on a web server, under a URL that follows from the identifier."""

from __future__ import annotations

import re

from vcwallet.dids.faults import MAX_IDENTIFIER_LENGTH, bad_identifier

_SPEC = "did:web §2.3"
_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST = re.compile(rf"({_LABEL}(?:\.{_LABEL})*)(?:%3[Aa]([1-9][0-9]{{0,4}}))?")
# Browsers, and so HTTP clients, read a host as an IPv4 address if its last label is a number, even a hexadecimal one.
_NUMBER = re.compile("[0-9]+|0[xX][0-9A-Fa-f]*")
_SEGMENT = re.compile("(?:[A-Za-z0-9._-]|%[0-9A-Fa-f]{2})+")
# What a server may take for a dot, a slash or the end of the path once it decodes the escapes.
_DOT = re.compile("%2[Ee]")
_DANGEROUS_ESCAPE = re.compile("%(?:[01][0-9A-Fa-f]|2[Ff]|5[Cc]|7[Ff])")
_MAX_HOST = 253
_MAX_PORT = 65535


def did_web_url(did: str) -> str:
    """The URL of a did:web's document (did:web §2.5.1).

    Args:
        did: As in ``"did:web:example.com"`` or ``"did:web:example.com%3A3000:user:alice"``.

    Returns:
        As in ``"https://example.com/.well-known/did.json"`` or ``"https://example.com:3000/user/alice/did.json"``.

    Raises:
        NotBound: Not a did:web: its host is no domain name or an IP address, its port no port, or its path is empty
            somewhere or leads elsewhere (code ``bad_identifier``).
    """
    if not isinstance(did, str) or not did.startswith("did:web:") or len(did) > MAX_IDENTIFIER_LENGTH:
        raise bad_identifier(did, "a did:web is 'did:web:' and a domain name", _SPEC)
    host, *path = did[len("did:web:") :].split(":")
    origin = _origin(did, host)
    for segment in path:
        _check_segment(did, segment)
    return f"https://{origin}/{'/'.join(path) if path else '.well-known'}/did.json"


def _origin(did: str, host: str) -> str:
    match = _HOST.fullmatch(host)
    if match is None or len(match[1]) > _MAX_HOST:
        raise bad_identifier(did, "its host is not a domain name, with a port after '%3A' if need be", _SPEC)
    domain, port = match.groups()
    if _NUMBER.fullmatch(domain.rpartition(".")[2]):
        raise bad_identifier(did, "its host is an IP address", _SPEC)
    if port is None:
        return str(domain)
    if int(port) > _MAX_PORT:
        raise bad_identifier(did, "its port is above 65535", _SPEC)
    return f"{domain}:{port}"


def _check_segment(did: str, segment: str) -> None:
    if not _SEGMENT.fullmatch(segment):
        raise bad_identifier(did, "a part of its path is empty, or holds a character that has no place there", _SPEC)
    if _DOT.sub(".", segment) in (".", "..") or _DANGEROUS_ESCAPE.search(segment):
        raise bad_identifier(did, "its path leads elsewhere", _SPEC)
