"""The things that are measured of a hub of one size."""

import statistics
import threading
import time
from typing import Any

from bench import serving
from bench.sharing import asking, hubs

PAGE = 1000
WORKERS = 2
NOW = "2030-01-01T00:00:00.000000Z"


def of_size(hub: hubs.Hub, collection: str, size: int, seconds: float) -> dict[str, Any]:
    """Measure reading, polling and sending; times are minima of several rounds."""
    with serving.running(hub.postgres, hubs.DATABASE, workers=WORKERS) as service:
        program = asking.Program(service.port, hub.keys[0])
        path = f"/taxii2/hub/collections/{collection}/objects/"
        page = times(program, f"{path}?limit={PAGE}", 25)
        middle = times(program, f"{path}?limit={PAGE}&added_after={_middle(size)}", 25)
        poll = times(program, f"{path}?added_after={NOW}", 100)
        reads = max(_throughput(service, hub, path, seconds) for _ in range(3))
        sends = max(_sending(service, hub, path, seconds) for _ in range(3))
        memory = max(serving.memory_mb(pid) for pid in service.workers())
    return {
        "page_p50_ms": page,
        "page_in_the_middle_p50_ms": middle,
        "empty_poll_p50_ms": poll,
        "read_objects_a_second": reads,
        "sent_objects_a_second": sends,
        "memory_mb_a_worker": memory,
    }


def times(program: asking.Program, path: str, requests: int) -> float:
    """Give the p50 of the best of 3 rounds. Units: milliseconds."""
    rounds = []
    for _ in range(3):
        times = []
        for _ in range(requests):
            reply = program.ask("GET", path)
            if reply.status != 200:
                raise SystemExit(f"{path} answered {reply.status}: {reply.body[:500]!r}")
            times.append(reply.seconds * 1000)
        rounds.append(statistics.median(times))
    return min(rounds)


def _middle(size: int) -> str:
    """Say when the object in the middle of a filled collection was added."""
    at = hubs.BEGAN + size // 2 * hubs.APART
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _throughput(service: serving.Service, hub: hubs.Hub, path: str, seconds: float) -> float:
    """Let 4 programs walk through the collection. Units: objects a second."""
    counts = [0] * 4

    def walk(number: int) -> None:
        program = asking.Program(service.port, hub.keys[number])
        address = f"{path}?limit={PAGE}"
        where = address
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            reply = program.ask("GET", where)
            if reply.status != 200:
                raise SystemExit(f"{where} answered {reply.status}")
            counts[number] += PAGE
            found = asking.NEXT.match(reply.body)
            where = f"{address}&next={found[1].decode()}" if found else address

    return _all_of(4, walk, counts)


def _sending(service: serving.Service, hub: hubs.Hub, path: str, seconds: float) -> float:
    """Let 4 programs send envelopes of 1,000. Units: objects a second."""
    counts = [0] * 4
    envelopes = [[asking.indicators(PAGE) for _ in range(12)] for _ in range(4)]

    def send(number: int) -> None:
        program = asking.Program(service.port, hub.keys[number])
        until = time.perf_counter() + seconds
        for envelope in envelopes[number]:
            if time.perf_counter() > until:
                break
            reply = program.ask("POST", path, envelope)
            if reply.status != 202 or b'"failure_count":0' not in reply.body:
                raise SystemExit(f"Sending answered {reply.status}: {reply.body[:500]!r}")
            counts[number] += PAGE

    return _all_of(4, send, counts)


def _all_of(many: int, do: Any, counts: list[int]) -> float:
    threads = [threading.Thread(target=do, args=(number,)) for number in range(many)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - began)
