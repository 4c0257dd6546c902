"""The webhook over real HTTP: whoever knows the secret is heard, and only what is stored is
confirmed.
"""

from __future__ import annotations

import asyncio
import json
import socket
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from campaign.bot import Bot, Gate
from campaign.core.errors import LedgerFull, NoListening, PregoneroError, SettingUnusable
from campaign.core.ledger_kind import Kind
from campaign.core.programme import Panel, Programme
from campaign.core.settings import Campaign
from campaign.engines.embedded import Embedded
from campaign.sandbox.credentials import BOT, settings
from campaign.sandbox.records import Visitor
from campaign.sandbox.server import serving
from campaign.sandbox.world import World
from campaign.services.conversation import Content
from campaign.settings import Settings
from campaign.store.opening import open_ledger
from campaign.web.calendars import Calendars
from campaign.web.front import Front
from campaign.wiring.clocks import SystemClock
from campaign.wiring.places import FREE, Place, bound
from campaign.wiring.webhooks import Webhook, webhook

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from campaign.store.store import Store

ZONE = ZoneInfo("America/Lima")
NOW = datetime(2030, 2, 1, 9, 0, tzinfo=UTC)
PANEL = Panel("agua", "Agua para todos", 1, datetime(2030, 2, 8, 19, 0, tzinfo=ZONE))
CONTENT = Content(Campaign("agua", "Agua", "America/Lima", ZONE), Programme((PANEL,)))
ANA = Visitor(601, "Ana", language="es")
SECRET = "entre-Telegram-y-nosotros"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
UPDATE = {
    "update_id": 5,
    "message": {
        "message_id": 1,
        "chat": {"id": 601, "type": "private"},
        "from": {"id": 601, "first_name": "Ana", "language_code": "es"},
        "text": "/start",
    },
}


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


class Failing:
    """People rows that cannot be written, until the disk has room again."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.is_full, self.hangs = True, False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def receive(self, updates: Any) -> int:
        """Fail as a full disk does, or a server that does not answer."""
        if self.hangs:
            await asyncio.Event().wait()
        if self.is_full:
            raise LedgerFull(where=updates[0].update_id)
        return await self._store.receive(updates)


@asynccontextmanager
async def at_work(
    folder: Path, world: World, *, fails: bool = False, front: Front | None = None
) -> AsyncIterator[Any]:
    """Let a bot with a webhook run; yields where it is, its rows, and what the ledger failed by."""
    store = open_ledger(f"sqlite:///{folder}/l.db", "agua", Kind.SANDBOX, trusted=True)
    people: Any = Failing(store) if fails else store
    clock, stop = SystemClock(NOW), asyncio.Event()
    told: list[PregoneroError] = []

    async def content() -> Content:
        return CONTENT

    with serving(world) as url:
        port = int(front.address.rpartition(":")[2]) if front else free_port()
        there = Webhook(f"http://127.0.0.1:{port}/telegram/aqui", SECRET, Place("127.0.0.1", port))
        bot = Bot(
            token=settings(url)["TELEGRAM_TOKEN"],
            api_url=settings(url)["TELEGRAM_API_URL"],
            people=people,
            content=content,
            clock=clock,
            gate=Gate.open_wide(clock.elapsed),
            webhook=there,
            front=front,
        )
        assert bot.reception is not None
        company = (bot.reception, bot.reception.complaint, bot)
        running = asyncio.create_task(
            Embedded(store, None, clock, company, (), told.append).run(stop)
        )
        try:
            for _ in range(400):
                if world.telegram.webhook.url or running.done():
                    break
                await asyncio.sleep(0.02)
            yield there, people, told
        finally:
            stop.set()
            await asyncio.gather(running, return_exceptions=True)
            await store.close()


async def deliver(there: Webhook, content: bytes, secret: str | None = SECRET) -> int:
    headers = {} if secret is None else {HEADER: secret}
    async with httpx.AsyncClient(trust_env=False) as client:
        return (await client.post(there.url, content=content, headers=headers)).status_code


async def test_what_telegram_delivers_is_answered(tmp_path: Path) -> None:
    world = World()
    async with at_work(tmp_path, world) as (there, _, _):
        assert world.telegram.webhook.url == there.url
        world.say(ANA, "/start")
        for _ in range(400):
            if len(world.chat(ANA)) > 1:
                break
            await asyncio.sleep(0.02)
    assert [said.sender == BOT for said in world.chat(ANA)] == [False, True]
    assert world.telegram.updates == []


async def test_an_update_is_stored_once_however_often_it_is_delivered(tmp_path: Path) -> None:
    world = World()
    world.enter(ANA)
    async with at_work(tmp_path, world) as (there, _, _):
        body = json.dumps(UPDATE).encode()
        assert [await deliver(there, body) for _ in range(3)] == [200, 200, 200]
        for _ in range(100):
            await asyncio.sleep(0.02)
            if world.chat(ANA):
                break
        await asyncio.sleep(0.2)
    assert len(world.chat(ANA)) == 1


@pytest.mark.parametrize("secret", [None, "", "entre-Telegram-y-nosotras", SECRET + "x", "ñ"])
async def test_who_does_not_know_the_secret_is_not_heard(
    tmp_path: Path, secret: str | None
) -> None:
    async with at_work(tmp_path, World()) as (there, store, _):
        async with httpx.AsyncClient(trust_env=False) as client:
            headers = [] if secret is None else [(HEADER.encode(), secret.encode())]
            answer = await client.post(there.url, content=json.dumps(UPDATE), headers=headers)
        assert answer.status_code == 403
        assert list(await store.pending()) == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"no json", 400),
        (b'{"a": "' + b"x" * 2_000_000 + b'"}', 400),
        (b"[" * 200_000, 400),
        (b'{"update_id": 5, "message": ' + b'{"a":' * 50_000 + b"1" + b"}" * 50_001, 400),
        (b"[]", 200),
        (b"{}", 200),
        (b'{"update_id": 9223372036854775808}', 200),
    ],
)
async def test_what_is_no_update_changes_nothing(tmp_path: Path, body: bytes, status: int) -> None:
    async with at_work(tmp_path, World()) as (there, store, _):
        assert await deliver(there, body) == status
        assert list(await store.pending()) == []


async def test_elsewhere_and_by_other_methods_nobody_is_there(tmp_path: Path) -> None:
    async with (
        at_work(tmp_path, World()) as (there, _, _),
        httpx.AsyncClient(trust_env=False) as client,
    ):
        elsewhere = await client.post(there.url + "/x", content=b"{}")
        got = await client.get(there.url)
    assert (elsewhere.status_code, got.status_code) == (404, 405)


async def test_what_cannot_be_stored_is_not_confirmed_and_told_once(tmp_path: Path) -> None:
    front = Front(FREE)
    async with front.showing([]), at_work(tmp_path, World(), fails=True, front=front) as at:
        there, people, told = at
        body = json.dumps(UPDATE).encode()
        assert [await deliver(there, body) for _ in range(3)] == [503, 503, 503]
        await asyncio.sleep(0.2)
        assert await deliver(there, body) == 503
        people.is_full = False
        assert await deliver(there, body) == 200
        assert [type(one) for one in told] == [LedgerFull]


async def test_who_delivers_does_not_wait_for_a_ledger_that_hangs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("campaign.bot.webhook.PATIENCE", 0.2)
    async with at_work(tmp_path, World(), fails=True) as (there, people, _):
        people.hangs = True
        assert await deliver(there, json.dumps(UPDATE).encode()) == 503


async def test_the_calendar_is_at_the_same_port_and_outlives_the_bot(tmp_path: Path) -> None:
    async def content() -> Content:
        return CONTENT

    front = Front(FREE)
    calendars = Calendars(content, SystemClock(NOW))
    async with front.showing(calendars.routes()), httpx.AsyncClient(trust_env=False) as client:

        async def calendar() -> int:
            return (await client.get(f"{front.address}/calendar.ics")).status_code

        async with at_work(tmp_path, World(), front=front) as (there, _, _):
            assert await deliver(there, json.dumps(UPDATE).encode()) == 200
            assert await calendar() == 200
        assert await calendar() == 200
        assert await deliver(there, json.dumps(UPDATE).encode()) == 404


async def test_who_is_told_to_end_twice_still_frees_the_place() -> None:
    there = Place("127.0.0.1", free_port())

    async def serve() -> None:
        async with Front(there).showing([]):
            await asyncio.Event().wait()

    running = asyncio.create_task(serve())
    await asyncio.sleep(0.2)
    running.cancel()
    await asyncio.sleep(0)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    for _ in range(100):
        await asyncio.sleep(0.05)
        with suppress(NoListening):
            bound(there).close()
            break
    else:
        pytest.fail("the place is still taken")
    front = Front(there)
    async with front.showing([]), httpx.AsyncClient(trust_env=False) as client:
        assert (await client.get(front.address)).status_code == 404


def test_a_place_that_is_taken_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(NoListening):
            bound(Place("127.0.0.1", port))


async def test_a_bot_that_asks_again_ends_the_webhook(tmp_path: Path) -> None:
    world = World()
    async with at_work(tmp_path, world):
        pass
    assert world.telegram.webhook.url
    store = open_ledger(f"sqlite:///{tmp_path}/l.db", "agua", Kind.SANDBOX, trusted=True)

    async def content() -> Content:
        return CONTENT

    with serving(world) as url:
        api, token = settings(url)["TELEGRAM_API_URL"], settings(url)["TELEGRAM_TOKEN"]
        bot = Bot(token=token, api_url=api, people=store, content=content, clock=SystemClock(NOW))
        world.say(ANA, "hola")
        await bot.step()
        await bot.close()
        await store.close()
    assert world.telegram.webhook.url == ""
    assert len(world.chat(ANA)) == 2


def named(**values: str) -> Webhook | None:
    given = {f"TELEGRAM_WEBHOOK_{name.upper()}": value for name, value in values.items()}
    return webhook(Settings({"TELEGRAM_TOKEN": "1:abc", **given}))


def test_the_webhook_is_what_the_settings_say() -> None:
    assert named() is None
    assert named(secret="x", listen="127.0.0.1:1") is None
    far = named(url="https://bot.example.org/tg", secret="s3cret_-")
    assert far == Webhook("https://bot.example.org/tg", "s3cret_-", Place("127.0.0.1", 8443))
    assert named(url="http://localhost:9001/tg", secret="s") == Webhook(
        "http://localhost:9001/tg", "s", Place("localhost", 9001)
    )
    behind = named(url="https://bot.example.org", secret="s", listen="[::]:80")
    assert behind == Webhook("https://bot.example.org", "s", Place("::", 80))
    assert behind.path == "/"


def test_a_webhook_without_a_secret_has_one_that_follows_from_the_token() -> None:
    one, same = named(url="https://a.example/x"), named(url="https://a.example/x")
    other = webhook(
        Settings({"TELEGRAM_TOKEN": "1:abd", "TELEGRAM_WEBHOOK_URL": "https://a.example/x"})
    )
    assert one
    assert other
    assert one == same
    assert one.secret != other.secret
    assert len(one.secret) == 64
    assert one.secret not in repr(one)


@pytest.mark.parametrize(
    "values",
    [
        {"url": "bot.example.org/tg"},
        {"url": "ftp://bot.example.org/tg"},
        {"url": "https://"},
        {"url": "https://a.example:99999/x"},
        {"url": "https://a.example/x", "secret": "con espacio"},
        {"url": "https://a.example/x", "secret": "x" * 257},
        {"url": "https://a.example/x", "listen": "8443"},
        {"url": "https://a.example/x", "listen": "0.0.0.0:0"},
    ],
)
def test_a_setting_out_of_form_is_an_error_that_names_it(values: dict[str, str]) -> None:
    with pytest.raises(SettingUnusable) as wrong:
        named(**values)
    assert "con espacio" not in str(wrong.value)
