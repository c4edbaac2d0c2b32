"""Logs are found in files, folders, patterns and standard input; what is left out is told."""

import io
import os
import socket
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wardmote.formats.logs import finding, packing
from wardmote.formats.logs.finding import Found, Place, Skipped

TEXT = "2026-11-20T09:00:00Z,192.0.2.10\n"
NOW = datetime(2026, 11, 27, tzinfo=UTC)


def write(path: Path, content: str | bytes = TEXT) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    os.utime(path, (NOW.timestamp(),) * 2)
    return path


def named(found: Found) -> list[str]:
    return [place.name for place in found.places]


def test_a_folder_is_searched_to_its_bottom_in_order(tmp_path: Path) -> None:
    for name in ("b.log", "a/z.log", "a/b/c.log", ".hidden"):
        write(tmp_path / name)
    found = finding.find([str(tmp_path)])
    assert named(found) == [
        str(tmp_path / name) for name in (".hidden", "b.log", "a/z.log", "a/b/c.log")
    ]
    assert found.skipped == ()
    assert found.places[1] == Place(str(tmp_path / "b.log"), tmp_path / "b.log", len(TEXT), NOW)


def test_a_pattern_is_followed_and_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    one, two = write(tmp_path / "a 1.log"), write(tmp_path / "a 2.log")
    (tmp_path / "b.log").symlink_to(one)
    found = finding.find([str(tmp_path / "a*"), str(two), str(tmp_path / "b.log")])
    assert named(found) == [str(one), str(two)]
    assert found.skipped == (
        Skipped(str(two), "named before"),
        Skipped(str(tmp_path / "b.log"), "named before"),
    )


def test_a_link_to_a_folder_is_told_and_not_followed(tmp_path: Path) -> None:
    write(tmp_path / "real" / "log")
    (tmp_path / "real" / "again").symlink_to(tmp_path, target_is_directory=True)
    found = finding.find([str(tmp_path / "real")])
    assert named(found) == [str(tmp_path / "real" / "log")]
    assert found.skipped == (
        Skipped(str(tmp_path / "real" / "again"), "a link to a folder: name it to search it"),
    )


def test_a_name_with_signs_of_a_pattern_is_a_name_where_it_exists(tmp_path: Path) -> None:
    odd = write(tmp_path / "log[1].log")
    assert named(finding.find([str(odd)])) == [str(odd)]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"log".ljust(257, b"\0") + b"ustar\0", "a tar archive: unpack it first"),
        (b"BZh91AY", "a bzip2 file: unpack it first"),
        (b"\xd4\xc3\xb2\xa1" + bytes(20),
         "captured packets (pcap): read them with Zeek or Suricata first"),
        (bytes(range(256)) * 8, "binary, of no kind that is known"),
        (b"PK\x03\x04rubbish", "a damaged zip (File is not a zip file)"),
    ],
)  # fmt: skip
def test_what_holds_no_log_is_left_out_with_the_reason(
    content: bytes, reason: str, tmp_path: Path
) -> None:
    path = write(tmp_path / "log", content)
    assert finding.find([str(path)]) == Found((), (Skipped(str(path), reason),))


def test_what_is_no_file_is_left_out(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket"))
        (tmp_path / "nowhere").symlink_to(tmp_path / "gone")
        (tmp_path / "round").symlink_to(tmp_path / "round")
        found = finding.find([str(tmp_path), str(tmp_path / "none"), "-", "a\0b"])
    assert found == Found(
        (),
        (
            Skipped(str(tmp_path / "nowhere"), "no such file or directory"),
            Skipped(str(tmp_path / "pipe"), "a pipe, no file"),
            Skipped(str(tmp_path / "round"), "too many levels of symbolic links"),
            Skipped(str(tmp_path / "socket"), "a socket, no file"),
            Skipped(str(tmp_path / "none"), "there is no such file"),
            Skipped("-", "standard input is not open"),
            Skipped(r"a\x00b", "there is no such file"),
        ),
    )


def test_what_may_not_be_read_is_told(tmp_path: Path) -> None:
    path, folder = write(tmp_path / "log"), tmp_path / "folder"
    below = write(folder / "log")
    path.chmod(0)
    folder.chmod(0)
    asked = [str(path), str(folder), str(below)]
    may_all = os.geteuid() == 0
    if may_all:  # who may read everything asks as somebody who may not
        tmp_path.chmod(0o755)
        os.seteuid(65534)
    try:
        found = finding.find(asked)
    finally:
        if may_all:
            os.seteuid(0)
        folder.chmod(0o700)
    assert found == Found((), tuple(Skipped(name, "you may not read it") for name in asked))


def test_standard_input_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    kept = finding.kept(io.BytesIO(TEXT.encode()), tmp_path, now=NOW)
    assert finding.find(["-"], standard_input=kept).places[0].name == "standard input"
    assert kept.path.read_text(encoding="utf-8") == TEXT
    assert kept.path.stat().st_mode & 0o077 == 0


def test_the_files_of_a_zip_are_places_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "logs.zip"
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("x", TEXT)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/b.log", TEXT)
        archive.writestr("empty.log", "")
        archive.writestr("inner.zip", inner.getvalue())
        archive.writestr("events.evtx", packing.EVTX + bytes(100))
        archive.writestr("bomb.log", b" " * (packing.FREE_BYTES + 1))
    os.utime(path, (NOW.timestamp(),) * 2)
    found = finding.find([str(path)])
    assert [(place.name, place.member) for place in found.places] == [
        (f"{path}/a/b.log", "a/b.log"),
        (f"{path}/bomb.log", "bomb.log"),
    ]
    assert found.skipped == (
        Skipped(f"{path}/empty.log", "empty"),
        Skipped(f"{path}/inner.zip", "packed within a zip: unpack it first"),
        Skipped(f"{path}/events.evtx", "within a zip: unpack it first"),
    )


def test_a_zip_that_says_it_grows_beyond_measure_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packing, "FREE_BYTES", 1000)
    monkeypatch.setattr(packing, "MOST_TIMES", 50)
    path = tmp_path / "logs.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.log", b" " * 1_000_000)
    assert finding.find([str(path)]).skipped == (
        Skipped(f"{path}/bomb.log", "it grows beyond measure when unpacked"),
    )


def test_an_office_file_is_told_to_be_saved_as_csv(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
    assert finding.find([str(path)]).skipped == (
        Skipped(str(path), "an Office file: save it as CSV"),
    )
