"""Lays out what hangs together with an object: relations in list and picture, sightings."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from wardmote.engines.pictures import relations as pictures
from wardmote.formats.pictures import bars
from wardmote.formats.stix import telling
from wardmote.rules.sharing import wording
from wardmote.server.sharing.queries.single import Around, Other

MONTHS = 12
DIRECT = {
    "object_refs": "is about",
    "sighting_of_ref": "was seen",
    "source_ref": "begins with",
    "target_ref": "leads to",
    "created_by_ref": "made by",
    "sample_refs": "has the sample",
}
"""What an object refers to by itself, in words."""


@dataclass(frozen=True, slots=True)
class Relation:
    """One line of the list. Shape: `is_from` says that the other points to the object."""

    word: str
    other: Other
    is_from: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """Sightings of an object: each, their sum by month, and the picture of that."""

    rows: list[dict[str, Any]]
    total: int
    looked: int
    picture: SafeString


def refs(content: Mapping[str, Any], near: Around) -> list[str]:
    """Give the ids of all that may have to be shown."""
    of_relations = (
        str(each.get(end, "")) for each in near.relations for end in ("source_ref", "target_ref")
    )
    of_sightings = (str(each.get("created_by_ref", "")) for each in near.sightings)
    own = (ref for _, ref in _direct(content))
    behind = (str(each["id"]) for each in near.others)
    return [ref for ref in (*own, *of_relations, *of_sightings, *behind) if ref]


def relations(
    ref: str, content: Mapping[str, Any], near: Around, others: Mapping[str, Other]
) -> list[Relation]:
    """List what hangs together with an object, as far as the other end may be read."""
    found: dict[tuple[str, str, bool], Relation] = {}
    for word, other, is_from in _ends(ref, content, near):
        if other in others and other != ref:
            relation = Relation(word, others[other], is_from)
            found.setdefault((word, other, is_from), relation)
    return list(found.values())


def picture(
    ref: str, content: Mapping[str, Any], near: Around, others: Mapping[str, Other]
) -> SafeString:
    """Draw the same; empty where there is nothing to draw."""
    listed = relations(ref, content, near, others)
    if not listed:
        return SafeString("")
    ends = {
        is_from: [
            pictures.End(
                each.word,
                wording.title(each.other.type),
                each.other.name,
            )
            for each in listed
            if each.is_from is is_from
        ]
        for is_from in (True, False)
    }
    name = telling.name(content)
    kind = wording.title(str(content.get("type")))
    text = "; ".join(
        f"{each.other.name} {each.word} {name}"
        if each.is_from
        else f"{name} {each.word} {each.other.name}"
        for each in listed[:20]
    )
    drawn = pictures.draw(
        kind, name, ends[True], ends[False], title=f"What hangs together with {name}", text=text
    )
    return mark_safe(drawn)  # noqa: S308 (the engine escapes every word)


def sightings(found: list[dict[str, Any]], now: datetime) -> Seen | None:
    """Lay out sightings by month, this one last; None where there are none."""
    if not found:
        return None
    this = timezone.localtime(now)
    months = [
        divmod(this.year * 12 + this.month - 1 - back, 12) for back in reversed(range(MONTHS))
    ]
    counts = dict.fromkeys(months, 0)
    rows = sorted(map(_sighting, found), key=lambda row: str(row["last"]), reverse=True)
    for row in rows:
        if row["last"] is not None:
            at = timezone.localtime(row["last"])
            month = (at.year, at.month - 1)
            if month in counts:
                counts[month] += row["count"]
    named = [
        (datetime(year, month + 1, 1).strftime("%b"), counts[year, month])  # noqa: DTZ001
        for year, month in months
    ]
    text = ", ".join(f"{name} {count:,}" for name, count in named if count) or "none"
    drawn = bars.months(named, title="How often it was seen in the last 12 months", text=text)
    return Seen(
        rows,
        sum(row["count"] for row in rows),
        sum(1 for row in rows if not row["count"]),
        mark_safe(drawn),  # noqa: S308 (months and numbers alone)
    )


def _sighting(content: dict[str, Any]) -> dict[str, Any]:
    count = telling.number(content, "count")
    return {
        "ref": content["id"],
        "first": telling.moment(content, "first_seen"),
        "last": telling.moment(content, "last_seen") or telling.moment(content, "created"),
        "count": 1 if count is None else count,
        "maker": str(content.get("created_by_ref", "")),
    }


def _ends(ref: str, content: Mapping[str, Any], near: Around) -> Iterator[tuple[str, str, bool]]:
    """Give each relation as its word, the id of its other end, and whether that points here."""
    for each in near.relations:
        source, target = str(each.get("source_ref")), str(each.get("target_ref"))
        word = str(each.get("relationship_type", "")).replace("-", " ")
        if ref in (source, target):
            yield word, source if target == ref else target, target == ref
    for field, other in _direct(content):
        if field != "created_by_ref":
            yield DIRECT.get(field, "refers to"), other, False
    for each in near.others:
        yield "is about", str(each["id"]), True


def _direct(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in content.items():
        if name.endswith("_ref") and isinstance(value, str):
            yield name, value
        elif name.endswith("_refs") and name != "object_marking_refs" and isinstance(value, list):
            yield from ((name, each) for each in value if isinstance(each, str))
