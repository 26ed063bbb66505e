"""The only I/O of the library, imported by nobody inside."""
