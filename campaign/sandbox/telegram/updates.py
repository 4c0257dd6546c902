# ruff: noqa: EM101, TRY003 - the words of a refusal are the network's own
"""How updates reach the bot: one poller that waits, or a webhook; never both."""

from __future__ import annotations

import asyncio
import re
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from campaign.sandbox.telegram.refusals import Refusal, bad
from campaign.sandbox.telegram.state import UPDATE_LIFE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

    from campaign.sandbox.telegram.compose import Call
    from campaign.sandbox.telegram.params import Arguments
    from campaign.sandbox.telegram.state import Pending
    from campaign.sandbox.world import World

_LONGEST = 50
_MOST = 100
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class Wake:
    """An event of this loop that any thread may set by changing the world."""

    def __init__(self, world: World) -> None:
        self._event = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._stop = world.watch(self._from_anywhere)

    def _from_anywhere(self) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            self._loop.call_soon_threadsafe(self._event.set)

    def set(self) -> None:
        """Wake whoever waits."""
        self._event.set()

    async def wait(self, seconds: float | None = None) -> None:
        """Wait for the next change, at most so long."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._event.wait(), seconds)
        self._event.clear()

    def close(self) -> None:
        """Listen no more."""
        self._stop()


class Poller:
    """The one request that may wait for updates; a newer one ends it."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._current: Wake | None = None

    async def get_updates(self, asked: Arguments, request: Request) -> list[dict[str, Any]]:
        """Return updates from ``offset`` on, waiting up to ``timeout`` seconds for one."""
        if self._world.telegram.webhook.url:
            words = "can't use getUpdates method while webhook is active"
            raise Refusal(409, f"Conflict: {words}; use deleteWebhook to delete the webhook first")
        limit = asked.get("limit", _MOST)
        if not 1 <= limit <= _MOST:
            limit = _MOST
        self._prepare(asked)
        mine = Wake(self._world)
        if self._current:
            self._current.set()
        self._current = mine
        gone = asyncio.ensure_future(_disconnected(request, mine))
        try:
            return await self._collect(mine, limit, min(asked.get("timeout", 0), _LONGEST), gone)
        finally:
            gone.cancel()
            mine.close()
            if self._current is mine:
                self._current = None

    async def _collect(
        self, mine: Wake, limit: int, seconds: float, gone: asyncio.Future[None]
    ) -> list[dict[str, Any]]:
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while True:
            if self._current is not mine:
                words = "terminated by other getUpdates request"
                raise Refusal(
                    409, f"Conflict: {words}; make sure that only one bot instance is running"
                )
            waiting = pending(self._world)[:limit]
            left = end - loop.time()
            if waiting or left <= 0 or gone.done():
                return [as_update(update) for update in waiting]
            await mine.wait(left)

    def _prepare(self, asked: Arguments) -> None:
        """Take note of what the bot has and of what it wants."""
        chats = self._world.telegram
        with self._world.lock:
            allowed = asked.get("allowed_updates")
            if allowed is not None:
                set_allowed(self._world, allowed)
            offset = asked.get("offset", 0)
            if offset < 0:
                kept = chats.updates[offset:]
                offset = kept[0].id if kept else 0
            if any(update.id < offset for update in chats.updates):
                self._world.commit(("telegram.confirm", {"before": offset}))


async def _disconnected(request: Request, wake: Wake) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
    wake.set()


def pending(world: World) -> list[Pending]:
    """Return the updates that wait for the bot; Telegram keeps them a day."""
    oldest = world.now() - UPDATE_LIFE
    return [update for update in world.telegram.updates if update.at > oldest]


def as_update(update: Pending) -> dict[str, Any]:
    """Return an ``Update`` of the Bot API."""
    return {"update_id": update.id, update.kind: update.body}


def set_allowed(world: World, kinds: Any) -> None:
    """Remember which kinds of updates the bot wants."""
    if not isinstance(kinds, list) or not all(isinstance(kind, str) for kind in kinds):
        raise bad("can't parse allowed updates")
    if tuple(kinds) != world.telegram.allowed:
        world.commit(("telegram.allowed", {"kinds": kinds}))


def set_webhook(call: Call) -> Any:
    """Let updates be pushed to an address of this machine."""
    url = call.asked.get("url", "")
    secret = call.asked.get("secret_token") or ""
    if url and not _is_here(url):
        raise bad("bad webhook: the sandbox pushes to this machine only")
    if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise bad("secret token contains unallowed characters")
    if call.asked.get("allowed_updates") is not None:
        set_allowed(call.world, call.asked.get("allowed_updates"))
    _drop(call)
    call.world.commit(("telegram.webhook", {"url": url, "secret": secret}))
    return True


def delete_webhook(call: Call) -> Any:
    """Go back to polling."""
    _drop(call)
    if call.world.telegram.webhook.url:
        call.world.commit(("telegram.webhook", {"url": "", "secret": ""}))
    return True


def get_webhook_info(call: Call) -> Any:
    """Tell how the webhook does."""
    hook = call.world.telegram.webhook
    info: dict[str, Any] = {
        "url": hook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(pending(call.world)),
    }
    if hook.error and hook.error_at:
        info["last_error_message"] = hook.error
        info["last_error_date"] = int(hook.error_at.timestamp())
    if call.world.telegram.allowed:
        info["allowed_updates"] = list(call.world.telegram.allowed)
    return info


def _drop(call: Call) -> None:
    if call.asked.get("drop_pending_updates"):
        before = call.world.telegram.next_update()
        call.world.commit(("telegram.confirm", {"before": before}))


def _is_here(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in {"http", "https"} and parts.hostname in LOOPBACK


@asynccontextmanager
async def pushing(world: World) -> AsyncIterator[None]:
    """Push updates to the webhook as long as the block runs."""
    task = asyncio.create_task(_push(world))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _push(world: World) -> None:
    wake = Wake(world)
    while not world.telegram.webhook.url:
        await wake.wait()
    import httpx  # noqa: PLC0415 - only with a webhook

    pause = 0.5
    async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
        while True:
            waiting = pending(world) if world.telegram.webhook.url else []
            if not waiting:
                await wake.wait()
                continue
            error = await _delivered(world, client, waiting[0])
            if error:
                hook = world.telegram.webhook
                if error != hook.error:
                    data = {"url": hook.url, "secret": hook.secret, "error": error}
                    world.commit(("telegram.webhook", data))
                await asyncio.sleep(pause)
            pause = min(pause * 2, 30) if error else 0.5


async def _delivered(world: World, client: Any, update: Pending) -> str:
    """Push one update; return what went wrong, empty for nothing."""
    hook = world.telegram.webhook
    headers = {"X-Telegram-Bot-Api-Secret-Token": hook.secret} if hook.secret else {}
    try:
        answer = await client.post(hook.url, json=as_update(update), headers=headers)
    except OSError as error:
        return f"Connection failed: {error}"
    except Exception as error:  # noqa: BLE001 - whatever the address does is its error
        return f"Connection failed: {type(error).__name__}"
    if not answer.is_success:
        return f"Wrong response from the webhook: {answer.status_code} {answer.reason_phrase}"
    world.commit(("telegram.confirm", {"before": update.id + 1}))
    return ""
