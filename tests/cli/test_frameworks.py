"""`wardmote frameworks`, as a person runs it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.database import CLUSTER, NAME
from wardmote.cli import main
from wardmote.clients.postgres import cluster
from wardmote.formats.frameworks import oscal, packs, shipped

Out = pytest.CaptureFixture[str]
REFUSED = 2
URL = CLUSTER.url(NAME, cluster.SUPERUSER)
OWNER = f"{URL}{'&' if '?' in URL else '?'}options=-c%20role%3Dwm_owner"


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal of 80 columns, and no database."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("WARDMOTE_DATABASE_URL", raising=False)


def run(*arguments: object) -> int:
    """Run one command and give its exit code."""
    with pytest.raises(SystemExit) as ended:
        main.main([str(each) for each in ("frameworks", *arguments)])
    return int(ended.value.code or 0)


def pack(folder: Path, old: str = "", new: str = "") -> Path:
    """Write the shipped CAF 4.0 as a file, with one thing replaced."""
    path = folder / "pack.json"
    text = packs.dump_framework(shipped.framework("caf-4.0"))
    path.write_text(text.replace(old, new, 1) if old else text, encoding="utf-8")
    return path


def test_list_names_each_framework_with_its_counts(capsys: Out) -> None:
    assert run("list", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert [(each["ref"], each["outcome_count"], each["statement_count"]) for each in found] == [
        ("caf-3.2", 39, 449),
        ("caf-4.0", 41, 557),
        ("declaration-2018", 5, 41),
    ]
    assert [(each["ref"], each["official"]) for each in found[1]["profiles"]] == [
        ("caf-4.0:baseline", False)
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        ("list",),
        ("show", "caf-4.0"),
        ("show", "declaration-2018"),
        ("show", "caf-3.2", "A2.a"),
        ("crosswalk", "caf-3.2", "caf-4.0"),
    ],
)
def test_tables_fit_80_columns(capsys: Out, arguments: tuple[str, ...]) -> None:
    assert run(*arguments) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(len(line) for line in lines) <= 80
    assert [line for line in lines if "…" in line] == []


def test_an_unofficial_profile_is_labelled(capsys: Out) -> None:
    run("list")
    assert "(unofficial)" in capsys.readouterr().out


def test_show_gives_one_outcome(capsys: Out) -> None:
    assert run("show", "caf-3.2", "A2.a", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    outcome = shipped.framework("caf-3.2").outcome("A2.a")
    assert (found["code"], found["counts"]) == (
        "A2.a",
        {"not_achieved": 8, "partially_achieved": 6, "achieved": 9},
    )
    assert [each["text"] for each in found["statements"]] == [
        each.text for each in outcome.statements
    ]


def test_show_gives_a_whole_framework(capsys: Out) -> None:
    assert run("show", "caf-4.0", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert [each["code"] for each in found["outcomes"]] == [
        each.code for each in shipped.framework("caf-4.0").outcomes
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("show", "caf-5"), "wardmote: There is no framework 'caf-5'. Use one of: "),
        (("show", "caf-4.0", "Z1"), "wardmote: Cyber Assessment Framework 4.0 has no outcome Z1."),
        (("crosswalk", "caf-4.0", "caf-3.2"), "wardmote: There is no crosswalk from caf-4.0"),
        (("check", "gone.json"), "wardmote: gone.json: The file cannot be read: No such file"),
        (("import", "gone.json"), "wardmote: gone.json: The file cannot be read: No such file"),
    ],
)
def test_a_refusal_goes_to_standard_error(
    capsys: Out, arguments: tuple[str, ...], message: str
) -> None:
    assert run(*arguments) == REFUSED
    out = capsys.readouterr()
    assert (out.out, out.err[: len(message)]) == ("", message)


def test_crosswalk_counts_its_rows(capsys: Out) -> None:
    assert run("crosswalk", "caf-3.2", "caf-4.0", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["counts"] == {"same": 3, "retitled": 4, "changed": 31, "new": 3, "gone": 1}
    assert (len(found["crossings"]), len(found["statements"])) == (42, 225)


def test_check_passes_a_complete_file(capsys: Out, tmp_path: Path) -> None:
    path = tmp_path / "catalog.json"
    path.write_text(oscal.dump(shipped.framework("caf-3.2")), encoding="utf-8")
    assert run("check", path) == 0
    assert capsys.readouterr().out == (
        "catalog.json: OSCAL catalog, compared with caf-3.2\n"
        "449 of 449 statements are there; 0 problems.\n"
    )


def test_check_names_what_is_wrong_and_ends_with_2(capsys: Out, tmp_path: Path) -> None:
    path = pack(tmp_path, '"stands": {"not_achieved": 1}', '"stands": {"not_achieved": 99}')
    assert run("check", path, "--json") == REFUSED
    found = json.loads(capsys.readouterr().out)
    assert (found["complete"], found["matched"], found["expected"]) == (False, 556, 557)
    assert [(each["fault"], each["statement"]) for each in found["problems"]] == [
        ("malformed", ""),
        ("surplus", "A1.a.NA.99"),
        ("missing", "A1.a.NA.1"),
    ]


def test_check_compares_with_the_framework_that_is_named(capsys: Out, tmp_path: Path) -> None:
    assert run("check", pack(tmp_path), "--framework", "caf-3.2", "--json") == REFUSED
    found = json.loads(capsys.readouterr().out)
    assert (found["framework"], found["expected"]) == ("caf-3.2", 449)


def test_check_of_a_profile_says_how_much_of_its_framework_it_names(
    capsys: Out, tmp_path: Path
) -> None:
    path = tmp_path / "targets.csv"
    path.write_text("outcome,level\nA1.a,achieved\nB2.a,PA\n", encoding="utf-8")
    assert run("check", path, "--framework", "caf-4.0") == 0
    assert capsys.readouterr().out == (
        "targets.csv: CSV of targets, compared with caf-4.0\n"
        "2 of 41 outcomes are named; 0 problems.\n"
    )
    path.write_text("outcome,level\nA1.a,achieved\nB2.z,PA\n", encoding="utf-8")
    assert run("check", path, "--framework", "caf-4.0", "--json") == REFUSED
    found = json.loads(capsys.readouterr().out)
    assert (found["complete"], found["target_count"], found["outcome_count"]) == (False, 1, 41)
    assert [(each["line"], each["fault"]) for each in found["problems"]] == [(3, "unknown")]


def test_what_was_imported_is_listed_and_shown(
    transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("WARDMOTE_DATABASE_URL", "WARDMOTE_OWNER_DATABASE_URL"):
        monkeypatch.setenv(name, OWNER)
    targets = tmp_path / "targets.csv"
    targets.write_text("outcome,level\nA1.a,achieved\n", encoding="utf-8")
    given = ("--framework", "caf-4.0", "--title", "Ours", "--official")
    assert ask("import", targets, *given) == (
        "Imported the profile caf-4.0:ours, which names 1 of 41 outcomes.\n"
    )
    path = pack(tmp_path, '"version": "4.0"', '"version": "5.0"')
    ask("import", path, "--new")
    ask("import", pack(tmp_path), "--wording", "Official")
    listed = json.loads(ask("list", "--json"))
    named = {each["ref"]: (each["wording"], each["imported_wording"]) for each in listed}
    plain = named["caf-4.0"][0]
    assert named["caf-4.0"] == (plain, "Official")
    assert named["caf-3.2"][1] == ""
    assert json.loads(ask("show", "caf-4.0", "--json"))["imported_wording"] == "Official"
    assert "caf-4.0 was imported in another wording too: Official." in ask("list")
    assert [each["ref"] for each in listed] == ["caf-3.2", "caf-4.0", "declaration-2018", "caf-5.0"]
    assert [each["ref"] for each in listed[1]["profiles"]] == ["caf-4.0:ours", "caf-4.0:baseline"]
    shown = json.loads(ask("show", "caf-5.0", "A1.a", "--json"))
    assert shown["code"] == "A1.a"
    assert "0 problems" in ask("check", path)


def ask(*arguments: object) -> str:
    """Run one command in a process of its own, and give what it prints."""
    words = [str(each) for each in arguments]
    ended = subprocess.run(
        [sys.executable, "-m", "wardmote.cli", "frameworks", *words],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    return ended.stdout


def test_import_says_that_no_database_is_configured(capsys: Out, tmp_path: Path) -> None:
    assert run("import", pack(tmp_path)) == REFUSED
    out = capsys.readouterr()
    assert out.out == ""
    assert "no database is configured. Set WARDMOTE_OWNER_DATABASE_URL" in out.err


def test_import_refuses_a_file_that_is_not_complete(capsys: Out, tmp_path: Path) -> None:
    assert run("import", pack(tmp_path, "A1.a.NA.2", "A1.a.NA.1")) == REFUSED
    out = capsys.readouterr()
    assert out.out == ""
    assert "The code 'A1.a.NA.1' is used twice." in out.err
    assert "pack.json: Nothing was imported. Mend the file" in out.err


def test_import_asks_before_it_loads_what_is_not_known(capsys: Out, tmp_path: Path) -> None:
    path = pack(tmp_path, '"version": "4.0"', '"version": "5.0"')
    assert run("import", path) == REFUSED
    assert "To load it as a new framework, add --new." in capsys.readouterr().err
    assert run("import", path, "--new") == REFUSED
    assert "holds all of Cyber Assessment Framework 5.0" in capsys.readouterr().err
