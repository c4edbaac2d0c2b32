"""Reads people and what is theirs."""

from wardmote.server.people.queries.ready import ready_account, ready_accounts

__all__ = ["ready_account", "ready_accounts"]
