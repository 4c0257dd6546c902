"""The team holds everything from its chat, lets it go on, and asks how things stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from campaign.core.deliveries import Wait, WaitKind
from campaign.core.life import Move
from campaign.core.reasons import LATE_TOGETHER, because
from campaign.languages import Catalogue
from campaign.ports.circuits import Stop
from campaign.ports.ledger import LedgerChange, Step
from campaign.services.listing import tell_wait
from tests.services.newsroom import newsroom
from tests.services.teamroom import STRANGER, Chat
from tests.services.test_team_facts import LISTED, team_at

if TYPE_CHECKING:
    from pathlib import Path


async def test_one_command_holds_everything_and_another_lets_it_go_on(tmp_path: Path) -> None:
    async with team_at(tmp_path, "2031-05-12T12:00") as (room, here):
        (told,) = await here.say("/pausa duelo nacional")
        assert "Todo está retenido por Rocío (duelo nacional)" in told["text"]
        assert "/sigue" in told["text"]
        hold = (await room.store.snapshot()).hold
        assert hold is not None
        assert (hold.by, hold.reason) == ("Rocío", "duelo nacional")
        await room.until("2031-05-13T10:00")
        assert room.visible("x") == []
        (told,) = await here.say("/sigue")
        assert "Rocío decidió que siga" in told["text"]
        assert "Atrasadas" in told["text"]
        assert "aviso · Aguas abajo · X (Twitter) y Telegram" in told["text"]
        await room.until("2031-05-13T10:05")
        assert len(room.visible("x")) == 1


async def test_a_correction_that_waits_is_told_among_what_comes(tmp_path: Path) -> None:
    async with team_at(tmp_path, "2031-05-13T12:00") as (room, here):
        await room.decisions.hold_all("Rocío", "duelo")
        await room.learn("aguas", "start", "2031-05-20T19:00:00-05:00")
        await room.until("2031-05-13T12:05")
        (told,) = await here.say("/estado")
        coming = told["text"][told["text"].index("Lo que viene") :]
        assert "• en cuanto se suelte: " in coming
        (told,) = await here.say("/sigue")
        assert "• en cuanto se pueda: " in told["text"]


async def test_a_second_hold_keeps_who_and_why_and_a_second_release_says_so(
    tmp_path: Path,
) -> None:
    async with team_at(tmp_path, "2031-05-12T12:00") as (room, here):
        await room.decisions.hold_all("Rocío", "terremoto")  # then it died
        for said in ("/pausa terremoto", "/pause"):
            (told,) = await here.say(said)
            assert "Rocío (terremoto)" in told["text"]
        await here.say("/resume")
        (told,) = await here.say("/sigue")
        assert "No había nada detenido" in told["text"]
        await here.say("/pausa")
        hold = (await room.store.snapshot()).hold
        assert hold is not None
        assert hold.reason == "dicho en el chat del equipo"


async def test_another_reason_for_a_hold_counts_and_the_first_one_is_said(tmp_path: Path) -> None:
    async with team_at(tmp_path, "2031-05-12T12:00") as (room, here):
        await room.decisions.hold_all("Abel", "terremoto")
        (told,) = await here.say("/pausa duelo nacional")
        assert "Ya estaba todo retenido por Abel (terremoto)." in told["text"]
        assert "Todo está retenido por Rocío (duelo nacional)" in told["text"]
        hold = (await room.store.snapshot()).hold
        assert hold is not None
        assert (hold.by, hold.reason) == ("Rocío", "duelo nacional")


async def test_the_state_is_told_in_a_few_lines(tmp_path: Path) -> None:
    async with team_at(tmp_path, "2031-05-20T18:05") as (room, here):
        await room.decisions.hold_all("Rocío", "duelo")
        (told,) = await here.say("/estado")
        lines = told["text"].splitlines()
        assert "Todo está retenido por Rocío (duelo)" in lines[0]
        assert "2 publicadas y 4 en espera" in told["text"]
        assert "En espera:" in lines
        assert any(line.startswith("• mar 20 may, 18:00: en-vivo") for line in lines)
        assert "el enlace de la transmisión" in told["text"]
        assert len(told["text"]) < 1000


def test_a_seat_without_a_name_is_told_as_somebody_who_speaks() -> None:
    wait = Wait(WaitKind.FACT, "panel-3-speaker-2.name")
    assert tell_wait(wait, Catalogue("es")) == "falta quién expone (exposición 2 de panel-3)"
    own = Wait(WaitKind.FACT, "ana.name")
    assert tell_wait(own, Catalogue("es")) == "falta el nombre (ana)"


async def test_what_waits_for_the_team_says_its_buttons_first_and_then_its_own_command(
    tmp_path: Path,
) -> None:
    async with team_at(tmp_path, "2031-05-12T12:00") as (room, here):
        held = because(LATE_TOGETHER)
        snapshot = await room.store.snapshot()
        late = [one for one in snapshot.deliveries if one.key.post == "aviso/aguas"]
        steps = [Step(one.id, one.fence, Move.HOLD, held, "prueba") for one in late]
        await room.store.apply(LedgerChange(room.clock.now(), "prueba", steps=steps))
        (told,) = await here.say("/estado")
        assert (
            "— se pasó su hora y espera al equipo: que salga o no, con los botones de su mensaje."
            " En el computador: pregonero resume aviso/aguas" in told["text"]
        )
        assert "CLAVE" not in told["text"]


async def test_a_version_that_waits_beside_what_is_out_is_told_with_its_own_command(
    tmp_path: Path,
) -> None:
    async with team_at(tmp_path, "2031-05-12T12:00") as (room, here):
        held = because("earlier-is-out", generation=1, url="https://fake.example/1")
        one = (await room.newest())["aviso/aguas/x/1"]
        step = Step(one.id, one.fence, Move.HOLD, held, "prueba")
        await room.store.apply(LedgerChange(room.clock.now(), "prueba", steps=[step]))
        (told,) = await here.say("/estado")
        assert "salió al final (https://fake.example/1)" in told["text"]
        assert "pregonero resume aviso/aguas;" in told["text"]
        assert "CLAVE" not in told["text"]


async def test_what_comes_next_is_told_with_its_times_and_channels(tmp_path: Path) -> None:
    async with team_at(tmp_path, "2031-05-12T12:00") as (_room, here):
        (told,) = await here.say("/estado")
        _, _, coming = told["text"].partition("Lo que viene:\n")
        first = coming.splitlines()[0]
        assert first == "• mar 13 may, 09:00: aviso · Aguas abajo · X (Twitter) y Telegram"


@pytest.mark.parametrize("said", ["/pausa", "/sigue", "/estado"])
async def test_nobody_else_holds_and_nobody_elsewhere(tmp_path: Path, said: str) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(campaign=LISTED)
        if said == "/sigue":
            await room.decisions.hold_all("Rocío", "duelo")
        before = (await room.store.snapshot()).hold
        here = Chat(room)
        (told,) = await here.say(said, who=STRANGER)
        assert "Solo quienes" in told["text"]
        for told in await here.say(said, chat=-7):
            assert "aviso" not in told["text"]
        assert (await room.store.snapshot()).hold == before


async def test_a_stopped_channel_is_told_and_goes_on(tmp_path: Path) -> None:
    async with team_at(tmp_path, "2031-05-12T12:00") as (room, here):
        await room.store.shut("x", Stop("token", "401 Unauthorized"))
        (told,) = await here.say("/status")
        assert "X (Twitter) está detenido: 401 Unauthorized" in told["text"]
        await here.say("/sigue")
        (told,) = await here.say("/status")
        assert "detenido" not in told["text"]
