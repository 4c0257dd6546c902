"""What a person finds on a network is kept as a network's own proof is, whatever was decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from campaign.core.deliveries import State
from campaign.core.errors import NotApprovable
from campaign.core.life import Move
from campaign.core.outcomes import Lost, Refused
from campaign.core.reasons import Reason
from campaign.ports.ledger import LedgerChange, Step
from campaign.services.confirming import is_by_word
from tests.services.newsroom import newsroom
from tests.services.teamroom import buttons
from tests.services.test_out_after_all import heard, taken_down
from tests.services.test_publishing_threads import THREAD
from tests.services.test_team_desk import KEY as BY_HAND
from tests.services.test_team_desk import LINK, chat

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.newsroom import Newsroom

DAY = "2031-05-13"
KEY = "aviso/aguas/telegram/1"
FIRST = "hilo/aguas/telegram/1"


async def unsure(room: Newsroom, calendar: str | None = None) -> str:
    """A post gets no answer, and is out; return its link."""
    await room.load(**{"calendar": calendar} if calendar else {})
    telegram = room.channels["telegram"]
    telegram.script(Lost("gone"), lands=True)
    await room.until(f"{DAY}T09:05")
    return f"https://fake.example/{telegram.posts[0].remote_id}"


async def found(room: Newsroom, key: str, url: str) -> None:
    sheets = {name: channel.sheet for name, channel in room.channels.items()}
    await room.decisions.resolve(key, "Rocío", url, sheets)


@pytest.mark.parametrize("end", [Move.CANCEL, Move.EXPIRE])
async def test_it_is_recorded_told_and_taken_down(tmp_path: Path, end: Move) -> None:
    async with newsroom(tmp_path) as room:
        url = await unsure(room)
        one = (await room.newest())[KEY]
        step = Step(one.id, one.fence, end, None, "otra")
        await room.store.apply(LedgerChange(room.clock.now(), "otra", steps=[step]))
        for link in (f"{url}9", url):  # what a person said can be said anew
            await found(room, KEY, link)
            one = (await room.newest())[KEY]
            assert (one.state, is_by_word(one)) == (State.PUBLISHED, True)
            assert one.receipt is not None
            assert one.receipt.url == link
        assert Reason.stored(one.reason).id == "out-though-confirmed"
        (text,) = await heard(room)
        assert url in text
        assert "Rocío" in text
        assert await taken_down(room, KEY) == ["down 1"]
        assert room.visible("telegram") == []
        with pytest.raises(NotApprovable):
            await found(room, KEY, url)


async def test_also_of_an_earlier_version_and_the_newer_one_waits(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=THREAD)
        telegram = room.channels["telegram"]
        telegram.script(Refused("no"))
        await room.until(f"{DAY}T09:05")
        await room.decisions.hold_all("Rocío", "calma")
        await room.load(calendar=THREAD.replace("Uno:", "Ahora:"))
        assert (await room.newest())[FIRST].generation == 2
        await found(room, FIRST, "https://fake.example/7")
        known = (await room.store.snapshot()).deliveries
        states = {d.generation: d.state for d in known if str(d.key) == FIRST}
        assert states == {1: State.PUBLISHED, 2: State.HELD}


async def test_what_was_never_tried_and_still_goes_out_is_nowhere(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        with pytest.raises(NotApprovable):
            await found(room, KEY, "https://fake.example/7")


async def test_the_rest_of_its_thread_stays_in(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        url = await unsure(room, THREAD)
        await room.decisions.cancel([FIRST], "Rocío", "no")
        await room.until(f"{DAY}T09:10")
        await found(room, FIRST, url)
        await room.load()
        await room.until(f"{DAY}T10:00")
        assert len(room.visible("telegram")) == 1


async def test_a_link_in_the_chat_is_taken_after_it_was_dropped(tmp_path: Path) -> None:
    async with chat(tmp_path) as (room, here):
        (number,) = here.said
        (sure,) = await here.press(buttons(here.said[number])["No va"])
        await here.press(buttons(sure)["Sí, no va"])
        (told,) = await here.answer(number, LINK)
        assert "está publicado" in told["text"]
        one = (await room.newest())[BY_HAND]
        assert one.state == State.PUBLISHED
        assert one.receipt is not None
        assert one.receipt.url == LINK
        (stale,) = await here.answer(number, LINK)
        assert "ya no sirve" in stale["text"]
