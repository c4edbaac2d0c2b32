"""`wardmote hunt fetch` and `share`: what comes from a hub, and the little that goes back."""

import json
import os
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import pytest

from tests.cli import hunts, recorder
from tests.cli.hunts import run
from wardmote.clients.taxii import fake as fakes
from wardmote.clients.taxii.fake import Fake
from wardmote.formats.hunts import receipts
from wardmote.formats.stix import validation
from wardmote.rules.refusal import Invalid

Out = pytest.CaptureFixture[str]
SECRET = "s3cret-of-the-hub"
ROWS = (
    ("2026-11-20T10:00:01Z", "10.77.1.21", "www.evil-one.example"),
    ("2026-11-20T10:00:07Z", "10.77.1.22", "intranet.oursecrets.example"),
    ("2026-11-20T10:01:13Z", "10.77.1.23", "own-list.example"),
    ("2026-11-21T11:02:19Z", "10.77.1.24", "evil-one.example"),
)


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("WARDMOTE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.delenv("WARDMOTE_TOKEN", raising=False)


@pytest.fixture
def fake() -> Fake:
    return Fake(token=SECRET)


@pytest.fixture
def url(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("WARDMOTE_TOKEN", SECRET)
    with fakes.serving(fake) as address:
        yield address


@pytest.fixture
def result(tmp_path: Path) -> Path:
    """Hunt with two indicators of a hub and one of our own, and give what was saved."""
    pack = tmp_path / "pack"
    pack.mkdir()
    hunts.bundle(
        pack / "hub.json",
        hunts.indicator(1, "[domain-name:value = 'evil-one.example']"),
        hunts.indicator(2, "[domain-name:value = 'never-seen.example']"),
    )
    (pack / "own.txt").write_text("own-list.example\n")
    log = hunts.proxy_log(tmp_path / "proxy.csv", *ROWS)
    saved = tmp_path / "result.json"
    assert run("run", "--pack", pack, "--logs", log, "--save", saved) == 1
    return saved


def sent(fake: Fake) -> list[dict[str, object]]:
    return [{"of": each["sighting_of_ref"], "count": each["count"]} for each in fake.objects]


def test_a_collection_becomes_a_pack_and_next_time_brings_what_is_new(
    url: str, fake: Fake, tmp_path: Path, capsys: Out
) -> None:
    fake.add(hunts.indicator(1, "[domain-name:value = 'evil-one.example']"))
    folder = tmp_path / "sector"
    assert run("fetch", url, "--to", folder, "--json") == 0
    told = {"folder": str(folder), "collection": "Indicators", "new_pages": 1, "new_objects": 1}
    assert json.loads(capsys.readouterr().out) == told
    fake.add(hunts.indicator(2, "[ipv4-addr:value = '203.0.113.7']"))
    assert run("fetch", url, "--collection", "Indicators", "--to", folder) == 0
    assert "Fetched 1 new objects of 'Indicators'" in capsys.readouterr().out
    assert run("fetch", url, "--to", folder) == 0
    assert "Nothing new" in capsys.readouterr().out
    assert run("pack", folder, "--json") == 0
    assert json.loads(capsys.readouterr().out)["counts"] == {"domain": 1, "ip": 1}
    log = hunts.proxy_log(tmp_path / "proxy.csv", *ROWS)
    assert run("run", "--pack", folder, "--logs", log, "--json") == 1
    hunt = json.loads(capsys.readouterr().out)["hunt"]
    assert [(each["indicator"], each["count"]) for each in hunt["finds"]] == [(hunts.ref(1), 2)]


def test_a_fetch_that_is_killed_goes_on_without_loss(
    url: str, fake: Fake, tmp_path: Path, capsys: Out
) -> None:
    fake.largest_page = 2
    fake.add(*(hunts.indicator(n, f"[domain-name:value = 'e{n}.example']") for n in range(60)))
    folder = tmp_path / "sector"
    for pages in (3, 15):
        process = hunts.started("fetch", url, "--to", folder, home=tmp_path)
        while process.poll() is None and len(list(folder.glob("page-*.json"))) < pages:
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert run("fetch", url, "--to", folder) == 0
    capsys.readouterr()
    assert run("pack", folder, "--json") == 0
    assert json.loads(capsys.readouterr().out)["counts"] == {"domain": 60}
    assert not list(folder.glob("*.part"))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--token-env", "OTHER_TOKEN"), "OTHER_TOKEN is not set"),
        (("--user", "somebody"), "does not know this sign-in"),
        (("--collection", "Nothing"), "There are: 'Indicators'"),
    ],
)
def test_a_fetch_that_cannot_be_says_the_cure(
    given: tuple[str, ...],
    said: str,
    url: str,
    tmp_path: Path,
    capsys: Out,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("WARDMOTE_PASSWORD", "wrong-password")
    assert run("fetch", url, "--to", tmp_path / "to", *given) == 2
    error = capsys.readouterr().err
    assert said in error
    assert "wrong-password" not in error
    assert SECRET not in error


def test_an_address_with_a_password_in_it_is_refused(tmp_path: Path, capsys: Out) -> None:
    assert run("fetch", "https://a:hidden@hub.example/", "--to", tmp_path / "to") == 2
    assert "hidden" not in capsys.readouterr().err


def test_what_goes_is_just_what_was_shown_and_nothing_of_a_log(
    url: str,
    fake: Fake,
    tmp_path: Path,
    capsys: Out,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    port = urlsplit(url).port
    assert port is not None
    with recorder.recording(port) as heard:
        monkeypatch.delenv("NO_PROXY")
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{heard.port}")
        saved = request.getfixturevalue("result")
        assert heard.lines == 0  # a hunt speaks to nobody
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        capsys.readouterr()
        hub = f"http://127.0.0.1:{heard.port}/"
        shared = ("share", saved, "--url", hub, "--identity", hunts.IDENTITY, "--yes", "--json")
        assert run(*shared) == 0
    shown = capsys.readouterr().out.strip().encode()
    assert heard.lines > 0
    assert shown in bytes(heard.heard)
    assert SECRET.encode() in bytes(heard.heard)  # the recorder hears what is sent
    assert sent(fake) == [
        {"of": hunts.ref(1), "count": 2},
        {"of": hunts.ref(2), "count": 0},
    ]
    cells = {cell.rstrip("Z") for row in ROWS for cell in row} - {"evil-one.example"}
    cells -= {"2026-11-20T10:00:01", "2026-11-21T11:02:19"}  # when the indicator was seen
    names = {"client_ip", "proxy.csv", "own-list", "own.txt", str(tmp_path), os.uname().nodename}
    told = {each for each in cells | names if each.encode() in bytes(heard.heard)}
    assert told == set()
    assert {cell for cell in cells if cell in (tmp_path / "proxy.csv").read_text()} == cells
    for each in json.loads(shown)["objects"]:
        assert validation.errors(each) == []


def test_a_second_sending_is_said_and_does_nothing(
    url: str, fake: Fake, result: Path, capsys: Out
) -> None:
    shared = ("share", result, "--url", url, "--identity", hunts.IDENTITY, "--yes")
    assert run(*shared) == 0
    posts = [asked for asked in fake.asked if asked[0] == "POST"]
    capsys.readouterr()
    assert run(*shared) == 0
    assert "was sent to 'Indicators' on" in capsys.readouterr().err
    assert [asked for asked in fake.asked if asked[0] == "POST"] == posts
    assert run(*shared, "--again") == 0
    assert len([asked for asked in fake.asked if asked[0] == "POST"]) == 2 * len(posts)
    assert len(fake.objects) == 2
    first, second = receipts.read(receipts.beside(result))
    assert (first.taken, first.seen, first.not_seen, first.body) == (2, 1, 1, second.body)


def test_what_the_hub_does_not_take_is_told_and_may_be_sent_anew(
    url: str, fake: Fake, result: Path, capsys: Out
) -> None:
    shared = (
        "share",
        result,
        "--url",
        url,
        "--name",
        "Testford",
        "--yes",
        "--seen-only",
        "--named",
    )
    assert run(*shared, "--dry-run", "--json") == 0
    identity, sighting = json.loads(capsys.readouterr().out)["objects"]
    assert (identity["name"], sighting["count"] > 0) == ("Testford", True)
    assert run(*shared[:-1], "--dry-run", "--json") == 0
    assert json.loads(capsys.readouterr().out)["objects"] == [sighting]
    fake.refused_ids = frozenset([sighting["id"]])
    assert run(*shared) == 1
    assert f"Not taken: {sighting['id']}: Not wanted" in capsys.readouterr().err
    fake.refused_ids = frozenset()
    assert run(*shared) == 0
    assert fake.named == ["yes", "yes"]
    assert [each["id"] for each in fake.objects] == [identity["id"], sighting["id"]]


def test_a_result_is_carried_to_another_machine_and_shared_from_there(
    url: str, fake: Fake, result: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.move(result, elsewhere / "r.json")
    shutil.rmtree(tmp_path / "pack")
    shutil.rmtree(tmp_path / "home")
    (tmp_path / "proxy.csv").unlink()
    who = ("--identity", hunts.IDENTITY)
    out = elsewhere / "bundle.json"
    assert run("share", elsewhere / "r.json", *who, "--out", out) == 0
    assert fake.asked == []
    assert run("share", elsewhere / "r.json", *who, "--url", url, "--yes") == 0
    carried = msgspec.json.decode(out.read_bytes())
    assert carried["type"] == "bundle"
    assert carried["objects"] == fake.objects


def test_without_a_yes_nothing_goes(url: str, fake: Fake, result: Path, capsys: Out) -> None:
    who = ("share", result, "--url", url, "--identity", hunts.IDENTITY)
    assert run(*who) == 2
    assert "Add --yes" in capsys.readouterr().err
    assert run(*who, "--dry-run") == 0
    assert fake.objects == []
    assert not receipts.beside(result).exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((), "Say where it goes"),
        (("--dry-run",), "Say who reports"),
        (("--dry-run", "--identity", "me"), "The identity must be such as"),
    ],
)
def test_a_share_that_is_not_said_whole_is_refused(
    given: tuple[str, ...], said: str, result: Path, capsys: Out
) -> None:
    assert run("share", result, *given) == 2
    assert said in capsys.readouterr().err


def test_receipts_that_are_none_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "r.receipt.json"
    path.write_text('{"format": "other", "sent": []}')
    with pytest.raises(Invalid, match="no receipts"):
        receipts.read(path)
