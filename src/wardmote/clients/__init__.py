"""Talks to other systems; beside each client lies a fake for tests."""
