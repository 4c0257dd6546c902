"""What cards say: nothing any more, a date that will be past, or what is not so yet."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from campaign.core.layouts import Tense, layout_of
from campaign.core.problems import Code, Problem, error, warning
from campaign.core.walltime import elapse
from campaign.core.when import NEVER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from campaign.core.folder import Folder
    from campaign.core.programme import Panel
    from campaign.services.drafting import Prepared

SOON: Final = timedelta(hours=1)
"""So long before its panel a card that says «live now» invites early: worth a look, no more."""


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
        due, until = item.draft.due, item.shown.until if item.shown else None
        if due is not None and until is not None:
            yield from _longer_than(until.astimezone(due.local.tzinfo), item)


def live_too_long(_folder: Folder, items: Iterable[Prepared]) -> Iterator[Problem]:
    """Cards of what is on whose entry lets them go out when it is over."""
    for item in items:
        panel = item.draft.subject.panel
        live = item.key.part == 1 and layout_of(item.entry.card).tense is Tense.NOW
        if not live or panel is None or panel.cancelled:
            continue
        ends = _ends(panel)
        if ends is not None:
            yield from _longer_than(ends, item, "live", panel=panel.id)


def _longer_than(
    until: datetime, item: Prepared, kind: str = "", **told: object
) -> Iterator[Problem]:
    """Tell of an entry that says itself that its card goes out after ``until``, in whose zone."""
    written, expires = item.entry.expires, item.draft.expires
    never = written is NEVER
    if written is None or not (never or (expires is not None and expires > until)):
        return
    yield warning(
        Code.CARD_OUTLIVED,
        item.entry.place_of("expires"),
        because="-".join(filter(None, (kind, "never" if never else ""))),
        post=item.draft.post,
        until=until,
        expires="" if expires is None else expires.astimezone(until.tzinfo),
        **told,
    )


def untrue(_folder: Folder, items: Iterable[Prepared]) -> Iterator[Problem]:
    """Cards of what is on at an hour when it is not, and of what was before it is."""
    for item in items:
        if item.key.part > 1 or item.draft.due is None:
            continue
        tense = layout_of(item.entry.card).tense
        if tense is Tense.NOW:
            yield from _not_live(item, item.draft.due.local)
        elif tense is Tense.OVER:
            yield from _too_soon(item, item.draft.due.local)


def _not_live(item: Prepared, due: datetime) -> Iterator[Problem]:
    panel = item.draft.subject.panel
    if panel is None:
        place = item.entry.place_of("card")
        yield error(Code.CARD_UNTRUE, place, post=item.draft.post)
        return
    begins, ends = _begins(panel), _ends(panel)
    if panel.cancelled or begins is None or ends is None or begins <= due < ends:
        return
    tell = warning if begins - SOON <= due < begins else error
    yield tell(
        Code.CARD_UNTRUE,
        item.entry.place_of("when"),
        because="live",
        post=item.draft.post,
        panel=panel.id,
        local=due,
        start=begins,
        end=ends,
    )


def _too_soon(item: Prepared, due: datetime) -> Iterator[Problem]:
    subject = item.draft.subject
    panel = subject.panel
    if panel is None or panel.cancelled or subject.publication or subject.quote is not None:
        return
    begins = _begins(panel)
    if begins is not None and due < begins:
        yield error(
            Code.CARD_UNTRUE,
            item.entry.place_of("when"),
            because="to-come",
            post=item.draft.post,
            panel=panel.id,
            layout=item.entry.card or "",
            local=due,
            start=begins,
        )


def _begins(panel: Panel) -> datetime | None:
    """Return when a panel is under way first: some begin before their hour."""
    return min(filter(None, (panel.begins, panel.started)), default=None)


def _ends(panel: Panel) -> datetime | None:
    """Return when a panel was over, or will be as far as one knows."""
    late = panel.started and elapse(panel.started, timedelta(minutes=panel.minutes))
    return panel.ended or max(filter(None, (panel.ends, late)), default=None)


RULES = (silent, outlived, live_too_long, untrue)
