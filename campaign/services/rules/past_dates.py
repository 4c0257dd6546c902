"""Cards that invite to what has begun: a date on a card is to come when the card goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from campaign.core.problems import Code, Place, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from campaign.core.programme import Panel, Programme
    from campaign.services.drafting import Prepared

LOOKING_BACK: Final = frozenset({"cover", "note", "quote", "recording", "score", "thanks"})
"""Layouts that are about what was: a date on them says when that happened."""


def past_dates(programme: Programme, items: Iterable[Prepared]) -> Iterator[Problem]:
    """Cards with a date that will be past: an error where no date on them is to come any more.

    It is a warning while the panel is on, or while other days of the series are to come.
    """
    for item in items:
        due = item.draft.due
        if due is None or not invites(item):
            continue
        panels = _shown(item, programme)
        begun = [one.begins for one in panels if one.begins is not None and one.begins <= due.utc]
        if not begun:
            continue
        first = next(one for one in panels if one.begins == min(begun))
        over = all(panel.ends is not None and panel.ends <= due.utc for panel in panels)
        yield _problem(item, first, due.local, Severity.ERROR if over else Severity.WARNING)


def invites(item: Prepared) -> bool:
    """Tell whether a post has a card with the date of something to come."""
    card = item.card
    return card is not None and card.when is not None and card.layout not in LOOKING_BACK


def _shown(item: Prepared, programme: Programme) -> Sequence[Panel]:
    """Return the panels whose days stand on the card, or what is known of them instead."""
    subject = item.draft.subject
    panels = (subject.panel,) if subject.panel is not None else programme.panels
    return [panel for panel in panels if not panel.cancelled]


def _problem(item: Prepared, panel: Panel, local: datetime, severity: Severity) -> Problem:
    params = {"post": item.draft.post, "panel": panel.id, "layout": item.entry.card or ""}
    moments = {"local": local, "start": panel.begins or local}
    place: Place = item.entry.place_of("when")
    return Problem(Code.CARD_DATE_PAST, place, params, severity, moments)
