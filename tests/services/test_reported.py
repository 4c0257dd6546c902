"""Whoever sits at the terminal reads in a line what came of each try."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from campaign.core.deliveries import State
from campaign.core.lateness import span
from campaign.core.outcomes import Doubted, Lost, NotSent, Refused
from campaign.core.reasons import because
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

SECOND = """\
- post: final
  title: El final
  when: 2031-05-13 10:00
  channels: x
  text: "Hasta pronto."
"""


@pytest.mark.parametrize(
    ("first", "told"),
    [
        (None, ["run.published"]),
        (NotSent("away"), ["run.not-sent", "run.published"]),
        (Refused("too rude"), ["run.refused"]),
        (Lost("timeout"), ["run.lost", "run.published-late"]),
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


async def test_a_post_that_comes_to_need_a_person_is_a_line(tmp_path: Path) -> None:
    """Also where there is no chat of the team; and not where somebody had decided meanwhile."""
    said: list[tuple[str, dict[str, object]]] = []
    async with newsroom(tmp_path) as room:
        room.work_with(colleagues=Colleagues(report=lambda name, **told: said.append((name, told))))
        await room.load(calendar=CALENDAR.replace("channels: x", "channels: telegram"))
        room.channels["telegram"].script(Lost("timeout"))
        await room.until("2031-05-12T12:00")
        asked = (await room.newest())["lema/telegram/1"]
        assert asked.state is State.NEEDS_PERSON
        assert [name for name, _ in said] == ["run.lost", "run.asked"]
        await room.publisher.reach.ask(replace(asked, fence=asked.fence - 1), because("found"))
        assert len(said) == 2
    for language in available():
        line = Catalogue(language, " --sandbox").text("cli.run.asked", **said[1][1])
        assert "El lema" in line
        assert "`pregonero show lema/telegram/1 --sandbox`" in line
        assert "\n" not in line


async def test_whoever_doubts_that_it_is_theirs_is_asked_in_a_line(tmp_path: Path) -> None:
    said: list[str] = []
    async with newsroom(tmp_path) as room:
        room.work_with(colleagues=Colleagues(report=lambda name, **_: said.append(name)))
        await room.load(calendar=CALENDAR)
        room.channels["x"].script(Doubted("https://x.example/1"))
        await room.until("2031-05-12T12:00")
    assert said == ["run.asked"]


async def test_what_cannot_be_told_is_noted_all_the_same(tmp_path: Path) -> None:
    """The network asked to wait: that stands in the ledger before anybody hears of it."""

    def closed(*_: object, **__: object) -> None:
        raise BrokenPipeError

    until = datetime(2031, 5, 12, 18, tzinfo=UTC)
    async with newsroom(tmp_path) as room:
        room.work_with(colleagues=Colleagues(report=closed))
        await room.load(calendar=CALENDAR)
        room.channels["x"].script(NotSent("429", hold_until=until))
        await room.until("2031-05-12T12:00")
        assert (await room.store.snapshot()).channels["x"].hold_until == until


async def test_a_post_that_goes_out_late_says_by_how_much(tmp_path: Path) -> None:
    said: list[tuple[str, object]] = []
    async with newsroom(tmp_path) as room:
        report = Colleagues(report=lambda name, **told: said.append((name, told.get("late"))))
        room.work_with(colleagues=report)
        await room.load(calendar=CALENDAR)
        room.clock.advance_to(datetime(2031, 5, 12, 15, 1, tzinfo=UTC))
        await room.publisher.work()
        assert said == [("run.published", None)]
        room.clock.advance_to(datetime(2031, 5, 12, 15, 30, tzinfo=UTC))
        await room.load(calendar=CALENDAR + SECOND)
        room.clock.advance_to(datetime(2031, 5, 13, 16, 5, tzinfo=UTC))
        await room.publisher.work()
        assert said[1:] == [("run.published-late", "1 h 5 min")]


@pytest.mark.parametrize(
    ("minutes", "told"), [(2, "2 min"), (60, "1 h"), (1445, "1 d 5 min"), (3000, "2 d 2 h")]
)
def test_a_span_has_two_units_at_most(minutes: int, told: str) -> None:
    assert span(timedelta(minutes=minutes)) == told
