"""JSON-LD to RDF over compiled contexts, safe by construction, and RDFC-1.0."""
