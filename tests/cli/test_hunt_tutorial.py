"""The tutorial of hunting says what the commands say."""

from pathlib import Path

import pytest

from tests.cli import tutorial


def test_the_tutorial_shows_what_its_commands_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("WARDMOTE_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    page = tutorial.PAGE.read_text(encoding="utf-8")
    assert tutorial.written(page) == page, "Renew it with: python -m tests.cli.tutorial"
    assert page.count("\n$ wardmote ") == 5
