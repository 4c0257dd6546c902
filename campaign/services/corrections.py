"""Corrections: whoever was told a time that is no longer true is told the new one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from campaign.core.addresses import answerable
from campaign.core.calendar import CORRECTION, Entry
from campaign.core.deliveries import Delivery, Key, State
from campaign.core.expansion import Draft, post_id
from campaign.core.subjects import Subject
from campaign.core.walltime import WallTime
from campaign.core.when import Anchor, When

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from campaign.core.folder import Folder
    from campaign.core.outcomes import ChannelSheet
    from campaign.core.programme import Panel, Programme
    from campaign.ports.phrases import Phrases

START = "start"
CANCELLED = "cancelled"
UNDATED = ""

_NOTES_START = "{% if panel.start %}{% endif %}"
"""Prints nothing; writes down that the start was unknown when the text was made."""
_TITLE = "{{ panel.title }}"
_SHORT_TITLE = "{{{{ panel.title | truncate({length}, False, '…', 0) }}}}"


@dataclass(frozen=True, slots=True)
class Told:
    """What a channel's followers were told last of a panel, in the words of :func:`_holds`.

    ``remote_id`` is the network's id of the post; ``corrected`` are all times that a
    correction has told there before: the same words again would be refused as a repetition.
    """

    telling: str
    remote_id: str | None = None
    corrected: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Corrections:
    """Drafts the corrections of a campaign. ``sheets`` are the known channels, ``now`` in UTC."""

    folder: Folder
    sheets: Mapping[str, ChannelSheet]
    phrases: Phrases
    now: datetime

    def drafts(self, programme: Programme, deliveries: Iterable[Delivery]) -> tuple[Draft, ...]:
        """Return a draft for every channel whose followers were last told something else.

        Repeated moves collapse into one: only what was told last and what holds now count.
        A panel that has begun moves no more, and one that is over needs no correction.
        """
        known = tuple(deliveries)
        told = _told_last(known)
        since = {d.key: d.due for d in known if d.is_open and d.entry == CORRECTION and d.due}
        panels = [panel for panel in programme.panels if not _is_past(panel, self.now)]
        return tuple(draft for panel in panels for draft in self._of_panel(panel, told, since))

    def _of_panel(
        self,
        panel: Panel,
        told: Mapping[tuple[str, str], Told],
        since: Mapping[Key, datetime],
    ) -> Iterator[Draft]:
        current = _holds(panel)
        for channel in self.folder.campaign.channels:
            last = told.get((panel.id, channel))
            if last is None or last.telling == current:
                continue
            due = since.get(Key(f"{CORRECTION}/{panel.id}", channel), self.now)
            text = self._text(panel, last, due)
            yield self._draft(panel, channel, due, self._fitting(text, panel, channel), last)

    def _text(self, panel: Panel, last: Told, due: datetime) -> str:
        if panel.cancelled:
            kind = "cancelled"
        elif panel.begins is None:
            kind = "unknown"
        else:
            kind = "restored" if last.telling == CANCELLED else "text"
        text = self.phrases.pattern(f"posts.change.{kind}")
        if _holds(panel) in last.corrected:
            local = due.astimezone(self.folder.campaign.zone)
            at = self.phrases.dates.say_briefly(local, local.year)
            text = self.phrases.text("posts.change.again", at=at, text=text)
        return text if panel.begins or panel.cancelled else text + _NOTES_START

    def _fitting(self, text: str, panel: Panel, channel: str) -> str:
        """Shorten a title that would leave no room for the time: the time must be told."""
        sheet = self.sheets.get(channel)
        if sheet is None:
            return text
        room = sheet.limits.text // 2
        if sheet.count(panel.title) <= room:
            return text
        length = next(n for n in range(room, 0, -1) if sheet.count(panel.title[:n]) <= room)
        return text.replace(_TITLE, _SHORT_TITLE.format(length=length))

    def _draft(self, panel: Panel, channel: str, due: datetime, text: str, last: Told) -> Draft:
        entry = Entry(
            id=CORRECTION,
            when=When(Anchor.DATE, due.date()),
            channels=(channel,),
            text=text,
            literal=True,
            subject=panel.id,
            title=self.phrases.text("posts.change_title"),
            place=panel.place,
        )
        subject = Subject(panel.id, panel)
        moment = WallTime(due.astimezone(self.folder.campaign.zone), due)
        expires = None if panel.cancelled else panel.begins
        sheet = self.sheets.get(channel)
        answers = answerable(last.remote_id) if sheet and sheet.answers_itself else None
        post = post_id(CORRECTION, subject)
        return Draft(entry, post, subject, channel, moment, expires, answers=answers)


def _is_past(panel: Panel, now: datetime) -> bool:
    """Tell whether nobody needs a correction; a cancellation is news until the planned end."""
    if panel.cancelled:
        return panel.ends is not None and panel.ends <= now
    under_way = panel.started is not None or panel.ended is not None
    return under_way or (panel.begins is not None and panel.begins <= now)


def _holds(panel: Panel) -> str:
    """Return what followers should know: an instant in UTC, cancelled, or undated."""
    if panel.cancelled:
        return CANCELLED
    return _instant(panel.begins.isoformat()) if panel.begins else UNDATED


def _instant(value: str) -> str:
    """Return an aware moment in UTC: another offset or zone alone is no other time."""
    return datetime.fromisoformat(value).astimezone(UTC).isoformat()


def _told_last(deliveries: Iterable[Delivery]) -> dict[tuple[str, str], Told]:
    """Return what was told last, by panel and channel."""
    published = [d for d in deliveries if d.state is State.PUBLISHED and d.receipt and d.payload]
    published.sort(key=lambda d: (d.receipt.at if d.receipt else d.id, d.id))
    told: dict[tuple[str, str], Told] = {}
    for delivery in published:
        for panel, telling in _tells(delivery):
            where = (panel, delivery.key.channel)
            corrected = told[where].corrected if where in told else frozenset()
            if delivery.entry == CORRECTION:
                corrected |= {telling}
            remote_id = delivery.receipt.remote_id if delivery.receipt else None
            told[where] = Told(telling, remote_id, corrected)
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
