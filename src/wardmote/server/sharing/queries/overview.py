"""What there is for a person: collections with what they hold, who reads them, what is new."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from wardmote.rules.sharing.markings import Standing, Tlp
from wardmote.server.sharing.queries import asking, finding, pages
from wardmote.server.sharing.queries.places import Place

MOST = finding.MOST_COUNTED


@dataclass(frozen=True, slots=True)
class Shelf:
    """A collection as a person sees it.

    Shape: `held` and `fresh` are counted to `MOST` and one more, which means more; `circle` is
    its circle's name; `shown` are members of it that chose to be known.
    """

    place: Place
    root: str
    is_open: bool
    circle: str
    circle_key: UUID | None
    standing: Standing
    held: int
    fresh: int
    shown: tuple[str, ...] = ()


_SHELVES = f"""
SELECT c.id, c.title, c.description, c.alias, c.ceiling, c.default_marking, r.slug,
    c.is_open, k.name, k.id, s.standing, s.readers, s.writers,
    (SELECT count(*) FROM (SELECT FROM sharing_object AS o WHERE s.standing >= 0
        AND o.collection_id = c.id AND {pages.NEWEST} LIMIT {MOST + 1}) AS few),
    (SELECT count(*) FROM (SELECT FROM sharing_object AS o WHERE s.standing >= 0
        AND o.collection_id = c.id AND o.date_added > %s AND {pages.NEWEST} LIMIT {MOST + 1})
        AS few),
    (SELECT array_agg(g.short_name ORDER BY g.short_name) FROM sharing_circlemembership AS m
        JOIN register_organisation AS g ON g.id = m.organisation_id
        WHERE m.circle_id = k.id AND m.is_shown)
FROM sharing_collection AS c
JOIN sharing_apiroot AS r ON r.id = c.root_id
LEFT JOIN sharing_circle AS k ON k.id = c.circle_id
JOIN (SELECT collection, max(standing) AS standing,
        array_agg(organisation) FILTER (WHERE standing >= 0) AS readers,
        array_agg(organisation) FILTER (WHERE writes) AS writers
    FROM wm_sharing_standings() GROUP BY collection) AS s ON s.collection = c.id
WHERE s.standing >= 0 OR s.writers IS NOT NULL
ORDER BY c.title, c.id
"""  # noqa: S608


def shelves(since: datetime) -> list[Shelf]:
    """List the collections that whoever asks may use, by title. Cost: 1 query."""
    return [_shelf(row) for row in asking.asked(_SHELVES, [since])]


def _shelf(row: Sequence[Any]) -> Shelf:
    key, title, text, alias, ceiling, marking, slug, is_open, circle = row[:9]
    circle_key, standing, readers, writers, held, fresh, shown = row[9:]
    place = Place(
        *(key, title, text, alias, Tlp(ceiling), Tlp(marking), Standing(standing)),
        *(frozenset(readers or ()), frozenset(writers or ())),
    )
    return Shelf(
        *(place, slug, is_open, circle or "", circle_key, Standing(standing)),
        *(held, fresh, tuple(shown or ())),
    )


def titles() -> list[tuple[UUID, str]]:
    """List the collections that whoever asks may read, by title. Cost: 1 query."""
    return [
        (key, title)
        for key, title in asking.asked(
            "SELECT id, title FROM sharing_collection"
            " WHERE id = ANY ((SELECT wm_sharing_at(0))::uuid[]) ORDER BY title, id",
            [],
        )
    ]
