"""Parts a collection into what a reader may see, so that a page looks at nothing else.

Row security alone would look through all that is hidden between two objects that are not. Each
scope follows an index that holds no row of another label or of another organisation; row security
still decides on each row that comes of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from wardmote.formats.taxii.filters import Filters, Which
from wardmote.rules.sharing.markings import Standing, Tlp
from wardmote.server.sharing.queries.places import Place


@dataclass(frozen=True, slots=True)
class Scope:
    """A condition for rows of a collection, with its values; no row is in two scopes.

    Shape: `is_few` says that its rows come in no order, but are few.
    """

    condition: str
    values: tuple[Any, ...]
    is_few: bool = False


def scopes(place: Place, wanted: Filters) -> list[Scope]:
    """Give the parts of a collection in which anything may be that is wanted and may be seen."""
    return [*_by_label(place, wanted), *_own(place), _named(place)]


def _by_label(place: Place, wanted: Filters) -> Iterator[Scope]:
    """Give what the reader's standing shows: for members all but RED, for others label by label."""
    if place.standing >= Standing.MEMBER:
        yield Scope("o.tlp < 4", ())
        return
    for label in range(Tlp.CLEAR, place.standing + 1):
        yield Scope("o.could_be_last AND o.tlp = %s", (label,))
        if wanted.which != (Which.LAST,):
            yield Scope("NOT o.could_be_last AND o.tlp = %s", (label,))


def _own(place: Place) -> Iterator[Scope]:
    """Give what the reader's organisations sent and their standing does not show."""
    beyond = "o.tlp = 4" if place.standing >= Standing.MEMBER else f"o.tlp > {int(place.standing)}"
    for organisation in sorted(place.readers):
        yield Scope(f"{beyond} AND o.organisation_id = %s", (organisation,))


def _named(place: Place) -> Scope:
    """Give what is RED and names an organisation of the reader's."""
    return Scope(
        "o.tlp = 4 AND o.id IN (SELECT wm_sharing_naming(%s)) AND o.organisation_id <> ALL (%s)",
        (place.key, sorted(place.readers)),
        is_few=True,
    )
