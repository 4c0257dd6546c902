"""Posts of a Telegram channel: how one is sent, and where followers find it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from campaign.core.addresses import PostLinks
from campaign.core.deliveries import Receipt
from campaign.core.outcomes import Published

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from telegram import Bot, Message

    from campaign.core.deliveries import Payload


_ADDRESS = re.compile(
    r"https?://(?:www\.)?(?:t|telegram)\.(?:me|dog)/(?:s/)?(?P<name>c/\d+|\w+)/", re.IGNORECASE
)
LINKS = PostLinks(
    r"(?i:(?:www\.)?(?:t|telegram)\.(?:me|dog))/(?:s/)?(?:(?P<number>c/\d+)|(?P<account>[A-Za-z]\w*))"
    r"/(?:\d+/)?(?P<id>\d+)",
    "https://t.me/canal/123",
)


async def send(
    bot: Bot, chat: int | str, payload: Payload, contents: Mapping[str, bytes]
) -> Published:
    """Send a text, a picture with its caption, or an album whose first picture has it."""
    where: dict[str, Any] = {"chat_id": chat, **_reply(payload)}
    pictures = [contents[image.sha256] for image in payload.images]
    if not pictures:
        message = await bot.send_message(text=payload.text, **where)
        return Published(_receipt([message]))
    where["caption"] = payload.text or None
    if len(pictures) == 1:
        message = await bot.send_photo(photo=pictures[0], **where)
        return Published(_receipt([message]))
    from telegram import InputMediaPhoto  # noqa: PLC0415

    album = [InputMediaPhoto(picture) for picture in pictures]
    return Published(_receipt(await bot.send_media_group(media=album, **where)))


def chat_id(chat: str) -> int | str:
    """Return a chat as the Bot API wants it: a number, or a name with its ``@``."""
    return chat if chat.startswith("@") else int(chat)


def url(chat: int | str, remote_id: str) -> str:
    """Return where followers find a post; of an album its first picture."""
    name = f"c/{str(chat).removeprefix('-100')}" if isinstance(chat, int) else chat.lstrip("@")
    return f"https://t.me/{name}/{remote_id.partition(',')[0]}"


def names_of(chat: int, username: str | None) -> frozenset[str]:
    """Return what the addresses of a channel's posts have before the id, in lower case."""
    names = {f"c/{str(chat).removeprefix('-100')}"}
    return frozenset(names | {username.lower()} if username else names)


def numbers(receipts: Iterable[Receipt], names: frozenset[str]) -> set[int]:
    """Return the ids of the messages of these posts, of the channel with these names only: every
    channel counts from 1.
    """
    here = (one for one in receipts if _channel_in(one.url or "") in names)
    ids = (number for one in here for number in one.remote_id.split(","))
    return {int(number) for number in ids if number.isdecimal()}


def _channel_in(address: str) -> str | None:
    found = _ADDRESS.match(address)
    return found["name"].lower() if found else None


def _receipt(messages: Sequence[Message]) -> Receipt:
    first = messages[0]
    ids = ",".join(str(message.message_id) for message in messages)
    return Receipt(ids, url(first.chat.username or first.chat.id, ids), first.date)


def _reply(payload: Payload) -> dict[str, Any]:
    """Return how to answer the previous part of a thread, or its first message."""
    if payload.reply_to is None:
        return {}
    from telegram import ReplyParameters  # noqa: PLC0415

    message = int(payload.reply_to.partition(",")[0])
    return {"reply_parameters": ReplyParameters(message, allow_sending_without_reply=True)}


def unnamed(number: str, images: int) -> int:
    """Return how many messages of an album its number does not name: each picture is one."""
    return max(0, images - len(number.split(",")))
