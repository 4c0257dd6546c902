"""One card for each row of a sheet: what the row says, and the card that it makes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from campaign.core.alt_text import alt_text
from campaign.core.broken_letters import broken_letters
from campaign.core.cards import CardPerson, CardSpec
from campaign.core.emphasis import span
from campaign.core.folding import slug
from campaign.core.layouts import layout_of
from campaign.core.problems import Code, warning

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from campaign.core.cards import Brand, CardPartner
    from campaign.core.problems import Place, Problem

NAMING = ("name", "headline")
"""What a row must have one of."""

_LONGEST_NAME = 80
_LONGEST_WORD = 40
_RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"com{n}" for n in range(10))})
"""What some systems take for devices."""


@dataclass(frozen=True, slots=True)
class CardRow:
    """One row: what stands in its columns by their meaning, and where they are in the file."""

    number: int
    values: Mapping[str, str]
    places: Mapping[str, Place]

    def get(self, field: str) -> str | None:
        """Return what the row says, ``None`` where it says nothing."""
        return self.values.get(field) or None

    def place(self, *fields: str) -> Place:
        """Return the cell of the first of these fields that has words; else of any there is."""
        told = [field for field in fields if field in self.values]
        known = [field for field in (*fields, *NAMING) if field in self.places]
        return self.places[(told or known or list(self.places))[0]]


@dataclass(frozen=True, slots=True)
class Stage:
    """What the cards of one sheet share; ``series`` is for rows that name none."""

    layout: str
    size: tuple[int, int]
    language: str
    series: str
    brand: Brand
    partners: tuple[CardPartner, ...] = ()


def missing(row: CardRow, stage: Stage) -> str:
    """Return the field without which the row makes no card of this layout; ``""`` for none."""
    layout = layout_of(stage.layout)
    if layout.voiced and not row.get("headline"):
        return "headline"
    if layout.counted and not row.get("figure"):
        return "figure"
    return "" if row.get("series") or stage.series else "series"


def spec_of(row: CardRow, stage: Stage, photo: str | None, text: Callable[..., str]) -> CardSpec:
    """Return the card of a row; ``photo`` is the path of its photograph, ``text`` as in
    :func:`campaign.core.alt_text.alt_text`. What its layout does not show is not in it.
    """
    row = _seen(row, stage)
    layout = layout_of(stage.layout)
    kicker, subtitle = _around(row, stage, text)
    spec = CardSpec(
        layout=stage.layout,
        size=stage.size,
        language=stage.language,
        series=row.get("series") or stage.series,
        headline=row.get("headline") or row.get("name") or "",
        alt="",
        brand=stage.brand,
        kicker=kicker,
        when=row.get("when"),
        where=row.get("where"),
        source=row.get("source"),
        emphasis=row.get("emphasis"),
        people=_people(row, stage, photo if row.get("photo") else None),
        partners=stage.partners,
        subtitle=subtitle,
        figure=text(layout.figure) if layout.figure else row.get("figure"),
    )
    return replace(spec, alt=alt_text(spec, text))


def _unseen(row: CardRow, stage: Stage) -> frozenset[str]:
    """Return what the card of a row does not show, as it is of this layout, or of nobody."""
    layout = layout_of(stage.layout)
    if not (row.get("person") or row.get("name")):
        return layout.unseen | {"role", "organisation", "photo"}
    return layout.unseen | {"source"} if layout.quotes else layout.unseen


def _seen(row: CardRow, stage: Stage) -> CardRow:
    """Return the row without what its card does not show."""
    unseen = _unseen(row, stage)
    return replace(row, values={f: told for f, told in row.values.items() if f not in unseen})


def _around(row: CardRow, stage: Stage, text: Callable[..., str]) -> tuple[str | None, str | None]:
    """Return what stands above and below the large text: what the card is, whose, and more."""
    layout = layout_of(stage.layout)
    name, subtitle = row.get("name"), row.get("subtitle")
    people = _people(row, stage, None)
    told = bool(row.get("headline")) and not (people and people[0].name == name)
    whose = row.get("kicker") or (name if told else None)
    own = text(layout.kicker) if layout.kicker else None
    if own is None:
        return whose, subtitle
    if layout.signals:
        return own, " · ".join(part for part in (whose, subtitle) if part) or None
    if layout.kicker_of_panel and whose and not row.get("kicker"):
        return text("cards.kicker.of", what=own, of=whose), subtitle
    return whose or own, subtitle


def hidden(
    rows: Iterable[CardRow], stage: Stage, titles: Mapping[str, str], layout: str
) -> Iterator[Problem]:
    """Tell once of each column that says what no card of this layout shows, at its first words.

    ``titles`` are the headings of the columns, ``layout`` is what people call it.
    """
    told: set[str] = set()
    for row in rows:
        for field in sorted(_unseen(row, stage) & row.values.keys() - told):
            told.add(field)
            params = {"column": titles.get(field, field), "layout": layout}
            yield warning(Code.CARD_COLUMN_NOT_SHOWN, row.place(field), **params)


def astray(rows: Iterable[CardRow]) -> Iterator[Problem]:
    """Rows that emphasise what is not, in whole words, in the large text of their card."""
    for row in rows:
        words, text = row.get("emphasis"), row.get("headline") or row.get("name") or ""
        if words and not span(text, words):
            told = {"value": words, "text": text}
            yield warning(Code.EMPHASIS_NOT_FOUND, row.place("emphasis"), **told)


def misread(rows: Iterable[CardRow]) -> Iterator[Problem]:
    """Tell of cells with letters that a program read in another encoding than theirs."""
    for row in rows:
        for field, said in row.values.items():
            for _, word in islice(broken_letters(said), 1):
                told = {"value": word[:_LONGEST_WORD], "because": "row"}
                yield warning(Code.BROKEN_LETTERS, row.place(field), **told)


def _people(row: CardRow, stage: Stage, photo: str | None) -> tuple[CardPerson, ...]:
    """Return the person on a card: by name, or whose name the row has where it tells of one."""
    role, organisation = row.get("role"), row.get("organisation")
    meant = photo or role or organisation or layout_of(stage.layout).voiced
    who = row.get("person") or (row.get("name") if meant else None)
    return (CardPerson(who, role, organisation, photo),) if who else ()


def file_names(rows: Iterable[CardRow], unnamed: str) -> dict[int, str]:
    """Return a free name for the card of every row, without an ending; by the row's number.

    A name that was there before gets a number behind it; ``unnamed`` is for names of which
    nothing is left. No name leads out of a folder, whatever the sheet says.
    """
    found: dict[int, str] = {}
    taken: set[str] = set()
    numbers: dict[str, int] = {}
    for row in rows:
        said = row.get("file") or row.get("name") or row.get("headline") or ""
        base = (
            slug(said.removesuffix(".jpg"))[:_LONGEST_NAME].strip("-") or f"{unnamed}-{row.number}"
        )
        base = f"{base}-" if base in _RESERVED else base
        free, number = base, numbers.get(base, 1)
        while free in taken:
            number += 1
            free = f"{base}-{number}"
        numbers[base] = number
        taken.add(free)
        found[row.number] = free
    return found
