"""Sharing: collections, circles, what was sent to them, and the TAXII 2.1 server."""
