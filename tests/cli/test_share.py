"""`wardmote share submit`, as a person at a terminal uses it, against a server on loopback."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from wardmote.cli.main import main
from wardmote.clients.taxii import fake as fakes
from wardmote.clients.taxii.fake import Fake

TOKEN = "wmk_not-a-real-key"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Fake:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("WARDMOTE_TOKEN", TOKEN)
    return Fake(token=TOKEN)


@pytest.fixture
def url(server: Fake) -> Iterator[str]:
    with fakes.serving(server) as address:
        yield address


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(["share", *map(str, arguments)])
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


def test_a_list_is_shown_and_sent(
    server: Fake, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bad.txt"
    file.write_text("evil[.]example\n198.51.100.7\nevil.example\n", encoding="utf-8")
    given = ("submit", file, "--url", url, "--collection", "Indicators", "--tlp", "green")
    code, out, err = run(capsys, *given)
    assert (code, out, server.objects) == (2, "", [])
    assert "  indicator: evil[.]example\n" in err
    assert "Nothing was sent." in err
    code, out, _ = run(capsys, *given, "--yes", "--json")
    assert (code, json.loads(out)) == (0, {"taken": 2, "pending": 0, "failures": []})
    assert [each["pattern"] for each in server.objects] == [
        "[domain-name:value = 'evil.example']",
        "[ipv4-addr:value = '198.51.100.7']",
    ]
    assert {label for each in server.objects for label in each["object_marking_refs"]} == {
        "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"
    }


def test_stix_goes_as_it_is(
    server: Fake, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sent = [{"type": "x-odd", "id": "x-odd--1", "x": 1.50}, {"type": "tool", "id": "tool--2"}]
    file = tmp_path / "bundle.json"
    file.write_text(json.dumps({"type": "bundle", "objects": sent}), encoding="utf-8")
    server.refused_ids = frozenset({"tool--2"})
    code, out, err = run(
        capsys, "submit", file, "--url", url, "--collection", "Indicators", "--yes"
    )
    assert (code, out) == (1, "1 taken, 1 refused.\n")
    assert err.endswith("tool--2: Not wanted\n")
    assert server.objects == sent[:1]


def test_no_token_and_an_empty_file_are_said(
    server: Fake,
    url: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "empty.txt"
    file.write_text("nothing\n", encoding="utf-8")
    given = ("submit", file, "--url", url, "--collection", "Indicators")
    assert "nothing that can be sent" in run(capsys, *given)[2]
    file.write_text("evil.example\n", encoding="utf-8")
    monkeypatch.delenv("WARDMOTE_TOKEN")
    assert "does not know this sign-in" in run(capsys, *given)[2]


def test_the_sign_in_is_that_of_every_command(
    server: Fake,
    url: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "bad.txt"
    file.write_text("evil.example\n", encoding="utf-8")
    monkeypatch.delenv("WARDMOTE_TOKEN")
    monkeypatch.setenv("OF_THE_HUB", TOKEN)
    given = ("submit", file, "--url", url, "--yes")
    assert run(capsys, *given, "--token-env", "OF_THE_HUB")[:2] == (0, "1 taken, 0 refused.\n")
    assert "OTHER is not set" in run(capsys, *given, "--token-env", "OTHER")[2]
    server.token, server.user, server.password = "", "somebody", "hidden"
    monkeypatch.setenv("WARDMOTE_PASSWORD", "hidden")
    assert run(capsys, *given, "--user", "somebody")[0] == 0


def test_in_whose_name_is_checked_before_anything_is_asked(
    server: Fake, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bad.txt"
    file.write_text("evil.example\n", encoding="utf-8")
    given = ("submit", file, "--url", url, "--yes", "--identity")
    for wrong in ("me", "indicator--12345678-1234-4123-8123-123456789abc"):
        code, _, err = run(capsys, *given, wrong)
        assert (code, server.asked) == (2, [])
        assert "The identity must be such as identity--12345678" in err
    right = "identity--12345678-1234-4123-8123-123456789abc"
    assert run(capsys, *given, right)[0] == 0
    assert [each["created_by_ref"] for each in server.objects] == [right]
