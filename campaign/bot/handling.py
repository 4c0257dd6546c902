"""The handler: stored updates, oldest first, to decisions; decisions into the store."""

from __future__ import annotations

import contextlib
import json
import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from campaign.core.errors import EnvironmentFailure
from campaign.ports.attendees import Effects
from campaign.ports.ledger import Stale
from campaign.services.conversation import View, apology, decide, effects_of, hear

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from campaign.ports.attendees import Incoming, People
    from campaign.ports.clock import Clock
    from campaign.services.conversation import Content, Door, Heard, Tongues, Turn

log = logging.getLogger(__name__)

TRIES = 5
"""So often one update is decided before it waits for the next look."""


class Team(Protocol):
    """Answers the team in its own chat; ``None`` where that is nobody's business."""

    async def answer(self, heard: Heard, view: View) -> Turn | None:
        """Return what is said, after what was decided is written."""
        ...


class Handler:
    """Handles updates one after the other, each in one transaction."""

    def __init__(
        self,
        people: People,
        content: Callable[[], Awaitable[Content]],
        tongues: Tongues,
        clock: Clock,
        doors: Mapping[str, Door],
        team: Team | None = None,
    ) -> None:
        self._people = people
        self._content = content
        self._tongues = tongues
        self._clock = clock
        self._doors = doors
        self._team = team
        self.bot = ""

    async def handle_pending(self) -> list[str]:
        """Handle everything that waits; return the ids of the taps among it."""
        taps: list[str] = []
        while waiting := await self._people.pending():
            handled = 0
            for incoming in waiting:
                update = _read(incoming)
                handled += await self._handle(update, incoming.update_id)
                taps += _tap(update)
            if not handled:
                break
        return taps

    async def _handle(self, update: Mapping[str, object], number: int) -> bool:
        """Handle one update; one that can never be stored is put aside, so that others follow.

        While the database as a whole fails, everything waits. What was decided from a campaign
        that was loaded again meanwhile is decided anew.
        """
        try:
            return await self._handle_as_loaded(update)
        except EnvironmentFailure:
            raise
        except Exception:
            log.exception("update %s could not be handled and is put aside", number)
            return await self._people.handle(Effects(number, None, self._clock.now()))

    async def _handle_as_loaded(self, update: Mapping[str, object]) -> bool:
        for _ in range(TRIES):
            with contextlib.suppress(Stale):
                return await self._people.handle(await self._decide(update, await self._content()))
        return False

    async def _decide(self, update: Mapping[str, object], content: Content) -> Effects:
        """Decide; an update on which that fails is answered with an apology and told."""
        view = await self._view(update, content)
        try:
            return await self._of_team(update, view) or decide(update, view)
        except EnvironmentFailure:
            raise
        except Exception:
            log.exception("update %s could not be understood", update.get("update_id"))
            return apology(update, view)

    async def _of_team(self, update: Mapping[str, object], view: View) -> Effects | None:
        """Let the team decide in its own chat; ``None`` for everything else."""
        heard = hear(update, self.bot)
        turn = await self._team.answer(heard, view) if self._team is not None else None
        # What the team decided is done: its answer stands whatever was loaded by it.
        return None if turn is None else replace(effects_of(heard, turn, view), mark=None)

    async def _view(self, update: Mapping[str, object], content: Content) -> View:
        heard = hear(update, self.bot)
        private = heard.chat if heard.private else None
        attendee = await self._people.attendee(private) if private is not None else None
        sign_ups = await self._people.sign_ups(private) if private is not None else ()
        crowds = await self._people.crowds() if private is not None else {}
        spoken = (attendee and attendee.language) or heard.language or ""
        return View(
            content,
            self._tongues,
            spoken if spoken in self._tongues.codes else content.campaign.language,
            self._clock.now(),
            sign_ups,
            crowds,
            known=attendee is not None,
            bot=self.bot,
            doors=self._doors,
            said=await self._people.last_turn(private) if private is not None else None,
        )


def _read(incoming: Incoming) -> Mapping[str, object]:
    """Read a stored update; one that is no JSON object says nothing."""
    try:
        found = json.loads(incoming.raw)
    except ValueError:
        found = None
    table = found if isinstance(found, dict) else {}
    return {**table, "update_id": incoming.update_id}


def _tap(update: Mapping[str, object]) -> list[str]:
    query = update.get("callback_query")
    found = query.get("id") if isinstance(query, dict) else None
    return [found] if isinstance(found, str) else []
