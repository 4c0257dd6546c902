"""X (Twitter): posts, threads and pictures with alternative text, by API v2.

Source: docs.x.com and X's OpenAPI description 2.167; prices and limits as of ``CHECKED``.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from campaign.channels.support.address import address
from campaign.channels.support.secrets import hide
from campaign.channels.support.verdicts import NOT_FOUND, verdict
from campaign.channels.support.whose import numbered
from campaign.channels.support.x_marks import MARKS
from campaign.core.addresses import PostLinks
from campaign.core.deliveries import Receipt
from campaign.core.outcomes import (
    Certainty,
    ChannelSheet,
    Frame,
    Limits,
    Lost,
    Media,
    NotSent,
    Outcome,
    Published,
    Refused,
    of_upload,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from campaign.channels.support.answers import Answer
    from campaign.channels.support.signed import SignedAccount
    from campaign.channels.support.x_timeline import Timeline
    from campaign.core.deliveries import Image, Payload
    from campaign.core.outcomes import Who
    from campaign.ports.channels import Look

CHECKED = "2026-11-22"
POST, POST_WITH_LINK, ALT = Decimal("0.015"), Decimal("0.20"), Decimal("0.005")
"""US dollars, pay per use."""
KEYS = ("X_CONSUMER_KEY", "X_CONSUMER_SECRET", "X_ACCESS_TOKEN", "X_ACCESS_SECRET")
WHERE = ("X", "https://api.x.com")
GONE = frozenset({"resource-not-found", "144"})
"""Of a post that is not there; a wrong address has other words for its 404."""
LINKS = PostLinks(
    r"(?i:(?:\w+\.)?(?:x|twitter)\.com)/(?:i(?:/web)?|(?P<account>\w+))/status(?:es)?/(?P<id>\d+)(?:/.*)?",
    "https://x.com/pregonero/status/1580661436132757506",
)


def _count(text: str) -> int:
    from campaign.channels.support.weighted import weighted_length  # noqa: PLC0415

    return weighted_length(text)


def _cost(text: str, images: int) -> Decimal:
    from campaign.channels.support.urls import links  # noqa: PLC0415

    return (POST_WITH_LINK if links(text) else POST) + ALT * images


LIMITS = Limits(
    text=280, caption=280, images=4, image_bytes=5_000_000, image_side_sum=None, alt=1000,
    formats=frozenset({"image/jpeg", "image/png", "image/webp"}), checked_on=CHECKED,
)  # fmt: skip
SHEETS = (
    ChannelSheet(
        name="x",
        label="X (Twitter)",
        certainty=Certainty.READBACK,
        limits=LIMITS,
        count=_count,
        cost=_cost,
        card=(1200, 675),
        settings=KEYS,
        account=numbered(KEYS[2], *WHERE),
        aliases=("twitter", "x.com", "tweet", "tuit"),
        threads=True,
        links=LINKS,
        frames=(Frame(16 / 9, 16 / 9),),
    ),
)


def connect(sheet: ChannelSheet, settings: Mapping[str, str], now: Callable[[], datetime]) -> X:
    """Return the account that the settings open."""
    keys = [settings[name].strip() for name in KEYS]
    hide(keys)
    where = address(settings, *WHERE)
    from campaign.channels.support.signed import SignedAccount  # noqa: PLC0415 -- tweepy
    from campaign.channels.support.x_timeline import Timeline  # noqa: PLC0415

    account = SignedAccount(sheet.name, where, keys)
    return X(sheet, account, Timeline(account), now)


class X:
    """An X account; see :class:`campaign.ports.channels.Channel`."""

    def __init__(
        self,
        sheet: ChannelSheet,
        account: SignedAccount,
        timeline: Timeline,
        now: Callable[[], datetime],
    ) -> None:
        self.sheet = sheet
        self._account, self._timeline, self._now = account, timeline, now

    async def upload(self, image: Image, content: bytes) -> Media | Outcome:
        """Upload a picture and then its alternative text; unknown counts as not sent."""
        files = {"media": ("image", content, image.media_type)}
        form = {"media_category": "tweet_image"}
        answer = await self._account.post("/2/media/upload", files=files, data=form)
        media = _id(answer)
        if isinstance(answer, NotSent | Lost) or media is None:
            return of_upload(verdict(answer, self._now(), MARKS))
        if image.alt:
            alt = {"id": media, "metadata": {"alt_text": {"text": image.alt}}}
            described = await self._account.post("/2/media/metadata", json=alt)
            if isinstance(described, NotSent | Lost) or not described.is_fine:
                return of_upload(verdict(described, self._now(), MARKS))
        return Media(media, image.sha256)

    async def publish(
        self,
        payload: Payload,
        media: Sequence[Media],
        contents: Mapping[str, bytes],  # noqa: ARG002 -- X takes pictures beforehand
        idempotency_key: str,  # noqa: ARG002 -- X knows none
    ) -> Outcome:
        """Post once, as an answer to ``payload.reply_to`` if that is set."""
        answer = await self._account.ask(
            lambda: self._account.client.create_tweet(
                text=payload.text,
                media_ids=[one.remote_id for one in media] or None,
                in_reply_to_tweet_id=payload.reply_to,
            )
        )
        remote_id = _id(answer)
        if remote_id is None:
            return verdict(answer, self._now(), MARKS)
        return Published(_receipt(remote_id, self._now()))

    async def find(
        self,
        payload: Payload,
        since: datetime,
        known: frozenset[Receipt] = frozenset(),
        *,
        idempotency_key: str = "",  # noqa: ARG002 -- X knows none
        look: Look | None = None,
    ) -> Receipt | None:
        """Look for the post in the own timeline; raises LookupError where that fails."""
        from campaign.channels.support.readback import ours  # noqa: PLC0415

        found = ours(await self._timeline.posts.since(since, look), payload, known)
        return None if found is None else _receipt(found.id, found.at)

    async def delete(self, remote_id: str) -> Outcome:
        """Take a post down; one that is not there any more counts as taken down."""
        answer = await self._account.ask(lambda: self._account.client.delete_tweet(remote_id))
        if isinstance(answer, NotSent | Lost):
            return answer
        if answer.get("data", "deleted") is True or answer.kinds & GONE:
            return Published(Receipt(remote_id, None, self._now()))
        if answer.status == NOT_FOUND:
            return Refused(answer.words)
        return verdict(answer, self._now(), MARKS)

    async def whoami(self) -> Who:
        """Ask X whose keys these are, and what they are good for."""
        from campaign.channels.support.x_account import whose  # noqa: PLC0415

        return await whose(self._account, self._now())

    async def close(self) -> None:
        """Free the thread and the connections."""
        await self._account.close()


def _receipt(remote_id: str, at: datetime) -> Receipt:
    return Receipt(remote_id, f"https://x.com/i/status/{remote_id}", at)


def _id(answer: Answer | NotSent | Lost) -> str | None:
    """Return the id of what was made; ``None`` if the answer does not tell of one."""
    if isinstance(answer, NotSent | Lost) or not answer.is_fine:
        return None
    return answer.id("data", "id")
