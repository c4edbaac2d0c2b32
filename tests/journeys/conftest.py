"""The real service on the sample sector, in a real browser."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests import browser as browsers
from tests.database import ROOT, WORKER, fingerprint
from wardmote.clients.postgres import cluster, provision

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAME = "wardmote_journeys"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the machine's browser, or leave these tests out and say so."""
    path = browsers.find()
    if path is None:
        pytest.skip("there is no browser here: install Chromium to run the journeys")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open an empty page that knows nothing of earlier tests."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    yield context.new_page()
    context.close()


def environment(url: str, owner: str, port: int) -> dict[str, str]:
    """Give the environment of the service under test."""
    return os.environ | {
        "WARDMOTE_DATABASE_URL": url,
        "WARDMOTE_OWNER_DATABASE_URL": owner,
        "WARDMOTE_DEMO": "yes",
        "WARDMOTE_SECRET_KEY": "",
        "WARDMOTE_BASE_URL": f"http://127.0.0.1:{port}",
        "WARDMOTE_LOG_LEVEL": "WARNING",
        "PYTHONPATH": str(ROOT / "src"),
    }


def run(*arguments: str, env: dict[str, str]) -> None:
    """Run one of our commands to its end."""
    subprocess.run([sys.executable, "-m", "wardmote.cli", *arguments], env=env, check=True)


@pytest.fixture(scope="session")
def sample(postgres: cluster.Cluster) -> str:
    """Make a database with the sample sector: loaded once per set of migrations, then cloned."""
    admin = postgres.url("postgres", cluster.SUPERUSER)
    template = f"{fingerprint()}_sample"
    with psycopg.connect(admin, autocommit=True) as connection:
        names = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
        if template not in names:
            provision.drop(admin, NAME)
            provision.ensure(admin, NAME)
            roles = (postgres.url(NAME, provision.APP), postgres.url(NAME, provision.OWNER))
            run("demo", "--fill", env=environment(*roles, port=1))
            connection.execute(f'ALTER DATABASE "{NAME}" RENAME TO "{template}"')
        provision.drop(admin, NAME)
        connection.execute(f'CREATE DATABASE "{NAME}" TEMPLATE "{template}" OWNER wm_owner')
    return NAME


@pytest.fixture(scope="session")
def service(postgres: cluster.Cluster, sample: str) -> Iterator[str]:
    """Serve the sample sector; gives the address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    roles = (postgres.url(sample, provision.APP), postgres.url(sample, provision.OWNER))
    command = [sys.executable, "-m", "wardmote.cli", "serve", "--workers", "1", "--tethered"]
    with (ROOT / ".wardmote" / f"journeys{WORKER}.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--bind", f"127.0.0.1:{port}"],
            env=environment(*roles, port=port),
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
        )
    try:
        limit = time.monotonic() + 30
        while not _is_well(port):
            assert process.poll() is None, f"the service ended: see {log.name}"
            assert time.monotonic() < limit, "the service did not start"
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.communicate(timeout=20)


def _is_well(port: int) -> bool:
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        connection.close()
    except OSError:
        return False
    return answer.status == 200


class Visitor:
    """A person in a browser. Any error in the console fails the test at its end."""

    def __init__(self, page: Page, service: str) -> None:
        self.page = page
        self.service = service
        self.errors: list[str] = []
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: self.errors.append(f"{page.url}: {error}"))
        page.on("console", self._listen)

    def _listen(self, message: Any) -> None:
        expected = "Failed to load resource" in message.text  # a page that answers 4xx on purpose
        if message.type == "error" and not expected:
            self.errors.append(f"{self.page.url}: {message.text}")

    def go(self, path: str) -> Any:
        """Open a page."""
        return self.page.goto(self.service + path)

    def sign_in(self, email: str) -> None:
        """Sign in as a ready account, with one click, and wait for what that leads to."""
        self.page.context.clear_cookies()
        self.go("/demo/")
        form = self.page.locator(f'form:has(input[value="{email}"])')
        form.get_by_role("button").click()
        self.page.wait_for_url(lambda address: not address.endswith("/demo/"))


@pytest.fixture
def visitor(page: Page, service: str) -> Iterator[Visitor]:
    """A person in a browser with JavaScript."""
    visitor = Visitor(page, service)
    yield visitor
    assert visitor.errors == []
