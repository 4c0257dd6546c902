"""From entries to drafts: one per subject and channel, with its moment or what it waits for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC
from typing import TYPE_CHECKING

from campaign.core.calendar import ALL_CHANNELS, Status
from campaign.core.deliveries import Wait, WaitKind
from campaign.core.facts import FactName
from campaign.core.problems import Code, Problem, error, warning
from campaign.core.subjects import Subject, fact_value, launch_panel, subjects_of
from campaign.core.walltime import Shift, WallTime, at_wall
from campaign.core.when import NEVER, Anchor, WhenError, resolve

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta

    from campaign.core.calendar import Entry
    from campaign.core.programme import Panel, Programme
    from campaign.core.settings import Campaign
    from campaign.core.when import When


@dataclass(frozen=True, slots=True)
class Draft:
    """One post on one channel before its words are made.

    ``due`` is ``None`` while a fact is missing that the moment is counted from. ``answers``
    is the network's id of the post that this one answers, ``before`` the start of its panel that
    followers were told last, where this one tells them another.
    """

    entry: Entry
    post: str
    subject: Subject
    channel: str
    due: WallTime | None
    expires: datetime | None
    waits: tuple[Wait, ...] = ()
    answers: str | None = None
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Expansion:
    """All drafts of a calendar, in its order, and what is wrong with their moments."""

    drafts: tuple[Draft, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Moment:
    """A resolved moment, or the fact that it waits for."""

    at: WallTime | None = None
    fact: FactName | None = None


class _Wrong(Exception):
    """An anchor that does not lead to a moment: the problem's code."""

    def __init__(self, code: Code, value: str) -> None:
        self.code = code
        self.value = value
        super().__init__(code, value)


def post_id(entry: str, subject: Subject) -> str:
    """Return the post's id: ``announcement/panel-1``, or ``announcement`` for no subject."""
    return entry if subject.id is None else f"{entry}/{subject.id}"


def expand(campaign: Campaign, programme: Programme, entries: Iterable[Entry]) -> Expansion:
    """Apply every entry to its subjects and channels."""
    table = {entry.id: entry for entry in entries}
    work = _Expander(campaign, programme, table)
    drafts: list[Draft] = []
    for entry in table.values():
        drafts.extend(work.drafts(entry))
    return Expansion(tuple(drafts), tuple(work.problems))


def undated(campaign: Campaign, programme: Programme, entry: Entry) -> list[Draft]:
    """Return the drafts of an entry without their moments: only its words can be looked at."""
    channels = campaign.channels if ALL_CHANNELS in entry.channels else entry.channels
    return [
        Draft(entry, post_id(entry.id, subject), subject, channel, None, None)
        for subject in subjects_of(programme, entry.subject) or ()
        for channel in channels
    ]


class _Expander:
    """Walks the calendar once; keeps the moments of posts that others are counted from."""

    def __init__(self, campaign: Campaign, programme: Programme, table: dict[str, Entry]) -> None:
        self.campaign = campaign
        self.programme = programme
        self.table = table
        self.problems: list[Problem] = []
        self._moments: dict[str, list[tuple[Subject, _Moment]]] = {}
        self._bases: dict[tuple[str, Anchor], _Moment] = {}
        self._open: list[str] = []

    def drafts(self, entry: Entry) -> list[Draft]:
        try:
            moments = self.moments(entry)
        except _Wrong as wrong:
            place = entry.place_of("when")
            self.problems.append(error(wrong.code, place, value=wrong.value, post=entry.id))
            return []
        channels = self.campaign.channels if ALL_CHANNELS in entry.channels else entry.channels
        made: list[Draft] = []
        for subject, moment in moments:
            self._warn_of_clock_change(entry, moment)
            waits = self._waits(entry, subject, moment)
            expires = self._expiry(entry, subject, moment)
            post = post_id(entry.id, subject)
            made.extend(
                Draft(entry, post, subject, channel, moment.at, expires, waits)
                for channel in channels
            )
        return made

    def _waits(self, entry: Entry, subject: Subject, moment: _Moment) -> tuple[Wait, ...]:
        waits = [Wait.for_fact(moment.fact)] if moment.fact else []
        waits.extend(self._needs(entry, subject))
        if entry.status is Status.DRAFT:
            waits.append(Wait(WaitKind.DRAFT))
        return tuple(dict.fromkeys(waits))

    def _needs(self, entry: Entry, subject: Subject) -> Iterable[Wait]:
        for need in entry.needs:
            fact = subject.fact(need)
            if fact is not None and fact_value(self.programme, fact) is None:
                yield Wait.for_fact(fact)

    def _expiry(self, entry: Entry, subject: Subject, moment: _Moment) -> datetime | None:
        if entry.expires is NEVER:
            return None
        if entry.expires is None:
            return _grows_old(subject.panel, moment.at)
        return self._written_expiry(entry, entry.expires, subject)

    def _written_expiry(self, entry: Entry, expires: When, subject: Subject) -> datetime | None:
        try:
            moment = self._resolve(expires, subject)
        except _Wrong as wrong:
            place = entry.place_of("expires")
            self.problems.append(error(wrong.code, place, value=wrong.value, post=entry.id))
            return None
        return moment.at.utc if moment.at else None

    def moments(self, entry: Entry) -> list[tuple[Subject, _Moment]]:
        """Return the moment of each post of ``entry``, with its distances kept."""
        if entry.id in self._moments:
            return self._moments[entry.id]
        if entry.id in self._open:
            raise _Wrong(Code.ANCHOR_LOOP, " → ".join([*self._open, entry.id]))
        self._open.append(entry.id)
        try:
            subjects = subjects_of(self.programme, entry.subject) or ()
            found = [(subject, self._resolve(entry.when, subject)) for subject in subjects]
        finally:
            self._open.pop()
        self._moments[entry.id] = _spread(found, entry.spread)
        return self._moments[entry.id]

    def _resolve(self, when: When, subject: Subject) -> _Moment:
        zone = self.campaign.zone
        base = _Moment(None) if when.anchor is Anchor.DATE else self._base(when, subject)
        if base.at is None and when.anchor is not Anchor.DATE:
            return base
        try:
            return _Moment(resolve(when, base.at.local if base.at else None, zone))
        except WhenError as wrong:
            raise _Wrong(wrong.code, str(when)) from None

    def _base(self, when: When, subject: Subject) -> _Moment:
        if when.anchor is Anchor.POST:
            return self._post_base(when.post or "", subject)
        panel = self._panel_of(when, subject)
        known = self._bases.get((panel.id, when.anchor))
        if known is None:
            known = self._bases[panel.id, when.anchor] = self._event(when.anchor, panel)
        return known

    def _event(self, anchor: Anchor, panel: Panel) -> _Moment:
        """Return the moment of a panel that an anchor means, or the fact that tells it."""
        if anchor in {Anchor.STARTED, Anchor.ENDED}:
            name = anchor.value
            moment = panel.started if anchor is Anchor.STARTED else panel.ended
        else:
            name = "start"
            moment = panel.ends if anchor is Anchor.END else panel.begins
        if moment is None:
            return _Moment(fact=FactName(panel.id, name))
        return _Moment(_instant(moment, self.campaign))

    def _panel_of(self, when: When, subject: Subject) -> Panel:
        """Return the panel that an anchor speaks of; the series' first or last without one."""
        if when.anchor is Anchor.LAUNCH:
            panel = launch_panel(self.programme)
        elif subject.panel is not None:
            panel = subject.panel
        else:
            panel = self._edge(last=when.anchor in {Anchor.END, Anchor.ENDED})
        if panel is None:
            raise _Wrong(Code.UNKNOWN_ANCHOR, str(when))
        return panel

    def _edge(self, *, last: bool) -> Panel | None:
        panels = self.programme.panels
        if not panels:
            return None
        dated = [(panel.begins, n) for n, panel in enumerate(panels) if panel.begins is not None]
        if not dated:
            return panels[-1 if last else 0]
        return panels[(max(dated) if last else min(dated))[1]]

    def _post_base(self, name: str, subject: Subject) -> _Moment:
        entry = self.table.get(name.partition("/")[0])
        if entry is None:
            raise _Wrong(Code.UNKNOWN_ANCHOR, name)
        candidates = self.moments(entry)
        wanted = name.partition("/")[2] or subject.id
        for other, moment in candidates:
            if other.id == wanted:
                return moment
        if len(candidates) == 1:
            return candidates[0][1]
        raise _Wrong(Code.UNKNOWN_ANCHOR, name)

    def _warn_of_clock_change(self, entry: Entry, moment: _Moment) -> None:
        if moment.at is None or moment.at.shift is Shift.NONE:
            return
        code = Code.CLOCK_CHANGE_GAP if moment.at.shift is Shift.GAP else Code.CLOCK_CHANGE_FOLD
        place = entry.place_of("when")
        local, used = moment.at.written or moment.at.local, moment.at.local
        self.problems.append(warning(code, place, post=entry.id, local=local, used=used))


def _instant(moment: datetime, campaign: Campaign) -> WallTime:
    local = moment.astimezone(campaign.zone)
    return WallTime(local, at_wall(local.replace(tzinfo=None), campaign.zone).utc)


def _grows_old(panel: Panel | None, due: WallTime | None) -> datetime | None:
    """Return when a post about a panel is of no use any more, by itself.

    What is to come is news until the panel starts, what happens now until it ends, and what is
    said afterwards always.
    """
    if panel is None or due is None:
        return None
    edges = [edge.astimezone(UTC) for edge in (panel.begins, panel.ends) if edge is not None]
    return next((edge for edge in edges if due.utc < edge), None)


def _spread(
    found: list[tuple[Subject, _Moment]],
    distance: timedelta,
) -> list[tuple[Subject, _Moment]]:
    """Move posts of one expansion that stand closer than ``distance``, in their order."""
    if not distance:
        return found
    dated = [(m.at.utc, n, m.at) for n, (_, m) in enumerate(found) if m.at is not None]
    placed = list(found)
    latest: datetime | None = None
    for utc, n, wall in sorted(dated, key=lambda item: item[:2]):
        latest = utc if latest is None else max(utc, latest + distance)
        local = latest.astimezone(wall.local.tzinfo)
        placed[n] = (found[n][0], _Moment(replace(wall, utc=latest, local=local)))
    return placed
