"""Cards that invite to what has begun.

No card says a date that is past when it goes out (``services.card_words``): one that would is left
without it, and invites to something of which nobody is told that it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.layouts import Tense, layout_of
from campaign.core.problems import Code, Place, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from campaign.core.programme import Panel, Programme
    from campaign.services.drafting import Prepared


def past_dates(programme: Programme, items: Iterable[Prepared]) -> Iterator[Problem]:
    """Cards of a panel that has begun (an error once it is over), or of a series that is over."""
    for item in items:
        due = item.draft.due
        if due is None or not invites(item):
            continue
        panels = _shown(item, programme)
        if not panels or any(one.begins is None or one.begins > due.utc for one in panels):
            continue
        over = all(panel.ends is not None and panel.ends <= due.utc for panel in panels)
        severity = Severity.ERROR if over else Severity.WARNING
        yield _problem(item, panels[-1], due.local, severity)


def invites(item: Prepared) -> bool:
    """Tell whether a post has a card for something to come; others say themselves that they have
    nothing to say.
    """
    subject = item.draft.subject
    about = subject.quote is None and not subject.publication
    return item.card is not None and layout_of(item.card.layout).tense is Tense.COMING and about


def _shown(item: Prepared, programme: Programme) -> Sequence[Panel]:
    """Return the panels that the card is about."""
    subject = item.draft.subject
    panels = (subject.panel,) if subject.panel is not None else programme.panels
    return [panel for panel in panels if not panel.cancelled]


def _problem(item: Prepared, panel: Panel, local: datetime, severity: Severity) -> Problem:
    params = {"post": item.draft.post, "panel": panel.id, "layout": item.entry.card or ""}
    moments = {"local": local, "start": panel.begins or local}
    place: Place = item.entry.place_of("when")
    return Problem(Code.CARD_DATE_PAST, place, params, severity, moments)
