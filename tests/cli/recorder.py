"""A line on loopback that passes on what it hears, and writes all of it down."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Recorder:
    """Shape: `port` is where it listens; `heard` is every byte that was sent to it."""

    port: int
    heard: bytearray = field(default_factory=bytearray)
    lines: int = 0


@contextmanager
def recording(target: int) -> Iterator[Recorder]:
    """Pass on to a port of this machine, until the end."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        recorder = Recorder(server.getsockname()[1])
        thread = threading.Thread(target=_serve, args=(server, target, recorder), daemon=True)
        thread.start()
        yield recorder
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


def _serve(server: socket.socket, target: int, recorder: Recorder) -> None:
    while True:
        try:
            caller, _ = server.accept()
        except OSError:
            return
        recorder.lines += 1
        there = socket.create_connection(("127.0.0.1", target))
        for source, sink, heard in ((caller, there, recorder.heard), (there, caller, None)):
            threading.Thread(target=_pass_on, args=(source, sink, heard), daemon=True).start()


def _pass_on(source: socket.socket, sink: socket.socket, heard: bytearray | None) -> None:
    with suppress(OSError):
        while piece := source.recv(65_536):
            if heard is not None:
                heard.extend(piece)
            sink.sendall(piece)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
    if heard is None:
        sink.close()
        source.close()
