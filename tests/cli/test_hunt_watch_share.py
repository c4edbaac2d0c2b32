"""`wardmote hunt watch --share`: each sighting reaches the hub once, whatever becomes of it."""

import itertools
import json
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.cli import hunts, recorder
from tests.cli.hunts import run
from tests.cli.test_hunt_watch import HEAD, expected, growing, rows, watched, write_pack
from wardmote.clients.taxii import fake as fakes
from wardmote.clients.taxii.fake import Fake
from wardmote.formats.hunts import receipts

Out = pytest.CaptureFixture[str]
SECRET = "s3cret-of-the-hub"
WHO = ("--identity", hunts.IDENTITY, "--share-every", "0s")


@pytest.fixture
def fake() -> Fake:
    return Fake(token=SECRET)


@pytest.fixture
def url(fake: Fake, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("WARDMOTE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("WARDMOTE_TOKEN", SECRET)
    with fakes.serving(fake) as address:
        yield address


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """Look for what a hub gave, and for a name of our own."""
    folder = tmp_path / "pack"
    folder.mkdir()
    write_pack(folder / "hub.json", 3)
    (folder / "own.txt").write_text("e3.example\n")
    return folder


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    folder = tmp_path / "logs"
    folder.mkdir()
    return folder


def sighted(fake: Fake) -> dict[str, int]:
    counts: dict[str, int] = {}
    for each in fake.objects:
        value = f"e{int(str(each['sighting_of_ref'])[-12:])}.example"
        counts[value] = counts.get(value, 0) + each["count"]
    return counts


def test_what_is_new_is_shared_and_nothing_else(
    url: str, fake: Fake, pack: Path, logs: Path, capsys: Out
) -> None:
    with recorder.recording(urlsplit(url).port or 0) as heard:
        hub = f"http://127.0.0.1:{heard.port}/"
        once = watched(pack, logs, "--once", "--json", "--share", hub, *WHO)
        (logs / "a.csv").write_text(HEAD + rows(0, 20))
        assert run(*once) == 1
        assert sighted(fake) == expected((0, 20))
        with (logs / "a.csv").open("a") as file:
            file.write(rows(20, 40))
        assert run(*once) == 1
        assert run(*once) == 0
    assert sighted(fake) == expected((0, 40))
    assert len({each["id"] for each in fake.objects}) == len(fake.objects) == 6
    kept = receipts.read(receipts.beside(logs.parent / "state" / "shared.json"))
    assert [(each.seen, each.not_seen, each.taken) for each in kept] == [(3, 0, 3)] * 2
    assert SECRET.encode() in heard.heard  # the recorder hears what is sent
    cells = [cell for line in rows(0, 40).splitlines() for cell in line.split(",")[1:]]
    words = [*cells, "e3.example", "own.txt", "a.csv", "client_ip", str(logs.parent)]
    assert [word for word in words if word.encode() in heard.heard] == []


def test_a_dry_run_shows_just_what_would_go(
    url: str, fake: Fake, pack: Path, logs: Path, capsys: Out
) -> None:
    (logs / "a.csv").write_text(HEAD + rows(0, 20))
    assert run(*watched(pack, logs, "--once")) == 1
    shared = ("--share", url, *WHO)
    capsys.readouterr()
    assert run(*watched(pack, logs, "--dry-run", "--json", *shared)) == 0
    *_, would = capsys.readouterr().out.strip().splitlines()
    assert fake.asked == []
    assert run(*watched(pack, logs, "--once", *shared)) == 0
    stamps = ("id", "created", "modified")  # of when it goes
    plain = [
        [{key: value for key, value in each.items() if key not in stamps} for each in objects]
        for objects in (json.loads(would)["objects"], fake.objects)
    ]
    assert plain[0] == plain[1]
    assert sighted(fake) == expected((0, 20))


def test_a_hub_that_is_away_is_told_later(
    url: str, fake: Fake, pack: Path, logs: Path, capsys: Out
) -> None:
    once = watched(pack, logs, "--once", "--share", url, *WHO)
    (logs / "a.csv").write_text(HEAD + rows(0, 20))
    fake.token = "another"
    assert run(*once) == 1
    assert "Not shared yet: " in capsys.readouterr().err
    with (logs / "a.csv").open("a") as file:
        file.write(rows(20, 40))
    assert run(*once) == 1
    fake.token = SECRET
    assert (run(*once), run(*once)) == (0, 0)
    assert sighted(fake) == expected((0, 40))


def test_what_left_the_pack_after_it_was_seen_is_shared(
    url: str, fake: Fake, pack: Path, logs: Path
) -> None:
    (logs / "a.csv").write_text(HEAD + rows(0, 20))
    assert run(*watched(pack, logs, "--once")) == 1
    write_pack(pack / "hub.json", 1)
    (pack / "own.txt").unlink()
    assert run(*watched(pack, logs, "--once", "--share", url, *WHO)) == 0
    assert sighted(fake) == expected((0, 20))


def test_a_watch_that_does_not_say_who_reports_is_refused(
    url: str, fake: Fake, pack: Path, logs: Path, capsys: Out
) -> None:
    assert run(*watched(pack, logs, "--once", "--share", url)) == 2
    assert "Say who reports" in capsys.readouterr().err
    assert fake.asked == []


def test_a_watch_that_is_killed_over_and_over_shares_each_sighting_once(
    url: str, fake: Fake, pack: Path, logs: Path
) -> None:
    shared = watched(pack, logs, "--every", "1s", "--share", url, *WHO)
    service = growing(logs)
    for talk in (2, 3, 4, 5):
        process = hunts.started(*shared, home=logs.parent / "home")
        asked = len(fake.asked)
        for _ in range(4):
            next(service)
        for wait in itertools.count(1):
            if len(fake.asked) >= asked + talk:  # in the midst of its talk with the hub
                break
            if wait % 300 == 0:
                next(service, None)
            time.sleep(0.001)
            assert process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.communicate()
    for _ in service:
        pass
    for _ in range(3):
        run(*watched(pack, logs, "--once", "--share", url, *WHO))
    assert sighted(fake) == expected((0, 2_000))
    assert len({each["id"] for each in fake.objects}) == len(fake.objects)
