"""Dates that are months or years away from everything else: a year or a month that was mistyped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from campaign.core.facts import FactName
from campaign.core.problems import Code, Problem, warning

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from campaign.core.folder import Folder
    from campaign.core.programme import Panel
    from campaign.services.drafting import Prepared

FAR = timedelta(days=366)
MONTHS = timedelta(days=150)
"""So far away a year is doubtful if another one puts the day ``BESIDE`` the programme."""
BESIDE = timedelta(days=60)
FEW = 3
"""Panels of a wrong year are few: at most one for so many of the others, or a single one."""
_YEARS = (-1, 1, -2, 2, -3, 3, -10, 10)


@dataclass(frozen=True, slots=True)
class _Season:
    """The days of the panels that lie together, and the panels far from them."""

    first: date
    last: date
    strays: tuple[Panel, ...] = ()

    def away(self, day: date) -> timedelta:
        """Return how far a day lies before the first or after the last."""
        return max(self.first - day, day - self.last, timedelta())

    def likely_year(self, day: date) -> int | None:
        """Return the year in which a day that is months away lies beside the season."""
        if self.away(day) <= MONTHS:
            return None
        years = (day.year + step for step in _YEARS)
        return next((y for y in years if self.away(_in_year(day, y)) <= BESIDE), None)


def far_posts(folder: Folder, items: Iterable[Prepared]) -> Iterator[Problem]:
    """Posts more than a year before the first panel or after the last, or of a wrong year."""
    season = _season(folder)
    if season is None:
        return
    strays = {panel.id: panel.start.date() for panel in season.strays if panel.start}
    for item in items:
        due, when = item.draft.due, item.entry.when
        if due is None:
            continue
        panel, day = item.draft.subject.panel, due.local.date()
        if panel is not None and panel.id in strays and abs(day - strays[panel.id]) <= MONTHS:
            continue
        # Counted from something else its year is right if that one's is.
        year = season.likely_year(day) if when.day is not None else None
        if year is not None or season.away(day) > FAR:
            yield warning(
                Code.FAR_FROM_PROGRAMME,
                item.entry.place_of("when"),
                because="year" if year else "",
                post=item.draft.post,
                local=due.local,
                first=season.first,
                last=season.last,
                year=year or "",
            )


def far_panels(folder: Folder) -> Iterator[Problem]:
    """Panels more than a year away from most of the others, or of a wrong year."""
    season = _season(folder)
    for panel in season.strays if season is not None else ():
        year = season.likely_year(panel.start.date()) if season and panel.start else None
        yield warning(
            Code.FAR_FROM_PROGRAMME,
            folder.said_at.get(FactName(panel.id, "start"), panel.place),
            because="panel-year" if year else "panel",
            post=panel.id,
            local=panel.start or "",
            first=season.first if season else "",
            last=season.last if season else "",
            year=year or "",
        )


def _season(folder: Folder) -> _Season | None:
    """Return where most panels lie; of two heaps of one size, the earlier.

    What is months away from it and in another year beside it is in no heap of its own.
    """
    dated = [(panel.start.date(), panel) for panel in folder.programme.panels if panel.start]
    near = _heaps(dated, MONTHS)
    if not near:
        return None
    most = max(near, key=len)
    core = _Season(most[0][0], most[-1][0])
    others = [pair for heap in near if heap is not most for pair in heap]
    wrong = [(day, panel) for day, panel in others if core.likely_year(day) is not None]
    if not (len(wrong) < len(most) and len(wrong) <= max(1, len(most) // FEW)):
        wrong = []
    strays = {panel.id for _, panel in wrong}
    heaps = _heaps([pair for pair in dated if pair[1].id not in strays], FAR)
    main = max(heaps, key=len)
    far = [pair for heap in heaps if heap is not main for pair in heap]
    return _Season(main[0][0], main[-1][0], tuple(panel for _, panel in _by_day(wrong + far)))


def _heaps(dated: Sequence[tuple[date, Panel]], apart: timedelta) -> list[list[tuple[date, Panel]]]:
    """Return the panels that lie together, no two neighbours further apart than ``apart``."""
    heaps: list[list[tuple[date, Panel]]] = []
    for day, panel in _by_day(dated):
        if not heaps or day - heaps[-1][-1][0] > apart:
            heaps.append([])
        heaps[-1].append((day, panel))
    return heaps


def _by_day(dated: Iterable[tuple[date, Panel]]) -> list[tuple[date, Panel]]:
    return sorted(dated, key=lambda pair: pair[0])


def _in_year(day: date, year: int) -> date:
    """Return the same day of another year; 28 February for one that it has not."""
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)
