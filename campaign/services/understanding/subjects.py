"""Which panels a message speaks of: by number, order, day, time, topic, person, or *the launch*.

Every name comes from the loaded programme; words that all panels share tell nothing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

from campaign.core.subjects import launch_panel
from campaign.services.understanding.brief_words import Nod
from campaign.services.understanding.days import time_at
from campaign.services.understanding.numbered import Counts, by_order, either, numbers_of
from campaign.services.understanding.scene import By, Reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from campaign.core.programme import Panel
    from campaign.services.understanding.days import DayReader
    from campaign.services.understanding.lexicon import Lexicon
    from campaign.services.understanding.numbered import Numbers
    from campaign.services.understanding.scene import Scene
    from campaign.services.understanding.words import Word

_SHORTEST = 3
_LONG = 5
_VERY_LONG = 9
_PARTS = MappingProxyType({"evening": (18, 24), "afternoon": (12, 20)})
"""The hours between which a panel begins in a part of the day; both hold seven o'clock."""

_PART_WITHIN = 3
"""How many words after a day its part may stand (*el jueves por la noche*)."""

_ENDING = 4
"""How many letters two forms of one word may differ at their end (*innovar*, *innovación*)."""


def words_of(text: str, scene: Scene) -> tuple[Word, ...]:
    """Return the words of a message, with slips corrected where its language is spoken."""
    words = scene.lexicon.words(text)
    return scene.lexicon.slips.corrected(words, topic_words(scene)) if scene.spoken else words


def references(words: Sequence[Word], scene: Scene) -> tuple[Reference, ...]:
    """Return everything in a message that names panels, in order."""
    reader = scene.days(words)
    numbers = numbers_of(words, reader, scene)
    days = _by_day(reader, numbers, scene)
    dated = {n for reference in days for n in range(reference.start, reference.end)}
    counted = by_order(words, numbers, scene)
    ordered = [r for r in counted if r.by is not By.NEXT or r.start not in dated]
    plain = [*days, *ordered, *_by_launch(words, scene)]
    plain += _by_time(words, scene)
    taken = {n for reference in plain for n in range(reference.start, reference.end)}
    found = sorted([*plain, *_by_topic(words, scene, taken)], key=lambda r: r.start)
    found = [*found[:1], *(_joined(*pair, words, scene) for pair in pairwise(found))]
    return tuple(_settled(n, found, words, scene) for n in range(len(found)))


def without_corrected(
    found: Sequence[Reference], words: Sequence[Word], scene: Scene
) -> tuple[Reference, ...]:
    """Return references without those taken back for the next (*no la de hoy, la del jueves*, *en
    el primero, no, perdón, en el segundo*).
    """
    lexicon = scene.lexicon
    no = lexicon.brief.nods.get(Nod.NO, frozenset())

    def taken_back(number: int) -> bool:
        place = found[number].start - 1
        while place >= 0 and lexicon.calendar.has("article", words[place].key):
            place -= 1
        refused = 0 <= place < found[number].start - 1 and words[place].key in no
        return refused or _is_put_right(*found[number : number + 2], words=words, lexicon=lexicon)

    return tuple(
        reference
        for number, reference in enumerate(found)
        if not (
            any(set(other.panels) - set(reference.panels) for other in found[number + 1 :])
            and taken_back(number)
        )
    )


def _is_put_right(*pair: Reference, words: Sequence[Word], lexicon: Lexicon) -> bool:
    """Tell whether nothing but a correction stands between a reference and the next."""
    before, after = pair
    between = [word.key for word in words[before.end : after.start]]
    lists = lexicon.calendar.lists
    filling = lexicon.brief.joins.union(*(lists.get(n, ()) for n in ("article", "about", "panel")))
    for row in lexicon.brief.corrects:
        for start in range(len(between) - len(row) + 1):
            rest = [*between[:start], *between[start + len(row) :]]
            if tuple(between[start : start + len(row)]) == row and filling.issuperset(rest):
                return True
    return False


def _settled(
    number: int, found: Sequence[Reference], words: Sequence[Word], scene: Scene
) -> Reference:
    """Return what may be a panel or a day as a day, where its panel is named before it.

    *El lanzamiento es el 3* asks for a day; *el lanzamiento y el 3* does not.
    """
    reference = found[number]
    if reference.by is not By.EITHER or reference.joined or reference.day is None:
        return reference
    clause = words[reference.start].clause
    before = (r for r in found[:number] if words[r.start].clause == clause)
    if not any(r.by is By.LAUNCH or (r.by is By.NUMBER and not r.loose) for r in before):
        return reference
    panels = scene.on(reference.day, reference.day)
    return replace(reference, by=By.DAY, panels=panels, number=None)


def _joined(
    before: Reference, reference: Reference, words: Sequence[Word], scene: Scene
) -> Reference:
    """Mark what an *and* joins to what was named before (*el panel 2 y el del miércoles*).

    A comma joins numbers in a row (*el 1, el 2 y el 3*), a *but* joins nothing.
    """
    lexicon = scene.lexicon
    between = {word.key for word in words[before.end : reference.start]}
    filling = lexicon.idle | lexicon.calendar.lists.get("panel", frozenset())
    joins = between & lexicon.spelling.joins - lexicon.brief.excepts
    numbers = before.by is By.NUMBER and reference.by is By.NUMBER and not reference.loose
    comma = numbers and words[before.start].clause != words[reference.start].clause
    joined = (bool(joins) or comma) and between - joins <= filling
    return replace(reference, joined=joined)


def _by_day(reader: DayReader, numbers: Numbers, scene: Scene) -> list[Reference]:
    found: list[Reference] = []
    place = 0
    while place < len(reader.words):
        unsure = either(place, reader, numbers, scene)
        counted = numbers.counts.get(place) is Counts.PANEL
        read = None if counted or unsure else reader.span_at(place)
        if read is not None:
            end, day, until = read
            panels = _in_part(reader.words[place : end + _PART_WITHIN], scene.on(day, until), scene)
            found.append(Reference(By.DAY, place, end, panels, day, until=until))
        found += [unsure] if unsure else []
        place = read[0] if read else unsure.end if unsure else place + 1
    return found


def _in_part(words: Sequence[Word], panels: tuple[str, ...], scene: Scene) -> tuple[str, ...]:
    """Return those of a day's panels that are in the part of it that is named with it.

    *Esta noche*, *thursday evening*; all where none is.
    """
    said = {word.key for word in words if word.clause == words[0].clause}
    begins = {p.id: p.begins.hour for p in scene.panels if p.begins and p.id in panels}
    for name, (first, last) in _PARTS.items():
        if said & scene.lexicon.calendar.lists.get(name, frozenset()):
            return tuple(p for p in panels if first <= begins[p] < last) or panels
    return panels


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

    Left out are idle and the commonest words (*desde*), words for panels, and words that more than
    half of many panels share.
    """
    found: dict[str, set[str]] = defaultdict(set)
    calendar = scene.lexicon.calendar
    for panel in scene.panels:
        for text in _names(panel):
            for word in scene.lexicon.kept(text):
                idle = word.key in scene.lexicon.idle | scene.foreign
                idle = idle or word.text in scene.lexicon.commonest
                if len(word.text) >= _SHORTEST and not (idle or calendar.has("panel", word.key)):
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
