"""Reads the register. It is public: what is found does not depend on who asks."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Upper

from wardmote.rules.refusal import Missing
from wardmote.rules.register import search, validation, values
from wardmote.server.register import models

PAGE = 50
"""Organisations on one page. Units: organisations."""
BATCH = 1000
"""Organisations that an export holds at a time. Units: organisations."""
CANDIDATES = 200
"""Rows that a search ranks; the database finds them by its index. Units: organisations."""
MOST_COUNTED = 1000
"""Counting stops here, so that a count costs the same however many there are."""
LIKENESS = 0.4
"""The share of letter triples that the database asks of a misspelt name; ranking asks more."""
KINDS = frozenset(str(kind) for kind in values.Kind)
REGIONS = frozenset(str(region) for region in values.Region)
ABSENT = "There is no such organisation in the register."


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which organisations to list.

    Shape: `state` is "current", "ended" or "" for both; an empty `kind` or `region` is any.
    """

    text: str = ""
    kind: str = ""
    region: str = ""
    state: str = "current"


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a list.

    Shape: `total` counts up to `MOST_COUNTED` and `is_more` says that there are more than that;
    `after` is the code from which the next page goes on, or empty on the last.
    """

    rows: Sequence[models.Organisation]
    total: int
    is_more: bool
    after: str


@dataclass(frozen=True, slots=True)
class Around:
    """What one organisation is part of, took over from, and handed over to, by name."""

    part_of: Sequence[models.Organisation]
    predecessors: Sequence[models.Organisation]
    successors: Sequence[models.Organisation]


def count() -> int:
    """Count the organisations. Cost: 1 query."""
    return models.Organisation.objects.count()


def is_empty() -> bool:
    """Tell whether there is no council in the register. Cost: 1 query."""
    kinds = [str(kind) for kind in values.GROUPS]
    return not models.Organisation.objects.filter(kind__in=kinds).exists()


def organisation(code: str) -> models.Organisation:
    """Find an organisation by its code, in any case. Cost: 1 query.

    Raises: Missing.
    """
    if not validation.CODE.fullmatch(code):
        raise Missing(ABSENT)
    rows = models.Organisation.objects.annotate(folded=Upper("code")).filter(folded=code.upper())
    found = sorted(rows[:20], key=lambda row: row.code != code)
    if not found:
        raise Missing(ABSENT)
    return found[0]


def organisations(keys: Collection[UUID]) -> list[models.Organisation]:
    """Find organisations by their keys, by name. Cost: 1 query."""
    return list(models.Organisation.objects.filter(pk__in=keys).order_by("name", "pk"))


def around(of: models.Organisation) -> Around:
    """Give what an organisation hangs together with. Cost: 3 queries."""
    rows = models.Organisation.objects
    return Around(
        list(rows.filter(code__in=of.part_of).order_by("short_name", "code")),
        list(rows.filter(succeeded_by__successor=of).order_by("short_name", "code")),
        list(rows.filter(took_over__predecessor=of).order_by("took_over__id")),
    )


def listed(wanted: Wanted, *, today: date, after: str = "") -> Found:
    """Give a page of organisations by name, or the best matches of a search.

    Shape: `after` is what the page before gave.
    Cost: 2 queries for a list, up to 9 for a search, however many organisations there are.
    """
    rows = _filtered(wanted, today)
    if wanted.text.strip():
        found = _search(wanted, rows)
        return Found(found[:PAGE], len(found), len(found) >= CANDIDATES, "")
    total = rows.order_by()[: MOST_COUNTED + 1].count()
    page = list(_following(rows, after).order_by("short_name", "code")[: PAGE + 1])
    more = page[PAGE - 1].code if len(page) > PAGE else ""
    return Found(page[:PAGE], min(total, MOST_COUNTED), total > MOST_COUNTED, more)


def exported(wanted: Wanted, *, today: date) -> Iterator[values.Organisation]:
    """Give all that a list or search finds, one after another as the database gives them.

    Cost: 2 queries for a list; linear in what is found, in the memory of one batch.
    """
    rows = _filtered(wanted, today)
    if wanted.text.strip():
        return iter(values_of(_search(wanted, rows)))
    successors = _successors()
    ordered = rows.order_by("short_name", "code").iterator(BATCH)
    return (value_of(row, successors.get(row.code, ())) for row in ordered)


def changed_at() -> datetime | None:
    """Tell when the register changed last, None while it is empty. Cost: 1 query."""
    newest = models.Organisation.objects.order_by("-changed_at").values_list(
        "changed_at", flat=True
    )
    return newest.first()


def register() -> list[values.Organisation]:
    """Give the whole register as plain values, by code. Cost: 2 queries; linear."""
    return values_of(models.Organisation.objects.order_by("code"))


def values_of(rows: Iterable[models.Organisation]) -> list[values.Organisation]:
    """Turn rows into what the rules work on, successors included. Cost: 1 query for all."""
    listed = list(rows)
    successors = _successors(listed if len(listed) <= CANDIDATES else None)
    return [value_of(row, successors.get(row.code, ())) for row in listed]


def value_of(row: models.Organisation, successors: tuple[str, ...] = ()) -> values.Organisation:
    """Turn one row into what the rules work on. Cost: none."""
    return values.Organisation(
        code=row.code,
        name=row.name,
        short_name=row.short_name,
        kind=values.Kind(row.kind),
        gss_code=row.gss_code,
        region=values.Region(row.region) if row.region else None,
        latitude=row.latitude,
        longitude=row.longitude,
        hexagon_q=row.hexagon_q,
        hexagon_r=row.hexagon_r,
        population=row.population,
        website=row.website,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        successors=successors,
        part_of=tuple(row.part_of),
        wikidata=row.wikidata,
        source=row.source,
    )


def _successors(of: list[models.Organisation] | None = None) -> dict[str, tuple[str, ...]]:
    links = models.Succession.objects.order_by("id")
    if of is not None:
        links = links.filter(predecessor__in=[row.pk for row in of])
    successors: dict[str, tuple[str, ...]] = {}
    for before, heir in links.values_list("predecessor__code", "successor__code"):
        successors[before] = (*successors.get(before, ()), heir)
    return successors


def having(words: Iterable[str], wanted: Wanted | None = None) -> QuerySet[models.Organisation]:
    """Give what has a word that begins with each of these: letters and digits, folded.

    Shape: `wanted` says to the index too which kind, region and state are asked for.
    """
    parts = [f"'{word}':*" for word in words]
    if wanted and wanted.kind in KINDS:
        parts.append(f"'={wanted.kind}'")
    if wanted and wanted.region in REGIONS:
        parts.append(f"'@{wanted.region}'")
    if wanted and wanted.state == "ended":
        parts.append("'!'")
    return models.Organisation.objects.filter(
        RawSQL(
            "register_words(found_by, kind, region, ends_on) @@ %s::tsquery",
            [" & ".join(parts)],
            output_field=BooleanField(),
        )
    )


def _filtered(wanted: Wanted, today: date) -> QuerySet[models.Organisation]:
    rows = models.Organisation.objects.all()
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.region:
        rows = rows.filter(region=wanted.region)
    if wanted.state == "current":
        rows = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))
    if wanted.state == "ended":
        rows = rows.filter(ends_on__lt=today)
    return rows


def _following(rows: QuerySet[models.Organisation], after: str) -> QuerySet[models.Organisation]:
    """Go on behind an organisation; one that is no longer there starts the list anew."""
    if not validation.CODE.fullmatch(after):
        return rows
    last = models.Organisation.objects.filter(code=after).first()
    if last is None:
        return rows
    behind = Q(short_name__gt=last.short_name) | Q(code__gt=last.code)
    return rows.filter(behind, short_name__gte=last.short_name)


def _search(wanted: Wanted, rows: QuerySet[models.Organisation]) -> list[models.Organisation]:
    """Let the database find candidates by its indexes, and the rules rank them."""
    text = wanted.text
    at = search.COORDINATES.fullmatch(text[: search.LONGEST_QUERY])
    words = list(dict.fromkeys(search.core(text).split()))
    if at:
        return _ranked(_near(rows, float(at[1]), float(at[2])), text)
    if not words:
        return []
    code = "".join(search.plain(text).split()).upper()
    coded = rows.annotate(folded=Upper("code")).filter(Q(folded=code) | Q(gss_code=code))
    worded = having(words, wanted) & rows
    found = _ranked([*coded[:2], *_first(worded)], text)
    return found or _ranked(_similar(rows, " ".join(words)), text)


def _first(rows: QuerySet[models.Organisation]) -> list[models.Organisation]:
    """Give the first by name, found by an index of words, whatever else the planner would do.

    It takes a word for as common beside another as it is by itself, and would read the whole
    table, in order or not, to find very few.
    """
    some = rows.values("pk")[:MOST_COUNTED]
    found = models.Organisation.objects.filter(pk__in=some).order_by("short_name", "code")
    set_to = "SELECT set_config('enable_seqscan', %s, true)"
    with connection.cursor() as cursor:
        cursor.execute(set_to, ["off"])
        first = list(found[:CANDIDATES])
        cursor.execute(set_to, ["on"])
    return first


def _near(
    rows: QuerySet[models.Organisation], latitude: float, longitude: float
) -> QuerySet[models.Organisation]:
    away = RawSQL("point(longitude, latitude) <-> point(%s, %s)", [longitude, latitude])
    return rows.filter(latitude__isnull=False).order_by(away)[:CANDIDATES]


def _similar(rows: QuerySet[models.Organisation], text: str) -> list[models.Organisation]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [str(LIKENESS)]
        )
    return _first(rows.filter(short_name__trigram_similar=text))


def _ranked(rows: Iterable[models.Organisation], text: str) -> list[models.Organisation]:
    """Put candidates into the rules' order; what they lie in is looked up with them."""
    by_code = {row.code: row for row in rows}
    lies_in = {code for row in by_code.values() for code in row.part_of} - set(by_code)
    parents = models.Organisation.objects.filter(code__in=lies_in) if lies_in else ()
    entries = search.index(value_of(row) for row in (*by_code.values(), *parents))
    chosen = [entry for entry in entries if entry.organisation.code in by_code]
    matches = search.search(chosen, text, limit=CANDIDATES)
    return [by_code[match.organisation.code] for match in matches]
