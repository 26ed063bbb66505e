"""What is asked: `Ask`, `AnyOf`, the request that goes out, the query language DCQL, and what answers a query."""

from vcwallet.query.answer import PresentationResponse, check_answer, read_answer
from vcwallet.query.ask import AnyOf, Ask
from vcwallet.query.claims_path import ClaimsPath, Selected, path_of_pointer, select
from vcwallet.query.compile_asks import compile_asks
from vcwallet.query.credential_view import CredentialView, format_of
from vcwallet.query.dcql import ClaimsQuery, CredentialQuery, CredentialSetQuery, DcqlQuery, TrustedAuthority
from vcwallet.query.effort import Effort
from vcwallet.query.match import Match, Mismatch, match
from vcwallet.query.read_dcql import read_dcql
from vcwallet.query.request import PresentationRequest
from vcwallet.query.select_credentials import Selection, select_credentials

__all__ = [
    "AnyOf",
    "Ask",
    "ClaimsPath",
    "ClaimsQuery",
    "CredentialQuery",
    "CredentialSetQuery",
    "CredentialView",
    "DcqlQuery",
    "Effort",
    "Match",
    "Mismatch",
    "PresentationRequest",
    "PresentationResponse",
    "Selected",
    "Selection",
    "TrustedAuthority",
    "check_answer",
    "compile_asks",
    "format_of",
    "match",
    "path_of_pointer",
    "read_answer",
    "read_dcql",
    "select",
    "select_credentials",
]
