"""The history of deliveries: a line for every change, and whose change it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, insert

from campaign.store.statements import Statement
from campaign.store.tables import EVENT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from campaign.core.deliveries import Delivery, Key, State
    from campaign.core.life import Move

_LINE = Statement(
    insert(EVENT).values(
        {column: bindparam(column.name) for column in EVENT.c if column is not EVENT.c.id}
    )
)


@dataclass(frozen=True, slots=True)
class Author:
    """Whose decision it is, in which campaign, and when."""

    campaign_id: int
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Line:
    """What happened to one generation of a key: the state after it, and why (JSON)."""

    key: Key
    generation: int
    state: State
    move: Move | None
    reason: str | None
    by: str | None = None
    """Who it was, where that is not the author."""


def line_of(delivery: Delivery, move: Move) -> Line:
    """Return the line of a move that led to what a delivery is now."""
    return Line(delivery.key, delivery.generation, delivery.state, move, delivery.reason)


def write_lines(connection: Connection, lines: Sequence[tuple[Author, Line]]) -> None:
    """Append to the history."""
    _LINE.run(
        connection,
        *(
            {
                "campaign_id": author.campaign_id,
                "key": str(line.key),
                "generation": line.generation,
                "at": author.at,
                "state": line.state.value,
                "move": None if line.move is None else line.move.value,
                "reason": line.reason,
                "by": line.by or author.by,
            }
            for author, line in lines
        ),
    )
