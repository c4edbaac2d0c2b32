"""Reads and writes outside formats, to and from the values of the rules."""
