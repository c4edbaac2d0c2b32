"""`wardmote register`, as a person at a terminal uses it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from wardmote.cli.main import main
from wardmote.formats.register import records, sheet
from wardmote.rules.register import plans

ENGLAND = sheet.england()


class Terminal:
    """Runs a command and keeps what it said."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def run(self, *arguments: str | Path) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["register", *map(str, arguments)])
        said = self.capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(capsys)


@pytest.fixture
def renamed(tmp_path: Path) -> Path:
    path = tmp_path / "new.csv"
    changed = [
        replace(each, name="Leeds Council") if each.code == "LDS" else each for each in ENGLAND
    ]
    path.write_text(sheet.write(changed), encoding="utf-8")
    return path


def test_show_prints_what_is_known(terminal: Terminal) -> None:
    code, out, err = terminal.run("show", "tau")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "Name          Taunton Deane Borough Council",
        "Code          TAU",
        "GSS code      E07000190",
        "Kind          District council (lower tier)",
        "Region        South West",
        "Part of       Somerset County Council (SOM)",
        "Ended         31 March 2019",
        "Successors    Somerset West and Taunton Council (SWT), Somerset Council (SMT)",
    ]


def test_show_as_json_by_gss_code(terminal: Terminal) -> None:
    code, out, _ = terminal.run("show", "e06000066", "--json")
    known = next(each for each in ENGLAND if each.code == "SMT")
    assert code == 0
    assert json.loads(out) == {
        **records.organisation(known),
        "heirs": [],
        "predecessors": ["MEN", "SEG", "SOM", "SSO", "SWT", "TAU", "WSO"],
    }


def test_show_an_unknown_code_is_refused(terminal: Terminal) -> None:
    assert terminal.run("show", "nope") == (
        2,
        "",
        "wardmote: The register has no code 'nope'. Look for it: wardmote register search NAME.\n",
    )


def test_search_lists_the_best_first(terminal: Terminal) -> None:
    assert terminal.run("search", "North", "Yorkshire", "--limit", "2") == (
        0,
        "NYE  North Yorkshire Council (Unitary council, Yorkshire and The Humber)\n"
        "NYK  North Yorkshire County Council "
        "(County council, Yorkshire and The Humber, ended 2023-03-31)\n",
        "",
    )


def test_search_as_json_says_why(terminal: Terminal) -> None:
    code, out, _ = terminal.run("search", "LDS", "--json")
    assert code == 0
    assert [(row["code"], row["why"]) for row in json.loads(out)] == [("LDS", "code")]


def test_search_that_finds_nothing_says_so(terminal: Terminal) -> None:
    message = "Nothing found. Try part of the name, a code or a region.\n"
    assert terminal.run("search", "zzqxj") == (0, "", message)


def test_check_a_right_file(terminal: Terminal, renamed: Path) -> None:
    assert terminal.run("check", renamed) == (
        0,
        "new.csv: 460 organisations, nothing wrong.\n",
        "",
    )
    code, out, _ = terminal.run("check", renamed, "--json")
    assert (code, json.loads(out)) == (0, {"organisations": 460, "problems": []})


def test_check_a_wrong_file_names_every_line(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("code,name,short_name,kind\n?,A,A,district\nB,,B,district\n", encoding="utf-8")
    assert terminal.run("check", path) == (
        2,
        "",
        "wardmote: 2 problems. Mend them and try again.\n"
        "bad.csv:2: Give a code of up to 20 letters, digits and hyphens.\n"
        "bad.csv:3: Give a name.\n",
    )
    code, out, _ = terminal.run("check", path, "--json")
    assert (code, json.loads(out)["problems"][1]) == (
        2,
        {"line": 3, "field": "name", "message": "Give a name."},
    )


def test_plan_shows_each_field(terminal: Terminal, renamed: Path) -> None:
    assert terminal.run("plan", renamed) == (
        0,
        "change  LDS  Leeds Council\n"
        "          name: Leeds City Council -> Leeds Council\n"
        "0 to add, 1 to change, 0 to end; 459 stay the same, 0 are not in the file and stay.\n",
        "",
    )
    code, out, _ = terminal.run("plan", renamed, "--json")
    planned = plans.plan_import(ENGLAND, sheet.accepted(sheet.read_file(renamed)))
    assert (code, json.loads(out)) == (0, records.plan(planned))


def test_plan_against_a_file_warns_of_a_large_change(
    terminal: Terminal, renamed: Path, tmp_path: Path
) -> None:
    before = tmp_path / "before.csv"
    other = [replace(each, source="elsewhere") for each in ENGLAND]
    before.write_text(sheet.write(other), encoding="utf-8")
    code, out, err = terminal.run("plan", renamed, "--against", before)
    assert code == 0
    assert out.splitlines()[-1] == (
        "0 to add, 460 to change, 0 to end; 0 stay the same, 0 are not in the file and stay."
    )
    assert err == (
        "An import would refuse this: it changes 100% of the register, more than 10%. "
        "If it is right, use --allow-large.\n"
    )


@pytest.mark.parametrize("words", [["plan"], ["check"], ["show", "A", "--register"]])
def test_a_file_that_is_not_there_is_refused(terminal: Terminal, words: list[str]) -> None:
    assert terminal.run(*words, "none.csv") == (
        2,
        "",
        "wardmote: none.csv: The file cannot be read: No such file or directory.\n",
    )
