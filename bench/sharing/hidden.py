"""A reader who may see a tiny part of a large collection: what a page costs, and what it reads."""

import json
import sys
from typing import Any

import psycopg

from bench import serving
from bench.sharing import asking, hubs, measures
from wardmote.clients.postgres import cluster

SHOWN = 50
SHOW = """
UPDATE sharing_object SET tlp = 1, floor = 1 WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM sharing_object WHERE collection_id = %(collection)s
    AND date_added = ANY (%(times)s)))
"""


def compare(hub: hubs.Hub, size: int) -> dict[str, Any]:
    """Open a collection of AMBER objects, of which some are GREEN, to a council that is no member.

    Units: milliseconds for a page of 1,000; it holds all that is shown.
    """
    collection = hub.open("Mostly hidden")
    hub.fill(collection, size)
    url = hub.postgres.url(hubs.DATABASE, cluster.SUPERUSER)
    times = [hubs.BEGAN + hubs.APART * (1 + n * size // SHOWN) for n in range(SHOWN)]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(SHOW, {"collection": collection, "times": times})
        given = {"collection": collection, "council": hub.councils[7]}
        connection.execute(
            "UPDATE sharing_collection SET is_open = true WHERE id = %(collection)s", given
        )
        connection.execute(
            "DELETE FROM sharing_access WHERE collection_id = %(collection)s"
            " AND organisation_id = %(council)s",
            given,
        )
        connection.execute("VACUUM ANALYZE sharing_object")
        connection.execute("CHECKPOINT")
    found: dict[str, Any] = {}
    with serving.running(hub.postgres, hubs.DATABASE, workers=1) as service:
        path = f"/taxii2/hub/collections/{collection}/objects/?limit=1000"
        for name, more in (
            ("page", ""),
            ("typed", "&match[type]=indicator"),
            ("all", "&match[version]=all"),
            ("poll", f"&added_after={measures.NOW}"),
        ):
            for who, key in (("member", hub.keys[0]), ("stranger", hub.keys[7])):
                program = asking.Program(service.port, key)
                reply = program.ask("GET", path + more)
                count = len(json.loads(reply.body).get("objects", []))
                found[f"{name}_{who}_ms"] = measures.times(program, path + more, 15)
                found[f"{name}_{who}_objects"] = count
    print(json.dumps(found, indent=2), file=sys.stderr)
    return found
