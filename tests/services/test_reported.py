"""Whoever sits at the terminal reads in a line what came of each try."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from campaign.core.outcomes import Lost, NotSent, Refused
from campaign.languages import Catalogue, available
from campaign.services.reach import Colleagues
from tests.services.newsroom import newsroom

if TYPE_CHECKING:
    from pathlib import Path

    from campaign.core.outcomes import Outcome

CALENDAR = """\
- post: lema
  title: El lema
  when: 2031-05-12 10:00
  channels: x
  text: "El río es de todos."
"""


@pytest.mark.parametrize(
    ("first", "told"),
    [
        (None, ["run.published"]),
        (NotSent("away"), ["run.not-sent", "run.published"]),
        (Refused("too rude"), ["run.refused"]),
        (Lost("timeout"), ["run.lost", "run.published"]),
    ],
)
async def test_each_try_is_a_line(tmp_path: Path, first: Outcome | None, told: list[str]) -> None:
    said: list[tuple[str, dict[str, object]]] = []
    async with newsroom(tmp_path) as room:
        room.work_with(colleagues=Colleagues(report=lambda name, **told: said.append((name, told))))
        await room.load(calendar=CALENDAR)
        if first is not None:
            room.channels["x"].script(first)
        await room.until("2031-05-12T12:00")
        receipt = (await room.newest())["lema/x/1"].receipt
    assert [name for name, _ in said] == told
    for language in available():
        for name, values in said:
            line = Catalogue(language).text(f"cli.{name}", **values)
            assert "El lema" in line
            assert "lema/x/1" in line
            assert "\n" not in line
    if receipt is not None:
        assert said[-1][1]["url"] == (receipt.url or "")


async def test_what_cannot_be_told_is_noted_all_the_same(tmp_path: Path) -> None:
    """The network asked to wait: that stands in the ledger before anybody hears of it."""

    def closed(*_: object, **__: object) -> None:
        raise BrokenPipeError

    until = datetime(2031, 5, 12, 18, tzinfo=UTC)
    async with newsroom(tmp_path) as room:
        room.work_with(colleagues=Colleagues(report=closed))
        await room.load(calendar=CALENDAR)
        room.channels["x"].script(NotSent("429", hold_until=until))
        with pytest.raises(BrokenPipeError):
            await room.until("2031-05-12T12:00")
        assert (await room.store.snapshot()).channels["x"].hold_until == until
