"""Hunting: what a log can show, what was found in it, and the clear slow search."""
