"""What somebody types on a command line, in the words and forms that a sheet may have."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from campaign.core.facts import subjects
from campaign.core.walltime import as_typed
from campaign.sources.sheets.days import DayReader, leaves_no_doubt
from campaign.sources.sheets.subjects import NoSuchPanel, SubjectReader
from campaign.sources.sheets.times import split_time

if TYPE_CHECKING:
    from campaign.core.programme import Programme
    from campaign.core.settings import Campaign

_YEAR_FIRST = re.compile(r"\s*\d{4}-")


def day_reader(programme: Programme, campaign: Campaign) -> DayReader:
    """Return what reads the days that people of a campaign write."""
    starts = (panel.start for panel in programme.panels if panel.start)
    days = tuple(start.astimezone(campaign.zone).date() for start in starts)
    return DayReader(days, day_first=campaign.language != "en")


def with_year_first(text: str, days: DayReader) -> str:
    """Return ``jueves 17 de junio de 2027, 19:30 hrs`` as ``2027-06-17 19:30``.

    What is no day is returned as it is, and so is one whose year would be a guess: a day of
    the week tells the year too.

    Raises:
        WhenError: for no such day, two readings, a wrong weekday.
    """
    if _YEAR_FIRST.match(text):
        return text
    rest, at = split_time(text) or (text, None)
    day = days.read(rest)
    if day is None or not leaves_no_doubt(rest):
        return text
    return day.isoformat() if at is None else as_typed(datetime.combine(day, at))


def subject_of(programme: Programme, text: str) -> str:
    """Return the id that a title or a spoken name means (``Panel 1``), if it means one.

    What names nothing, or several, is returned as it is.
    """
    known = subjects(programme)
    if text in known:
        return text
    try:
        meant = SubjectReader(programme).subject(text)
    except NoSuchPanel:
        return text
    return meant if meant in known else text


def called(programme: Programme) -> list[str]:
    """Return all that facts can be entered of, each id with its title or name."""
    names = {panel.id: panel.title for panel in programme.panels}
    names |= {speaker.id: speaker.name for speaker in programme.speakers if speaker.name}
    return [f"{one} ({names[one]})" if one in names else one for one in subjects(programme)]
