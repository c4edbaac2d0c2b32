"""`wardmote hunt run` on a machine with little memory, and on one with little disk."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

ROWS = 300_000
EVERY = 10_000
"""One row of so many shows what is looked for."""
MOST_RSS = 450_000_000
"""What a hunt with --memory 200M may take in all. With enough memory it takes 900 MB here."""


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a log of 160 MB, of which nearly every cell is another."""
    path = tmp_path_factory.mktemp("logs") / "proxy.csv"
    duckdb.execute(
        "COPY (SELECT '2026-11-20T10:00:00Z' AS time, concat(md5(i::VARCHAR), '.',"
        " sha1(i::VARCHAR)[:30], '.', sha1((-i)::VARCHAR)[:30],"
        f" if(i % {EVERY} = 7, '.evil', '.good'), '.example') AS host, concat('https://',"
        " md5(i::VARCHAR), '.example/', repeat(sha256(i::VARCHAR), 6)) AS url"
        f" FROM range({ROWS}) AS t(i)) TO '{path}' (HEADER)"
    )
    return path


MEASURED = """
import re, sys
from pathlib import Path
from wardmote.cli.main import main
try:
    main(["hunt", *sys.argv[1:]])
finally:
    status = Path("/proc/self/status").read_text()
    print(re.search(r"VmHWM:\\s+(\\d+) kB", status)[1], file=sys.stderr)
"""
"""Hunts, and says what it took: what a system counts for a child holds its parent's memory too."""


def hunt(log: Path, home: Path, *also: object) -> tuple[dict[str, Any], int]:
    """Hunt in a process of its own; give what was found and the most memory it took, in bytes."""
    pack = home / "list.txt"
    pack.write_text("evil.example\n")
    asked = ("run", "--pack", pack, "--logs", log, "--json", "--lines", "0", "--threads", "1")
    command = [sys.executable, "-c", MEASURED, *map(str, (*asked, *also))]
    env = os.environ | {"WARDMOTE_HOME": str(home)}
    ended = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    found: dict[str, Any] = json.loads(ended.stdout)["hunt"]
    return found, int(ended.stderr.split()[-1]) * 1024


def test_more_than_the_memory_holds_is_found_within_it(log: Path, tmp_path: Path) -> None:
    found, rss = hunt(log, tmp_path, "--memory", "200M")
    assert found["skipped"] == []
    assert [each["count"] for each in found["finds"]] == [ROWS // EVERY]
    assert [each["row_count"] for each in found["looked"]] == [ROWS]
    assert rss < MOST_RSS


@pytest.fixture
def little_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a file system of 8 MB."""
    folder = tmp_path / "little"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(mount, check=False, capture_output=True, text=True)
    except OSError as trouble:
        pytest.skip(f"there is no mount here: {trouble.strerror}")
    if mounted.returncode:
        pytest.skip(f"a file system of little size needs root: {mounted.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_machine_with_little_disk_is_told_before(
    log: Path, little_disk: Path, tmp_path: Path
) -> None:
    found, _ = hunt(log, tmp_path, "--memory", "100M", "--temp", little_disk)
    [skipped] = found["skipped"]
    assert skipped["why"].startswith("This hunt may need ")
    assert f"MB of disk in {little_disk} and 8 MB are free. Make room" in skipped["why"]
    assert (found["finds"], found["looked"]) == ([], [])
    assert list(little_disk.iterdir()) == []
