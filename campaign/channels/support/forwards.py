"""Reads a Telegram channel back: forwards its messages to the team's chat, and deletes them.

The Bot API shows a bot nothing of what it posted, but forwarding returns the whole message.
Each forward is taken away at once; nobody is notified.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING

from telegram import MessageOriginChannel
from telegram.error import TelegramError

from campaign.channels.support.bot_request import Unaccepted
from campaign.channels.support.causes import failure
from campaign.channels.support.readback import CLOCKS_APART, Shown, ours, sights
from campaign.channels.support.telegram_posts import names_of, numbers, url
from campaign.core.own_words import own_words
from campaign.ports.channels import CannotTell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from telegram import Bot, Message

    from campaign.core.deliveries import Payload, Receipt
    from campaign.ports.channels import Look

GAP = 18
"""After so many ids in a row without a message nothing newer is there: ids follow each other,
and only what was deleted leaves a gap, such as an album of ten. A chat takes twenty in a minute."""
MOST = 100
"""So many messages are looked through for one post: the team's chat is no archive."""
FOOTHOLDS = 3
"""So many known posts are tried where nothing else shows that the channel is the one we know."""
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


@dataclass(frozen=True, slots=True)
class Room:
    """What Telegram tells of the channel: whether its messages stay in it, what its posts'
    addresses begin with, its pinned message (0 for none), and what the address of a post is made
    with: its public name, or its number where it has none.
    """

    is_protected: bool
    names: frozenset[str]
    pinned: int
    called: int | str


@dataclass(slots=True)
class Forwards:
    """What is known of a channel's messages, by looking through a private chat of the team.

    ``called`` is what the addresses of its posts are made with, once it was looked at.
    """

    bot: Bot
    channel: int | str
    team: int
    called: int | str | None = None
    _seen: dict[int, Seen] = field(default_factory=dict)
    _signs: set[int] = field(default_factory=set)
    _latest: Look | None = None
    _before: frozenset[int] = frozenset()
    _missing: set[int] = field(default_factory=set)

    async def find(
        self,
        payload: Payload,
        since: datetime,
        known: frozenset[Receipt],
        look: Look | None = None,
    ) -> Shown | None:
        """Return this post, ``None`` if the channel does not show it.

        ``known`` are receipts of our posts, also of channels that were used before: one has to
        begin somewhere. What was seen by an earlier look is seen again before it is believed.

        Raises:
            CannotTell: nothing shows where to look, there is too much to look through, or
                forwarding is not allowed.
            LookupError: Telegram is away, or has to be left alone for a while.
        """
        if look is None or look is not self._latest:
            self._latest, self._before = look, frozenset(self._seen)
            self._missing.clear()
        room = await self._room()
        self.called = room.called
        ids = numbers(known, room.names)
        while True:
            shown = await self._since(since - CLOCKS_APART, ids, room.pinned)
            if look is not None:
                look.shown = sights(replace(post, url=url(room.called, post.id)) for post in shown)
            found = ours(shown, payload)
            if found is None or not await self._forget_gone(found):
                return found

    async def _since(self, start: datetime, ids: set[int], pinned: int) -> list[Shown]:
        """Return what the channel shows since then, but for the posts with these ids."""
        newest = max([pinned, *ids])
        above = await self._look(n for n in count(newest + 1))
        if not newest and not self._seen:  # a sign alone: every channel begins with one
            above = 0
        below = await self._look((n for n in range(newest, 0, -1) if n not in ids), start)
        if not (above or below or await self._stands(ids)):
            msg = own_words("no-beginning")
            raise CannotTell(msg)
        fresh = [m for n, m in sorted(self._seen.items()) if m.at >= start and n not in ids]
        return list(_posts(fresh))

    async def _stands(self, ids: set[int]) -> bool:
        """Tell whether one of the newest of our posts is there: else it is another channel, and
        its ids have nothing to do with the ones we know.
        """
        for number in sorted(ids, reverse=True)[:FOOTHOLDS]:
            self._seen.pop(number, None)
            if await self._look([number]):
                return True
        return False

    async def _forget_gone(self, post: Shown) -> bool:
        """Forget the messages of a post that were deleted since; tell whether there are any."""
        gone = False
        for number in map(int, post.id.split(",")):
            if number in self._before:
                del self._seen[number]
                self._before -= {number}
                gone = not await self._look([number]) or gone
        return gone

    async def _look(self, these: Iterable[int], until: datetime | None = None) -> int:
        """See these messages, until one is older than ``until`` or there are none any more;
        return how many there were.
        """
        there = missing = 0
        for number in these:
            if not await self._is_there(number):
                missing += 1
                if missing >= GAP:
                    break
                continue
            there, missing = there + 1, 0
            if until is not None and number in self._seen and self._seen[number].at < until:
                break
            if there >= MOST:
                msg = own_words("too-many")
                raise CannotTell(msg)
        return there

    async def _is_there(self, number: int) -> bool:
        if number in self._missing:
            return False
        if number not in self._seen and number not in self._signs:
            await self._forward(number)
        return number in self._seen or number in self._signs

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
            self._missing.add(number)
            return
        if _NEVER.search(words) or (_UNMOVED.search(words) and (await self._room()).is_protected):
            raise CannotTell(words)
        if not _UNMOVED.search(words):
            raise LookupError(words)
        self._signs.add(number)

    async def _room(self) -> Room:
        try:
            chat = await self.bot.get_chat(self.channel)
        except Unaccepted as refusal:
            words = refusal.answer.words
            raise (CannotTell if _NEVER.search(words) else LookupError)(words) from refusal
        except Exception as away:  # what cannot be read comes as any kind
            raise LookupError(failure(away).words) from away
        pinned = chat.pinned_message.message_id if chat.pinned_message else 0
        names = names_of(chat.id, chat.username)
        called = chat.username or chat.id
        return Room(bool(chat.has_protected_content), names, pinned, called)


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
