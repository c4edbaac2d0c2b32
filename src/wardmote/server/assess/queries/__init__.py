"""Reads of assessments, by noun."""
