"""All cards of a campaign, each as every network that shows it crops it.

How a network crops stands in its data sheet (:class:`campaign.core.outcomes.Frame`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from campaign.core.outcomes import STREAM

if TYPE_CHECKING:
    from collections.abc import Iterable

    from campaign.core.outcomes import Frame
    from campaign.services.drafting import Prepared
    from campaign.wiring.pages.shown import Column, Picture, Shown
    from campaign.wiring.pages.telling import Teller

WHOLE = "whole"
_NEAR = 0.01


@dataclass(frozen=True, slots=True)
class Framed:
    """A card in the frames that show it alike: where, and width to height of what is seen."""

    where: str
    picture: Picture
    ratio: float

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing of the card is cut off."""
        return abs(self.ratio - self._own) < _NEAR

    @property
    def shape(self) -> str:
        """Return the class of the shape that is seen; :func:`shape_rules` says how it looks."""
        return WHOLE if self.is_whole else f"to-{round(self.ratio * 100)}"

    @property
    def is_high(self) -> bool:
        """Tell whether what is seen is higher than wide."""
        return self.ratio < 1

    @property
    def loses_sides(self) -> bool:
        """Tell whether it is cut at its sides, and not above and below."""
        return not self.is_whole and self.ratio < self._own

    @property
    def seen(self) -> int:
        """Return how much of the card is seen, in percent."""
        part = min(self.ratio / self._own, self._own / self.ratio)
        return 100 if self.is_whole else round(100 * part)

    @property
    def _own(self) -> float:
        return self.picture.width / self.picture.height


@dataclass(frozen=True, slots=True)
class Exhibit:
    """The cards of one post: what it is, where its posts are on the page, and the frames."""

    anchor: str
    time: str
    iso: str
    title: str
    subject: str
    name: str
    frames: tuple[Framed, ...]


def gallery(shown: Iterable[tuple[Prepared, Shown]], teller: Teller) -> tuple[Exhibit, ...]:
    """Return the cards of all posts in their order."""
    with_card = [(item, one) for item, one in shown if item.card is not None and one.pictures]
    found = []
    for name, group in groupby(with_card, key=lambda pair: pair[0].draft.post):
        pairs = list(group)
        item, one = pairs[0]
        due = item.draft.due
        found.append(
            Exhibit(
                anchor=one.anchor,
                time=teller.moment(due.utc) if due else teller.say("preview.undated_short"),
                iso=due.local.isoformat() if due else "",
                title=item.entry.title or item.entry.id,
                subject=teller.about(item.draft.subject.id),
                name=name,
                frames=tuple(_frames(pairs, teller)),
            ),
        )
    return tuple(found)


def shape_rules(exhibits: Iterable[Exhibit]) -> str:
    """Return the style of the shapes in which these cards are cropped."""
    cropped = [one for exhibit in exhibits for one in exhibit.frames if not one.is_whole]
    ratios = {one.shape: one.ratio for one in cropped}
    return "".join(
        f".frame.{name} {{ aspect-ratio: {ratio:.4g}; }}\n" for name, ratio in ratios.items()
    )


def _frames(posts: Iterable[tuple[Prepared, Shown]], teller: Teller) -> Iterable[Framed]:
    """Return each way in which the cards are seen once, with the names of all who show it so."""
    alike: dict[tuple[str, str], list[Framed]] = {}
    for item, post in posts:
        card = post.pictures[0]
        for frame in item.sheet.frames if item.sheet is not None else STREAM:
            label = _named(post.column, frame, teller)
            framed = Framed(label, card, frame.of(card.width, card.height))
            alike.setdefault((card.src, framed.shape), []).append(framed)
    for same in alike.values():
        where = teller.words.say_together(list(dict.fromkeys(one.where for one in same)))
        yield replace(same[0], where=where)


def _named(column: Column, frame: Frame, teller: Teller) -> str:
    if not frame.in_grid:
        return column.label
    return teller.say("gallery.grid", channel=column.label)
