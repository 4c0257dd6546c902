"""Several panels meant at once: *todos*, *los dos primeros*, *los del jueves*, *el 1 y el 3*."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.services.understanding.narrowing import days_apart, narrow
from campaign.services.understanding.scene import By

if TYPE_CHECKING:
    from collections.abc import Sequence

    from campaign.services.understanding.scene import Reference, Scene
    from campaign.services.understanding.words import Word

_FEWEST, _NEAR = 2, 2
_NAMING = frozenset({By.NUMBER, By.EITHER, By.TOPIC, By.TIME, By.LAUNCH})


def several(
    words: Sequence[Word], found: Sequence[Reference], scene: Scene, offered: Sequence[str]
) -> tuple[str, ...]:
    """Return the panels that are meant where that is more than one for sure, else nothing.

    ``offered`` are the panels that may be meant, in order; ``words`` and ``found`` are what
    was said of them.
    """
    brief = scene.lexicon.brief
    keys = _in_earnest([word.key for word in words], brief.vain)
    if brief.excepts & set(keys):
        return _but_for(keys, found, scene, offered)
    among = _of_the_days(found, offered)
    if brief.every & set(keys) or (brief.both & set(keys) and len(among) == _FEWEST):
        return among
    clock = {n for r in found if r.by is By.TIME for n in range(r.start, r.end)}
    counted = _counted([w for n, w in enumerate(words) if n not in clock], among, scene)
    if counted:
        return counted
    spoken = ["" if n in clock else key for n, key in enumerate(keys)]
    if _is_plural(spoken, found, brief.plural) and len(among) >= _FEWEST:
        return among
    return _listed(found, scene, offered)


def _in_earnest(keys: Sequence[str], vain: Sequence[Sequence[str]]) -> list[str]:
    """Return keys with what only sounds like *all* left blank."""
    left = list(keys)
    for row in vain:
        for start in range(len(left) - len(row) + 1):
            if left[start : start + len(row)] == list(row):
                left[start : start + len(row)] = [""] * len(row)
    return left


def _but_for(
    keys: Sequence[str], found: Sequence[Reference], scene: Scene, offered: Sequence[str]
) -> tuple[str, ...]:
    """Read *todos menos el 2*; any other exception says nothing for sure."""
    brief = scene.lexicon.brief
    start = next(n for n, key in enumerate(keys) if key in brief.excepts)
    if not brief.every & set(keys[:start]):
        return ()
    left_out = {panel for r in found if r.start > start for panel in r.panels}
    return tuple(panel for panel in offered if panel not in left_out) if left_out else ()


def _of_the_days(found: Sequence[Reference], offered: Sequence[str]) -> tuple[str, ...]:
    days = [reference for reference in found if reference.by is By.DAY]
    there = {panel for reference in days for panel in reference.panels}
    return tuple(panel for panel in offered if panel in there or not days)


def _counted(words: Sequence[Word], among: Sequence[str], scene: Scene) -> tuple[str, ...]:
    """Read *los dos*, *los dos primeros*, *the last 3*: where there are that many."""
    brief, numbers = scene.lexicon.brief, scene.lexicon.calendar.numbers
    keys = [word.key for word in words]
    for place, word in enumerate(words):
        count = int(word.text) if word.text.isdecimal() else numbers.get(word.key, 0)
        if not _FEWEST <= count <= len(among):
            continue
        near = set(keys[max(place - _NEAR, 0) : place + _NEAR])
        if near & brief.lasts:
            return tuple(among[-count:])
        if near & brief.firsts:
            return tuple(among[:count])
        if count == len(among) and near & brief.plural:
            return tuple(among)
    return ()


def _is_plural(keys: Sequence[str], found: Sequence[Reference], plural: frozenset[str]) -> bool:
    """Tell *los del jueves* from *el del jueves* and from *a las cuatro*."""
    days = [reference for reference in found if reference.by is By.DAY]
    return any(plural & set(keys[max(r.start - 2 * _NEAR, 0) : r.start]) for r in days)


def _listed(found: Sequence[Reference], scene: Scene, offered: Sequence[str]) -> tuple[str, ...]:
    """Read *el 1 y el 3*: each one is named, and no two can mean the same.

    The time of *el panel 1 es a las 4* names no other panel.
    """
    named = [r for r in found if r.by in _NAMING]
    others = any(r.by is not By.TIME for r in named)
    named = [r for r in named if r.by is not By.TIME or r.joined or not others]
    apart = days_apart(found)
    days = [r for r in found if r.by is By.DAY and r not in apart]
    meant = [set(narrow([*days, reference], scene)) & set(offered) for reference in named]
    meant += [set(reference.panels) & set(offered) for reference in apart]
    if any(len(panels) != 1 for panels in meant):
        return ()
    union = set().union(*meant)
    return tuple(p for p in offered if p in union) if len(union) >= _FEWEST else ()
