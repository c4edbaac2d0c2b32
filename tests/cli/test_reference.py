"""`wardmote docs` and `wardmote rules`, as a person at a terminal uses them."""

import json
from pathlib import Path

import pytest

from wardmote.cli.main import main
from wardmote.cli.reference import docstrings


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    return int(ended.value.code or 0)


def test_rules_are_found_by_a_word_with_their_source_and_place(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("rules", "prioritised_count", "--json") == 0
    [rule] = json.loads(capsys.readouterr().out)
    place, line = rule.pop("place").split(":")
    assert rule == {
        "name": "rules.assess.scope.PRIORITISED_COUNT",
        "meaning": "How many systems are prioritised.",
        "source": "CAF for local government: three critical systems.",
    }
    lines = (Path("src") / place).read_text(encoding="utf-8").splitlines()
    assert lines[int(line) - 1].startswith("PRIORITISED_COUNT")


def test_the_rule_that_is_named_comes_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("rules", "judging.judge") == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "rules.assess.judging.judge"
    assert said[2].startswith("  Source: NCSC CAF v3.2 and v4.0")


def test_a_word_of_no_rule_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("rules", "[red]zzz") == 2
    assert capsys.readouterr() == (
        "",
        "wardmote: No rule speaks of '[red]zzz'. List all with: wardmote rules\n",
    )


def test_docs_are_written_once_and_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "reference"
    assert run("docs", "--check", str(folder)) == 2
    assert not folder.exists()
    assert run("docs", str(folder)) == 0
    assert sorted(path.name for path in folder.iterdir()) == [
        "commands.md",
        "formats.md",
        "logs.md",
        "rules.md",
        "settings.md",
        "taxii.md",
    ]
    capsys.readouterr()
    assert run("docs", "--check", str(folder)) == 0
    assert capsys.readouterr().out == "The reference is in step with the code.\n"
    (folder / "rules.md").write_text("stale", encoding="utf-8")
    assert run("docs", "--check", str(folder)) == 2
    assert "rules.md. Renew them with: wardmote docs" in capsys.readouterr().err


def test_a_docstring_is_read_by_its_labels() -> None:
    said = docstrings.parse(
        "Judge\n    it.\n\n    More.\n    Shape: a\n    tuple.\n    Source: law:\n    s 1.\n"
    )
    assert said == docstrings.Said("Judge it.", {"Shape": "a tuple.", "Source": "law: s 1."})
