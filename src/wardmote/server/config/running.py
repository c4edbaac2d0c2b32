"""Runs the service: web processes, job workers, migrations."""

import ctypes
import gc
import os
import signal
import socket
import sys
import threading
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.urls import get_resolver
from gunicorn.app.base import BaseApplication
from gunicorn.util import parse_address

from wardmote.formats.lists import ordinary
from wardmote.formats.stix import validation
from wardmote.rules.refusal import Conflict, Forbidden, Invalid
from wardmote.server.config import tls, worker
from wardmote.server.shell import commands

MIGRATION_LOCK = 0x77_61_72_64
ORDER_SECONDS = 3
"""How long a process may take to stop in order once nobody looks after it."""
MALLOPT = {-8: 2, -3: 128 * 1024, -1: 128 * 1024}
"""M_ARENA_MAX, M_MMAP_THRESHOLD and M_TRIM_THRESHOLD of glibc's mallopt."""
MIGRATION_LIMITS = "-c lock_timeout=10s -c statement_timeout=30min"


def check_role() -> None:
    """Refuse to run as a role that row-level security does not bind.

    Raises: Forbidden; Invalid where the database does not answer.
    """
    commands.check_answers()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.rolname, r.rolsuper OR r.rolbypassrls, pg_has_role(r.oid, d.datdba, 'MEMBER')"
            " FROM pg_roles AS r, pg_database AS d"
            " WHERE r.rolname = current_user AND d.datname = current_database()"
        )
        name, passes, owns = cursor.fetchone()
    if passes or owns:
        raise Forbidden(
            f"The service may not run as {name!r}: row-level security would not bind it. "
            "Let WARDMOTE_DATABASE_URL sign in as wm_app (see: wardmote database sql)."
        )


def check_migrations() -> None:
    """Refuse to run on tables that are not in step with the code.

    Raises: Conflict.
    """
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Conflict("The database is not in step with this version. Run: wardmote migrate")


class Web(BaseApplication):  # type: ignore[misc]
    """Gunicorn with threads, told what to do by us and not by a file."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        """Take our options."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Give the application that answers, with all pages loaded before the first request.

        What is loaded before the processes fork is there once for all of them.
        """
        from wardmote.server.config.wsgi import application

        get_resolver().url_patterns  # noqa: B018  reading it loads them
        validation.errors({"type": "indicator"})  # compiles the schemas of STIX: 54 MB
        if not settings.IS_DEMO:
            ordinary.load().prepare()  # the lists of ordinary values: some seconds, 130 MB
        gc.collect()
        gc.freeze()
        return application


def check_bind(bind: str) -> None:
    """Refuse an address that cannot be listened on, which Gunicorn would try over and over.

    Raises: Invalid, saying why.
    """
    try:
        where = parse_address(bind)
        if isinstance(where, tuple):
            kind = socket.AF_INET6 if ":" in where[0] else socket.AF_INET
            socket.create_server(where, family=kind).close()
    except (OSError, OverflowError, RuntimeError) as refused:
        raise Invalid(
            f"The service cannot listen on {bind}: {refused}. Give another address by --bind."
        ) from None


def serve(*, bind: str, workers: int, threads: int, tethered: bool) -> None:
    """Answer requests until told to stop.

    The application loads before the processes fork: they share its memory, and a fault at start
    ends the service instead of starting processes again and again.
    Raises: Invalid, Forbidden, Conflict.
    """
    check_bind(bind)
    secured = _tls()
    check_role()
    check_migrations()
    from wardmote.server.register import queries as register

    if register.count() == 0:
        print(
            "The register is empty. Load the real councils of England with: "
            "wardmote register import --england --apply",
            file=sys.stderr,
        )
    connections.close_all()
    _give_memory_back()
    options = {
        "bind": bind,
        "workers": workers,
        "threads": threads,
        "worker_class": worker.Worker,
        "preload_app": True,
        "control_socket_disable": True,
        "keepalive": 15,
        "timeout": 60,
        "graceful_timeout": 20,
        "limit_request_line": 8190,
        "errorlog": "-",
        "loglevel": "warning",
        "when_ready": lambda _: tether() if tethered else None,
        **secured,
    }
    Web(options).run()


def _tls() -> dict[str, Any]:
    """Give Gunicorn's options of TLS, with one context for all processes and connections."""
    certificate, key = settings.TLS
    if not key:
        return {}
    context = tls.context(certificate, key)
    return {"certfile": certificate, "keyfile": key, "ssl_context": lambda _config, _usual: context}


def _give_memory_back() -> None:
    """Let glibc share few heaps between threads, and return large blocks when they are freed.

    Else each thread keeps what its largest request ever needed: over 200 MB a worker, not 90.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:  # not glibc
        return
    for option, value in MALLOPT.items():
        mallopt(option, value)


def work(*, tethered: bool) -> None:
    """Do queued and periodic jobs until told to stop.

    Raises: Invalid, Forbidden, Conflict.
    """
    check_role()
    check_migrations()
    connections.close_all()
    if tethered:
        tether()
    from procrastinate.contrib.django import app

    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
        app.run_worker()


def migrate(*, verbosity: int = 1) -> None:
    """Bring the tables in step with the code, one migrator at a time, as the owner.

    Raises: Invalid, where the database does not answer.
    """
    commands.check_answers()
    os.environ["PGOPTIONS"] = MIGRATION_LIMITS
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = 0")
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        cursor.execute("SET lock_timeout = '10s'")
    call_command("migrate", interactive=False, verbosity=verbosity)


def manage(arguments: list[str]) -> None:
    """Run one of Django's own commands."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["wardmote manage", *arguments])


def tether() -> None:
    """Stop in order when whoever started this process is gone, even by kill -9.

    Its end of our standard input closes then, however that came about.
    """

    def wait() -> None:
        while os.read(0, 1):
            pass
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(ORDER_SECONDS)
        os._exit(1)

    threading.Thread(target=wait, name="tether", daemon=True).start()
