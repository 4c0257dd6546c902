"""A correction has a card where the campaign's posts have: the old time struck, the new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.services.newsroom import CALENDAR, CAMPAIGN, PROGRAMME, Newsroom, newsroom

if TYPE_CHECKING:
    from pathlib import Path

    from campaign.core.deliveries import Delivery

WITH_CARDS = CALENDAR.replace("  expires: start\n", "  expires: start\n  card: announcement\n")


async def corrected(room: Newsroom, name: str, value: str) -> Delivery:
    await room.until("2031-05-14T12:00")
    await room.learn("aguas", name, value)
    return (await room.newest())["change/aguas/x/1"]


async def test_the_old_time_is_the_one_that_followers_were_told(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(campaign=CAMPAIGN, programme=PROGRAMME, calendar=WITH_CARDS)
        await room.learn("aguas", "start", "2031-05-20T18:30-05:00")
        one = await corrected(room, "start", "2031-05-20T19:00-05:00")
        await room.until("2031-05-14T12:05")
        assert (await room.states())["change/aguas/x/1"] == "published"
    assert one.payload is not None
    (image,) = one.payload.images
    assert "Antes: martes 20 de mayo, 18:30\u00a0h." in image.alt
    assert "Ahora: martes 20 de mayo, 19:00\u00a0h." in image.alt
    assert "de las 18:30 a las 19:00" in one.payload.text


async def test_a_panel_that_is_off_is_told_so(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(campaign=CAMPAIGN, programme=PROGRAMME, calendar=WITH_CARDS)
        one = await corrected(room, "cancelled", "yes")
    assert one.payload is not None
    (image,) = one.payload.images
    assert "Antes: martes 20 de mayo, 18:00\u00a0h. Ahora: No se realizará." in image.alt
    assert not [fact for fact in one.payload.facts if fact.name == "start"]


async def test_a_campaign_without_cards_corrects_without_one(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(campaign=CAMPAIGN, programme=PROGRAMME, calendar=CALENDAR)
        one = await corrected(room, "start", "2031-05-20T19:00-05:00")
    assert one.payload is not None
    assert one.payload.images == ()


@pytest.mark.parametrize("title", ["Anticonstitucional" * 12, "MUNICIPALIDADES " * 31])
async def test_a_card_that_cannot_be_drawn_keeps_no_correction_back(
    tmp_path: Path, title: str
) -> None:
    programme = PROGRAMME.replace("Aguas abajo", title.strip())
    only_other = WITH_CARDS.replace("for: panels", "for: orillas", 1) + (
        "- post: texto\n  for: aguas\n  when: start - 7d 09:00\n  channels: [x]\n"
        '  text: "{{ panel.when }}"\n'
    )
    async with newsroom(tmp_path) as room:
        await room.load(campaign=CAMPAIGN, programme=programme, calendar=only_other)
        one = await corrected(room, "start", "2031-05-20T19:00-05:00")
        await room.until("2031-05-14T12:05")
        assert (await room.states())["change/aguas/x/1"] == "published"
    assert one.payload is not None
    assert one.payload.images == ()
