"""Writes small Windows event logs (EVTX), so that none of anybody's need be kept here.

Source: the EVTX format as libevtx documents it: a header, chunks of 64 kB, records of binary XML.
"""

import struct
import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime

CHUNK = 65536
FIRST_RECORD = 512


def written(events: Sequence[Mapping[str, str]], *, per_chunk: int = 50) -> bytes:
    """Write events; keys with a dot are attributes of System's elements, `*` those of the data."""
    pieces = [events[start : start + per_chunk] for start in range(0, len(events), per_chunk)]
    chunks = []
    number = 1
    for piece in pieces:
        chunks.append(_chunk(piece, number))
        number += len(piece)
    return _file_header(len(chunks), number) + b"".join(chunks)


def _file_header(chunks: int, next_record: int) -> bytes:
    head = struct.pack(
        "<8sQQQIHHHH76x", b"ElfFile\0", 0, chunks - 1, next_record, 128, 1, 3, 4096, chunks
    )
    return (head + struct.pack("<II", 0, zlib.crc32(head))).ljust(4096, b"\0")


def _chunk(events: Sequence[Mapping[str, str]], number: int) -> bytes:
    body, last = b"", FIRST_RECORD
    for offset, event in enumerate(events):
        last = FIRST_RECORD + len(body)
        body += _record(event, number + offset, last)
    free = FIRST_RECORD + len(body)
    end = number + len(events) - 1
    head = struct.pack(
        "<8sQQQQIIII64xI",
        *(b"ElfChnk\0", number, end, number, end, 128, last, free, zlib.crc32(body), 0),
    )
    tables = bytes(384)
    check = zlib.crc32(head + tables)
    return (head + struct.pack("<I", check) + tables + body).ljust(CHUNK, b"\0")


def _record(event: Mapping[str, str], number: int, place: int) -> bytes:
    time = datetime.fromisoformat(event["TimeCreated"])
    ticks = int(time.timestamp() * 10_000_000) + 116_444_736_000_000_000
    xml = _Xml(place + 24)
    xml.add(b"\x0f\x01\x01\x00")
    data = {key: text for key, text in event.items() if key not in SYSTEM}
    with_system = [
        ("Provider", {"Name": event["Provider_Name"]}, ""),
        ("EventID", {}, event["EventID"]),
        ("TimeCreated", {"SystemTime": event["TimeCreated"]}, ""),
        ("Channel", {}, event["Channel"]),
        ("Computer", {}, event["Computer"]),
    ]
    xml.open("Event", {})
    xml.open("System", {})
    for name, attributes, text in with_system:
        xml.element(name, attributes, text)
    xml.add(b"\x04")
    xml.open("EventData", {})
    for key, text in data.items():
        xml.element("Data", {"Name": key}, text)
    xml.add(b"\x04\x04\x00")
    size = 24 + len(xml.made) + 4
    return struct.pack("<IIQQ", 0x2A2A, size, number, ticks) + xml.made + struct.pack("<I", size)


SYSTEM = ("Provider_Name", "EventID", "TimeCreated", "Channel", "Computer")


class _Xml:
    """Binary XML as it grows. Offsets of names are counted from the start of the chunk."""

    def __init__(self, place: int) -> None:
        self.place, self.made = place, b""

    def add(self, more: bytes) -> None:
        self.made += more

    def element(self, name: str, attributes: Mapping[str, str], text: str) -> None:
        self.open(name, attributes)
        self.add(b"\x05\x01" + _counted(text) + b"\x04")

    def open(self, name: str, attributes: Mapping[str, str]) -> None:
        self.add((b"\x41" if attributes else b"\x01") + bytes(4))
        self._name(name)
        if attributes:
            self.add(bytes(4))
        for key, text in attributes.items():
            self.add(b"\x06")
            self._name(key)
            self.add(b"\x05\x01" + _counted(text))
        self.add(b"\x02")

    def _name(self, name: str) -> None:
        here = self.place + len(self.made) + 4
        self.add(struct.pack("<IIH", here, 0, 0) + _counted(name) + b"\0\0")


def _counted(text: str) -> bytes:
    encoded = text.encode("utf-16-le")
    return struct.pack("<H", len(encoded) // 2) + encoded
