"""Answers to questions about signing up and reminders: they explain, and change nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.attendees import Seat
from campaign.services.conversation import buttons, overview, saying, signing, tongue
from campaign.services.conversation.turns import Asks, Reply, Turn
from campaign.services.understanding import Intent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from campaign.core.programme import Panel
    from campaign.services.conversation.view import View


def signing_up(panels: Sequence[Panel], view: View) -> Turn:
    """Say what signing up is for, until when it is open and how many places are left."""
    pieces = [view.say("open-to-all"), *places(panels or view.panels, view)]
    if len(panels) != 1 and len(view.panels) > 1:
        pieces.insert(1, view.say("choose-any"))
    return Turn((Reply("\n".join(pieces), (_way(panels, view),)),))


def reminders(panels: Sequence[Panel], view: View) -> Turn:
    """Say when reminders come, and to whom."""
    mine = any(view.sign_up_of(panel) for panel in panels or view.panels)
    wanted = buttons.of_wish("my_signups", view) if mine else _way(panels, view)
    return Turn((Reply(view.say("reminders-on"), (wanted,)),))


def address(_panels: Sequence[Panel], view: View) -> Turn:
    """Say whom to write to: the campaign's own words, else that no address is known."""
    own = next((a for a in view.content.answers if a.id == Intent.CONTACT_HUMAN), None)
    if own is not None:
        return Turn((Reply(tongue.campaigns_own(own.answer, view)),))
    if view.content.team_chat is None:
        return Turn((Reply(whom_to_write_to(view)),))
    wanted = (buttons.of_wish("contact_human", view), signing.no(view))
    return Turn((Reply(view.say("address-none"), wanted, asks=Asks.WHETHER),))


def whom_to_write_to(view: View) -> str:
    """Return what to do where no message can be passed on."""
    campaign = view.content.campaign
    names = saying.listed(campaign.organisers, view.phrases)
    kind = "contact-none" if names else "contact-none-title"
    return view.say(kind, names=names, title=campaign.title)


def arrivals(_panels: Sequence[Panel], view: View) -> Turn:
    """Say where reminders arrive, and for which panels, to somebody who misses them."""
    return Turn((Reply(view.say("arrives-here")),)) + signing.my_sign_ups(view)


def thing(panels: Sequence[Panel], view: View) -> Turn:
    """Say at which panel somebody can hear what a thing is: the bot is no encyclopedia."""
    replies = (
        Reply(view.say("thing", **overview.naming(panel, view)), overview.about(panel, view))
        for panel in panels
    )
    return Turn(tuple(replies))


def _way(panels: Sequence[Panel], view: View) -> buttons.Button:
    """Return the button that signs up: for one panel where that is meant, else it asks which.

    Who is in all of them gets the way to what they signed up for.
    """
    if panels and all(view.sign_up_of(panel) for panel in panels):
        return buttons.of_wish("my_signups", view)
    return buttons.of_wish("sign_up", view, panels[0].id if len(panels) == 1 else None)


def places(panels: Sequence[Panel], view: View) -> list[str]:
    """Say of panels that are open how many places they have left."""
    limited = [p for p in panels if p.capacity is not None and _is_open(p, view)]
    if not limited:
        return [view.say("places-unlimited")]
    return [_left(panel, view) for panel in limited]


def _left(panel: Panel, view: View) -> str:
    called = saying.row_name(panel, view.phrases)
    mine = view.sign_up_of(panel)
    if mine is not None and mine.state is Seat.WAITING:
        return signing.waits(panel, view, "already-waiting")
    left = signing.free_seats(panel, view)
    queued = view.crowd(panel).waiting
    kind = "places-left" if left else "places-queue" if queued else "places-none"
    return view.say(kind, panel=called, left=left, queued=queued)


def _is_open(panel: Panel, view: View) -> bool:
    return not panel.cancelled and not view.is_over(panel)
