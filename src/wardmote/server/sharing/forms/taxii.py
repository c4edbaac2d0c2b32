"""What a program asks for: the media types it takes, and the filters in its address."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.http import HttpRequest, QueryDict

from wardmote.rules.refusal import Invalid
from wardmote.server.register import queries as register
from wardmote.server.sharing import queries
from wardmote.server.sharing.queries.pages import ALL, FIRST, LAST

MOST = 1000
"""Objects on a page at most. Units: objects."""

RECIPIENTS = "Wardmote-Recipients"
MOMENT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z", re.ASCII)
KNOWN = (
    *("added_after", "limit", "next"),
    *("match[id]", "match[type]", "match[version]", "match[spec_version]"),
)
MEDIA = re.compile(r"application/(?:taxii\+json|\*)|\*/\*")


def takes_taxii(accept: str) -> bool:
    """Tell whether a client takes TAXII 2.1; one that does not say takes anything.

    Source: TAXII 2.1, section 1.6.8; RFC 9110, section 12.5.1.
    """
    return not accept.strip() or any(map(_takes, accept.split(",")))


def sends_taxii(content_type: str) -> bool:
    """Tell whether a body is said to be TAXII 2.1, with or without its version."""
    return _is_taxii(content_type) and not content_type.strip().startswith("*")


def _takes(one: str) -> bool:
    quality = re.search(r";\s*q\s*=\s*([0-9.]+)", one, re.I)
    return _is_taxii(one) and not (quality and not quality[1].strip("0."))


def _is_taxii(text: str) -> bool:
    media, *rest = (part.strip().lower() for part in text.split(";"))
    version = next((p.partition("=")[2].strip() for p in rest if p.startswith("version")), "2.1")
    return bool(MEDIA.fullmatch(media)) and version.strip('"') == "2.1"


def read_wanted(request: HttpRequest, *, every_version: bool = False) -> queries.Wanted:
    """Read the filters: AND between filters, OR between the values of one.

    Raises: Invalid.
    Source: TAXII 2.1, section 3.4.
    """
    given = request.GET
    for name in KNOWN:
        if len(given.getlist(name)) > 1:
            raise Invalid(f"Give {name} once; separate its values with commas.", field=name)
    versions, moments = ((ALL,), ()) if every_version else _versions(given)
    return queries.Wanted(
        after=_after(given),
        ids=_values(given, "match[id]"),
        types=_values(given, "match[type]"),
        versions=versions,
        moments=moments,
        spec_versions=_values(given, "match[spec_version]"),
    )


def read_limit(request: HttpRequest) -> int:
    """Read how many are wanted on a page; more than we give is no fault.

    Raises: Invalid.
    """
    text = request.GET.get("limit", str(MOST))
    if not re.fullmatch(r"[0-9]{1,18}", text) or not int(text):
        raise Invalid("limit must be a whole number above 0.", field="limit")
    return min(int(text), MOST)


def read_moment(text: str, field: str) -> datetime:
    """Read a time as TAXII and STIX write it; what is finer than a microsecond is cut off.

    Raises: Invalid.
    Source: TAXII 2.1, section 2; RFC 3339.
    """
    found = MOMENT.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        whole = datetime.fromisoformat(found[1]).replace(tzinfo=UTC)
    except ValueError:
        raise Invalid(
            f"{field} must be a time such as 2026-11-20T10:00:00.000000Z.", field=field
        ) from None
    return whole + timedelta(microseconds=int((found[2] or "0")[:6].ljust(6, "0")))


def read_recipients(request: HttpRequest) -> list[UUID]:
    """Read who may read what is marked TLP:RED: codes of the register, in a header.

    Raises: Invalid, Missing.
    """
    codes = [code.strip() for code in request.headers.get(RECIPIENTS, "").split(",")]
    return [register.organisation(code).pk for code in dict.fromkeys(codes) if code]


def _after(given: QueryDict) -> datetime | None:
    """Give after when to begin: `next` of an earlier page is the time of its last object."""
    given_times = [name for name in ("added_after", "next") if name in given]
    return max((read_moment(given[name], name) for name in given_times), default=None)


def _values(given: QueryDict, name: str) -> tuple[str, ...]:
    if name not in given:
        return ()
    values = tuple(dict.fromkeys(given[name].split(",")))
    if not all(value and value.isprintable() for value in values):
        raise Invalid(f"{name} has an empty value, or one that cannot be read.", field=name)
    return values


def _versions(given: QueryDict) -> tuple[tuple[str, ...], tuple[datetime, ...]]:
    values = _values(given, "match[version]") or (LAST,)
    if ALL in values and len(values) > 1:
        raise Invalid("match[version]=all stands alone.", field="match[version]")
    words = tuple(value for value in values if value in (FIRST, LAST, ALL))
    moments = tuple(read_moment(value, "match[version]") for value in values if value not in words)
    return words, moments
