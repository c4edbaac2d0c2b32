"""`wardmote caf`, as a person runs it."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from wardmote.cli import main
from wardmote.formats.frameworks import shipped

Out = pytest.CaptureFixture[str]
REFUSED = 2


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def run(*arguments: object) -> int:
    """Run one command and give its exit code."""
    with pytest.raises(SystemExit) as ended:
        main.main([str(each) for each in ("caf", *arguments)])
    return int(ended.value.code or 0)


def filled(folder: Path, answers: dict[str, str], ref: str = "caf-3.2") -> Path:
    """Write a CSV with these answers; each `yes` or `no`, or how it is met another way."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Framework", "Statement code", "Answer", "How"])
    for code, answer in answers.items():
        plain = answer in ("yes", "no")
        writer.writerow(
            [ref, code, answer if plain else "met another way", "" if plain else answer]
        )
    path = folder / "filled.csv"
    path.write_text(out.getvalue(), encoding="utf-8")
    return path


def everything(ref: str, *, but: dict[str, str] | None = None) -> dict[str, str]:
    """Answer all statements as well as can be, but these."""
    return {
        each.code: "no" if "not_achieved" in each.stands else "yes"
        for outcome in shipped.framework(ref).outcomes
        for each in outcome.statements
    } | (but or {})


def judged(capsys: Out, *arguments: object) -> dict[str, object]:
    assert run("judge", *arguments, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return found


def outcome(found: dict[str, object], code: str) -> dict[str, object]:
    outcomes = found["outcomes"]
    assert isinstance(outcomes, list)
    return next(each for each in outcomes if each["code"] == code)


def test_a_perfect_workbook_is_achieved_throughout(capsys: Out, tmp_path: Path) -> None:
    found = judged(capsys, filled(tmp_path, everything("caf-3.2")), "--profile", "enhanced")
    assert {key: found[key] for key in found if key != "outcomes"} == {
        "file": "filled.csv",
        "framework": "caf-3.2",
        "rule": "caf-judge-1",
        "profile": {"ref": "caf-3.2:enhanced", "title": "GovAssure Enhanced", "official": True},
        "outcome_count": 39,
        "judged_count": 39,
        "level_counts": {"achieved": 39, "partially_achieved": 0, "not_achieved": 0},
        "target_count": 39,
        "meets_target_count": 39,
    }


def test_each_outcome_says_what_decided_it(capsys: Out, tmp_path: Path) -> None:
    wrong = {"A1.a.NA.2": "yes", "A2.a.A.3": "no", "B1.a.NA.1": "Weekly checks.", "D2.b.A.1": "no"}
    path = filled(tmp_path, everything("caf-3.2", but=wrong))
    found = judged(capsys, path, "--profile", "caf-3.2:baseline")
    decided = {
        code: (
            outcome(found, code)["level"],
            outcome(found, code)["target"],
            outcome(found, code)["meets_target"],
        )
        for code in ("A1.a", "A2.a", "B1.a", "D2.b")
    }
    assert decided == {
        "A1.a": ("not_achieved", "achieved", False),
        "A2.a": ("partially_achieved", "partially_achieved", True),
        "B1.a": ("achieved", "partially_achieved", True),
        "D2.b": ("not_achieved", "achieved", False),
    }
    assert outcome(found, "A1.a")["because"] == ["A1.a.NA.2"]
    assert outcome(found, "D2.b")["because"] == ["D2.b.A.1"]
    assert (found["judged_count"], found["meets_target_count"]) == (39, 37)


def test_what_is_not_answered_is_not_judged(capsys: Out, tmp_path: Path) -> None:
    path = filled(tmp_path, {"A1.a.NA.1": "yes", "A1.b.NA.1": "no"})
    found = judged(capsys, path, "--part", "organisation")
    assert (found["outcome_count"], found["judged_count"]) == (12, 1)
    assert outcome(found, "A1.a")["level"] == "not_achieved"
    assert outcome(found, "A1.b") == {
        "code": "A1.b",
        "title": "Roles and Responsibilities",
        "level": None,
        "target": None,
        "meets_target": None,
        "because": [],
        "missing": ["A1.b.NA.2", "A1.b.NA.3", "A1.b.A.1", "A1.b.A.2", "A1.b.A.3"],
        "answered_count": 1,
        "statement_count": 6,
    }


def test_the_table_fits_80_columns_and_gives_counts_with_their_base(
    capsys: Out, tmp_path: Path
) -> None:
    path = filled(tmp_path, everything("caf-4.0", but={"A1.a.NA.2": "yes"}), "caf-4.0")
    assert run("judge", path, "--profile", "baseline") == 0
    lines = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    assert max(len(line) for line in lines) <= 80
    assert lines[1] == "Profile: Baseline carried over from version 3.2 (unofficial)"
    assert [line for line in lines if "%" in line] == []
    assert lines[-5:] == [
        "41 of 41 outcomes are judged. Indicative result:",
        "  Achieved: 40 of 41",
        "  Partially achieved: 0 of 41",
        "  Not achieved: 1 of 41",
        "36 of 37 outcomes with a target reach it.",
    ]


@pytest.mark.parametrize("name", ["empty.xlsx", "empty.csv"])
def test_a_template_can_be_judged_as_it_is(capsys: Out, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    assert run("template", "--framework", "declaration-2018", "--out", path) == 0
    capsys.readouterr()
    found = judged(capsys, path)
    assert (found["framework"], found["outcome_count"], found["judged_count"]) == (
        "declaration-2018",
        5,
        0,
    )


def test_a_template_never_writes_over_a_file_unless_told(capsys: Out, tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("my work")
    assert run("template", "--out", path) == REFUSED
    assert path.read_text() == "my work"
    assert "mine.csv: The file is there already." in capsys.readouterr().err
    assert run("template", "--out", path, "--force") == 0
    assert path.read_bytes()[:12] == b"\xef\xbb\xbfFramework"


def test_a_file_that_does_not_say_its_framework_is_judged_with_a_warning(
    capsys: Out, tmp_path: Path
) -> None:
    path = filled(tmp_path, {"A1.a.NA.1": "yes"}, ref="")
    assert run("judge", path, "--json") == 0
    out = capsys.readouterr()
    assert json.loads(out.out)["framework"] == "caf-4.0"
    assert out.err[:48] == "The file does not say which framework it is for,"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("judge", "gone.csv"), "wardmote: gone.csv: The file cannot be read"),
        (("template", "--out", "x.pdf"), "wardmote: x.pdf: The file must end in .xlsx or .csv."),
        (("template", "--framework", "x", "--out", "x.csv"), "wardmote: There is no framework"),
        (("template", "--out", "no/such/x.csv"), "wardmote: x.csv: The file cannot be written"),
    ],
)
def test_a_refusal_goes_to_standard_error(
    capsys: Out, arguments: tuple[str, ...], message: str
) -> None:
    assert run(*arguments) == REFUSED
    out = capsys.readouterr()
    assert (out.out, out.err[: len(message)]) == ("", message)


def test_bad_input_lists_every_row_and_judges_nothing(capsys: Out, tmp_path: Path) -> None:
    path = filled(tmp_path, {"A1.a.NA.1": "yes", "Z1": "no", "A1.a.NA.2": "", "A1.a.NA.9": "no"})
    assert run("judge", path) == REFUSED
    out = capsys.readouterr()
    assert (out.out, out.err) == (
        "",
        "wardmote: filled.csv: 3 problems to mend. Nothing was judged.\n"
        "  row 3: there is no statement 'Z1'.\n"
        "  row 4: say how it is met another way.\n"
        "  row 5: there is no statement 'A1.a.NA.9'.\n",
    )


def test_a_profile_of_another_framework_is_refused(capsys: Out, tmp_path: Path) -> None:
    path = filled(tmp_path, {"A1.a.NA.1": "yes"})
    assert run("judge", path, "--profile", "caf-4.0:baseline") == REFUSED
    message = "wardmote: The profile caf-4.0:baseline is not for caf-3.2.\n"
    assert capsys.readouterr().err == message


def test_judging_needs_no_server(tmp_path: Path) -> None:
    path = filled(tmp_path, {"A1.a.NA.1": "yes"})
    code = (
        "import sys; from wardmote.cli import caf\n"
        f"caf.command.main(['judge', {str(path)!r}, '--json'], standalone_mode=False)\n"
        "sys.exit(any(name.partition('.')[0] == 'django' for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True)
    assert done.returncode == 0
