"""What is broken or hostile is refused or left out, and never breaks the reader."""

import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formats.packs.samples import left, taken
from wardmote.formats.packs import reading
from wardmote.rules.refusal import Invalid

BOMB = b'<?xml version="1.0"?><!DOCTYPE ioc [<!ENTITY a "aaaa">]><ioc>&a;</ioc>'


@pytest.mark.parametrize(
    "data",
    [
        BOMB,
        BOMB.decode().encode("utf-16"),
        b"<?xml version='1.0' encoding='cp037'?>\xff\xff<ioc/>",
        b"<?xml version='1.0'?><ioc>",
        b"<?xml version='1.0'?><html/>",
        b'{"type": "bundle", "objects": 7}',
        b'{"type": "bundle", "objects": [' + b"[" * 100_000,
        b'{"Event": {',
        b'{"document": {"title": 1}}',
        b'{"\xff": 1}',
        b'{"format": "wardmote-pack", "indicators": 1}',
        b"\x00" * 100,
    ],
)
def test_what_is_broken_or_hostile_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid, match=r"^pack: "):
        taken(data)


def test_deep_xml_is_left_out() -> None:
    depth = 5_000
    deep = b"<ioc><definition>" + b"<Indicator>" * depth + b"</Indicator>" * depth
    pack = taken(b"<?xml version='1.0'?>" + deep + b"</definition></ioc>")
    assert left(pack) == [("", "It is nested too deeply to be read.")]


def test_an_archive_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"0" * 1_000_000)
        archive.filelist[0].file_size = 2_000_000_000
    with pytest.raises(Invalid, match="unpacks to 2,000 MB in 1 files"):
        reading.read(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"none\.txt: The file cannot be read"):
        reading.read(tmp_path / "none.txt")


@settings(max_examples=200)
@given(
    st.binary(max_size=60),
    st.sampled_from(
        [b"", b"A: b\nMIME-Version: 1.0\n", b"{", b"[", b"<?xml", b"value,type\n", b"a,b\n"]
    ),
)
def test_whatever_comes_it_is_read_or_refused(data: bytes, start: bytes) -> None:
    try:
        pack = taken(start + data)
    except Invalid:
        return
    assert pack.source == "pack"
