"""How a credential is secured: one Suite protocol, one room a mechanism."""
