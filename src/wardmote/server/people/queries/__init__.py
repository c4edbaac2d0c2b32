"""Reads people and what is theirs."""
