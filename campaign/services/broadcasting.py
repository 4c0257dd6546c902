"""What the team writes to many at once, on its way: queued a little ahead, and told of at its end.

Only little waits in the outbox at any time, so that whoever ends it, stops it or holds everything
is heeded at once, and writing it down keeps nobody waiting.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from campaign.core.marks import units
from campaign.ports.broadcasts import ALL, NEWS, OF_PANEL
from campaign.ports.messages import Message, Priority
from campaign.services.conversation import Reply, saying
from campaign.services.conversation.turns import LONGEST

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence

    from campaign.core.attendees import Attendee
    from campaign.core.programme import Programme
    from campaign.ports.broadcasts import Broadcast, Broadcasts
    from campaign.ports.clock import Clock
    from campaign.ports.phrases import Phrases
    from campaign.services.conversation import Content

FEW, MANY = 30, 60
"""Where fewer messages of a broadcast wait, so many more are queued: two seconds' worth."""

MOST_NAMED = 20
"""Of so many people that a broadcast may have missed the numbers are told."""


def letter(text: str, marks: str, title: str, phrases: Phrases) -> Reply:
    """Return what somebody gets: the team's words as they are, and how one gets no more of them."""
    foot = phrases.text("bot.from-team", title=title)
    return Reply(f"{text}\n\n{foot}", marks=tuple(json.loads(marks)))


def room_for(title: str, all_phrases: Iterable[Phrases]) -> int:
    """Return how long a text may be, in the units of Telegram's limit."""
    feet = (units(letter("", "[]", title, phrases).text) for phrases in all_phrases)
    return LONGEST - max(feet)


def audience_name(audience: str, programme: Programme, phrases: Phrases) -> str:
    """Return what the team calls an audience."""
    return _named("audience", audience, programme, phrases)


def brief_name(audience: str, programme: Programme, phrases: Phrases) -> str:
    """Return the same in few words, where it was said before."""
    return _named("brief", audience, programme, phrases)


def _named(how: str, audience: str, programme: Programme, phrases: Phrases) -> str:
    if audience in {ALL, NEWS}:
        return phrases.text(f"team.broadcast.{how}.{audience}")
    panel_id = audience.removeprefix(OF_PANEL)
    panel = programme.panel(panel_id)
    title = saying.title(panel, phrases) if panel else panel_id
    return phrases.text(f"team.broadcast.{how}.panel", title=title)


class Broadcasting:
    """Keeps broadcasts going. ``content`` gives the loaded campaign."""

    def __init__(
        self,
        broadcasts: Broadcasts,
        content: Callable[[], Awaitable[Content]],
        clock: Clock,
        phrases_of: Callable[[str], Phrases],
    ) -> None:
        self._broadcasts = broadcasts
        self._content = content
        self._clock = clock
        self._phrases_of = phrases_of

    async def step(self) -> bool:
        """Queue what comes next, and end what is through; tell whether there is more to send."""
        now = self._clock.now()
        going = [one for one in await self._broadcasts.broadcasts(since=now) if not one.is_over]
        if not going:
            return False
        on_the_way = _OnTheWay(await self._content(), self._phrases_of)
        fed = await self._broadcasts.feed(on_the_way.message, FEW, MANY)
        through = [one.id for one in going if not (fed or one.tally.waiting)]
        ended = [await self._broadcasts.end(number, now, on_the_way.ended) for number in through]
        return fed or any(ended)


class _OnTheWay:
    """Makes the messages of broadcasts, to people and to the team."""

    def __init__(self, content: Content, phrases_of: Callable[[str], Phrases]) -> None:
        self._content = content
        self._phrases_of = phrases_of
        self._bodies: dict[tuple[int, str], str] = {}

    def message(self, one: Broadcast, who: Attendee) -> Message:
        """Return the message of one person, the same whenever it is made."""
        body = self._bodies.get((one.id, who.language))
        if body is None:
            title, phrases = self._content.campaign.title, self._phrases_of(who.language)
            body = letter(one.confirmed.text, one.confirmed.marks, title, phrases).body()
            self._bodies[one.id, who.language] = body
        return Message(
            who.chat,
            body,
            Priority.BROADCAST,
            once=True,
            dedupe=f"broadcast:{one.id}:{who.id}",
            attendee=who.id,
            broadcast=one.id,
        )

    def ended(self, one: Broadcast, missed: Sequence[int]) -> Sequence[Message]:
        """Return what the team is told when nothing of a broadcast is on its way any more."""
        chat = self._content.team_chat
        if chat is None:
            return ()
        phrases = self._phrases_of(self._content.campaign.language)
        text = "\n".join(self._told(one, missed, phrases))
        once = f"broadcast-end:{one.id}"
        return (Message(chat, Reply(text).body(), Priority.TEAM, once=True, dedupe=once),)

    def _told(self, one: Broadcast, missed: Sequence[int], phrases: Phrases) -> Iterable[str]:
        tally = one.tally
        name = brief_name(one.confirmed.audience, self._content.programme, phrases)
        kind = f"{one.how_stopped}-at" if one.how_stopped else "over"
        said = {"audience": name, "n": tally.sent, "people": one.people, "who": one.stopped_by}
        yield phrases.text(f"team.broadcast.{kind}", **said)
        if tally.failed:
            yield phrases.text("team.broadcast.not-reached", n=tally.failed)
        if missed:
            named = saying.listed([str(person) for person in missed[:MOST_NAMED]], phrases)
            said = {"n": len(missed), "people": named, "more": len(missed) - MOST_NAMED}
            more = "-more" if len(missed) > MOST_NAMED else ""
            yield phrases.text(f"team.broadcast.missed{more}", **said)
        gone = one.people - one.gone
        if gone > 0 and not one.how_stopped:
            yield phrases.text("team.broadcast.left-meanwhile", n=gone)
