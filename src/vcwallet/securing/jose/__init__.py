"""JSON Web Signatures in their compact form (RFC 7515): what is signed, how it is written, how it is checked."""

from vcwallet.securing.jose.compact import Jws, complete, parse, signing_input
from vcwallet.securing.jose.header import algorithm_name, check_header
from vcwallet.securing.jose.verification import require_algorithm, verify

__all__ = ["Jws", "algorithm_name", "check_header", "complete", "parse", "require_algorithm", "signing_input", "verify"]
