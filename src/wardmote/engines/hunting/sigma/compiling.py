"""Compiles Sigma rules for one kind of log, and says of each that cannot run why not."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sigma.rule import SigmaRule

from wardmote.engines.hunting.sigma import predicates, reading, translating
from wardmote.engines.hunting.sigma.predicates import Needle
from wardmote.rules.hunting.values import LogKind
from wardmote.rules.refusal import Invalid, Missing, Refusal


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that can run on a kind of log.

    Shape: `ref` is its id, or its title where it has none; `sql` is a condition over columns that
    `running` names; `columns` are their numbers in the kind, `addresses` those that are compared
    as addresses.
    """

    ref: str
    title: str
    level: str
    source: str
    sql: str
    needles: frozenset[Needle] | None
    columns: frozenset[int]
    addresses: frozenset[int]


@dataclass(frozen=True, slots=True)
class Refused:
    """A rule that cannot run on a kind of log, and why."""

    source: str
    title: str
    reason: str


def compile_rules(
    files_or_texts: Sequence[Path | str], kind: LogKind
) -> tuple[tuple[Rule, ...], tuple[Refused, ...]]:
    """Compile all rules that can run on a kind of log; the others are named with the reason.

    Source: Sigma specification 2.1.
    """
    compiled: list[Rule] = []
    refused: list[Refused] = []
    for source, document in reading.documents(files_or_texts):
        if isinstance(document, Invalid):
            refused.append(Refused(source, "", document.message))
            continue
        try:
            compiled.append(_compiled(source, reading.rule(document), kind))
        except Refusal as refusal:
            refused.append(Refused(source, str(document.get("title", ""))[:200], refusal.message))
    return tuple(compiled), tuple(refused)


def _compiled(source: str, rule: SigmaRule, kind: LogKind) -> Rule:
    sources = _sources(rule.logsource, kind)
    translator = translating.Translator(kind)
    try:
        found = predicates.any_of(
            [translator.predicate(each.parsed) for each in rule.detection.parsed_condition]
        )
        if all(source in kind.where for source in sources):
            where = [translator.within(kind.where[source]) for source in sources]
            found = predicates.all_of([found, predicates.any_of(where)])
    except Refusal:
        raise
    except reading.BROKEN as trouble:
        raise Invalid(f"Its condition cannot be read: {trouble}"[:200]) from None
    return Rule(
        ref=str(rule.id or rule.title),
        title=str(rule.title),
        level=rule.level.name.lower() if rule.level else "",
        source=source,
        sql=found.sql,
        needles=found.needles,
        columns=frozenset(translator.used),
        addresses=frozenset(translator.addresses),
    )


def _sources(wanted: Any, kind: LogKind) -> list[str]:
    """Give the sources of a kind that a rule is about.

    All that it asks is said of one of them; but a product is said of all, as a kind of log is of
    one product's making.
    """
    asked = {
        f"{part}={value}".lower()
        for part in ("category", "product", "service")
        for value in [getattr(wanted, part)]
        if value
    }
    parts = {each: set(each.lower().replace(" ", "").split(",")) for each in kind.sigma}
    made = {part for said in parts.values() for part in said if part.startswith("product=")}
    said = [each for each, known in parts.items() if asked <= known | made and asked & known]
    if not said:
        raise Missing(
            f"It is about {', '.join(sorted(asked))}, which {kind.title} does not answer."
        )
    return said
