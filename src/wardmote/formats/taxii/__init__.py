"""TAXII 2.1 as it stands on the wire: media types, times, filters and resources. No HTTP server."""
