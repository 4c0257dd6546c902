"""When it is: of one panel day and time, of the whole series its days; nothing that is past."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.windows import read_window

if TYPE_CHECKING:
    from campaign.core.dates import Days
    from campaign.core.programme import Panel
    from campaign.services.card_words.told import Told


def moment(panel: Panel | None, told: Told) -> str | None:
    """Return when a panel is, or the whole series; ``None`` where that is not known or over."""
    if panel is None:
        return _days(told)
    if panel.begins is not None and told.is_past(panel.begins):
        return None
    begins = told.start_of(panel)
    return told.phrases.dates.say(begins) if begins else window(panel, told)


def window(panel: Panel, told: Told) -> str | None:
    """Return what is said of a day that is not known; ``None`` for days that are over."""
    days = _days_of(panel, told)
    over = days is not None and told.due is not None and days[1] < told.due.date()
    return None if over else panel.window


def _days_of(panel: Panel, told: Told) -> Days | None:
    """Return first and last day of a window, as far as they can be read and one knows the year."""
    if panel.window is None or told.due is None:
        return None
    read = read_window(panel.window, told.phrases.dates.windows)
    return read.days(told.due.date()) if read else None


def _days(told: Told) -> str | None:
    """Return the days of the whole series, what has no day yet by its window."""
    words = told.phrases.dates
    going = [panel for panel in told.programme.panels if not panel.cancelled]
    today = told.due.date() if told.due else None
    begun = [
        panel.begins
        for panel in going
        if panel.begins and (today is None or panel.begins.date() >= today)
    ]
    named = words.named_days(begun)
    for panel in going:
        if panel.begins is None or panel.begins.date() in named:
            told.day_of(panel)
    windows = [
        (said, _days_of(panel, told))
        for panel in going
        if not panel.begins and (said := window(panel, told))
    ]
    return words.say_days(begun, windows) if begun or windows else None
