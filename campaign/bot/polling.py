"""The receiver: an update is stored before Telegram is told that we have it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from campaign.bot.transport import Transport
    from campaign.ports.attendees import People


class Receiver:
    """Polls. The next request confirms what the last one brought, which by then is durable."""

    def __init__(self, transport: Transport, people: People) -> None:
        self._transport = transport
        self._people = people
        self._offset: int | None = None

    async def poll(self, seconds: int) -> int:
        """Wait up to ``seconds`` for updates and store them; return how many were new.

        After an empty answer everything is confirmed, and the offset is forgotten: after
        a quiet week Telegram may begin anew with lower numbers.
        """
        found = await self._transport.updates(self._offset, seconds)
        if not found:
            self._offset = None
            return 0
        new = await self._people.receive(found)
        self._offset = max(update.update_id for update in found) + 1
        return new
