"""What moved and shows another picture did not only move: nobody approves a photo unseen."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from campaign.languages import Catalogue
from campaign.services.approving import awaiting, moved_only
from tests.services.newsroom import PROGRAMME, newsroom

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.newsroom import Newsroom

APPROVAL = "approval: {aviso: prensa}\n"
CALENDAR = """\
- post: aviso
  for: panels
  when: start - 7d 09:00
  channels: [x]
  text: "«{{ panel.title }}»: {{ panel.when }}."
"""
CARD = f"{CALENDAR}  card: announcement\n"
PHOTO = f"{CALENDAR}  images: [ana.jpg]\n  alt: [Ana mira el río.]\n"
PEOPLE = f"""{PROGRAMME}
    speakers:
      - {{name: Ana Soto, photo: ana.jpg, status: confirmed}}
"""
LATER = PEOPLE.replace("2031-05-27 18:00", "2031-05-28 18:30")


def picture(colour: str) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (90, 120), colour).save(target, "JPEG")
    return target.getvalue()


async def moved(room: Newsroom) -> list[str]:
    snapshot = await room.store.snapshot()
    found = moved_only(snapshot, awaiting(snapshot), Catalogue("es").dates)
    return [str(one.delivery.key) for one in found]


async def approved(room: Newsroom, calendar: str) -> None:
    room.files["assets/photos/ana.jpg"] = picture("red")
    await room.load(calendar=calendar, programme=PEOPLE)
    await room.decisions.approve(["aviso"], "Rocío", "prensa")


@pytest.mark.parametrize("calendar", [CARD, PHOTO])
async def test_a_card_and_a_photo_that_are_the_same_only_move(
    tmp_path: Path, calendar: str
) -> None:
    async with newsroom(tmp_path, APPROVAL) as room:
        await approved(room, calendar)
        await room.load(programme=LATER)
        assert await moved(room) == ["aviso/orillas/x/1"]


@pytest.mark.parametrize("calendar", [CARD, PHOTO])
async def test_another_photo_is_to_be_looked_at(tmp_path: Path, calendar: str) -> None:
    async with newsroom(tmp_path, APPROVAL) as room:
        await approved(room, calendar)
        room.files["assets/photos/ana.jpg"] = picture("blue")
        await room.load(programme=LATER)
        assert await moved(room) == []


@pytest.mark.parametrize(
    "brand",
    [
        "colours: {accent: '#7a1030'}\n",
        "motif: rings\n",
        "type: {voices: inter}\n",
        "corners: square\n",
    ],
)
async def test_another_brand_is_to_be_looked_at(tmp_path: Path, brand: str) -> None:
    async with newsroom(tmp_path, APPROVAL) as room:
        await approved(room, CARD)
        room.files["assets/brand.yaml"] = brand.encode()
        await room.load(programme=LATER)
        assert await moved(room) == []


async def test_another_place_of_the_face_is_to_be_looked_at(tmp_path: Path) -> None:
    async with newsroom(tmp_path, APPROVAL) as room:
        await approved(room, CARD)
        turned = LATER.replace("photo: ana.jpg", "photo: ana.jpg, focus: [0.1, 0.9]")
        await room.load(programme=turned)
        assert await moved(room) == []
