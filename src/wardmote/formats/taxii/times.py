"""Times as TAXII writes them: UTC, six digits of a second, Z."""

import re
from datetime import UTC, datetime

from wardmote.rules.refusal import Invalid

_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,30}))?Z", re.ASCII)


def written(moment: datetime) -> str:
    """Write an aware moment.

    Source: TAXII 2.1, section 2.1: timestamp.
    """
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def read(text: str, field: str = "") -> datetime:
    """Read a time; what is finer than a microsecond is cut off.

    Cutting off is right for `added_after`: what was added later than the time sent was added
    later than the cut one, and nothing is added between the two.
    Raises: Invalid.
    Source: TAXII 2.1, section 2.1; RFC 3339, UTC alone.
    """
    found = _TIME.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        return datetime.fromisoformat(f"{found[1]}.{(found[2] or '')[:6].ljust(6, '0')}+00:00")
    except ValueError:
        raise Invalid(
            f"{field or 'This'} must be a time such as 2026-11-20T10:00:00.000000Z.", field=field
        ) from None
