"""Frameworks as files: our own pack and the formats that users have."""
