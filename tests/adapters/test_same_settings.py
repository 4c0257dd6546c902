"""All processes of a campaign have the settings of its folder's, and nobody reads them there."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from campaign.core.ledger_kind import Kind
from campaign.settings import SETTINGS, Settings
from campaign.store.opening import open_ledger
from campaign.wiring.same_settings import differing, leave_marks

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from campaign.store.opening import Store

GIVEN = {"X_ACCESS_TOKEN": "zanahoria", "TELEGRAM_TOKEN": "7:betarraga", "MAX_PER_HOUR": "30"}


def held_in(folder: Path) -> bytes:
    """Return all that a ledger's files hold."""
    return b"".join(path.read_bytes() for path in folder.iterdir())


@asynccontextmanager
async def noted(folder: Path, **given: str) -> AsyncIterator[Store]:
    """Open a ledger whose campaign works with these settings."""
    store = open_ledger(f"sqlite:///{folder / 'ledger.sqlite'}", "agua", Kind.REAL)
    try:
        await leave_marks(store, Settings(given))
        yield store
    finally:
        await store.close()


async def test_what_differs_is_named(tmp_path: Path) -> None:
    async with noted(tmp_path, **GIVEN) as store:
        assert await differing(store, Settings(GIVEN)) == []
        other = {"X_ACCESS_TOKEN": "zanahorias", "TELEGRAM_TOKEN": "7:betarraga", "LEASE": "9"}
        found = await differing(store, Settings(other))
        assert set(found) == {"X_ACCESS_TOKEN", "LEASE", "MAX_PER_HOUR"}
        assert await differing(store, Settings(other), only_bot=True) == []
        assert await differing(store, Settings({}), only_bot=True) == ["TELEGRAM_TOKEN"]


async def test_the_newest_settings_count(tmp_path: Path) -> None:
    async with noted(tmp_path, **GIVEN) as store:
        before = await store.setting_marks()
        await leave_marks(store, Settings(GIVEN))
        assert await store.setting_marks() == before
        newer = {**GIVEN, "X_ACCESS_TOKEN": "apio"}
        await leave_marks(store, Settings(newer))
        assert await differing(store, Settings(newer)) == []
        assert await differing(store, Settings(GIVEN)) == ["X_ACCESS_TOKEN"]


async def test_nobody_reads_a_value_in_the_ledger(tmp_path: Path) -> None:
    async with noted(tmp_path, **GIVEN) as store:
        marks = await store.setting_marks() or ""
    held = held_in(tmp_path)
    for value in ("zanahoria", "betarraga"):
        assert value not in marks
        assert value.encode() not in held
    assert "X_ACCESS_TOKEN" in marks


async def test_what_is_a_machines_own_may_differ(tmp_path: Path) -> None:
    own = [one.name for one in SETTINGS if one.of_machine]
    assert {"DATABASE_URL", "LISTEN", "METRICS_LISTEN", "CAMPAIGN"} <= set(own)
    async with noted(tmp_path, **GIVEN) as store:
        assert await differing(store, Settings({**GIVEN, **dict.fromkeys(own, "x")})) == []


async def test_without_marks_there_is_nothing_to_differ_from(tmp_path: Path) -> None:
    store = open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}", "agua", Kind.REAL)
    try:
        assert await differing(store, Settings(GIVEN)) == []
    finally:
        await store.close()


@pytest.mark.parametrize("spelt", ["zanahoria ", " zanahoria"])
async def test_spaces_around_make_no_other_setting(tmp_path: Path, spelt: str) -> None:
    async with noted(tmp_path, **GIVEN) as store:
        assert await differing(store, Settings({**GIVEN, "X_ACCESS_TOKEN": spelt})) == []
