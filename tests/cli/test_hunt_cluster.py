"""`wardmote hunt run --on dask://...`: a real scheduler and real workers on this machine."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.cli import hunts
from tests.cli.hunts import run

Out = pytest.CaptureFixture[str]
SCHEDULER = """
import asyncio, distributed, pathlib, sys
async def main():
    async with distributed.Scheduler(
        host="127.0.0.1", port=0, dashboard=False, dashboard_address=None
    ) as scheduler:
        part = pathlib.Path(sys.argv[1] + ".part")
        part.write_text(scheduler.address)
        part.rename(sys.argv[1])
        await scheduler.finished()
asyncio.run(main())
"""
WORKER = """
import asyncio, distributed, sys
async def main():
    async with distributed.Worker(
        sys.argv[1], nthreads=1, local_directory=sys.argv[2], dashboard=False, host="127.0.0.1"
    ) as worker:
        await worker.finished()
asyncio.run(main())
"""
FILES = 8
ROWS = 20_000
LARGE = 50_000
"""Rows of a file that is searched in splits."""


@dataclass
class Cluster:
    address: str
    workers: list["subprocess.Popen[bytes]"]


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """Start a scheduler and two workers, each a process."""
    said = tmp_path / "address"
    environment = {
        **os.environ,
        "TMPDIR": str(tmp_path),
        "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "5s",
    }
    quiet: dict[str, Any] = {
        "env": environment,
        "stdout": subprocess.DEVNULL,
        "stderr": subprocess.DEVNULL,
    }
    everyone = [subprocess.Popen([sys.executable, "-c", SCHEDULER, str(said)], **quiet)]
    try:
        wait(said.exists)
        address = said.read_text()
        for number in range(2):
            arguments = [sys.executable, "-c", WORKER, address, str(tmp_path / f"w{number}")]
            everyone.append(subprocess.Popen(arguments, **quiet))
        wait(lambda: all((tmp_path / f"w{number}").exists() for number in range(2)))
        yield Cluster(address.replace("tcp://", "dask://"), everyone[1:])
    finally:
        for process in everyone:
            process.kill()
            process.wait()


def wait(until: Callable[[], object]) -> None:
    for _ in range(12_000):
        if until():
            return
        time.sleep(0.01)
    raise TimeoutError


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Ask for a hunt through files that are each a search of their own, or several."""
    monkeypatch.setenv("WARDMOTE_HOME", str(tmp_path / "home"))
    pack = hunts.bundle(
        tmp_path / "hub.json",
        *(hunts.indicator(n, f"[domain-name:value = 'e{n}.example']") for n in range(20)),
    )
    logs = tmp_path / "logs"
    logs.mkdir()
    for number in range(FILES):
        write(logs / f"{number}.csv", range(number, ROWS, number + 1))
    write(logs / "large.csv", range(LARGE))
    return ["run", "--pack", pack, "--logs", logs, "--json", "--lines", "0"]


def write(path: Path, numbers: range) -> None:
    rows = (
        f"2026-11-20T10:{at // 60 % 60:02}:{at % 60:02}Z,10.0.0.1,w{at}.e{at % 900}.example\n"
        for at in numbers
    )
    path.write_text("time,client_ip,host\n" + "".join(rows))


def test_a_cluster_finds_the_same_though_a_worker_is_killed(
    cluster: Cluster, asked: list[object], tmp_path: Path, capsys: Out
) -> None:
    parts = tmp_path / "home" / "hunt" / "parts"
    process = hunts.started(*asked, "--on", cluster.address, home=tmp_path / "home")
    wait(lambda: process.poll() is not None or list(parts.glob("*-*-*.json")))
    split = list(parts.glob("*-*-*.json"))
    cluster.workers[0].send_signal(signal.SIGKILL)
    out, err = process.communicate()
    assert (process.returncode, err.decode().strip()) == (1, "")
    assert run(*asked) == 1
    alone = json.loads(capsys.readouterr().out)["hunt"]
    far = json.loads(out)["hunt"]
    assert (far["finds"], far["hunted"], far["is_complete"]) == (
        alone["finds"],
        alone["hunted"],
        True,
    )
    assert sum(each["row_count"] for each in far["looked"]) == sum(
        each["row_count"] for each in alone["looked"]
    )
    large = [each["row_count"] for each in far["looked"] if each["place"].endswith("large.csv")]
    assert (large, len(split) > 0) == ([LARGE], True)


def test_a_pack_that_workers_cannot_read_is_sent(
    cluster: Cluster,
    asked: list[object],
    tmp_path: Path,
    capsys: Out,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WARDMOTE_HOME", "home")  # the workers are in another folder
    folder = tmp_path / f"wardmote-hunt-{os.getuid()}"
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    assert run(*asked) == 1
    alone = json.loads(capsys.readouterr().out)["hunt"]
    assert run(*asked, "--on", cluster.address) == 1
    far = json.loads(capsys.readouterr().out)["hunt"]
    assert (far["finds"], far["hunted"]) == (alone["finds"], alone["hunted"])
    assert len(list(folder.glob("*/pack.duckdb"))) == 1
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    folder.rename(tmp_path / "moved")
    folder.symlink_to(tmp_path / "moved")
    assert run(*asked, "--on", cluster.address) == 3
    told = json.loads(capsys.readouterr().out)["hunt"]["skipped"]
    assert all("has no folder of its own: give it another TMPDIR" in each["why"] for each in told)
    assert {each["place"].rpartition("/")[2] for each in told} == {
        path.name for path in (tmp_path / "logs").iterdir()
    }


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("dask://127.0.0.1", "must be such as dask://HOST:8786"),
        ("http://127.0.0.1:1", "must be such as dask://HOST:8786"),
        ("dask://127.0.0.1:1", "No scheduler answers"),
    ],
)
def test_a_cluster_that_cannot_be_is_said(
    address: str, said: str, asked: list[object], capsys: Out
) -> None:
    assert run(*asked, "--on", address) == 2
    assert said in capsys.readouterr().err
