"""The journal where something broke it: what cannot be read, or is of no version here, is told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from campaign.languages import Catalogue
from campaign.store.journal import Journal, Named, Rescued
from campaign.wiring.outlook import of_strays
from tests.contracts.ledger_values import NOW, receipt
from tests.services.newsroom import newsroom
from tests.services.test_out_after_all import KEY, heard, said

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.newsroom import Newsroom

UNREAD = "no se puede leer"


async def left(room: Newsroom, folder: Path, generation: int = 1) -> Journal:
    """Leave in the journal that the post is out; return the journal."""
    mark = json.loads((folder / "ledger.sqlite.mark").read_text())
    (uid,) = (key for key in mark if key != "made" and not key.startswith("of:"))
    one = (await room.newest())[KEY]
    named = Named(one.key, generation)
    journal = Journal(folder / "ledger.sqlite")
    journal.append(Rescued(uid, one.id, 1, receipt(), NOW, "w1", named))
    return journal


async def test_what_stands_behind_zeros_is_read(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        journal = await left(room, tmp_path)
        journal.path.write_bytes(bytes(10) + journal.path.read_bytes())
        await room.until("2031-05-13T09:05")
        one = (await room.newest())[KEY]
        assert (one.state, said(one)) == ("published", "from-journal")
        assert room.visible() == []
        assert not journal.waiting()


@pytest.mark.parametrize("how", ["torn", "strange"])
async def test_a_line_that_cannot_be_read_is_kept_and_told(
    tmp_path: Path, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        journal = await left(room, tmp_path)
        whole = journal.path.read_bytes().strip(b"\0\n")
        journal.path.write_bytes({"torn": whole[:-90], "strange": b'{"ledger": 1}'}[how])
        await room.store.take_over(room.clock.now())
        words = {"torn": whole[:60].decode(), "strange": '{"ledger": 1}'}[how]
        (told,) = await heard(room, UNREAD)
        assert words in told
        assert "cannot be read" in caplog.text
        assert await heard(room, UNREAD) == []
        (finding,) = of_strays(await room.store.strays(), Catalogue("es"))
        assert str(journal.aside) in str(finding.params["way"])
        assert not journal.waiting()


async def test_what_was_torn_and_then_written_whole_is_not_told(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        journal = await left(room, tmp_path)
        whole = journal.path.read_bytes().strip(b"\0\n")
        journal.path.write_bytes(whole[:80] + b"\n" + whole + b"\n")
        await room.store.take_over(room.clock.now())
        assert (await room.newest())[KEY].state == "published"
        assert list(await room.store.strays()) == []


async def test_beside_a_version_that_is_not_here_nothing_goes_out_by_itself(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await left(room, tmp_path, generation=7)
        await room.until("2031-05-13T09:05")
        one = (await room.newest())[KEY]
        assert (one.state, said(one)) == ("held", "another-is-out")
        assert room.visible() == []
        (told,) = await heard(room, "este registro no lo conoce")
        assert f"pregonero resume {KEY}" in told
        assert f"pregonero cancel {KEY}" in told
        await room.decisions.release([KEY], "Rocío")
        await room.until("2031-05-13T09:10")
        assert len(room.visible()) == 1
