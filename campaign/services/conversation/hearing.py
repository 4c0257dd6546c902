"""From the JSON of an update to what somebody said; hostile JSON says nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_MEDIA = (
    "voice",
    "audio",
    "video_note",
    "video",
    "sticker",
    "photo",
    "animation",
    "document",
    "location",
    "contact",
    "poll",
    "dice",
)
_GROUPS = frozenset({"group", "supergroup"})
_LARGEST = 2**63
_LONGEST = 256
"""Letters of what a file is called."""


class Manner(StrEnum):
    """How somebody spoke."""

    TEXT = "text"
    COMMAND = "command"
    BUTTON = "button"
    MEDIA = "media"
    ADDED = "added"
    """They let the bot into a group."""
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that came with a message, as its sender calls it; ``id`` is Telegram's, ``size`` in
    bytes where it is told.
    """

    id: str
    name: str = ""
    media_type: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class Heard:
    """What one update says. ``who`` is how the team can find the person, ``name`` what they are
    called on Telegram.

    ``sender`` is their account, ``answers`` the number of the message that this one replies to,
    ``pressed`` that of the message whose button was pressed, ``file`` what came with it.
    For a command, ``text`` is its name and ``rest`` what follows; for a button its data.
    ``number`` is that of the message. ``addressed`` tells whether the bot is spoken to, ``named``
    whether that is certain: in a group a bare command may be another bot's.
    ``raw`` is what was written as it stands, ``marks`` tell how its words look; ``has_file`` tells
    whether it came with something that is no text. ``answered`` are the words that the message
    whose button was pressed is a reply to.
    """

    manner: Manner
    update_id: int
    chat: int | None = None
    private: bool = True
    text: str = ""
    rest: str = ""
    who: str = ""
    language: str | None = None
    addressed: bool = True
    named: bool = True
    number: int | None = None
    sender: int | None = None
    answers: int | None = None
    pressed: int | None = None
    raw: str = ""
    marks: tuple[Mapping[str, object], ...] = ()
    has_file: bool = False
    file: Attached | None = None
    name: str = ""
    answered: str = ""


def hear(update: Mapping[str, object], bot: str = "") -> Heard:
    """Read an update; ``bot`` is the bot's user name, by which groups address it.

    Other bots say nothing, nor does a channel, also where its posts are shown in a group.
    """
    update_id = _number(update.get("update_id")) or 0
    change = _table(update.get("my_chat_member"))
    if change:
        return _change(change, update_id)
    query = _table(update.get("callback_query"))
    message = _table(query.get("message") if query else update.get("message"))
    chat = _table(message.get("chat"))
    number = _number(chat.get("id"))
    if number is None:
        return Heard(Manner.NOTHING, update_id)
    sender = _table(query.get("from") if query else message.get("from"))
    heard = Heard(
        Manner.NOTHING,
        update_id,
        number,
        private=chat.get("type") == "private",
        who=_name(sender),
        language=_text(sender.get("language_code"))[:2].lower() or None,
        sender=_number(sender.get("id")),
        number=_number(message.get("message_id")),
        answers=_number(_table(message.get("reply_to_message")).get("message_id")),
        pressed=_number(message.get("message_id")) if query else None,
        file=None if query else _file(_table(message.get("document"))),
        name=_full_name(sender),
    )
    if sender.get("is_bot") or (not query and _is_of_channel(message)):
        return heard
    if query:
        answered = _text(_table(message.get("reply_to_message")).get("text")).strip()
        return _with(replace(heard, answered=answered), Manner.BUTTON, _text(query.get("data")))
    return _message(message, heard, bot)


def _message(message: Mapping[str, object], heard: Heard, bot: str) -> Heard:
    text = _text(message.get("text")) or _text(message.get("caption"))
    heard = replace(
        heard,
        raw=text,
        marks=_marks(message),
        has_file=any(kind in message for kind in _MEDIA),
    )
    speaks = heard.private or not message.get("forward_origin")  # else to somebody elsewhere
    addressed = heard.private or (speaks and _speaks_to(message, text, bot))
    if text.startswith("/") and len(text) > 1 and not text[1].isspace():
        head, *rests = text[1:].split(maxsplit=1)
        rest = "".join(rests)
        name, at, other = head.partition("@")
        mine = speaks and (not at or other.lower() == bot.lower())
        heard = replace(heard, named=bool(at) or addressed)
        return _with(heard, Manner.COMMAND, name.lower(), rest.strip(), addressed=mine)
    if text.strip():
        words = _called(bot).sub(" ", text) if bot else text
        return _with(heard, Manner.TEXT, words.strip(), addressed=addressed)
    if heard.has_file:
        return _with(heard, Manner.MEDIA, "", addressed=addressed)
    return heard


def _with(
    heard: Heard, manner: Manner, text: str, rest: str = "", *, addressed: bool = True
) -> Heard:
    return replace(heard, manner=manner, text=text, rest=rest, addressed=addressed)


def _speaks_to(message: Mapping[str, object], text: str, bot: str) -> bool:
    """Tell whether a message in a group names the bot or answers it."""
    answered = _table(_table(message.get("reply_to_message")).get("from"))
    name = _text(answered.get("username")).lower()
    return bool(bot) and (bool(_called(bot).search(text)) or name == bot.lower())


def _called(bot: str) -> re.Pattern[str]:
    """Return what fits the bot's name, and no longer one that begins with it."""
    return re.compile(rf"(?<![\w@])@{re.escape(bot)}(?!\w)", re.IGNORECASE)


def _is_of_channel(message: Mapping[str, object]) -> bool:
    speaker = _text(_table(message.get("sender_chat")).get("type"))
    return speaker == "channel" or bool(message.get("is_automatic_forward"))


def _change(change: Mapping[str, object], update_id: int) -> Heard:
    """Read what became of the bot in a chat: it matters where it is let into a group."""
    chat, sender = _table(change.get("chat")), _table(change.get("from"))
    number = _number(chat.get("id"))
    was, now = (_is_inside(change.get(f"{when}_chat_member")) for when in ("old", "new"))
    if number is None or chat.get("type") not in _GROUPS or was or not now:
        return Heard(Manner.NOTHING, update_id)
    language = _text(sender.get("language_code"))[:2].lower() or None
    return Heard(Manner.ADDED, update_id, number, private=False, language=language)


def _is_inside(member: object) -> bool:
    status = _table(member).get("status")
    return status in {"member", "administrator"} or (
        status == "restricted" and bool(_table(member).get("is_member"))
    )


def _file(document: Mapping[str, object]) -> Attached | None:
    number = _text(document.get("file_id"))
    if not number or len(number) > _LONGEST:
        return None
    name, kind = _text(document.get("file_name")), _text(document.get("mime_type"))
    size = _number(document.get("file_size")) or 0
    return Attached(number, name[:_LONGEST], kind[:_LONGEST], size)


def _name(sender: Mapping[str, object]) -> str:
    user = _text(sender.get("username"))
    return f"@{user}" if user else _text(sender.get("first_name"))[:64]


def _marks(message: Mapping[str, object]) -> tuple[Mapping[str, object], ...]:
    found = (
        message.get("entities") if _text(message.get("text")) else message.get("caption_entities")
    )
    return (
        tuple(mark for mark in found if isinstance(mark, dict)) if isinstance(found, list) else ()
    )


def _full_name(sender: Mapping[str, object]) -> str:
    names = (_text(sender.get("first_name")), _text(sender.get("last_name")))
    return " ".join(" ".join(names).split())[:64]


def _table(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _number(value: object) -> int | None:
    """Return a number that a database can keep; no real chat has another."""
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if -_LARGEST <= value < _LARGEST else None
