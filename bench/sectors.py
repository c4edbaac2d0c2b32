"""Makes the databases that are measured: invented sectors of a wished size, kept between runs."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg

from wardmote.clients.postgres import cluster, provision

FOLDER = Path(".wardmote") / "bench"
SIZES = {
    "sector": {"size": 317, "cycles": 2},
    "large": {"size": 100_000, "cycles": 3, "everyone": True, "most_systems": 1},
}
"""The sample sector, and 100,000 organisations with 3 cycles each."""

LOADER = """
import sys, json, django
django.setup()
from django.utils import timezone
from wardmote.engines.sample import sector
from wardmote.server.sector.actions import sample
wish = sample.wish(timezone.now().date(), **json.loads(sys.argv[1]))
every = max(1000, wish.size // 20)
done = sample.load_sample(
    now=timezone.now(), members=sector.sector(wish), with_history=wish.size < 1000,
    tell=lambda n: print(f"  {n:,} organisations", file=sys.stderr) if n % every < 200 else None,
)
"""


def ready(postgres: cluster.Cluster, name: str) -> str:
    """Make a sector's database where it is not there yet, and give its name."""
    import json

    database = f"wardmote_{name}"
    admin = postgres.url("postgres", cluster.SUPERUSER)
    with psycopg.connect(admin, autocommit=True) as connection:
        names = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
    if database in names and _is_whole(postgres, database, SIZES[name]["size"]):
        _django(postgres, database, "wm_owner", "-m", "django", "migrate", "--verbosity=0")
        return database
    provision.drop(admin, database)
    provision.ensure(admin, database)
    _django(postgres, database, "wm_owner", "-m", "django", "migrate", "--verbosity=0")
    print(f"Making the sector {name!r}: {SIZES[name]}", file=sys.stderr)
    _django(postgres, database, cluster.SUPERUSER, "-c", LOADER, json.dumps(SIZES[name]))
    with psycopg.connect(postgres.url(database, cluster.SUPERUSER), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    return database


def _is_whole(postgres: cluster.Cluster, database: str, size: int) -> bool:
    with psycopg.connect(postgres.url(database, cluster.SUPERUSER)) as connection:
        try:
            row = connection.execute("SELECT count(*) FROM register_organisation").fetchone()
        except psycopg.errors.UndefinedTable:
            return False
    return row is not None and row[0] >= size


def environment(postgres: cluster.Cluster, database: str, role: str) -> dict[str, str]:
    """Give the environment of a process that uses a database in a role.

    The loader is the superuser with checks of references off: it writes what it made itself.
    """
    url = postgres.url(database, role)
    if role == cluster.SUPERUSER:
        url += ("&" if "?" in url else "?") + "options=-c%20session_replication_role%3Dreplica"
    return os.environ | {
        "WARDMOTE_DATABASE_URL": url,
        "WARDMOTE_DEMO": "yes",
        "WARDMOTE_LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "wardmote.server.config.settings",
        "PYTHONPATH": "src",
    }


def _django(postgres: cluster.Cluster, database: str, role: str, *arguments: str) -> None:
    subprocess.run(
        [sys.executable, *arguments], env=environment(postgres, database, role), check=True
    )
