"""Stands between Wardmote and PostgreSQL, and stops PostgreSQL when Wardmote is gone.

A script of its own, run with the standard library alone in a session of its own: Ctrl-C in a
terminal does not reach it, and a killed Wardmote closes the pipe that it reads. It holds the
cluster's lock, so the lock says truly whether PostgreSQL is in somebody's care. PostgreSQL
itself stops if even the guard is killed (Linux).
"""

import ctypes
import json
import os
import signal
import subprocess
import sys
import threading

FAST_SECONDS = 20
"""How long PostgreSQL may take to write all to disk before it is stopped without."""

PR_SET_PDEATHSIG = 1


def main() -> int:
    """Run the command of the order in argv[1] until it ends or is to stop."""
    order = json.loads(sys.argv[1])
    stop = threading.Event()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    # This thread lives as long as the guard: the death signal follows the thread that forks.
    child = subprocess.Popen(
        order["command"],
        stdin=subprocess.DEVNULL,
        cwd="/",
        preexec_fn=_die_with_guard,  # noqa: PLW1509 - no second thread yet; runs after setuid
        **order["options"],
    )
    threading.Thread(target=_stop, args=(stop, child), daemon=True).start()
    if order["tethered"]:
        threading.Thread(target=_watch, args=(stop,), daemon=True).start()
    return child.wait()


def _watch(stop: threading.Event) -> None:
    while os.read(0, 1):
        pass
    stop.set()


def _stop(stop: threading.Event, child: "subprocess.Popen[bytes]") -> None:
    stop.wait()
    child.send_signal(signal.SIGINT)
    threading.Event().wait(FAST_SECONDS)
    child.send_signal(signal.SIGQUIT)


def _die_with_guard() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


if __name__ == "__main__":
    code = main()
    os._exit(code if code >= 0 else 128 - code)
