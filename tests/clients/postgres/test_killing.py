"""Ctrl-C stops all of it, and no kill hinders the next start."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.clients.postgres.conftest import Keep, ask, first_line, wait_until
from wardmote.clients.postgres import binaries, cluster, leftovers, lock, places


def test_ctrl_c_in_a_terminal_stops_all(made: Path, keep: Keep) -> None:
    keeper = keep(made)
    assert first_line(keeper) == "ready"
    found = cluster.Cluster(made)
    process = leftovers.status(found.data).process
    os.killpg(keeper.pid, signal.SIGINT)
    keeper.wait(30)
    assert not leftovers.is_alive(process)
    assert not (found.data / "postmaster.pid").exists()
    assert "database system is shut down" in found.log.read_text()


def test_killing_the_keeper_stops_postgres_and_loses_nothing(made: Path, keep: Keep) -> None:
    keeper = keep(made)
    assert first_line(keeper) == "ready"
    found = cluster.Cluster(made, durable=False)
    ask(found, "CREATE TABLE kept AS SELECT 7 AS number")
    keeper.kill()
    with found:  # at once: the older one is still stopping
        assert ask(found, "SELECT number FROM kept") == 7


def test_killing_the_keeper_leaves_no_process(made: Path, keep: Keep) -> None:
    keeper = keep(made)
    assert first_line(keeper) == "ready"
    found = cluster.Cluster(made)
    process, guard = leftovers.status(found.data).process, _guard(found)
    keeper.kill()
    assert wait_until(lambda: not leftovers.is_alive(process))
    assert wait_until(lambda: not lock.is_held(made / "lock"))
    assert wait_until(lambda: not leftovers.is_alive(guard))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a death signal")
def test_killing_the_guard_stops_postgres(made: Path, keep: Keep) -> None:
    keeper = keep(made)
    assert first_line(keeper) == "ready"
    found = cluster.Cluster(made, durable=False)
    process = leftovers.status(found.data).process
    os.kill(_guard(found), signal.SIGKILL)
    assert wait_until(lambda: not leftovers.is_alive(process))
    with found:
        assert ask(found, "SELECT 1") == 1


def test_killing_everything_hinders_no_start(made: Path, keep: Keep) -> None:
    keeper = keep(made)
    assert first_line(keeper) == "ready"
    found = cluster.Cluster(made, durable=False)
    ask(found, "CREATE TABLE kept AS SELECT 7 AS number")
    ask(found, "CHECKPOINT")
    guard = _guard(found)
    for process in (leftovers.status(found.data).process, guard, keeper.pid):
        os.kill(process, signal.SIGKILL)
    with found:
        assert ask(found, "SELECT number FROM kept") == 7


def test_a_living_postgres_without_a_guard_is_stopped_first(made: Path) -> None:
    found = cluster.Cluster(made, durable=False)
    with found:
        pass
    programs = binaries.find()
    socket = places.socket_folder(found.place, 5432)
    orphan = subprocess.Popen(
        [programs.folder / "postgres", "-D", found.data, "-k", socket, "-c", "listen_addresses="],
        stderr=subprocess.DEVNULL,
        cwd="/",
        **found.place.account.options(),
    )
    assert wait_until(found.is_running)
    with found:
        assert orphan.wait(5) == 0
        assert ask(found, "SELECT 1") == 1


def test_a_foreign_process_with_the_old_number_lives_on(made: Path) -> None:
    found = cluster.Cluster(made, durable=False)
    with found:
        old = (found.data / "postmaster.pid").read_text()
    with subprocess.Popen(["sleep", "60"], **found.place.account.options()) as foreign:
        changed = f"{foreign.pid}\n{old.partition(chr(10))[2]}"
        (found.data / "postmaster.pid").write_text(changed)
        (found.place.home / "socket/.s.PGSQL.5432.lock").write_text(changed)
        with found:
            assert ask(found, "SELECT 1") == 1
        assert foreign.poll() is None
        foreign.kill()


@pytest.mark.parametrize("text", ["", "\n", "not a number\n", "999999\n", "-5\nx\n", "\udcff"])
def test_a_spoilt_process_file_is_survived(tmp_path: Path, text: str) -> None:
    (tmp_path / "postmaster.pid").write_bytes(text.encode(errors="surrogateescape"))
    assert leftovers.status(tmp_path).state == ""
    leftovers.end(tmp_path)


SPOILT = ["", "\n", "{", "-1", "1 2", "9" * 5000, "٧", "\x00" * 40, "\udcff"]


@pytest.mark.parametrize("text", SPOILT)
def test_a_spoilt_lock_file_names_nobody(tmp_path: Path, text: str) -> None:
    (tmp_path / "lock").write_bytes(text.encode(errors="surrogateescape"))
    assert lock.holder(tmp_path / "lock") == 0


def test_a_spoilt_lock_file_hinders_no_start(made: Path) -> None:
    (made / "lock").write_text("[" * 5000)
    with cluster.Cluster(made, durable=False):
        assert lock.holder(made / "lock") == os.getpid()


def _guard(found: cluster.Cluster) -> int:
    """The parent of PostgreSQL."""
    said = Path(f"/proc/{leftovers.status(found.data).process}/stat").read_text()
    return int(said.rpartition(")")[2].split()[1])
