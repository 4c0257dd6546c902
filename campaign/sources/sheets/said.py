"""Facts as people say them, in the words and forms that a sheet may have: at every door alike.

The command line and the rehearsal's file read them here; the next door does, too.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from campaign.core.fact_typing import Typed, typed
from campaign.core.fact_values import MOMENTS
from campaign.core.facts import subjects
from campaign.core.walltime import as_typed
from campaign.core.when import WhenError
from campaign.sources.sheets.days import DayReader, is_day_first, leaves_no_doubt
from campaign.sources.sheets.subjects import NoSuchPanel, SubjectReader
from campaign.sources.sheets.times import split_time

if TYPE_CHECKING:
    from campaign.core.programme import Programme
    from campaign.core.settings import Campaign

_YEAR_FIRST = re.compile(r"\s*\d{4}-")


class SaidFacts:
    """Reads what people of one campaign say of one programme."""

    def __init__(self, programme: Programme, campaign: Campaign) -> None:
        self.programme = programme
        self.campaign = campaign

    def subject(self, text: str) -> str:
        """Return the id that a title or a spoken name means (``Panel 1``), if it means one.

        What names nothing, or several, is returned as it is.
        """
        known = subjects(self.programme)
        if text in known:
            return text
        try:
            meant = SubjectReader(self.programme).subject(text)
        except NoSuchPanel:
            return text
        return meant if meant in known else text

    def typed(self, subject: str, name: str, text: str, now: datetime) -> Typed:
        """Return what was said as the value of a fact; ``now`` is an instant.

        Raises:
            BadFact: for what is no moment, or says only half of one.
            WhenError: for a day that is none, has two readings or another weekday.
        """
        said = self._with_year_first(text) if name in MOMENTS else text
        return typed(self.programme, subject, name, said, self.campaign.zone, now)

    def completed(self, text: str) -> str | None:
        """Return a day and time without a year as a fact may be entered, with the year nearest to
        the programme: for a person to look at. ``None`` where it says no such thing.
        """
        rest, at = split_time(text) or (text, None)
        try:
            day = self._days().read(rest)
        except WhenError:
            return None
        return None if day is None or at is None else as_typed(datetime.combine(day, at))

    def _with_year_first(self, text: str) -> str:
        """Return ``jueves 17 de junio de 2027, 19:30 hrs`` as ``2027-06-17 19:30``.

        What is no day is returned as it is, and so is one whose year would be a guess: a day of
        the week tells the year too.
        """
        if _YEAR_FIRST.match(text):
            return text
        rest, at = split_time(text) or (text, None)
        day = self._days().read(rest)
        if day is None or not leaves_no_doubt(rest):
            return text
        return day.isoformat() if at is None else as_typed(datetime.combine(day, at))

    def _days(self) -> DayReader:
        zone = self.campaign.zone
        starts = (panel.start for panel in self.programme.panels if panel.start)
        days = tuple(start.astimezone(zone).date() for start in starts)
        return DayReader(days, is_day_first(in_english=[self.campaign.language == "en"]))


def called(programme: Programme) -> list[str]:
    """Return all that facts can be entered of, each id with its title or name."""
    names = {panel.id: panel.title for panel in programme.panels}
    names |= {speaker.id: speaker.name for speaker in programme.speakers if speaker.name}
    return [f"{one} ({names[one]})" if one in names else one for one in subjects(programme)]
