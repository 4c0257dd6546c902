"""Sentences about panels: their names, their times, lists of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.windows import read_window

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from campaign.core.programme import Panel
    from campaign.core.settings import Campaign
    from campaign.ports.phrases import Phrases
    from campaign.services.conversation.view import View

PANEL = "panel"


def name(panel: Panel, phrases: Phrases) -> str:
    """Return what a panel is called: number and title, or the title of another session."""
    return _called("panel", panel, phrases)


def named(panel: Panel, campaign: Campaign, phrases: Phrases) -> dict[str, str]:
    """Return the values of sentences about a panel; ``panel_then`` where words follow its name."""
    return {
        "panel": name(panel, phrases),
        "panel_then": _called("panel-then", panel, phrases),
        "when": when(panel, campaign, phrases),
    }


def _called(kind: str, panel: Panel, phrases: Phrases) -> str:
    kind = kind if panel.kind == PANEL else "other-session"
    return phrases.text(f"bot.{kind}", number=panel.number, title=title(panel, phrases))


def title(panel: Panel, phrases: Phrases) -> str:
    """Return a panel's title, or that it is not known yet."""
    return panel.title or phrases.text("bot.untitled")


def row_name(panel: Panel, phrases: Phrases) -> str:
    """Return what a panel is called at the beginning of a line."""
    return _called("panel-row", panel, phrases)


def when(panel: Panel, campaign: Campaign, phrases: Phrases) -> str:
    """Return when a panel starts, with whose time it is, or what is known instead."""
    if panel.begins is None:
        return _window(panel.window, campaign, phrases)
    moment = phrases.dates.say(panel.begins.astimezone(campaign.zone))
    return phrases.text("bot.local-moment", moment=moment, zone=zone(campaign, phrases))


def moved(
    before: Panel, panel: Panel, campaign: Campaign, phrases: Phrases
) -> tuple[str, dict[str, str]]:
    """Return the sentence that tells a panel's move, both starts known, and its values: the days
    and times before and now, each with its year where that is another one.
    """
    starts = [one.begins.astimezone(campaign.zone) for one in (before, panel) if one.begins]
    was, now = starts
    words = phrases.dates
    say_day = words.say_day if was.year == now.year else words.say_long_day
    kind = "moved-both" if was.time() != now.time() else "moved-date"
    values = {"was_day": say_day(was), "was_time": words.say_time(was)}
    values |= {"now_day": say_day(now), "now_time": words.say_time(now)}
    values["zone"] = zone(campaign, phrases)
    return "moved-time" if was.date() == now.date() else kind, values


def _window(window: str | None, campaign: Campaign, phrases: Phrases) -> str:
    """Return about when something is; what cannot be said in another language is quoted."""
    if not window:
        return phrases.text("bot.unknown-date")
    if phrases.language == campaign.language:
        return phrases.text("bot.unknown-date-window", window=window)
    words = phrases.dates.windows
    read = read_window(window, words)
    if read is None:
        return phrases.text("bot.unknown-date-quoted", window=window)
    return phrases.text("bot.unknown-date-window", window=words[0].say(read))


def zone(campaign: Campaign, phrases: Phrases) -> str:
    """Return the name of the campaign's time: *hora de Chile*."""
    known = f"bot.zone.{campaign.zone_name}"
    if phrases.has(known):
        return phrases.text(known)
    return phrases.text("bot.zone-of", place=campaign.city)


def day(moment: date | datetime, phrases: Phrases) -> str:
    """Return the name of a day."""
    words = phrases.dates
    return words.day.format(
        weekday=words.weekdays[moment.weekday()],
        day=moment.day,
        month=words.months[moment.month - 1],
    )


def line(panel: Panel, view: View) -> str:
    """Return a panel as one line of a list."""
    called = row_name(panel, view.phrases)
    if panel.cancelled:
        return view.say("panel-cancelled", panel=called)
    said = when(panel, view.content.campaign, view.phrases)
    kind = "panel-line-past" if view.is_over(panel) else "panel-line"
    return view.say(kind, panel=called, when=said)


def lines(panels: Iterable[Panel], view: View) -> str:
    """Return panels as lines."""
    return "\n".join(line(panel, view) for panel in panels)


def listed(names: Sequence[str], phrases: Phrases) -> str:
    """Return names as a list that reads well: *a, b y c*."""
    return phrases.dates.say_names(names)
