"""Which panels a message speaks of: by number, order, day, time, topic, person, or *the launch*.

Every name comes from the loaded programme; words that all panels share tell nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

from campaign.core.subjects import launch_panel
from campaign.services.understanding.days import DayReader, time_at

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date, datetime

    from campaign.core.programme import Panel, Programme
    from campaign.services.understanding.lexicon import Lexicon
    from campaign.services.understanding.words import Word

LAUNCH = "launch"
_NUMBER = re.compile(r"(\d{1,3})(?:st|nd|rd|th|ro|do|er|to|mo)?")
_SHORTEST = 3
_LONG = 5
_VERY_LONG = 9
_ENDING = 4
"""How many letters two forms of one word may differ at their end (*innovar*, *innovación*)."""


class By(StrEnum):
    """How a panel was named."""

    NUMBER = "number"
    NEXT = "next"
    DAY = "day"
    TIME = "time"
    TOPIC = "topic"
    LAUNCH = "launch"


_VAGUE: Mapping[By, int] = MappingProxyType({By.TIME: 1, By.TOPIC: 2})
"""What names a panel less surely than its number or its day, in order."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Words ``[start, end)`` that name panels; ``day`` where a day was named, ``until`` the last.

    ``number`` counts panels; ``loose`` without a word for panel beside it (*el segundo*).
    ``joined`` tells that only an *and* stands between it and what was named before.
    """

    by: By
    start: int
    end: int
    panels: tuple[str, ...]
    day: date | None = None
    number: int | None = None
    loose: bool = False
    until: date | None = None
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """The programme as seen from an instant: panels in order, and in which language one speaks.

    ``foreign`` are words that say nothing in other languages: no topics either.
    """

    programme: Programme
    now: datetime
    lexicon: Lexicon
    foreign: frozenset[str] = frozenset()

    @property
    def panels(self) -> tuple[Panel, ...]:
        """Return the panels by their number."""
        return tuple(sorted(self.programme.panels, key=lambda panel: panel.number))

    @property
    def today(self) -> date:
        """Return the day where the panels take place."""
        zone = next((p.begins.tzinfo for p in self.panels if p.begins), None)
        return self.now.astimezone(zone).date() if zone else self.now.date()

    def on(self, first: date, last: date) -> tuple[str, ...]:
        """Return the panels of days, in order of time."""
        dated = [
            (p.begins, p.id) for p in self.panels if p.begins and first <= p.begins.date() <= last
        ]
        return tuple(panel for _, panel in sorted(dated))

    @property
    def coming(self) -> tuple[str, ...]:
        """Return the panels that are not over and not cancelled, in order."""
        left = (p for p in self.panels if not p.cancelled and p.ended is None)
        return tuple(p.id for p in left if p.ends is None or p.ends > self.now)

    @property
    def next_panel(self) -> Panel | None:
        """Return the panel that starts next or is under way."""
        return next_panel(self.programme, self.now)


def next_panel(programme: Programme, now: datetime) -> Panel | None:
    """Return the panel that starts next or is under way; one without a date comes last."""
    dated = [p for p in programme.panels if p.begins and p.ends and not p.cancelled]
    coming = [p for p in dated if p.ends and p.ends > now and p.ended is None]
    if coming:
        return min(coming, key=lambda p: (p.begins, p.number))
    open_ones = (p for p in programme.panels if p.begins is None and not p.cancelled)
    return next(open_ones, None)


def references(words: Sequence[Word], scene: Scene) -> tuple[Reference, ...]:
    """Return everything in a message that names panels, in order."""
    days = _by_day(words, scene)
    dated = {n for reference in days for n in range(reference.start, reference.end)}
    ordered = [r for r in _by_order(words, scene) if r.by is not By.NEXT or r.start not in dated]
    plain = [*days, *ordered, *_by_launch(words, scene)]
    plain += _by_time(words, scene)
    taken = {n for reference in plain for n in range(reference.start, reference.end)}
    found = sorted([*plain, *_by_topic(words, scene, taken)], key=lambda r: r.start)
    return (*found[:1], *(_joined(*pair, words, scene) for pair in pairwise(found)))


def _joined(
    before: Reference, reference: Reference, words: Sequence[Word], scene: Scene
) -> Reference:
    """Mark what an *and* joins to what was named before (*el panel 2 y el del miércoles*)."""
    lexicon = scene.lexicon
    between = {word.key for word in words[before.end : reference.start]}
    filling = lexicon.idle | lexicon.calendar.lists.get("panel", frozenset())
    joins = between & lexicon.spelling.joins
    return replace(reference, joined=bool(joins) and between - joins <= filling)


def _by_day(words: Sequence[Word], scene: Scene) -> list[Reference]:
    reader = _days(words, scene)
    found: list[Reference] = []
    place = 0
    listed = _listed(words, scene)
    while place < len(words):
        read = None if place in listed else reader.span_at(place)
        if read is not None:
            end, day, until = read
            panels = scene.on(day, until)
            found.append(Reference(By.DAY, place, end, panels, day, until=until))
        place = read[0] if read else place + 1
    return found


def _by_order(words: Sequence[Word], scene: Scene) -> Iterable[Reference]:
    """Read *panel 2*, *paneles 1, 2 y 4*, *el segundo*, *la última charla*, *el próximo panel*."""
    calendar = scene.lexicon.calendar
    listed = _listed(words, scene)
    for place, word in enumerate(words):
        before = words[place - 1].key if place else ""
        after = words[place + 1].key if place + 1 < len(words) else ""
        if calendar.has("next", word.key) and scene.next_panel:
            yield Reference(By.NEXT, place, place + 1, (scene.next_panel.id,))
        number = calendar.ordinals.get(word.key)
        beside = calendar.has("panel", before)
        if number is None and beside:
            digits = _NUMBER.fullmatch(word.text)
            number = int(digits[1]) if digits else calendar.numbers.get(word.key)
        if number is None and place in listed:
            number, beside = listed[place], True
        if number is None and calendar.has("day", before):
            digits = _NUMBER.fullmatch(word.text)
            number = int(digits[1]) if digits and not _is_day(place, words, scene) else None
        if number is None and calendar.has("last", word.key) and scene.panels:
            number = scene.panels[-1].number
        if number is not None:
            fitting = tuple(p.id for p in scene.panels if p.number == number)
            named = beside or calendar.has("panel", after)
            yield Reference(By.NUMBER, place, place + 1, fitting, number=number, loose=not named)


def _listed(words: Sequence[Word], scene: Scene) -> Mapping[int, int]:
    """Return the panels' numbers after a word for panel, and those that go on with them.

    By their places. *El 3* of *el panel 2 y el 3* is no day, whatever happens on the 3rd; nor
    is it after *el 2*, where nothing happens on the 2nd. A day with its month is always a day.
    """
    calendar = scene.lexicon.calendar
    known = {panel.number for panel in scene.panels}
    reader = _days(words, scene)
    found: dict[int, int] = {}
    last = None
    for place, word in enumerate(words):
        digits = _NUMBER.fullmatch(word.text)
        number = int(digits[1]) if digits else calendar.numbers.get(word.key, 0)
        number = calendar.ordinals.get(word.key, number)
        if number not in known or reader.spelled(place):
            continue
        before = words[place - 1].key if place else ""
        goes_on = digits and last is not None and _goes_on(words[last : place + 1], scene)
        if calendar.has("panel", before) or goes_on:
            found[place] = number
            last = place
        elif digits and calendar.has("article", before) and reader.at(place) is None:
            last = place
    return found


def _goes_on(words: Sequence[Word], scene: Scene) -> bool:
    """Tell whether the last of ``words`` goes on with the panel's number that is the first."""
    lexicon = scene.lexicon
    before, *between, _ = words
    keys = [word.key for word in between]
    joined = bool(keys) and (
        keys[0] in lexicon.spelling.joins or lexicon.calendar.has("or", keys[0])
    )
    articles = keys[joined:]
    if articles and not joined and between[0].clause == before.clause:
        return False
    return all(lexicon.calendar.has("article", key) for key in articles)


def _days(words: Sequence[Word], scene: Scene) -> DayReader:
    known = sorted({p.begins.date() for p in scene.panels if p.begins})
    return DayReader(words, scene.lexicon.calendar, scene.today, known)


def _is_day(place: int, words: Sequence[Word], scene: Scene) -> bool:
    return _days(words, scene).at(place) is not None


def _by_launch(words: Sequence[Word], scene: Scene) -> Iterable[Reference]:
    launch = launch_panel(scene.programme)
    for place, word in enumerate(words):
        if launch is not None and scene.lexicon.calendar.has("launch", word.key):
            yield Reference(By.LAUNCH, place, place + 1, (launch.id,))


def _by_time(words: Sequence[Word], scene: Scene) -> Iterable[Reference]:
    for place in range(len(words)):
        read = time_at(words, place, scene.lexicon.calendar)
        if read is None:
            continue
        times = read[1]
        fitting = tuple(p.id for p in scene.panels if p.begins and p.begins.time() in times)
        if fitting:
            yield Reference(By.TIME, place, read[0], fitting)


def _by_topic(words: Sequence[Word], scene: Scene, taken: set[int]) -> Iterable[Reference]:
    index = topic_words(scene)
    for place, word in enumerate(words):
        if place in taken or len(word.text) < _SHORTEST or word.key in scene.lexicon.idle:
            continue
        exact = index.get(word.key)
        guess = not exact and word.key not in scene.lexicon.vocabulary
        guess = guess and introduced(words, place, scene.lexicon)
        alike = [k for k in index if _alike(word.key, k)] if guess else ()
        panels = exact or frozenset(p for key in alike for p in index[key])
        if panels:
            yield Reference(By.TOPIC, place, place + 1, tuple(sorted(panels)))


def introduced(words: Sequence[Word], place: int, lexicon: Lexicon) -> bool:
    """Tell whether a word stands where a topic would: *el de …*, *sobre …*, *the … talk*.

    Elsewhere a word that is only like one of the programme's is no topic.
    """
    calendar = lexicon.calendar
    before = any(calendar.has("about", word.key) for word in words[max(place - 1, 0) : place])
    after = [word.key for word in words[place + 1 : place + 2]]
    ahead = any(calendar.has("panel", key) or key in calendar.numbers for key in after)
    return before or ahead or len(words) == 1


def topic_words(scene: Scene) -> dict[str, frozenset[str]]:
    """Return the words of titles, people and their topics, each with its panels.

    Left out are idle words, words for panels, and words that more than half of many panels share.
    """
    found: dict[str, set[str]] = defaultdict(set)
    calendar = scene.lexicon.calendar
    for panel in scene.panels:
        for text in _names(panel):
            for word in scene.lexicon.kept(text):
                idle = word.key in scene.lexicon.idle | scene.foreign or calendar.has(
                    "panel", word.key
                )
                if len(word.text) >= _SHORTEST and not idle:
                    found[word.key].add(panel.id)
    most = max(len(scene.panels) / 2, 1)
    return {key: frozenset(panels) for key, panels in found.items() if len(panels) <= most}


def _names(panel: Panel) -> Iterable[str]:
    yield panel.title
    for speaker in panel.speakers:
        yield from (text for text in (speaker.name, speaker.topic) if text)


def _alike(said: str, known: str) -> bool:
    """Tell whether two words are one: plural, another ending, or a slip of the finger."""
    if said.rstrip("s") == known.rstrip("s"):
        return True
    if said[0] != known[0] or min(len(said), len(known)) < _SHORTEST:
        return False
    shared = next(
        (n for n, (a, b) in enumerate(zip(said, known, strict=False)) if a != b),
        min(len(said), len(known)),
    )
    rest = max(len(said), len(known)) - shared
    if shared > _LONG and rest <= _ENDING:
        return True
    slips = 0 if len(said) < _LONG else 1 if len(said) < _VERY_LONG else 2
    return slips > 0 and OSA.distance(said, known, score_cutoff=slips) <= slips


def name_of(panel: str, programme: Programme) -> str:
    """Return the subject that stands for a panel: its id, or ``launch``."""
    launch = launch_panel(programme)
    return LAUNCH if launch is not None and launch.id == panel else panel


def panel_of(subject: str | None, programme: Programme) -> Panel | None:
    """Return the panel of a subject."""
    if subject is None:
        return None
    return launch_panel(programme) if subject == LAUNCH else programme.panel(subject)


def narrow(found: Sequence[Reference], scene: Scene) -> tuple[str, ...]:
    """Return the panels that fit everything that was said together, empty for none.

    *El segundo del jueves* counts within the day; *el panel 2 y el del miércoles* are two.
    """
    apart = days_apart(found)
    if apart:
        rest = [reference for reference in found if reference not in apart]
        named = {panel for reference in apart for panel in reference.panels}
        return _in_order({*named, *narrow(rest, scene)}, scene)
    day = next((r for r in found if r.by is By.DAY and r.panels), None)
    left: tuple[str, ...] = ()
    for reference in sorted(found, key=lambda r: (_VAGUE.get(r.by, 0), r.start)):
        panels = _within(day, reference) if day else reference.panels
        both = tuple(p for p in left if p in panels)
        left = both or left or panels
    return _in_order(set(left), scene)


def _in_order(panels: Collection[str], scene: Scene) -> tuple[str, ...]:
    return tuple(panel.id for panel in scene.panels if panel.id in panels)


def days_apart(found: Sequence[Reference]) -> tuple[Reference, ...]:
    """Return the days that an *and* joins to panels of other days: they add, and narrow nothing."""
    apart: set[Reference] = set()
    for before, reference in pairwise(found):
        pair = (before, reference)
        days = [one for one in pair if one.by is By.DAY and one.panels]
        if reference.joined and days and before.panels and reference.panels:
            other = reference if days[0] is before else before
            meant = _within(days[0], other) if other.loose else other.panels
            if not set(meant) & set(days[0].panels):
                apart.update(days)
    return tuple(reference for reference in found if reference in apart)


def _within(day: Reference, reference: Reference) -> tuple[str, ...]:
    number = reference.number or 0
    counts = reference.loose or not set(reference.panels) & set(day.panels)
    if counts and 0 < number <= len(day.panels):
        return (day.panels[number - 1],)
    return reference.panels
