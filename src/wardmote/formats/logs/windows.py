"""Windows event logs (EVTX), flattened as Sigma names their fields.

Source: Microsoft, [MS-EVEN6], 2.2.13: System, EventData and UserData of an event.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import evtx

from wardmote.formats.logs import objects
from wardmote.formats.logs.texts import Unread

HEADER, CHUNK = 4096, 65536
"""How a file is laid out. Units: bytes."""


def rows(path: Path) -> Iterator[tuple[int, dict[str, str]] | Unread]:
    """Give the records of a file, each with its record number in place of a line.

    A damaged record or chunk is told, and what follows it is read.
    """
    try:
        records = iter(evtx.PyEvtxParser(str(path), number_of_threads=1).records_json())
    except (RuntimeError, OSError) as trouble:
        yield Unread(0, f"it is no event log that can be read ({_short(trouble)})")
        return
    number = 0
    while True:
        try:
            record = next(records, None)
        except (RuntimeError, OSError, ValueError) as trouble:
            number += 1
            yield Unread(number, f"the record is damaged ({_short(trouble)})")
            continue
        if record is None:
            break
        number = int(record["event_record_id"])
        cells = cells_of(record["data"])
        yield (number, cells) if cells else Unread(number, "the record holds no event")
    if (path.stat().st_size - HEADER) % CHUNK:
        yield Unread(number + 1, "the file ends within a chunk, whose events are lost")


def cells_of(text: str) -> dict[str, str]:
    """Flatten a record that is written as JSON."""
    try:
        event: dict[str, Any] = json.loads(text)["Event"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}
    system = objects.flat(event.get("System") or {})
    names = {
        "TimeCreated.#attributes.SystemTime": "TimeCreated",
        "Provider.#attributes.Name": "Provider_Name",
    }
    cells = {
        names.get(path, path): cell
        for path, cell in system.items()
        if path in names or "." not in path
    }
    for part in ("EventData", "UserData"):
        for path, cell in objects.flat(event.get(part) or {}).items():
            name = path.rpartition(".")[2]
            if name and "#attributes" not in path:
                cells.setdefault(name, cell)
    return cells


def _short(trouble: Exception) -> str:
    return (str(trouble).splitlines() or [""])[0][:120]
