"""An address that a person gives is of the connected account, whoever said otherwise before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from campaign import channels
from campaign.core.errors import AddressOfStranger, AddressTaken, NotApprovable
from campaign.core.outcomes import Account, Lost, NotSent, Outcome
from campaign.services.deciding import Decisions
from campaign.services.withdrawing import Left, Withdrawals, published
from campaign.testing import FakeChannel
from tests.services.newsroom import Newsroom, newsroom

if TYPE_CHECKING:
    from pathlib import Path

KEY = "aviso/aguas/telegram/1"
OURS, STRANGE = "https://t.me/rio/77", "https://t.me/otrocanal/5"
SHEETS = channels.sheets()
RIO = Account("@rio_bot", "El río", called=frozenset({"rio", "c/123"}))


class Noting(FakeChannel):
    """Notes what it is asked to delete."""

    deleted: list[str]

    async def delete(self, remote_id: str) -> Outcome:
        """Note it, and take it down."""
        self.deleted.append(remote_id)
        return await super().delete(remote_id)


async def told(room: Newsroom, url: str, account: Account | None = RIO) -> None:
    async def whose(channel: str) -> Account | None:
        assert channel == "telegram"
        return account

    await Decisions(room.store, room.clock, whose).resolve(KEY, "Rocío", url, SHEETS)


async def lost(room: Newsroom) -> None:
    """Let nobody know whether a post of a new ledger is out."""
    await room.load()
    room.channels["telegram"].script(Lost("timeout"))
    await room.until("2031-05-13T09:10")


async def test_the_first_address_of_a_new_ledger_is_of_the_connected_account(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        await lost(room)
        with pytest.raises(AddressOfStranger) as wrong:
            await told(room, STRANGE)
        assert wrong.value.params["account"] == "otrocanal"
        assert wrong.value.params["ours"] == "El río"
        assert (await room.states())[KEY] == "needs_person"
        await told(room, "https://t.me/c/123/77")
        assert (await room.states())[KEY] == "published"


async def test_a_wrong_address_is_put_right_by_a_person(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await lost(room)
        await told(room, STRANGE, account=None)
        await told(room, OURS)
        one = (await room.newest())[KEY]
        assert one.receipt is not None
        assert (one.state, one.receipt.url, one.receipt.remote_id) == ("published", OURS, "77")
        lines = await room.store.history(KEY)
        assert sum(line.by == "Rocío" for line in lines) >= 2, "both stay in the history"


async def test_what_the_network_itself_said_nobody_says_otherwise(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.until("2031-05-13T09:10")
        with pytest.raises(NotApprovable):
            await told(room, OURS)


async def test_the_network_is_believed_against_receipts(tmp_path: Path) -> None:
    """What was confirmed wrongly once does not keep a right address away."""
    async with newsroom(tmp_path) as room:
        await lost(room)
        await told(room, STRANGE, account=None)
        room.channels["telegram"].script(Lost("timeout"))
        await room.until("2031-05-20T09:10")
        key = "aviso/orillas/telegram/1"
        decisions = Decisions(room.store, room.clock)
        with pytest.raises(AddressOfStranger):
            await decisions.resolve(key, "Rocío", "https://t.me/rio/78", SHEETS)

        async def whose(_: str) -> Account:
            return RIO

        with pytest.raises(AddressTaken):
            await Decisions(room.store, room.clock, whose).resolve(key, "Rocío", STRANGE, SHEETS)
        await Decisions(room.store, room.clock, whose).resolve(
            key, "Rocío", "https://t.me/rio/78", SHEETS
        )
        assert (await room.states())[key] == "published"


async def test_nothing_is_deleted_by_the_number_of_another_accounts_post(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await lost(room)
        await told(room, STRANGE, account=None)
        links = SHEETS["telegram"].links
        sheet = replace(room.channels["telegram"].sheet, links=links)
        channel = Noting(sheet, room.clock.now, RIO)
        room.channels["telegram"], channel.deleted = channel, []
        work = Withdrawals(room.store, room.channels, room.clock)
        (one,) = published(await room.store.snapshot(), [KEY])
        assert await work.withdraw(one, "Rocío", "") == Left("another-account", STRANGE)
        channel.asked.append(NotSent("no route"))
        assert await work.withdraw(one, "Rocío", "") == Left("away", "no route")
        assert channel.deleted == []
        await told(room, OURS)
        (one,) = published(await room.store.snapshot(), [KEY])
        assert await work.withdraw(one, "Rocío", "") is None
        assert channel.deleted == ["77"]
