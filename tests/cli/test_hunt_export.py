"""`wardmote hunt export`: what a pack looks for, in the words of other tools."""

import json
from pathlib import Path

import pytest

from tests.cli import hunts
from tests.cli.hunts import run
from wardmote.cli.hunt import exporting
from wardmote.formats.exports import queries

Out = pytest.CaptureFixture[str]
RULES = r"""
title: Bad proxy
id: 5f1abf38-0001-4f5c-8b8a-111111111111
status: test
logsource: {category: proxy}
detection:
  sel:
    c-uri|contains: '/ev"il\x'
    cs-host|endswith: '.evil.example'
  condition: sel
---
title: Bad process
id: 5f1abf38-0002-4f5c-8b8a-111111111111
status: test
logsource: {category: process_creation, product: windows}
detection:
  sel:
    Image|endswith: '\evil.exe'
  condition: sel
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "pack"
    folder.mkdir()
    (folder / "rules.yml").write_text(RULES)
    (folder / "list.txt").write_text("evil.example\n203.0.113.7\nbadguy@evil.example\n")
    hunts.bundle(
        folder / "hub.json",
        hunts.indicator(
            1, "[url:value = 'http://a.example/'] FOLLOWEDBY [url:value = 'http://b.example/']"
        ),
    )
    return folder


def exported(pack: Path, to: str, tmp_path: Path, capsys: Out) -> tuple[str, dict[str, object]]:
    out = tmp_path / f"out.{to}"
    assert run("export", pack, "--to", to, "--out", out, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    return out.read_text(), {"written": told["written"], **told["left_out"]}


def test_rules_and_indicators_become_queries(pack: Path, tmp_path: Path, capsys: Out) -> None:
    text, told = exported(pack, "splunk", tmp_path, capsys)
    assert told == {"written": 5, "pattern": 1}
    assert '\n``` Bad proxy ```\nurl="*/ev\\"il\\\\x*" url_domain="*.evil.example"\n' in text
    text, told = exported(pack, "elastic", tmp_path, capsys)
    assert told == {"written": 5, "pattern": 1}
    assert '\n# Bad proxy\nurl.original:*\\/ev\\"il\\\\x* AND url.domain:*.evil.example\n' in text
    text, told = exported(pack, "kql", tmp_path, capsys)
    assert told == {"written": 4, "pattern": 1, "sigma": 1}
    assert "\n// Left out: Bad proxy: Unable to determine table name from rule.\n" in text
    assert (
        '\n// Bad process\nDeviceProcessEvents\n| where FolderPath endswith "\\\\evil.exe"\n'
        in text
    )


@pytest.mark.parametrize("to", [*queries.LANGUAGES, *exporting.FILES])
def test_every_form_says_what_it_leaves_out(
    to: str, pack: Path, tmp_path: Path, capsys: Out
) -> None:
    text, told = exported(pack, to, tmp_path, capsys)
    assert "evil.example" in text
    assert sum(int(str(count)) for count in told.values()) == 6
    assert not list(tmp_path.glob("*.part"))


def test_a_file_that_cannot_be_written_is_said(pack: Path, tmp_path: Path, capsys: Out) -> None:
    assert run("export", pack, "--to", "list", "--out", tmp_path / "no" / "way.txt") == 2
    assert "cannot be written" in capsys.readouterr().err
