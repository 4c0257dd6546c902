"""The foot of a card: all partners in their order, logos where there are, names where not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.cards import fitting, logos, typeface
from campaign.cards.breaking import Piece, balance
from campaign.cards.canvas import Ink
from campaign.cards.typeface import Style
from campaign.cards.typography import clean
from campaign.core.card_errors import CardDoesNotFit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL import Image

    from campaign.cards.sheet import Card

NAMES = Style("facts-bold", 0)
_LINES = 4
_MIDDLE = 0.36
"""Half the height of capitals, in em: where the middle of a name is above its baseline."""


@dataclass(frozen=True, slots=True)
class Emblem:
    """A partner as it is drawn: ``logo`` is a mask, ``None`` where the name stands."""

    name: str
    logo: Image.Image | None
    width: float

    @property
    def height(self) -> int:
        """Return the height of the logo; 0 for a name."""
        return self.logo.height if self.logo else 0


@dataclass(frozen=True, slots=True)
class Rows:
    """All partners in rows; ``size`` is that of the names in pixels."""

    size: int
    rows: tuple[tuple[Emblem, ...], ...]

    @property
    def tallest(self) -> int:
        """Return the height of the tallest logo; 0 without logos."""
        return max(emblem.height for row in self.rows for emblem in row)

    @property
    def rise(self) -> float:
        """Return how far the first row reaches above its baseline."""
        return max(self.size * 0.72, self.tallest / 2 + self.size * _MIDDLE)

    @property
    def drop(self) -> float:
        """Return how far below its baseline a logo reaches further than letters do."""
        return max(0.0, self.tallest / 2 - self.size * (_MIDDLE + 0.3))

    @property
    def step(self) -> float:
        """Return the distance of two baselines."""
        return max(self.size * 1.4, self.tallest + self.size * 0.9)


def draw(card: Card) -> float:
    """Draw all partners; return the top of the footer.

    Raises:
        CardDoesNotFit: they do not fit on four lines.
    """
    m = card.m
    if not any(partner.name.strip() for partner in card.spec.partners):
        return m.height - m.margin
    laid = _rows(card, m.width - 2 * m.margin)
    below = max(m.top * 0.82, m.height * 0.05 + m.small * 0.3, m.height * 0.05 + laid.drop)
    first = m.height - round(below + laid.drop * 0.5) - laid.step * (len(laid.rows) - 1)
    top = first - laid.rise - m.small * 1.05
    card.canvas.fill((m.margin, top, m.width - m.margin, top + 2), card.colours.rule)
    for number, row in enumerate(laid.rows):
        _draw_row(card, row, laid.size, first + number * laid.step)
    return top


def _draw_row(card: Card, row: Sequence[Emblem], size: int, baseline: float) -> None:
    style, ink = NAMES.at(size), Ink(card.colours.soft)
    x: float = card.m.margin
    for emblem in row:
        if emblem.logo is None:
            card.canvas.text("partners", emblem.name, (x, baseline), style, ink)
        else:
            at = (x, baseline - size * _MIDDLE - emblem.height / 2)
            card.canvas.emblem("partners", emblem.name, at, emblem.logo, ink)
        x += emblem.width + _gap(size)


def _rows(card: Card, width: float) -> Rows:
    """Return the size and the rows of the partners: few rows first, then large letters."""
    m = card.m
    for most in range(1, _LINES + 1):
        floor = m.least if most == _LINES else max(m.readable, round(m.small * 0.86))
        for size in range(round(m.small * 1.08), floor - 1, -1):
            rows = _flow(_emblems(card, size), size, width, most)
            if rows:
                return Rows(size, rows)
    names = " · ".join(partner.name for partner in card.spec.partners)
    raise CardDoesNotFit(field="partners", text=names)


def _emblems(card: Card, size: int) -> list[Emblem]:
    emblems = []
    for partner in card.spec.partners:
        name = clean(partner.name)
        shape = logos.logo(partner.logo, card.files, size)
        if shape is not None:
            emblems.append(Emblem(name, shape, shape.width))
        elif name.strip():
            fitting.check("partners", name, NAMES)
            emblems.append(Emblem(name, None, typeface.width(name, NAMES.at(size))))
    return emblems


def _flow(
    emblems: Sequence[Emblem], size: int, width: float, most: int
) -> tuple[tuple[Emblem, ...], ...]:
    """Return rows of even length in the order of the partners; none if they do not fit."""
    gap = _gap(size)
    items = tuple(
        Piece(i, i + 1, emblem.width, gap if i else 0.0, 0.0) for i, emblem in enumerate(emblems)
    )
    found = balance(items, width, most)
    return tuple(tuple(emblems[a:b]) for a, b in found.lines) if found else ()


def _gap(size: int) -> float:
    return size * 1.9
