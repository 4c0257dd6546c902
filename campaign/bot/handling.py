"""The handler: stored updates, oldest first, to decisions; decisions into the store."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from dataclasses import replace
from traceback import extract_tb
from typing import TYPE_CHECKING, Protocol, TypeAlias

from campaign.bot.flood import Flood, quieted, written_at
from campaign.core.errors import EnvironmentFailure
from campaign.ports.attendees import Effects, Known
from campaign.ports.ledger import Stale
from campaign.services.conversation import View, apology, decide, effects_of, hear
from campaign.services.team_counter import NotYet

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from campaign.ports.attendees import Glance, Incoming, People
    from campaign.ports.clock import Clock
    from campaign.services.conversation import Content, Door, Heard, Tongues, Turn

log = logging.getLogger(__name__)

TRIES = 5
"""So often one update is decided before it waits for the next look."""

AT_ONCE = 50
"""So many updates are looked at together."""

MOMENT = 0.02
"""Seconds after which what was decided is written, however much waits."""

Update: TypeAlias = "Mapping[str, object]"


class Team(Protocol):
    """Answers the team in its own chat; ``None`` where that is nobody's business."""

    async def answer(self, heard: Heard, view: View) -> Turn | None:
        """Return what is said, after what was decided is written.

        Raises:
            NotYet: where that is still being done: others are not to wait for it.
        """
        ...


class Handler:
    """Handles updates in their order, each in one transaction; what can be is written together."""

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
        self._flood = Flood()
        self._later: set[object] = set()
        self.bot = ""

    async def handle_pending(self) -> list[str]:
        """Handle everything that waits; return the ids of the taps among it."""
        taps: list[str] = []
        while pending := [_read(incoming) for incoming in await self._pending()]:
            waiting = [(update, hear(update, self.bot)) for update in pending]
            handled = 0
            while waiting:
                decided = await self._decide_some(waiting)
                handled += await self._write([(u, e) for u, e in decided if e is not None])
                for update, effects in decided:
                    taps += self._taps(update, later=effects is None)
                waiting = waiting[len(decided) :]
            if not handled:
                break
        return taps

    async def _pending(self) -> Sequence[Incoming]:
        """Return what waits, and as much of it behind what takes longer."""
        return await self._people.pending(AT_ONCE + len(self._later))

    def _taps(self, update: Update, *, later: bool) -> list[str]:
        """Return the id of a tap that was heard only now, however long it takes to do it."""
        number = update.get("update_id")
        known = number in self._later
        change = self._later.add if later else self._later.discard
        change(number)
        return [] if known else _tap(update)

    async def _decide_some(
        self, waiting: Sequence[tuple[Update, Heard]]
    ) -> Sequence[tuple[Update, Effects | None]]:
        """Decide about the first that wait, as long as none depends on what another one changes;
        of what is still being done there is nothing to write.

        So no two are of one chat or of one person, and what changes how many seats are left is
        the last. It ends after a moment, so that the first are not kept waiting.
        """
        content = await self._content()
        chats = {heard.chat for _, heard in waiting if heard.chat is not None}
        glance = await self._people.glance([*chats])
        decided: list[tuple[Update, Effects | None]] = []
        met: set[object] = set()
        latest = self._clock.elapsed() + MOMENT
        for update, heard in waiting:
            who = _who(heard, glance)
            if decided and (met & who or self._clock.elapsed() > latest):
                break
            met |= who
            view = self._view(heard, content, glance)
            try:
                effects = await self._decide(update, heard, view)
            except NotYet:
                decided.append((update, None))
                continue
            if heard.private or (effects.messages and heard.chat != content.team_chat):
                pace = self._flood.pace(heard, written_at(update, view.now))
                effects = quieted(effects, pace, view)
            decided.append((update, effects))
            if effects.erase or any(one.seats is not None for one in effects.vacancies):
                break
            await asyncio.sleep(0)
        return decided

    async def _write(self, decided: Sequence[tuple[Update, Effects]]) -> int:
        """Write what was decided; return how many were handled. What fails is tried alone."""
        writing = (self._people.handle(effects) for _, effects in decided)
        written = await asyncio.gather(*writing, return_exceptions=True)
        handled = 0
        for (update, effects), result in zip(decided, written, strict=True):
            if isinstance(result, bool):
                handled += result
            elif isinstance(result, Exception) and not isinstance(result, EnvironmentFailure):
                handled += await self._handle(update, effects.update_id)
            else:
                raise result
        return handled

    async def _handle(self, update: Update, number: int) -> bool:
        """Handle one update alone; one that can never be stored is put aside: others follow.

        While the database as a whole fails, everything waits. What was decided from a campaign
        that was loaded again meanwhile is decided anew.
        """
        try:
            return await self._handle_as_loaded(update)
        except EnvironmentFailure:
            raise
        except NotYet:
            return False
        except Exception as error:  # noqa: BLE001 -- it is told
            told = _place(error)
            log.error("update %s could not be handled and is put aside: %s", number, told)  # noqa: TRY400
            return await self._people.handle(Effects(number, None, self._clock.now()))

    async def _handle_as_loaded(self, update: Update) -> bool:
        heard = hear(update, self.bot)
        for _ in range(TRIES):
            with contextlib.suppress(Stale):
                content = await self._content()
                glance = await self._people.glance([] if heard.chat is None else [heard.chat])
                view = self._view(heard, content, glance)
                return await self._people.handle(await self._decide(update, heard, view))
        return False

    async def _decide(self, update: Update, heard: Heard, view: View) -> Effects:
        """Decide; an update on which that fails is answered with an apology and told."""
        try:
            return await self._of_team(heard, view) or decide(update, view)
        except (EnvironmentFailure, NotYet):
            raise
        except Exception as error:  # noqa: BLE001 -- it is told
            number, told = update.get("update_id"), _place(error)
            log.error("update %s could not be understood: %s", number, told)  # noqa: TRY400
            return apology(update, view)

    async def _of_team(self, heard: Heard, view: View) -> Effects | None:
        """Let the team decide in its own chat; ``None`` for everything else."""
        turn = await self._team.answer(heard, view) if self._team is not None else None
        # What the team decided is done: its answer stands whatever was loaded by it.
        return None if turn is None else replace(effects_of(heard, turn, view), mark=None)

    def _view(self, heard: Heard, content: Content, glance: Glance) -> View:
        private = heard.chat if heard.private else None
        known = Known() if private is None else glance.chats[private]
        attendee = known.attendee
        spoken = (attendee and attendee.language) or heard.language or ""
        return View(
            content,
            self._tongues,
            spoken if spoken in self._tongues.codes else content.campaign.language,
            self._clock.now(),
            known.sign_ups,
            {} if private is None else glance.crowds,
            known=attendee is not None,
            news=attendee.news if attendee is not None else None,
            bot=self.bot,
            doors=self._doors,
            said=known.said,
        )


def _who(heard: Heard, glance: Glance) -> set[object]:
    """Return whom an update is from: its chat, and the person, who may have several."""
    if heard.chat is None:
        return set()
    attendee = glance.chats[heard.chat].attendee
    return {heard.chat} if attendee is None else {heard.chat, ("person", attendee.id)}


def _place(error: BaseException) -> str:
    """Return what an error is and where it was raised: its words may be a person's."""
    steps = (
        f"{step.filename}:{step.lineno} {step.name}" for step in extract_tb(error.__traceback__)
    )
    return "\n  ".join([type(error).__name__, *steps])


def _read(incoming: Incoming) -> Update:
    """Read a stored update; one that is no JSON object says nothing."""
    try:
        found = json.loads(incoming.raw)
    except ValueError:
        found = None
    table = found if isinstance(found, dict) else {}
    return {**table, "update_id": incoming.update_id}


def _tap(update: Update) -> list[str]:
    query = update.get("callback_query")
    found = query.get("id") if isinstance(query, dict) else None
    return [found] if isinstance(found, str) else []
