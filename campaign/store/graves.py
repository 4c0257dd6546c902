"""What was taken down, kept beside the ledger: a copy that is put back does not know of it.

Looking cannot tell either: what was withdrawn is not there, like what was never sent.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from campaign.core.deliveries import Key, Receipt
from campaign.ports.history import TakenDown
from campaign.store.kept_lines import adding, kept

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
        """Add posts, on the disk when this returns. Raises OSError."""
        with adding(self.path) as add:
            add(map(self._values, taken_down))

    def read(self) -> list[TakenDown]:
        """Return what was taken down from this ledger, or from a later copy of it."""
        return list(self._ours())

    def _values(self, one: TakenDown) -> dict[str, object]:
        return {
            "ledger": self.ledger,
            "post": one.key.post,
            "channel": one.key.channel,
            "part": one.key.part,
            "generation": one.generation,
            "remote_id": one.receipt.remote_id,
            "url": one.receipt.url,
            "published_at": one.receipt.at.astimezone(UTC).isoformat(),
        }

    def _ours(self) -> Iterator[TakenDown]:
        for values in kept(self.path):
            with suppress(ValueError, KeyError, TypeError):
                if values["ledger"] == self.ledger:
                    key = Key(values["post"], values["channel"], int(values["part"]))
                    published = datetime.fromisoformat(values["published_at"])
                    receipt = Receipt(values["remote_id"], values["url"], published)
                    yield TakenDown(key, int(values["generation"]), receipt)
