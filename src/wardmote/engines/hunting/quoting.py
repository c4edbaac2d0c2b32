"""Writes texts and names as SQL does."""


def literal(text: str) -> str:
    """Write a text as SQL does."""
    return "'" + text.replace("'", "''") + "'"


def name(text: str) -> str:
    """Write a name as SQL does."""
    return '"' + text.replace('"', '""') + '"'
