"""The bot as one thing: receive, decide, send, until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from campaign.bot.gate import Gate, count_nothing
from campaign.bot.handling import Handler
from campaign.bot.polling import Receiver
from campaign.bot.sending import LOOK, Sender
from campaign.bot.transport import (
    LONG_POLL,
    AnotherPoller,
    Transport,
    WebhookRefused,
    WrongToken,
)
from campaign.core.errors import EnvironmentFailure, TokenRejected
from campaign.languages import Catalogue
from campaign.ports.messages import Message
from campaign.services.conversation import View
from campaign.services.conversation.answering import commands_of
from campaign.services.conversation.deciding import commands_in_groups
from campaign.services.team_counter import menu_of
from campaign.wiring.tongues import tongues

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from campaign.bot.gate import Waited
    from campaign.bot.handling import Team
    from campaign.bot.webhook import Reception
    from campaign.ports.attendees import People
    from campaign.ports.clock import Clock
    from campaign.services.conversation import Content, Door
    from campaign.web.front import Front
    from campaign.wiring.webhooks import Webhook

log = logging.getLogger(__name__)

PAUSE, LONGEST_PAUSE = 1.0, 60.0
CONFLICT_PAUSE = 10.0


def _tell_nobody(_message_id: str, **_params: object) -> None:
    """Say nothing: nobody sits at a terminal."""


async def _nothing_to_feed() -> bool:
    """Have nothing that is for many."""
    return False


def _mind_nobody() -> None:
    """Do not mind that there is another program."""


class Bot:
    """Talks with attendees.

    ``content`` returns the last loaded revision; ``blob`` loads a picture by its SHA-256;
    ``doors`` handle further kinds of buttons by their prefix; ``gate`` is by default that
    of one token on the real network; ``team`` answers the team in its chat. ``tell`` says to
    the person at the terminal when Telegram is away, once (with the sentence ``away``), and when it
    is back; ``another`` is called whenever another program was found to poll with the same token.
    With a ``webhook`` Telegram delivers there: that is taken by :attr:`reception`, which runs
    beside the bot, at ``front`` where the program has that port open already. Without one Telegram
    is asked for what is new.
    ``feed`` puts more into the outbox of what is for many, and tells whether it did. ``waited``
    hears how long each message waited for its turn.
    """

    def __init__(  # noqa: PLR0913 -- one place where the parts meet
        self,
        *,
        token: str,
        api_url: str,
        people: People,
        content: Callable[[], Awaitable[Content]],
        clock: Clock,
        blob: Callable[[str], Awaitable[bytes]] | None = None,
        doors: Mapping[str, Door] | None = None,
        gate: Gate | None = None,
        team: Team | None = None,
        tell: Callable[..., None] = _tell_nobody,
        away: str = "run.bot-away",
        another: Callable[[], None] = _mind_nobody,
        webhook: Webhook | None = None,
        front: Front | None = None,
        feed: Callable[[], Awaitable[bool]] = _nothing_to_feed,
        waited: Waited = count_nothing,
    ) -> None:
        self._people = people
        self._loaded = content
        self._moved: dict[int, int] = {}
        self._clock = clock
        self._tongues = tongues()
        self._gate = gate or Gate(clock.elapsed, waited=waited)
        self._transport = Transport(token, api_url, blob)
        self._handler = Handler(people, self._content, self._tongues, clock, doors or {}, team)
        self._receiver = Receiver(self._transport, people)
        self._sender = Sender(self._transport, people, clock, self._gate, self._follow)
        self._work = asyncio.Event()
        self._started = False
        self._background: set[asyncio.Task[None]] = set()
        self._tell = tell
        self._another = another
        self._says_away = away
        self._away = False
        self._webhook = webhook
        self.reception = self._reception(webhook, front)
        self._feed = feed

    def _reception(self, webhook: Webhook | None, front: Front | None) -> Reception | None:
        """Return what takes what Telegram delivers; ``None`` where it is asked."""
        if webhook is None:
            return None
        from campaign.bot.webhook import Reception  # noqa: PLC0415 -- HTTP, only where it is served

        return Reception(webhook, self._people, self._work.set, front)

    async def step(self) -> int:
        """Receive, handle and send everything that is there now; return how much that was."""
        if not self._started:
            await self._start()
            await self._transport.deliver_to(None)
        received = await self._receiver.poll(0)
        await self._handle()
        sent = await self._sender.send_due()
        while await self._feed():
            sent += await self._sender.send_due()
        if self._background:
            await asyncio.wait(self._background)
        return received + sent

    async def run(self, stop: asyncio.Event) -> None:
        """Run until ``stop`` is set; what is being sent is finished first.

        Raises:
            TokenRejected: when Telegram does not know the token.
            EnvironmentFailure: when the ledger fails, as on a full disk: whoever runs the bot
                says so and runs it again, and what was asked meanwhile is answered then.
        """
        try:
            if not await self._start_patiently(stop):
                return
            hear = self._poll if self._webhook is None else self._be_delivered_to
            work = (hear, self._listen, self._speak, self._provide)
            loops = [asyncio.create_task(loop(stop)) for loop in work]
            stopped = asyncio.create_task(stop.wait())
            await asyncio.wait([*loops, stopped], return_when=asyncio.FIRST_COMPLETED)
            for loop in loops if not stop.is_set() else loops[:1]:
                loop.cancel()
            stopped.cancel()
            ended = await asyncio.gather(*loops, return_exceptions=True)
            _raise_first(ended)
        finally:
            await self.close()

    async def close(self) -> None:
        """Free the connections; a later :meth:`run` or :meth:`step` opens them again."""
        self._started = False
        await self._transport.close()

    async def _start(self) -> None:
        if not self._started:
            content = await self._content()
            team, home = content.team_chat, content.campaign.language
            in_chats = {} if team is None else {team: menu_of(self._tongues.phrases_of(home))}
            menus = self._menus(content)
            in_groups = {code: commands_in_groups(menu) for code, menu in menus.items()}
            self._handler.bot = await self._transport.start(menus, in_chats, in_groups)
            self._started = True

    def _menus(self, content: Content) -> dict[str, tuple[tuple[str, str], ...]]:
        codes = ("", *self._tongues.codes)
        home = content.campaign.language
        now = self._clock.now()
        return {
            code: commands_of(View(content, self._tongues, code or home, now)) for code in codes
        }

    async def _start_patiently(self, stop: asyncio.Event) -> bool:
        """Start as soon as Telegram answers; ``False`` when stopped before."""
        pause = PAUSE
        while not stop.is_set():
            try:
                await self._start()
            except WrongToken as wrong:
                raise TokenRejected(detail=str(wrong)) from wrong
            except OSError as failed:
                self._is_away(str(failed))
                await _wait(stop, pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                return True
        return False

    async def _content(self) -> Content:
        """Return what was loaded; a team's chat that became another one is that one."""
        content = await self._loaded()
        moved_to = self._moved.get(content.team_chat or 0)
        return content if moved_to is None else replace(content, team_chat=moved_to)

    def _follow(self, chat: int, moved_to: int) -> None:
        """Take note of a chat that became another one, and say so."""
        if self._moved.get(chat) != moved_to:
            self._moved[chat] = moved_to
            self._tell("run.chat-moved", was=chat, now=moved_to)

    async def _be_delivered_to(self, stop: asyncio.Event) -> None:
        """Have Telegram deliver; what it could not deliver meanwhile comes by itself."""
        self._work.set()
        await self._deliver_patiently(self._webhook, stop)
        await stop.wait()

    async def _deliver_patiently(self, webhook: Webhook | None, stop: asyncio.Event) -> None:
        """Say where to deliver as soon as Telegram answers."""
        pause = PAUSE
        while not stop.is_set():
            try:
                await self._transport.deliver_to(webhook)
            except WrongToken as wrong:
                raise TokenRejected(detail=str(wrong)) from wrong
            except WebhookRefused as refused:
                self._tell("run.webhook-refused", words=str(refused))
                await _wait(stop, LONGEST_PAUSE)
            except OSError as failed:
                self._is_away(str(failed))
                await _wait(stop, pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                self._is_back()
                return

    async def _poll(self, stop: asyncio.Event) -> None:
        pause = PAUSE
        self._work.set()
        await self._deliver_patiently(None, stop)
        while not stop.is_set():
            try:
                if await self._receiver.poll(LONG_POLL):
                    self._work.set()
                self._is_back()
                pause = PAUSE
            except WrongToken as wrong:
                raise TokenRejected(detail=str(wrong)) from wrong
            except AnotherPoller as conflict:
                self._another()
                await self._report(conflict)
                await _wait(stop, CONFLICT_PAUSE)
            except EnvironmentFailure:
                raise
            except Exception as failed:
                if not isinstance(failed, OSError):
                    log.exception("polling failed; it is tried again")
                self._is_away(str(failed))
                await _wait(stop, pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    def _is_away(self, words: str) -> None:
        if not self._away:
            self._tell(self._says_away, words=words)
        self._away = True

    def _is_back(self) -> None:
        if self._away:
            self._tell("run.bot-back")
        self._away = False

    async def _listen(self, stop: asyncio.Event) -> None:
        """Handle whenever there is something, however much is being sent."""
        while not stop.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._work.wait(), LOOK)
            self._work.clear()
            await _patiently(self._handle, stop)
            self._sender.wake()
            await _patiently(self._people.scrub, stop)

    async def _speak(self, stop: asyncio.Event) -> None:
        """Send whenever there is something; what is under way is finished at the end."""
        try:
            while not stop.is_set():
                await self._sender.wait()
                await _patiently(partial(self._sender.send_due, stop), stop)
        finally:
            await self._sender.finish()

    async def _provide(self, stop: asyncio.Event) -> None:
        """Put into the outbox what is for many, as much at a time as is sent before the next."""
        while not stop.is_set():
            await _patiently(self._feed_once, stop)
            await _wait(stop, LOOK)

    async def _feed_once(self) -> None:
        if await self._feed():
            self._sender.wake()

    async def _handle(self) -> None:
        for query in await self._handler.handle_pending():
            task = asyncio.create_task(self._transport.stop_spinner(query))
            self._background.add(task)
            task.add_done_callback(self._background.discard)

    async def _report(self, conflict: AnotherPoller) -> None:
        """Tell the team, once an hour, that somebody else answers with this token."""
        log.error("another program polls with this token: %s", conflict)
        content = await self._content()
        if content.team_chat is None:
            return
        text = Catalogue(content.campaign.language).text("bot.conflict")
        once = f"conflict:{self._clock.now():%Y%m%d%H}"
        body = json.dumps({"text": text}, ensure_ascii=False)
        await self._people.enqueue([Message(content.team_chat, body, 1, once=True, dedupe=once)])


async def _patiently(work: Callable[[], Awaitable[object]], stop: asyncio.Event) -> None:
    """Do something; a failure that is not the ledger's is told, and it is tried again later."""
    try:
        await work()
    except EnvironmentFailure:
        raise
    except Exception:
        log.exception("handling or sending failed; it is tried again")
        await _wait(stop, PAUSE)


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


def _raise_first(ended: list[BaseException | None]) -> None:
    for one in ended:
        if isinstance(one, Exception):
            raise one
