"""Words that all pages of sharing use for types, labels and kinds."""

from wardmote.rules.sharing import saying, wording
from wardmote.rules.sharing.markings import Standing, Tlp
from wardmote.server.sharing.queries.overview import MOST, Shelf

title = wording.title
KINDS = wording.KINDS
TLPS = {int(tlp): tlp.label for tlp in Tlp}
MEANINGS = {int(tlp): meaning for tlp, meaning in wording.MEANINGS.items()}
COLOURS = {0: "clear", 1: "green", 2: "amber", 3: "strict", 4: "red"}
"""How labels look; each bears its name too."""


def said(count: int) -> str:
    """Say how often within a sentence."""
    text = saying.said(count)
    return text[0].lower() + text[1:]


def readers(shelf: Shelf) -> str:
    """Say who reads a collection, and no more than a person may know."""
    if shelf.is_open:
        return "Every organisation of the hub"
    if not shelf.circle:
        return "Organisations that the steward let in"
    known = f" Members who chose to be shown: {', '.join(shelf.shown)}." if shelf.shown else ""
    return f"The members of {shelf.circle}.{known}"


def counted(number: int) -> str:
    """Write a number that was counted so far and no further."""
    return f"more than {MOST:,}" if number > MOST else f"{number:,}"


def standing(shelf: Shelf) -> str:
    """Say what a person may do in a collection."""
    can = ["read"] if shelf.standing >= Standing.ANYONE else []
    can += ["send"] if shelf.place.writers else []
    return " and ".join(can).capitalize()
