"""SD-JWT: verification with and without key binding beside bare ES256 verifications; issuing beside bare signatures."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

from benchmarks.bench_data_integrity import bare
from benchmarks.measure import all_paired, seconds
from benchmarks.node import peer_seconds, with_peer
from benchmarks.table import Row
from interop.peer import Peer

from vcwallet import Ask, Issuer, MemoryStore, Secured, SigningKey, TrustedIssuers, Verifier, Wallet
from vcwallet.securing.sd_jwt import (
    SD_JWT_VC_ALWAYS_SHOWN,
    bind,
    check_always_shown,
    conceal,
    confirmation_of,
    disclosable,
    disclosable_pointers,
    open_sd_jwt,
    prepare,
    reveal,
    verify_issuer,
    verify_key_binding,
)

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
AUDIENCE, NONCE = "https://jobs.example", "n-0S6_WzA2Mj"
_CHECKS = "bare ES256 verifications"


class Case:
    """One SD-JWT VC with so many claims that can be withheld, its issuer, its holder and its verifier."""

    def __init__(self, claims: int) -> None:
        self.issuer, self.holder = SigningKey.generate("P-256"), SigningKey.generate("P-256")
        self.claims = {
            "iss": self.issuer.did,
            "vct": "https://shop.example/customer",
            "cnf": {"jwk": self.holder.public.to_jwk()},
            **{f"claim{index}": f"value {index}" for index in range(claims)},
        }
        self.issued = self.issue()
        self.presented = self.present()

    def issue(self) -> str:
        pointers = disclosable_pointers(self.claims, always_shown=SD_JWT_VC_ALWAYS_SHOWN)
        concealed = conceal(self.claims, pointers, randomness=secrets.token_bytes)
        draft = prepare(concealed, key_algorithm="P-256", typ="dc+sd-jwt")
        return draft.complete(self.issuer.sign(draft.signing_input))

    def present(self) -> str:
        opened = open_sd_jwt(self.issued)
        draft = bind(
            reveal(opened, disclosable(opened)),
            key_algorithm="P-256",
            audience=AUDIENCE,
            nonce=NONCE,
            issued_at=int(NOW.timestamp()),
        )
        return draft.complete(self.holder.sign(draft.signing_input))

    def verify(self) -> None:
        opened = open_sd_jwt(self.issued)
        verify_issuer(opened, self.issuer.public, types={"dc+sd-jwt"})
        check_always_shown(opened, SD_JWT_VC_ALWAYS_SHOWN)

    def verify_bound(self) -> None:
        opened = open_sd_jwt(self.presented)
        verify_issuer(opened, self.issuer.public, types={"dc+sd-jwt"})
        check_always_shown(opened, SD_JWT_VC_ALWAYS_SHOWN)
        confirmation = confirmation_of(opened.payload)
        assert confirmation is not None
        assert confirmation.key is not None
        verify_key_binding(opened, confirmation.key, audience=[AUDIENCE], nonce=NONCE, at=NOW)


class RoleCase:
    """The same through issuer, wallet and verifier: policy, report and resolution of the did:key included."""

    VCT = "https://shop.example/customer"

    def __init__(self, claims: int) -> None:
        self.key = SigningKey.generate("P-256")
        self.by = Issuer(self.key)
        self.wallet = Wallet.create(MemoryStore(), passphrase="benchmark", work_factor=10)
        self.holder = self.wallet.did_for(self.by.id)
        self.verifier = Verifier(AUDIENCE, trust=TrustedIssuers({self.VCT: [self.by.id]}))
        self.claims = {"vct": self.VCT, "iat": 1_700_000_000}
        self.claims |= {f"claim{index}": f"value {index}" for index in range(claims)}
        self.issued = self.issue().value
        self.wallet.hold(self.issued)
        request = self.verifier.request(
            it=Ask(vct=self.VCT, reveal=[f"/claim{index}" for index in range(claims)], purpose="to measure")
        )
        self.nonce = request.nonce
        (self.presented,) = self.wallet.present(self.wallet.plan(request)).value["vp_token"]["it"]

    def issue(self) -> Secured:
        return self.by.issue(self.claims, securing="dc+sd-jwt", mandatory=["/iat"], holder=self.holder)

    def verify(self) -> None:
        self.verifier.verify_credential(self.issued)

    def verify_bound(self) -> None:
        self.verifier.verify(self.presented, challenge=self.nonce)


def rows() -> Iterator[Row]:
    for claims, goals in ((10, ("≤ 2.2", "≤ 4")), (100, ("", ""))):
        case = Case(claims)
        check = bare(case.issuer)
        verify, bound, sign = all_paired(
            [
                (case.verify, check),
                (case.verify_bound, check),
                (case.issue, partial(case.issuer.sign, b"x" * 64)),
            ]
        )
        yield Row(f"SD-JWT with {claims} disclosures: verify", *verify, _CHECKS, goals[0])
        yield Row("… with key binding: verify", *bound, _CHECKS, goals[1])
        yield Row(f"SD-JWT with {claims} disclosures: issue", *sign, "our own ES256 signatures", "")
        yield from node(case, claims, seconds(check))
    for claims in (10, 100):
        roles = RoleCase(claims)
        check = bare(roles.key)
        through = f"with {claims} disclosures, through the verifier"
        verify, bound = all_paired([(roles.verify, check), (roles.verify_bound, check)])
        yield Row(f"{through}: verify", *verify, _CHECKS, "")
        yield Row("… with key binding: verify", *bound, _CHECKS, "")


@with_peer
def node(peer: Peer, case: Case, claims: int, primitive: float) -> Iterator[Row]:
    """The same on `@sd-jwt/sd-jwt-vc`."""
    request = {"sdjwt": case.issued, "publicJwk": case.issuer.public.to_jwk(), "now": int(NOW.timestamp())}
    name = f"SD-JWT with {claims} disclosures: verify, @sd-jwt/sd-jwt-vc (Node)"
    yield Row(name, peer_seconds(peer, "sdjwtVerify", request), primitive, _CHECKS, "")
