"""Fetches from TAXII 2.1 servers and pushes to them."""
