"""Each role of ``run`` gives signs of its own: one that lives hides none that died."""

from __future__ import annotations

import os
from functools import partial
from itertools import permutations
from typing import TYPE_CHECKING

import pytest

from campaign.core.ledger_kind import Kind
from campaign.wiring.heartbeat import (
    LONGEST_SILENCE,
    ROLES,
    Heart,
    is_alive,
    silences,
    take_signs_away,
)

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

PAIRS = list(permutations(ROLES, 2))
KINDS = list(Kind)


async def beat(root: Path, kind: Kind, roles: Collection[str]) -> None:
    """Give a sign of each of these roles."""
    await Heart(root, kind, dict.fromkeys(roles, lambda: True)).beat()


def grow_old(root: Path, role: str) -> None:
    """Let the last sign of a role be too long ago."""
    (sign,) = (root / "build").rglob(f"*{role}")
    before = sign.stat().st_mtime - 2 * LONGEST_SILENCE
    os.utime(sign, (before, before))


@pytest.mark.parametrize(("dead", "beating"), PAIRS)
async def test_one_that_died_is_noticed_while_another_beats(
    tmp_path: Path, dead: str, beating: str
) -> None:
    await beat(tmp_path, Kind.REAL, (dead,))
    grow_old(tmp_path, dead)
    await beat(tmp_path, Kind.REAL, (beating,))
    assert not is_alive(tmp_path, Kind.REAL)
    assert max(silences(tmp_path, Kind.REAL).items(), key=lambda one: one[1])[0] == dead


@pytest.mark.parametrize(("ended", "working"), PAIRS)
async def test_one_that_ended_well_leaves_the_other_alive(
    tmp_path: Path, ended: str, working: str
) -> None:
    for role in (ended, working):
        await beat(tmp_path, Kind.SANDBOX, (role,))
    take_signs_away(tmp_path, Kind.SANDBOX, (ended,))
    assert is_alive(tmp_path, Kind.SANDBOX)
    take_signs_away(tmp_path, Kind.SANDBOX, (working,))
    assert not is_alive(tmp_path, Kind.SANDBOX)


@pytest.mark.parametrize("kind", KINDS)
async def test_the_signs_of_one_kind_of_ledger_say_nothing_of_another(
    tmp_path: Path, kind: Kind
) -> None:
    await beat(tmp_path, kind, ("publisher", "bot"))
    assert [other for other in KINDS if is_alive(tmp_path, other)] == [kind]


async def test_a_run_of_everything_forgets_who_was_killed_before(tmp_path: Path) -> None:
    await beat(tmp_path, Kind.REAL, ("bot",))
    grow_old(tmp_path, "bot")
    take_signs_away(tmp_path, Kind.REAL)
    await beat(tmp_path, Kind.REAL, ("publisher",))
    assert is_alive(tmp_path, Kind.REAL)


async def test_a_sign_from_before_the_clock_was_put_back_is_none(tmp_path: Path) -> None:
    await beat(tmp_path, Kind.REAL, ("bot", "publisher"))
    assert is_alive(tmp_path, Kind.REAL)
    (sign,) = (tmp_path / "build").rglob("*publisher")
    ahead = sign.stat().st_mtime + 2 * LONGEST_SILENCE
    os.utime(sign, (ahead, ahead))
    assert not is_alive(tmp_path, Kind.REAL)
    await beat(tmp_path, Kind.REAL, ("publisher",))
    assert is_alive(tmp_path, Kind.REAL)


async def test_one_that_stands_by_neither_speaks_nor_ends_for_another(tmp_path: Path) -> None:
    await beat(tmp_path, Kind.REAL, ("publisher", "bot"))
    grow_old(tmp_path, "bot")
    at_work = {"publisher": True, "bot": False}
    roles = {role: partial(at_work.__getitem__, role) for role in at_work}
    reserve = Heart(tmp_path, Kind.REAL, roles)
    await reserve.beat()
    assert not is_alive(tmp_path, Kind.REAL)
    at_work["bot"] = True
    await reserve.beat()
    assert is_alive(tmp_path, Kind.REAL)
    await beat(tmp_path, Kind.REAL, ("publisher",))
    at_work |= {"publisher": False}
    await reserve.beat()
    reserve.stop()
    assert list(silences(tmp_path, Kind.REAL)) == ["publisher"]
