"""Decides: pure functions and frozen values, each with its source. Standard library only."""
