"""Files that are torn, huge, hostile or still being written: reading goes on, and tells."""

import gzip
import random
import tracemalloc
import zipfile
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.formats.logs import evtx_files, places
from tests.formats.logs.test_samples import EVENT
from wardmote.formats.logs import finding, looking, packing, reading, texts
from wardmote.formats.logs.dialects import Look, Unknown
from wardmote.formats.logs.texts import Unread
from wardmote.rules.hunting.values import Event

HEAD = "time,src,host\n"
ROW = "2026-11-20T09:00:00Z,192.0.2.10,login.bad.example\n"


def hosts(events: list[Event]) -> list[str]:
    return [each.cells.get("host", "") for each in events]


@pytest.mark.parametrize(
    ("content", "hosts_read", "unread"),
    [
        (HEAD + ROW + "2026-11-20T09:00:00Z,192.0", ["login.bad.example"],
         [(3, "the last line is not finished")]),
        (HEAD + ROW + "\0\0\0\0\n" + ROW, ["login.bad.example"] * 2,
         [(3, "it holds NUL bytes alone")]),
        (HEAD + ROW + "\0\0\0" + ROW, ["login.bad.example"] * 2, []),
        (HEAD + ROW + "a,b\n" + ROW, ["login.bad.example"] * 2, [(3, "it has 2 cells, not 3")]),
        (HEAD + ROW + "a,b,c,d\n" + ROW, ["login.bad.example"] * 2,
         [(3, "it has 4 cells, not 3")]),
        (HEAD + ROW + "\n\n" + ROW, ["login.bad.example"] * 2, []),
        (HEAD + ROW + HEAD + ROW, ["login.bad.example"] * 2, []),
        (HEAD + ROW + 'a,"b,c\n' + ROW * 300, ["login.bad.example"] * 301,
         [(3, "a mark of quotation is opened and never closed")]),
        (HEAD + ROW + 'x,192.0.2.1,"a\nb.example"\n' + ROW,
         ["login.bad.example", "a\nb.example", "login.bad.example"], []),
        (HEAD + ROW.replace("\n", "\r\n") + ROW, ["login.bad.example"] * 2, []),
        (HEAD + ROW * 2 + "\x1a", ["login.bad.example"] * 2, []),
        ((HEAD + ROW * 2).replace("\n", "\r"), ["login.bad.example"] * 2, []),
        ("sep=,\n" + HEAD + ROW, ["login.bad.example"], []),
        (HEAD + ROW.rstrip("\n"), ["login.bad.example"], []),
    ],
)  # fmt: skip
def test_what_is_torn_costs_its_own_line_alone(
    content: str, hosts_read: list[str], unread: list[tuple[int, str]], tmp_path: Path
) -> None:
    events, told = places.read(places.put(tmp_path / "log", content))
    assert hosts(events) == hosts_read
    assert [(each.line, each.reason) for each in told] == unread


def test_bytes_of_no_encoding_are_read_over(tmp_path: Path) -> None:
    content = HEAD.encode() + b"2026-11-20T09:00:00Z,192.0.2.10,a\xff\xc3.example\n" + ROW.encode()
    events, told = places.read(places.put(tmp_path / "log", content + "é".encode() * 9))
    assert hosts(events) == ["a\ufffd\ufffd.example", "login.bad.example"]
    assert [each.line for each in told] == [4]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_encoding_is_found(encoding: str, end: str, tmp_path: Path) -> None:
    row = "2026-11-20T09:00:00Z,192.0.2.10,login.bad.example,Café £5\n"
    text = ("time,src,host,note\n" + row * 40).replace("\n", end)
    events, told = places.read(places.put(tmp_path / "log", text.encode(encoding)))
    assert told == []
    assert [each.cells["note"] for each in events] == ["Café £5"] * 40


def test_a_line_of_ten_megabytes_is_told_and_costs_no_memory(tmp_path: Path) -> None:
    place = places.put(tmp_path / "log", HEAD + ROW + "x" * 10_000_000 + "\n" + ROW)
    look = places.seen(place)
    tracemalloc.start()
    found = list(reading.events(place, look))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [each for each in found if isinstance(each, Unread)] == [
        Unread(3, "the line is longer than 1 MB")
    ]
    assert len(found) == 3
    assert most < 6_000_000


def test_a_large_file_costs_no_more_memory_than_a_small_one(tmp_path: Path) -> None:
    place = places.put(tmp_path / "log", gzip.compress((HEAD + ROW * 12_000).encode()))
    look = places.seen(place)
    tracemalloc.start()
    count = sum(isinstance(each, Event) for each in reading.events(place, look))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 12_000
    assert most < 4_000_000


@pytest.mark.parametrize("cut", [10, 200])
def test_a_packed_file_that_is_cut_off_is_read_to_the_cut(cut: int, tmp_path: Path) -> None:
    rows = "".join(
        f"2026-11-20T09:00:00Z,192.0.2.10,{random.Random(n).getrandbits(64):x}.example\n"
        for n in range(40_000)
    )
    packed = gzip.compress((HEAD + rows).encode())
    events, told = places.read(places.put(tmp_path / "log", packed[:-cut]))
    assert len(events) > 39_000
    assert told[-1].reason == "the packed file ends early: what follows is lost"


def test_a_packed_file_that_is_damaged_is_told(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress((HEAD + ROW * 9).encode()))
    packed[-6] ^= 255
    events, told = places.read(places.put(tmp_path / "log", bytes(packed)))
    assert len(events) == 9
    assert told[-1].reason.startswith("the packed file is damaged (CRC check failed")


def test_a_file_that_grows_beyond_measure_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packing, "FREE_BYTES", 100_000)
    bomb = (HEAD + ROW + " " * 50_000_000).encode()
    place = places.put(tmp_path / "log", zstandard.compress(bomb))
    events, told = places.read(place)
    assert len(events) == 1
    assert told[-1].reason == "it grows beyond measure when unpacked, so it was left there"


def test_a_packed_file_within_a_packed_file_is_refused(tmp_path: Path) -> None:
    twice = gzip.compress(gzip.compress((HEAD + ROW).encode()))
    place = places.put(tmp_path / "log", twice)
    assert looking.look(place) == Unknown("packed twice: unpack it first")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\0" * 100, "it holds nothing"),
        (b"\n\n  \r\n", "it holds nothing"),
        (b"x" * 5_000_000, looking.NOTHING),
        (b"Dear council,\n\nthis is a letter.\n", looking.NOTHING),
        (b"a,b\n1,2\n3,4\n", looking.NOTHING),
        (b'{"a": 1}\n{"a": 2}\n', looking.NOTHING),
        (b"{", looking.NOTHING),
        (b"[", looking.NOTHING),
        (b"[" * 100_000, looking.NOTHING),
        (b'{"a":' * 100_000, looking.NOTHING),
        (gzip.compress(b"ElfFile\0" + bytes(5000), mtime=0),
         "a packed EVTX or Parquet file: unpack it first"),
        (b"PAR1" + bytes(100), None),
        (b"ElfFile\0" + bytes(100), None),
        (b"\x1f\x8b\x08\0rubbish", None),
    ],
)  # fmt: skip
def test_what_is_no_log_is_told_with_the_reason(
    content: bytes, reason: str | None, tmp_path: Path
) -> None:
    path = tmp_path / "log"
    path.write_bytes(content)
    place = finding.Place("log", path, len(content), places.WRITTEN)
    look = looking.look(place)
    assert isinstance(look, Unknown)
    assert look.reason == reason or (reason is None and look.reason)


def test_a_file_that_may_not_be_read_or_is_gone_is_told(tmp_path: Path) -> None:
    place = places.put(tmp_path / "log", HEAD + ROW)
    look = places.seen(place)
    place.path.unlink()
    assert looking.look(place) == Unknown("The file cannot be read: No such file or directory.")
    assert list(reading.events(place, look)) == [
        Unread(0, "The file cannot be read: No such file or directory.")
    ]


def test_broken_objects_in_an_array_are_told_and_passed_over(tmp_path: Path) -> None:
    good = (
        '{"createdDateTime":"2026-11-20T09:00:00Z",'
        '"userPrincipalName":"a@b.example","ipAddress":"192.0.2.1"}'
    )
    content = f"[\n{good},\n{{bad json}},\n{good},\n{good[:30]}"
    events, told = places.read(places.put(tmp_path / "log", content))
    assert len(events) == 2
    assert [(each.line, each.reason) for each in told] == [
        (3, "it is no JSON object"),
        (5, "the file ends within it"),
    ]


FILLINGS = ["a a", "[", '"', "=", " ", " x=", "(1)", "<", " src=", ' src="', " from=<", " src=a\\"]
SLOW = ["apache-combined", "cef", "fortinet", "leef", "netfilter", "pairs", "postfix", "cisco-asa"]


@pytest.mark.parametrize("filling", FILLINGS)
def test_a_line_that_is_made_to_be_slow_is_not(filling: str, tmp_path: Path) -> None:
    for name in SLOW:
        sample = (places.SAMPLES / f"{name}.log").read_text(encoding="utf-8")
        slow = sample.splitlines()[0] + filling * (100_000 // len(filling))
        place = places.put(tmp_path / name, f"{sample}{slow}\n{slow[:50_000]}\n")
        events, _ = places.read(place)
        assert len(events) >= 2


def test_halves_of_characters_in_json_do_no_harm(tmp_path: Path) -> None:
    line = '{"timestamp":"2026-11-20T09:00:00Z","event_type":"smtp","src_ip":"192.0.2.1",'
    text = line + '"smtp":{"mail_from":"\\ud800 <a@b.example>"}}\n'
    [event], unread = places.read(places.put(tmp_path / "log", text))
    assert unread == []
    assert event.cells["smtp.mail_from"] == "a@b.example"


def test_a_damaged_event_log_is_read_around_the_damage(tmp_path: Path) -> None:
    content = bytearray(evtx_files.written([EVENT] * 120))
    content[4096 + 65536 + 600 : 4096 + 65536 + 700] = b"\xff" * 100
    events, told = places.read(places.put(tmp_path / "log", bytes(content[:-1000])))
    assert len(events) == 99
    assert [each.line for each in told] == [51, 101]
    assert told[1].reason == "the file ends within a chunk, whose events are lost"


@given(st.binary(max_size=3000), st.sampled_from(sorted(places.SAMPLES.iterdir())), st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_no_damage_is_a_fault(
    tmp_path: Path, rubbish: bytes, sample: Path, data: st.DataObject
) -> None:
    content = sample.read_bytes()
    at = data.draw(st.integers(0, len(content)))
    drop = data.draw(st.integers(0, 200))
    path = tmp_path / "log"
    path.write_bytes(content[:at] + rubbish + content[at + drop :])
    place = finding.Place("log", path, 1, places.WRITTEN)
    look = looking.look(place)
    if isinstance(look, Look):
        assert all(isinstance(each, Event | Unread) for each in reading.events(place, look))
    else:
        assert look.reason


@given(st.binary(max_size=500))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_lines_are_split_as_a_person_counts_them(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "log"
    path.write_bytes(content)
    with path.open("rb") as stream:
        found = list(texts.lines(stream, "utf-8"))
    numbers = [each.number if isinstance(each, texts.Line) else each.line for each in found]
    assert numbers == sorted(set(numbers))
    assert all(number <= content.count(b"\n") + 1 for number in numbers)


def test_a_zip_whose_content_is_damaged_is_told(tmp_path: Path) -> None:
    path = tmp_path / "log.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("log", HEAD + ROW * 40_000)
    content = path.read_bytes()
    path.write_bytes(content.replace(b"login.bad", b"login.bed", 1))
    [place] = finding.find([str(path)]).places
    events, told = places.read(place)
    assert len(events) > 10_000
    assert told[-1].reason == "the packed file is damaged (Bad CRC-32 for file 'log')"
