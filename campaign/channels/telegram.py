"""A Telegram channel: texts, pictures and albums, by the Bot API.

Source: core.telegram.org/bots/api (10.1); limits as of ``CHECKED``. Telegram takes
pictures with the post, has no alternative texts, and does not show a bot what was posted.
With a chat of the team the bot forwards the channel's messages there to see them, and
deletes the copies; without one only a person can look after a lost answer.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from campaign.channels.support.address import Address, address
from campaign.channels.support.causes import failure
from campaign.channels.support.secrets import hide
from campaign.channels.support.telegram_marks import MARKS
from campaign.channels.support.telegram_posts import LINKS, chat_id, unnamed, url
from campaign.channels.support.verdicts import verdict
from campaign.channels.support.whose import named
from campaign.core.deliveries import Receipt
from campaign.core.outcomes import (
    Certainty,
    ChannelSheet,
    Frame,
    Limits,
    Media,
    Outcome,
    Published,
)
from campaign.core.own_words import own_words
from campaign.ports.channels import CannotTell

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from datetime import datetime

    from telegram import Bot

    from campaign.channels.support.forwards import Forwards
    from campaign.channels.support.verdicts import Failure
    from campaign.core.deliveries import Image, Payload
    from campaign.core.outcomes import Who
    from campaign.ports.channels import Look

T = TypeVar("T")
CHECKED = "2026-11-22"
SETTINGS = ("TELEGRAM_TOKEN", "TELEGRAM_CHANNEL")
WHERE = ("TELEGRAM", "https://api.telegram.org")
TEAM = "TELEGRAM_TEAM_CHAT"
_GONE = re.compile(r"(?i)message to delete not found")


def _count(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


LIMITS = Limits(
    text=4096, caption=1024, images=10, image_bytes=10_000_000, image_side_sum=10_000, alt=0,
    formats=frozenset({"image/jpeg", "image/png", "image/webp"}), checked_on=CHECKED,
)  # fmt: skip
SHEETS = (
    ChannelSheet(
        name="telegram",
        label="Telegram",
        certainty=Certainty.BLIND,
        limits=LIMITS,
        count=_count,
        cost=lambda _text, _images: Decimal(0),
        card=(1200, 675),
        settings=SETTINGS,
        account=named(SETTINGS[1], *WHERE),
        aliases=("tg", "telegram channel", "canal de telegram"),
        threads=True,
        answers_itself=True,
        looks_with=TEAM,
        links=LINKS,
        frames=(Frame(),),
        unnamed=unnamed,
    ),
)


def connect(
    sheet: ChannelSheet, settings: Mapping[str, str], now: Callable[[], datetime]
) -> Telegram:
    """Return the channel that the settings name, with the bot that writes in it."""
    token, chat = (settings[name].strip() for name in SETTINGS)
    if not re.fullmatch(r"\d+:[\w-]+", token, re.ASCII):
        raise ValueError(SETTINGS[0])
    if not re.fullmatch(r"-?\d+|@[A-Za-z]\w+", chat, re.ASCII):
        raise ValueError(SETTINGS[1])
    hide([token, token.partition(":")[2]])
    where = address(settings, *WHERE)
    from campaign.channels.support.bot_request import bot  # noqa: PLC0415 -- the library

    account = bot(where, token)
    forwards = _forwards(account, chat, settings.get(TEAM))
    fitted = sheet if forwards else replace(sheet, certainty=Certainty.BLIND)
    return Telegram(fitted, account, chat, where, now, forwards)


def _forwards(account: Bot, chat: str, team: str | None) -> Forwards | None:
    if not team or not re.fullmatch(r"-?\d{1,18}", team.strip(), re.ASCII):
        return None
    from campaign.channels.support.forwards import Forwards  # noqa: PLC0415 -- the library

    return Forwards(account, chat_id(chat), int(team))


class Telegram:
    """A Telegram channel; see :class:`campaign.ports.channels.Channel`.

    The remote id of an album is the ids of its messages, joined by commas.
    """

    def __init__(
        self,
        sheet: ChannelSheet,
        bot: Bot,
        chat: str,
        where: Address,
        now: Callable[[], datetime],
        forwards: Forwards | None = None,
    ) -> None:
        self.sheet, self._bot, self._where, self._now = sheet, bot, where, now
        self._chat, self._forwards = chat_id(chat), forwards

    async def upload(self, image: Image, content: bytes) -> Media | Outcome:  # noqa: ARG002
        """Accept a picture: Telegram takes it with the post, nothing is sent."""
        return Media(image.sha256, image.sha256)

    async def publish(
        self,
        payload: Payload,
        media: Sequence[Media],  # noqa: ARG002 -- they come with the post
        contents: Mapping[str, bytes],
        idempotency_key: str,  # noqa: ARG002 -- Telegram knows none
    ) -> Outcome:
        """Post once: a text, a picture with its caption, or an album whose first has it."""
        from campaign.channels.support.telegram_posts import send  # noqa: PLC0415

        return await self._ask(send(self._bot, self._chat, payload, contents))

    async def _ask(self, work: Awaitable[T]) -> T | Failure:
        """Return what came of it, whatever the library raised."""
        import asyncio  # noqa: PLC0415 -- slow to load

        from campaign.channels.support.bot_request import Unaccepted  # noqa: PLC0415

        try:
            async with asyncio.timeout(self._where.longest):
                return await work
        except Unaccepted as refusal:
            return verdict(refusal.answer, self._now(), MARKS)
        except Exception as error:  # noqa: BLE001 -- what cannot be read comes as any kind
            return failure(error)

    async def find(
        self,
        payload: Payload,
        since: datetime,
        known: frozenset[Receipt] = frozenset(),
        *,
        idempotency_key: str = "",  # noqa: ARG002 -- Telegram knows none
        look: Look | None = None,
    ) -> Receipt | None:
        """Look in the team's chat, by forwards, which answer nothing; CannotTell without one."""
        if self._forwards is None:
            raise CannotTell(own_words("cannot-look"))
        found = await self._forwards.find(replace(payload, reply_to=None), since, known, look)
        called = self._forwards.called or self._chat
        return None if found is None else Receipt(found.id, url(called, found.id), found.at)

    async def delete(self, remote_id: str) -> Outcome:
        """Take a post down, all messages of an album; what is not there is down already."""
        return await self._ask(self._delete(remote_id))

    async def _delete(self, remote_id: str) -> Outcome:
        from campaign.channels.support.bot_request import Unaccepted  # noqa: PLC0415

        for message in remote_id.split(","):
            try:
                await self._bot.delete_message(self._chat, int(message))
            except Unaccepted as refusal:
                if not _GONE.search(refusal.answer.words):
                    raise
        return Published(Receipt(remote_id, None, self._now()))

    async def whoami(self) -> Who:
        """Ask whose token this is, and whether that bot may post in the channel."""
        from campaign.channels.support.telegram_account import whose  # noqa: PLC0415

        return await self._ask(whose(self._bot, self._chat))

    async def close(self) -> None:
        """Free the connections."""
        await self._bot.request.shutdown()
