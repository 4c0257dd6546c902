"""Short answers to a question of the bot: yes, no, and which of the panels it offered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from campaign.services.understanding.brief_words import Nod
from campaign.services.understanding.narrowing import narrow
from campaign.services.understanding.scene import By, Reference, Scene
from campaign.services.understanding.several import several
from campaign.services.understanding.subjects import references, words_of
from campaign.services.understanding.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from campaign.core.programme import Programme
    from campaign.services.understanding.lexicon import Lexicon
    from campaign.services.understanding.words import Word


@dataclass(frozen=True, slots=True)
class Brief:
    """A short answer. ``whole`` tells that nothing else was said.

    ``panels`` are those that fit, all of them meant where ``every``, else one of them.
    ``regrets`` tells that it takes back what was begun.
    ``named`` tells that a panel was named, be it one that nobody offered, ``also`` that it is to
    be one more.
    """

    nod: Nod
    panels: tuple[str, ...] = ()
    named: bool = False
    every: bool = False
    whole: bool = False
    also: bool = False
    regrets: bool = False


def read_brief(
    text: str,
    programme: Programme,
    now: datetime,
    offered: Sequence[str],
    lexicons: Iterable[Lexicon],
) -> Brief:
    """Return the short answer that a text is, in the first language in which it is a whole one.

    ``offered`` are the panels of the question, in order.
    """
    briefs = [_read(text, Scene(programme, now, lexicon), offered) for lexicon in lexicons]
    return next((brief for brief in briefs if brief.whole), briefs[0])


def _read(text: str, scene: Scene, offered: Sequence[str]) -> Brief:
    words = words_of(text, scene)
    found = _references(words, scene, offered)
    many = several(words, found, scene, offered)
    one = tuple(panel for panel in narrow(found, scene) if panel in offered or not offered)
    outside = narrow(found, scene) if found and not one else ()
    regrets = _regrets(words, scene.lexicon)
    nod = Nod.NO if regrets else _nod(text, words, scene.lexicon)
    found = tuple(r for r in found if r.start not in regrets)
    return Brief(
        nod,
        many or one or outside,
        bool(found or many),
        bool(many),
        _is_whole(words, found, scene, regrets, excepts=bool(many))
        and (nod is not Nod.NONE or bool(found or many)),
        any(word.key in scene.lexicon.brief.also for word in words),
        bool(regrets),
    )


def _regrets(words: Sequence[Word], lexicon: Lexicon) -> set[int]:
    """Return the places of the words that take back what was begun."""
    keys = tuple(word.key for word in words)
    return {
        place
        for row in lexicon.brief.regrets
        for start in range(len(keys))
        if keys[start : start + len(row)] == row
        for place in range(start, start + len(row))
    }


def may_be_if(text: str, lexicon: Lexicon) -> bool:
    """Tell whether a text has a yes that may as well begin a condition (*si borras mis datos*)."""
    said = (word.strip(".,;:!¡?¿…()\"'«»").lower() for word in text.split())
    return any(word in lexicon.brief.ifs for word in said)


def _nod(text: str, words: Sequence[Word], lexicon: Lexicon) -> Nod:
    brief = lexicon.brief
    keys = [word.key for word in words]
    for idiom in brief.idioms:
        keys = _without(keys, idiom)
    if any(_without(keys, doubt) != keys for doubt in brief.doubts):
        return Nod.NONE
    said = {nod for nod, known in brief.nods.items() if known & set(keys)}
    said |= {nod for nod, signs in brief.signs.items() if any(sign in text for sign in signs)}
    if Nod.NO in said:
        return Nod.NONE if Nod.YES in said else Nod.NO
    return Nod.YES if Nod.YES in said else Nod.FINE if said else Nod.NONE


def _without(keys: list[str], row: Sequence[str]) -> list[str]:
    """Return keys without a row of words, where it stands first."""
    for start in range(len(keys)):
        if keys[start : start + len(row)] == list(row):
            return keys[:start] + keys[start + len(row) :]
    return keys


def _references(
    words: Sequence[Word], scene: Scene, offered: Sequence[str]
) -> tuple[Reference, ...]:
    """Return what names panels; a bare number is one of those offered.

    An order that no panel's number answers counts within what was offered. What may be a day
    is the number of a panel that was.
    """
    known = references(words, scene)
    taken = {n for reference in known for n in range(reference.start, reference.end)}
    bare = [_bare(word, place, scene) for place, word in enumerate(words) if place not in taken]
    found = sorted([*known, *(r for r in bare if r)], key=lambda r: r.start)
    return tuple(_within(_offered(reference, scene, offered), offered) for reference in found)


def _offered(reference: Reference, scene: Scene, offered: Sequence[str]) -> Reference:
    own = tuple(panel.id for panel in scene.panels if panel.number == reference.number)
    if reference.by is not By.EITHER or not set(own) & set(offered):
        return reference
    return replace(reference, by=By.NUMBER, panels=own, day=None, until=None)


def _bare(word: Word, place: int, scene: Scene) -> Reference | None:
    number = (
        int(word.text) if word.text.isdecimal() else scene.lexicon.calendar.numbers.get(word.key)
    )
    if number is None or word.key in scene.lexicon.idle:
        return None
    fitting = tuple(panel.id for panel in scene.panels if panel.number == number)
    return Reference(By.NUMBER, place, place + 1, fitting, number=number)


def _within(reference: Reference, offered: Sequence[str]) -> Reference:
    number = reference.number or 0
    if set(reference.panels) & set(offered) or not 0 < number <= len(offered):
        return reference
    if reference.panels or not reference.loose:
        return reference
    return replace(reference, panels=(offered[number - 1],))


def _is_whole(
    words: Sequence[Word],
    found: Sequence[Reference],
    scene: Scene,
    known: set[int],
    *,
    excepts: bool,
) -> bool:
    """Tell whether nothing else was said than at the ``known`` places; ``excepts`` where an
    exception was understood.
    """
    lexicon = scene.lexicon
    if not excepts and any(word.key in lexicon.brief.excepts for word in words):
        return False
    taken = {n for reference in found for n in range(reference.start, reference.end)} | known
    return all(
        place in taken
        or word.key in lexicon.idle
        or word.key in lexicon.brief.known | lexicon.brief.excepts
        or lexicon.calendar.has("panel", word.key)
        or word.key in lexicon.calendar.numbers
        for place, word in enumerate(words)
    )


def same_words(text: str, label: str) -> bool:
    """Tell whether somebody typed what a button says."""
    return bool(_letters(text)) and _letters(text) == _letters(label)


def _letters(text: str) -> str:
    return "".join(sign for sign in fold(text) if sign.isalnum())
