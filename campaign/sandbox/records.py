"""What happened on the networks, as values that reports and pages read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

X = "x"
TELEGRAM = "telegram"
BLUESKY = "bluesky"
MASTODON = "mastodon"

LONGEST_X, LONGEST_TELEGRAM, LONGEST_MASTODON, LONGEST_BLUESKY = 15, 32, 30, 18
"""Letters of a user name; of Bluesky's what stands before the server's."""

Entity = Mapping[str, Any]
"""A ``MessageEntity`` of the Bot API: type, offset and length in UTF-16 units."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who talks to the bot; ``id`` is the number of the Telegram account."""

    id: int
    name: str
    username: str | None = None
    language: str = "es"


@dataclass(frozen=True, slots=True)
class Accounts:
    """How the campaign's accounts are called on the emulated networks."""

    x_name: str = "Pregonero"
    x_username: str = "pregonero"
    channel_title: str = "Pregonero"
    channel_username: str = "pregonero"
    team_title: str = "Equipo"
    bot_name: str = "Pregonero"
    bot_username: str = "pregonero_bot"
    bluesky_name: str = "Pregonero"
    bluesky_handle: str = "pregonero.bsky.social"
    mastodon_name: str = "Pregonero"
    mastodon_username: str = "pregonero"
    mastodon_domain: str = "mastodon.example"
    letters: str = ""
    """What stands in the place of their picture; empty for the beginning of their names."""

    @classmethod
    def called(cls, title: str, short: str, letters: str = "") -> Accounts:
        """Return accounts with the campaign's ``title``, and addresses from its short name."""
        handle = re.sub(r"\W+", "_", short, flags=re.ASCII).strip("_") or "campaign"
        address = handle if handle[0].isalpha() else f"c_{handle}"
        return cls(
            x_name=title,
            x_username=handle[:LONGEST_X],
            channel_title=title,
            channel_username=address[:LONGEST_TELEGRAM],
            bot_name=title,
            bluesky_name=title,
            bluesky_handle=f"{short_of(handle)}.bsky.social",
            mastodon_name=title,
            mastodon_username=handle[:LONGEST_MASTODON],
            letters=letters,
        )

    def shown_as(self, network: str) -> tuple[str, str]:
        """Return the name and the address under which followers see the account."""
        shown = {
            X: (self.x_name, f"@{self.x_username}"),
            TELEGRAM: (self.channel_title, f"t.me/{self.channel_username}"),
            BLUESKY: (self.bluesky_name, f"@{self.bluesky_handle}"),
            MASTODON: (self.mastodon_name, f"@{self.mastodon_username}@{self.mastodon_domain}"),
        }
        return shown[network]


def short_of(handle: str) -> str:
    """Return a user name as a part of a domain's name."""
    return handle.replace("_", "-").lower()[:LONGEST_BLUESKY].strip("-")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that was sent: the hash of its bytes and its alternative text."""

    sha256: str
    media_type: str
    width: int
    height: int
    alt: str | None = None


@dataclass(frozen=True, slots=True)
class File:
    """A file on the servers of Telegram. ``kind`` is ``photo``, ``document``, ``voice``…"""

    id: str
    kind: str
    sha256: str
    media_type: str
    size: int
    name: str | None = None
    width: int = 0
    height: int = 0

    @property
    def picture(self) -> Picture | None:
        """Return the picture, ``None`` for any other kind of file."""
        if self.kind != "photo":
            return None
        return Picture(self.sha256, self.media_type, self.width, self.height)


@dataclass(frozen=True, slots=True)
class Post:
    """What followers see, on either network. Times are in UTC.

    ``text`` is as people read it. ``entities`` are Telegram's, or made of Bluesky's facets;
    on X links are found in the text. ``by_hand`` tells a post that a person made on the account.
    """

    network: str
    id: str
    at: datetime
    text: str
    images: tuple[Picture, ...] = ()
    reply_to: str | None = None
    url: str | None = None
    deleted: datetime | None = None
    edited: datetime | None = None
    album: str | None = None
    by_hand: bool = False
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a Telegram chat. ``sender`` is ``None`` in a channel.

    ``markup`` is the reply markup as sent; ``forwarded`` is chat, message id and
    time of the original.
    """

    chat: int
    id: int
    at: datetime
    sender: int | None
    text: str = ""
    entities: tuple[Entity, ...] = ()
    file: File | None = None
    markup: Mapping[str, Any] | None = None
    reply_to: int | None = None
    album: str | None = None
    forwarded: tuple[int, int, datetime] | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    edited: datetime | None = None
    deleted: datetime | None = None
    by_hand: bool = False

    @property
    def buttons(self) -> tuple[tuple[Mapping[str, Any], ...], ...]:
        """Return the rows of inline buttons."""
        rows = (self.markup or {}).get("inline_keyboard", ())
        return tuple(tuple(row) for row in rows)


@dataclass(frozen=True, slots=True)
class Room:
    """A chat of Telegram: ``private``, ``supergroup`` or ``channel``."""

    id: int
    type: str
    title: str
    username: str | None = None
    protected: bool = False
