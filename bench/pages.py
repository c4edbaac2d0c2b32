"""What a page costs, on the sample sector and on 100,000 organisations.

Usage: python -m bench.pages [--only sector|large] [--requests N] [--json FILE]
"""

import argparse
import json
import statistics
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench import journeys, sectors, serving
from wardmote.clients.postgres import cluster

BARS = {"outcome page": 30, "save of an outcome": 40, "whole assessment": 50}
"""CPU of the web process for one request, at most. Units: milliseconds."""
GROWTH = 1.3
MEMORY_MB = 150
CLIENTS = 8


def measure(
    postgres: cluster.Cluster,
    service: serving.Service,
    act: Callable[[], serving.Reply],
    requests: int,
) -> dict[str, float]:
    """Do one thing again and again; give p50 and p95, and CPU of web process and database."""
    for _ in range(10):
        act()
    workers = service.workers()
    web, base = serving.cpu_seconds(workers), serving.database_cpu_seconds(postgres)
    times = []
    for _ in range(requests):
        reply = act()
        if reply.status not in (200, 302, 303):
            raise SystemExit(f"A measured page answered {reply.status}:\n{reply.text[:500]}")
        times.append(reply.seconds * 1000)
    web = serving.cpu_seconds(workers) - web
    base = serving.database_cpu_seconds(postgres) - base
    return {
        "p50_ms": statistics.median(times),
        "p95_ms": statistics.quantiles(times, n=20)[18],
        "cpu_ms": web * 1000 / requests,
        "database_cpu_ms": base * 1000 / requests,
    }


def throughput(service: serving.Service, seconds: float = 10) -> float:
    """Let 8 clients read the outcome page as fast as they can. Units: requests a second."""
    counts = [0] * CLIENTS
    until = time.perf_counter() + seconds
    paths = journeys.Alderby(service.port)

    def client(number: int) -> None:
        browser = journeys.signed_in(service.port, "alice")
        while time.perf_counter() < until:
            if browser.ask("GET", paths.outcome).status == 200:
                counts[number] += 1

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


def of_sector(postgres: cluster.Cluster, name: str, requests: int) -> dict[str, Any]:
    """Measure all pages on one sector."""
    database = sectors.ready(postgres, name)
    pages = {}
    with serving.running(postgres, database, workers=1) as service:
        for page, act in journeys.acts(service.port).items():
            print(f"  {name}: {page}", file=sys.stderr)
            pages[page] = measure(postgres, service, act, requests)
        memory = max(serving.memory_mb(pid) for pid in service.workers())
        cold = service.cold_start_seconds
    with serving.running(postgres, database, workers=2) as service:
        print(f"  {name}: {CLIENTS} clients", file=sys.stderr)
        rate = throughput(service)
        memory = max(memory, *(serving.memory_mb(pid) for pid in service.workers()))
    return {
        "pages": pages,
        "memory_mb_a_worker": memory,
        "cold_start_seconds": cold,
        "requests_a_second_8_clients": rate,
    }


def show(found: dict[str, Any]) -> bool:
    """Print a table for each sector and the verdict on each bar; tell whether all hold."""
    console = Console()
    for name, result in found.items():
        table = Table(title=f"{name}: {sectors.SIZES[name]}")
        for column in ("page", "p50 ms", "p95 ms", "web CPU ms", "database CPU ms"):
            table.add_column(column, justify="left" if column == "page" else "right")
        for page, it in result["pages"].items():
            table.add_row(page, *(f"{value:.1f}" for value in it.values()))
        console.print(table)
        console.print(
            f"memory {result['memory_mb_a_worker']:.0f} MB a worker; "
            f"cold start {result['cold_start_seconds']:.1f} s; "
            f"{CLIENTS} clients on 2 workers: {result['requests_a_second_8_clients']:.0f} "
            "outcome pages a second"
        )
    verdicts = list(judge(found))
    for verdict, holds in verdicts:
        console.print(("[green]holds[/]  " if holds else "[red]missed[/] ") + verdict)
    return all(holds for _, holds in verdicts)


def judge(found: dict[str, Any]) -> list[tuple[str, bool]]:
    """Compare what was found with the bars."""
    verdicts = []
    for name, result in found.items():
        for page, bar in BARS.items():
            cpu = result["pages"][page]["cpu_ms"]
            verdicts.append((f"{name}: {page} {cpu:.1f} ms CPU, at most {bar}", cpu <= bar))
        memory = result["memory_mb_a_worker"]
        verdicts.append((f"{name}: {memory:.0f} MB, at most {MEMORY_MB}", memory <= MEMORY_MB))
    if {"sector", "large"} <= found.keys():
        for page, small in found["sector"]["pages"].items():
            large = found["large"]["pages"][page]
            for what in ("cpu_ms", "p50_ms"):
                ratio = large[what] / max(small[what], 0.1)
                text = f"{page}: {what} grows {ratio:.2f} times to 100,000, at most {GROWTH}"
                verdicts.append((text, ratio <= GROWTH))
    return verdicts


def main() -> None:
    """Measure, print, write JSON; exit 1 where a bar is missed."""
    parser = argparse.ArgumentParser(prog="bench.pages", description=__doc__)
    parser.add_argument("--only", choices=list(sectors.SIZES))
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--json", type=Path, default=sectors.FOLDER / "bench.json")
    options = parser.parse_args()
    names = [options.only] if options.only else list(sectors.SIZES)
    with cluster.Cluster(sectors.FOLDER / "postgres") as postgres:
        found = {name: of_sector(postgres, name, options.requests) for name in names}
    options.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print(f"Written to {options.json}.", file=sys.stderr)
    sys.exit(0 if show(found) else 1)


main()
