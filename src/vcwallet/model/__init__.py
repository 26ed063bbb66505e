"""The W3C data model 1.1 and 2.0 as rules over plain JSON, JSON pointers, times."""
