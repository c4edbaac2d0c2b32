"""Sends letters by SMTP, prints them, or keeps them for a test."""
