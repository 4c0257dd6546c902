"""Panels with fewer seats than people who have one: nobody is taken out, and somebody must know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.facts import FactName
from campaign.core.problems import Code, Problem, warning

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from campaign.core.folder import Folder
    from campaign.core.programme import Programme
    from campaign.ports.attendees import Crowd


def over_capacity(
    folder: Folder, programme: Programme, crowds: Mapping[str, Crowd], now: datetime
) -> Iterator[Problem]:
    """Yield a warning for each panel to come that has more people with a seat than seats."""
    for panel in programme.panels:
        seated = crowds[panel.id].seated if panel.id in crowds else 0
        if panel.capacity is None or seated <= panel.capacity:
            continue
        if panel.cancelled or panel.is_over(now):
            continue
        yield warning(
            Code.OVER_CAPACITY,
            folder.said_at.get(FactName(panel.id, "capacity"), panel.place),
            panel=panel.title,
            seated=seated,
            seats=panel.capacity,
            more=seated - panel.capacity,
        )
