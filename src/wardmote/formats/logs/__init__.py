"""A council's own logs: found, recognised by what is in them, and read as events."""
