"""Runs one thing in a process of its own: python -m bench.hunting.running WHAT LOG PACK."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(".wardmote/bench/hunting")


@dataclass(frozen=True, slots=True)
class Run:
    """What one process took."""

    seconds: float
    cpu_seconds: float
    memory_mb: float
    said: str


def run(command: list[str], time_out: float = 600) -> Run | None:
    """Run a cold process and measure it; None where it took too long."""
    began = time.perf_counter()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            said, _ = process.communicate(timeout=time_out)
        except subprocess.TimeoutExpired:
            process.kill()
            return None
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    lines = said.strip().splitlines() or ["0 0"]
    memory, _, rest = lines[-1].partition(" ")
    kilobytes = float(memory) if memory.isdigit() else 0
    return Run(time.perf_counter() - began, cpu, kilobytes / 1000, rest)


def ours(what: str, log: Path, pack: Path) -> list[str]:
    """Give the command for one of the things below."""
    return [sys.executable, "-m", "bench.hunting.running", what, str(log), str(pack)]


def _parse(log: Path, pack: Path) -> str:
    """Merely parse every column, as plain DuckDB does."""
    import duckdb

    from bench.hunting import making

    names = making.NAMES
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in names)
    read = (
        f"read_parquet('{log}')"
        if log.suffix == ".parquet"
        else f"read_csv('{log}', header = true, auto_detect = false, delim = ',', quote = '\"',"
        f" escape = '\"', columns = {{{columns}}})"
    )
    sums = ", ".join(f'bit_xor(hash("{name}"))' for name in names)
    with duckdb.connect() as database:
        database.execute("SET threads = 2")
        return str(hash(database.execute(f"SELECT {sums} FROM {read}").fetchall()[0]))


def _hunt(log: Path, pack: Path) -> str:
    from bench.hunting import making
    from wardmote.engines.hunting import hunting, packs

    found = hunting.hunt(making.source(log), packs.opened(pack))
    events = sum(find.count for find in found.finds)
    return f"{len(found.finds)} finds, {events} events of {found.rows_read}"


def _plain(log: Path, pack: Path) -> str:
    """Compare each cell as it stands with all values, as plain DuckDB does: no parents, no CIDR."""
    import duckdb

    from bench.hunting import making

    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in making.NAMES)
    pairs = (("host", "domain"), ("dst_ip", "ip"), ("url", "url"), ("md5", "hash"))
    tests = " OR ".join(f"{cell} IN (SELECT value FROM p.{table})" for cell, table in pairs)
    with duckdb.connect() as database:
        database.execute("SET threads = 2; SET memory_limit = '400MB'")
        database.execute(f"ATTACH '{pack}' AS p (READ_ONLY)")
        return str(
            database.execute(
                f"SELECT count(*) FROM read_csv('{log}', header = true, auto_detect = false,"
                f" delim = ',', quote = '\"', columns = {{{columns}}}) WHERE {tests}"
            ).fetchall()[0][0]
        )


def _oracle(log: Path, pack: Path) -> str:
    """Search event by event, as `rules.hunting.searching` does, in a log with a header."""
    import csv

    from bench.hunting import making
    from wardmote.rules.hunting import searching
    from wardmote.rules.hunting.values import Event

    def events() -> Iterator[Event]:
        with log.open(newline="", encoding="utf-8") as text:
            for row in csv.DictReader(text):
                yield Event(None, row)

    count = int(pack.stem.partition("-")[2])
    finds = searching.search(events(), making.PROXY.columns, making.indicators(count))
    return f"{len(finds)} finds, {sum(find.count for find in finds)} events"


def _sigma(log: Path, pack: Path) -> str:
    """Ask 3,600 invented Sigma rules; `pack` is not looked at."""
    from datetime import UTC, datetime

    from bench.hunting import making
    from wardmote.engines.hunting import wholes
    from wardmote.engines.hunting.prepared import Ready
    from wardmote.rules.hunting.packs import SigmaRule

    rules = tuple(SigmaRule(text, f"rules:{at}") for at, text in enumerate(making.sigma(3600), 1))
    told = wholes.ask(
        making.source(log),
        Ready("invented", (), rules, {}, {}),
        written=datetime(2026, 11, 1, tzinfo=UTC),
        since=None,
        until=None,
        memory_bytes=400_000_000,
        threads=2,
        folder=None,
    )
    return f"{len(told.rules)} rules over {told.row_count} events, {len(told.finds)} finds"


def _matcher(log: Path, pack: Path) -> str:
    """Let stix2-matcher look for 100 patterns in 70 observations: 7,000 pairs."""
    from stix2matcher.matcher import match

    observations = [
        {
            "type": "observed-data",
            "id": f"observed-data--00000000-0000-4000-8000-{at:012}",
            "first_observed": "2026-10-01T00:00:00Z",
            "last_observed": "2026-10-01T00:00:00Z",
            "number_observed": 1,
            "objects": {"0": {"type": "domain-name", "value": f"host{at}.example"}},
        }
        for at in range(70)
    ]
    found = sum(
        bool(match(f"[domain-name:value = 'host{at}.example']", [each]))
        for at in range(100)
        for each in observations
    )
    return f"7,000 pairs of a pattern and an observation, {found} found"


def _most_memory() -> int:
    """Give the most memory that this process had, in kilobytes; not what its parent had."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0])


WHAT: dict[str, Callable[[Path, Path], str]] = {
    "parse": _parse,
    "hunt": _hunt,
    "plain": _plain,
    "oracle": _oracle,
    "sigma": _sigma,
    "matcher": _matcher,
}

if __name__ == "__main__":
    said = WHAT[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
    print(_most_memory(), said)
    sys.stdout.flush()
    os._exit(0)
