"""Runs STIX patterns that are not simple over a log in DuckDB."""
