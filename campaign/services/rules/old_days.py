"""Typed days that were a panel's before it moved: no correction follows what somebody typed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.core.deliveries import State
from campaign.core.generations import counting
from campaign.core.problems import Code, Problem, warning
from campaign.core.written_moments import MomentFinder
from campaign.services.rules.truth import SENTENCE
from campaign.services.rules.wording import text_place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from campaign.core.dates import DateWords
    from campaign.core.deliveries import Delivery
    from campaign.core.folder import Folder
    from campaign.core.programme import Panel, Programme
    from campaign.core.written_moments import WrittenDay
    from campaign.services.drafting import Prepared


@dataclass(frozen=True, slots=True)
class OldDays:
    """Looks for the days of ``moved`` panels in what is out and in what is to come; ``days`` are
    those on which something of the programme is now. ``now`` is in UTC.
    """

    folder: Folder
    words: DateWords
    now: datetime
    moved: Sequence[Panel]
    days: Sequence[datetime]

    @classmethod
    def of(cls, folder: Folder, programme: Programme, words: DateWords, now: datetime) -> OldDays:
        """Return what looks for the days of the panels that moved to another one, still ahead."""
        moved = [panel for panel in programme.panels if _has_moved(panel, now)]
        moments = (m for panel in programme.panels for m in (panel.begins, panel.ends))
        return cls(folder, words, now, moved, [m for m in moments if m is not None])

    def told(
        self,
        items: Iterable[Prepared],
        deliveries: Iterable[Delivery],
        known: Iterable[Problem],
    ) -> Iterator[Problem]:
        """Yield a warning for each such day. What is among the ``known`` problems is told already:
        a text that names its panel contradicts the programme. Who tells the new day too, or speaks
        of a deadline, means what it says.
        """
        if not self.moved:
            return
        finder, newest = MomentFinder(self.words), counting(deliveries)
        contradictions = {
            (p.params["post"], p.params["found"])
            for p in known
            if p.code is Code.CONTRADICTS_PROGRAMME
        }
        for item in items:
            old = newest.get(item.key)
            if not self._is_read(item, old):
                continue
            typed = self.folder.source_of(item.entry, item.key.channel)
            days = [
                (day, sentence)
                for sentence in SENTENCE.split(typed)
                for day in finder.days(sentence)
                if day.month is not None
            ]
            for panel in self.moved if days else ():
                day = self._old_day(panel, days)
                if day is not None and (item.draft.post, day.text) not in contradictions:
                    yield self._problem(item, panel, day, old)

    def _is_read(self, item: Prepared, old: Delivery | None) -> bool:
        """Tell whether followers read a post, or will."""
        if old is not None:
            return old.is_open or old.state is State.PUBLISHED
        return item.draft.due is None or item.draft.due.utc >= self.now

    def _old_day(self, panel: Panel, days: Sequence[tuple[WrittenDay, str]]) -> WrittenDay | None:
        before, begins = panel.moved_from, panel.begins
        if before is None or begins is None or any(day.fits(begins) for day, _ in days):
            return None
        for day, sentence in days:
            others = any(day.fits(moment) for moment in self.days)
            if day.fits(before) and not others and not self._of_other_event(sentence):
                return day
        return None

    def _of_other_event(self, sentence: str) -> bool:
        """Tell whether a sentence speaks of something else: a deadline, doors."""
        names = (*self.words.told["other_events"], *self.words.told["perhaps_other_events"])
        return any(re.search(rf"\b{re.escape(n)}\b", sentence, re.IGNORECASE) for n in names)

    def _problem(
        self, item: Prepared, panel: Panel, day: WrittenDay, old: Delivery | None
    ) -> Problem:
        typed = self.folder.source_of(item.entry, item.key.channel)
        line = 1 if item.entry.literal else typed.count("\n", 0, typed.find(day.text)) + 1
        return warning(
            Code.OLD_DAY,
            text_place(self.folder, item, line),
            post=item.draft.post,
            because="out" if old is not None and not old.is_open else "",
            found=day.text,
            panel=panel.title,
            actual=self.words.say(panel.begins) if panel.begins is not None else "",
        )


def _has_moved(panel: Panel, now: datetime) -> bool:
    before, begins = panel.moved_from, panel.begins
    if before is None or begins is None or panel.cancelled or begins <= now:
        return False
    return before.date() != begins.date()
