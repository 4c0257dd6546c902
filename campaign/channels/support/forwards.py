"""Reads a Telegram channel back: forwards its messages to the team's chat, and deletes them.

The Bot API shows a bot nothing of what it posted, but forwarding returns the whole message.
Each forward is taken away at once; nobody is notified.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING

from telegram import MessageOriginChannel
from telegram.error import TelegramError

from campaign.channels.support.bot_request import Unaccepted
from campaign.channels.support.causes import failure
from campaign.channels.support.readback import Shown
from campaign.ports.channels import CannotTell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from telegram import Bot, Message

GAP = 12
"""After so many ids in a row without a message nothing newer is there: ids follow each other,
and only what was deleted leaves a gap."""
CLOCKS_APART = timedelta(minutes=2)
_NOT_THERE = re.compile(r"(?i)message to forward not found|MESSAGE_ID_INVALID")
_NEVER = re.compile(
    r"(?i)chat not found|upgraded to a supergroup|kicked|not a member"
    r"|(not enough|need administrator) rights|have no rights"
)
_UNMOVED = re.compile(r"(?i)can't be forwarded")
"""Said of everything in a protected channel, and elsewhere of Telegram's own signs: pinned,
renamed. Those are no posts."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Seen:
    """One message of the channel."""

    id: int
    at: datetime
    text: str
    has_picture: bool


@dataclass(slots=True)
class Forwards:
    """What is known of a channel's messages, by looking through a private chat of the team."""

    bot: Bot
    channel: int | str
    team: int
    _seen: dict[int, Seen] = field(default_factory=dict)
    _signs: set[int] = field(default_factory=set)

    async def since(self, moment: datetime, known: Iterable[str]) -> list[Shown]:
        """Return what the channel shows since then, but for the posts of ``known``.

        ``known`` are remote ids of our posts: one has to begin somewhere.

        Raises:
            CannotTell: no message is known, or forwarding is not allowed.
            LookupError: Telegram is away, or has to be left alone for a while.
        """
        ids = {int(one) for remote_id in known for one in remote_id.split(",") if one.isdecimal()}
        newest, start = max(ids, default=0), moment - CLOCKS_APART
        await self._look(n for n in count(newest + 1))
        if not ids and not self._seen:
            msg = "no message of the channel is known to begin with"
            raise CannotTell(msg)
        await self._look((n for n in range(newest, 0, -1) if n not in ids), start)
        fresh = [m for n, m in sorted(self._seen.items()) if m.at >= start and n not in ids]
        return list(_posts(fresh))

    async def _look(self, numbers: Iterable[int], until: datetime | None = None) -> None:
        """See these messages, until one is older than ``until`` or there are none any more."""
        missing = 0
        for number in numbers:
            if number not in self._seen and number not in self._signs:
                await self._forward(number)
            if number in self._signs:
                missing = 0
            elif number not in self._seen:
                missing += 1
                if missing >= GAP:
                    return
            else:
                missing = 0
                if until is not None and self._seen[number].at < until:
                    return

    async def _forward(self, number: int) -> None:
        """See one message, if it is there."""
        try:
            message = await self.bot.forward_message(
                self.team, self.channel, number, disable_notification=True
            )
        except Unaccepted as refusal:
            await self._understand(number, refusal.answer.words)
            return
        except Exception as away:  # what cannot be read comes as any kind
            raise LookupError(failure(away).words) from away
        self._seen[number] = _seen(number, message)
        try:
            await self.bot.delete_message(self.team, message.message_id)
        except TelegramError:
            _log.warning("a copy of message %s stays in the team's chat", number)

    async def _understand(self, number: int, words: str) -> None:
        """Say what a refusal means for one message; raises LookupError where it says nothing."""
        if _NOT_THERE.search(words):
            return
        if _NEVER.search(words) or (_UNMOVED.search(words) and await self._is_protected()):
            raise CannotTell(words)
        if not _UNMOVED.search(words):
            raise LookupError(words)
        self._signs.add(number)

    async def _is_protected(self) -> bool:
        try:
            return bool((await self.bot.get_chat(self.channel)).has_protected_content)
        except TelegramError as away:
            raise LookupError(failure(away).words) from away


def _seen(number: int, message: Message) -> Seen:
    origin = message.forward_origin
    at = origin.date if isinstance(origin, MessageOriginChannel) else message.date
    return Seen(number, at, message.text or message.caption or "", bool(message.photo))


def _posts(messages: Sequence[Seen]) -> Iterator[Shown]:
    """Yield posts; the pictures of an album are one, whose id is theirs joined by commas."""
    album: list[Seen] = []
    for message in messages:
        if album and not _belongs(message, album[-1]):
            yield _shown(album)
            album = []
        album.append(message)
    if album:
        yield _shown(album)


def _belongs(message: Seen, before: Seen) -> bool:
    """Tell whether a message goes on with the album of the one before it."""
    pictures = message.has_picture and before.has_picture and not message.text
    return pictures and message.id == before.id + 1 and message.at == before.at


def _shown(album: Sequence[Seen]) -> Shown:
    ids = ",".join(str(message.id) for message in album)
    pictures = sum(message.has_picture for message in album)
    return Shown(ids, album[0].at, album[0].text, pictures)
