"""Corrections: whoever was told a time that is no longer true is told the new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.calendar import CORRECTION, Entry
from campaign.core.deliveries import Delivery, Key, State
from campaign.core.expansion import Draft, post_id
from campaign.core.subjects import Subject
from campaign.core.walltime import WallTime
from campaign.core.when import Anchor, When

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from campaign.core.folder import Folder
    from campaign.core.programme import Panel, Programme
    from campaign.ports.phrases import Phrases

START = "start"


def corrections(
    folder: Folder,
    programme: Programme,
    deliveries: Iterable[Delivery],
    now: datetime,
    phrases: Phrases,
) -> tuple[Draft, ...]:
    """Return a draft for every channel whose followers were last told another start.

    Repeated moves collapse into one: only the time told last and the time that holds
    now count. A panel that is over needs no correction.
    """
    known = tuple(deliveries)
    told = _told_last(known)
    open_since = {d.key: d.due for d in known if d.is_open and d.entry == CORRECTION and d.due}
    drafts: list[Draft] = []
    for panel in programme.panels:
        if panel.begins is not None and panel.begins <= now and not panel.cancelled:
            continue
        drafts.extend(_of_panel(folder, panel, told, open_since, now, phrases))
    return tuple(drafts)


def _of_panel(
    folder: Folder,
    panel: Panel,
    told: dict[tuple[str, str], str],
    open_since: dict[Key, datetime],
    now: datetime,
    phrases: Phrases,
) -> Iterator[Draft]:
    current = panel.begins.isoformat() if panel.begins else ""
    for channel in folder.campaign.channels:
        telling = told.get((panel.id, channel))
        if telling is None:
            continue
        if telling != current or panel.cancelled:
            due = open_since.get(Key(f"{CORRECTION}/{panel.id}", channel), now)
            yield _draft(folder, panel, channel, due, phrases)


def _told_last(deliveries: Iterable[Delivery]) -> dict[tuple[str, str], str]:
    """Return, per panel and channel, the start that was told last."""
    published = [d for d in deliveries if d.state is State.PUBLISHED and d.receipt and d.payload]
    published.sort(key=lambda d: (d.receipt.at if d.receipt else d.id, d.id))
    told: dict[tuple[str, str], str] = {}
    for delivery in published:
        for fact in delivery.payload.facts if delivery.payload else ():
            if fact.name == START and fact.value:
                told[fact.subject, delivery.key.channel] = fact.value
    return told


def _draft(
    folder: Folder,
    panel: Panel,
    channel: str,
    now: datetime,
    phrases: Phrases,
) -> Draft:
    kind = "cancelled" if panel.cancelled else "text" if panel.begins else "unknown"
    entry = Entry(
        id=CORRECTION,
        when=When(Anchor.DATE, now.date()),
        channels=(channel,),
        text=phrases.pattern(f"posts.change.{kind}"),
        literal=True,
        subject=panel.id,
        title=phrases.text("posts.change_title"),
        place=panel.place,
    )
    subject = Subject(panel.id, panel)
    due = WallTime(now.astimezone(folder.campaign.zone), now)
    return Draft(entry, post_id(CORRECTION, subject), subject, channel, due, panel.begins)
