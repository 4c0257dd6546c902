"""A ledger that was removed or emptied: nothing begins anew without a person's word."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from campaign.core.errors import LedgerGone
from campaign.core.ledger_kind import Kind
from campaign.store.mark import Mark, is_gone
from campaign.store.opening import Store, backup, open_ledger, restore, start_over
from campaign.wiring.ledgers import ledger_exists
from tests.contracts.ledger_values import change, new

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the ledger is."""
    return tmp_path / "datos" / "ledger.sqlite"


def opened(path: Path, campaign: str = "prueba") -> Store:
    return open_ledger(f"sqlite:///{path}", campaign, Kind.REAL)


async def made(path: Path) -> None:
    store = opened(path)
    await store.apply(change(insert=[new("a/1")]))
    await store.close()


def lose(path: Path, *, emptied: bool) -> None:
    for beside in path.parent.glob(f"{path.name}-*"):
        beside.unlink()
    path.unlink()
    if emptied:
        path.touch()


@pytest.mark.parametrize("emptied", [True, False])
async def test_a_lost_ledger_is_not_begun_anew(path: Path, *, emptied: bool) -> None:
    await made(path)
    lose(path, emptied=emptied)
    assert ledger_exists(f"sqlite:///{path}")
    for _ in range(2):
        with pytest.raises(LedgerGone) as raised:
            opened(path)
        assert raised.value.params["where"] == str(path)
    assert [file.name for file in path.parent.glob("*.sqlite")] == [path.name] * emptied


@pytest.mark.parametrize("emptied", [True, False])
async def test_a_backup_is_the_way_back(tmp_path: Path, path: Path, *, emptied: bool) -> None:
    await made(path)
    backup(f"sqlite:///{path}", tmp_path / "copia.sqlite")
    lose(path, emptied=emptied)
    restore(tmp_path / "copia.sqlite", f"sqlite:///{path}", "prueba", Kind.REAL)
    store = opened(path)
    assert [str(d.key) for d in (await store.snapshot()).deliveries] == ["a/1/x/1"]
    await store.close()


async def test_a_person_may_begin_anew(path: Path) -> None:
    await made(path)
    lose(path, emptied=False)
    assert start_over(f"sqlite:///{path}", "prueba")
    store = opened(path)
    snapshot = await store.snapshot()
    assert (snapshot.deliveries, snapshot.trusted) == ((), False)
    await store.close()
    assert not start_over(f"sqlite:///{path}", "prueba")


async def test_one_campaign_that_begins_anew_leaves_the_other_its_loss(path: Path) -> None:
    url = f"sqlite:///{path}"
    await made(path)
    await opened(path, "otra").close()
    lose(path, emptied=False)
    assert start_over(url, "otra")
    with pytest.raises(LedgerGone):
        opened(path)
    await opened(path, "otra").close()
    for _ in range(2):
        with pytest.raises(LedgerGone):
            opened(path)
    assert not start_over(url, "otra")
    assert start_over(url, "prueba")
    await opened(path).close()
    await opened(path, "otra").close()
    assert not start_over(url, "prueba")


def test_a_first_start_that_was_cut_off_is_no_loss(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    with Mark(path).locked():
        pass
    assert not is_gone(path)
    opened(path)


async def test_what_only_the_log_holds_is_not_lost(path: Path) -> None:
    store = opened(path)
    await store.apply(change(insert=[new("a/1")]))
    assert not is_gone(path)
    await store.close()
    assert not is_gone(path)


async def test_a_ledger_that_is_emptied_while_it_is_open_is_said_to_be_gone(path: Path) -> None:
    store = opened(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("DROP TABLE fact")
    other.close()
    with pytest.raises(LedgerGone):
        await store.snapshot()
    await store.close()
