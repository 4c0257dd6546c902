"""A network at its worst: a server on the loopback that says exactly what it is told."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

HOST = "127.0.0.1"
_SLOW = 0.1


@dataclass
class Line:
    """What is said on every connection, and what was heard: whole requests, as bytes.

    ``instead`` are other answers for requests whose first line holds a text, given at once;
    ``reused`` counts the requests that came on a connection which had served one before.
    ``met`` counts the connections. ``pause`` is waited before each byte of the answer; ``hang``
    keeps the connection open without any.
    """

    answer: bytes = b""
    hang: bool = False
    pause: float = 0.0
    instead: dict[str, bytes] = field(default_factory=dict)
    heard: list[bytes] = field(default_factory=list)
    reused: int = 0
    met: int = 0
    url: str = ""
    ended: threading.Event = field(default_factory=threading.Event)

    def say(self, status: str, body: bytes = b"", **headers: str) -> None:
        """Answer with a whole response from now on; ``x_y`` is the header ``x-y``."""
        self.answer = self.whole(status, body, **headers)

    def whole(self, status: str, body: bytes = b"", **headers: str) -> bytes:
        """Return a whole response."""
        lines = {"content-length": str(len(body)), **headers}
        head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in lines.items())
        return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body

    def said_instead(self, request: bytes) -> bytes | None:
        """Return what is said to ``request`` and not to others."""
        first = request.partition(b"\r\n")[0].decode(errors="replace")
        return next((said for match, said in self.instead.items() if match in first), None)


@contextmanager
def listening(line: Line) -> Iterator[Line]:
    """Serve ``line`` as long as the block runs."""
    with socket.create_server((HOST, 0)) as server:
        server.settimeout(_SLOW)
        line.url = f"http://{HOST}:{server.getsockname()[1]}"
        thread = threading.Thread(target=_serve, args=(server, line), daemon=True)
        thread.start()
        try:
            yield line
        finally:
            line.ended.set()
            thread.join(5)


def _serve(server: socket.socket, line: Line) -> None:
    while not line.ended.is_set():
        try:
            connection, _ = server.accept()
        except TimeoutError:
            continue
        line.met += 1
        with connection:
            _converse(connection, line)


def _converse(connection: socket.socket, line: Line) -> None:
    connection.settimeout(2)
    try:
        line.heard.append(_request(connection))
        instead = line.said_instead(line.heard[-1])
        if line.hang and instead is None:
            line.ended.wait(5)
        elif line.pause and instead is None:
            for byte in line.answer:
                if line.ended.wait(line.pause):
                    return
                connection.sendall(bytes([byte]))
        else:
            connection.sendall(line.answer if instead is None else instead)
            line.reused += bool(_request(connection))
    except OSError:  # the client went away
        return


def _request(connection: socket.socket) -> bytes:
    """Read one request, to the end of its body."""
    heard = b""
    while b"\r\n\r\n" not in heard:
        piece = connection.recv(65536)
        if not piece:
            return heard
        heard += piece
    head, _, body = heard.partition(b"\r\n\r\n")
    sizes = [
        int(row.split(b":")[1])
        for row in head.lower().split(b"\r\n")
        if row.startswith(b"content-length:")
    ]
    while sizes and len(body) < sizes[0]:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


@contextmanager
def nobody() -> Iterator[str]:
    """Yield the URL of a port where nobody listens."""
    with socket.socket() as taken:  # bound and not listening: refused, and nobody else's
        taken.bind((HOST, 0))
        yield f"http://{HOST}:{taken.getsockname()[1]}"


@contextmanager
def never_accepting() -> Iterator[str]:
    """Yield the URL of a port whose queue is full: connecting takes for ever."""
    with socket.socket() as server:
        server.bind((HOST, 0))
        server.listen(0)
        callers = [socket.socket() for _ in range(4)]
        for caller in callers:
            caller.setblocking(False)  # noqa: FBT003 -- the socket's own method
            caller.connect_ex(server.getsockname())
        try:
            yield f"http://{HOST}:{server.getsockname()[1]}"
        finally:
            for caller in callers:
                caller.close()
