"""What an indicator is, in the one form that sharing and hunting use."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """What sort of value an indicator is, and so what it is compared with.

    A `DOMAIN` matches the name and every name below it. A `URL` matches one address as a whole;
    a `URL_PREFIX` matches its host with every path that goes on from its own.
    """

    DOMAIN = "domain"
    IP = "ip"
    CIDR = "cidr"
    URL = "url"
    URL_PREFIX = "url_prefix"
    HASH = "hash"
    EMAIL = "email"
    FILE_NAME = "file_name"
    USER_AGENT = "user_agent"
    JA3 = "ja3"
    JA4 = "ja4"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One value to look for.

    Shape: `ref` is the STIX id it came under, or one made from kind and value; `value` is
    written as `rules.indicators.writing` writes it. It holds from `valid_from` until before
    `valid_until`, where these are given.
    """

    ref: str
    kind: Kind
    value: str
    name: str = ""
    valid_from: datetime | None = None
    valid_until: datetime | None = None
