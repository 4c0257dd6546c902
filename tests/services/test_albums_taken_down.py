"""An album whose link a person gave is not said to be gone while pictures of it may be there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from campaign import channels
from campaign.core.deliveries import Receipt, State
from campaign.core.errors import AddressTaken
from campaign.core.outcomes import Certainty, Lost
from campaign.core.reasons import because
from campaign.services.withdrawing import Left, Withdrawals, published
from tests.services.newsroom import newsroom
from tests.services.test_gone_out import picture

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.newsroom import Newsroom

KEY = "fotos/telegram/1"
ALBUM = """\
- post: fotos
  when: 2031-05-12 10:00
  channels: telegram
  text: El río.
  images: [a.png, b.png, c.png]
  alt: [Una, Dos, Tres]
"""
LINK = "https://t.me/rio/5"


async def by_link(room: Newsroom) -> None:
    """A person says where an album is of which nobody knows whether it is out."""
    for name, colour in {"a": "red", "b": "green", "c": "blue"}.items():
        room.files[f"assets/photos/{name}.png"] = picture(colour)
    telegram = room.channels["telegram"]
    sheet = channels.sheets()["telegram"]
    telegram.sheet = replace(telegram.sheet, unnamed=sheet.unnamed, links=sheet.links)
    telegram.script(Lost("gone"), lands=True)
    await room.load(calendar=ALBUM)
    await room.until("2031-05-12T10:05")
    assert (await room.states())[KEY] == State.NEEDS_PERSON
    await room.decisions.resolve(KEY, "Rocío", LINK, channels.sheets())


async def taken_down(room: Newsroom) -> Left | None:
    work = Withdrawals(room.store, room.channels, room.clock, patience=0.3)
    (one,) = published(await room.store.snapshot(), [KEY])
    return await work.withdraw(one, "Rocío", "")


async def test_a_person_takes_down_the_rest_and_says_so(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await by_link(room)
        assert await taken_down(room) == Left("rest", "2")
        assert (await room.states())[KEY] == State.PUBLISHED
        assert await taken_down(room) is None
        assert (await room.states())[KEY] == State.REMOVED


@pytest.mark.parametrize("first", [4, 5])
async def test_a_proof_of_the_album_is_of_the_same_post_and_names_it_whole(
    tmp_path: Path, first: int
) -> None:
    async with newsroom(tmp_path) as room:
        await by_link(room)
        one, at = (await room.newest())[KEY], room.clock.now()
        whole = ",".join(str(first + n) for n in range(3))
        proof = Receipt(whole, f"https://t.me/rio/{first}", at)
        assert await room.store.prove(one, proof, because("found"), by="w", at=at) is None
        (known,) = [d for d in (await room.store.snapshot()).deliveries if str(d.key) == KEY]
        assert known.receipt is not None
        assert known.receipt.remote_id == whole
        assert await taken_down(room) is None


async def test_a_picture_of_an_album_is_no_other_posts_link(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await by_link(room)
        one, at = (await room.newest())[KEY], room.clock.now()
        await room.store.prove(one, Receipt("5,6,7", LINK, at), because("found"), by="w", at=at)
        telegram = room.channels["telegram"]
        telegram.script(Lost("gone"))
        other = ALBUM.replace("fotos", "mas").replace("10:00", "11:00").replace("El río", "Más")
        await room.load(calendar=ALBUM + other)
        await room.until("2031-05-12T11:05")
        with pytest.raises(AddressTaken):
            await room.decisions.resolve(
                "mas/telegram/1", "Rocío", "https://t.me/rio/6", channels.sheets()
            )


async def test_where_the_channel_can_be_read_all_of_it_is_taken_down(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await by_link(room)
        telegram = room.channels["telegram"]
        telegram.posts[:] = [replace(post, remote_id="5,6,7") for post in telegram.posts]
        telegram.sheet = replace(telegram.sheet, certainty=Certainty.READBACK)
        assert await taken_down(room) is None
        assert room.visible("telegram") == []
