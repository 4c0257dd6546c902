"""``status`` and ``show`` tell of a post what followers see, whatever became of a later version."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from tests.acceptance.command_line import pregonero
from tests.services.newsroom import newsroom
from tests.services.test_beside_what_is_out import expired
from tests.services.test_out_after_all import KEY, LOST, changed, late, moved

if TYPE_CHECKING:
    from pathlib import Path


def test_what_is_out_is_shown_with_its_link_though_a_later_version_has_ended(
    tmp_path: Path,
) -> None:
    place = tmp_path / "build" / "sandbox"
    place.mkdir(parents=True)

    async def play() -> dict[str, bytes]:
        async with newsroom(place) as room:
            acts = (lambda: moved(room, *LOST), lambda: changed(room), lambda: expired(room))
            await late(room, *acts)
            return room.files

    for name, content in asyncio.run(play()).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    now = ("--now", "2031-05-13T09:30")
    told = pregonero(*now, "status", "--sandbox", "--format", "json", at=tmp_path).stdout
    states = {one["key"]: one["state"] for one in json.loads(told)["deliveries"]}
    assert states[KEY] == "published"
    shown = pregonero(*now, "show", KEY, "--sandbox", at=tmp_path).stdout
    assert "https://fake.example/1000" in shown
