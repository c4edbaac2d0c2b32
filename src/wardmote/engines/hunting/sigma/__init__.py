"""Runs Sigma rules over a log in DuckDB, as Sigma means them."""
