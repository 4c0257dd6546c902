"""What cards say: nothing any more, or a date that will be past."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.problems import Code, Problem, error, warning
from campaign.core.when import NEVER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from campaign.core.folder import Folder
    from campaign.services.drafting import Prepared


def silent(_folder: Folder, items: Iterable[Prepared]) -> Iterator[Problem]:
    """Cards that have nothing to say when they go out."""
    for item in items:
        shown, panel = item.shown, item.draft.subject.panel
        if shown is None or shown.spec is not None or item.draft.due is None:
            continue
        if panel is not None and panel.cancelled:
            continue  # it does not go out
        yield error(
            Code.CARD_SAYS_NOTHING,
            item.entry.place_of("card"),
            because="" if shown.has_panel else "no-panel",
            post=item.draft.post,
            layout=item.entry.card or "",
        )


def outlived(_folder: Folder, items: Iterable[Prepared]) -> Iterator[Problem]:
    """Cards whose entry lets them go out when a date on them is past."""
    for item in items:
        due, expires, written = item.draft.due, item.draft.expires, item.entry.expires
        until = item.shown.until if item.shown else None
        if due is None or until is None or written is None:
            continue
        never = written is NEVER
        if never or (expires is not None and expires > until):
            yield warning(
                Code.CARD_OUTLIVED,
                item.entry.place_of("expires"),
                because="never" if never else "",
                post=item.draft.post,
                until=until.astimezone(due.local.tzinfo),
                expires="" if expires is None else expires.astimezone(due.local.tzinfo),
            )


RULES = (silent, outlived)
