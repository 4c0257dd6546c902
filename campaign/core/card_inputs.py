"""What a card is made from, as it is compared: what cards did not always have counts if it is told.

An approval holds for as long as that is equal. A newer version of the program knows more fields; a
card that has nothing in them is the card that it was.
"""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Final

from campaign.core.cards import Brand, CardPerson, CardSpec

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

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


def timeless(card: CardSpec, without: Callable[[str], str]) -> object:
    """Return what is compared of a card where only its moments may differ; ``without`` takes
    them out of a text.
    """
    return _through(of_card(card), without)


def same_inputs(one: str, other: str) -> bool:
    """Tell whether two deliveries are made from the same: hashes as
    :attr:`campaign.services.drafting.Prepared.inputs` has them. Ledgers from before the last of
    them was noted have two.
    """
    return one.split(":")[:2] == other.split(":")[:2]


def same_looks(one: str, other: str) -> bool:
    """Tell whether the pictures of two deliveries differ in moments alone, as far as is known."""
    looks, others = one.split(":")[2:], other.split(":")[2:]
    return bool(looks) and looks == others


def _through(thing: object, without: Callable[[str], str]) -> object:
    if isinstance(thing, str):
        return without(thing)
    if isinstance(thing, dict):
        return {name: _through(value, without) for name, value in thing.items()}
    return [_through(one, without) for one in thing] if isinstance(thing, list | tuple) else thing


def _whole(row: AgendaRow) -> dict[str, object]:
    """Return what is compared of a line of the programme: ``brief`` says what ``when`` says, and
    ``called`` counts if it is told.
    """
    plain = {"brief"} if row.called else {"brief", "called"}
    return {name: value for name, value in asdict(row).items() if name not in plain}


def _told(thing: CardSpec | Brand | CardPerson) -> dict[str, object]:
    first = FIRST[type(thing)]
    plain = {field.name for field in fields(thing) if getattr(thing, field.name) == field.default}
    values = asdict(thing)
    return {name: value for name, value in values.items() if name in first or name not in plain}
