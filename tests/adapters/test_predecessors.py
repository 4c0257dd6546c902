"""Which campaign was loaded from a folder before: only that one's ledger is looked into."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from campaign.core.errors import EnvironmentFailure
from campaign.core.ledger_kind import Kind
from campaign.settings import Settings
from campaign.store.opening import open_ledger
from campaign.wiring.homes import renamed_here
from campaign.wiring.ledgers import data_folder
from tests.contracts.ledger_values import blob, change, new

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


async def loaded(name: str, home: Path, posts: int) -> None:
    """Load so many posts of a campaign from a folder."""
    ledger = open_ledger(f"sqlite:///{data_folder()}/{name}.sqlite", name, Kind.REAL)
    stored = blob(name.encode(), "text/yaml")
    posts_of_it = [new(f"aviso-{n}/1") for n in range(posts)]
    files = {"posts/campaign.yaml": next(iter(stored))}
    await ledger.apply(change(insert=posts_of_it, blobs=stored, revision_files=files))
    await ledger.move_to(home)
    await ledger.close()


def damage(name: str) -> None:
    """Take from a ledger what it counts by."""
    with closing(sqlite3.connect(data_folder() / f"{name}.sqlite")) as there, there:
        there.execute("DROP TABLE sign_up")


async def test_only_the_ledger_of_the_folder_is_counted(tmp_path: Path) -> None:
    plaza, feria = tmp_path / "plaza", tmp_path / "feria"
    for folder in (plaza, feria):
        folder.mkdir()
    await loaded("brisas", feria, 1)
    await loaded("otonos", plaza, 3)
    damage("brisas")
    found = renamed_here(plaza, Settings(), "primaveras", Kind.REAL)
    assert found is not None
    assert (found.was, sum(found.states.values()), found.sign_ups) == ("otonos", 3, 0)
    assert renamed_here(plaza, Settings(), "otonos", Kind.REAL) is None
    assert renamed_here(feria, Settings(), "brisas", Kind.REAL) is None


async def test_one_that_cannot_be_counted_is_not_taken_for_none(tmp_path: Path) -> None:
    await loaded("otonos", tmp_path, 2)
    damage("otonos")
    with pytest.raises(EnvironmentFailure):
        renamed_here(tmp_path, Settings(), "primaveras", Kind.REAL)
