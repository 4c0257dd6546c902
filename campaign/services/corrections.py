"""Corrections: whoever was told a time that is no longer true is told the new one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from campaign.core.addresses import answerable
from campaign.core.calendar import CORRECTION, Entry
from campaign.core.deliveries import Delivery, Key, State
from campaign.core.expansion import Draft, post_id
from campaign.core.layouts import CHANGE
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
_WHEN = "{{ panel.when }}"
_HASHTAGS = "\n\n{{ hashtags }}"
_SHORT_TITLE = "{{{{ panel.title | truncate({length}, False, '…', 0) }}}}"


@dataclass(frozen=True, slots=True)
class Told:
    """What a channel's followers were told last of a panel, in the words of :func:`_holds`.

    ``day`` is the day of the panel's zone where followers were told no hour.
    ``remote_id`` is the network's id of the post; ``corrected`` are all times that a
    correction has told there before: the same words again would be refused as a repetition.
    """

    telling: str
    day: date | None = None
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
        for channel in self.folder.campaign.channels:
            last = told.get((panel.id, channel))
            if last is None or self._still_holds(last, panel):
                continue
            due = since.get(Key(f"{CORRECTION}/{panel.id}", channel), self.now)
            text = self._text(panel, last, due)
            yield self._draft(panel, channel, due, self._fitting(text, panel, channel), last)

    def _still_holds(self, last: Told, panel: Panel) -> bool:
        """Tell whether what was told is no less true now; a day is, whatever the hour."""
        if last.day is None or panel.cancelled or panel.begins is None:
            return last.telling == _holds(panel)
        return last.day == panel.begins.date()

    def _text(self, panel: Panel, last: Told, due: datetime) -> str:
        pattern = self.phrases.pattern(f"posts.change.{self._kind(panel, last)}")
        if panel.begins is not None and self._other_year(panel, last):
            dated = self.phrases.pattern("posts.change.when-of-year")
            pattern = pattern.replace(_WHEN, dated.replace("{year}", str(panel.begins.year)))
        text = pattern.replace("{what}", self._what(panel)).replace("{was}", self._was(panel, last))
        if _holds(panel) in last.corrected:
            local = due.astimezone(self.folder.campaign.zone)
            at = self.phrases.dates.say_briefly(local, local.year)
            text = self.phrases.text("posts.change.again", at=at, text=text)
        if self.folder.campaign.hashtags:
            text += _HASHTAGS
        return text if panel.begins or panel.cancelled else text + _NOTES_START

    def _kind(self, panel: Panel, last: Told) -> str:
        """Return which sentence tells what changed, and nothing else."""
        if panel.cancelled:
            return "cancelled"
        if panel.begins is None:
            return "unknown"
        if last.telling in {CANCELLED, UNDATED}:
            return "restored" if last.telling == CANCELLED else "dated"
        if last.day is None and self._local(last).date() == panel.begins.date():
            return "hour"
        return "day"

    def _what(self, panel: Panel) -> str:
        """Return what a loose post calls a panel: its number, and its title between quotes."""
        kind = "launch" if panel.kind == "launch" else "panel"
        return self.phrases.text(f"posts.change_of.{kind}", number=panel.number, title=_TITLE)

    def _was(self, panel: Panel, last: Told) -> str:
        """Return what was told before, as far as it is no longer true."""
        dates = self.phrases.dates
        if last.telling in {CANCELLED, UNDATED}:
            return ""
        other_year = self._other_year(panel, last)
        if last.day is not None:
            day = datetime.combine(last.day, time())
            return dates.say_long_day(day) if other_year else dates.say_day(day)
        was = self._local(last)
        if panel.begins is not None and was.date() == panel.begins.date():
            return dates.say_clock(was)
        return dates.say_whole(was) if other_year else dates.say(was)

    def _other_year(self, panel: Panel, last: Told) -> bool:
        """Tell whether a panel moves into another year, which then has to be told."""
        if panel.begins is None or last.telling in {CANCELLED, UNDATED}:
            return False
        told = last.day or self._local(last)
        return told.year != panel.begins.year

    def _local(self, last: Told) -> datetime:
        return datetime.fromisoformat(last.telling).astimezone(self.folder.campaign.zone)

    def _fitting(self, text: str, panel: Panel, channel: str) -> str:
        """Drop the hashtags, then shorten the title: what changed must be told in full."""
        sheet = self.sheets.get(channel)
        if sheet is None:
            return text
        limit, title = sheet.limits.text, panel.title
        if sheet.count(self._filled(text, panel, title)) <= limit:
            return text
        text = text.replace(_HASHTAGS, "")
        if sheet.count(self._filled(text, panel, title)) <= limit:
            return text
        fits = (
            n
            for n in range(min(limit, len(title)), 1, -1)
            if sheet.count(self._filled(text, panel, f"{title[: n - 1]}…")) <= limit
        )
        return text.replace(_TITLE, _SHORT_TITLE.format(length=next(fits, 1)))

    def _filled(self, text: str, panel: Panel, title: str) -> str:
        """Return a correction as it will read, to be counted."""
        dates, begins = self.phrases.dates, panel.begins
        said = {_TITLE: title, _HASHTAGS: f"\n\n{' '.join(self.folder.campaign.hashtags)}"}
        if begins is not None:
            said[_WHEN] = dates.say(begins)
            said["{{ panel.day }}"] = dates.say_day(begins)
            said["{{ panel.time }}"] = dates.say_time(begins)
        for name, value in said.items():
            text = text.replace(name, value)
        return text.replace(_NOTES_START, "")

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
            card=CHANGE if any(entry.card for entry in self.folder.entries) else None,
        )
        subject = Subject(panel.id, panel)
        moment = WallTime(due.astimezone(self.folder.campaign.zone), due)
        expires = None if panel.cancelled else panel.begins
        sheet = self.sheets.get(channel)
        answers = answerable(last.remote_id) if sheet and sheet.answers_itself else None
        post = post_id(CORRECTION, subject)
        before = None
        if last.telling not in {CANCELLED, UNDATED} and last.day is None:
            before = self._local(last)
        made = Draft(entry, post, subject, channel, moment, expires, answers=answers)
        return replace(made, before=before)


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
            day = _day_alone(telling)
            if day is not None and where in told and told[where].day is None:
                continue  # the hour that was told before is still what people know
            told[where] = Told(telling, day, remote_id, corrected)
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
            yield panel, value if _day_alone(value) else _instant(value)


def _day_alone(telling: str) -> date | None:
    """Return the day of a telling without an hour, ``None`` for any other."""
    if telling in {UNDATED, CANCELLED} or "T" in telling:
        return None
    return date.fromisoformat(telling)
