"""A fetch loses nothing and doubles nothing, wherever it is stopped."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.clients.taxii.conftest import objects
from wardmote.clients.taxii import client, fetching
from wardmote.clients.taxii.client import Collection
from wardmote.clients.taxii.fake import Fake
from wardmote.clients.taxii.line import Line
from wardmote.formats.packs import reading
from wardmote.rules.refusal import Conflict, Forbidden


@pytest.fixture
def collection(line: Line) -> Collection:
    return client.collection(line, "Indicators")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "fetched"


def ids(folder: Path) -> list[str]:
    return [
        each["id"]
        for path in sorted(folder.glob("page-*.json"))
        for each in json.loads(path.read_bytes())["objects"]
    ]


def numbered(last: int) -> list[str]:
    return [each["id"] for each in objects(0, last)]


@pytest.mark.parametrize("paging", ["keyset", "cursor", "none"])
def test_all_pages_and_later_only_what_is_new(
    fake: Fake, line: Line, collection: Collection, folder: Path, paging: str
) -> None:
    fake.paging = paging
    fake.add(*objects(0, 25))
    told: list[tuple[int, int]] = []
    fetched = fetching.fetch(
        line,
        collection,
        folder,
        limit=10,
        progress=lambda pages, count: told.append((pages, count)),
    )
    assert (fetched, told) == (fetching.Fetched(3, 25), [(1, 10), (2, 20), (3, 25)])
    assert ids(folder) == numbered(25)
    assert fetching.fetch(line, collection, folder, limit=10) == fetching.Fetched(0, 0)
    fake.add(*objects(25, 27))
    assert fetching.fetch(line, collection, folder, limit=10) == fetching.Fetched(1, 2)
    assert ids(folder) == numbered(27)
    assert fake.asked[-1][1].endswith("?limit=10&added_after=2026-01-01T00%3A00%3A00.000025Z")


class Killed(BaseException):
    """What stands for the end of the process."""


@pytest.mark.parametrize("paging", ["keyset", "cursor", "none"])
@pytest.mark.parametrize("stop", range(14))
def test_stopped_at_any_write_it_goes_on(
    fake: Fake,
    line: Line,
    collection: Collection,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    paging: str,
    stop: int,
) -> None:
    fake.paging = paging
    fake.add(*objects(0, 25))
    left = [stop]
    replace = Path.replace

    def replaced(path: Path, target: Path) -> Path:
        left[0] -= 1
        if left[0] < 0:
            raise Killed
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", replaced)

    def fetched_often() -> None:
        for _ in range(5):
            fetching.fetch(line, collection, folder, limit=5)

    with pytest.raises(Killed):
        fetched_often()
    monkeypatch.undo()
    fake.add(*objects(25, 30))
    fetching.fetch(line, collection, folder, limit=5)
    assert ids(folder) == numbered(30)


def test_a_word_for_a_page_that_the_server_forgot_begins_the_window_again(
    fake: Fake, line: Line, collection: Collection, folder: Path
) -> None:
    fake.add(*objects(0, 25))
    fake.faults += [None, None, (500, {}, b"")]
    with pytest.raises(Conflict):
        fetching.fetch(line, collection, folder, limit=5)
    assert ids(folder) == numbered(10)
    fake.faults += [(400, {}, b'{"title": "No such page"}')]
    assert fetching.fetch(line, collection, folder, limit=5) == fetching.Fetched(5, 25)
    assert ids(folder) == numbered(25)


def test_it_goes_on_with_the_page_that_follows(
    fake: Fake, line: Line, collection: Collection, folder: Path
) -> None:
    fake.add(*objects(0, 25))
    fake.faults += [None, None, (500, {}, b"")]
    with pytest.raises(Conflict):
        fetching.fetch(line, collection, folder, limit=5)
    assert fetching.fetch(line, collection, folder, limit=5) == fetching.Fetched(3, 15)
    assert ids(folder) == numbered(25)


@pytest.mark.parametrize("paging", ["keyset", "cursor", "none"])
@pytest.mark.parametrize("lost", range(5))
def test_a_page_that_is_lost_on_the_way_is_not_lost(
    fake: Fake, line: Line, collection: Collection, folder: Path, paging: str, lost: int
) -> None:
    fake.paging, fake.loses = paging, True
    fake.add(*objects(0, 25))
    fake.faults += [*([None] * lost), (503, {}, b"")]
    fetched = fetching.fetch(line, collection, folder, limit=5)
    assert (fetched, ids(folder)) == (fetching.Fetched(5, 25), numbered(25))


def test_a_line_that_breaks_too_often(
    fake: Fake, line: Line, collection: Collection, folder: Path
) -> None:
    fake.paging, fake.loses = "cursor", True
    fake.add(*objects(0, 25))
    fake.faults += [None, (503, {}, b"")] * 3 + [None, None, (503, {}, b"")] * 3
    with pytest.raises(Conflict, match="breaks too often"):
        fetching.fetch(line, collection, folder, limit=5)
    fake.faults.clear()
    fetching.fetch(line, collection, folder, limit=5)
    assert ids(folder) == numbered(25)


def test_without_the_time_of_the_last_object_all_is_fetched_again_in_its_place(
    fake: Fake, line: Line, collection: Collection, folder: Path
) -> None:
    fake.says_last = False
    fake.add(*objects(0, 25))
    for _ in range(2):
        assert fetching.fetch(line, collection, folder, limit=10) == fetching.Fetched(3, 25)
        assert ids(folder) == numbered(25)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b'{"more": true}', "gives nothing"),
        (b'{"more": true, "objects": [{}]}', "not how to ask for it"),
        (b'{"objects": 7}', "not as TAXII"),
    ],
)
def test_a_server_in_a_muddle(
    fake: Fake, line: Line, collection: Collection, folder: Path, body: bytes, message: str
) -> None:
    fake.faults += [(200, {}, body)]
    with pytest.raises(Conflict, match=message):
        fetching.fetch(line, collection, folder)


def test_the_same_page_again_and_again(
    fake: Fake, line: Line, collection: Collection, folder: Path
) -> None:
    fake.faults += [(200, {}, b'{"more": true, "next": "x", "objects": [{}]}')] * 2
    with pytest.raises(Conflict, match="again and again"):
        fetching.fetch(line, collection, folder)


def test_folders_that_are_refused(
    fake: Fake, line: Line, collection: Collection, folder: Path, tmp_path: Path
) -> None:
    fake.add(*objects(0, 1))
    fetching.fetch(line, collection, folder)
    state = folder / "state.json"
    state.write_bytes(state.read_bytes().replace(b"/api/", b"/other/"))
    with pytest.raises(Conflict, match="holds the collection"):
        fetching.fetch(line, collection, folder)
    state.write_text("{")
    with pytest.raises(Conflict, match=r"state\.json cannot be read"):
        fetching.fetch(line, collection, folder)
    state.unlink()
    with pytest.raises(Conflict, match="files of something else"):
        fetching.fetch(line, collection, folder)
    with fetching._locked(folder), pytest.raises(Conflict, match="Another fetch"):
        fetching.fetch(line, collection, folder)
    (tmp_path / "file").write_text("")
    with pytest.raises(Conflict, match="cannot be written"):
        fetching.fetch(line, collection, tmp_path / "file")


def test_who_may_not_read_is_told(line: Line, collection: Collection, folder: Path) -> None:
    closed = Collection("x", "Closed", "", False, True, collection.url, collection.root)
    with pytest.raises(Forbidden, match="may not read the collection 'Closed'"):
        fetching.fetch(line, closed, folder)


def test_what_was_fetched_is_a_pack(
    fake: Fake, connect: Callable[..., Line], collection: Collection, folder: Path
) -> None:
    more = {"pattern": "[domain-name:value = 'evil.test']", "pattern_type": "stix"}
    fake.add(*({**each, **more} for each in objects(0, 3)))
    fetching.fetch(connect(), collection, folder, limit=2)
    pack = reading.read(folder)
    assert [each.ref for each in pack.indicators] == numbered(3)
    assert pack.left_out == ()
