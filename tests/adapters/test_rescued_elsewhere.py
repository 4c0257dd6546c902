"""The journal beside a ledger in whose place a copy was put: rows have other numbers there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from campaign.core.deliveries import State
from campaign.core.ledger_kind import Kind
from campaign.languages import Catalogue
from campaign.store.journal import Journal, Named, Rescued
from campaign.store.opening import open_ledger
from campaign.wiring.outlook import of_strays
from tests.contracts.ledger_values import NOW, change, deliveries, new, receipt
from tests.services.newsroom import newsroom
from tests.services.test_out_after_all import heard

if TYPE_CHECKING:
    from pathlib import Path

    from campaign.core.deliveries import Delivery
    from campaign.store.store import Store


def opened(folder: Path) -> Store:
    return open_ledger(f"sqlite:///{folder}/ledger.sqlite", "prueba", Kind.SANDBOX, trusted=True)


async def written(folder: Path, *posts: str) -> dict[str, Delivery]:
    """Write posts into a ledger; return them by key."""
    store = opened(folder)
    await store.apply(change(insert=[new(post) for post in posts]))
    found = await deliveries(store)
    await store.close()
    return found


def left(folder: Path, number: int, named: Named | None) -> None:
    """Leave a line in the journal, of the ledger that is there."""
    mark = json.loads((folder / "ledger.sqlite.mark").read_text())
    (uid,) = (key for key in mark if key != "made" and not key.startswith("of:"))
    Journal(folder / "ledger.sqlite").append(Rescued(uid, number, 1, receipt(), NOW, "w1", named))


async def states(folder: Path) -> dict[str, State]:
    store = opened(folder)
    found = await deliveries(store)
    await store.close()
    return {key: one.state for key, one in found.items()}


async def test_a_receipt_goes_to_the_post_that_it_is_of(tmp_path: Path) -> None:
    found = await written(tmp_path, "a/1", "b/1")
    left(tmp_path, found["a/1/x/1"].id, Named.of(found["b/1/x/1"]))
    assert await states(tmp_path) == {"a/1/x/1": State.PLANNED, "b/1/x/1": State.PUBLISHED}


async def test_a_line_of_an_earlier_version_is_still_read(tmp_path: Path) -> None:
    found = await written(tmp_path, "a/1")
    left(tmp_path, found["a/1/x/1"].id, None)
    assert await states(tmp_path) == {"a/1/x/1": State.PUBLISHED}


@pytest.mark.parametrize("lacks", ["the row", "the number"])
async def test_a_receipt_of_no_post_here_is_set_aside_and_told(
    tmp_path: Path, lacks: str, caplog: pytest.LogCaptureFixture
) -> None:
    one = (await written(tmp_path, "a/1"))["a/1/x/1"]
    if lacks == "the row":
        left(tmp_path, one.id, Named(one.key, 2))
    else:
        left(tmp_path, one.id + 7, None)
    stays = State.HELD if lacks == "the row" else State.PLANNED
    assert await states(tmp_path) == {"a/1/x/1": stays}, "a version that is not here is out"
    (line,) = filter(None, (tmp_path / "ledger.sqlite.journal-aside").read_text().splitlines())
    assert json.loads(line)["url"] == receipt().url
    assert str(receipt().url) in caplog.text
    assert not Journal(tmp_path / "ledger.sqlite").waiting()


@pytest.mark.parametrize("named", [True, False])
async def test_the_team_hears_once_of_such_a_receipt_and_doctor_tells_it_until_it_is_seen_to(
    tmp_path: Path, *, named: bool
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        one = (await room.newest())["aviso/aguas/x/1"]
        left(tmp_path, one.id + 700, Named(one.key, 2) if named else None)
        await room.store.take_over(room.clock.now())
        (told,) = await heard(room, "este registro no lo conoce")
        assert str(receipt().url) in told
        assert ("pregonero cancel aviso/aguas/x/1" in told) is named
        assert await heard(room, "este registro no lo conoce") == []
        (finding,) = of_strays(await room.store.strays(), Catalogue("es"))
        assert not finding.ok
        assert str(receipt().url) in str(finding.params["what"])
        aside = tmp_path / "ledger.sqlite.journal-aside"
        assert str(aside) in str(finding.params["way"])
        aside.unlink()
        assert list(await room.store.strays()) == []
