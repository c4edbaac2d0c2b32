"""Gathers the content of one pack from one file or many."""

from datetime import UTC, datetime

from wardmote.formats.stix import bundles
from wardmote.rules.hunting.packs import LeftOut, Pack, SigmaRule, StixPattern
from wardmote.rules.indicators import naming, writing
from wardmote.rules.indicators.values import Indicator, Kind
from wardmote.rules.refusal import Invalid

LONGEST_SHOWN = 200


class Gathering:
    """A pack while it is read. `source` is the file that is being read, for what is left out.

    STIX objects are kept until the end: a later file may hold a later version of one.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.stix = bundles.Newest()
        self.indicators: list[Indicator] = []
        self.patterns: list[StixPattern] = []
        self.sigma: list[SigmaRule] = []
        self.left_out: list[LeftOut] = []
        self.made_at: datetime | None = None
        self._seen: set[object] = set()

    def leave(self, reason: str, ref: str = "", line: int = 0) -> None:
        """Note that something is not looked for."""
        shown = ref if len(ref) <= LONGEST_SHOWN else ref[: LONGEST_SHOWN - 3] + "..."
        self.left_out.append(LeftOut(reason, shown, line, self.source))

    def add(
        self,
        kind: Kind,
        text: str,
        *,
        line: int = 0,
        ref: str = "",
        name: str = "",
        valid_from: datetime | None = None,
        valid_until: datetime | None = None,
    ) -> None:
        """Take a value of a kind that is known, unless it is no such value."""
        if kind is Kind.IP and "/" in text:
            kind = Kind.CIDR
        try:
            value = writing.written(kind, text)
        except Invalid as refused:
            self.leave(refused.message, ref or text, line)
            return
        self.take(kind, value, ref=ref, name=name, valid_from=valid_from, valid_until=valid_until)

    def take(
        self,
        kind: Kind,
        value: str,
        *,
        ref: str = "",
        name: str = "",
        valid_from: datetime | None = None,
        valid_until: datetime | None = None,
    ) -> None:
        """Take a value that is written already, once under each id."""
        key = (ref, kind, value) if ref else naming.ref(kind, value)
        if key not in self._seen:
            self._seen.add(key)
            given = ref or str(key)
            self.indicators.append(Indicator(given, kind, value, name, valid_from, valid_until))

    def made(self, at: datetime | None) -> None:
        """Note when a part was made; the pack was made with its latest part."""
        if at is not None and (self.made_at is None or at > self.made_at):
            self.made_at = at

    def pack(self, source: str, now: datetime | None) -> Pack:
        """Give the pack; `now` leaves out what has expired by then."""
        for part in self.stix.parts(now):
            if isinstance(part, Indicator):
                self.indicators.append(part)
            elif isinstance(part, StixPattern):
                self.patterns.append(part)
            elif isinstance(part, SigmaRule):
                self.sigma.append(part)
            else:
                self.left_out.append(part)
        self.made(self.stix.made_at)
        return Pack(
            tuple(self.indicators),
            tuple(self.patterns),
            tuple(self.sigma),
            tuple(self.left_out),
            source,
            self.made_at,
        )


def moment(text: object) -> datetime | None:
    """Read a time as packs write it: ISO 8601, or seconds since 1970; None where it is none."""
    if isinstance(text, bool) or text in (None, ""):
        return None
    written_text = str(text).strip()
    try:
        if written_text.isdigit() and len(written_text) in (9, 10):
            return datetime.fromtimestamp(int(written_text), UTC)
        found = datetime.fromisoformat(written_text)
    except (ValueError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
