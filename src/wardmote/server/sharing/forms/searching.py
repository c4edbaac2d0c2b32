"""What a person looks for, as the address of a search says it."""

import re
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.http import QueryDict

from wardmote.rules.assess import texts
from wardmote.rules.sharing.markings import Tlp
from wardmote.server.sharing.queries.finding import After, Wanted

LONGEST = 2048
_TYPE = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")


def wanted(asked: QueryDict) -> Wanted:
    """Read what is asked for; what makes no sense is left out."""
    kind, maker, tlp = (asked.get(name, "") for name in ("type", "source", "tlp"))
    return Wanted(
        text=texts.line(asked.get("q", "")[:LONGEST]),
        type=kind if _TYPE.fullmatch(kind) else "",
        maker=maker[:300] if maker.startswith("identity--") and maker.isprintable() else "",
        tlp=Tlp(int(tlp)) if tlp in {"0", "1", "2", "3", "4"} else None,
        collection=_key(asked.get("collection", "")),
        since=_day(asked.get("from", "")),
        until=_day(asked.get("to", ""), days=1),
        is_oldest_first=asked.get("sort") == "oldest",
        after=after(asked.get("after", "")),
    )


def after(text: str) -> After | None:
    """Read where the page before ended."""
    at, _, key = text.partition("_")
    found = _key(key)
    try:
        return (datetime.fromisoformat(at).astimezone(UTC), found) if found else None
    except (ValueError, OverflowError):
        return None


def written(place: After) -> str:
    """Write where a page ended, for the address of the next."""
    return f"{place[0].isoformat()}_{place[1]}"


def _day(text: str, *, days: int = 0) -> datetime | None:
    try:
        found = date.fromisoformat(text)
        return datetime(found.year, found.month, found.day, tzinfo=UTC) + timedelta(days=days)
    except (ValueError, OverflowError):
        return None


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
