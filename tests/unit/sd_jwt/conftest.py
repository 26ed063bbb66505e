"""What the tests of SD-JWT share: two keys, and ways to issue, also what no honest issuer would."""

import itertools
import json
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from vcwallet.keys.signing import SigningKey
from vcwallet.securing.jose import base64url
from vcwallet.securing.sd_jwt import bind, conceal, disclosable_pointers, open_sd_jwt, prepare, reveal

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
ISSUER = SigningKey.from_secret_bytes("P-256", b"\x02" * 32)
HOLDER = SigningKey.from_secret_bytes("P-256", b"\x03" * 32)
AUDIENCE, NONCE = "https://jobs.example", "n-0S6_WzA2Mj"


def counting():
    """Randomness that is none, but never repeats itself."""
    numbers = itertools.count(1)
    return lambda count: next(numbers).to_bytes(count)


def sign(key, header, payload):
    """A token over any header and payload, whatever they say."""
    parts = [header if isinstance(header, bytes) else json.dumps(header).encode()]
    parts.append(payload if isinstance(payload, bytes) else json.dumps(payload).encode())
    unsigned = ".".join(base64url.encode(part) for part in parts)
    return f"{unsigned}.{base64url.encode(key.sign(unsigned.encode()))}"


def forge(payload, *disclosures, header=None, kb_jwt=""):
    """An SD-JWT that the issuer really signed, over a payload and with disclosures that may be nonsense."""
    header = {"alg": "ES256", "typ": "dc+sd-jwt"} if header is None else header
    return "~".join((sign(ISSUER, header, payload), *disclosures, kb_jwt))


def issue(claims, *, pointers=None, **options):
    """An SD-JWT as an honest issuer makes it; all claims can be withheld unless `pointers` says which."""
    pointers = disclosable_pointers(claims, **options) if pointers is None else pointers
    draft = prepare(conceal(claims, pointers, randomness=counting()), key_algorithm="P-256", typ="dc+sd-jwt")
    return draft.complete(ISSUER.sign(draft.signing_input))


def present(sd_jwt, pointers, *, key=HOLDER, audience=AUDIENCE, nonce=NONCE, at=NOW, claims=None):
    """An SD-JWT+KB as an honest holder makes it."""
    draft = bind(
        reveal(open_sd_jwt(sd_jwt), pointers),
        key_algorithm=key.algorithm,
        audience=audience,
        nonce=nonce,
        issued_at=int(at.timestamp()),
        claims=claims,
    )
    return draft.complete(key.sign(draft.signing_input))


@pytest.fixture(scope="session")
def kit():
    """All of the above, for tests that cannot import from here."""
    return SimpleNamespace(
        NOW=NOW,
        ISSUER=ISSUER,
        HOLDER=HOLDER,
        AUDIENCE=AUDIENCE,
        NONCE=NONCE,
        counting=counting,
        sign=sign,
        forge=forge,
        issue=issue,
        present=present,
    )
