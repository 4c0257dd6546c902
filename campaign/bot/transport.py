"""Telegram's side of the bot: python-telegram-bot for the wire, and what its errors mean.

Only ``telegram.Bot`` is used: its ``Application`` moves on before an update is stored.
"""

from __future__ import annotations

import base64
import io
import json
import warnings
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from telegram import Bot as Wire
from telegram import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from campaign.bot.wire import KeptRequest
from campaign.channels.support.address import Address
from campaign.channels.support.causes import brief, failure
from campaign.channels.support.secrets import hide
from campaign.core.outcomes import NotSent
from campaign.ports.attendees import Incoming

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence

    from telegram import BotCommandScope
    from telegram import Message as SentMessage

    from campaign.ports.messages import Message
    from campaign.wiring.webhooks import Webhook

# The library would rather make objects of what comes and goes: most of what a message costs.
warnings.filterwarnings("ignore", message="Please use 'Bot.")

CONNECT = 10.0
READ = 30.0
LONG_POLL = 25
AT_ONCE = 40
CAPTION = 1024
KINDS = ["message", "callback_query", "my_chat_member"]
"""What the bot wants to hear; edited messages are not among it."""


class Fate(StrEnum):
    """What became of a message."""

    SENT = "sent"
    HOLD = "hold"
    AWAY = "away"
    NOT_SENT = "not sent"
    REFUSED = "refused"
    LOST = "lost"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a message: its id, or why not. ``wait`` is in seconds (429).

    ``moved_to`` is the chat that its own has become.
    """

    fate: Fate
    words: str = ""
    wait: float = 0.0
    moved_to: int = 0


class AnotherPoller(Exception):
    """Somebody else polls with this token, or a webhook is set."""


class WebhookRefused(Exception):
    """Telegram does not take the address of the webhook."""


class WrongToken(Exception):
    """Telegram does not know this token."""


class Transport:
    """The Bot API. ``api_url`` is scheme, host and optional prefix; ``blob`` loads pictures."""

    def __init__(
        self, token: str, api_url: str, blob: Callable[[str], Awaitable[bytes]] | None = None
    ) -> None:
        hide([token, token.partition(":")[2]])
        where = Address(api_url.rstrip("/"), CONNECT, READ)
        self._blob = blob
        self._wire = _wire(token, where, keeps=True)
        self._fresh = _wire(token, where, keeps=False)
        self._ready = False

    async def start(
        self,
        commands: Mapping[str, Sequence[tuple[str, str]]],
        in_chats: Mapping[int, Sequence[tuple[str, str]]] = MappingProxyType({}),
        in_groups: Mapping[str, Sequence[tuple[str, str]]] = MappingProxyType({}),
    ) -> str:
        """Connect, set the command menus; return the bot's user name.

        ``commands`` maps languages to names and descriptions; the empty language is for
        everybody else. ``in_groups`` are those where many read along, ``in_chats`` those of single
        chats. Menus are no reason not to start.

        Raises:
            WrongToken: when Telegram does not know the token.
            OSError: when Telegram cannot be reached.
        """
        try:
            await self._wire.initialize()
            self._ready = True
        except InvalidToken as wrong:
            raise WrongToken(brief(str(wrong))) from None
        except TelegramError as failed:
            raise OSError(failure(failed).words) from failed
        for language, menu in commands.items():
            await self._set_menu(menu, None, language)
        for language, menu in in_groups.items():
            await self._set_menu(menu, BotCommandScopeAllGroupChats(), language)
        for chat, menu in in_chats.items():
            await self._set_menu(menu, BotCommandScopeChat(chat))
        return self._wire.username

    async def _set_menu(
        self,
        menu: Sequence[tuple[str, str]],
        scope: BotCommandScope | None,
        language: str = "",
    ) -> None:
        commands = [BotCommand(name, about) for name, about in menu]
        with suppress(TelegramError):
            await self._wire.set_my_commands(commands, scope, language_code=language or None)

    async def deliver_to(self, webhook: Webhook | None) -> None:
        """Let Telegram deliver there, or keep what is new until it is asked for it.

        Raises:
            WebhookRefused: when Telegram does not take the address.
            WrongToken: when Telegram does not know the token.
            OSError: for everything that may pass by itself.
        """
        try:
            if webhook is None:
                await self._wire.delete_webhook(drop_pending_updates=False)
            else:
                hide([webhook.secret])
                await self._wire.set_webhook(
                    webhook.url, allowed_updates=KINDS, secret_token=webhook.secret
                )
        except BadRequest as refused:
            raise WebhookRefused(brief(str(refused))) from refused
        except InvalidToken as wrong:
            raise WrongToken(brief(str(wrong))) from None
        except TelegramError as failed:
            raise OSError(failure(failed).words) from failed

    async def updates(self, offset: int | None, seconds: int) -> list[Incoming]:
        """Wait up to ``seconds`` for updates from ``offset`` on; this confirms those before.

        Raises:
            AnotherPoller: on 409.
            WrongToken: when the token was revoked.
            OSError: for everything that may pass by itself.
        """
        asked: dict[str, Any] = {"timeout": seconds, "allowed_updates": KINDS}
        if offset is not None:
            asked["offset"] = offset
        try:
            found = await self._wire.do_api_request(
                "get_updates",
                api_kwargs=asked,
                read_timeout=seconds + READ,
                connect_timeout=CONNECT,
            )
        except Conflict as conflict:
            raise AnotherPoller(brief(str(conflict))) from None
        except (InvalidToken, EndPointNotFound) as wrong:  # the library's word for a 404
            raise WrongToken(brief(str(wrong))) from None
        except TelegramError as failed:
            raise OSError(failure(failed).words) from failed
        return list(incoming(found))

    async def send(self, message: Message) -> Sent:
        """Send one stored message; never raises for what the network does.

        One that may not repeat goes over a connection of its own: nobody knows what became of
        what is written into one that the other side closes just then.
        """
        wire = self._fresh if message.once else self._wire
        try:
            sent = await self._send(wire, message.chat, json.loads(message.body))
        except TelegramError as failed:
            return _fate(failed)
        except (KeyError, TypeError, ValueError) as wrong:
            return Sent(Fate.REFUSED, brief(f"{type(wrong).__name__}: {wrong}"))
        return Sent(Fate.SENT, str(sent))

    async def _send(self, wire: Wire, chat: int, body: Mapping[str, Any]) -> int:
        """Send; return the message's number."""
        text, buttons = str(body["text"]), body.get("buttons") or ()
        if body.get("document") or body.get("photo"):
            return (await self._send_file(wire, chat, text, body)).message_id
        asked: dict[str, Any] = {
            "chat_id": chat,
            "text": text,
            "link_preview_options": {"is_disabled": True},
        }
        if buttons:
            asked["reply_markup"] = _keyboard(buttons)
        if body.get("answers"):
            answered = {"message_id": body["answers"], "allow_sending_without_reply": True}
            asked["reply_parameters"] = answered
        if body.get("marks"):
            asked["entities"] = body["marks"]
        sent = await wire.do_api_request("send_message", api_kwargs=asked)
        number = sent.get("message_id") if isinstance(sent, dict) else None
        if not isinstance(number, int):
            raise TelegramError(f"{sent!r}"[:200])  # it answered: the message may be there
        return number

    async def _send_file(
        self, wire: Wire, chat: int, text: str, body: Mapping[str, Any]
    ) -> SentMessage:
        buttons = body.get("buttons") or ()
        keyboard = InlineKeyboardMarkup.de_json(_keyboard(buttons)) if buttons else None
        fits = len(text.encode("utf-16-le")) // 2 <= CAPTION
        file = body.get("document")
        if file:
            content = io.BytesIO(await self._content(file))
            if not fits:
                await wire.send_message(chat, text)
            return await wire.send_document(
                chat,
                content,
                filename=str(file["name"]),
                caption=text if fits else None,
                reply_markup=keyboard,
            )
        picture = await self._picture(body.get("photo"))
        if picture is not None and fits:
            return await wire.send_photo(chat, picture, caption=text, reply_markup=keyboard)
        if picture is not None:
            await wire.send_photo(chat, picture)
        return await wire.send_message(
            chat,
            text,
            reply_markup=keyboard,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )

    async def _content(self, file: Mapping[str, Any]) -> bytes:
        """Return the bytes of a file: as they are stored with the message, or made now."""
        if self._blob is not None and file.get("made"):
            return await self._blob(str(file["made"]))
        if file.get("raw"):
            return base64.b64decode(str(file["raw"]))
        return str(file["content"]).encode()

    async def _picture(self, sha256: object) -> bytes | None:
        """Load a picture; a message goes without one that is not there."""
        if self._blob is None or not isinstance(sha256, str):
            return None
        try:
            return await self._blob(sha256)
        except KeyError:
            return None

    async def stop_spinner(self, query: str) -> None:
        """Tell Telegram that a tap was heard; too late is no harm."""
        with suppress(TelegramError):
            await self._wire.answer_callback_query(query)

    async def close(self) -> None:
        """Free the connections."""
        if self._ready:
            await self._wire.shutdown()
        for wire in (self._wire, self._fresh):
            await wire.request.shutdown()


_LARGEST_NUMBER = 2**63 - 1


def incoming(found: object) -> Iterator[Incoming]:
    """Yield the updates as they came, but for what has no number, or none that Telegram can give:
    nobody could confirm it.

    The library's own reading of them fails as a whole on one that it does not know.
    """
    for update in found if isinstance(found, list) else ():
        number = update.get("update_id") if isinstance(update, dict) else None
        if not isinstance(number, int) or isinstance(number, bool):
            continue
        if abs(number) <= _LARGEST_NUMBER:
            yield Incoming(number, json.dumps(update))


def _wire(token: str, where: Address, *, keeps: bool) -> Wire:
    """Return a client; one that keeps no connection never writes into a closed one."""
    return Wire(
        token,
        base_url=f"{where.base}/bot",
        base_file_url=f"{where.base}/file/bot",
        request=KeptRequest(where, AT_ONCE, keeps=keeps),
        get_updates_request=KeptRequest(where, 2, keeps=keeps),
    )


def _fate(failed: TelegramError) -> Sent:
    """Tell a message that certainly did not leave from one that may be there."""
    words = brief(str(failed))
    if isinstance(failed, RetryAfter):
        return Sent(Fate.HOLD, words, _seconds(failed))
    if isinstance(failed, Forbidden):
        return Sent(Fate.AWAY, words)
    if isinstance(failed, ChatMigrated):
        return Sent(Fate.MOVED, words, moved_to=failed.new_chat_id)
    if isinstance(failed, BadRequest):
        return Sent(Fate.REFUSED, words)
    away = isinstance(failed, InvalidToken | EndPointNotFound | Conflict)
    if away or (isinstance(failed, NetworkError) and isinstance(failure(failed), NotSent)):
        return Sent(Fate.NOT_SENT, words)
    return Sent(Fate.LOST, words)


def _seconds(told: RetryAfter) -> float:
    """Return how long to wait; the library is about to change the type, and warns of it."""
    with warnings.catch_warnings(action="ignore"):
        wait = told.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def _keyboard(buttons: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Return the buttons, one to a row: they are read aloud and tapped with thumbs."""
    return {"inline_keyboard": [[_button(label, target)] for label, target in buttons]}


def _button(label: str, target: str) -> dict[str, str]:
    if target.startswith(("https://", "http://", "tg://")):
        return {"text": label, "url": target}
    return {"text": label, "callback_data": target}
