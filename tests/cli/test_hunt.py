"""`wardmote hunt`, as a person runs it."""

import json
from pathlib import Path

import pytest

from wardmote.cli import main

Out = pytest.CaptureFixture[str]
SAMPLES = Path(__file__).parent.parent / "formats" / "logs" / "samples"


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")


def run(*arguments: object) -> int:
    """Run one command and give its exit code."""
    with pytest.raises(SystemExit) as ended:
        main.main([str(each) for each in ("hunt", *arguments)])
    return int(ended.value.code or 0)


def test_a_log_is_looked_at_and_what_is_none_is_named(capsys: Out, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("time,host\n2026-11-20T10:00:00Z,www.example\n")
    (tmp_path / "b.txt").write_text("once upon a time\n")
    (tmp_path / "c.log").write_text("")
    assert run("look", tmp_path, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert [(Path(one["path"]).name, one["columns"]) for one in found["logs"]] == [
        ("a.csv", {"time": "time", "host": "host"})
    ]
    nothing = "it is of no kind that is known, and nothing in it can be compared with indicators"
    assert {Path(one["path"]).name: one["why"] for one in found["not_read"]} == {
        "b.txt": nothing,
        "c.log": "empty",
    }


def test_a_folder_without_a_log_is_refused(capsys: Out, tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("once upon a time\n")
    assert run("look", tmp_path) == 2
    said = capsys.readouterr()
    assert (said.out, "b.txt" in said.err, "None of these is a log" in said.err) == (
        "",
        True,
        True,
    )


def test_a_pack_is_counted_by_kind(capsys: Out, tmp_path: Path) -> None:
    pack = tmp_path / "letter.txt"
    pack.write_text("See hxxps://evil[.]example[.]com/x and 203.0.113[.]7, not readme.txt.\n")
    assert run("pack", pack, "--json") == 0
    assert json.loads(capsys.readouterr().out)["counts"] == {"url": 1, "ip": 1}


def test_every_kind_of_log_is_listed(capsys: Out) -> None:
    assert run("kinds", "--json") == 0
    names = [one["name"] for one in json.loads(capsys.readouterr().out)]
    assert len(names) == len(set(names))
    assert {"squid", "zeek-http", "w3c", "windows-evtx", "dnsmasq"} <= set(names)
