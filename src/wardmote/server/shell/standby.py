"""Tells whether the database is a standby, which can be read but not written."""

from django.db import connection


def is_standby() -> bool:
    """Say so from what PostgreSQL told when the connection began. Cost: no query.

    Source: PostgreSQL, parameter in_hot_standby, which it reports to its clients.
    """
    connection.ensure_connection()
    return bool(connection.connection.info.parameter_status("in_hot_standby") == "on")
