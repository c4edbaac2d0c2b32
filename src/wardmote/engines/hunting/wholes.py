"""Asks of whole events what no single cell can answer: STIX patterns and Sigma rules."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import duckdb

from wardmote.engines.hunting import hunting, sources, staging
from wardmote.engines.hunting.patterns import running as patterns
from wardmote.engines.hunting.prepared import Ready
from wardmote.rules.hunting.packs import StixPattern
from wardmote.rules.hunting.values import Find, LogKind
from wardmote.rules.patterns import reading as parsing
from wardmote.rules.patterns.values import Pattern
from wardmote.rules.refusal import Invalid

if TYPE_CHECKING:
    from wardmote.engines.hunting.sigma.compiling import Refused, Rule


@dataclass(frozen=True, slots=True)
class Told:
    """What whole events told.

    Shape: `ran` are the refs of patterns that were asked; `rules` maps the refs of Sigma rules
    that were asked to their titles; `not_run` are kinds, reasons and how many.
    """

    finds: tuple[Find, ...] = ()
    ran: tuple[str, ...] = ()
    rules: Mapping[str, str] = field(default_factory=dict)
    not_run: tuple[tuple[str, str, int], ...] = ()
    row_count: int = 0


def ask(
    log: sources.Log,
    pack: Ready,
    *,
    written: datetime,
    since: datetime | None,
    until: datetime | None,
    memory_bytes: int,
    threads: int,
    folder: Path | None,
) -> Told:
    """Ask a log all patterns and rules of a pack that it can answer.

    Cost: one pass over the log to lay its events out, and much less for each that is asked.
    """
    parsed, broken = _parsed(pack.patterns)
    compiled, refused = _compiled(pack, log.kind)
    not_run = Counter(("pattern", why) for why in broken.values())
    not_run.update(("sigma", each.reason) for each in refused)
    if not (parsed or compiled):
        return Told(not_run=_counted(not_run))
    with (
        TemporaryDirectory(dir=folder, prefix="hunt-") as spilling,
        hunting.connected(Path(spilling), memory_bytes, threads) as database,
    ):
        wanted = _columns(log.kind, bool(parsed), compiled)
        staging.stage(database, log, wanted, written=written, since=since, until=until)
        count = database.execute(f"SELECT count(*) FROM {staging.VIEW}").fetchall()[0][0]
        found, stopped = patterns.hunt(database, staging.VIEW, log.kind, parsed)
        seen = _asked(database, log.kind, compiled) if compiled else []
    not_run.update(("pattern", why) for why in stopped.values())
    return Told(
        (*found, *seen),
        tuple(ref for ref, _ in parsed if ref not in stopped),
        {rule.ref: rule.title for rule in compiled},
        _counted(not_run),
        count,
    )


def _parsed(given: Sequence[StixPattern]) -> tuple[list[tuple[str, Pattern]], dict[str, str]]:
    parsed, broken = [], {}
    for each in given:
        try:
            parsed.append((each.ref, parsing.parse(each.text)))
        except Invalid as refusal:
            broken[each.ref] = refusal.message
    return parsed, broken


def _compiled(pack: Ready, kind: LogKind) -> "tuple[Sequence[Rule], Sequence[Refused]]":
    """Compile the rules of a pack; pySigma takes longer to load than a small log to search."""
    if not pack.sigma:
        return (), ()
    from wardmote.engines.hunting.sigma import compiling

    return compiling.compile_rules([each.text for each in pack.sigma], kind)


def _asked(
    database: duckdb.DuckDBPyConnection, kind: LogKind, rules: "Sequence[Rule]"
) -> list[Find]:
    from wardmote.engines.hunting.sigma import running

    return running.hunt(database, staging.VIEW, kind, rules)


def _columns(kind: LogKind, with_patterns: bool, rules: "Sequence[Rule]") -> list[str]:
    """Name the columns that something is asked about."""
    asked = {column for rule in rules for column in rule.columns}
    return [
        each.name
        for number, each in enumerate(kind.columns)
        if number in asked or (with_patterns and each.stix)
    ]


def _counted(reasons: Counter[tuple[str, str]]) -> tuple[tuple[str, str, int], ...]:
    return tuple((kind, why, count) for (kind, why), count in reasons.most_common())
