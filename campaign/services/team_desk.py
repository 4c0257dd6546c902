"""The team's buttons and links in its chat: a person resolves a post without a command.

What is decided is written to the ledger before the update counts as handled. After a death
in between it is asked for again, and then finds its own work done: nothing happens twice.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from campaign.core.deliveries import State
from campaign.core.errors import (
    ChangedMeanwhile,
    NotAnAddress,
    NotApprovable,
    NotItsAddress,
    UnknownDelivery,
)
from campaign.core.generations import at_hand
from campaign.core.kept_back import is_kept_back
from campaign.core.life import NEVER_SENT
from campaign.core.reasons import Reason
from campaign.services.conversation import Reply, Turn
from campaign.services.conversation.hearing import Manner
from campaign.services.late_desk import LATE_ACTS
from campaign.services.listing import kept_back_by
from campaign.services.team_counter import Request, kept_by
from campaign.services.team_messages import AGAIN, DROP, PUBLISHED, SURE, TEAM, button, title_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence

    from campaign.core.deliveries import Delivery
    from campaign.core.outcomes import ChannelSheet
    from campaign.core.settings import Campaign
    from campaign.ports.attendees import People
    from campaign.ports.ledger import Ledger
    from campaign.ports.phrases import Phrases
    from campaign.services.conversation import Heard, View
    from campaign.services.deciding import Decisions
    from campaign.services.team_counter import Counter, Listener

    _Act = Callable[["_Matter"], Awaitable[Turn]]

_LINK = re.compile(r"https?://\S+", re.IGNORECASE)
_OPEN = frozenset({State.UNKNOWN, State.NEEDS_PERSON})
_CAN_BE_FOUND = _OPEN | frozenset(NEVER_SENT)
_PARTS = 3


@dataclass(frozen=True, slots=True)
class _Matter:
    """One post about which somebody of the team decides."""

    one: Delivery
    who: str
    phrases: Phrases
    decisions: Decisions
    sheets: Mapping[str, ChannelSheet]

    def say(self, name: str, *, about: bool = False, **more: str) -> Turn:
        """Return a sentence; ``about`` where what answers it is about the post, too."""
        text = self.phrases.text(f"team.{name}", who=self.who, title=self.title, **more)
        return _say(text, self.one if about else None)

    @property
    def title(self) -> str:
        """Return what the team calls it."""
        return title_of(self.one, self.phrases, self.sheets)


class TeamDesk:
    """Answers the team; ``decisions`` write what a person decided, ``sheets`` tell how the
    addresses of posts look, ``counters`` serve further commands and buttons, ``listeners`` texts
    that answer what they asked for.
    """

    def __init__(
        self,
        ledger: Ledger,
        people: People,
        decisions: Decisions,
        sheets: Mapping[str, ChannelSheet],
        counters: Sequence[Counter] = (),
        listeners: Sequence[Listener] = (),
    ) -> None:
        self._ledger = ledger
        self._people = people
        self._decisions = decisions
        self._sheets = sheets
        self._counters = counters
        self._listeners = listeners

    async def answer(self, heard: Heard, view: View) -> Turn | None:
        """Return the answer to a command, a button or a link of the team; ``None`` for anything
        else.
        """
        if heard.chat is None or heard.chat != view.content.team_chat:
            return None
        act = (
            self._at_counter(heard, view)
            or await self._at_listener(heard, view)
            or await self._wanted(heard)
        )
        if act is None:
            return None
        phrases = view.tongues.phrases_of(view.content.campaign.language)
        who = _who(heard, view.content.campaign)
        return _say(phrases.text("team.not-yours")) if who is None else await act(who, phrases)

    def _at_counter(
        self, heard: Heard, view: View
    ) -> Callable[[str, Phrases], Awaitable[Turn]] | None:
        """Return the answer of the counter that serves this, still without who asks for it."""
        counter = next((one for one in self._counters if one.serves(heard, view.tongues)), None)
        if counter is None:
            return None
        return lambda who, phrases: counter.answer(Request(heard, view, who, phrases))

    async def _at_listener(
        self, heard: Heard, view: View
    ) -> Callable[[str, Phrases], Awaitable[Turn]] | None:
        """Return the answer of the listener that asked for this text."""
        if heard.manner is not Manner.TEXT or heard.answers is None:
            return None
        kept = await kept_by(heard, self._people)
        found = next((one for one in self._listeners if one.listens(kept)), None)
        if found is None:
            return None
        return lambda who, phrases: found.answer(Request(heard, view, who, phrases))

    async def _wanted(self, heard: Heard) -> Callable[[str, Phrases], Awaitable[Turn]] | None:
        """Return what a button or an answer asks for, still without who asks for it."""
        if heard.manner is Manner.BUTTON and heard.text in LATE_ACTS:
            return partial(LATE_ACTS[heard.text], self._decisions)
        link, states = _LINK.search(heard.text), _OPEN
        if heard.manner is Manner.BUTTON:
            act, number = _pressed(heard.text)
        elif heard.manner is Manner.TEXT and heard.answers is not None:
            act, states = (_enter(link[0]), _CAN_BE_FOUND) if link else (_no_link, _OPEN)
            number = await self._spoken_of(heard)
        else:
            return None
        if act is None or number is None:
            return None
        return partial(self._act, act, number, states)

    async def _spoken_of(self, heard: Heard) -> int | None:
        """Return the delivery of the message that a text answers."""
        body = await self._people.said_as(heard.chat or 0, str(heard.answers))
        about = json.loads(body).get("about") if body else None
        return about if isinstance(about, int) else None

    async def _act(
        self, act: _Act, number: int, states: Collection[State], who: str, phrases: Phrases
    ) -> Turn:
        one = await self._delivery(number)
        if one is None or one.state not in states:
            return self._stale(one, phrases)
        try:
            return await act(_Matter(one, who, phrases, self._decisions, self._sheets))
        except NotItsAddress as wrong:
            return _say(phrases.text(wrong.message_id, **wrong.params), one)
        except NotAnAddress:
            return _say(phrases.text("team.no-link"), one)
        except (NotApprovable, UnknownDelivery, ChangedMeanwhile):
            return self._stale(await self._delivery(number), phrases)

    def _stale(self, one: Delivery | None, phrases: Phrases) -> Turn:
        """Say that it is decided already, what became of it, and by whom."""
        if one is None:
            return _say(phrases.text("team.stale-gone"))
        who = Reason.stored(one.reason).params.get("who", "")
        state = phrases.text(f"states.{one.state.value}")
        title = title_of(one, phrases, self._sheets)
        name = "stale-by" if who else "stale"
        return _say(phrases.text(f"team.{name}", title=title, state=state, who=who))

    async def _delivery(self, number: int) -> Delivery | None:
        """Return a delivery, unless it is no longer the one that its key means."""
        newest = at_hand((await self._ledger.snapshot()).deliveries)
        return next((d for d in newest.values() if d.id == number), None)


async def _ask_link(matter: _Matter) -> Turn:
    return matter.say("paste-link", about=True)


async def _no_link(matter: _Matter) -> Turn:
    return matter.say("no-link", about=True)


def _enter(url: str) -> _Act:
    async def act(matter: _Matter) -> Turn:
        await matter.decisions.resolve(str(matter.one.key), matter.who, url, matter.sheets)
        return matter.say("resolved")

    return act


def _ask(name: str, sure: str) -> _Act:
    async def act(matter: _Matter) -> Turn:
        text = matter.phrases.text(f"team.{name}-sure", title=matter.title)
        kept = name == "again" and is_kept_back(matter.one)
        label = "not-there-sure" if kept else f"{name}-sure"
        return Turn((Reply(text, (button(matter.phrases, label, sure, matter.one),)),))

    return act


async def _drop(matter: _Matter) -> Turn:
    why = matter.phrases.text("team.why-dropped")
    await matter.decisions.cancel([str(matter.one.key)], matter.who, why)
    return matter.say("dropped")


async def _send_again(matter: _Matter) -> Turn:
    await matter.decisions.resend(str(matter.one.key), matter.who)
    if is_kept_back(matter.one):
        return matter.say("kept", kept=kept_back_by(matter.one, matter.phrases))
    return matter.say("again")


_ACTS = {
    PUBLISHED: _ask_link,
    DROP: _ask("drop", DROP + SURE),
    DROP + SURE: _drop,
    AGAIN: _ask("again", AGAIN + SURE),
    AGAIN + SURE: _send_again,
}


def _pressed(data: str) -> tuple[_Act | None, int | None]:
    parts = data.split(":")
    if len(parts) != _PARTS or parts[0] != TEAM or not parts[2].isdecimal():
        return None, None
    return _ACTS.get(parts[1]), int(parts[2])


def _who(heard: Heard, campaign: Campaign) -> str | None:
    """Return who acts: a person of the team, by account.

    A team that lists no accounts trusts everybody whom it let into its chat.
    """
    listed = [member for member in campaign.team if member.telegram is not None]
    mine = next((member for member in listed if member.telegram == heard.sender), None)
    if mine is not None:
        return mine.name or heard.who or mine.role
    return None if listed else heard.who or str(heard.sender)


def _say(text: str, about: Delivery | None = None) -> Turn:
    return Turn((Reply(text, about=about.id if about else None),))
