"""A card of a change shows the old time too where the team moved a panel in the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.services.newsroom import CALENDAR, PROGRAMME, Newsroom, newsroom

if TYPE_CHECKING:
    from pathlib import Path

WITH_CHANGE = f"""{CALENDAR}\
- post: cambio
  for: aguas
  when: 2031-05-12 09:00
  channels: [x]
  text: "«{{{{ panel.title }}}}» será el {{{{ panel.when }}}}."
  card: change
"""


async def told(room: Newsroom) -> str:
    """Return what the card says that whoever cannot see it is told."""
    delivery = (await room.newest())["cambio/aguas/x/1"]
    assert delivery.payload is not None
    (image,) = delivery.payload.images
    return image.alt


async def moved(room: Newsroom, *starts: str) -> None:
    for start in starts:
        await room.load(
            programme=PROGRAMME.replace("2031-05-20 18:00", start), calendar=WITH_CHANGE
        )


async def test_the_old_time_is_the_one_that_was_loaded_before(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await moved(room, "2031-05-20 18:00")
        assert "Antes" not in await told(room)
        await moved(room, "2031-05-20 19:00")
        assert "Antes: martes 20 de mayo, 18:00\u00a0h. Ahora" in await told(room)
        assert "Ahora: martes 20 de mayo, 19:00\u00a0h." in await told(room)


async def test_it_stays_when_something_else_is_loaded_and_when_facts_arrive(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        await moved(room, "2031-05-20 18:00", "2031-05-20 19:00")
        changed = PROGRAMME.replace("2031-05-20 18:00", "2031-05-20 19:00")
        await room.load(programme=changed.replace("Las dos orillas", "Tres orillas"))
        await room.learn("orillas", "stream", "https://example.org/2")
        assert "Antes: martes 20 de mayo, 18:00\u00a0h." in await told(room)


async def test_what_is_moved_twice_says_the_last_time_before(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await moved(room, "2031-05-20 18:00", "2031-05-20 19:00", "2031-05-21 19:00")
        assert "Antes: martes 20 de mayo, 19:00\u00a0h." in await told(room)
        await room.learn("aguas", "start", "2031-05-22T19:00-05:00")
        assert "Antes: miércoles 21 de mayo, 19:00\u00a0h." in await told(room)


async def test_a_look_at_what_is_not_loaded_yet_shows_it_too(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await moved(room, "2031-05-20 18:00")
        later = PROGRAMME.replace("2031-05-20 18:00", "2031-05-20 19:00")
        files = {**room.files, "posts/programme.yaml": later.encode()}
        proposal = await room.loader.propose(files)
        (shown,) = [one for one in proposal.checked.prepared if one.key.post == "cambio/aguas"]
        assert shown.card is not None
        assert shown.card.before == "martes 20 de mayo, 18:00\u00a0h"
