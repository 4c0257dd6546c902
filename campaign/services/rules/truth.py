"""Typed text that contradicts the programme: times and dates that are no longer true."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from campaign.core.problems import Code, Problem, error
from campaign.services.rules.wording import text_place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from campaign.core.dates import DateWords
    from campaign.core.folder import Folder
    from campaign.core.programme import Panel, Programme
    from campaign.services.drafting import Prepared

_TIME = re.compile(
    r"(?<![\d:.,/])([01]?\d|2[0-3])[:.]([0-5]\d)(?![\d:.,/%])(?:\s*(?:h|hrs?|horas)\b)?"
)


class Truth:
    """Compares what is typed with what the programme says. ``programme`` has its facts."""

    def __init__(self, folder: Folder, programme: Programme, words: DateWords) -> None:
        self.folder = folder
        self.programme = programme
        months = "|".join(re.escape(month) for month in words.months)
        weekdays = "|".join(re.escape(day) for day in words.weekdays)
        self._months = [month.lower() for month in words.months]
        self._weekdays = [day.lower() for day in words.weekdays]
        between = r"\s+(?:de\s+|of\s+)?"
        self._day = re.compile(rf"\b(\d{{1,2}}){between}({months})\b", re.IGNORECASE)
        self._weekday = re.compile(rf"\b({weekdays})\s+(\d{{1,2}})\b", re.IGNORECASE)

    def contradictions(self, item: Prepared) -> Iterator[Problem]:
        """Times and days in the text that are not the panel's."""
        panel = item.draft.subject.panel
        text = item.text
        if text is None or panel is None or panel.begins is None or item.draft.subject.quote:
            return
        allowed = self._moments(panel)
        for found in self._wrong(text, allowed):
            yield error(
                Code.CONTRADICTS_PROGRAMME,
                text_place(self.folder, item),
                found=found,
                actual=panel.begins.strftime("%Y-%m-%d %H:%M"),
                panel=panel.id,
                use="{{ panel.when }}",
                post=item.draft.post,
                channel=item.sheet.label if item.sheet else item.key.channel,
            )

    def _moments(self, panel: Panel) -> list[datetime]:
        return [moment for moment in (panel.begins, panel.ends) if moment is not None]

    def _wrong(self, text: str, allowed: list[datetime]) -> Iterator[str]:
        times = {(moment.hour, moment.minute) for moment in allowed}
        for found in _TIME.finditer(_without_links(text)):
            if (int(found[1]), int(found[2])) not in times:
                yield found[0].strip()
        days = {(moment.day, moment.month) for moment in allowed}
        for found in self._day.finditer(text):
            if (int(found[1]), self._months.index(found[2].lower()) + 1) not in days:
                yield found[0]
        weekdays = {(moment.weekday(), moment.day) for moment in allowed}
        for found in self._weekday.finditer(text):
            if (self._weekdays.index(found[1].lower()), int(found[2])) not in weekdays:
                yield found[0]


def _without_links(text: str) -> str:
    return re.sub(r"https?://\S+", " ", text)
