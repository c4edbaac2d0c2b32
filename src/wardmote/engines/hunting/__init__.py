"""Looks for many indicators in long logs, on this machine alone."""
