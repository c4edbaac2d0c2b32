"""Gives some lines of the logs that show a find, for the people at the council alone."""

import io
import mmap
from collections.abc import Callable, Iterable, Iterator, Mapping

from wardmote.formats.hunts.report import Line
from wardmote.formats.logs import reading
from wardmote.formats.logs.dialects import Look
from wardmote.formats.logs.finding import Place
from wardmote.formats.logs.texts import Unread
from wardmote.rules.hunting import searching
from wardmote.rules.hunting.results import Hunt
from wardmote.rules.hunting.values import Reader
from wardmote.rules.indicators.values import Indicator, Kind

MOST_FINDS = 20
MOST_TRIED = 200
"""Places of one file that are tried for one find."""
LONGEST = 2_000
"""A longer line is cut. Units: characters."""
TEXT = (Reader.DELIMITED, Reader.JSON_LINES, Reader.PATTERN, Reader.PAIRS)
WRITTEN_AS_COMPARED = frozenset(Kind) - {Kind.CIDR, Kind.URL_PREFIX}


def of(
    hunt: Hunt, logs: Iterable[tuple[Place, Look]], most: int, lost: Callable[[Place], None]
) -> dict[str, tuple[Line, ...]]:
    """Give up to `most` lines for each of the first finds, where these can be found again.

    A line is looked for by the value as it stands and then asked once more, so it shows the find.
    Logs that are packed or no text are left out, and so are patterns, rules and ranges.
    Shape: `lost` is told of each log that could not be read again.
    Cost: one look through each file for each find that has too few lines.
    """
    wanted = dict(_wanted(hunt))
    lines: dict[str, list[Line]] = {ref: [] for ref in wanted}
    for place, look in logs if most else ():
        if not _is_plain(place, look):
            continue
        for ref, indicator in wanted.items():
            missing = most - len(lines[ref])
            if missing > 0:
                try:
                    lines[ref] += _lines(place, look, indicator, missing)
                except (OSError, ValueError):  # it is gone, or empty by now
                    lost(place)
                    break
    return {ref: tuple(found) for ref, found in lines.items() if found}


def _wanted(hunt: Hunt) -> Iterator[tuple[str, Indicator]]:
    for find in hunt.finds[:MOST_FINDS]:
        what = hunt.found[find.indicator]
        if what.kind in WRITTEN_AS_COMPARED and ", " not in what.value:
            yield find.indicator, Indicator(find.indicator, Kind(what.kind), what.value)


def _is_plain(place: Place, look: Look) -> bool:
    return (
        look.kind.reader in TEXT
        and not place.member
        and not look.dialect.compression
        and look.dialect.array is None
        and look.dialect.encoding.startswith("utf-8")
        and place.size > 0
    )


def _lines(place: Place, look: Look, indicator: Indicator, most: int) -> list[Line]:
    needle = indicator.value.partition("/")[0] if indicator.kind is Kind.URL else indicator.value
    found: list[Line] = []
    with (
        place.path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text,
    ):
        at = 0
        for _ in range(MOST_TRIED):
            at = text.find(needle.encode(), at)
            if at < 0 or len(found) >= most:
                break
            begin = text.rfind(b"\n", 0, at) + 1
            end = text.find(b"\n", at)
            end = len(text) if end < 0 else end
            line = text[begin : min(end, begin + 10_000_000)]
            if _shows(line, place, look, indicator):
                shown = line.decode("utf-8", "replace").strip()
                found.append(Line(place.name, shown[:LONGEST]))
            at = end
    return found


def _shows(line: bytes, place: Place, look: Look, indicator: Indicator) -> bool:
    finish = reading.finisher(look.kind, until=place.written)
    blank = b"\n" * look.dialect.header_lines
    events = [
        finish(row[1])
        for row in reading.taken(io.BytesIO(blank + line + b"\n"), look.kind, look.dialect)
        if not isinstance(row, Unread)
    ]
    return bool(searching.search(events, look.kind.columns, [indicator]))


def as_json(lines: Mapping[str, tuple[Line, ...]]) -> dict[str, list[dict[str, str]]]:
    """Give lines as JSON."""
    return {
        ref: [{"path": line.place, "line": line.text} for line in found]
        for ref, found in lines.items()
    }
