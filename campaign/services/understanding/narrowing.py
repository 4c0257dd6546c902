"""Which panels fit everything that was said together."""

from __future__ import annotations

from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING

from campaign.services.understanding.scene import By

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from campaign.services.understanding.scene import Reference, Scene

_VAGUE: Mapping[By, int] = MappingProxyType({By.TIME: 1, By.TOPIC: 2})
"""What names a panel less surely than its number or its day, in order."""

_PRECISE = frozenset({By.NUMBER, By.EITHER, By.LAUNCH})
"""What names one panel: two of them are no narrower than one."""


def narrow(found: Sequence[Reference], scene: Scene) -> tuple[str, ...]:
    """Return the panels that fit everything that was said together, empty for none.

    *El segundo del jueves* counts within the day; *el panel 2 y el del miércoles* are two, and
    so are *el 1 y el 3*.
    """
    apart = days_apart(found)
    if apart:
        rest = [reference for reference in found if reference not in apart]
        there = {panel for reference in apart for panel in reference.panels}
        return _in_order({*there, *narrow(rest, scene)}, scene)
    day = next((r for r in found if r.by is By.DAY and r.panels), None)
    left: tuple[str, ...] = ()
    added: set[str] = set()
    named = False
    for reference in sorted(found, key=lambda r: (_VAGUE.get(r.by, 0), r.start)):
        panels = _within(day, reference) if day else reference.panels
        both = tuple(p for p in left if p in panels)
        precise = reference.by in _PRECISE
        if precise and named and (reference.joined or not both):
            added.update(panels)
        else:
            left = both or left or panels
        named = named or precise
    return _in_order({*left, *added}, scene)


def _in_order(panels: Collection[str], scene: Scene) -> tuple[str, ...]:
    return tuple(panel.id for panel in scene.panels if panel.id in panels)


def days_apart(found: Sequence[Reference]) -> tuple[Reference, ...]:
    """Return the days that an *and* joins to panels of other days: they add, and narrow nothing."""
    apart: set[Reference] = set()
    for before, reference in pairwise(found):
        pair = (before, reference)
        days = [one for one in pair if one.by is By.DAY and one.panels]
        if reference.joined and days and before.panels and reference.panels:
            other = reference if days[0] is before else before
            meant = _within(days[0], other) if other.loose else other.panels
            if not set(meant) & set(days[0].panels):
                apart.update(days)
    return tuple(reference for reference in found if reference in apart)


def _within(day: Reference, reference: Reference) -> tuple[str, ...]:
    number = reference.number or 0
    counts = reference.loose or not set(reference.panels) & set(day.panels)
    if counts and 0 < number <= len(day.panels):
        return (day.panels[number - 1],)
    return reference.panels
