"""What there is: the whole programme, the next panel, a day; and what is said of every panel."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from campaign.core.windows import read_window
from campaign.services.conversation import buttons, saying
from campaign.services.conversation.question_words import QUESTIONS
from campaign.services.conversation.turns import Reply
from campaign.services.understanding import following_panel, live_panel, next_panel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from campaign.core.programme import Panel
    from campaign.services.conversation.view import View
    from campaign.services.understanding import Wish


def last_panel(view: View) -> Panel | None:
    """Return the panel that comes last, ``None`` without any."""
    return view.panels[-1] if view.panels else None


def next_one(view: View) -> Reply:
    """Say which panel is next, or under way."""
    panel = next_panel(view.content.programme, view.now)
    if panel is None:
        return Reply(view.say("nothing-next"), (buttons.of_wish("programme", view),))
    if view.is_live(panel):
        later = following_panel(view.content.programme, view.now)
        then = [view.say("after-that", **naming(later, view))] if later else []
        return Reply("\n".join([under_way(panel, view), *then]), about(panel, view))
    return Reply(view.say("next", **naming(panel, view)), about(panel, view))


def under_way(panel: Panel, view: View) -> str:
    """Say that a panel has begun, be it before its time."""
    early = panel.begins is not None and panel.begins > view.now
    return view.say("under-way-early" if early else "under-way", **naming(panel, view))


def what_was(view: View) -> Panel | None:
    """Return the panel that is under way, else the one that was last; ``None`` before the first."""
    over = [p for p in view.panels if view.is_over(p) and not p.cancelled]
    last = max(over, key=lambda p: (p.ended or p.ends or view.now, p.number), default=None)
    return live_panel(view.content.programme, view.now) or last


def whole_programme(view: View) -> Reply:
    """Say everything that is planned."""
    if not view.panels:
        return Reply(view.say("programme-empty"))
    text = view.say(
        "programme", title=view.content.campaign.title, lines=saying.lines(view.panels, view)
    )
    return Reply(text, (buttons.of_wish("sign_up", view), buttons.of_wish("calendar_file", view)))


def day(wish: Wish, view: View) -> Reply:
    """Say what there is on the days that were named; without any, everything."""
    if wish.day is None:
        return whole_programme(view)
    if wish.days:
        return _each_day(wish, view)
    there = _panels_of(wish, view)
    if not there:
        return nothing_then(wish, view)
    text = view.say(_days("day", wish), lines=saying.lines(there, view), **_days_named(wish, view))
    expected = _expected(wish, view)
    wanted = [p for p in (*there, *expected) if is_open(p, view)]
    return Reply(
        "\n".join([text, *_expecting("expected-too", expected, view)]),
        buttons.of_panels(buttons.SIGN_UP, wanted, view),
    )


def on_those_days(kind: str, wish: Wish, view: View) -> str:
    """Return a sentence of a kind about the day or the days that were named."""
    return view.say(_days(kind, wish), **_days_named(wish, view))


def _each_day(wish: Wish, view: View) -> Reply:
    """Return what there is on each of the days that were named, also where that is nothing."""
    days = [replace(wish, day=day, until=day, days=()) for day in sorted(wish.days)]
    told = [day(one, view) if _panels_of(one, view) else nothing_on(one, view) for one in days]
    wanted = dict.fromkeys(button for reply in told for button in reply.buttons)
    return Reply("\n\n".join(reply.text for reply in told), tuple(wanted))


def nothing_on(wish: Wish, view: View) -> Reply:
    """Say that nothing has its day then, and what is expected about then."""
    expected = _expected(wish, view)
    kind = "day-undated" if expected or _unread(view) else "day-empty"
    text = view.say(_days(kind, wish), **_days_named(wish, view))
    wanted = buttons.of_panels(buttons.SIGN_UP, expected, view)
    return Reply("\n".join([text, *_expecting("expected", expected, view)]), wanted)


def _expecting(kind: str, panels: Sequence[Panel], view: View) -> list[str]:
    return [view.say(kind, lines=saying.lines(panels, view))] if panels else []


def _expected(wish: Wish, view: View) -> list[Panel]:
    """Return the panels without a day that are said to be about the days that were named."""
    first, last = wish.day or date.max, wish.until or wish.day or date.min
    spans = {panel.id: _span(panel, view) for panel in _undated(view)}
    return [
        panel
        for panel in _undated(view)
        if (span := spans[panel.id]) and span[0] <= last and first <= span[1]
    ]


def _undated(view: View) -> list[Panel]:
    return [p for p in view.panels if p.begins is None and is_open(p, view)]


def _unread(view: View) -> list[Panel]:
    """Return the panels that may be on any day."""
    return [panel for panel in _undated(view) if _span(panel, view) is None]


def _span(panel: Panel, view: View) -> tuple[date, date] | None:
    """Return the days in which a panel without a day is to be, as far as they can be read."""
    read = read_window(panel.window or "", view.phrases.dates.windows)
    return read.days(view.now.astimezone(view.content.campaign.zone).date()) if read else None


def _panels_of(wish: Wish, view: View) -> list[Panel]:
    """Return the panels of the days that were named; of several days those that are to come."""
    zone = view.content.campaign.zone
    first, last = wish.day or date.max, wish.until or wish.day or date.min
    dated = [p for p in view.panels if p.begins]
    there = [p for p in dated if p.begins and first <= p.begins.astimezone(zone).date() <= last]
    left = [p for p in there if not view.is_over(p)] if first < last else there
    return sorted(left, key=lambda p: (p.begins, p.number))


def is_empty(wish: Wish, view: View) -> bool:
    """Tell whether a day was named, no panel with it, and there is nothing on that day."""
    named = wish.subject or wish.choices or wish.days
    return wish.day is not None and not named and not _panels_of(wish, view)


def nothing_then(wish: Wish, view: View) -> Reply:
    """Say that there is nothing on the days that were named, and what comes next or may be then."""
    told = nothing_on(wish, view)
    if told.buttons:
        return told
    following = next_one(view)
    known = next_panel(view.content.programme, view.now)
    unread = [panel for panel in _unread(view) if panel != known]
    pieces = [f"{told.text} {following.text}", *_expecting("without-day", unread, view)]
    return Reply("\n".join(pieces), following.buttons)


def _days(kind: str, wish: Wish) -> str:
    return f"{kind}s" if wish.until and wish.until != wish.day else kind


def _days_named(wish: Wish, view: View) -> dict[str, str]:
    first, last = wish.day or date.min, wish.until or wish.day or date.min
    return {"day": saying.day(first, view.phrases), "until": saying.day(last, view.phrases)}


def about(panel: Panel, view: View) -> tuple[buttons.Button, ...]:
    """Return what one may want to do with a panel."""
    named = buttons.short(panel.id)
    found: list[buttons.Button] = []
    if is_open(panel, view) and view.sign_up_of(panel) is None:
        found.append((view.say("button.sign_up"), buttons.data(buttons.SIGN_UP, named)))
    if panel.begins is not None and not panel.cancelled:
        found.append(buttons.of_wish("calendar_file", view, panel.id))
    if view.is_live(panel) and view.content.team_chat is not None:
        found.append(buttons.of_wish(QUESTIONS, view, panel.id))
    return tuple(found)


def is_open(panel: Panel, view: View) -> bool:
    """Tell whether one can still go to a panel."""
    return not panel.cancelled and not view.is_over(panel)


def naming(panel: Panel, view: View) -> dict[str, str]:
    """Return what the sentences about a panel call it by."""
    return saying.named(panel, view.content.campaign, view.phrases)
