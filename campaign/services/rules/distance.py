"""Dates that are years away from everything else: a year or a month that was mistyped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from campaign.core.facts import FactName
from campaign.core.problems import Code, Problem, warning

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from campaign.core.folder import Folder
    from campaign.core.programme import Panel
    from campaign.services.drafting import Prepared

FAR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class _Season:
    """The days of the panels that lie together, and the panels far from them."""

    first: date
    last: date
    strays: tuple[Panel, ...]

    def is_far(self, moment: datetime) -> bool:
        day = moment.date()
        return day < self.first - FAR or day > self.last + FAR


def far_posts(folder: Folder, items: Iterable[Prepared]) -> Iterator[Problem]:
    """Posts more than a year before the first panel or after the last."""
    season = _season(folder)
    if season is None:
        return
    strays = {panel.id for panel in season.strays}
    for item in items:
        due, panel = item.draft.due, item.draft.subject.panel
        told_at_its_panel = panel is not None and panel.id in strays
        if due is not None and season.is_far(due.local) and not told_at_its_panel:
            yield warning(
                Code.FAR_FROM_PROGRAMME,
                item.entry.place_of("when"),
                post=item.draft.post,
                local=due.local,
                first=season.first,
                last=season.last,
            )


def far_panels(folder: Folder) -> Iterator[Problem]:
    """Panels more than a year away from most of the others."""
    season = _season(folder)
    for panel in season.strays if season is not None else ():
        yield warning(
            Code.FAR_FROM_PROGRAMME,
            folder.said_at.get(FactName(panel.id, "start"), panel.place),
            because="panel",
            post=panel.id,
            local=panel.start or "",
            first=season.first if season else "",
            last=season.last if season else "",
        )


def _season(folder: Folder) -> _Season | None:
    """Return where most panels lie; of two heaps of one size, the earlier."""
    heaps: list[list[tuple[date, Panel]]] = []
    dated = [(panel.start.date(), panel) for panel in folder.programme.panels if panel.start]
    for day, panel in sorted(dated, key=lambda pair: pair[0]):
        if not heaps or day - heaps[-1][-1][0] > FAR:
            heaps.append([])
        heaps[-1].append((day, panel))
    if not heaps:
        return None
    most = max(heaps, key=len)
    strays = tuple(panel for heap in heaps if heap is not most for _, panel in heap)
    return _Season(most[0][0], most[-1][0], strays)
