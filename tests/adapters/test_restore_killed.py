"""Whenever ``restore`` is killed, what the replaced ledger knew is not lost."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

from campaign.core.ledger_kind import Kind
from campaign.store.opening import restore
from tests.adapters import restore_child
from tests.services.newsroom import newsroom
from tests.services.test_decided_since_copy import BARRO, DAYS, put_by, url

if TYPE_CHECKING:
    from pathlib import Path

STEPS = 7


async def killed_program(folder: Path) -> Path:
    """Return a folder as a killed program leaves it: what was decided is in the log only."""
    work = folder / "work"
    work.mkdir()
    async with newsroom(work) as room:
        await room.load(calendar=DAYS)
        put_by(work)
        await room.decisions.cancel([BARRO], "Rocío", "se rompió el torno")
        image = shutil.copytree(work, folder / "image")
    assert (image / "ledger.sqlite-wal").stat().st_size > 0
    return image


def kept(folder: Path) -> list[str]:
    restored = restore(folder / "copy.sqlite", url(folder), "voces", Kind.SANDBOX)
    return [str(one.key) for one in restored.since.kept]


def ends_of_all(folder: Path) -> list[int]:
    asked = [sys.executable, restore_child.__file__, str(folder), "voces"]
    child = subprocess.run(asked, capture_output=True, text=True, check=True)
    return [int(line) for line in child.stdout.split()]


async def test_killed_at_whatever_step_it_forgets_nothing(tmp_path: Path) -> None:
    image = await killed_program(tmp_path)
    places = [tmp_path / "all" / str(number) for number in range(1, STEPS + 1)]
    for place in places:
        shutil.copytree(image, place)
    assert set(ends_of_all(tmp_path / "all")) == {-signal.SIGKILL, 0}, (
        "there are fewer places than steps"
    )
    found = {
        number: ((place / "ledger.sqlite").exists(), kept(place))
        for number, place in enumerate(places, 1)
    }
    assert found == dict.fromkeys(found, (True, [BARRO]))


async def test_a_copy_is_no_prey_of_what_a_killed_restore_left(tmp_path: Path) -> None:
    """A journal beside the unfinished copy would be played over the next one."""
    image = await killed_program(tmp_path)
    for suffix in ("", "-wal", "-shm", "-journal"):
        (image / f"ledger.sqlite.restoring{suffix}").write_bytes(b"left over")
    assert kept(image) == [BARRO]
    assert not list(image.glob("*.restoring*"))


async def test_the_former_is_one_file_that_is_whole(tmp_path: Path) -> None:
    image = await killed_program(tmp_path)
    assert kept(image) == [BARRO]
    [former] = image.glob("ledger.sqlite.before-*")
    assert former.stat().st_nlink == 1
    shutil.copy(former, image / "ledger.sqlite")
    assert kept(image) == [BARRO]
