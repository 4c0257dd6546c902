"""A log is played over the file it belongs to, and over no other."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from campaign.core.errors import LedgerCorrupt
from campaign.core.ledger_kind import Kind
from campaign.store.lineage import belongs
from campaign.store.opening import Store, backup, open_ledger
from tests.contracts.ledger_values import change, new, publish_next

if TYPE_CHECKING:
    from pathlib import Path

MARK = ".mark"


def opened(folder: Path) -> Store:
    return open_ledger(f"sqlite:///{folder}/l.sqlite", "prueba", Kind.REAL, trusted=True)


async def worked(folder: Path, *posts: str) -> None:
    """Publish posts and close in order."""
    store = opened(folder)
    await store.apply(change(insert=[new(post) for post in posts]))
    for _ in posts:
        assert await publish_next(store)
    await store.close()


async def killed(folder: Path, image: Path, *posts: str) -> None:
    """Publish posts, and leave in ``image`` what a power cut would leave."""
    store = opened(folder)
    await store.apply(change(insert=[new(post) for post in posts]))
    for _ in posts:
        assert await publish_next(store)
    shutil.copytree(folder, image)
    await store.close()
    assert log_of(image).stat().st_size > 0


def log_of(folder: Path) -> Path:
    return folder / "l.sqlite-wal"


def strange(folder: Path) -> list[Path]:
    return list(folder.glob("*strange*"))


async def test_a_killed_programs_log_is_its_own(tmp_path: Path) -> None:
    await worked(tmp_path / "a", "uno/1")
    await killed(tmp_path / "a", tmp_path / "b", "dos/1")
    assert belongs(tmp_path / "b" / "l.sqlite")
    store = opened(tmp_path / "b")
    snapshot = await store.snapshot()
    await store.close()
    assert (snapshot.trusted, len(snapshot.deliveries)) == (True, 2)
    assert strange(tmp_path / "b") == []


async def test_a_newer_log_is_not_played_over_an_older_file(tmp_path: Path) -> None:
    await worked(tmp_path / "a", "uno/1")
    old = shutil.copy(tmp_path / "a" / "l.sqlite", tmp_path)
    await worked(tmp_path / "a", "dos/1")
    await killed(tmp_path / "a", tmp_path / "b", "tres/1")
    shutil.copy(old, tmp_path / "b")
    store = opened(tmp_path / "b")
    snapshot = await store.snapshot()
    await store.close()
    assert [d.key.post for d in snapshot.deliveries] == ["uno/1"]
    assert (snapshot.trusted, snapshot.forgetful) == (False, True)
    assert len(strange(tmp_path / "b")) == 1


async def test_an_older_log_is_not_played_over_a_newer_file(tmp_path: Path) -> None:
    await killed(tmp_path / "a", tmp_path / "b", "uno/1")
    await worked(tmp_path / "a", "dos/1")
    shutil.copy(tmp_path / "a" / "l.sqlite", tmp_path / "b")
    shutil.copy(tmp_path / "a" / f"l.sqlite{MARK}", tmp_path / "b")
    store = opened(tmp_path / "b")
    snapshot = await store.snapshot()
    await store.close()
    assert [d.key.post for d in snapshot.deliveries] == ["uno/1", "dos/1"]
    assert not snapshot.trusted


async def test_a_strangers_log_is_not_played(tmp_path: Path) -> None:
    await worked(tmp_path / "a", "uno/1")
    await killed(tmp_path / "c", tmp_path / "b", "dos/1")
    shutil.copy(log_of(tmp_path / "b"), tmp_path / "a")
    store = opened(tmp_path / "a")
    snapshot = await store.snapshot()
    await store.close()
    assert [d.key.post for d in snapshot.deliveries] == ["uno/1"]
    assert not snapshot.trusted


async def test_a_backup_takes_no_strange_log_along(tmp_path: Path) -> None:
    await worked(tmp_path / "a", "uno/1")
    await killed(tmp_path / "c", tmp_path / "b", "dos/1")
    shutil.copy(log_of(tmp_path / "b"), tmp_path / "a")
    backup(f"sqlite:///{tmp_path}/a/l.sqlite", tmp_path / "copia.sqlite")
    with closing(sqlite3.connect(tmp_path / "copia.sqlite")) as copy:
        assert copy.execute("SELECT post FROM delivery").fetchall() == [("uno/1",)]


async def test_the_log_of_an_older_program_has_no_links_and_is_played(tmp_path: Path) -> None:
    await worked(tmp_path / "a", "uno/1")
    with closing(sqlite3.connect(tmp_path / "a" / "l.sqlite")) as plain:
        plain.execute("UPDATE delivery SET title = 'Otra'")
        plain.commit()
        shutil.copytree(tmp_path / "a", tmp_path / "b")
    assert log_of(tmp_path / "b").stat().st_size > 0
    store = opened(tmp_path / "b")
    (delivery,) = (await store.snapshot()).deliveries
    await store.close()
    assert delivery.title == "Otra"


@pytest.mark.parametrize("size", [0, 5, 32, 100, 4_000])
async def test_a_log_that_was_torn_is_no_reason_for_doubt(tmp_path: Path, size: int) -> None:
    await worked(tmp_path / "a", "uno/1")
    await killed(tmp_path / "a", tmp_path / "b", "dos/1")
    with log_of(tmp_path / "b").open("r+b") as log:
        log.truncate(size)
    assert belongs(tmp_path / "b" / "l.sqlite")


@pytest.mark.parametrize("pages", [1, 4, 20, 45])
async def test_a_file_that_was_cut_off_while_its_log_was_written_back_is_whole_with_it(
    tmp_path: Path, pages: int
) -> None:
    """The disk was full, or the power failed: the first page is new, the last are not there."""
    posts = [f"uno/{number}" for number in range(9)]
    await killed(tmp_path / "a", tmp_path / "b", *posts)
    whole, cut = (tmp_path / name / "l.sqlite" for name in "ab")
    assert whole.stat().st_size > pages * 4_096
    cut.write_bytes(whole.read_bytes()[: pages * 4_096])
    store = opened(tmp_path / "b")
    snapshot = await store.snapshot()
    await store.close()
    assert (snapshot.trusted, len(snapshot.deliveries)) == (True, len(posts))
    assert strange(tmp_path / "b") == []


async def test_a_file_torn_by_copying_is_told(tmp_path: Path) -> None:
    await worked(tmp_path / "a", "uno/1")
    await killed(tmp_path / "c", tmp_path / "b", "dos/1")
    shutil.copy(log_of(tmp_path / "b"), tmp_path / "a")
    with (tmp_path / "a" / "l.sqlite").open("r+b") as ledger:
        ledger.seek(8_192)
        ledger.write(b"\x5a" * 8_192)
    with pytest.raises(LedgerCorrupt):
        opened(tmp_path / "a")
