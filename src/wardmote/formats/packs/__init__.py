"""Reads what is to be looked for from whatever file it comes in."""
