"""A small mail server for tests: it speaks SMTP on a loopback port and keeps what it gets."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType


@dataclass
class Server:
    """Takes one line after another, each in its turn."""

    certificate: Path | None = None
    is_silent: bool = False
    refuses: str = ""
    said: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)

    def __enter__(self) -> "Server":
        """Listen on a free port."""
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop listening."""
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self.socket.accept()
            except OSError:
                return
            with line, contextlib.suppress(OSError):
                self._talk(line)

    def _talk(self, line: socket.socket) -> None:
        line.settimeout(5)
        if self.is_silent:
            line.recv(1)
            return
        line.sendall(b"220 test\r\n")
        self._listen(line)

    def _listen(self, line: socket.socket) -> None:
        reader = line.makefile("rb")
        while words := reader.readline().decode("latin-1").strip():
            self.said.append(words)
            verb = words.split(" ")[0].upper()
            if self.refuses and words.startswith(self.refuses):
                line.sendall(b"550 no\r\n")
            elif verb == "EHLO":
                offers = [b"250-test"]
                if self.certificate and not isinstance(line, ssl.SSLSocket):
                    offers.append(b"250-STARTTLS")
                line.sendall(b"\r\n".join([*offers, b"250 AUTH PLAIN"]) + b"\r\n")
            elif verb == "STARTTLS":
                line.sendall(b"220 go\r\n")
                trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                assert self.certificate is not None
                trust.load_cert_chain(self.certificate)
                with trust.wrap_socket(line, server_side=True) as guarded:
                    self._listen(guarded)
                return
            elif verb == "DATA":
                line.sendall(b"354 go\r\n")
                self.letters.append(_letter(reader))
                line.sendall(b"250 ok\r\n")
            elif verb == "AUTH":
                line.sendall(b"235 ok\r\n")
            elif verb == "QUIT":
                line.sendall(b"221 bye\r\n")
                return
            else:
                line.sendall(b"250 ok\r\n")


def _letter(reader: Iterable[bytes]) -> str:
    lines = []
    for raw in reader:
        if raw == b".\r\n":
            break
        lines.append(raw.decode())
    return "".join(lines)
