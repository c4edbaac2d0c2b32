"""`wardmote hunt run`: how it ends, what it writes, and what it makes of every sort of file."""

import csv
import gzip
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.cli import hunts
from tests.cli.hunts import run
from wardmote.formats.hunts import records

Out = pytest.CaptureFixture[str]
HEAD = "time,client_ip,host\n"
ROWS = (
    "2026-11-20T10:00:00Z,10.0.0.1,www.evil.example\n"
    "2026-11-21T10:00:00Z,10.0.0.2,good.example\n"
    "2026-11-22T10:00:00Z,10.0.0.3,evil.example\n"
)
RULE = """
title: Odd host
id: 5f1abf38-0003-4f5c-8b8a-111111111111
status: test
logsource: {category: proxy}
detection:
  sel:
    c-uri|contains: 'evil.example/a'
  condition: sel
"""


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("WARDMOTE_HOME", str(tmp_path / "home"))


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    path = tmp_path / "list.txt"
    path.write_text("evil.example\n45.155.205.99\n")
    return path


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "proxy.csv"
    path.write_text(HEAD + ROWS)
    return path


def hunted(capsys: Out, *arguments: object) -> tuple[int, dict[str, Any]]:
    code = run("run", *arguments, "--json", "--lines", "0")
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    return code, json.loads(said.out)["hunt"]


def found(hunt: dict[str, Any]) -> dict[str, int]:
    return {hunt["found"][each["indicator"]]["value"]: each["count"] for each in hunt["finds"]}


def test_the_exit_code_says_how_it_came_out(pack: Path, log: Path, capsys: Out) -> None:
    assert run("run", "--pack", pack, "--logs", log) == 1
    assert "1 of 2 found." in capsys.readouterr().out
    log.write_text(HEAD + ROWS.replace("evil", "good"))
    assert run("run", "--pack", pack, log) == 0
    assert "Nothing found. All of the logs were read." in capsys.readouterr().out
    (log.parent / "notes.txt").write_text("once upon a time\n")
    assert run("run", "--pack", pack, log, log.parent / "notes.txt") == 3
    assert "Nothing found in what could be read." in capsys.readouterr().out
    assert run("run", "--pack", pack, "--logs", log.parent / "nothing.log") == 2
    assert "there is no such file" in capsys.readouterr().err
    assert run("run", "--pack", pack) == 2
    assert "Name the logs to search" in capsys.readouterr().err
    assert run("run", "--pack", pack.parent / "no.pack", log) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_time_bounds_events(pack: Path, log: Path, capsys: Out) -> None:
    asked = ("--pack", pack, log)
    assert hunted(capsys, *asked, "--since", "2026-11-21")[1]["finds"][0]["count"] == 1
    assert hunted(capsys, *asked, "--until", "2026-11-22T10:00Z")[1]["finds"][0]["count"] == 1
    assert hunted(capsys, *asked, "--since", "2026-11-20", "--until", "2026-11-23")[0] == 1
    assert hunted(capsys, *asked, "--since", "2027-01-01")[0] == 0
    assert run("run", *asked, "--since", "soon") == 2
    assert "Give a time such as" in capsys.readouterr().err


def test_a_kind_is_named_and_what_is_of_another_is_not_searched(
    pack: Path, log: Path, capsys: Out
) -> None:
    code, hunt = hunted(capsys, "--pack", pack, log, "--kind", "squid")
    assert (code, len(hunt["skipped"])) == (3, 1)
    assert hunt["skipped"][0]["why"].startswith("it is no Squid")


def test_standard_input_is_searched(
    pack: Path, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = SimpleNamespace(buffer=io.BytesIO((HEAD + ROWS).encode()))
    monkeypatch.setattr(sys, "stdin", stream)
    code, hunt = hunted(capsys, "--pack", pack, "-")
    assert (code, found(hunt), hunt["looked"][0]["place"]) == (
        1,
        {"evil.example": 2},
        "standard input",
    )


def test_every_form_of_result_says_the_same(pack: Path, log: Path, capsys: Out) -> None:
    folder = log.parent
    written = {name: folder / f"out.{name}" for name in ("csv", "html", "save")}
    options = [each for name, path in written.items() for each in (f"--{name}", path)]
    code, hunt = hunted(capsys, "--pack", pack, log, *options)
    assert code == 1
    table = list(csv.DictReader(io.StringIO(written["csv"].read_text("utf-8-sig"))))
    assert [(each["Value"], each["Events"]) for each in table] == [("evil.example", "2")]
    assert "evil.example" in written["html"].read_text()
    assert json.loads(json.dumps(records.as_json(records.read(written["save"]))))["hunt"] == hunt
    assert run("run", "--pack", pack, log, "--csv", folder / "no" / "a.csv") == 2
    assert "cannot be written" in capsys.readouterr().err


def test_lines_are_shown_here_and_never_saved(pack: Path, log: Path, capsys: Out) -> None:
    saved = log.parent / "saved.json"
    assert run("run", "--pack", pack, log, "--lines", "2", "--save", saved) == 1
    assert "2026-11-20T10:00:00Z,10.0.0.1,www.evil.example" in capsys.readouterr().out
    assert "10.0.0.1" not in saved.read_text()
    assert "www.evil.example" not in saved.read_text()


def test_a_pack_with_some_garbage_looks_for_all_the_rest(tmp_path: Path, capsys: Out) -> None:
    objects = [
        hunts.indicator(n, "[domain-name:value = 'e" + ("" if n % 100 == 99 else f"{n}.example']"))
        for n in range(300)
    ]
    pack = hunts.bundle(tmp_path / "hub.json", *objects)
    log = tmp_path / "a.csv"
    log.write_text(
        HEAD + "".join(f"2026-11-20T10:00:00Z,10.0.0.1,e{n}.example\n" for n in range(300))
    )
    code, hunt = hunted(capsys, "--pack", pack, log)
    assert (code, len(hunt["finds"]), sum(hunt["left_out_counts"].values())) == (1, 297, 3)


def hostile(path: Path, name: str) -> None:
    """Write one file that goes wrong somewhere, with what is sought in what can be read."""
    good = (HEAD + ROWS * 200).encode()
    packed = gzip.compress(bytes(good), mtime=0)
    noise = bytes(range(256)) * 40
    content = {
        "truncated gzip": packed[: len(packed) - 12],
        "damaged gzip": packed[: len(packed) // 2] + b"\0" * 40 + packed[len(packed) // 2 :],
        "binary within": good + noise + good.split(b"\n", 1)[1],
        "a line of 10 MB": good + b"2026-11-23T10:00:00Z,10.0.0.4," + b"a" * 10_000_000 + b"\n",
        "mixed encodings": good
        + "2026-11-23T10:00:00Z,10.0.0.4,café\n".encode("latin-1")
        + b"\xff\n",
        "mixed line ends": good.replace(b"\n", b"\r\n", 300) + b"\r",
        "being written": good + b"2026-11-23T10:0",
        "no line end": good[:-1],
        "nothing but zeros": b"\0" * 100_000,
        "utf-16": good.decode().encode("utf-16"),
        "a byte order mark": b"\xef\xbb\xbf" + good,
    }[name]
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("truncated gzip", {1}),
        ("damaged gzip", {1}),
        ("binary within", {1}),
        ("a line of 10 MB", {1}),
        ("mixed encodings", {1}),
        ("mixed line ends", {1}),
        ("being written", {1}),
        ("no line end", {1}),
        ("nothing but zeros", {3}),
        ("utf-16", {1}),
        ("a byte order mark", {1}),
    ],
)
def test_a_hostile_file_is_searched_as_far_as_it_can_be_and_the_rest_is_told(
    name: str, codes: set[int], pack: Path, tmp_path: Path, capsys: Out
) -> None:
    path = tmp_path / "hostile.csv"
    hostile(path, name)
    code = run("run", "--pack", pack, path, "--json", "--lines", "3")
    said = capsys.readouterr()
    assert code in codes
    assert "Traceback" not in said.err
    hunt = json.loads(said.out)["hunt"]
    unread = sum(each["unread_count"] for each in hunt["looked"]) + len(hunt["skipped"])
    whole = name in ("no line end", "utf-16", "a byte order mark", "mixed line ends")
    assert (code == 1) == bool(hunt["finds"])
    assert whole or unread > 0 or name == "mixed encodings"
    if whole:
        assert found(hunt) == {"evil.example": 400}


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_what_may_not_be_read_is_named(pack: Path, log: Path, capsys: Out) -> None:
    locked = log.with_name("locked.csv")
    locked.write_text(HEAD + ROWS)
    locked.chmod(0)
    code, hunt = hunted(capsys, "--pack", pack, log, locked)
    assert (code, [each["why"] for each in hunt["skipped"]]) == (1, ["you may not read it"])


def test_rules_and_patterns_over_time_are_asked(tmp_path: Path, capsys: Out) -> None:
    pack = tmp_path / "pack"
    pack.mkdir()
    (pack / "rule.yml").write_text(RULE)
    first, then = (
        f"[url:value = 'http://{host}']" for host in ("www.evil.example/a", "evil.example/b")
    )
    hunts.bundle(
        pack / "hub.json",
        hunts.indicator(1, f"({first} FOLLOWEDBY {then}) WITHIN 300000 SECONDS"),
        hunts.indicator(2, f"({then} FOLLOWEDBY {first}) WITHIN 300000 SECONDS"),
    )
    log = tmp_path / "access.log"
    log.write_text(
        "1763632800.001    120 10.0.0.1 TCP_MISS/200 1000 GET http://www.evil.example/a"
        " - HIER_DIRECT/203.0.113.9 text/html\n"
        "1763719200.001    120 10.0.0.1 TCP_MISS/200 1000 GET http://evil.example/b"
        " - HIER_DIRECT/203.0.113.9 text/html\n"
    )
    code, hunt = hunted(capsys, "--pack", pack, log)
    kinds = {each["indicator"]: hunt["found"][each["indicator"]]["kind"] for each in hunt["finds"]}
    assert (code, kinds) == (
        1,
        {hunts.ref(1): "pattern", "5f1abf38-0003-4f5c-8b8a-111111111111": "sigma"},
    )
    assert hunt["hunted"] == [hunts.ref(1), hunts.ref(2)]


@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGKILL", -9)])
def test_a_hunt_that_was_stopped_goes_on_and_finds_the_same(
    name: str, code: int, pack: Path, tmp_path: Path, capsys: Out
) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()
    for number in range(4):  # each of a kind of its own, so that each is a search of its own
        head = f"time,client_ip,host,own{number}\n"
        rows = ROWS.replace("\n", f",{number}\n") * 500
        (logs / f"{number}.csv").write_text(head + rows)
    asked = ("--pack", pack, logs, "--threads", "1")
    parts = tmp_path / "home" / "hunt" / "parts"
    process = hunts.started("run", *asked, home=tmp_path / "home")
    for _ in range(6_000):
        if process.poll() is not None or any(parts.glob("*.json")):
            break
        time.sleep(0.005)
    process.send_signal(getattr(signal, name))
    out, err = process.communicate()
    assert (process.returncode, b"Traceback" in err) == (code, False)
    if code == 130:
        assert b"Stopped before the end." in out
    kept = {path: path.stat().st_mtime_ns for path in parts.glob("*.json")}
    assert kept
    resumed = hunted(capsys, *asked, "--resume")
    assert not list(parts.glob("*.json"))
    fresh = hunted(capsys, *asked)
    assert (resumed[0], resumed[1]["finds"]) == (1, fresh[1]["finds"])
    assert resumed[1]["looked"] == fresh[1]["looked"]
    assert found(fresh[1]) == {"evil.example": 2 * 500 * 4}


def test_a_hunt_that_is_stopped_before_it_begins_says_so(
    pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    process = hunts.started(
        "run", "--pack", pack, "-", home=tmp_path / "home", stdin=subprocess.PIPE
    )
    for _ in range(6_000):
        if any(tmp_path.glob("hunt-*/standard-input")):
            break
        time.sleep(0.005)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    assert (process.returncode, out) == (130, b"")
    assert err.decode().strip() == "Stopped before a log was searched."
