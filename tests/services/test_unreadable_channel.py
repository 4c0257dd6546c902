"""A channel that ought to show what is out, and cannot: one question after a copy is put back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from campaign.core.ledger_kind import Kind
from campaign.core.outcomes import Blocked, Certainty
from campaign.ports.channels import CannotTell
from campaign.services.deciding import Decisions
from campaign.services.loader import Loader
from campaign.services.publishing import Publisher
from campaign.services.reach import Colleagues
from campaign.store.opening import open_ledger
from campaign.store.opening import restore as put_back
from campaign.testing import FakeChannel, fake_sheet
from tests.services.newsroom import newsroom
from tests.services.test_publishing_threads import copy

if TYPE_CHECKING:
    from pathlib import Path

    from campaign.core.deliveries import Receipt
    from tests.services.newsroom import Newsroom

WORDS = "nothing to begin with"
DAYS = """
- {post: barro, when: 2031-05-12 09:00, channels: all, text: "Se amasa el barro."}
- {post: horno, when: 2031-05-13 09:00, channels: all, text: "Se prende el horno."}
- {post: feria, when: 2031-05-14 09:00, channels: all, text: "Abre la feria."}
"""


@dataclass(slots=True)
class Mute(FakeChannel):
    """A network that shows nothing of itself."""

    async def find(self, *args: Any, **given: Any) -> Receipt | None:  # noqa: ARG002
        """Refuse to look."""
        raise CannotTell(WORDS)


def with_a_mute_channel(room: Newsroom) -> None:
    """Let Telegram be one that ought to be read, and cannot."""
    telegram = room.channels["telegram"]
    sheet = fake_sheet("telegram", Certainty.READBACK)
    room.channels["telegram"] = Mute(sheet, telegram.now, posts=telegram.posts)
    room.work_with(channels=room.channels)


async def restore(room: Newsroom, folder: Path, told: list[str], *, lost: bool = False) -> None:
    """Put the copy back, where what it replaces is ``lost`` or not; the accounts are the same."""

    def tell(message: str, **_: object) -> None:
        told.append(message)

    await room.store.close()
    if lost:
        (folder / "ledger.sqlite").unlink()
    url = f"sqlite:///{folder}/ledger.sqlite"
    put_back(folder / "copy.sqlite", url, "voces", Kind.SANDBOX)
    room.store = open_ledger(url, "voces", Kind.SANDBOX)
    room.decisions = Decisions(room.store, room.clock)
    room.loader = Loader(room.loader.desk, room.store, room.store, room.clock)
    replan = partial(room.loader.replan, "otro")
    colleagues = Colleagues(replan=replan, tell=tell)
    reach = replace(room.publisher.reach, ledger=room.store, colleagues=colleagues)
    room.publisher = Publisher(reach)


@pytest.mark.parametrize("copied_at", ["2031-05-10T12:00", "2031-05-12T10:00"])
async def test_a_person_is_asked_once_and_beforehand(tmp_path: Path, copied_at: str) -> None:
    async with newsroom(tmp_path) as room:
        with_a_mute_channel(room)
        await room.load(calendar=DAYS)
        await room.until(copied_at)
        copy(tmp_path)
        told: list[str] = []
        await restore(room, tmp_path, told)
        await room.publisher.work()
        assert told == ["run.stopped-unread"]
        state = (await room.store.snapshot()).channels["telegram"]
        assert (state.stopped, state.words) == (Blocked.UNREAD, WORDS)
        before = room.visible("telegram")
        await room.until("2031-05-13T09:05")
        assert room.visible("telegram") == before
        assert "unknown" not in (await room.states()).values()
        await room.decisions.resume("Rocío")
        await room.until("2031-05-14T09:05")
        assert room.visible("telegram")[-1] == "Abre la feria."
        assert told == ["run.stopped-unread"]
        assert room.doubled() == []
        assert "needs_person" not in (await room.states()).values()


async def test_what_went_out_after_the_copy_is_not_doubled(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        with_a_mute_channel(room)
        await room.load(calendar=DAYS)
        copy(tmp_path)
        await room.until("2031-05-12T10:00")
        await restore(room, tmp_path, [], lost=True)
        await room.publisher.work()
        await room.decisions.resume("Rocío")
        await room.until("2031-05-14T10:00")
        assert room.doubled() == []
        assert (await room.states())["barro/telegram/1"] == "needs_person"
        assert room.visible("telegram")[1:] == ["Se prende el horno.", "Abre la feria."]


async def test_what_was_moved_earlier_after_the_copy_waits_for_the_person(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        with_a_mute_channel(room)
        await room.load(calendar=DAYS)
        copy(tmp_path)
        await room.load(calendar=DAYS.replace("05-14 09:00", "05-11 09:00"))
        await room.until("2031-05-11T10:00")
        assert room.visible("telegram") == ["Abre la feria."]
        await restore(room, tmp_path, [])
        await room.until("2031-05-15T10:00")
        assert room.doubled() == []
