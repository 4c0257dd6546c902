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
    return {**_told(card), "brand": of_brand(card.brand), "people": people}


def _told(thing: CardSpec | Brand | CardPerson) -> dict[str, object]:
    first = FIRST[type(thing)]
    plain = {field.name for field in fields(thing) if getattr(thing, field.name) == field.default}
    values = asdict(thing)
    return {name: value for name, value in values.items() if name in first or name not in plain}
