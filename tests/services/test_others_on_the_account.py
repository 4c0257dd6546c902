"""Where only the networks can tell what went out since a copy, what nobody knows is asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from campaign.core.deliveries import Payload
from campaign.core.outcomes import Certainty
from campaign.core.reasons import Reason
from campaign.testing import FakeChannel, fake_sheet
from tests.services.newsroom import newsroom
from tests.services.test_decided_since_copy import put_back, put_by, told
from tests.services.test_out_since_copy import MOVED
from tests.services.test_withdrawing import take_down

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.newsroom import Newsroom

DAYS = """
- {post: barro, when: 2031-05-12 09:00, channels: [x], text: "Se amasa el barro."}
- {post: aviso, for: aguas, when: 2031-05-13 09:00, channels: [x], text: "Será {{ panel.when }}."}
- {post: feria, when: 2031-05-14 09:00, channels: [x], text: "Abre la feria."}
"""
BARRO, AVISO = "barro/x/1", "aviso/aguas/x/1"


async def lose_the_ledger(room: Newsroom, folder: Path) -> None:
    """Put the copy back where what it replaces is gone."""
    await room.store.close()
    for suffix in ("", "-wal", "-shm"):
        (folder / f"ledger.sqlite{suffix}").unlink(missing_ok=True)
    assert not (await put_back(room, folder)).since.known


async def say(room: Newsroom, text: str, reply_to: str | None = None) -> None:
    """Let a person post on the account by hand."""
    await room.channels["x"].publish(Payload(text, "es", reply_to=reply_to), [], {}, text)


@pytest.mark.parametrize("certainty", [Certainty.READBACK, Certainty.EXACT])
async def test_what_is_out_with_other_words_is_asked_about(
    tmp_path: Path, certainty: Certainty
) -> None:
    async with newsroom(tmp_path) as room:
        room.channels["x"] = FakeChannel(fake_sheet("x", certainty), room.clock.now)
        room.work_with(channels=room.channels)
        await room.load(calendar=DAYS)
        await room.until("2031-05-12T09:01")
        put_by(tmp_path)
        await room.learn("aguas", "start", MOVED)
        await room.until("2031-05-13T09:01")
        shown = room.visible()
        link = f"https://fake.example/{room.channels['x'].posts[-1].remote_id}"
        await lose_the_ledger(room, tmp_path)
        assert await told(room, AVISO) == ("needs_person", "others-since-copy", {"links": link})
        await room.until("2031-05-13T12:00")
        assert room.visible() == shown
        await room.until("2031-05-14T09:01")
        assert room.visible() == [*shown, "Abre la feria."]


async def test_who_looked_decides(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=DAYS)
        await room.until("2031-05-12T09:01")
        put_by(tmp_path)
        await say(room, "Hoy llueve.")
        room.clock.advance_to(room.clock.now().replace(day=13, hour=14, minute=5))
        await lose_the_ledger(room, tmp_path)
        assert (await told(room, AVISO))[0] == "needs_person"
        await room.decisions.resend(AVISO, "Irma")
        await room.until("2031-05-13T09:30")
        assert [text[:4] for text in room.visible()] == ["Se a", "Hoy ", "Será"]


async def test_what_the_ledger_can_explain_asks_nobody(tmp_path: Path) -> None:
    """Its own posts, also those that are only to come by its time, and answers to others."""
    async with newsroom(tmp_path) as room:
        await say(room, "Antes de la campaña.")
        await room.load(calendar=DAYS)
        await room.until("2031-05-12T09:01")
        put_by(tmp_path)
        await say(room, "¡Gracias!", reply_to="de-otra-persona")
        await say(room, "Abre la feria.")
        room.clock.advance_to(room.clock.now().replace(day=13, hour=14, minute=5))
        await lose_the_ledger(room, tmp_path)
        await room.until("2031-05-14T09:01")
        assert "needs_person" not in (await room.states()).values()
        assert room.doubled() == []
        assert len(room.visible()) == 5


async def test_what_is_made_anew_is_asked_about(tmp_path: Path) -> None:
    """A correction that went out since, and is made again with other words."""
    async with newsroom(tmp_path) as room:
        await room.load(calendar=DAYS)
        await room.until("2031-05-13T09:01")
        put_by(tmp_path)
        await room.learn("aguas", "start", "2031-05-20T19:00:00-05:00")
        await room.until("2031-05-13T09:30")
        assert len(room.visible()) == 3
        await lose_the_ledger(room, tmp_path)
        await room.learn("aguas", "start", MOVED)
        await room.until("2031-05-13T10:30")
        assert len(room.visible()) == 3
        change = next(d for d in (await room.newest()).values() if d.entry == "change")
        assert change.state == "needs_person"
        assert Reason.stored(change.reason).id == "others-since-copy"


async def test_what_was_taken_down_with_other_words_stays_down(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=DAYS)
        put_by(tmp_path)
        await room.learn("aguas", "start", MOVED)
        await room.until("2031-05-13T09:01")
        assert await take_down(room, AVISO) == [None]
        await lose_the_ledger(room, tmp_path)
        await room.until("2031-05-13T12:00")
        assert room.visible() == ["Se amasa el barro."]
        assert (await room.states())[AVISO] == "removed"
