"""Whether a post that a network shows is the one that we meant to send."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from campaign.channels.support.urls import links
from campaign.core.deliveries import Receipt
from campaign.ports.channels import Sight

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence
    from datetime import datetime

    from campaign.core.deliveries import Payload
    from campaign.ports.channels import Look

CLOCKS_APART = timedelta(minutes=2)
"""How far a network's clock may be behind ours."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One of our posts as the network shows it; links in ``text`` are written out."""

    id: str
    at: datetime
    text: str
    images: int = 0
    reply_to: str | None = None
    url: str | None = None

    def has_words_of(self, payload: Payload) -> bool:
        """Tell whether it says the same, whatever it shows and answers."""
        return comparable(self.text) == comparable(payload.text)


@dataclass(slots=True)
class Reading:
    """What an account showed, kept as long as one look around lasts. ``read`` returns its posts
    since a moment, less :data:`CLOCKS_APART`.
    """

    read: Callable[[datetime], Awaitable[Sequence[Shown]]]
    _look: Look | None = None
    _begins: datetime | None = None
    _shown: Sequence[Shown] = ()

    async def since(self, moment: datetime, look: Look | None) -> Sequence[Shown]:
        """Return our posts since then, without asking again for what the same look has read."""
        begins = self._begins if look is self._look else None
        if look is not None and begins is not None and begins <= moment:
            return [post for post in self._shown if post.at >= moment - CLOCKS_APART]
        shown = await self.read(moment)
        if look is not None:
            self._look, self._begins, self._shown = look, moment, shown
            look.shown = sights(shown)
        return shown


def sights(posts: Iterable[Shown]) -> tuple[Sight, ...]:
    """Return what a look is told of these posts."""
    return tuple(
        Sight(Receipt(post.id, post.url, post.at), post.has_words_of, post.reply_to)
        for post in posts
    )


def ours(
    posts: Iterable[Shown], payload: Payload, known: frozenset[Receipt] = frozenset()
) -> Shown | None:
    """Return the post with this text, this number of pictures and this place in a thread, but
    none of ``known``; of several the oldest, since a repetition comes later.
    """
    text, others = comparable(payload.text), {receipt.remote_id for receipt in known}
    same = (
        post
        for post in posts
        if post.id not in others
        and post.images == len(payload.images)
        and post.reply_to == payload.reply_to
        and comparable(post.text) == text
    )
    return min(same, key=lambda post: post.at, default=None)


@lru_cache(4096)  # each post of an account is compared with each of ours
def comparable(text: str) -> str:
    """Return ``text`` without the differences that networks make: composition, spaces,
    line ends, and how a link is written out.
    """
    text = unicodedata.normalize("NFC", text)
    pieces: list[str] = []
    position = 0
    for link in links(text):
        pieces += [text[position : link.start], _plain_link(text[link.start : link.end])]
        position = link.end
    return " ".join("".join([*pieces, text[position:]]).split())


def _plain_link(url: str) -> str:
    """Return a link without protocol, with its host in lower case and no slash at its end."""
    _, found, rest = url.partition("://")
    host, slash, path = (rest if found else url).partition("/")
    return (host.lower() + slash + path).rstrip("/")
