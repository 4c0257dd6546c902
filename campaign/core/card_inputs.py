"""What a card is made from, as it is compared: what cards did not always have counts if it is told.

An approval holds for as long as that is equal. A newer version of the program knows more fields; a
card that has nothing in them is the card that it was.
"""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Final

from campaign.core.cards import Brand, CardPerson, CardSpec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from campaign.core.cards import AgendaRow

FIRST: Final[Mapping[type, frozenset[str]]] = {
    CardSpec: frozenset(
        {
            *("layout", "size", "language", "series", "headline", "alt", "brand", "kicker"),
            *("when", "where", "source", "emphasis", "people", "partners", "subtitle"),
            *("overview", "others"),
        }
    ),
    Brand: frozenset({"colours", "monogram"}),
    CardPerson: frozenset({"name", "role", "organisation", "photo"}),
}
"""The fields of the first version: they always count. Later ones are not added here."""


def of_brand(brand: Brand) -> dict[str, object]:
    """Return what is compared of a brand."""
    return _told(brand.on_cards)


def of_card(card: CardSpec) -> dict[str, object]:
    """Return what is compared of a card."""
    people = [_told(person) for person in card.people]
    told = {**_told(card), "brand": of_brand(card.brand), "people": people}
    if "agenda" in told:
        told["agenda"] = [_whole(row) for row in card.agenda]
    return told


def _whole(row: AgendaRow) -> dict[str, object]:
    """Return what is compared of a line of the programme: ``brief`` says what ``when`` says."""
    return {name: value for name, value in asdict(row).items() if name != "brief"}


def _told(thing: CardSpec | Brand | CardPerson) -> dict[str, object]:
    first = FIRST[type(thing)]
    plain = {field.name for field in fields(thing) if getattr(thing, field.name) == field.default}
    values = asdict(thing)
    return {name: value for name, value in values.items() if name in first or name not in plain}
