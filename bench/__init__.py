"""Measures Wardmote on sizes that hurt. `make bench` prints a table and writes JSON."""
