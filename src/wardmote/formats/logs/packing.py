"""What a file is packed in, by its first bytes; and its content, unpacked as it is read.

Source: RFC 1952 (gzip), RFC 8878 (zstd), PKWARE APPNOTE (zip), and the first bytes that each
format of the list gives itself.
"""

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, cast

import zstandard

from wardmote.rules.refusal import Invalid

PACKINGS = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd", b"PK\x03\x04": "zip"}
EVTX = b"ElfFile\x00"
PARQUET = b"PAR1"
BINARY = {
    b"BZh": "a bzip2 file: unpack it first",
    b"\xfd7zXZ": "an xz file: unpack it first",
    b"7z\xbc\xaf": "a 7z archive: unpack it first",
    b"Rar!": "a RAR archive: unpack it first",
    b"PK\x05\x06": "an empty zip",
    b"SQLite format 3": "an SQLite database",
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "an old Office file: save it as CSV",
    b"\xd4\xc3\xb2\xa1": "captured packets (pcap): read them with Zeek or Suricata first",
    b"\xa1\xb2\xc3\xd4": "captured packets (pcap): read them with Zeek or Suricata first",
    b"\x0a\x0d\x0d\x0a": "captured packets (pcapng): read them with Zeek or Suricata first",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"LfLe": "an old Windows event log (EVT): save it as EVTX",
    b"LPKSHHRH": "a systemd journal: write it out with journalctl first",
}
"""First bytes of what holds no log that can be read, and what it is."""

MOST_TIMES = 1_200
"""How many times its packed size a file may grow. Gzip itself cannot do more than 1,032."""

FREE_BYTES = 64 * 1024 * 1024
"""Up to here a file may grow as it likes."""

PIECE = 256 * 1024


class Broken(Exception):
    """The content of a file ends here, against its will; says why, to be told to a person."""


def packing(head: bytes) -> str:
    """Name what a file is packed in by its first bytes; empty where it is not."""
    return next((name for magic, name in PACKINGS.items() if head.startswith(magic)), "")


def binary(head: bytes) -> str:
    """Say what a file is that holds no log; empty where it may hold one."""
    known = next((what for magic, what in BINARY.items() if head.startswith(magic)), "")
    if head[257:262] == b"ustar":
        return "a tar archive: unpack it first"
    if known or head.startswith((EVTX, PARQUET, *PACKINGS, b"\xff\xfe", b"\xfe\xff")):
        return known
    sample = head[:4096]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) > 0.4 * len(sample) / 2 and min(even, odd) < 0.05 * len(sample):
        return ""  # UTF-16 without its mark
    text = sample.strip(b"\0")
    strange = sum(text.count(each) for each in range(32) if each not in b"\t\n\r\f\x1b\x1e\0")
    if strange + text.count(0) > 0.1 * len(text):
        return "binary, of no kind that is known"
    return ""


def opened(path: Path, member: str = "") -> BinaryIO:
    """Open the content of a file, unpacked as it is read; `member` names a file within a zip.

    Reading raises Broken where the packing is damaged, ends early or grows beyond measure.

    Raises: Invalid, where the file cannot be opened.
    Cost: memory for a piece of the file alone.
    """
    try:
        raw = path.open("rb")
        head = raw.read(8)
        raw.seek(0)
        match packing(head):
            case "gzip":
                return _guarded(gzip.GzipFile(fileobj=raw), raw)
            case "zstd":
                reader = zstandard.ZstdDecompressor(max_window_size=2**27)
                frames = reader.stream_reader(raw, read_across_frames=True)
                return _guarded(cast(BinaryIO, frames), raw)
            case "zip" if member:
                content = zipfile.ZipFile(raw).open(member)  # noqa: SIM115 (closes with it)
                return _guarded(cast(BinaryIO, content), raw)
        return raw
    except OSError as trouble:
        raise Invalid(f"The file cannot be read: {trouble.strerror}.", source=path.name) from None
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError) as trouble:
        raise Invalid(f"The zip cannot be read: {trouble}.", source=path.name) from None


def is_whole(path: Path) -> bool:
    """Tell whether a packed file can be unpacked to its end.

    Cost: one pass over the file, unpacking it.
    """
    try:
        with opened(path) as content:
            while content.read(PIECE):
                pass
    except (Broken, Invalid, OSError):
        return False
    return True


class _Guarded(io.RawIOBase):
    """Unpacks, and stops where the content is damaged or grows beyond measure."""

    def __init__(self, content: BinaryIO, raw: BinaryIO) -> None:
        self.content, self.raw, self.given = content, raw, 0
        # One piece at a time, so that what was good before the damage is not lost with it.
        self.take: Callable[[int], bytes] = getattr(content, "read1", content.read)

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        """Read on, into a buffer."""
        try:
            piece = self.take(len(buffer))
        except EOFError:
            raise Broken("the packed file ends early: what follows is lost") from None
        except (OSError, zlib.error, zstandard.ZstdError, zipfile.BadZipFile) as trouble:
            raise Broken(f"the packed file is damaged ({trouble})") from None
        self.given += len(piece)
        if self.given > max(FREE_BYTES, MOST_TIMES * self.raw.tell()):
            raise Broken("it grows beyond measure when unpacked, so it was left there")
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        """Close the content, and the file below it."""
        if not self.closed:
            self.content.close()
            self.raw.close()
        super().close()


def _guarded(content: "gzip.GzipFile | BinaryIO", raw: BinaryIO) -> BinaryIO:
    return cast(BinaryIO, _Guarded(cast(BinaryIO, content), raw))
