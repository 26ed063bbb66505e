"""JSON-LD to RDF over compiled contexts, safe by construction, and RDF Dataset Canonicalization (RDFC-1.0)."""

from vcwallet.rdf.canonical import Canonical, canonicalize
from vcwallet.rdf.contexts import Contexts
from vcwallet.rdf.statements import Statements, to_statements

__all__ = ["Canonical", "Contexts", "Statements", "canonicalize", "to_statements"]
