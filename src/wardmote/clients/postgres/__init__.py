"""Runs PostgreSQL in a private folder, and prepares a database with Wardmote's roles."""
