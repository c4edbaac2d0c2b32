"""Asks the database what its tables alone cannot say."""

from collections.abc import Sequence
from typing import Any

from django.db import connection


def asked(question: str, values: Sequence[Any]) -> list[Any]:
    """Ask, and give the rows of the answer. Cost: 1 query."""
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return list(cursor.fetchall())
