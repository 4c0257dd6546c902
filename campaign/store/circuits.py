"""What shuts a channel: its circuit, and its account's wait. Each has columns of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, update

from campaign.ports.circuits import Pause
from campaign.store.dialects import upsert
from campaign.store.tables import CHANNEL_STATE

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection

    from campaign.ports.circuits import ChannelState, Stop


def shut(
    connection: Connection,
    campaign_id: int,
    channel: str,
    how: Stop | Pause,
    seen: ChannelState | None = None,
) -> bool:
    """Open a circuit, or hold an account; with ``seen`` only as long as the circuit is as it was.

    Tell whether it was done.
    """
    new, changed = _columns(how)
    statement = (
        upsert(CHANNEL_STATE)
        .values(campaign_id=campaign_id, channel=channel, **new)
        .on_conflict_do_update(
            index_elements=["campaign_id", "channel"],
            set_=changed,
            where=None if seen is None else _is_as(seen),
        )
        .returning(CHANNEL_STATE.c.channel)
    )
    return connection.execute(statement).first() is not None


def let_go(connection: Connection, campaign_id: int, channel: str, seen: ChannelState) -> bool:
    """Close a circuit that is still as it was ``seen``; tell whether it was."""
    of_channel = and_(
        CHANNEL_STATE.c.campaign_id == campaign_id, CHANNEL_STATE.c.channel == channel
    )
    statement = update(CHANNEL_STATE).where(of_channel, _is_as(seen))
    return connection.execute(statement.values(stopped=None, words=None)).rowcount == 1


def _is_as(seen: ChannelState) -> ColumnElement[bool]:
    return and_(
        CHANNEL_STATE.c.stopped.is_not_distinct_from(seen.stopped),
        CHANNEL_STATE.c.words.is_not_distinct_from(seen.words),
    )


def _columns(how: Stop | Pause) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what a new row holds of it, and what it changes of one that is there."""
    if isinstance(how, Pause):
        held = {"hold_until": how.until}
        return {**held, "stops": 0}, held
    stopped = {"stopped": how.why, "words": how.words}
    again = case((CHANNEL_STATE.c.stopped.is_(None), 1), else_=0)
    return {**stopped, "stops": 1}, {**stopped, "stops": CHANNEL_STATE.c.stops + again}
