"""`wardmote database` as a person uses it."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.clients.postgres import conftest
from wardmote.clients.postgres import cluster, provision

room = conftest.room
_programs = conftest._programs


def wardmote(home: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "wardmote.cli", "database", *words]
    environment = {
        **os.environ,
        "WARDMOTE_HOME": str(home),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30)


def test_start_look_and_stop(room: Path) -> None:
    assert wardmote(room, "stop").stdout == "It was not running.\n"
    stopped = wardmote(room, "status", "--json")
    assert (stopped.returncode, json.loads(stopped.stdout)["running"]) == (1, False)

    url = cluster.Cluster(room / "postgres").url("wardmote", "wm_app")
    started = wardmote(room, "start", "--background", "--fast")
    assert (started.stdout, started.stderr, started.returncode) == (f"Ready: {url}\n", "", 0)
    assert wardmote(room, "url").stdout == f"{url}\n"
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("wm_app",)
    facts = json.loads(wardmote(room, "status", "--json").stdout)
    assert (facts["running"], facts["folder"]) == (True, str(room / "postgres"))
    assert facts["url"] == url
    asked = wardmote(room, "psql", "--role", "wm_owner", "--", "-Atc", "SELECT current_user")
    assert asked.stdout == "wm_owner\n"

    again = wardmote(room, "start")
    assert (again.returncode, again.stdout) == (2, "")
    assert again.stderr.startswith(f"wardmote: The database in {room}/postgres is already running")
    assert wardmote(room, "stop").stdout == "Stopped.\n"
    refused = wardmote(room, "psql")
    assert (refused.returncode, refused.stderr) == (
        2,
        "wardmote: The database is not running. Start it: wardmote database start.\n",
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_in_order(room: Path, number: signal.Signals) -> None:
    command = [sys.executable, "-m", "wardmote.cli", "database", "start", "--fast"]
    with subprocess.Popen(
        command,
        env={**os.environ, "WARDMOTE_HOME": str(room), "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert conftest.first_line(process).startswith("Ready: postgresql://wm_app@/wardmote?host=")
        os.killpg(process.pid, number)
        assert process.communicate(timeout=20) == ("", "")
    assert process.returncode == 0
    assert not cluster.Cluster(room / "postgres").is_running()
    log = (room / "postgres/postgres.log").read_text()
    assert log.endswith("database system is shut down\n")


def test_sql_is_printed_for_a_database_of_ones_own(tmp_path: Path) -> None:
    said = wardmote(tmp_path, "sql", "--name", "ours")
    assert said.stdout == provision.text("ours")
    assert list(tmp_path.iterdir()) == []
    refused = wardmote(tmp_path, "sql", "--name", "a b")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith("wardmote: 'a b' is not a name for a database.")
