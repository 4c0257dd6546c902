"""The team holds everything from its chat, lets it go on, and asks how things stand."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from campaign.core.deliveries import State
from campaign.core.errors import ChangedMeanwhile
from campaign.core.generations import counting
from campaign.core.lateness import goes_at_once
from campaign.core.reasons import Reason
from campaign.services.conversation import Reply, Turn
from campaign.services.conversation.saying import listed
from campaign.services.listing import by_post, reason_of
from campaign.services.standing import groups_of
from campaign.services.team_broadcasts import standing
from campaign.services.team_counter import Command, command_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from campaign.core.deliveries import Delivery
    from campaign.core.outcomes import ChannelSheet
    from campaign.ports.broadcasts import Broadcasts
    from campaign.ports.circuits import Hold
    from campaign.ports.ledger import Snapshot
    from campaign.services.conversation import Heard, Tongues
    from campaign.services.deciding import Decisions
    from campaign.services.team_counter import Request

_LATELY = timedelta(hours=12)
"""So long a broadcast that is over is still told of."""

MOST = {"needs": 6, "late": 6, "behind": 3, "next": 4, "held": 3, "waiting": 3}
"""How many posts of each group are named: it is read on a phone."""


class HoldingCounter:
    """Holds everything and lets it go on; tells what ``status`` tells, shorter."""

    def __init__(
        self, decisions: Decisions, sheets: Mapping[str, ChannelSheet], broadcasts: Broadcasts
    ) -> None:
        self._decisions = decisions
        self._broadcasts = broadcasts
        self._labels = {name: sheet.label for name, sheet in sheets.items()}

    def serves(self, heard: Heard, tongues: Tongues) -> bool:
        """Tell whether this is one of the three commands."""
        return command_of(heard, tongues) in {Command.PAUSE, Command.RESUME, Command.STATUS}

    async def answer(self, request: Request) -> Turn:
        """Do what the command says, and say how things stand then."""
        command = command_of(request.heard, request.view.tongues)
        try:
            if command is Command.PAUSE:
                return await self._pause(request)
            if command is Command.RESUME:
                return await self._resume(request)
        except ChangedMeanwhile:
            return request.say("holding.again")
        going = await self._broadcasts.broadcasts(since=request.view.now - _LATELY)
        lines = [standing(one, request) for one in going]
        return self._told(lines, request, await self._decisions.ledger.snapshot())

    async def _pause(self, request: Request) -> Turn:
        """Hold everything; a hold that is there stays as it is, with who made it and why, unless
        another reason is given.
        """
        before, said = (await self._decisions.ledger.snapshot()).hold, request.heard.rest.strip()
        resume, lines = request.typed(Command.RESUME), []
        by, why = request.who, said or request.text("holding.no-reason")
        if before is not None and said in {"", before.reason}:
            by, why = before.by, before.reason
        else:
            await self._decisions.hold_all(by, why)
            lines = [_held_before(before, request)] if before is not None else []
        lines.append(request.text("holding.paused", resume=resume, by=by, why=why))
        return Turn((Reply("\n".join(lines)),))

    async def _resume(self, request: Request) -> Turn:
        stopped = await self._decisions.resume(request.who)
        snapshot = await self._decisions.ledger.snapshot()
        name = "resumed" if stopped else "not-held"
        head = request.text(f"holding.{name}", who=request.who)
        return self._told([head], request, snapshot, "late", "next")

    def _told(self, heads: Sequence[str], request: Request, snapshot: Snapshot, *only: str) -> Turn:
        lines = _Lines(request, snapshot, self._labels)
        told = [*heads, *(() if only else lines.whole()), *lines.groups(only or tuple(MOST))]
        return Turn((Reply("\n".join(told)),))


def _held_before(hold: Hold, request: Request) -> str:
    return request.text("holding.paused-before", by=hold.by, why=hold.reason)


class _Lines:
    """Says how things stand, in lines that a phone shows."""

    def __init__(self, request: Request, snapshot: Snapshot, labels: Mapping[str, str]) -> None:
        self._request, self._snapshot, self._labels = request, snapshot, labels
        self._zone = request.view.content.campaign.zone
        self._now = request.view.now
        self._newest = list(counting(snapshot.deliveries).values())

    def whole(self) -> Iterator[str]:
        """Yield what is so of everything: held, not read back, stopped, and how many are where."""
        text, hold = self._request.text, self._snapshot.hold
        if hold is not None:
            resume = self._request.typed(Command.RESUME)
            yield text("fact.held", by=hold.by, why=hold.reason, resume=resume)
        if not self._snapshot.trusted:
            yield text("holding.unread")
        for name, channel in self._snapshot.channels.items():
            if channel.stopped is not None:
                words = channel.words or channel.stopped
                yield text("holding.stopped", channel=self._labels.get(name, name), words=words)
        counts = by_post((one.key.post, str(one.state)) for one in self._newest)
        of = self._request.phrases.text
        states = [f"{n} {of(f'states.of.{state}', n=n)}" for state, n in counts.items()]
        if states:
            yield text("holding.counts", states=listed(states, self._request.phrases))

    def groups(self, names: Sequence[str]) -> Iterator[str]:
        """Yield what is in some of the groups, the most urgent first."""
        for name, deliveries in groups_of(self._newest, self._now).items():
            posts: dict[tuple[object, ...], list[Delivery]] = {}
            for one in deliveries if name in names else ():
                posts.setdefault((one.key.post, one.due, self._why(name, one)), []).append(one)
            if not posts:
                continue
            yield ""
            yield self._request.phrases.text(f"cli.status.{name}") + ":"
            shown = list(posts.items())[: MOST[name]]
            for (_, _, why), those in shown:
                yield self._line(those, str(why))
            if len(posts) > len(shown):
                yield self._request.text("late-more", n=len(posts) - len(shown))

    def _why(self, name: str, one: Delivery) -> str:
        if name in {"late", "next"}:
            return ""
        phrases, said = self._request.phrases, Reason.stored(one.reason)
        here = f"team.reason.{said.id}"
        if one.state is State.HELD and phrases.has(here):  # in the chat its buttons come first
            return phrases.text(here, **{**said.params, "key": one.key.post})
        return reason_of(one, phrases)

    def _line(self, those: Sequence[Delivery], why: str) -> str:
        first, phrases = those[0], self._request.phrases
        channels = dict.fromkeys(one.key.channel for one in those)
        held = self._snapshot.hold is not None
        when = phrases.text("cli.status.undated")
        if goes_at_once(first, self._now):
            when = phrases.text("cli.status.once-resumed" if held else "cli.status.at-once")
        elif first.due is not None:
            local, year = first.due.astimezone(self._zone), self._now.astimezone(self._zone).year
            when = phrases.dates.say_briefly(local, year)
        panel = self._request.view.content.programme.panel(first.subject or "")
        title = " · ".join(dict.fromkeys([first.title, *([panel.title] if panel else [])]))
        where = listed([self._labels.get(name, name) for name in channels], phrases)
        line = self._request.text("holding.post", when=when, title=title, where=where)
        return f"{line} — {why}" if why else line
