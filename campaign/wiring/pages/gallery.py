"""All cards of a campaign, each as every network that shows it crops it.

How networks crop is what their pages and apps did when we looked (``CHECKED``): the narrowest
view that followers meet while they scroll, before they open the picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from campaign.services.drafting import Prepared
    from campaign.wiring.pages.shown import Column, Picture, Shown
    from campaign.wiring.pages.telling import Teller

CHECKED = "2026-11-29"
WHOLE = "whole"
_NEAR = 0.01


@dataclass(frozen=True, slots=True)
class Frame:
    """A place where a network shows pictures: width to height, at least and at most.

    ``kind`` names the place where a network has several.
    """

    least: float = 0.0
    most: float = 100.0
    kind: str = ""

    def of(self, width: int, height: int) -> float:
        """Return the shape in which a picture is shown."""
        return min(max(width / height, self.least), self.most)


FEED = (Frame(3 / 4, 2.0),)
FRAMES: Mapping[str, tuple[Frame, ...]] = {
    "x": (Frame(16 / 9, 16 / 9),),
    "bluesky": (Frame(3 / 4),),
    "mastodon": (Frame(2 / 3),),
    "telegram": (Frame(),),
    "whatsapp": (Frame(3 / 4),),
    "instagram": (Frame(4 / 5, 1.91), Frame(3 / 4, 3 / 4, "grid")),
    "facebook": (Frame(4 / 5, 1.91),),
}
"""By channel; others show what they show in a stream."""

SHAPES = {"wide": 16 / 9, "link": 1.91, "third": 3 / 4, "quarter": 4 / 5, "two": 2.0, "tall": 2 / 3}
"""The shapes that the page has a class for."""


@dataclass(frozen=True, slots=True)
class Framed:
    """A card in the frames that show it alike: where, in which shape, and how much is seen."""

    where: str
    picture: Picture
    shape: str
    seen: int
    width: int
    height: int

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing of the card is cut off."""
        return self.shape == WHOLE


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
                frames=tuple(_frames([one for _, one in pairs], teller)),
            ),
        )
    return tuple(found)


def _frames(posts: Iterable[Shown], teller: Teller) -> Iterable[Framed]:
    """Return each way in which the cards are seen once, with the names of all who show it so."""
    alike: dict[tuple[str, str], list[str]] = {}
    pictures: dict[str, Picture] = {}
    for post in posts:
        card = post.pictures[0]
        pictures[card.src] = card
        for frame in FRAMES.get(post.column.channel, FEED):
            named = _named(post.column, frame, teller)
            alike.setdefault((card.src, _shape(frame, card)), []).append(named)
    for (src, shape), names in alike.items():
        card = pictures[src]
        where = teller.words.say_together(list(dict.fromkeys(names)))
        yield Framed(where, card, shape, _seen(shape, card), card.width, card.height)


def _named(column: Column, frame: Frame, teller: Teller) -> str:
    if not frame.kind:
        return column.label
    return teller.say(f"gallery.{frame.kind}", channel=column.label)


def _shape(frame: Frame, card: Picture) -> str:
    """Return the class of the shape in which a card is shown, or that it is whole."""
    wanted = frame.of(card.width, card.height)
    if abs(wanted - card.width / card.height) < _NEAR:
        return WHOLE
    return min(SHAPES, key=lambda name: abs(SHAPES[name] - wanted))


def _seen(shape: str, card: Picture) -> int:
    """Return how much of a card is seen, in percent."""
    if shape == WHOLE:
        return 100
    ratio = card.width / card.height
    return round(100 * min(SHAPES[shape] / ratio, ratio / SHAPES[shape]))
