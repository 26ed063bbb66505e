"""The command line: verify or inspect a file, for people and for programs."""
