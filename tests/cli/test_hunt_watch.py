"""`wardmote hunt watch`: each line once, whatever becomes of the files and of the watch."""

import gzip
import json
import random
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.cli import hunts
from tests.cli.hunts import run

Out = pytest.CaptureFixture[str]
HEAD = "time,client_ip,host\n"


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("WARDMOTE_HOME", str(tmp_path / "home"))


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return write_pack(tmp_path / "hub.json", 3)


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    folder = tmp_path / "logs"
    folder.mkdir()
    return folder


def write_pack(path: Path, count: int) -> Path:
    return hunts.bundle(
        path, *(hunts.indicator(n, f"[domain-name:value = 'e{n}.example']") for n in range(count))
    )


def rows(start: int, end: int) -> str:
    return "".join(
        f"2026-11-20T10:{at // 60 % 60:02}:{at % 60:02}Z,"
        f"10.0.0.{at % 200},w{at}.e{at % 7}.example\n"
        for at in range(start, end)
    )


def watched(pack: Path, logs: Path, *also: object) -> list[object]:
    return ["watch", "--pack", pack, "--logs", logs, "--state", logs.parent / "state", *also]


def told(capsys: Out) -> dict[str, int]:
    counts: dict[str, int] = {}
    for line in capsys.readouterr().out.splitlines():
        news = json.loads(line)
        counts[news["value"]] = counts.get(news["value"], 0) + news["count"]
    return counts


def expected(*ranges: tuple[int, int], sought: int = 3) -> dict[str, int]:
    counts = [sum(1 for a, b in ranges for at in range(a, b) if at % 7 == n) for n in range(sought)]
    return {f"e{n}.example": count for n, count in enumerate(counts) if count}


def test_new_lines_are_told_once_and_a_half_line_waits(pack: Path, logs: Path, capsys: Out) -> None:
    once = watched(pack, logs, "--once", "--json")
    log = logs / "proxy.csv"
    log.write_text(HEAD + rows(0, 20) + rows(21, 22)[:30])
    assert run(*once) == 1
    assert told(capsys) == expected((0, 20))
    assert run(*once) == 0
    assert told(capsys) == {}
    with log.open("a") as file:
        file.write(rows(21, 22)[30:] + rows(22, 30))
    assert run(*once) == 1
    assert told(capsys) == expected((21, 30))


def test_a_log_that_is_renamed_packed_or_copied_and_cut_is_read_once(
    pack: Path, logs: Path, capsys: Out
) -> None:
    once = watched(pack, logs, "--once", "--json")
    log = logs / "proxy.csv"
    log.write_text(HEAD + rows(0, 20))
    assert run(*once) == 1
    with log.open("a") as file:  # lines just before it is renamed
        file.write(rows(20, 30))
    log.rename(logs / "proxy.csv.1")
    log.write_text(HEAD + rows(30, 40))
    assert run(*once) == 1
    with log.open("a") as file:  # lines just before it is copied and cut
        file.write(rows(40, 50))
    shutil.copy(log, logs / "proxy.csv.0")
    log.write_text(HEAD + rows(50, 55))
    assert run(*once) == 1
    with gzip.open(logs / "proxy.csv.1.gz", "wt") as packed:
        packed.write((logs / "proxy.csv.1").read_text())
    (logs / "proxy.csv.1").unlink()
    assert run(*once) == 0
    assert told(capsys) == expected((0, 55))


def test_a_copy_that_is_seen_before_the_cut_is_not_read_twice(
    pack: Path, logs: Path, capsys: Out
) -> None:
    once = watched(pack, logs, "--once", "--json")
    log = logs / "proxy.csv"
    log.write_text(HEAD + rows(0, 20))
    assert run(*once) == 1
    shutil.copy(log, logs / "proxy.csv.1")
    assert run(*once) == 0
    assert run(*watched(pack, logs, "--dry-run")) == 0
    log.write_text(HEAD + rows(20, 30))
    assert run(*once) == 1
    out = capsys.readouterr().out.splitlines()
    counts: dict[str, int] = {}
    for line in out:
        if line.startswith("{"):
            news = json.loads(line)
            counts[news["value"]] = counts.get(news["value"], 0) + news["count"]
    assert counts == expected((0, 30))


def test_a_copy_that_stays_is_a_log_of_its_own(pack: Path, logs: Path, capsys: Out) -> None:
    once = watched(pack, logs, "--once", "--json")
    (logs / "a.csv").write_text(HEAD + rows(0, 20))
    assert run(*once) == 1
    shutil.copy(logs / "a.csv", logs / "b.csv")
    assert (run(*once), run(*once), run(*once)) == (0, 1, 0)
    assert told(capsys) == expected((0, 20), (0, 20))


def test_a_new_indicator_is_found_in_the_days_before(pack: Path, logs: Path, capsys: Out) -> None:
    once = watched(pack, logs, "--once", "--json", "--keep", "9999d")
    (logs / "a.csv").write_text(HEAD + rows(0, 30))
    assert run(*once) == 1
    (logs / "a.csv").unlink()
    capsys.readouterr()
    write_pack(pack, 5)
    assert run(*once) == 1
    news = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {each["value"]: (each["count"], each["looked_back"]) for each in news} == {
        "e3.example": (4, True),
        "e4.example": (4, True),
    }
    assert run(*once) == 0


def test_values_older_than_what_is_kept_are_forgotten(pack: Path, logs: Path, capsys: Out) -> None:
    once = watched(pack, logs, "--once", "--json", "--keep", "1d")
    (logs / "a.csv").write_text(HEAD + rows(0, 30).replace("2026-11-20", "2020-11-20"))
    run(*once)
    write_pack(pack, 5)
    capsys.readouterr()
    assert run(*once) == 0
    assert capsys.readouterr().out == ""


def test_a_dry_run_says_what_it_would_do_and_does_nothing(
    pack: Path, logs: Path, capsys: Out
) -> None:
    (logs / "a.csv").write_text(HEAD + rows(0, 30))
    for _ in range(2):
        assert run(*watched(pack, logs, "--dry-run", "--json")) == 0
        said = json.loads(capsys.readouterr().out)
        assert [(Path(each["path"]).name, each["from"]) for each in said["would_search"]] == [
            ("a.csv", 0)
        ]


def test_what_a_watch_found_can_be_shared(pack: Path, logs: Path, capsys: Out) -> None:
    saved = logs.parent / "result.json"
    (logs / "a.csv").write_text(HEAD + rows(0, 7))
    assert run(*watched(pack, logs, "--once", "--save", saved)) == 1
    (logs / "b.csv").write_text(HEAD + rows(7, 21))
    assert run(*watched(pack, logs, "--once", "--save", saved)) == 1
    out = capsys.readouterr().out
    assert "Found domain e0.example (Campaign 0): 1 event, 2026-11-20 10:00:00 UTC\n" in out
    shared = ("share", saved, "--identity", hunts.IDENTITY, "--dry-run", "--json")
    assert run(*shared) == 0
    sent = json.loads(capsys.readouterr().out)["objects"]
    assert {each["sighting_of_ref"]: each["count"] for each in sent} == {
        hunts.ref(n): 3 for n in range(3)
    }


def test_two_watches_do_not_share_a_state(pack: Path, logs: Path, capsys: Out) -> None:
    process = hunts.started(*watched(pack, logs, "--every", "60s"), home=logs.parent / "home")
    try:
        for _ in range(2_000):
            if (logs.parent / "state" / "watch.duckdb").exists():
                break
            time.sleep(0.01)
        time.sleep(0.2)
        assert run(*watched(pack, logs, "--once")) == 2
        assert "in use by another watch" in capsys.readouterr().err
    finally:
        process.send_signal(signal.SIGINT)
        err = process.communicate()[1]
    assert (process.returncode, b"Traceback" in err) == (130, False)


def test_a_watch_without_a_rest_is_refused(pack: Path, logs: Path, capsys: Out) -> None:
    assert run(*watched(pack, logs, "--every", "0s")) == 2
    assert "Give 1s or more" in capsys.readouterr().err


def growing(logs: Path) -> Iterator[str]:
    """Write lines as a service would, with a rotation now and then."""
    log = logs / "proxy.csv"
    chance = random.Random(4)
    at = 0
    log.write_text(HEAD)
    for step in range(40):
        more = rows(at, at + 50)
        at += 50
        cut = chance.randrange(len(more))
        with log.open("a") as file:
            file.write(more[:cut])
            file.flush()
            yield "half"
            file.write(more[cut:])
        if step % 10 == 9:
            log.rename(logs / f"proxy.csv.{step}")
            log.write_text(HEAD)
        yield "whole"


def test_a_watch_that_is_killed_over_and_over_finds_what_one_hunt_finds(
    pack: Path, logs: Path, capsys: Out
) -> None:
    chance = random.Random(7)
    home = logs.parent / "home"
    service = growing(logs)
    for _ in range(4):
        process = hunts.started(*watched(pack, logs, "--every", "1s"), home=home)
        for _ in range(6):
            next(service)
        assert process.stdout
        assert process.stdout.readline().startswith(b"Found")
        for _ in range(4):
            next(service)
            time.sleep((1 + chance.random()) / 5)  # into the next round, or a rest
        process.send_signal(signal.SIGKILL)
        process.communicate()
    for _ in service:
        pass
    state = logs.parent / "state" / "watch.duckdb"
    with duckdb.connect(str(state)) as database:
        assert database.execute("SELECT count(*) >= 4 FROM looked").fetchall() == [(True,)]
    saved = logs.parent / "result.json"
    run(*watched(pack, logs, "--once", "--save", saved))
    run(*watched(pack, logs, "--once", "--save", saved))
    watch = json.loads(saved.read_text())["hunt"]["finds"]
    capsys.readouterr()
    assert run("run", "--pack", pack, "--logs", logs, "--json", "--lines", "0") == 1
    assert watch == json.loads(capsys.readouterr().out)["hunt"]["finds"]
    assert not list((logs.parent / "state").glob("piece-*"))
