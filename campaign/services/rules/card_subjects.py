"""Cards of a person or of a quotation, in entries that are about neither."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.layouts import layout_of
from campaign.core.problems import Code, Problem, warning
from campaign.core.subjects import QUOTES, SPEAKERS, Subject

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from campaign.core.folder import Folder
    from campaign.services.drafting import Prepared


def wrong_subjects(_folder: Folder, items: Iterable[Prepared]) -> Iterator[Problem]:
    """Cards that would show one person of several, or a title as if somebody had said it."""
    for item in items:
        group = _wanted(item.entry.card, item.draft.subject)
        quotes = item.shown is not None and item.shown.quotes
        if item.key.part == 1 and group and not quotes:
            yield warning(
                Code.CARD_WRONG_SUBJECT,
                item.entry.place_of("card"),
                because="no-quote" if group == QUOTES else "",
                post=item.draft.post,
                layout=item.entry.card or "",
                group=group,
            )


def _wanted(layout: str | None, subject: Subject) -> str:
    """Return what the entry would have to be for; ``""`` where it is."""
    group = layout_of(layout).group
    alone = subject.panel is not None and len(subject.panel.speakers) == 1
    there = {QUOTES: subject.quote is not None, SPEAKERS: subject.speaker is not None or alone}
    return "" if there.get(group, True) else group
