"""Corrections: whoever was told a time that is no longer true is told the new one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from campaign.core.calendar import CORRECTION, Entry
from campaign.core.deliveries import Delivery, Key, State
from campaign.core.expansion import Draft, post_id
from campaign.core.subjects import Subject
from campaign.core.walltime import WallTime
from campaign.core.when import Anchor, When

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from campaign.core.folder import Folder
    from campaign.core.programme import Panel, Programme
    from campaign.ports.phrases import Phrases

START = "start"
CANCELLED = "cancelled"
UNDATED = ""

_NOTES_START = "{% if panel.start %}{% endif %}"
"""Prints nothing; writes down that the start was unknown when the text was made."""


def corrections(
    folder: Folder,
    programme: Programme,
    deliveries: Iterable[Delivery],
    now: datetime,
    phrases: Phrases,
) -> tuple[Draft, ...]:
    """Return a draft for every channel whose followers were last told something else.

    Repeated moves collapse into one: only what was told last and what holds now count.
    A panel that has begun moves no more, and one that is over needs no correction.
    """
    known = tuple(deliveries)
    told = _told_last(known)
    open_since = {d.key: d.due for d in known if d.is_open and d.entry == CORRECTION and d.due}
    drafts: list[Draft] = []
    for panel in programme.panels:
        if not _is_past(panel, now):
            drafts.extend(_of_panel(folder, panel, told, open_since, now, phrases))
    return tuple(drafts)


def _is_past(panel: Panel, now: datetime) -> bool:
    """Tell whether nobody needs a correction; a cancellation is news until the planned end."""
    if panel.cancelled:
        return panel.ends is not None and panel.ends <= now
    under_way = panel.started is not None or panel.ended is not None
    return under_way or (panel.begins is not None and panel.begins <= now)


def _of_panel(
    folder: Folder,
    panel: Panel,
    told: dict[tuple[str, str], str],
    open_since: dict[Key, datetime],
    now: datetime,
    phrases: Phrases,
) -> Iterator[Draft]:
    current = _holds(panel)
    for channel in folder.campaign.channels:
        telling = told.get((panel.id, channel))
        if telling is None or telling == current:
            continue
        due = open_since.get(Key(f"{CORRECTION}/{panel.id}", channel), now)
        text = _text(panel, telling, phrases)
        yield _draft(folder, panel, channel, due, text, phrases)


def _holds(panel: Panel) -> str:
    """Return what followers should know: an instant in UTC, cancelled, or undated."""
    if panel.cancelled:
        return CANCELLED
    return _instant(panel.begins.isoformat()) if panel.begins else UNDATED


def _instant(value: str) -> str:
    """Return an aware moment in UTC: another offset or zone alone is no other time."""
    return datetime.fromisoformat(value).astimezone(UTC).isoformat()


def _told_last(deliveries: Iterable[Delivery]) -> dict[tuple[str, str], str]:
    """Return, per panel and channel, what was told last, in the words of :func:`_holds`."""
    published = [d for d in deliveries if d.state is State.PUBLISHED and d.receipt and d.payload]
    published.sort(key=lambda d: (d.receipt.at if d.receipt else d.id, d.id))
    told: dict[tuple[str, str], str] = {}
    for delivery in published:
        for panel, telling in _tells(delivery):
            told[panel, delivery.key.channel] = telling
    return told


def _tells(delivery: Delivery) -> Iterator[tuple[str, str]]:
    """Return the panels whose start a delivery told.

    A correction always tells one: without a start among its facts it was a cancellation.
    Other posts that know no start tell nothing that could become false.
    """
    facts = delivery.payload.facts if delivery.payload else ()
    starts = {fact.subject: fact.value for fact in facts if fact.name == START}
    if delivery.entry == CORRECTION:
        starts.setdefault(delivery.key.post.partition("/")[2], CANCELLED)
    for panel, value in starts.items():
        if value in {UNDATED, CANCELLED}:
            if delivery.entry == CORRECTION:
                yield panel, value
        else:
            yield panel, _instant(value)


def _text(panel: Panel, telling: str, phrases: Phrases) -> str:
    if panel.cancelled:
        return phrases.pattern("posts.change.cancelled")
    if panel.begins is None:
        return phrases.pattern("posts.change.unknown") + _NOTES_START
    kind = "restored" if telling == CANCELLED else "text"
    return phrases.pattern(f"posts.change.{kind}")


def _draft(
    folder: Folder,
    panel: Panel,
    channel: str,
    now: datetime,
    text: str,
    phrases: Phrases,
) -> Draft:
    entry = Entry(
        id=CORRECTION,
        when=When(Anchor.DATE, now.date()),
        channels=(channel,),
        text=text,
        literal=True,
        subject=panel.id,
        title=phrases.text("posts.change_title"),
        place=panel.place,
    )
    subject = Subject(panel.id, panel)
    due = WallTime(now.astimezone(folder.campaign.zone), now)
    expires = None if panel.cancelled else panel.begins
    return Draft(entry, post_id(CORRECTION, subject), subject, channel, due, expires)
