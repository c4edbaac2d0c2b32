"""Makes the hub that is measured: councils with keys, and collections of a wished size."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from bench import sectors
from wardmote.clients.postgres import cluster, provision

DATABASE = "wardmote_sharing"

SETTER = """
import json, secrets, django
django.setup()
from datetime import timedelta
from django.utils import timezone
from wardmote.rules.people import keys
from wardmote.rules.people.actors import Actor
from wardmote.rules.people.roles import Role
from wardmote.server.people.models import ApiKey, Membership, Person
from wardmote.server.register.models import Organisation
from wardmote.server.sharing import actions
now = timezone.now()
steward = Organisation.objects.create(
    code="STEWARD", name="Steward", short_name="Steward", kind="steward")
dave = Person.objects.create(name="Dave", email="dave@steward.example")
actor = Actor(dave.pk, "Dave", roles={steward.pk: frozenset({Role.STEWARD})})
actions.create_root(actor=actor, slug="hub", title="The hub", is_default=True, now=now)
found = {"keys": [], "councils": []}
for number in range(8):
    council = Organisation.objects.create(
        code=f"C{number}", name=f"Council {number}", short_name=f"Council {number}",
        kind="district")
    person = Person.objects.create(name=f"P{number}", email=f"p{number}@council.example")
    Membership.objects.create(organisation=council, person=person, role="caf_lead", since=now)
    prefix, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    ApiKey.objects.create(person=person, name="bench", scopes=["read", "write"], prefix=prefix,
        hash=keys.hashed(prefix, secret), created_at=now, expires_at=now + timedelta(days=90))
    found["keys"].append(keys.written(prefix, secret))
    found["councils"].append(str(council.pk))
print(json.dumps(found))
"""
OPENER = """
import json, sys, django
django.setup()
from uuid import UUID
from django.utils import timezone
from wardmote.rules.people.actors import Actor
from wardmote.rules.people.roles import Role
from wardmote.server.sharing import actions
now = timezone.now()
from wardmote.server.people.models import Person
from wardmote.server.register.models import Organisation
steward, dave = Organisation.objects.get(code="STEWARD"), Person.objects.get(name="Dave")
actor = Actor(dave.pk, "Dave", roles={steward.pk: frozenset({Role.STEWARD})})
made = actions.create_collection(actor=actor, root="hub", title=sys.argv[1], now=now)
for council in json.loads(sys.argv[2]):
    actions.grant(actor=actor, collection=made.pk, organisation=UUID(council), can_read=True,
        can_write=True, now=now)
print(made.pk)
"""

FILL = """
INSERT INTO sharing_object (id, collection_id, organisation_id, date_added, stix_id, type,
    spec_version, version_at, version, created, created_by_ref, is_revoked, tlp, floor, recipients,
    is_first, is_last, could_be_first, could_be_last, body)
SELECT gen_random_uuid(), %(collection)s, %(council)s,
    timestamptz '2026-01-01' + n * interval '10 microseconds', 'indicator--' || key, 'indicator',
    '2.1', '2026-01-01', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', '', false, 2, 2,
    '{}', true, true, true, true,
    '{"type":"indicator","spec_version":"2.1","id":"indicator--' || key || '",'
    '"created_by_ref":"identity--7f8f2b4c-0d4e-4d3a-9b7e-2f1c8e5a6b01",'
    '"created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z",'
    '"name":"Domain of a phishing campaign","indicator_types":["malicious-activity"],'
    '"pattern":"[domain-name:value = ''' || key || '.example'']","pattern_type":"stix",'
    '"valid_from":"2026-01-01T00:00:00Z","labels":["phishing","council-tax"],'
    '"object_marking_refs":["marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"]}'
FROM (SELECT n, gen_random_uuid()::text AS key
    FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n) AS made
"""
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
APART = timedelta(microseconds=10)
BLOCK = 500_000
LARGE = 1_000_000
"""From here on it is quicker to make the indexes anew."""


@dataclass(frozen=True)
class Hub:
    """Where the hub is, and the keys of its councils."""

    postgres: cluster.Cluster
    keys: tuple[str, ...]
    councils: tuple[str, ...]

    def open(self, title: str) -> str:
        """Open a collection that every council reads and writes; give its id."""
        return _django(self.postgres, "-c", OPENER, title, json.dumps(self.councils)).strip()

    def fill(self, collection: str, size: int) -> None:
        """Put objects into a collection as the database's superuser, so past row security."""
        url = self.postgres.url(DATABASE, cluster.SUPERUSER)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("SET synchronous_commit = off")
            connection.execute("SET session_replication_role = replica")
            connection.execute("SET maintenance_work_mem = '512MB'")
            made_again = _without_indexes(connection) if size >= LARGE else []
            for first in range(1, size + 1, BLOCK):
                last = min(size, first + BLOCK - 1)
                span = {"first": first, "last": last}
                where = {"collection": collection, "council": self.councils[0]}
                connection.execute(FILL, where | span)
                print(f"  {last:,} objects", file=sys.stderr)
            for statement in made_again:
                connection.execute(statement)
            connection.execute(
                "UPDATE sharing_head SET added_at = (SELECT max(date_added) FROM sharing_object"
                " WHERE collection_id = %(id)s) WHERE collection_id = %(id)s",
                {"id": collection},
            )
            connection.execute("VACUUM ANALYZE sharing_object")


def make(postgres: cluster.Cluster) -> Hub:
    """Make an empty hub anew."""
    admin = postgres.url("postgres", cluster.SUPERUSER)
    provision.drop(admin, DATABASE)
    provision.ensure(admin, DATABASE)
    _django(postgres, "-m", "django", "migrate", "--verbosity=0")
    found = json.loads(_django(postgres, "-c", SETTER))
    return Hub(postgres, tuple(found["keys"]), tuple(found["councils"]))


def drop(postgres: cluster.Cluster) -> None:
    """Take the hub away, which gives back its space."""
    provision.drop(postgres.url("postgres", cluster.SUPERUSER), DATABASE)


def _without_indexes(connection: psycopg.Connection[Any]) -> list[str]:
    """Take the indexes of objects away, and give the statements that make them again."""
    constraints = connection.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = 'sharing_object'::regclass AND contype = 'u'"
    ).fetchall()
    for name, _ in constraints:
        connection.execute(f"ALTER TABLE sharing_object DROP CONSTRAINT {name}")
    indexes = connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'sharing_object'"
        " AND indexname NOT LIKE '%_pkey'"
    ).fetchall()
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    return [
        *(f"ALTER TABLE sharing_object ADD CONSTRAINT {name} {how}" for name, how in constraints),
        *(how for _, how in indexes),
    ]


def _django(postgres: cluster.Cluster, *arguments: str) -> str:
    environment = sectors.environment(postgres, DATABASE, "wm_owner")
    done = subprocess.run(
        [sys.executable, *arguments], env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


os.environ["WARDMOTE_TAXII_REQUESTS_A_MINUTE"] = "10000000"
