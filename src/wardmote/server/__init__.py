"""Keeps, allows and shows: all that needs Django and PostgreSQL."""
