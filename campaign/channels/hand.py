"""Networks without an API that we may use: a person of the team publishes by hand.

Limits from CHANNELS' notes as of ``CHECKED``: Instagram's text is second-hand knowledge,
the rest is from memory.
"""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING

from campaign.core.addresses import PostLinks
from campaign.core.outcomes import Certainty, ChannelSheet, Frame, Handed, Limits, Media
from campaign.core.own_words import own_words
from campaign.ports.channels import CannotTell

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from campaign.core.deliveries import Image, Payload, Receipt
    from campaign.core.outcomes import Outcome, Who

CHECKED = "2026-11-22"
FREE = Decimal(0)


def _count(text: str) -> int:
    return len(unicodedata.normalize("NFC", text))


def _cost(_text: str, _images: int) -> Decimal:
    return FREE


def _sheet(
    name: str,
    label: str,
    limits: Limits,
    card: tuple[int, int],
    *aliases: str,
    links: PostLinks,
    frames: tuple[Frame, ...],
) -> ChannelSheet:
    return ChannelSheet(
        name=name,
        label=label,
        certainty=Certainty.HAND,
        limits=limits,
        count=_count,
        cost=_cost,
        card=card,
        settings=(),
        account=None,
        aliases=aliases,
        links=links,
        frames=frames,
    )


def _limits(text: int, caption: int, images: int, alt: int) -> Limits:
    formats = frozenset({"image/jpeg", "image/png"})
    return Limits(text, caption, images, 8_000_000, None, alt, formats, CHECKED)


SHEETS = (
    _sheet(
        "whatsapp",
        "WhatsApp",
        _limits(text=4096, caption=1024, images=1, alt=0),
        (1080, 1350),
        "wa",
        "wsp",
        "wasap",
        "canal de whatsapp",
        "whatsapp channel",
        links=PostLinks(
            r"(?i:(?:www\.)?whatsapp\.com)/channel/\w+/(?P<id>\d+)",
            "https://whatsapp.com/channel/0029VaBcD/123",
        ),
        frames=(Frame(3 / 4),),
    ),
    _sheet(
        "instagram",
        "Instagram",
        _limits(text=2200, caption=2200, images=10, alt=1000),
        (1080, 1350),
        "ig",
        "insta",
        links=PostLinks(
            r"(?i:(?:www\.)?instagram\.com)/(?:[\w.]+/)?(?:p|reel|tv)/[\w-]+",
            "https://www.instagram.com/p/Cx12ab",
        ),
        frames=(Frame(4 / 5, 1.91), Frame(3 / 4, 3 / 4, in_grid=True)),
    ),
    _sheet(
        "facebook",
        "Facebook",
        _limits(text=63_206, caption=63_206, images=10, alt=1000),
        (1200, 675),
        "fb",
        "facebook page",
        "página de facebook",
        links=PostLinks(
            r"(?i:(?:\w+\.)?(?:facebook\.com|fb\.com|fb\.watch))/(?:.*/)?(?:(?P<id>\d+)|[\w.-]+)",
            "https://www.facebook.com/pregonero/posts/998",
        ),
        frames=(Frame(4 / 5, 1.91),),
    ),
)


def connect(
    sheet: ChannelSheet,
    settings: Mapping[str, str],  # noqa: ARG001 -- a person has the keys
    now: Callable[[], datetime],  # noqa: ARG001
) -> ByHand:
    """Return the account of a person."""
    return ByHand(sheet)


class ByHand:
    """Hands every post to the team; see :class:`campaign.ports.channels.Channel`."""

    def __init__(self, sheet: ChannelSheet) -> None:
        self.sheet = sheet

    async def upload(self, image: Image, content: bytes) -> Media | Outcome:  # noqa: ARG002
        """Accept a picture; nothing is sent."""
        return Media(image.sha256, image.sha256)

    async def publish(
        self,
        payload: Payload,  # noqa: ARG002 -- the publisher tells the team
        media: Sequence[Media],  # noqa: ARG002
        contents: Mapping[str, bytes],  # noqa: ARG002
        idempotency_key: str,  # noqa: ARG002
    ) -> Outcome:
        """Say that it is a person's turn."""
        return Handed()

    async def find(self, *_: object, **__: object) -> Receipt | None:
        """Raise CannotTell: only a person can look."""
        raise CannotTell(own_words("cannot-look"))

    async def delete(self, remote_id: str) -> Outcome:  # noqa: ARG002
        """Say that a person has to take it down."""
        return Handed()

    async def whoami(self) -> Who:
        """Say that only a person has the account."""
        return Handed()

    async def close(self) -> None:
        """Free nothing."""
