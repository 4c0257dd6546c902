"""What changed on the way: facts and approvals by time, and the versions that they replaced."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from campaign.core.calendar import CORRECTION
from campaign.core.deliveries import State
from campaign.core.script import Approves, FactArrives, NoteArrives
from campaign.wiring.pages.prose import prose
from campaign.wiring.pages.telling import capital

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from campaign.core.deliveries import Delivery, Payload
    from campaign.core.script import Event
    from campaign.wiring.pages.rehearsed import Rehearsed
    from campaign.wiring.pages.showing import Places
    from campaign.wiring.pages.telling import Teller

_PIECES = re.compile(r"\s+|[^\s]+")
_MOST_PIECES = 2000


@dataclass(frozen=True, slots=True)
class Link:
    """A way to a post in the timeline."""

    anchor: str
    label: str


@dataclass(frozen=True, slots=True)
class News:
    """Something that became known: when, what, its value, and what that did.

    ``before`` is the value that it replaced; ``moved`` tells that a time was one that people
    had been told.
    """

    at: str
    iso: str
    what: str
    value: Markup
    before: str = ""
    moved: bool = False
    effect: str = ""
    corrections: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class NewsDay:
    """What became known on one day."""

    day: str
    news: tuple[News, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """A version that was replaced: its words with what is gone marked, and until when it stood.

    ``html`` is ``None`` where ``note`` says it all.
    """

    generation: int
    until: str
    html: Markup | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Replaced:
    """The replaced versions of one post on one channel."""

    title: str
    subject: str
    channel: str
    anchor: str
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What became known by time, and what it replaced."""

    news: tuple[NewsDay, ...]
    replaced: tuple[Replaced, ...]
    versions: int


def changes(
    rehearsed: Rehearsed,
    teller: Teller,
    places: Places,
) -> Changes:
    """Return everything that changed."""
    replaced = tuple(_replaced(rehearsed, teller, places))
    news = tuple(_Telling(rehearsed, teller, places).days())
    return Changes(news, replaced, sum(len(one.versions) for one in replaced))


class _Telling:
    """Tells the script's events; remembers what was known of the starts before."""

    def __init__(
        self,
        rehearsed: Rehearsed,
        teller: Teller,
        places: Places,
    ) -> None:
        self.rehearsed = rehearsed
        self.teller = teller
        self.places = places
        panels = rehearsed.folder.programme.panels
        self._starts = {panel.id: panel.begins for panel in panels if panel.begins}
        self._touched: dict[datetime, set[str]] = {}
        for key, lines in rehearsed.histories.items():
            for line in lines:
                if line.move not in {"claim", "publish"}:
                    self._touched.setdefault(line.at, set()).add(key)

    def days(self) -> Iterator[NewsDay]:
        """Yield what became known, day by day."""
        for day, events in groupby(self._events(), key=lambda event: self.teller.day(event.at)):
            pieces = tuple(filter(None, (self._piece(event) for event in events)))
            if pieces:
                yield NewsDay(capital(day), pieces)

    def _events(self) -> Iterator[Event]:
        end = self.rehearsed.script.end
        return (event for event in self.rehearsed.script.events if event.at <= end)

    def _piece(self, event: Event) -> News | None:
        at, iso = self.teller.time(event.at), self.teller.local(event.at).isoformat()
        effect = self._effect(event.at)
        match event.what:
            case FactArrives() as fact:
                return self._fact(fact, event, effect)
            case Approves(keys, by, role):
                what = self.teller.say("news.approved", by=by, role=self.teller.role(role))
                names = escape(", ".join(self._entry(key) for key in keys))
                return News(at, iso, what, names, effect=effect)
            case NoteArrives(panel, _):
                what = self.teller.say("news.note")
                return News(at, iso, what, escape(self.teller.subject(panel)), effect=effect)
            case _:
                return None

    def _entry(self, name: str) -> str:
        """Return what the team calls an entry, a post or a key; ``*`` is everything."""
        if name == "*":
            return self.teller.say("news.everything")
        for delivery in self.rehearsed.deliveries:
            if name in {delivery.entry, delivery.key.post, str(delivery.key)}:
                return delivery.title
        return name

    def _fact(self, fact: FactArrives, event: Event, effect: str) -> News:
        what = " · ".join(filter(None, (self._what(fact.name), self.teller.seat(fact.subject))))
        value, before = self._value(fact), self._before(fact)
        return News(
            at=self.teller.time(event.at),
            iso=self.teller.local(event.at).isoformat(),
            what=capital(what),
            value=value,
            before=self.teller.moment(before) if before else "",
            moved=before is not None,
            effect=effect,
            corrections=self._corrections(event.at, fact.subject) if before else (),
        )

    def _what(self, name: str) -> str:
        """Return what became known: *comenzó* rather than *que comience*."""
        own = f"news.{name}"
        has_own = self.teller.phrases.has(f"pages.{own}")
        return self.teller.say(own) if has_own else self.teller.fact(name)

    def _before(self, fact: FactArrives) -> datetime | None:
        """Return the start that this fact moves, if one was known."""
        now = _moment(fact.value) if fact.name == "start" else None
        if now is None:
            return None
        before = self._starts.get(fact.subject)
        self._starts[fact.subject] = now
        return before if before != now else None

    def _value(self, fact: FactArrives) -> Markup:
        moment = _moment(fact.value)
        return escape(self.teller.moment(moment)) if moment else prose(fact.value)

    def _effect(self, at: datetime) -> str:
        n = len(self._touched.pop(at, ()))  # told once, though two things may come together
        return self.teller.say("news.effect", n=n) if n else ""

    def _corrections(self, at: datetime, subject: str) -> tuple[Link, ...]:
        return tuple(
            Link(self.places.anchor(d), self.places.label(d))
            for d in self.rehearsed.deliveries
            if d.entry == CORRECTION and d.subject == subject and d.due and d.due >= at
        )


def _moment(value: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _replaced(
    rehearsed: Rehearsed,
    teller: Teller,
    places: Places,
) -> Iterator[Replaced]:
    by_key: dict[str, list[Delivery]] = {}
    for delivery in rehearsed.deliveries:
        by_key.setdefault(str(delivery.key), []).append(delivery)
    for key, found in by_key.items():
        generations = sorted(found, key=lambda delivery: delivery.generation)
        newest = generations[-1]
        versions = tuple(_versions(rehearsed, key, generations, teller))
        if versions:
            yield Replaced(
                title=newest.title,
                subject=teller.about(newest.subject),
                channel=places.label(newest),
                anchor=places.anchor(newest),
                versions=versions,
            )


def _versions(
    rehearsed: Rehearsed,
    key: str,
    generations: list[Delivery],
    teller: Teller,
) -> Iterable[Version]:
    ended = {
        line.generation: line.at
        for line in rehearsed.histories.get(key, ())
        if line.state is State.SUPERSEDED
    }
    for old, new in pairwise(generations):
        if old.state is not State.SUPERSEDED:
            continue
        at = ended.get(old.generation)
        until = teller.moment(at) if at else ""
        note = _note(old.payload, new.payload)
        text = old.payload.text if old.payload else ""
        html = None if note else gone(text, new.payload.text if new.payload else "")
        yield Version(old.generation, until, html, teller.say(f"changes.{note}") if note else "")


def _note(old: Payload | None, new: Payload | None) -> str:
    """Return what there is to say where no words differ; ``""`` where they do."""
    if old is None:
        return "wordless"
    if new is None or old.text != new.text:
        return ""
    return "same_all" if old.images == new.images else "same_words"


def gone(before: str, after: str) -> Markup:
    """Return ``before`` with the words marked that ``after`` does not have at their place."""
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    if len(old) + len(new) > _MOST_PIECES:
        return escape(before)
    pieces: list[Markup] = []
    for kind, start, end, _, _ in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        words = escape("".join(old[start:end]))
        struck = kind in {"replace", "delete"} and words.strip()
        pieces.append(Markup("<del>{}</del>").format(words) if struck else words)
    return Markup().join(pieces)
