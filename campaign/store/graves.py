"""What was taken down, kept beside the ledger: a copy that is put back does not know of it.

Looking cannot tell either: what was withdrawn is not there, like what was never sent.
"""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from campaign.core.deliveries import Key, Receipt
from campaign.ports.history import TakenDown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Graves:
    """The file of one ledger: a line for every post that was taken down.

    ``ledger`` is its campaign's uid, which a copy has too.
    """

    path: Path
    ledger: str

    @classmethod
    def beside(cls, ledger: Path, uid: str) -> Graves:
        """Return the graves of a ledger."""
        return cls(ledger.with_name(ledger.name + ".withdrawn"), uid)

    def dig(self, taken_down: Sequence[TakenDown]) -> None:
        """Add posts, on the disk when this returns. Raises OSError.

        Each begins a line of its own: what a crash tore before it has no end.
        """
        lines = b"".join(b"\n" + self._line(one).encode() + b"\n" for one in taken_down)
        file = os.open(self.path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            while lines:
                lines = lines[os.write(file, lines) :]
            os.fsync(file)
        finally:
            os.close(file)

    def read(self) -> list[TakenDown]:
        """Return what was taken down from this ledger, or from a later copy of it."""
        try:
            raw = self.path.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return []
        return list(self._of(raw))

    def _line(self, one: TakenDown) -> str:
        values = {
            "ledger": self.ledger,
            "post": one.key.post,
            "channel": one.key.channel,
            "part": one.key.part,
            "generation": one.generation,
            "remote_id": one.receipt.remote_id,
            "url": one.receipt.url,
            "published_at": one.receipt.at.astimezone(UTC).isoformat(),
        }
        return json.dumps(values)

    def _of(self, raw: str) -> Iterator[TakenDown]:
        for line in raw.splitlines():
            with suppress(ValueError, KeyError, TypeError):
                values = json.loads(line)
                if values["ledger"] == self.ledger:
                    key = Key(values["post"], values["channel"], int(values["part"]))
                    published = datetime.fromisoformat(values["published_at"])
                    receipt = Receipt(values["remote_id"], values["url"], published)
                    yield TakenDown(key, int(values["generation"]), receipt)
