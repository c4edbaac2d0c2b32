"""A page looks at nothing that its reader may not see, and gives all that they may."""

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from tests.database import as_owner
from tests.server.sharing import laying
from tests.server.sharing.conftest import Hub
from wardmote.formats.taxii.filters import Filters, Which
from wardmote.server.sharing import models, queries
from wardmote.server.sharing.queries import pages

READERS = ("alice", "mallory", "carol", "dave", "grace")
AT = datetime(2026, 11, 1, tzinfo=UTC)


def _strew(hub: Hub, many: int) -> None:
    """Lay objects of every label and sender, some named to somebody, some in several versions."""
    chance = random.Random(7)
    cast = hub.cast
    councils = [cast.alderby, cast.merrowdown]
    rows = []
    for number in range(many):
        tlp = chance.randrange(5)
        row = laying.put(
            hub.collection,
            chance.choice(councils),
            stix_id=f"{chance.choice(('indicator', 'malware', 'tool'))}--{number // 3}",
            version_at=AT + timedelta(seconds=chance.randrange(9), microseconds=number),
            tlp=tlp,
            floor=chance.randrange(4) if tlp == 4 else tlp,
            recipients=[each.pk for each in councils if tlp == 4 and chance.random() < 0.5],
        )
        rows.append(row)
    with as_owner():
        laying.settle(rows, [])


def _plain(hub: Hub, wanted: Filters) -> list[Any]:
    """Give the same as one query for all, which only row security narrows."""
    conditions, values = pages._conditions(hub.collection.pk, wanted)
    question = f"SELECT o.id FROM sharing_object AS o WHERE {conditions}"
    if wanted.types:
        question, values = f"{question} AND o.type = ANY (%s)", [*values, list(wanted.types)]
    with connection.cursor() as cursor:
        cursor.execute(f"{question} ORDER BY o.date_added LIMIT %s", [*values, wanted.limit])
        return [key for (key,) in cursor.fetchall()]


def _wishes() -> Iterator[Filters]:
    for which in ((Which.LAST,), (Which.ALL,), (Which.FIRST,), (Which.FIRST, Which.LAST)):
        for types in ((), ("indicator",), ("malware", "tool")):
            for limit in (7, 1000):
                yield Filters(which=which, types=types, limit=limit)


@pytest.mark.parametrize("standing", ["rw", "rwp", "open"])
def test_scopes_give_what_row_security_gives_of_the_whole(hub: Hub, standing: str) -> None:
    _strew(hub, 150)
    with as_owner():
        models.Collection.objects.update(is_open=True)
        access = models.Access.objects.filter(organisation=hub.cast.merrowdown)
        access.update(is_member=standing == "rw")
        if standing == "open":
            access.delete()
    seen = set()
    for name in READERS:
        hub.cast.enter(name)
        place = queries.collection("hub", str(hub.collection.pk))
        for wanted in _wishes():
            found = [row[1] for row in pages._page(place, wanted, "id").found]
            assert found == _plain(hub, wanted), (name, wanted)
            seen.add(len(found))
    assert len(seen) > 4


@pytest.mark.parametrize("which", [(Which.LAST,), (Which.ALL,)])
@pytest.mark.parametrize("types", [(), ("indicator",)])
def test_what_is_hidden_is_not_looked_at(
    hub: Hub, which: tuple[Which, ...], types: tuple[str, ...]
) -> None:
    with as_owner():
        models.Collection.objects.update(is_open=True)
        models.Access.objects.filter(organisation=hub.cast.merrowdown).delete()
    hidden = [laying.put(hub.collection, hub.cast.alderby) for _ in range(1)]
    with as_owner(), connection.cursor() as cursor:
        columns = [str(each.column) for each in models.Object._meta.concrete_fields]
        made = ", ".join(
            {
                "id": "gen_random_uuid()",
                "stix_id": "'indicator--' || n",
                "date_added": "date_added + n * interval '1 second'",
            }.get(name, name)
            for name in columns
        )
        cursor.execute(
            f"INSERT INTO sharing_object ({', '.join(columns)}) SELECT {made}"
            " FROM sharing_object, generate_series(1, 4000) AS n WHERE id = %s",
            [hidden[0].pk],
        )
        cursor.execute("ANALYZE sharing_object")
    shown = laying.put(hub.collection, hub.cast.alderby, tlp=1, floor=1)
    hub.cast.enter("mallory")
    place = queries.collection("hub", str(hub.collection.pk))
    wanted = Filters(which=which, types=types)
    assert [row[1] for row in pages._page(place, wanted, "id").found] == [shown.pk]
    question, values = pages._question(place, wanted, "id")
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {question}", values)
        plan = cursor.fetchone()[0]
    plan = json.loads(plan) if isinstance(plan, str) else plan
    assert sum(_rows(plan[0]["Plan"])) < 50


def _rows(node: dict[str, Any]) -> Iterator[float]:
    """Give how many rows each scan of objects looked at."""
    if node.get("Relation Name") == "sharing_object":
        removed = node.get("Rows Removed by Filter", 0) + node.get(
            "Rows Removed by Index Recheck", 0
        )
        yield (node["Actual Rows"] + removed) * node["Actual Loops"]
    for below in node.get("Plans", ()):
        yield from _rows(below)
