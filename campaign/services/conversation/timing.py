"""What is so at this moment: when panels are, and which is on, over or was moved."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from campaign.core.attendees import Seat
from campaign.services.conversation import saying
from campaign.services.conversation.afterwards import recording
from campaign.services.conversation.overview import about, naming, next_one, under_way, what_was
from campaign.services.conversation.turns import Reply
from campaign.services.understanding import live_panel, next_panel

if TYPE_CHECKING:
    from campaign.core.programme import Panel
    from campaign.services.conversation.view import View

_LATELY = timedelta(hours=12)
"""For so long somebody who asks whether it has begun is told that it is over."""


def time_of(panel: Panel, view: View) -> Reply:
    """Say when a panel is or was, or that it is under way."""
    kind = "time-cancelled" if panel.cancelled else "time"
    kind = "time-past" if kind == "time" and view.is_over(panel) else kind
    if view.is_live(panel):
        return Reply(under_way(panel, view), about(panel, view))
    pieces = [view.say(kind, **naming(panel, view))]
    if kind == "time" and panel.begins is not None:
        pieces.append(view.say("lasts", minutes=panel.minutes))
    return Reply(" ".join(pieces), about(panel, view))


def link_of(panel: Panel, view: View) -> str:
    """Say what is known of a panel's link."""
    mine = view.sign_up_of(panel)
    is_mine = mine is not None and mine.state is Seat.SEATED and panel.begins is not None
    kind = "watch-later-mine" if is_mine else "watch-later"
    kind = "watch-missing" if view.is_live(panel) else kind
    kind = "watch" if panel.stream else kind
    return view.say(kind, url=panel.stream or "", **naming(panel, view))


def live(view: View) -> Reply:
    """Say whether a panel is under way, with its link, else when the next one is."""
    panel = next_panel(view.content.programme, view.now)
    if panel is not None and view.is_live(panel):
        return begun(panel, view)
    following = next_one(view)
    last = what_was(view)
    over = last is not None and view.now - (last.ended or last.ends or view.now) < _LATELY
    done = view.say("watch-over", **naming(last, view)) if last and over else view.say("not-live")
    pieces = [done, following.text]
    if panel is not None:
        pieces.append(link_of(panel, view) if panel.stream else view.say("link-pending"))
    return Reply("\n".join(pieces), following.buttons)


def begun(panel: Panel, view: View) -> Reply:
    """Say whether a panel has begun or is over."""
    if view.is_over(panel) and not panel.cancelled:
        return Reply(view.say("watch-over", **naming(panel, view)), about(panel, view))
    if not view.is_live(panel):
        return time_of(panel, view)
    link = link_of(panel, view) if panel.stream else view.say("link-missing")
    return Reply(f"{under_way(panel, view)}\n{link}", about(panel, view))


def clock(view: View) -> Reply:
    """Say what time it is where the campaign is, and what comes next: either may be meant."""
    now = view.now.astimezone(view.content.campaign.zone)
    zone = saying.zone(view.content.campaign, view.phrases)
    following = next_one(view)
    time = view.say("clock", time=view.phrases.dates.say_time(now), zone=zone)
    return Reply(f"{time}\n{following.text}", following.buttons)


def trouble(view: View) -> Reply:
    """Say what to try where a panel is under way, else that nothing is on, and when it is."""
    told = live(view)
    if live_panel(view.content.programme, view.now) is not None:
        return Reply(f"{view.say('trouble')}\n{told.text}", told.buttons)
    over = [p for p in view.panels if view.is_over(p) and p.recording]
    pieces = [told.text, *(recording(p, view).text for p in over[-1:])]
    return Reply("\n".join(pieces), told.buttons)


def still_on(panel: Panel, view: View) -> Reply:
    """Say that a panel takes place, and when it was to be before it was moved."""
    if panel.cancelled or view.is_over(panel) or panel.begins is None:
        return time_of(panel, view)
    if panel.started is not None and view.is_live(panel):
        return Reply(under_way(panel, view), about(panel, view))
    before = view.content.before.get(panel.id)
    if before is None:
        return Reply(view.say("still-on", **naming(panel, view)), about(panel, view))
    then = view.phrases.dates.say(before.astimezone(view.content.campaign.zone))
    return Reply(view.say("still-on-moved", before=then, **naming(panel, view)), about(panel, view))


def changes(view: View) -> Reply | None:
    """Tell of all panels to come that were moved, and of the next; ``None`` where none was."""
    moved = [p for p in view.panels if p.id in view.content.before and not view.is_over(p)]
    following = next_panel(view.content.programme, view.now)
    if not moved:
        return None
    told = [p for p in view.panels if p in moved or p == following]
    return Reply("\n".join(still_on(panel, view).text for panel in told))
