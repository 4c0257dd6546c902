"""Which panel the team means by a command that names none: the next, or the one under way."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from campaign.core.programme import Panel, Programme

AFTERWARDS = timedelta(hours=3)
"""How long after its planned end a panel may still be going on, as far as anybody said."""

SOON = timedelta(hours=1)
"""How long before its time a panel may begin."""

JUST = timedelta(minutes=15)
"""For how long somebody may say once more that a panel ended, and mean that one."""

MOST = 4


class Likely:
    """The panels of a programme at ``now``, by what they are ready for."""

    def __init__(self, programme: Programme, now: datetime) -> None:
        self._now = now
        dated = [p for p in programme.panels if p.begins is not None and not p.cancelled]
        dated.sort(key=lambda p: (p.begins or now, p.number))
        self._dated = dated
        self._going = [p for p in dated if self._is_going(p)]
        self._coming = [p for p in dated if p.started is None and (p.begins or now) > now]
        self._over = [p for p in dated if p.ended is not None and now - p.ended < JUST]

    def meant(self, name: str) -> tuple[Panel, ...]:
        """Return the panels that may be meant, the likeliest first; one alone is meant for sure.

        ``name`` is that of the fact: what has begun does not begin again, and what has its link
        hardly gets another.
        """
        ways: dict[str, Callable[[], list[Panel]]] = {
            "stream": self._for_link,
            "started": self._beginning,
            "ended": self._ending,
            "recording": partial(self._done_without, "recording"),
            "note": partial(self._done_without, "note"),
        }
        return tuple(ways.get(name, self._late)())[:MOST]

    def _is_going(self, panel: Panel) -> bool:
        """Tell whether a panel is on now, or should be, and nobody said that it ended."""
        began = panel.started or panel.begins
        if panel.ended is not None or began is None or began > self._now:
            return False
        return panel.is_live(self._now) or (panel.ends or self._now) > self._now - AFTERWARDS

    def _late(self) -> list[Panel]:
        waiting = [p for p in self._going if p.started is None]
        return waiting if self._are_live(waiting) else [*waiting, *self._next()]

    def _beginning(self) -> list[Panel]:
        begun = [p for p in self._going if p.started is not None]
        waiting = [p for p in self._going if p.started is None]
        soon = [p for p in self._coming if p.begins and p.begins - self._now <= SOON]
        if waiting:
            return waiting if self._are_live(waiting) else [*waiting, *soon]
        return [*begun, *soon] or self._next()

    def _ending(self) -> list[Panel]:
        begun = [p for p in self._going if p.started is not None]
        return [*(begun or self._going), *self._over] or self._next()

    def _for_link(self) -> list[Panel]:
        live = [p for p in self._going if p.is_live(self._now)]
        lacking = [p for p in live or self._next() if p.stream is None]
        return lacking or [*live, *self._next()]

    def _done_without(self, name: str) -> list[Panel]:
        """Return the panel that was over last and lacks this, else those over that have it."""
        over = [p for p in self._dated if p.is_over(self._now)]
        lacking = [p for p in over if getattr(p, name) is None]
        return lacking[-1:] or [*reversed(over)] or self._next()

    def _next(self) -> list[Panel]:
        """Return the panel that begins next, with those that begin at the same time."""
        return [p for p in self._coming if p.begins == self._coming[0].begins]

    def _are_live(self, panels: Iterable[Panel]) -> bool:
        return any(panel.is_live(self._now) for panel in panels)
