"""The programme: every session on a line with its number, what it is and when.

Only type and hairlines; the numbers are the one accent. ``agenda`` are the lines; what is over is
lighter and has no time.
"""

from __future__ import annotations

from bisect import bisect
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from campaign.cards import fitting, ground, typeface
from campaign.cards.canvas import Ink
from campaign.cards.card import Proof
from campaign.cards.fitting import Room
from campaign.cards.parts import DATE, FACT, STRONG, VOICE, Row, named_together, set_in, stack
from campaign.cards.plans import first_that_fits, settle
from campaign.cards.typography import clean
from campaign.core import cards
from campaign.core.card_errors import CardDoesNotFit, TitlesDoNotFit

if TYPE_CHECKING:
    from campaign.cards.card import Card
    from campaign.cards.fitting import Block
    from campaign.cards.measures import Measures
    from campaign.core.cards import AgendaRow

SHORTEST = 12
"""A title of so many characters says hardly anything: none is asked to be shorter."""

LARGER = 1.6
"""The size of numbers, in sizes of the titles beside them."""


@dataclass(frozen=True, slots=True)
class Table:
    """In how many columns the lines are set, and the sizes of the headline from most to least."""

    columns: int
    title: tuple[int, int]


LANDSCAPE = (Table(1, (64, 44)), Table(2, (64, 40)), Table(3, (48, 30)))
PORTRAIT = (Table(1, (104, 64)), Table(1, (72, 44)), Table(2, (60, 36)))


@dataclass(frozen=True, slots=True)
class Line:
    """A session, fitted."""

    row: AgendaRow
    title: Block
    when: Block

    @property
    def height(self) -> float:
        """Return the height of its texts."""
        return self.title.height + self.when.height + 4


def landscape(card: Card) -> None:
    """Compose 1200 by 675."""
    _settle(card, LANDSCAPE)


def portrait(card: Card) -> None:
    """Compose 1080 by 1350."""
    _settle(card, PORTRAIT)


SIZES = {cards.LANDSCAPE: landscape, cards.PORTRAIT: portrait}


def _settle(card: Card, tables: tuple[Table, ...]) -> None:
    """Compose the card in the first way in which everything fits.

    Raises:
        TitlesDoNotFit: with all titles that are too long.
        CardDoesNotFit: anything else is, or there are too many sessions.
    """
    measures = card.m
    try:
        settle(card, partial(_compose, tables=tables))
    except CardDoesNotFit as wrong:
        if wrong.params["field"] != "agenda" or not card.spec.agenda:
            raise
        raise _refusal(card, tables, measures) from None


def _refusal(card: Card, tables: tuple[Table, ...], measures: Measures) -> CardDoesNotFit:
    """Return which titles are too long beside the others, and how long each may be."""
    titles = [clean(row.title) for row in card.spec.agenda]

    def fails(length: int) -> bool:
        rows = tuple(replace(row, title=clean(row.title)[:length]) for row in card.spec.agenda)
        proof = Proof(replace(card.spec, agenda=rows), card.files, measures)
        try:
            settle(proof, partial(_compose, tables=tables))
        except CardDoesNotFit:
            return True
        return False

    lengths = range(SHORTEST, max(map(len, titles)))
    most = SHORTEST - 1 + bisect(lengths, False, key=fails)  # noqa: FBT003 - what is looked for
    if most < SHORTEST:  # there are too many of them, whatever they say
        return CardDoesNotFit(field="agenda", text=max(titles, key=len))
    return TitlesDoNotFit([title for title in titles if len(title) > most], most)


def _compose(card: Card, tables: tuple[Table, ...]) -> None:
    """Set everything in readable letters if it can be, else all but masthead and foot."""
    sizes = dict.fromkeys((max(card.m.small, card.m.readable), card.m.small))
    ways = [card.m._replace(small=small) for small in sizes]
    first_that_fits(ways, partial(_set, card, tables))


def _set(card: Card, tables: tuple[Table, ...], m: Measures) -> None:
    card.begin(m)
    top = card.masthead() + m.small * 1.2
    foot = card.footer() - m.small
    first_that_fits(tables, partial(_draw, card, span=(top, foot)))
    card.lay()


def _draw(card: Card, table: Table, span: tuple[float, float]) -> None:
    m, colours = card.m, card.colours
    small = _small(card)
    most, least = table.title
    lines = 1 if m.wide else 3
    room = Room(m.column, most * 1.12 * lines, least, most, 1.08)
    rooms = [room, Room(m.column, least * 2.3, least, least, 1.08)]
    headline = fitting.fit_first("headline", card.headline, VOICE, rooms)[1]
    facts = stack(
        [
            Row("subtitle", card.value("subtitle"), FACT, small, colours.ink),
            Row("when", card.date(), DATE, small, colours.accent),
            Row("where", card.value("where"), FACT, small, colours.muted),
            named_together(card, colours.muted),
        ],
        m.column,
    )
    gap = m.small * 0.7
    y = span[0] + headline.height + (gap + facts.height if facts.rows else 0.0) + m.small * 0.7
    fitted = _lines(card, table)
    rows = -(-len(fitted) // table.columns)
    high = [
        max(line.height for line in fitted[n * table.columns : (n + 1) * table.columns])
        for n in range(rows)
    ]
    air = (span[1] - y - sum(high)) / max(1, rows) if rows else 0.0
    if air < m.small * 0.7:
        raise CardDoesNotFit(field="agenda", text=fitted[-1].row.title if fitted else "")
    air = min(air, m.medium * 1.5)
    spare = span[1] - y - sum(high) - air * rows
    shift = spare * 0.35
    card.canvas.block("headline", headline, (m.left, span[0] + shift), Ink(colours.ink))
    facts.draw(card, m.left, span[0] + shift + headline.height + gap)
    _draw_rows(card, table, fitted, high, (y + shift, air))


def _lines(card: Card, table: Table) -> list[Line]:
    m, colours = card.m, card.colours
    width = _pitch(card, table) - _indent(card) - (m.small if table.columns > 1 else 0)
    made = []
    for row in card.spec.agenda:
        ink = colours.muted if row.over else colours.ink
        title = set_in(Row("agenda", clean(row.title), STRONG, m.medium, ink, lines=2), width)
        made.append(Line(row, title, _when(card, row.when, width)))
    if any(len(line.when.lines) > 1 and line.row.brief for line in made):
        return [_briefly(card, line, width) for line in made]
    return made


def _briefly(card: Card, line: Line, width: float) -> Line:
    """Return a session with its time in few letters."""
    return replace(line, when=_when(card, line.row.brief, width)) if line.row.brief else line


def _when(card: Card, words: str, width: float) -> Block:
    words = clean(words)
    words = words[:1].upper() + words[1:]
    return set_in(Row("agenda", words, FACT, _small(card), card.colours.muted, lines=2), width)


def _small(card: Card) -> int:
    """Return the size of times: they are what a programme is read for."""
    return max(card.m.small, card.m.readable)


def _pitch(card: Card, table: Table) -> float:
    return (card.m.column + (card.m.small if table.columns > 1 else 0)) / table.columns


def _indent(card: Card) -> float:
    """Return where titles begin, right of their numbers."""
    style = VOICE.at(round(card.m.medium * LARGER))
    numbers = [typeface.width(clean(row.number), style) for row in card.spec.agenda]
    return max(card.m.medium * 1.9, max(numbers, default=0.0) + card.m.small * 0.6)


def _draw_rows(
    card: Card, table: Table, lines: list[Line], high: list[float], at: tuple[float, float]
) -> None:
    m, colours = card.m, card.colours
    y, air = at
    for number, height in enumerate(high):
        card.canvas.fill((m.left, y, m.right, y + 2), colours.rule)
        top = y + air / 2
        for across, line in enumerate(lines[number * table.columns : (number + 1) * table.columns]):
            _draw_line(card, line, (m.left + across * _pitch(card, table), top))
        y += height + air


def _draw_line(card: Card, line: Line, at: tuple[float, float]) -> None:
    m, colours = card.m, card.colours
    x, y = at
    size = round(m.medium * LARGER)
    accent = colours.muted if line.row.over else colours.accent
    middle = y + (line.title.height + 4 + line.when.style.size * fitting.ASCENT) / 2
    if line.row.number:
        style = VOICE.at(size)
        words = clean(line.row.number)
        fitting.check("agenda", words, VOICE)
        base = middle + size * 0.35
        card.canvas.text("agenda", words, (x, base), style, Ink(accent))
    else:
        side = round(size * 0.72)
        sign = ground.sign(card.motif, side, card.spec.series)
        card.canvas.stamp((x - 2, middle - side / 2), sign, accent)
    left = x + _indent(card)
    ink = Ink(colours.muted if line.row.over else colours.ink)
    card.canvas.block("agenda", line.title, (left, y), ink)
    below = (left, y + line.title.height + 4)
    card.canvas.block("agenda", line.when, below, Ink(colours.muted if line.row.over else accent))
