"""What is held or cancelled while nobody knows whether it is out: for the case that it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from campaign.core.deliveries import State
from campaign.core.errors import NotApprovable
from campaign.core.outcomes import Lost
from campaign.core.reasons import Reason
from campaign.languages import Catalogue
from campaign.services.deciding import Decisions
from campaign.services.listing import reason_of
from campaign.services.team_decided import aloud
from campaign.services.team_messages import TeamMessages
from tests.services.newsroom import newsroom
from tests.services.test_cancelled_unsure import heard
from tests.services.test_out_after_all import heard as alarms
from tests.services.test_out_after_all import late, taken_down
from tests.services.test_publishing_threads import THREAD

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.newsroom import Newsroom

DAY = "2031-05-13"
X, TELEGRAM = "aviso/aguas/x/1", "aviso/aguas/telegram/1"


async def lost(room: Newsroom, channel: str = "x", *, lands: bool) -> None:
    """A post gets no answer; ``lands`` tells whether it is out."""
    await room.load()
    room.channels[channel].script(Lost("timeout"), lands=lands)
    await room.until(f"{DAY}T09:00")


async def wish(room: Newsroom, what: str, *keys: str, why: str = "no") -> list[str]:
    decide = room.decisions.hold if what == "held" else room.decisions.cancel
    return [str(one.key) for one in await decide(keys or ("aviso/aguas",), "Rocío", why)]


@pytest.mark.parametrize("what", ["held", "cancelled"])
async def test_what_is_not_out_after_all_is_not_sent(tmp_path: Path, what: str) -> None:
    async with newsroom(tmp_path) as room:
        await lost(room, lands=False)
        assert (await room.states())[X] == State.UNKNOWN
        for _ in range(2):
            assert await wish(room, what) == [X]
        await room.until(f"{DAY}T10:00")
        one = (await room.newest())[X]
        assert (one.state, Reason.stored(one.reason).params["who"]) == (what, "Rocío")
        assert room.visible() == []
        if what == "held":
            await room.decisions.release([X], "Rocío")
        else:
            await room.decisions.revive([X], "Rocío")
        await room.until(f"{DAY}T10:10")
        assert len(room.visible()) == 1


@pytest.mark.parametrize("what", ["held", "cancelled"])
async def test_what_is_out_after_all_is_told_with_its_link_and_taken_down(
    tmp_path: Path, what: str
) -> None:
    async with newsroom(tmp_path) as room:
        await lost(room, lands=True)
        await wish(room, what)
        await room.until(f"{DAY}T10:00")
        one = (await room.newest())[X]
        assert one.state == State.PUBLISHED
        assert one.receipt is not None
        (text,) = await alarms(room)
        assert str(one.receipt.url) in text
        assert "pregonero withdraw" in text
        assert await taken_down(room, X) == ["down 1"]
        assert room.visible() == []


async def test_what_is_being_sent_is_told_when_its_answer_comes(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        told = await late(room, lambda: wish(room, "cancelled"))
        assert told == ["run.out-though"]
        assert (await room.states())[X] == State.PUBLISHED


@pytest.mark.parametrize("what", ["held", "cancelled"])
async def test_where_only_a_person_can_look_not_there_means_what_was_wanted(
    tmp_path: Path, what: str
) -> None:
    async with newsroom(tmp_path) as room:
        await lost(room, "telegram", lands=False)
        if what == "held":
            await room.until(f"{DAY}T09:10")
            assert (await room.states())[TELEGRAM] == State.NEEDS_PERSON
        assert await wish(room, what, TELEGRAM) == [TELEGRAM]
        one = (await room.newest())[TELEGRAM]
        if one.state != State.CANCELLED:
            assert "Rocío" in reason_of(one, Catalogue("es"))
            await room.until(f"{DAY}T09:20")
            assert (await room.states())[TELEGRAM] == State.NEEDS_PERSON
            await room.decisions.resend(TELEGRAM, "Rocío")
        assert (await room.states())[TELEGRAM] == what
        await room.until(f"{DAY}T10:00")
        assert room.visible("telegram") == []


async def test_what_follows_a_part_that_is_cancelled_while_unsure_stays_in(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=THREAD)
        room.channels["x"].script(Lost("timeout"), lands=True)
        await room.until(f"{DAY}T09:00")
        await wish(room, "cancelled", "hilo/aguas/x/1")
        await room.until(f"{DAY}T10:00")
        await room.load()
        await room.until(f"{DAY}T11:00")
        states = await room.states()
        assert [states[f"hilo/aguas/x/{part}"] for part in (1, 2, 3)] == [
            State.PUBLISHED,
            State.CANCELLED,
            State.CANCELLED,
        ]
        assert len(room.visible()) == 1


async def test_a_cancellation_is_more_than_a_hold(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await lost(room, lands=False)
        await wish(room, "held")
        await wish(room, "cancelled")
        assert await wish(room, "held") == []
        await room.until(f"{DAY}T10:00")
        assert (await room.states())[X] == State.CANCELLED


@pytest.mark.parametrize(("what", "verb"), [("held", "retuvo"), ("cancelled", "canceló")])
async def test_the_chat_reads_that_it_may_be_out(tmp_path: Path, what: str, verb: str) -> None:
    async with newsroom(tmp_path) as room:
        await lost(room, lands=False)
        team = TeamMessages(-4, Catalogue("es"), frozenset())
        decisions = Decisions(aloud(room.store, team), room.clock)
        decide = decisions.hold if what == "held" else decisions.cancel
        await decide([X], "Rocío", "se suspende")
        (text,) = await heard(room)
        assert f"Rocío {verb}" in text
        assert "puede haber salido" in text
        assert "se suspende" in text


@pytest.mark.parametrize("what", ["held", "cancelled"])
async def test_what_was_wanted_while_unsure_is_taken_back(tmp_path: Path, what: str) -> None:
    async with newsroom(tmp_path) as room:
        await lost(room, lands=False)
        await wish(room, what)
        undo = room.decisions.release if what == "held" else room.decisions.revive
        await undo(["aviso/aguas"], "Rocío")
        one = (await room.newest())[X]
        assert (one.state, Reason.stored(one.reason).id) == (State.UNKNOWN, "unknown")
        await room.until(f"{DAY}T10:00")
        assert (await room.states())[X] == State.PUBLISHED
        assert len(room.visible("x")) == 1


async def test_a_hold_outlasts_a_cancellation_that_is_taken_back(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await lost(room, lands=False)
        await wish(room, "held")
        await wish(room, "cancelled")
        with pytest.raises(NotApprovable):
            await room.decisions.release([X], "Rocío")
        await room.decisions.revive([X], "Rocío")
        await room.until(f"{DAY}T10:00")
        assert (await room.states())[X] == State.HELD


async def test_where_a_person_looks_nothing_is_held_that_was_released(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await lost(room, "telegram", lands=False)
        await room.until(f"{DAY}T09:10")
        await wish(room, "held", TELEGRAM)
        await room.decisions.release([TELEGRAM], "Rocío")
        await room.decisions.resend(TELEGRAM, "Rocío")
        await room.until(f"{DAY}T09:20")
        assert len(room.visible("telegram")) == 1
