"""Numbers in a message: which count panels, which are days, and which may be either."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from campaign.services.understanding.brief_words import Nod
from campaign.services.understanding.days import time_at
from campaign.services.understanding.scene import By, Reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from campaign.services.understanding.days import DayReader
    from campaign.services.understanding.lexicon import CalendarWords, Lexicon
    from campaign.services.understanding.scene import Scene
    from campaign.services.understanding.words import Word

_NUMBER = re.compile(r"(\d{1,3})(?:st|nd|rd|th|ro|do|er|to|mo)?")


class Counts(StrEnum):
    """What a number may count; ``OPEN`` is told by what stands in a row with it, if at all."""

    PANEL = "panel"
    DAY = "day"
    EITHER = "either"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of a message by their places: their ``values``, and what each of them counts.

    ``listed`` are those in a row with others, none of which is a day or in order (*segundo*).
    """

    values: Mapping[int, int] = field(default_factory=dict)
    counts: Mapping[int, Counts] = field(default_factory=dict)
    listed: frozenset[int] = frozenset()


def numbers_of(words: Sequence[Word], reader: DayReader, scene: Scene) -> Numbers:
    """Return the numbers of a message; those of a row count the same, where one of them tells.

    *El 3* of *el panel 2 y el 3* and of *del 1 al 3* is no day, whatever happens on the 3rd;
    *el 2* of *el 2 y el 3 de marzo* is one. Alone it may be either.
    """
    known = {panel.number for panel in scene.panels}
    calendar = scene.lexicon.calendar
    read = ((place, _value(words, place, scene.lexicon)) for place in range(len(words)))
    timed = _timed(words, calendar)
    values = {place: number for place, number in read if number and place not in timed}
    alone = {n: _alone(n, values[n] in known, words, reader, calendar) for n in values}
    counts = dict(alone)
    listed: set[int] = set()
    for row in _rows(words, [*values], scene.lexicon):
        told = {alone[n] for n in row} & {Counts.PANEL, Counts.DAY}
        if told == {Counts.PANEL}:
            panels = [n for n in row if values[n] in known or alone[n] is Counts.PANEL]
            counts |= dict.fromkeys(panels, Counts.PANEL)
            counted = {n for n in panels if words[n].key not in calendar.ordinals}
            listed |= counted if len(row) > 1 else set()
        elif told == {Counts.DAY}:
            days = (n for n in row if alone[n] is Counts.EITHER)
            counts |= dict.fromkeys(days, Counts.DAY)
    return Numbers(values, counts, frozenset(listed))


def _timed(words: Sequence[Word], calendar: CalendarWords) -> set[int]:
    """Return the places of what a time ends with (the *cuarto* of *las cinco y cuarto*)."""
    read = ((place, time_at(words, place, calendar)) for place in range(len(words)))
    return {n for place, found in read if found for n in range(place + 2, found[0])}


def _value(words: Sequence[Word], place: int, lexicon: Lexicon) -> int:
    """Return a number, 0 for none: what is counted is none (*las 3 charlas*).

    A number in letters is one after an article or a word for panel, and at the end of its clause.
    """
    calendar, word = lexicon.calendar, words[place]
    before = words[place - 1].key if place else ""
    after = words[place + 1] if place + 1 < len(words) else None
    digits = _NUMBER.fullmatch(word.text)
    counts = after is not None and calendar.has("panel", after.key)
    if word.key in calendar.ordinals:
        return calendar.ordinals[word.key]
    if digits:
        return 0 if counts and digits[0].isdecimal() else int(digits[1])
    number = 0 if counts else calendar.numbers.get(word.key, 0)
    if calendar.counts_panels(before):
        return number
    goes_on = after is not None and after.clause == word.clause
    goes_on = goes_on and after is not None and after.key not in lexicon.idle | lexicon.brief.known
    introduced = calendar.has("nth", before)
    return 0 if word.key in lexicon.idle or (goes_on and not introduced) else number


def _alone(
    place: int,
    known: bool,  # noqa: FBT001 -- whether there is such a panel
    words: Sequence[Word],
    reader: DayReader,
    calendar: CalendarWords,
) -> Counts:
    before = words[place - 1].key if place else ""
    if calendar.counts_panels(before):
        return Counts.PANEL
    if reader.told(place):
        return Counts.DAY
    if reader.at(place) is not None:
        return Counts.EITHER if known else Counts.DAY
    clear = calendar.has("nth", before) or _is_bare(place, words, calendar)
    clear = clear and (not place or time_at(words, place - 1, calendar) is None)
    return Counts.PANEL if known and clear else Counts.OPEN


def _is_bare(place: int, words: Sequence[Word], calendar: CalendarWords) -> bool:
    """Tell *sign me up for 3* and *what time is 3* from *for 3 people*: nothing else is counted."""
    if not words[place].text.isdecimal() or not place:
        return False
    after = words[place + 1].key if place + 1 < len(words) else ""
    return calendar.has("counts", words[place - 1].key) and not calendar.has("units", after)


def _rows(words: Sequence[Word], places: Sequence[int], lexicon: Lexicon) -> list[list[int]]:
    """Return places of numbers, those in one list that go on with each other (*el 1, 2 y el 4*)."""
    rows: list[list[int]] = []
    for place in places:
        if rows and _goes_on(words[rows[-1][-1] : place + 1], lexicon):
            rows[-1].append(place)
        else:
            rows.append([place])
    return rows


def _goes_on(words: Sequence[Word], lexicon: Lexicon) -> bool:
    """Tell whether the last of ``words`` goes on with the number that is the first.

    It does after an *and* or a comma, and after a *to* in the same breath (*del 1 al 3*); *a la
    1* is a time.
    """
    before, *between, _ = words
    keys = [word.key for word in between]
    clock = between and time_at(words, len(words) - 2, lexicon.calendar) is not None
    if clock and set(keys) & lexicon.brief.joins:
        return False
    joined = bool(keys) and (
        keys[0] in lexicon.spelling.joins or lexicon.calendar.has("or", keys[0])
    )
    articles = lexicon.calendar.lists.get("article", frozenset()) | lexicon.brief.joins
    no = lexicon.brief.nods.get(Nod.NO, frozenset())
    if between and not joined and between[0].clause == before.clause:
        return keys[0] in lexicon.brief.joins and set(keys) <= articles
    panel = lexicon.calendar.lists.get("panel", frozenset())
    return set(keys[joined:]) <= articles | no | panel


def by_order(words: Sequence[Word], numbers: Numbers, scene: Scene) -> Iterable[Reference]:
    """Read *panel 2*, *paneles 1, 2 y 4*, *el segundo*, *la última charla*, *el próximo panel*."""
    calendar = scene.lexicon.calendar
    for place, word in enumerate(words):
        before = words[place - 1].key if place else ""
        after = words[place + 1].key if place + 1 < len(words) else ""
        if calendar.has("next", word.key) and scene.next_panel:
            yield Reference(By.NEXT, place, place + 1, (scene.next_panel.id,))
        number = _counted(place, numbers, ordinal=word.key in calendar.ordinals)
        if number is None and calendar.has("last", word.key) and scene.panels:
            number = scene.panels[-1].number
        if number is not None:
            fitting = tuple(p.id for p in scene.panels if p.number == number)
            named = place in numbers.listed or calendar.has("panel", before)
            named = named or calendar.has("panel", after)
            yield Reference(By.NUMBER, place, place + 1, fitting, number=number, loose=not named)


def _counted(place: int, numbers: Numbers, *, ordinal: bool) -> int | None:
    """Return the number of a panel; *segundo* is one wherever it stands, unless it is a day."""
    counts = numbers.counts.get(place)
    if counts is Counts.PANEL or (ordinal and counts is Counts.OPEN):
        return numbers.values[place]
    return None


def either(place: int, reader: DayReader, numbers: Numbers, scene: Scene) -> Reference | None:
    """Return a number that is a panel's and a day's, with the panels that it may mean."""
    read = reader.at(place)
    if numbers.counts.get(place) is not Counts.EITHER or read is None:
        return None
    end, day = read
    number = numbers.values[place]
    panels = dict.fromkeys(p.id for p in scene.panels if p.number == number)
    panels |= dict.fromkeys(scene.on(day, day))
    return Reference(By.EITHER, place, end, tuple(panels), day, number, until=day)
