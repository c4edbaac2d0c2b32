"""STIX patterns: read, written back, matched, and taken apart where they are simple."""
