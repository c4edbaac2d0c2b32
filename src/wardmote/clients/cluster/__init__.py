"""Hands searches to the workers of a Dask cluster."""
