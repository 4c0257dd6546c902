"""Which panels a wish is about: those named with it, and none that another wish names."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from campaign.services.understanding.brief_words import Nod
from campaign.services.understanding.changing import change
from campaign.services.understanding.intents import (
    CHANGES,
    OF_A_PANEL,
    OF_WHAT_WAS,
    ONE_PANEL,
    OPPOSED,
    PAST,
    Intent,
    Wish,
)
from campaign.services.understanding.narrowing import days_apart, narrow
from campaign.services.understanding.scene import By, name_of
from campaign.services.understanding.several import several
from campaign.services.understanding.subjects import introduced

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from campaign.services.understanding.lexicon import Lexicon
    from campaign.services.understanding.matching import Match
    from campaign.services.understanding.message import Message
    from campaign.services.understanding.scene import Reference
    from campaign.services.understanding.words import Word

CERTAIN = 0.75
"""From here on a wish may concern several panels."""


def wishes_of(match: Match, chosen: Sequence[Match], heard: Message) -> tuple[Wish, ...]:
    """Return a wish for each panel that is meant (*inscríbeme en el 1 y el 3*)."""
    if match.intent in CHANGES:
        found = [r for r in heard.found if not _takes(match, r)]
        return change(match, heard.words, found, heard.scene)
    one = wish_of(match, chosen, heard)
    if match.intent not in ONE_PANEL or match.score < CERTAIN or one.unmet:
        return (one,)
    stop = min((c.start for c in chosen if c.start > match.start), default=len(heard.words))
    stop = _goes_on_to(match, stop, heard)
    start = _start(match, chosen, stop, heard)
    words = heard.words[start:stop]
    found = [
        replace(r, start=r.start - start, end=r.end - start)
        for r in heard.found
        if start <= r.start
        and r.end <= stop
        and not _takes(match, r)
        and not _is_refused(r, match, heard)
    ]
    panels = several(words, found, heard.scene, heard.scene.coming)
    panels = panels if _is_of(words, heard.clause(match), heard.scene.lexicon) else ()
    named = ((name_of(panel, heard.scene.programme), panel) for panel in panels)
    each = tuple(replace(one, subject=subject, choices=(panel,)) for subject, panel in named)
    if not each and days_apart(found):  # *el 1 y el del jueves*, where there are two
        return (replace(one, subject=None, choices=narrow(found, heard.scene)),)
    return each or (one,)


def _goes_on_to(match: Match, stop: int, heard: Message) -> int:
    """Return where the panels of a wish end: before a clause that says anything else.

    *Sácame del 1 y del 3* goes on, *sácame del 1 y déjame el 3* does not. What is cancelled
    ends before any other word.
    """
    last = heard.words[match.end - 1].clause
    for place in range(match.end, stop):
        clause = heard.words[place].clause
        if clause != last and _says_other(clause, heard):
            return place
        if match.intent == Intent.CANCEL and _is_other(place, heard):
            return place
    return stop


def _is_other(place: int, heard: Message) -> bool:
    """Tell whether a word is none that goes on with a list of panels."""
    lexicon = heard.scene.lexicon
    word = heard.words[place]
    if place in heard.named or lexicon.calendar.has("panel", word.key):
        return False
    goes_on = lexicon.idle | lexicon.brief.known | lexicon.brief.excepts
    return word.key in lexicon.brief.wants or word.key not in goes_on


def _is_refused(reference: Reference, match: Match, heard: Message) -> bool:
    """Tell *al 1 y no al 3* and *al 1 y el 3 no*: a panel with a *no* of its own is not meant."""
    ends = [r.end for r in heard.found if r.end <= reference.start]
    start = max([match.end, *ends])
    no = heard.scene.lexicon.brief.nods.get(Nod.NO, frozenset())
    if any(heard.words[place].key in no for place in range(start, reference.start)):
        return True
    clause = heard.words[reference.start].clause
    own = [n for n, word in enumerate(heard.words) if n >= reference.end and word.clause == clause]
    last = not any(r.start in own for r in heard.found)
    return last and match.end <= reference.start and any(heard.words[n].key in no for n in own)


def _says_other(clause: int, heard: Message) -> bool:
    """Tell whether a clause holds more than panels and what goes on with a list of them."""
    named = {n for r in heard.found for n in range(r.start, r.end)}
    lexicon = heard.scene.lexicon
    goes_on = (
        lexicon.brief.known
        | lexicon.brief.excepts
        | lexicon.calendar.lists.get("panel", frozenset())
    )
    return any(word.clause == clause and word.key not in goes_on for word in heard.rest(named))


def _start(match: Match, chosen: Sequence[Match], stop: int, heard: Message) -> int:
    """Return where the words of a wish begin: its panels may be named first (*el 1 y 3, ¿cuándo?*).

    Only where nothing else is said before: a panel of *al 1 no voy* is none to sign up for.
    """
    if any(match.end <= r.start < stop for r in heard.found):
        return match.start
    if any(c.start < match.start for c in chosen):
        return match.start
    named = {n for r in heard.found for n in range(r.start, r.end)}
    panel = heard.scene.lexicon.calendar
    said = (word for word in heard.rest(named) if not panel.has("panel", word.key))
    before = heard.words[: match.start]
    refused = heard.scene.lexicon.brief.nods.get(Nod.NO, frozenset())
    alone = not any(word in before for word in said)
    return 0 if alone and not refused & {word.key for word in before} else match.start


def _is_told(reference: Reference, heard: Message) -> bool:
    """Tell whether a panel was named on purpose: a word of its title in passing is not that."""
    passing = reference.by is By.TOPIC
    return not passing or introduced(heard.words, reference.start, heard.scene.lexicon)


def _is_of(words: Sequence[Word], clause: int, lexicon: Lexicon) -> bool:
    """Tell whether *all* is said with the wish, and not in passing (*está abierto a todos*)."""
    said = [word for word in words if word.key in lexicon.brief.every]
    return all(word.clause == clause for word in said)


def _takes(match: Match, reference: Reference) -> bool:
    return bool(set(range(reference.start, reference.end)) & match.literal)


def is_ambiguous(wish: Wish) -> bool:
    """Tell whether a wish needs one panel where several may be meant."""
    return len(wish.choices) > 1 and wish.intent in ONE_PANEL and not wish.asks


def wish_of(match: Match, chosen: Sequence[Match], heard: Message) -> Wish:
    """Return the wish of a match among those ``chosen`` with it."""
    here = [r for r in heard.found if not _takes(match, r)]
    clause = heard.clause(match)
    near = [r for r in here if heard.words[r.start].clause == clause]
    taken = {heard.clause(c) for c in chosen if c.intent == OPPOSED.get(match.intent)}
    told = [r for r in here if _is_told(r, heard) and heard.words[r.start].clause not in taken]
    near = near or [r for r in told if r.start >= match.end] or told
    near = _with_joined(_nearest(near, match), here, {heard.clause(c) for c in chosen}, heard)
    near = [_past(r, match, heard) for r in near]
    day, until = next(((r.day, r.until) for r in near if r.day), (None, None))
    days = tuple(dict.fromkeys(r.day for r in near if r.day and r.until in {None, r.day}))
    days = days if len(days) > 1 else ()
    score = round(min(match.score, 1.0), 2)
    places = tuple(row for _, rows in heard.places.values() for row in rows)
    unmet = _is_unmet(near, clause, heard)
    match = replace(match, intent=_meant(match, near, heard))
    wish = Wish(match.intent, None, score, day, (), match.asks, until, places, days, unmet)
    if match.intent not in OF_A_PANEL or (unmet and match.intent != Intent.CANCEL):
        return wish
    panels = narrow(near, heard.scene)
    subject = name_of(panels[0], heard.scene.programme) if len(panels) == 1 else None
    return replace(wish, subject=subject, choices=panels, beside=_beside(near))


def _beside(near: Sequence[Reference]) -> date | None:
    """Return a day without a panel that an *and* joins to panels, ``None`` where there is none."""
    empty = (r.day for r in near if r.joined and r.by is By.DAY and r.until in {None, r.day})
    held = {day for r in near if r.panels for day in [r.day]}
    return next((day for day in empty if held and day not in held), None)


def _past(reference: Reference, match: Match, heard: Message) -> Reference:
    """Return the last such weekday where one asks for what was, and not the coming one."""
    scene, day = heard.scene, reference.day
    weekday = heard.words[reference.start].key in scene.lexicon.calendar.weekdays
    if day is None or not weekday or reference.end - reference.start > 1 or day < scene.today:
        return reference
    known = {p.begins.date() for p in scene.panels if p.begins}
    past = [d for d in known if d < scene.today and d.weekday() == day.weekday()]
    if not past or not _asks_for_past(match, heard, comes=day in known):
        return reference
    last = max(past)
    return replace(reference, panels=scene.on(last, last), day=last, until=last)


def _asks_for_past(match: Match, heard: Message, *, comes: bool) -> bool:
    """Tell *where did Monday's video end up* from *will Monday's be recorded*.

    ``comes`` tells that there is a panel on the coming day of that name.
    """
    has = heard.scene.lexicon.calendar.has
    was = any(has("was", word.key) for word in heard.words)
    ahead = any(has("will_be", word.key) for word in heard.words)
    if match.intent in PAST:
        return was or not (ahead and comes)
    return was and match.intent in OF_WHAT_WAS


def _meant(match: Match, near: Sequence[Reference], heard: Message) -> str:
    """Return what is meant of the panels that are named.

    Who wants to watch one that is over wants its recording.
    """
    scene = heard.scene
    panels = narrow(near, scene) if match.intent == Intent.WHERE_WATCH else ()
    over = [p for p in scene.panels if p.id in panels and p.is_over(scene.now)]
    return Intent.RECORDING if over and len(over) == len(panels) else match.intent


def _is_unmet(near: Sequence[Reference], clause: int, heard: Message) -> bool:
    """Tell whether a time was named with a wish, or with its days, at which no panel begins.

    Who names the panel, too, asks about that one. Without a day *at 1* may be such a panel.
    """
    here = {n: all_ for n, all_ in heard.times.items() if heard.words[n].clause == clause}
    if not any(r.by is By.DAY for r in near):
        here = {n: all_ for n, all_ in here.items() if not _may_be_panel(n, heard)}
    here = {n: all_ for n, all_ in here.items() if not _may_count(n, near, heard)}
    times = [time for all_ in here.values() for time in all_]
    if not times or any(r.by not in {By.DAY, By.TIME, By.NEXT} for r in near):
        return False
    named = [reference for reference in near if reference.by is By.DAY]
    there = {panel for reference in named for panel in reference.panels}
    fitting = {p.id for p in heard.scene.panels if p.begins and p.begins.time() in times}
    return not fitting & there if there else not named and not fitting


def _may_count(place: int, near: Sequence[Reference], heard: Message) -> bool:
    """Tell *las dos del jueves* from *a las dos*, where two panels are on that day."""
    before = heard.words[place - 1].key if place else ""
    word = heard.words[place + 1] if place + 1 < len(heard.words) else heard.words[place]
    count = heard.scene.lexicon.calendar.numbers.get(word.key)
    if before in heard.scene.lexicon.brief.joins:
        return False
    return any(r.by is By.DAY and len(r.panels) == count for r in near)


def _may_be_panel(place: int, heard: Message) -> bool:
    """Tell whether a time may be a panel's number as well (*who speaks at 1*)."""
    numbers = {str(panel.number) for panel in heard.scene.panels}
    either = heard.scene.lexicon.calendar.has("at_either", heard.words[place].key)
    return either and heard.words[place + 1].text in numbers


def _with_joined(
    near: list[Reference], here: Sequence[Reference], taken: set[int], heard: Message
) -> list[Reference]:
    """Return the panels of a wish with those that an *and* joins to them (*el 1 y el 3*).

    They stand in clauses of their own that say nothing else, or in one with the wish; ``taken``
    are the clauses in which wishes begin.
    """
    free = heard.empty - taken
    clauses = [heard.words[r.start].clause for r in here]
    kept = {clause for r, clause in zip(here, clauses, strict=True) if r in near}
    joined = [pair for r, *pair in zip(here[1:], clauses, clauses[1:], strict=False) if r.joined]
    for before, after in joined:
        kept |= {after} if before in kept and after in free else set()
    for before, after in reversed(joined):
        kept |= {before} if after in kept and before in free else set()
    return [r for r, n in zip(here, clauses, strict=True) if r in near or (n in kept & free)]


def _nearest(near: list[Reference], match: Match) -> list[Reference]:
    """Return the panels of a wish: of several numbers those that its own words reach."""
    numbers = [r for r in near if r.by in {By.NUMBER, By.EITHER}]
    own = [r for r in numbers if match.start <= r.start < match.end]
    if not own or len({r.panels for r in numbers}) == 1:
        return near
    return [r for r in near if r in own or r not in numbers]
