"""STIX as files hold it."""
