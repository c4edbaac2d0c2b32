"""API roots and collections as whoever asks may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from wardmote.rules.refusal import Missing
from wardmote.rules.sharing.markings import Standing, Tlp
from wardmote.server.sharing.queries import asking

ABSENT = "There is nothing at this address, or you may not know of it."


@dataclass(frozen=True, slots=True)
class Root:
    """An API root."""

    slug: str
    title: str
    description: str
    is_default: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A collection, and what whoever asks may do there.

    Shape: `standing` is the best of their organisations'. `readers` are those of them that may
    read, `writers` those that may send.
    """

    key: UUID
    title: str
    description: str
    alias: str
    ceiling: Tlp
    default_marking: Tlp
    standing: Standing
    readers: frozenset[UUID]
    writers: frozenset[UUID]

    @property
    def can_read(self) -> bool:
        """Tell whether the person may read for one of their organisations."""
        return bool(self.readers)

    @property
    def can_write(self) -> bool:
        """Tell whether the person may send for one of their organisations."""
        return bool(self.writers)


def roots() -> list[Root]:
    """List the API roots, the default one first. Cost: 1 query."""
    return [Root(*row) for row in asking.asked(f"{_ROOTS} ORDER BY is_default DESC, slug", [])]


def root(slug: str) -> Root:
    """Find an API root.

    Raises: Missing.
    Cost: 1 query.
    """
    for row in asking.asked(f"{_ROOTS} WHERE slug = %s", [slug]):
        return Root(*row)
    raise Missing(ABSENT)


def collections(slug: str) -> list[Place]:
    """List the collections of an API root. Cost: 1 query."""
    return [_place(row) for row in asking.asked(_PLACES.format(which="r.slug = %s"), [slug])]


def everywhere() -> list[Place]:
    """List all collections that whoever asks may use. Cost: 1 query."""
    return [_place(row) for row in asking.asked(_PLACES.format(which="true"), [])]


def collection(slug: str, name: str) -> Place:
    """Find a collection by its id or its alias.

    Raises: Missing.
    Cost: 1 query.
    """
    try:
        rows = asking.asked(_PLACES.format(which="r.slug = %s AND c.id = %s"), [slug, UUID(name)])
    except ValueError:
        by_alias = "r.slug = %s AND c.alias = %s AND c.alias <> ''"
        rows = asking.asked(_PLACES.format(which=by_alias), [slug, name])
    for row in rows:
        return _place(row)
    raise Missing(ABSENT)


_ROOTS = "SELECT slug, title, description, is_default FROM sharing_apiroot"
_PLACES = """
SELECT c.id, c.title, c.description, c.alias, c.ceiling, c.default_marking,
    max(s.standing), array_agg(s.organisation) FILTER (WHERE s.standing >= 0),
    array_agg(s.organisation) FILTER (WHERE s.writes)
FROM sharing_collection AS c
JOIN sharing_apiroot AS r ON r.id = c.root_id
JOIN wm_sharing_standings() AS s ON s.collection = c.id
WHERE {which}
GROUP BY c.id HAVING bool_or(s.standing >= 0 OR s.writes)
ORDER BY c.title, c.id
"""


def _place(row: Sequence[Any]) -> Place:
    key, title, description, alias, ceiling, default, standing, readers, writers = row
    return Place(
        key,
        title,
        description,
        alias,
        Tlp(ceiling),
        Tlp(default),
        Standing(standing),
        frozenset(readers or ()),
        frozenset(writers or ()),
    )
