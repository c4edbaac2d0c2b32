"""Makes an invented sector on the real structure of England, the same for the same seed."""
