"""Answers to questions about signing up and reminders: they explain, and change nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.services.conversation import buttons, saying, signing
from campaign.services.conversation.overview import about
from campaign.services.conversation.turns import Reply, Turn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from campaign.core.programme import Panel
    from campaign.services.conversation.view import View


def signing_up(panel: Panel | None, view: View) -> Turn:
    """Say what signing up is for, until when it is open and how many places are left."""
    panels = view.panels if panel is None else (panel,)
    pieces = [view.say("open-to-all"), *_places(panels, view)]
    return Turn((Reply("\n".join(pieces), (_way(panel, view),)),))


def reminders(panel: Panel | None, view: View) -> Turn:
    """Say when reminders come, and to whom."""
    mine = bool(view.sign_ups) if panel is None else view.sign_up_of(panel) is not None
    wanted = buttons.of_wish("my_signups", view) if mine else _way(panel, view)
    return Turn((Reply(view.say("reminders-on"), (wanted,)),))


def arrivals(_panel: Panel | None, view: View) -> Turn:
    """Say where reminders arrive, and for which panels, to somebody who misses them."""
    return Turn((Reply(view.say("arrives-here")),)) + signing.my_sign_ups(view)


def thing(panel: Panel | None, view: View) -> Turn:
    """Say at which panel somebody can hear what a thing is: the bot is no encyclopedia."""
    if panel is None:
        return Turn()
    named = saying.named(panel, view.content.campaign, view.phrases)
    return Turn((Reply(view.say("thing", **named), about(panel, view)),))


def _way(panel: Panel | None, view: View) -> buttons.Button:
    """Return the button that signs up: for one panel where that is meant, else it asks which."""
    return buttons.of_wish("sign_up", view, panel.id if panel else None)


def _places(panels: Sequence[Panel], view: View) -> list[str]:
    limited = [p for p in panels if p.capacity is not None and _is_open(p, view)]
    if not limited:
        return [view.say("places-unlimited")]
    return [_left(panel, view) for panel in limited]


def _left(panel: Panel, view: View) -> str:
    called = saying.row_name(panel, view.phrases)
    mine = view.sign_up_of(panel)
    if mine is not None and mine.state == signing.WAITING:
        return signing.waits(panel, view, "already-waiting")
    left = signing.free_seats(panel, view)
    queued = view.queued.get(panel.id, 0)
    kind = "places-left" if left else "places-queue" if queued else "places-none"
    return view.say(kind, panel=called, left=left, queued=queued)


def _is_open(panel: Panel, view: View) -> bool:
    return not panel.cancelled and not view.is_over(panel)
