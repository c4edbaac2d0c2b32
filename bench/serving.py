"""Runs the real service for measuring, and reads what it costs from the kernel."""

import http.client
import os
import re
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode

from bench import sectors
from wardmote.clients.postgres import cluster

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Service:
    """A running service, and where to find its processes."""

    port: int
    process: subprocess.Popen[bytes]
    cold_start_seconds: float

    def workers(self) -> list[int]:
        """Give the process numbers of the workers."""
        return children(self.process.pid)


@contextmanager
def running(
    postgres: cluster.Cluster,
    database: str,
    *,
    workers: int,
    threads: int = 4,
    more: Mapping[str, str] | None = None,
    tls: ssl.SSLContext | None = None,
) -> Iterator[Service]:
    """Run the service on a database, as the application's role, with `more` settings.

    It is asked over TLS where a context for that is given.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = sectors.environment(postgres, database, "wm_app")
    environment["WARDMOTE_BASE_URL"] = f"{'https' if tls else 'http'}://127.0.0.1:{port}"
    environment |= more or {}
    command = [sys.executable, "-m", "wardmote.cli", "serve", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", str(workers), "--threads", str(threads)]
    began = time.perf_counter()
    with (sectors.FOLDER / "serve.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        while not answers(port, tls):
            if process.poll() is not None or time.perf_counter() - began > 60:
                raise SystemExit(f"The service did not start. See {log.name}.")
            time.sleep(0.02)
        yield Service(port, process, time.perf_counter() - began)
    finally:
        process.terminate()
        process.wait(20)


def answers(port: int, tls: ssl.SSLContext | None = None) -> bool:
    """Tell whether the service says that it is well."""
    connection = (
        http.client.HTTPSConnection("127.0.0.1", port, timeout=5, context=tls)
        if tls
        else http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    )
    try:
        connection.request("GET", "/healthz")
        with connection.getresponse() as response:
            return response.status == 200
    except OSError:
        return False
    finally:
        connection.close()


def children(pid: int) -> list[int]:
    """List the processes that a process started, and theirs, leaves alone."""
    path = Path(f"/proc/{pid}/task/{pid}/children")
    below = [int(child) for child in path.read_text().split()]
    return [leaf for child in below for leaf in children(child) or [child]]


def cpu_seconds(pids: list[int]) -> float:
    """Give the CPU time that processes have used, in user and kernel."""
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def database_cpu_seconds(postgres: cluster.Cluster) -> float:
    """Give the CPU time of all of PostgreSQL's processes that still live."""
    first = int((postgres.data / "postmaster.pid").read_text().split()[0])
    return cpu_seconds([first, *children(first)])


def memory_mb(pid: int) -> float:
    """Give the memory of a process as it counts alone (proportional share)."""
    found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)
    return int(found[1]) / 1024 if found else 0.0


class Fields(HTMLParser):
    """Collects what a browser would send for the form that has a given attribute."""

    def __init__(self, mark: str) -> None:
        super().__init__()
        self.mark = mark
        self.inside = False
        self.data: list[tuple[str, str]] = []
        self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a field."""
        it = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = self.mark in it
        if not self.inside or not it.get("name"):
            return
        if tag == "textarea":
            self.area = it["name"]
            self.data.append((self.area, ""))
        elif tag == "input" and (it.get("type") not in ("radio", "checkbox") or "checked" in it):
            self.data.append((it["name"], it.get("value", "")))

    def handle_data(self, data: str) -> None:
        """Note the text of a text area."""
        if self.area:
            self.data[-1] = (self.area, self.data[-1][1] + data)

    def handle_endtag(self, tag: str) -> None:
        """Leave a text area or the form."""
        if tag == "textarea":
            self.area = ""
        if tag == "form":
            self.inside = False


class Browser:
    """One signed-in client with one connection that stays open."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, data: list[tuple[str, str]] | None = None) -> "Reply":
        """Send one request and read the whole reply."""
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        body = None
        if data is not None:
            body = urlencode(data)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Referer"] = f"http://127.0.0.1:{self.connection.port}{path}"
        began = time.perf_counter()
        try:
            self.connection.request(method, path, body, headers)
            response = self.connection.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError):  # it was idle for too long
            self.connection.close()
            self.connection.request(method, path, body, headers)
            response = self.connection.getresponse()
        text = response.read().decode()
        seconds = time.perf_counter() - began
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, rest = cookie.partition("=")
            self.cookies[name] = rest.split(";")[0]
        return Reply(response.status, response.headers.get("Location", ""), text, seconds)

    def sign_in(self, email: str) -> None:
        """Sign in as one of the demonstration's ready accounts."""
        page = self.ask("GET", "/demo/").text
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        if token is None:
            raise SystemExit("The page of ready accounts has no form.")
        data = [("csrfmiddlewaretoken", token[1]), ("email", email)]
        reply = self.ask("POST", "/demo/enter/", data)
        if reply.status != 302:
            raise SystemExit(f"Could not sign in as {email}: {reply.status}")


@dataclass
class Reply:
    """What came back, and how long it took."""

    status: int
    location: str
    text: str
    seconds: float
