"""The alternative text of a card: what it says, for those who do not see it.

The partners stand at the foot of every card, and eyes pass over them; ears cannot. They are
read out once, on the card of the whole series.
"""

from __future__ import annotations

from enum import Flag, auto
from typing import TYPE_CHECKING, Final

from campaign.core.layouts import Reckoned, layout_of
from campaign.core.quotation_marks import bare_quotation

if TYPE_CHECKING:
    from collections.abc import Callable

    from campaign.core.cards import AgendaRow, CardPerson, CardSpec

MOST: Final = 1000
"""Characters that every network with alternative texts takes (X)."""

_STOPS = (".", "!", "?", "…")
_SMALL_DAYS = frozenset({"es", "pt", "fr", "it", "ca", "gl"})
"""Languages that write days and months small: a moment inside a sentence has no capital."""


class _Left(Flag):
    """What of a programme is left unsaid, where all of it would be too long to be heard."""

    NOTHING = 0
    LONG_TIMES = auto()
    PARTNERS = auto()
    TIMES = auto()
    MIDDLE = auto()
    """All sessions but the first and the last."""


_SHORTER: Final = (
    _Left.NOTHING,
    _Left.LONG_TIMES,
    _Left.LONG_TIMES | _Left.PARTNERS,
    _Left.LONG_TIMES | _Left.PARTNERS | _Left.TIMES,
    _Left.LONG_TIMES | _Left.PARTNERS | _Left.MIDDLE,
)


def alt_text(spec: CardSpec, text: Callable[..., str]) -> str:
    """Return the sentences that say what the card is for, the quotation in full. A programme
    that would be longer than :data:`MOST` is told with less of it, never cut.

    ``text`` looks a message up by its id and values (``Catalogue.text``); the sentences are
    those of ``cards.alt``. A layout without a sentence of its own is described as a card.
    """
    told = ""
    for left in _SHORTER if spec.agenda else _SHORTER[:1]:
        told = _told(spec, text, left)
        if len(told) <= MOST:
            break
    return told


def _told(spec: CardSpec, text: Callable[..., str], left: _Left) -> str:
    layout = layout_of(spec.layout)
    moved = layout.reckoned is Reckoned.NEW_TIME
    sentences = [
        _opening(spec, text),
        _figure(spec, text),
        spec.subtitle or "",
        _people(spec, text),
        (spec.others or "") if layout.presents else "",
        _agenda(spec, text, left),
        _optional(text, "before", spec.before),
        _optional(text, "now" if moved else "when", spec.when),
        _optional(text, "where", spec.where),
        _source(spec, text),
        "" if _Left.PARTNERS in left else _partners(spec, text),
    ]
    return " ".join(_ended(sentence) for sentence in sentences if sentence)


def _opening(spec: CardSpec, text: Callable[..., str]) -> str:
    kicker = spec.kicker or ""
    if spec.headline.casefold().startswith(kicker.casefold()):
        kicker = ""  # «Lanzamiento. Lanzamiento de la publicación» is heard as a slip
    if kicker.casefold() in _introduced(spec.layout, "", text).casefold():
        kicker = ""  # «Programa de la serie, programa»
    series = ", ".join(part for part in (spec.series, kicker) if part)
    opening = _introduced(spec.layout, series, text)
    if not layout_of(spec.layout).quotes:
        return f"{_ended(opening)} {spec.headline}"
    who = _person(spec.people[0]) if _is_source(spec) else spec.source
    said = text("cards.alt.quotation", quote=bare_quotation(spec.headline.strip(), spec.language))
    return f"{_ended(opening)} {_ended(said)}" + (
        f" {text('cards.alt.source', who=who)}" if who else ""
    )


def _introduced(layout: str, series: str, text: Callable[..., str]) -> str:
    try:
        return text(f"cards.alt.{layout}", series=series)
    except KeyError:
        return text("cards.alt.card", series=series)


def _figure(spec: CardSpec, text: Callable[..., str]) -> str:
    """Return the figure with what stands around it; a layout may have a sentence for it."""
    said = " ".join(filter(None, (spec.lead, spec.figure, spec.unit)))
    try:
        return text(f"cards.alt.figures.{spec.layout}", value=said) if said else ""
    except KeyError:
        return said


def _source(spec: CardSpec, text: Callable[..., str]) -> str:
    """Return where a number is from; a quote has said whose it is."""
    told = spec.source if layout_of(spec.layout).counted else None
    return text("cards.alt.source", who=told) if told else ""


def _agenda(spec: CardSpec, text: Callable[..., str], left: _Left) -> str:
    told = spec.agenda
    if _Left.MIDDLE in left and len(told) > 2:  # noqa: PLR2004 - the first and the last
        told = (told[0], told[-1])
    rows = "; ".join(_session(row, spec.language, text, left) for row in told)
    if len(told) < len(spec.agenda):
        return text("cards.alt.from-to", n=len(spec.agenda), rows=rows)
    key = "cards.alt.sessions" if any(row.called for row in spec.agenda) else "cards.alt.agenda"
    return text(key, rows=rows) if rows else ""


def _session(row: AgendaRow, language: str, text: Callable[..., str], left: _Left) -> str:
    when = row.brief if _Left.LONG_TIMES in left and row.brief else row.when
    if row.over or language in _SMALL_DAYS:
        when = when[:1].lower() + when[1:]
    told = {"title": row.title, "when": when}
    if _Left.TIMES in left:
        number = row.called or row.number
        untimed = "session-untimed" if number else "session-alone"
        return text(f"cards.alt.{untimed}", number=number, title=row.title)
    if not row.number:
        return text("cards.alt.session-without-number", **told)
    number = row.called or text("cards.alt.session-number", number=row.number)
    return text("cards.alt.session", number=number, **told)


def _people(spec: CardSpec, text: Callable[..., str]) -> str:
    people = spec.people[1:] if _is_source(spec) else spec.people
    people = tuple(person for person in people if _person(person) != spec.headline)
    if not people:
        return ""
    names = "; ".join(_person(person) for person in people)
    layout = layout_of(spec.layout)
    more = spec.others if not layout.presents else None
    count = len(people) + bool(more)
    key = "cards.alt.took-part" if layout.looks_back else "cards.alt.people"
    return text(key, n=count, people=f"{names}, {more}" if more else names)


def _is_source(spec: CardSpec) -> bool:
    """Tell whether a quote is of the person on the card, who is then named with it."""
    return (
        layout_of(spec.layout).quotes
        and bool(spec.people)
        and (spec.source or spec.people[0].name) == spec.people[0].name
    )


def _person(person: CardPerson) -> str:
    return ", ".join(part for part in (person.name, person.role, person.organisation) if part)


def _optional(text: Callable[..., str], key: str, value: str | None) -> str:
    return text(f"cards.alt.{key}", value=value) if value else ""


def _partners(spec: CardSpec, text: Callable[..., str]) -> str:
    if not spec.partners or not spec.overview:
        return ""
    names = ", ".join(partner.name for partner in spec.partners)
    return text("cards.alt.partners", partners=names)


def _ended(sentence: str) -> str:
    return sentence if sentence.rstrip('»”"').endswith(_STOPS) else f"{sentence}."
