"""One card for each row of a sheet: what the row says, and the card that it makes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from campaign.core.alt_text import alt_text
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
    :func:`campaign.core.alt_text.alt_text`.
    """
    name, headline = row.get("name"), row.get("headline")
    people = _people(row, stage, photo)
    told = bool(headline) and not (people and people[0].name == name)
    spec = CardSpec(
        layout=stage.layout,
        size=stage.size,
        language=stage.language,
        series=row.get("series") or stage.series,
        headline=headline or name or "",
        alt="",
        brand=stage.brand,
        kicker=row.get("kicker") or (name if told else None),
        when=row.get("when"),
        where=row.get("where"),
        source=row.get("source"),
        emphasis=row.get("emphasis"),
        people=people,
        partners=stage.partners,
        subtitle=row.get("subtitle"),
        figure=row.get("figure") if layout_of(stage.layout).counted else None,
    )
    return replace(spec, alt=alt_text(spec, text))


def astray(rows: Iterable[CardRow]) -> Iterator[Problem]:
    """Rows that emphasise what is not, in whole words, in the large text of their card."""
    for row in rows:
        words, text = row.get("emphasis"), row.get("headline") or row.get("name") or ""
        if words and not span(text, words):
            told = {"value": words, "text": text}
            yield warning(Code.EMPHASIS_NOT_FOUND, row.place("emphasis"), **told)


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
    for row in rows:
        said = row.get("file") or row.get("name") or row.get("headline") or ""
        base = (
            slug(said.removesuffix(".jpg"))[:_LONGEST_NAME].strip("-") or f"{unnamed}-{row.number}"
        )
        base = f"{base}-" if base in _RESERVED else base
        free, number = base, 1
        while free in taken:
            number += 1
            free = f"{base}-{number}"
        taken.add(free)
        found[row.number] = free
    return found
