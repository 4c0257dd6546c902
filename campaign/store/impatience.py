"""A connection to a server that may stop in the middle of an answer without being gone.

The server's own limits end nothing while it does, and its system goes on answering for it. Of what
the server says of a failure only the first line is kept: the next ones show what is in the rows.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, TypeVar

from psycopg import Connection, Error
from psycopg.errors import ConnectionTimeout

if TYPE_CHECKING:
    from collections.abc import Generator

T = TypeVar("T")
_LOOK = 0.1
_WORDS = "connection timeout expired"
"""What psycopg says where a server does not answer at the door: it is the same failure."""


class Impatient(Connection[Any]):
    """Is closed, with what it was asked, when nothing is heard for ``silence`` seconds."""

    silence = float("inf")

    def wait(
        self, gen: Generator[Any, Any, T], interval: float = _LOOK, timeout: float | None = None
    ) -> T:
        """Do what the driver does to wait for an answer, as long as something is heard.

        Raises:
            ConnectionTimeout: when nothing was heard.
        """
        return super().wait(self._heard(gen), interval, timeout)

    def _heard(self, gen: Generator[Any, Any, T]) -> Generator[Any, Any, T]:
        """Pass on when the connection is ready; the driver tells ``0`` each time that it is not."""
        try:
            wanted = next(gen)
            last = time.monotonic()
            while True:
                ready = yield wanted
                now = time.monotonic()
                if ready:
                    last = now
                elif now - last > self.silence:
                    self.close()
                    raise ConnectionTimeout(_WORDS)
                wanted = gen.send(ready)
        except StopIteration as over:
            result: T = over.value
            return result
        except Error as failed:
            failed.args = (str(failed).partition("\n")[0],)
            raise
