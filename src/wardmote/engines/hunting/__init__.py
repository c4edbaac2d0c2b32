"""Searches logs on the machine where they lie."""
