"""Photos of which a card shows less than half, and of which nobody said where the face is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from campaign.core.layouts import layout_of
from campaign.core.problems import Code, Place, Problem, warning
from campaign.services.rules.pictures import find_asset

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from campaign.core.cards import CardPerson
    from campaign.core.programme import Programme
    from campaign.core.rendering import Inspected
    from campaign.services.drafting import Prepared

HALF = 0.5


class _Crop(NamedTuple):
    """What a card keeps of somebody's photo, as a share of it."""

    kept: float
    layout: str
    person: CardPerson


def crops(
    programme: Programme,
    items: Sequence[Prepared],
    files: Mapping[str, bytes],
    inspected: Mapping[str, Inspected],
) -> Iterator[Problem]:
    """Photos without a ``focus`` that lose more than half on a card: each once, with the card
    that shows least of it, at the place where the programme names the person.
    """
    least: dict[str, _Crop] = {}
    for item in items:
        for path, crop in _of_card(item, files, inspected):
            if path not in least or crop.kept < least[path].kept:
                least[path] = crop
    for path, crop in least.items():
        if crop.kept < HALF:
            place = _place(programme, crop.person) or Place(path)
            lost = round(100 * (1 - crop.kept))
            which = {"person": crop.person.name, "value": path, "layout": crop.layout}
            yield warning(Code.PHOTO_CROPPED, place, lost=lost, **which)


def _of_card(
    item: Prepared, files: Mapping[str, bytes], inspected: Mapping[str, Inspected]
) -> Iterator[tuple[str, _Crop]]:
    """Yield the photos on a card whose face is nowhere said, and what is kept of each."""
    card = item.card
    for person in card.people if card is not None else ():
        seen = inspected.get(find_asset(files, person.photo) or "") if person.photo else None
        if card is None or person.photo is None or person.focus is not None or seen is None:
            continue
        if seen.width and seen.height:
            share = seen.width / seen.height / layout_of(card.layout).photo_shape(card.size)
            yield person.photo, _Crop(min(share, 1 / share), card.layout, person)


def _place(programme: Programme, person: CardPerson) -> Place | None:
    known = (one for one in programme.speakers if one.photo == person.photo)
    return next((one.place for one in known if one.name == person.name), None)
