"""What a cell of a log gives to compare, where it may hold more than one value."""

from wardmote.rules.hunting.values import Column


def values(column: Column, cell: str) -> tuple[str, ...]:
    """Give the values in a cell, without blanks around them; empty ones are left out.

    Source: the makers' manuals that `data/logs` names: Zeek and JSON write lists with commas,
    Windows writes the answers of a query with semicolons.
    """
    parts = cell.split(column.several) if column.several else [cell]
    return tuple(part.strip() for part in parts if part.strip())
