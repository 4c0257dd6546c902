"""What the bot says in groups: little, nothing personal, and the way into the private chat."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from campaign.ports.attendees import Effects
from campaign.ports.messages import Message
from campaign.services.conversation import buttons
from campaign.services.conversation.hearing import Manner
from campaign.services.conversation.turns import Reply
from campaign.services.understanding import Intent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from campaign.services.conversation.hearing import Heard
    from campaign.services.conversation.turns import Turn
    from campaign.services.conversation.view import View

SHORT = 600
"""So many letters fill no group; what is longer goes on in private."""
LONGEST_LINE = 300
HELLO = "hola"
"""What a link into the private chat says where it is about nothing."""

_LINKED = re.compile(r"[A-Za-z0-9_-]{1,64}")
_OF_THE_PROGRAMME = frozenset(
    {
        Intent.NEXT_PANEL,
        Intent.PANEL_TIME,
        Intent.PROGRAMME,
        Intent.DAY_SCHEDULE,
        Intent.WHERE_WATCH,
        Intent.TOPIC,
        Intent.SPEAKERS,
        Intent.RECORDING,
        Intent.NOTE,
        Intent.PUBLICATION,
        Intent.COST,
        Intent.WHO_ORGANISES,
        Intent.ACCESSIBILITY,
        Intent.AUDIENCE,
        Intent.LIVE_NOW,
        Intent.STILL_ON,
        Intent.CLOCK,
        Intent.PANEL_LANGUAGE,
        Intent.CERTIFICATE,
        Intent.THANKS,
        Intent.FAREWELL,
        Intent.SMALL_TALK,
    }
)
"""What anybody may read: everything else is between the bot and one person."""
_BEGINNINGS = frozenset({Intent.GREET, Intent.HELP, Intent.WHO_ARE_YOU})


def greeted(heard: Heard, view: View) -> Effects:
    """Say once what the bot does in a group that it was let into; the team knows."""
    if heard.chat is None or heard.chat == view.content.team_chat:
        return Effects(heard.update_id, None, view.now)
    text = view.say("group-hello", title=view.content.campaign.title, name=_name(view))
    body = Reply(text, _way(HELLO, view)).body()
    message = Message(heard.chat, body, once=True, dedupe=f"group-hello:{heard.chat}")
    return Effects(heard.update_id, None, view.now, messages=(message,))


def answered(heard: Heard, turn: Turn, view: View) -> Effects:
    """Answer briefly, with one button into the private chat, and change nothing."""
    text = _distress(turn, view) or _beginning(heard, turn, view) or _told(turn, view)
    way = _way(_about(turn, view), view)
    reply = Reply(text or view.say("in-group"), way, answers=heard.number)
    message = Message(heard.chat or 0, reply.body())
    return Effects(heard.update_id, None, view.now, messages=(message,))


def _distress(turn: Turn, view: View) -> str | None:
    """Answer somebody in distress kindly; nobody else is told of it from here."""
    felt = any(reply.wish == Intent.DISTRESS for reply in turn.replies)
    return view.say("distress") if felt else None


def _beginning(heard: Heard, turn: Turn, view: View) -> str | None:
    """Say what the bot does here, where somebody greets it or asks what it can do."""
    bare = not turn.questions and not any(reply.wish or reply.asks for reply in turn.replies)
    starts = heard.manner is Manner.COMMAND and bare
    greets = {reply.wish for reply in turn.replies} & _BEGINNINGS
    if not starts and not greets:
        return None
    return view.say("group-hello", title=view.content.campaign.title, name=_name(view))


def _told(turn: Turn, view: View) -> str | None:
    """Return what is told of the programme, as much as is short; ``None`` where that is not all
    that was asked for.
    """
    own = {answer.id for answer in view.content.answers} - {*Intent}
    changes = (turn.sign_up, turn.cancel, turn.consent, turn.withdraw, turn.language, turn.to_team)
    if any(changes) or turn.tell or turn.erase or turn.silence or not turn.replies:
        return None
    for reply in turn.replies:
        open_to_all = reply.wish in _OF_THE_PROGRAMME or reply.wish in own
        if not open_to_all or reply.asks is not None or reply.document is not None:
            return None
    lines = [line for reply in turn.replies for line in reply.text.splitlines()]
    kept = [*_short(lines)]
    more = [view.say("group-more")] if kept != lines else []
    return "\n".join([*kept, *more])


def _short(lines: list[str]) -> Iterator[str]:
    room = SHORT
    for line in lines:
        room -= len(line)
        if room < 0 and room + len(line) < SHORT:
            return
        yield line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE].rstrip()}…"


def _about(turn: Turn, view: View) -> str:
    """Return the panel that the answer is about, for its link; it is the only one, or none.

    A link to a panel offers to sign up for it: that is no answer to who wants to ask something.
    """
    if any(reply.wish == Intent.ASK_PANEL for reply in turn.replies):
        return HELLO
    data = [data for reply in turn.replies for _, data in reply.buttons]
    parts = {part for one in data for part in one.split(":")[1:]}
    found = {p.id for part in parts for p in buttons.find_panels(part, view.content.programme)}
    only = next(iter(found)) if len(found) == 1 else HELLO
    return only if _LINKED.fullmatch(only) else HELLO


def _way(start: str, view: View) -> tuple[buttons.Button, ...]:
    if not view.bot:
        return ()
    return ((view.say("button.to-private"), f"https://t.me/{view.bot}?start={start}"),)


def _name(view: View) -> str:
    return f"@{view.bot}"
