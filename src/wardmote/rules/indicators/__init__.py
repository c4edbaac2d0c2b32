"""Indicators: what to look for, how a value is written in one way, and what it matches."""
