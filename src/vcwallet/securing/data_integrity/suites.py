"""Which cryptosuites there are, by name: a fixed table, looked up and never written to."""

from __future__ import annotations

from types import MappingProxyType

from vcwallet.errors import Undetermined
from vcwallet.securing.data_integrity import bbs, ecdsa, ecdsa_sd, eddsa
from vcwallet.securing.data_integrity.cryptosuite import BindingCryptosuite, Cryptosuite, SelectiveCryptosuite
from vcwallet.securing.data_integrity.proof import Proof

CRYPTOSUITES: MappingProxyType[str, Cryptosuite] = MappingProxyType(
    {suite.name: suite for suite in (*eddsa.SUITES, *ecdsa.SUITES, *ecdsa_sd.SUITES, *bbs.SUITES)}
)

# Whether a suite follows a protocol takes long to ask, and never changes.
SELECTIVE: MappingProxyType[str, SelectiveCryptosuite] = MappingProxyType(
    {name: suite for name, suite in CRYPTOSUITES.items() if isinstance(suite, SelectiveCryptosuite)}
)
BINDING: MappingProxyType[str, BindingCryptosuite] = MappingProxyType(
    {name: suite for name, suite in CRYPTOSUITES.items() if isinstance(suite, BindingCryptosuite)}
)
_TYPES_OF_THEIR_OWN = frozenset({"Ed25519Signature2020"})


def cryptosuite_of(proof: Proof) -> Cryptosuite:
    """The cryptosuite that made `proof`.

    Raises:
        Undetermined: It is not one that this library knows.
    """
    suite = CRYPTOSUITES.get(proof.suite)
    # The proofs of old have a type of their own, and only they.
    type_ = proof.suite if proof.suite in _TYPES_OF_THEIR_OWN else "DataIntegrityProof"
    if suite is None or proof.members["type"] != type_:
        raise Undetermined(
            f"The proof is of the kind {proof.suite[:100]!r}, which is not known here.",
            where=f"{proof.where}/{'cryptosuite' if 'cryptosuite' in proof.members else 'type'}",
            hint="A newer version of this library may know it.",
            code="unsupported_cryptosuite",
        )
    return suite
