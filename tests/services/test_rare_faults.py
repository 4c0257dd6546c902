"""Faults that come seldom: a picture that is up without its post, a clock that is put back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from campaign.core.outcomes import Lost, NotSent
from campaign.services.loader import Loader
from campaign.testing import FakeChannel, tiny_png
from campaign.wiring.clocks import VirtualClock
from tests.services.newsroom import CALENDAR, newsroom

if TYPE_CHECKING:
    from pathlib import Path

    from campaign.core.deliveries import Image
    from campaign.core.outcomes import Media, Outcome
    from tests.services.newsroom import Newsroom

AVISO = "aviso/aguas/x/1"
DAY = "2031-05-13"
PICTURED = CALENDAR.replace(
    "  expires: start\n", '  expires: start\n  images: [rio.png]\n  alt: ["El río"]\n', 1
)


@dataclass(slots=True)
class Counting(FakeChannel):
    """A network that remembers how often a picture came up."""

    uploads: list[str] = field(default_factory=list)

    async def upload(self, image: Image, content: bytes) -> Media | Outcome:
        """Take a picture."""
        self.uploads.append(image.sha256)
        return await FakeChannel.upload(self, image, content)


@pytest.mark.parametrize(
    "answer", [NotSent("no route to host"), Lost("reset")], ids=["not sent", "lost"]
)
async def test_a_post_that_failed_after_its_picture_was_up_goes_out_once_with_it(
    tmp_path: Path, answer: Outcome
) -> None:
    picture = tiny_png(shade=40)
    async with newsroom(tmp_path) as room:
        x = Counting(room.channels["x"].sheet, room.clock.now)
        room.channels["x"] = x
        room.work_with(channels=room.channels)
        room.files["assets/photos/rio.png"] = picture
        await room.load(calendar=PICTURED)
        x.script(answer, lands=False)
        await room.until(f"{DAY}T09:00")
        assert (len(x.uploads), x.posts) == (1, [])
        await room.until(f"{DAY}T09:30")
        assert (await room.states())[AVISO] == "published"
        (post,) = x.posts
        assert [image.alt for image in post.payload.images] == ["El río"]
        assert len(post.contents) == 1
        assert x.uploads == [post.payload.images[0].sha256] * 2


def put_back_the_clock(room: Newsroom, hours: int) -> None:
    """From now on the calendar shows so many hours less, to everything that runs."""
    earlier = VirtualClock(room.clock.now() - timedelta(hours=hours))
    room.clock = earlier
    for channel in room.channels.values():
        channel.now = earlier.now
    room.loader = Loader(room.loader.desk, room.store, room.store, earlier)
    room.publisher = type(room.publisher)(replace(room.publisher.reach, clock=earlier))


async def test_a_clock_that_is_put_back_neither_unsends_nor_sends_again(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.until(f"{DAY}T09:10")
        seen = {name: room.visible(name) for name in room.channels}
        put_back_the_clock(room, hours=30)
        assert room.clock.now() < datetime(2031, 5, 13, 14, 0, tzinfo=UTC)
        await room.publisher.work()
        await room.load()
        await room.loader.replan("prueba")
        await room.until(f"{DAY}T10:00")
        assert {name: room.visible(name) for name in room.channels} == seen
        assert (await room.states())[AVISO] == "published"


async def test_what_may_be_out_is_found_though_the_clock_was_put_back(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        room.channels["x"].script(Lost("timeout"), lands=True)
        await room.until(f"{DAY}T09:00")
        assert (await room.states())[AVISO] == "unknown"
        put_back_the_clock(room, hours=2)
        await room.until(f"{DAY}T09:30")
        assert (await room.states())[AVISO] == "published"
        assert len(room.visible()) == 1
