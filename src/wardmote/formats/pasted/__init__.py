"""Finds indicators in whatever people paste: emails, reports, tables and lists."""
