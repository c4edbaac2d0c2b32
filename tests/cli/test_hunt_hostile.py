"""`wardmote hunt`, given names, texts and places that are wrong or meant to harm."""

import json
import os
from pathlib import Path

import pytest

from tests.cli import hunts
from tests.cli.hunts import run

Out = pytest.CaptureFixture[str]
EVIL = hunts.indicator(1, "[domain-name:value = 'evil.example']")
AT = "2026-11-20T10:00:00Z"


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("WARDMOTE_HOME", str(tmp_path / "home"))


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return hunts.bundle(tmp_path / "pack.json", EVIL)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return hunts.proxy_log(tmp_path / "proxy.csv", (AT, "10.0.0.1", "evil.example"))


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", '\n"', "\u2028"])
def test_a_name_of_several_lines_spoils_no_pack(
    end: str, log: Path, tmp_path: Path, capsys: Out
) -> None:
    other = hunts.indicator(2, "[domain-name:value = 'good.example']")
    named = {**EVIL, "name": f"one{end}two"}
    pack = hunts.bundle(tmp_path / "lines.json", named, other)
    assert run("run", "--pack", pack, log, "--json") == 1
    found = json.loads(capsys.readouterr().out)["hunt"]["found"]
    assert {each["name"] for each in found.values()} == {f"one{end}two"}


def test_nothing_of_a_log_or_a_pack_is_done_by_the_terminal(
    log: Path, tmp_path: Path, capsys: Out
) -> None:
    log.write_text(log.read_text() + f"{AT},\x1b]0;own\x07,evil.example\n")
    log = log.rename(tmp_path / "\x1b[2J.csv")
    pack = hunts.bundle(tmp_path / "pack.json", {**EVIL, "name": "\x1b[31mred\u202e"})
    assert run("run", "--pack", pack, log) == 1
    assert run("watch", "--pack", pack, "--logs", log, "--state", tmp_path / "s", "--once") == 1
    assert run("look", log) == 0
    said = capsys.readouterr()
    shown = "".join(said)
    assert [mark for mark in shown if not mark.isprintable() and mark != "\n"] == []
    for text in (r"\x1b]0;own\x07", r"\x1b[2J.csv", r"\x1b[31mred\u202e"):
        assert text in shown


def test_a_log_may_have_any_name(pack: Path, log: Path, tmp_path: Path, capsys: Out) -> None:
    os.rename(log, os.fsencode(tmp_path) + b"/proxy-\xff\n.csv")  # noqa: PTH104
    assert run("run", "--pack", pack, tmp_path / "proxy*", "--json") == 1
    hunt = json.loads(capsys.readouterr().out)["hunt"]
    place = Path(hunt["looked"][0]["place"]).name
    assert (place, hunt["finds"][0]["count"], hunt["skipped"]) == (r"proxy-\udcff\n.csv", 1, [])
    watch = ("watch", "--pack", pack, "--logs", tmp_path / "proxy*", "--state", tmp_path / "state")
    assert run(*watch, "--once") == 1
    assert run(*watch, "--once") == 0
    assert "Not searched" not in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--save", "--csv", "--html"])
def test_what_cannot_be_written_is_said_before_the_hunt(
    option: str, pack: Path, log: Path, tmp_path: Path, capsys: Out
) -> None:
    for place in (tmp_path, tmp_path / "none" / "file", log / "file"):
        assert run("run", "--pack", pack, log, option, place) == 2
        said = capsys.readouterr()
        assert (said.out, "It cannot be written there." in said.err) == ("", True)
    assert not (tmp_path / "home").exists()


def test_a_hunt_for_nothing_is_refused(log: Path, tmp_path: Path, capsys: Out) -> None:
    (tmp_path / "list.txt").write_text("192.0.2.1\n")
    assert run("run", "--pack", tmp_path / "list.txt", log) == 2
    said = capsys.readouterr().err
    assert "holds nothing to look for. It is on a list of ordinary values" in said


def test_what_is_no_file_is_no_pack(log: Path, capsys: Out) -> None:
    assert run("run", "--pack", "/dev/zero", log) == 2
    assert "A pack must be a file or a folder." in capsys.readouterr().err


def test_a_home_that_cannot_be_made_is_named(
    pack: Path, log: Path, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    monkeypatch.setenv("WARDMOTE_HOME", str(log))
    assert run("run", "--pack", pack, log) == 2
    assert capsys.readouterr().err.endswith("cannot be used: Not a directory.\n")


@pytest.mark.parametrize("size", ["1k", "2000G", "much"])
def test_a_size_of_memory_is_within_reason(size: str, pack: Path, log: Path, capsys: Out) -> None:
    assert run("run", "--pack", pack, log, "--memory", size) == 2
    assert "Give a size from 100M to 1000G" in capsys.readouterr().err


def test_looking_at_no_log_ends_alike_in_every_form(tmp_path: Path, capsys: Out) -> None:
    (tmp_path / "notes.txt").write_text("once upon a time\n")
    assert run("look", tmp_path) == run("look", tmp_path, "--json") == 2
    assert len(json.loads(capsys.readouterr().out)["not_read"]) == 1


def test_a_broken_state_is_not_taken_for_another_watch(
    pack: Path, log: Path, tmp_path: Path, capsys: Out
) -> None:
    (tmp_path / "watch.duckdb").write_bytes(b"\xff" * 5_000)
    assert run("watch", "--pack", pack, "--logs", log, "--state", tmp_path, "--once") == 2
    assert "cannot hold the state" in capsys.readouterr().err


def test_files_are_counted_and_those_without_times_named(
    pack: Path, log: Path, capsys: Out
) -> None:
    log.with_name("alike.csv").write_bytes(log.read_bytes())
    log.with_name("timeless.csv").write_text("host,dst\nwww.evil.example,45.1.1.1\n")
    assert run("run", "--pack", pack, log.parent / "*.csv", "--since", "2027-01-01") == 1
    said = capsys.readouterr()
    assert "Searched 3 events in 3 files" in said.out
    assert f"Not by time in {log.with_name('timeless.csv')}: its times cannot be read" in said.err
