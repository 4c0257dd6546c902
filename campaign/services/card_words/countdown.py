"""How long it is until a panel, or until the next one of the series."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.countdowns import Countdown
from campaign.core.time_left import Unit, time_left

if TYPE_CHECKING:
    from campaign.core.programme import Panel
    from campaign.services.card_words.told import Told


def counted_to(told: Told) -> Panel | None:
    """Return the panel that a card counts down to; without a subject the next one."""
    if told.subject.panel is not None:
        return told.subject.panel
    coming = [
        (panel.begins, number)
        for number, panel in enumerate(told.programme.panels)
        if panel.begins and not panel.cancelled and not told.is_past(panel.begins)
    ]
    return told.programme.panels[min(coming)[1]] if coming else None


def words(told: Told) -> dict[str, str | None] | None:
    """Return ``lead``, ``figure`` and ``unit`` of a card; ``None`` where there is nothing to say.

    What they say is true until :attr:`Told.countdown` is over.
    """
    panel = counted_to(told)
    if panel is None or panel.begins is None or told.due is None or panel.cancelled:
        return None
    left = time_left(panel.begins, told.due)
    if left is None:
        return None
    text = told.phrases.text
    key = f"cards.countdown.{left.unit}"
    if left.unit in {Unit.TODAY, Unit.TOMORROW}:
        said = {"lead": None, "figure": text(key), "unit": None}
    else:
        lead, unit = text(f"{key}.lead", n=left.count), text(f"{key}.unit", n=left.count)
        said = {"lead": lead or None, "figure": str(left.count), "unit": unit}
    told.countdown = Countdown(" ".join(filter(None, said.values())), left.until)
    return said
