"""Sharing: who may read what, what is taken in, and what the hub may say of who saw it."""
