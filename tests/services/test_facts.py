"""What the ledger knows besides the files: how it is told, and when it no longer fits."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from campaign.core.facts import Door, Fact, apply_facts
from campaign.core.problems import Code
from tests.core.factories import panel, programme
from tests.services.newsroom import PROGRAMME, newsroom

if TYPE_CHECKING:
    from pathlib import Path


async def test_a_start_in_another_offset_is_told_in_the_campaigns_time(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.learn("orillas", "start", "2031-05-28T18:00:00-05:00")
        await room.learn("orillas", "start", "2031-05-29T00:30:00+00:00")
        told = (await room.newest())["aviso/orillas/x/1"].payload
        assert told is not None
        assert "miércoles 28 de mayo, 19:30" in told.text


async def test_a_fact_about_a_panel_that_is_gone_keeps_nothing_from_loading(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.learn("orillas", "stream", "https://example.org/orillas")
        alone = PROGRAMME.partition("  - id: orillas")[0]
        loaded = await room.load(programme=alone)
        found = [p for p in loaded.proposal.checked.problems if p.code is Code.UNKNOWN_FACT]
        assert [p.is_error for p in found] == [False]
        assert loaded.proposal.checked.errors == 0


async def test_a_new_start_ends_the_delay_that_was_counted_from_the_old_one(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.learn("orillas", "delay", "10m")
        await room.learn("orillas", "start", "2031-05-28T19:00:00-05:00")
        told = (await room.newest())["aviso/orillas/x/1"].payload
        assert told is not None
        assert "19:00" in told.text


def test_a_delay_after_a_new_start_counts_from_it() -> None:
    def fact(name: str, value: str) -> Fact:
        return Fact("one", name, value, datetime(2027, 1, 1, tzinfo=UTC), "Ana", Door.CHAT)

    facts = [
        fact("delay", "10m"),
        fact("start", "2027-03-02T18:00:00+00:00"),
        fact("delay", "5m"),
    ]
    (known,) = apply_facts(programme(panel("one", "2027-03-01T18:00")), facts).panels
    assert known.begins == datetime(2027, 3, 2, 18, 5, tzinfo=UTC)
