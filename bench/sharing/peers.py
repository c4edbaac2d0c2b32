"""The same load on other TAXII servers, each in its own environment and with a time limit."""

import base64
import http.client
import json
import os
import socket
import sqlite3
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench import sectors
from bench.sharing import asking

LIMIT_SECONDS = 120
COLLECTION = "91a7b528-80eb-42ed-a74d-c6fbd5a26116"
PATH = f"/api/collections/{COLLECTION}/objects/"
OPENTAXII = """
domain: 127.0.0.1
support_basic_auth: yes
auth_api:
  class: opentaxii.auth.sqldb.SQLDatabaseAPI
  parameters: {{db_connection: "sqlite:///{folder}/auth.db", create_tables: yes, secret: bench}}
taxii1:
taxii2:
  title: Peer
  public_discovery: true
  max_content_length: 104857600
  persistence_api:
    class: opentaxii.persistence.sqldb.Taxii2SQLDatabaseAPI
    parameters: {{db_connection: "sqlite:///{folder}/data.db", create_tables: yes}}
logging: {{root: warning}}
"""
MEDALLION = {
    "backend": {
        "module": "medallion.backends.memory_backend",
        "module_class": "MemoryBackend",
        "filename": "data.json",
    },
    "users": {"bench": "bench"},
    "taxii": {"max_page_size": 1000, "interop_requirements": True},
}
DATA = {
    "/discovery": {"title": "Peer", "default": "http://127.0.0.1/api/", "api_roots": ["/api/"]},
    "api": {
        "information": {
            "title": "Peer",
            "versions": ["application/taxii+json;version=2.1"],
            "max_content_length": 104857600,
        },
        "status": [],
        "collections": [
            {
                "id": COLLECTION,
                "title": "Bench",
                "can_read": True,
                "can_write": True,
                "media_types": ["application/stix+json;version=2.1"],
                "objects": [],
                "manifest": [],
            }
        ],
    },
}

MENDED = """
import json, uuid
plain = json.JSONEncoder.default
json.JSONEncoder.default = lambda self, it: (
    str(it) if isinstance(it, uuid.UUID) else plain(self, it))
from opentaxii.http import app
"""
"""Version 0.9.3 answers 500 to all that is sent, for it cannot write the id of its own status."""


def compare(objects: int) -> dict[str, Any]:
    """Measure each peer on a few objects; what fails says why."""
    found: dict[str, Any] = {}
    peers = (
        ("medallion", ["medallion"], _medallion),
        ("opentaxii", ["opentaxii", "gunicorn"], _opentaxii),
    )
    for name, packages, serve in peers:
        try:
            with serve(_environment(name, *packages)) as (port, path):
                found[name] = _measure(port, path, objects)
        except (OSError, subprocess.SubprocessError, SystemExit) as trouble:
            found[name] = {"failed": str(trouble)[:300]}
        print(name, json.dumps(found[name]), file=sys.stderr)
    return found


def _environment(name: str, *packages: str) -> Path:
    folder = (sectors.FOLDER / name).resolve()
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True, timeout=LIMIT_SECONDS)
        install = [python, "-m", "pip", "install", "--quiet", *packages]
        subprocess.run(install, check=True, timeout=LIMIT_SECONDS * 3)
    return folder


@contextmanager
def _medallion(folder: Path) -> Iterator[tuple[int, str]]:
    (folder / "data.json").write_text(json.dumps(DATA), encoding="utf-8")
    config = json.loads(json.dumps(MEDALLION))
    config["backend"]["filename"] = str(folder / "data.json")
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    port = _free_port()
    command = [folder / "bin" / "medallion", "--host", "127.0.0.1", "--port", str(port)]
    with _served(folder, port, [*command, folder / "config.json"], {}):
        yield port, PATH


@contextmanager
def _opentaxii(folder: Path) -> Iterator[tuple[int, str]]:
    """Serve OpenTAXII on SQLite, with one account that may do all."""
    for old in ("auth.db", "data.db"):
        (folder / old).unlink(missing_ok=True)
    (folder / "config.yml").write_text(OPENTAXII.format(folder=folder), encoding="utf-8")
    (folder / "peer.py").write_text(MENDED, encoding="utf-8")
    given = {"OPENTAXII_CONFIG": str(folder / "config.yml")}

    def tell(program: str, *words: str) -> None:
        command = [folder / "bin" / f"opentaxii-{program}", *words]
        done = subprocess.run(
            command,
            check=False,
            env=os.environ | given,
            timeout=LIMIT_SECONDS,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise SystemExit(f"opentaxii-{program}: {done.stderr[-200:]}")

    tell("create-account", "-u", "bench", "-p", "bench", "-a")
    tell("add-api-root", "-t", "Peer", "--default")
    with sqlite3.connect(folder / "data.db") as connection:
        (root,) = connection.execute("SELECT id FROM opentaxii_api_root").fetchone()
    connection.close()
    root = str(uuid.UUID(root))
    tell("add-collection", "-r", root, "-t", "Bench", "-a", "bench", "--public", "--public-write")
    port = _free_port()
    command = [folder / "bin" / "gunicorn", "peer:app", "--bind", f"127.0.0.1:{port}"]
    with _served(folder, port, [*command, "--timeout", str(LIMIT_SECONDS)], given):
        yield port, f"/taxii2/{root}/collections/bench/objects/"


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def _served(
    folder: Path, port: int, command: list[str | Path], more: dict[str, str]
) -> Iterator[None]:
    with (folder / "serve.log").open("wb") as log:
        process = subprocess.Popen(
            command, stdout=log, stderr=log, cwd=folder, env=os.environ | more
        )
    try:
        until = time.perf_counter() + 30
        while not _answers(port):
            if process.poll() is not None or time.perf_counter() > until:
                raise SystemExit(f"It did not start: {(folder / 'serve.log').read_text()[-200:]}")
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(20)


def _answers(port: int) -> bool:
    with socket.socket() as knock:
        return knock.connect_ex(("127.0.0.1", port)) == 0


def _measure(port: int, path: str, objects: int) -> dict[str, float]:
    basic = base64.b64encode(b"bench:bench").decode()
    headers = {
        "Authorization": f"Basic {basic}",
        "Accept": asking.MEDIA,
        "Content-Type": asking.MEDIA,
    }

    def ask(method: str, path: str, body: bytes | None = None) -> tuple[int, bytes, float]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT_SECONDS)
        began = time.perf_counter()
        connection.request(method, path, body, headers)
        with connection.getresponse() as response:
            text = response.read()
        connection.close()
        return response.status, text, time.perf_counter() - began

    status, text, sending = ask("POST", path, asking.indicators(objects))
    if status != 202:
        raise SystemExit(f"Sending answered {status}: {text[:200]!r}")
    time.sleep(1)
    reads = [ask("GET", f"{path}?limit=1000") for _ in range(3)]
    polls = [ask("GET", f"{path}?added_after=2030-01-01T00:00:00.000000Z")[2] for _ in range(5)]
    read = len(json.loads(reads[0][1]).get("objects", []))
    return {
        "objects": objects,
        "sent_objects_a_second": objects / sending,
        "read_objects_a_second": read / min(seconds for *_, seconds in reads),
        "empty_poll_p50_ms": statistics.median(polls) * 1000,
    }
