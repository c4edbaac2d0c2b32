"""A council's assessment of itself against a framework."""
