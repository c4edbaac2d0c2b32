"""How what others wrote, in logs, in packs and in names of files, is shown."""


def printable(text: str) -> str:
    """Write a text so that a terminal shows it, and does nothing that it asks for.

    Source: CWE-150, Improper Neutralization of Escape, Meta, or Control Sequences.
    """
    return "".join(
        mark if mark.isprintable() else mark.encode("unicode_escape").decode() for mark in text
    )
