"""A standby serves reads, and a poller that goes to and fro gets each object exactly once."""

import shutil
import subprocess
from collections.abc import Iterator

import pytest
from bench import sectors, serving
from bench.sharing import asking, stress
from django.db import transaction

from tests.conftest import Cast
from tests.database import CLUSTER, NAME, ROOT
from tests.server.sharing import laying
from wardmote.clients.postgres import binaries, cluster, initial, places

SECONDS = 6
STANDBY = cluster.Cluster(ROOT / ".wardmote" / "standby", durable=False)


@pytest.fixture
def standby(postgres: cluster.Cluster, committed_cast: Cast) -> Iterator[cluster.Cluster]:
    """Copy the tests' PostgreSQL and let the copy follow it."""
    program = binaries.find(initial.major(postgres.data)).folder / "pg_basebackup"
    if not program.exists():
        pytest.skip(f"There is no {program}, which makes a standby.")
    place = places.settle(STANDBY.folder)
    shutil.rmtree(STANDBY.data, ignore_errors=True)
    subprocess.run(
        [
            program,
            f"--dbname={postgres.url('postgres', cluster.SUPERUSER)}",
            f"--pgdata={STANDBY.data}",
            "--write-recovery-conf",
            "--wal-method=stream",
            "--checkpoint=fast",
            "--no-sync",
        ],
        check=True,
        cwd="/",
        env=initial.environment(),
        **place.account.options(),
    )
    with STANDBY:
        yield STANDBY
    shutil.rmtree(STANDBY.data, ignore_errors=True)


def test_a_poller_between_primary_and_standby_gets_each_object_once(
    committed_cast: Cast, standby: cluster.Cluster
) -> None:
    with transaction.atomic():
        laying.open_root(committed_cast)
        collection = laying.open_collection(committed_cast)
        keys = []
        for name, code in (("alice", "alderby"), ("mallory", "merrowdown")):
            laying.let(committed_cast, collection, code)
            keys.append(laying.key_of(committed_cast, name))
    path = f"/taxii2/hub/collections/{collection.pk}/objects/"
    sectors.FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        serving.running(CLUSTER, NAME, workers=1) as primary,
        serving.running(standby, NAME, workers=1) as other,
    ):
        outcome = stress.run(primary.port, path, keys, list, SECONDS, [other.port])
        refused = asking.Program(other.port, keys[0])
        assert refused.ask("POST", path, asking.indicators(1)).status == 503
        refused.connection.close()
    assert (outcome.lost, outcome.doubled) == ([], [])
    assert (outcome.disordered, outcome.unexpected) == ([], [])
    assert outcome.acknowledged > 0
