"""Carries updates to several replicas of a bot as Telegram and a proxy do: to any of them, several
at a time, some twice and late, and again where nobody confirmed.
"""

from __future__ import annotations

import heapq
import random
import threading
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SECRET = "X-Telegram-Bot-Api-Secret-Token"
AT_ONCE = 6
LATEST, AGAIN = 0.3, 1.0
"""Seconds: until when an update is on its way, and until when it comes again."""
TWICE = 0.4
"""The share of updates that come twice."""


@dataclass(frozen=True, order=True)
class Letter:
    """One update on its way; ``due`` is when it arrives."""

    due: float
    number: int
    body: bytes = field(compare=False)
    secret: str = field(compare=False)
    again: bool = field(compare=False, default=False)


class Carrier:
    """Takes updates at ``url``, and carries them to the ``ports``; counts what each confirmed."""

    def __init__(self, ports: Sequence[int]) -> None:
        self.ports = list(ports)
        self.confirmed: Counter[int] = Counter()
        self.again = 0
        self.url = ""
        self._random = random.Random(5)  # noqa: S311 -- no secret
        self._letters: list[Letter] = []
        self._changed = threading.Condition()
        self._ended = False
        self._taken = 0

    def take(self, body: bytes, secret: str) -> None:
        """Take an update to carry."""
        self._taken += 1
        self._put(Letter(0.0, self._taken, body, secret), LATEST)

    def end(self) -> None:
        """Carry nothing more."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def carry(self) -> None:
        """Carry until the end."""
        while letter := self._next():
            with self._changed:
                port = self._random.choice(self.ports)
                comes_again = not letter.again and self._random.random() < TWICE
            if not _is_confirmed(port, letter):
                self._put(letter, LATEST)
                continue
            with self._changed:
                self.confirmed[port] += 1
                self.again += letter.again
            if comes_again:
                self._put(replace(letter, again=True), AGAIN)

    def _put(self, letter: Letter, latest: float) -> None:
        with self._changed:
            due = time.monotonic() + self._random.uniform(0, latest)
            heapq.heappush(self._letters, replace(letter, due=due))
            self._changed.notify()

    def _next(self) -> Letter | None:
        with self._changed:
            while not self._ended:
                wait = self._letters[0].due - time.monotonic() if self._letters else None
                if wait is not None and wait <= 0:
                    return heapq.heappop(self._letters)
                self._changed.wait(wait)
            return None


def _is_confirmed(port: int, letter: Letter) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("POST", "/telegram", letter.body, {SECRET: letter.secret})
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


@contextmanager
def carrying(ports: Sequence[int]) -> Iterator[Carrier]:
    """Carry what arrives, as long as the block runs."""
    carrier = Carrier(ports)

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            carrier.take(body, self.headers.get(SECRET, ""))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    server.daemon_threads = True
    carrier.url = f"http://127.0.0.1:{server.server_port}/telegram"
    threads = [threading.Thread(target=carrier.carry) for _ in range(AT_ONCE)]
    threads.append(threading.Thread(target=server.serve_forever, args=(0.1,)))
    for thread in threads:
        thread.start()
    try:
        yield carrier
    finally:
        carrier.end()
        server.shutdown()
        server.server_close()
        for thread in threads:
            thread.join()
