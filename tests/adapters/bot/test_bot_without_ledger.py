"""A bot whose ledger is locked or full says so once, and answers later what was asked."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, cast

import pytest

from campaign.core.errors import EnvironmentFailure, LedgerLocked
from campaign.engines import embedded
from campaign.engines.embedded import Embedded
from campaign.store import sqlite
from tests.adapters.bot.test_bot_on_the_sandbox import EVA, open_house

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from campaign.ports.ledger import Ledger

QUESTION = "when is panel 1?"


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "_BUSY_MS", 50)
    monkeypatch.setattr(embedded, "SWEEP_SECONDS", 0.2)


async def until(true: Callable[[], object]) -> None:
    """Wait until something is so, and fail if that takes for ever."""
    for _ in range(1200):
        if true():
            return
        await asyncio.sleep(0.05)
    raise AssertionError


async def test_a_locked_ledger_is_told_once_and_what_was_asked_is_answered_later(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[EnvironmentFailure] = []
    said: list[str] = []
    stop = asyncio.Event()
    async with open_house(tmp_path) as house:
        bot = house.bot(tell=lambda message_id, **_: said.append(message_id))
        ledger = cast("Ledger", house.store)
        engine = Embedded(ledger, None, house.clock, [bot], tell=told.append)
        with closing(sqlite3.connect(tmp_path / "l.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            house.world.say(EVA, QUESTION)
            running = asyncio.create_task(engine.run(stop))
            await until(lambda: told)
            await asyncio.sleep(1)
            assert house.heard(EVA) == []
        await until(lambda: house.heard(EVA))
        stop.set()
        await running
        assert len(house.heard(EVA)) == 1
    assert [type(one) for one in told] == [LedgerLocked]
    assert said == []
    assert "Traceback" not in caplog.text
