"""The team writes to many at once, from its chat: shown first, counted, and sent by one tap.

The message with the buttons keeps what was written. What is confirmed begins once, whoever taps
and however often: a draft is known by the update that brought it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from campaign.core.marks import units
from campaign.ports.broadcasts import ALL, NEWS, OF_PANEL
from campaign.ports.messages import Message
from campaign.services.broadcast_drafts import (
    KIND,
    Draft,
    audience_of,
    code_of,
    read_draft,
    said_from,
)
from campaign.services.broadcasting import audience_name, brief_name, letter, room_for
from campaign.services.conversation import Manner, Reply, Turn
from campaign.services.conversation.buttons import clipped
from campaign.services.team_counter import Command, command_of, kept_by

if TYPE_CHECKING:
    from collections.abc import Mapping

    from campaign.core.programme import Panel
    from campaign.ports.attendees import People
    from campaign.ports.broadcasts import Broadcast, Broadcasts, Reach
    from campaign.ports.ledger import Ledger
    from campaign.services.conversation import Heard, Tongues
    from campaign.services.team_counter import Request

TEST, SEND, DISCARD, STOP, TO = "D:t", "D:y", "D:n", "D:s:", "D:a:"
"""What the buttons say: show it to me, send it, leave it, stop this one, it is for these people."""

_MOST_PANELS = 6
_ALIKE = timedelta(days=7)
"""So long ago the same words to the same people may be a slip."""

_DRIFT = 10
"""A number of people that changed by more than a tenth since it was shown is shown again."""


class BroadcastCounter:
    """Serves the command, its buttons, and the text that it asks for."""

    def __init__(self, broadcasts: Broadcasts, people: People, ledger: Ledger) -> None:
        self._broadcasts = broadcasts
        self._people = people
        self._ledger = ledger

    def serves(self, heard: Heard, tongues: Tongues) -> bool:
        """Tell whether somebody wants to write to many, or taps below a draft."""
        if heard.manner is Manner.BUTTON:
            return heard.text in {TEST, SEND, DISCARD} or heard.text.startswith((STOP, TO))
        return command_of(heard, tongues) is Command.BROADCAST

    def listens(self, kept: Mapping[str, str]) -> bool:
        """Tell whether a text answers the question for it."""
        return kept.get("kind") == KIND and not kept.get("text")

    async def answer(self, request: Request) -> Turn:
        """Ask for what is missing, show what was written, or do what a button says."""
        heard, key = request.heard, str(request.heard.update_id)
        if heard.manner is Manner.COMMAND:
            return await self._written(request, read_draft(request))
        if heard.text.startswith(STOP):
            return await self._stop(request, heard.text.removeprefix(STOP))
        draft = Draft.kept_in(await kept_by(heard, self._people))
        if draft is None:
            return request.say("broadcast.gone")
        if heard.manner is Manner.TEXT:
            text, marks = said_from(heard, 0)
            return await self._written(request, replace(draft, key=key, text=text, marks=marks))
        if heard.text.startswith(TO):
            audience = audience_of(heard.text.removeprefix(TO), request)
            return await self._written(request, replace(draft, key=key, audience=audience))
        decide = {TEST: self._test, DISCARD: self._discard, SEND: self._send}[heard.text]
        return await decide(request, draft)

    async def _written(self, request: Request, draft: Draft) -> Turn:
        """Ask for whom it is, then for the words; else show it as it will look."""
        if draft.audience is None:
            return await self._ask_audience(request, draft)
        if not draft.text:
            reach = await self._broadcasts.reach(draft.audience)
            name = _name(draft, request)
            text = request.text("broadcast.ask-text", audience=name, n=reach.people)
            return Turn((Reply(text, kept=draft.kept()),))
        view = request.view
        phrases = [view.tongues.phrases_of(code) for code in view.tongues.codes]
        room, length = room_for(view.content.campaign.title, phrases), units(draft.text)
        if length > room:
            asked = replace(draft, text="", marks="[]").kept()
            text = request.text("broadcast.too-long", length=length, room=room)
            return Turn((Reply(text, kept=asked),))
        return await self._show(request, draft)

    async def _ask_audience(self, request: Request, draft: Draft) -> Turn:
        chosen = [ALL, NEWS, *(f"{OF_PANEL}{panel.id}" for panel in _panels(request))]
        buttons = []
        for audience in chosen:  # a handful, each counted by an index
            reach = await self._broadcasts.reach(audience)
            known = {"audience": _brief(audience, request), "n": reach.people}
            label = request.text("broadcast.button.audience", **known)
            buttons.append((clipped(label), TO + code_of(audience)))
        example = next((panel.id for panel in _panels(request)), "")
        command = f"{request.typed(Command.BROADCAST)} {example}".rstrip()
        text = request.text("broadcast.ask-audience", command=command)
        return Turn((Reply(text, tuple(buttons), kept=draft.kept()),))

    async def _show(self, request: Request, draft: Draft) -> Turn:
        """Show the message just as it will come, and below it for how many it is."""
        reach = await self._broadcasts.reach(draft.audience or ALL)
        if not reach.people:
            lines = [request.text("broadcast.nobody", audience=_name(draft, request))]
            return Turn((Reply("\n".join([*lines, *_left_out(reach, request)])),))
        asks = await self._asks(request, draft, reach, "broadcast.asks")
        return Turn((_letter(draft, request), asks))

    async def _asks(self, request: Request, draft: Draft, reach: Reach, name: str) -> Reply:
        said = {"audience": _name(draft, request), "n": reach.people}
        lines = [request.text(name, **said), *_left_out(reach, request)]
        lines += await self._alike(request, draft)
        kind = "news" if draft.audience == NEWS else "sign-ups"
        lines.append(request.text(f"broadcast.meant-for.{kind}"))
        if request.heard.has_file:
            lines.append(request.text("broadcast.text-only"))
        buttons = (
            (request.text("broadcast.button.test"), TEST),
            (request.text("broadcast.button.send", n=reach.people), SEND),
            (request.text("broadcast.button.discard"), DISCARD),
        )
        kept = replace(draft, shown=reach.people).kept()
        return Reply("\n".join(lines), buttons, kept=kept)

    async def _alike(self, request: Request, draft: Draft) -> list[str]:
        """Return the warning that the same words went to the same people lately."""
        lately = await self._broadcasts.broadcasts(since=request.view.now - _ALIKE)
        said = (draft.audience, draft.text)
        same = [o for o in lately if (o.confirmed.audience, o.confirmed.text) == said]
        return [request.text("broadcast.alike", **_who_when(same[-1], request))] if same else []

    async def _test(self, request: Request, draft: Draft) -> Turn:
        """Send it to the person who asks, in their own chat."""
        chat = request.heard.sender
        if chat is None:
            return request.say("broadcast.gone")
        test = Message(chat, _letter(draft, request).body())
        told = request.text("broadcast.tested", who=request.who)
        return Turn((Reply(told),), to_team=(test,))

    async def _discard(self, request: Request, draft: Draft) -> Turn:
        known, new = await self._broadcasts.discard(draft.confirmed(request))
        if not new:
            return self._known(request, known)
        return request.say("broadcast.discarded", who=request.who)

    async def _send(self, request: Request, draft: Draft) -> Turn:
        """Begin it, unless it is for a rather different number of people than was shown."""
        shown = draft.shown
        reach = await self._broadcasts.reach(draft.audience or ALL)
        known = await self._broadcasts.drafted(draft.key)
        if known is None and abs(reach.people - shown) * _DRIFT > max(shown, _DRIFT):
            asks = await self._asks(request, draft, reach, "broadcast.changed")
            return Turn((asks,)) if reach.people else await self._show(request, draft)
        one, new = await self._broadcasts.confirm(draft.confirmed(request))
        if not new:
            return self._known(request, one)
        name = "confirmed" if one.people == shown else "confirmed-changed"
        said = {"who": request.who, "audience": _brief(one.confirmed.audience, request)}
        minutes = -(-one.people // (60 * _A_SECOND))
        lines = [
            request.text(f"broadcast.{name}", was=shown, n=one.people, **said),
            request.text("broadcast.takes", n=minutes),
        ]
        hold = await self._ledger.hold()
        if hold is not None:
            resume = request.typed(Command.RESUME)
            lines.append(request.text("fact.held", by=hold.by, why=hold.reason, resume=resume))
        stop = (request.text("broadcast.button.stop"), f"{STOP}{one.id}")
        return Turn((Reply("\n".join(lines), (stop,)),))

    def _known(self, request: Request, one: Broadcast) -> Turn:
        """Say who had decided on this draft before, and what came of it."""
        if one.is_discarded:
            return request.say("broadcast.was-discarded", who=one.confirmed.by)
        told = request.text("broadcast.was-confirmed", **_who_when(one, request))
        return Turn((Reply(f"{told}\n{standing(one, request)}"),))

    async def _stop(self, request: Request, number: str) -> Turn:
        one = await self._broadcasts.broadcast(int(number)) if number.isdecimal() else None
        if one is None:
            return request.say("broadcast.gone")
        if not await self._broadcasts.stop(one.id, request.who):
            known = await self._broadcasts.broadcast(one.id) or one
            return Turn((Reply(standing(known, request)),))
        return request.say("broadcast.stopping", who=request.who)


_A_SECOND = 28
"""About how many messages a second pass the gate."""


def standing(one: Broadcast, request: Request) -> str:
    """Return how a broadcast stands, in a line."""
    kind = "ended" if one.is_over else "going"
    if one.how_stopped:
        kind = f"{one.how_stopped}-{kind}"
    name = _brief(one.confirmed.audience, request)
    said = {"audience": name, "n": one.tally.sent, "people": one.people}
    return request.text(f"broadcast.standing.{kind}", by=one.stopped_by or one.confirmed.by, **said)


def _letter(draft: Draft, request: Request) -> Reply:
    return letter(draft.text, draft.marks, request.view.content.campaign.title, request.phrases)


def _name(draft: Draft, request: Request) -> str:
    programme = request.view.content.programme
    return audience_name(draft.audience or ALL, programme, request.phrases)


def _brief(audience: str, request: Request) -> str:
    return brief_name(audience, request.view.content.programme, request.phrases)


def _who_when(one: Broadcast, request: Request) -> dict[str, Any]:
    zone = request.view.content.campaign.zone
    return {"by": one.confirmed.by, "at": one.confirmed.at.astimezone(zone)}


def _left_out(reach: Reach, request: Request) -> list[str]:
    """Return the lines that tell who of the audience gets nothing, and why."""
    counts = {"unwilling": reach.unwilling, "unreachable": reach.unreachable}
    return [request.text(f"broadcast.{why}", n=n) for why, n in counts.items() if n]


def _panels(request: Request) -> list[Panel]:
    """Return the panels that the team is asked about: those to come first, then the last ones."""
    view = request.view
    held = [panel for panel in view.panels if not panel.cancelled]
    coming = [panel for panel in held if not view.is_over(panel)]
    past = [panel for panel in reversed(held) if view.is_over(panel)]
    return [*coming, *past][:_MOST_PANELS]
