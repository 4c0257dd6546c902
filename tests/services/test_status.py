"""What ``status`` tells of posts that do not get out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.lateness import overdue
from campaign.core.outcomes import NotSent
from tests.services.newsroom import newsroom

if TYPE_CHECKING:
    from pathlib import Path


async def test_a_post_that_is_tried_in_vain_is_not_sent_and_counts_as_late(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        for _ in range(200):
            room.channels["x"].script(NotSent("no route to host"))
        await room.until("2031-05-13T15:00")
        tried = (await room.newest())["aviso/aguas/x/1"]
        assert (tried.state, tried.attempts) == ("retry", 0)
        newest = tuple((await room.newest()).values())
        late = overdue(newest, room.clock.now())
        assert [str(d.key) for d in late] == ["aviso/aguas/x/1"]
        assert "no route to host" in str(late[0].reason)
