"""A death between a decision of the team and its answer: it is answered, and done once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.services.test_team_approving import KEYS, gallery
from tests.services.test_team_facts import LINK, facts, team_at

if TYPE_CHECKING:
    from pathlib import Path


async def test_a_fact_is_entered_once_and_who_entered_it_is_told(tmp_path: Path) -> None:
    async with team_at(tmp_path, "2031-05-20T18:05") as (room, here):
        await here.say(f"/enlace {LINK}")
        here.will_die()
        (told,) = await here.tap("Sí, anótalo")
        assert "anotado por Rocío" in told["text"]
        assert len((await room.store.snapshot()).facts) == 1
        await room.until("2031-05-20T18:06")
        assert room.doubled() == []


@pytest.mark.parametrize("said", ["/empezamos", "/atraso 0", f"/enlace {LINK}"])
async def test_a_command_that_asks_nothing_is_done_once(tmp_path: Path, said: str) -> None:
    moment = "2031-05-20T18:01" if said == "/empezamos" else "2031-05-20T17:30"
    async with team_at(tmp_path, moment) as (room, here):
        here.will_die()
        (told,) = await here.say(said)
        assert "anotado por Rocío" in told["text"]
        assert len(await facts(room)) == len((await room.store.snapshot()).facts) == 1


async def test_a_hold_is_made_once_and_told(tmp_path: Path) -> None:
    async with team_at(tmp_path, "2031-05-12T12:00") as (room, here):
        here.will_die()
        (told,) = await here.say("/pausa duelo")
        assert "Rocío (duelo)" in told["text"]
        here.will_die()
        (told,) = await here.say("/sigue")
        assert "cada cosa sale a su hora" in told["text"]
        assert (await room.store.snapshot()).hold is None


@pytest.mark.parametrize(
    ("label", "told_of", "state"),
    [
        ("Aprobar", "aprobado Rocío", "planned"),
        ("Retener", "Retenido por Rocío", "held"),
    ],
)
async def test_an_approval_or_a_hold_is_made_once_and_told(
    tmp_path: Path, label: str, told_of: str, state: str
) -> None:
    async with gallery(tmp_path) as (room, here, shown):
        await shown.previews.look()
        await here.read()
        here.will_die()
        (told,) = await here.tap(label)
        assert told_of in told["text"]
        assert {(await room.states())[key] for key in KEYS} == {state}
        moves = [line.by for line in await room.store.history(KEYS[0])]
        assert moves.count("Rocío") == 2  # one of them is the load
