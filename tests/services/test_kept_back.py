"""What is held, or lacks an approval, stays so where nobody knew whether it was out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from campaign import channels
from campaign.core.errors import AddressOfStranger, AddressTaken
from campaign.core.outcomes import Lost
from campaign.languages import Catalogue
from campaign.services.team_messages import TeamMessages
from tests.services.newsroom import newsroom

if TYPE_CHECKING:
    from pathlib import Path

SHEETS = channels.sheets()
TEAM = -77
DAY = "2031-05-13"
UNSENT = f"""\
- post: lema
  when: {DAY} 09:00
  channels: telegram
  text: El río es de todos.
"""
KEY = "lema/telegram/1"


async def test_what_is_not_out_goes_on_waiting_for_its_approval(tmp_path: Path) -> None:
    """A new ledger asks of everything whose time is over whether it is out: also of this."""
    async with newsroom(tmp_path, "approval: {lema: prensa}\n") as room:
        await room.load(calendar=UNSENT)
        await room.store.distrust()
        await room.until(f"{DAY}T09:10")
        assert (await room.states())[KEY] == "needs_person"
        await room.decisions.resend(KEY, "Rocío")
        await room.until(f"{DAY}T09:20")
        assert (await room.states())[KEY] == "waiting"
        assert room.visible("telegram") == []
        await room.decisions.approve([KEY], "Rocío", "prensa")
        await room.until(f"{DAY}T09:30")
        assert room.visible("telegram") == []  # that was another question
        await room.decisions.resend(KEY, "Rocío")
        await room.until(f"{DAY}T09:40")
        assert (await room.states())[KEY] == "published"


async def test_who_looked_is_believed_at_once(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=UNSENT)
        await room.store.distrust()
        await room.until(f"{DAY}T09:10")
        await room.decisions.resend(KEY, "Rocío")
        await room.until(f"{DAY}T09:20")
        assert (await room.states())[KEY] == "published"


async def test_what_is_not_out_is_held_as_before(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=UNSENT)
        await room.decisions.hold(["lema"], "Tomás", "todavía no")
        before = (await room.newest())[KEY]
        await room.store.distrust()
        await room.until(f"{DAY}T09:10")
        assert (await room.states())[KEY] == "needs_person"
        await room.decisions.resend(KEY, "Rocío")
        await room.until(f"{DAY}T09:20")
        held = (await room.newest())[KEY]
        assert (held.state, held.reason) == ("held", before.reason)
        assert room.visible("telegram") == []


async def test_the_team_is_told_why_it_is_asked_and_what_keeps_a_post_back(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        room.tell(TeamMessages(TEAM, Catalogue("es"), frozenset()))
        await room.load(calendar=UNSENT)
        await room.decisions.hold(["lema"], "Tomás", "todavía no")
        await room.store.distrust()
        await room.until(f"{DAY}T09:10")
        taken = await room.store.next_message(room.clock.now())
        assert taken is not None
        body = json.loads(taken.message.body)
        assert "el registro es nuevo o restaurado" in body["text"]
        assert "no sale todavía (retenida por Tomás: todavía no)" in body["text"]
        assert [label for label, _ in body["buttons"]][1] == "No está en el canal"


async def test_the_address_of_another_post_or_account_proves_nothing(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        for _ in range(2):
            room.channels["telegram"].script(Lost("timeout"), lands=True)
        await room.until(f"{DAY}T09:10")
        await room.decisions.resolve(
            "aviso/aguas/telegram/1", "Rocío", "https://t.me/rio/77", SHEETS
        )
        await room.until("2031-05-20T09:10")
        key = "aviso/orillas/telegram/1"
        with pytest.raises(AddressTaken):
            await room.decisions.resolve(key, "Rocío", "https://t.me/rio/77?single", SHEETS)
        with pytest.raises(AddressOfStranger):
            await room.decisions.resolve(key, "Rocío", "https://t.me/otro_canal/78", SHEETS)
        assert (await room.states())[key] == "needs_person"
        await room.decisions.resolve(key, "Rocío", "https://t.me/Rio/78", SHEETS)
        assert (await room.states())[key] == "published"
