"""From when to when a log goes, judged by its beginning and its end."""

import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from wardmote.formats.logs import reading
from wardmote.formats.logs.dialects import Look
from wardmote.formats.logs.finding import Place
from wardmote.formats.logs.texts import Unread
from wardmote.rules.hunting.values import Reader

FEW = 200
TAIL = 256 * 1024
"""How much of the end is read. Units: bytes."""
TEXT = (Reader.DELIMITED, Reader.JSON_LINES, Reader.PATTERN, Reader.PAIRS)


def of(places: Sequence[Place], look: Look) -> tuple[datetime | None, datetime | None]:
    """Give the first and the last time of files, as far as these go on in time.

    A file whose end cannot be read alone, such as one that is packed, ends when it was last
    written.
    """
    known: list[datetime] = []
    for place in places:
        first = list(islice(reading.events(place, look), FEW))
        known += [each.time for each in first if not isinstance(each, Unread) and each.time]
        if len(first) == FEW:
            known += _end(place, look)
    return min(known, default=None), max(known, default=None)


def _end(place: Place, look: Look) -> Iterator[datetime]:
    if look.kind.reader not in TEXT or look.dialect.compression or place.member:
        yield place.written
        return
    if look.dialect.array is not None or look.dialect.encoding.startswith("utf-16"):
        yield place.written
        return
    finish = reading.finisher(look.kind, until=place.written)
    for row in reading.taken(io.BytesIO(_tail(place)), look.kind, look.dialect):
        if not isinstance(row, Unread) and (time := finish(row[1]).time):
            yield time


def _tail(place: Place) -> bytes:
    """Read the last whole lines of a file."""
    try:
        with place.path.open("rb") as file:
            file.seek(max(0, place.size - TAIL))
            tail = file.read(TAIL)
    except OSError:
        return b""
    return tail if place.size <= TAIL else tail.partition(b"\n")[2]
