"""The team enters facts in its chat: one tap lets out what waits for them, and it is said back."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from campaign.core.facts import Door, in_force
from tests.services.newsroom import CALENDAR, CAMPAIGN, PROGRAMME, newsroom
from tests.services.teamroom import STRANGER, Chat, buttons

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.services.newsroom import Newsroom

LISTED = CAMPAIGN.replace("name: Rocío}", "name: Rocío, telegram: 31}")
LINK = "https://video.example/aguas"
DURING = f"""{CALENDAR}
- post: cierre
  for: panels
  when: ended
  channels: [x]
  text: "Terminó «{{{{ panel.title }}}}»."
"""
SAME_DAY = PROGRAMME.replace("2031-05-27 18:00", "2031-05-20 19:15")


@asynccontextmanager
async def team_at(
    folder: Path, moment: str, programme: str = PROGRAMME
) -> AsyncIterator[tuple[Newsroom, Chat]]:
    """Open the team's chat at a moment of Bogotá."""
    async with newsroom(folder) as room:
        await room.load(campaign=LISTED, calendar=DURING, programme=programme)
        await room.until(moment)
        yield room, Chat(room)


async def facts(room: Newsroom) -> dict[str, str]:
    """Return what is known, by its name."""
    return {str(f.what): f.value for f in in_force((await room.store.snapshot()).facts)}


async def test_one_tap_on_a_link_lets_out_what_waits_for_it(tmp_path: Path) -> None:
    async with team_at(tmp_path, "2031-05-20T18:05") as (room, here):
        (asked,) = await here.say(f"/enlace {LINK}")
        assert "«Aguas abajo»: el enlace es " + LINK in asked["text"]
        assert "sale en X (Twitter) y Telegram ahora: en-vivo · Aguas abajo" in asked["text"]
        assert await facts(room) == {}
        (done,) = await here.tap("Sí, anótalo")
        assert "Anotado por Rocío" in done["text"]
        assert "Sale en X (Twitter) y Telegram ahora: en-vivo · Aguas abajo" in done["text"]
        assert await facts(room) == {"aguas.stream": LINK}
        (fact,) = (await room.store.snapshot()).facts
        assert (fact.by, fact.door) == ("Rocío", Door.CHAT)
        await room.until("2031-05-20T18:06")
        assert room.visible("x")[-1] == f"Ya comenzó «Aguas abajo»: {LINK}"


async def test_a_second_tap_says_that_it_is_entered_and_by_whom(tmp_path: Path) -> None:
    async with team_at(tmp_path, "2031-05-20T18:05") as (room, here):
        await here.say(f"/enlace {LINK}")
        asked = max(here.said)
        await here.tap("Sí, anótalo")
        (again,) = await here.tap("Sí, anótalo", below=asked)
        assert "Ya estaba anotado por Rocío" in again["text"]
        (said,) = await here.say(f"/link aguas {LINK}")
        assert "Ya estaba anotado por Rocío" in said["text"]
        assert len((await room.store.snapshot()).facts) == 1


async def test_what_has_no_consequences_is_entered_at_once(tmp_path: Path) -> None:
    async with team_at(tmp_path, "2031-05-19T12:00") as (room, here):
        (done,) = await here.say(f"/enlace {LINK}")
        assert "Anotado por Rocío" in done["text"]
        assert "Nada sale ahora" in done["text"]
        assert "buttons" not in done
        assert await facts(room) == {"aguas.stream": LINK}


@pytest.mark.parametrize(
    "said", ["/atraso 10", "/atraso aguas 10", "/delay 10m aguas", "/atraso Aguas abajo 10 minutos"]
)
async def test_a_delay_is_shown_with_its_corrections_and_entered(tmp_path: Path, said: str) -> None:
    async with team_at(tmp_path, "2031-05-20T17:50") as (room, here):
        (asked,) = await here.say(said)
        assert "atraso de 10 min; comienza: mar 20 may, 18:10" in asked["text"]
        assert "correcci" in asked["text"]
        assert "18:10" in asked["text"].partition("correcci")[2]
        await here.tap("Sí, anótalo")
        assert set(await facts(room)) == {"aguas.delay"}


@pytest.mark.parametrize("code", ["es", "en"])
async def test_a_fact_that_takes_an_approval_away_says_so_before_it_is_entered(
    tmp_path: Path, code: str
) -> None:
    rules = LISTED.replace("[es]", f"[{code}]") + "approval: {aviso: prensa}\n"
    told = {
        "es": "OJO: «aviso» (X (Twitter) y Telegram; mar 13 may, 09:00) ya estaba aprobada; con"
        " este cambio hay que aprobarla otra vez.",
        "en": "MIND: “aviso” (X (Twitter) and Telegram; Tue 13 May, 09:00) was approved; with this"
        " change it has to be approved again.",
    }
    async with newsroom(tmp_path) as room:
        await room.load(campaign=rules)
        await room.decisions.approve(["*"], "Rocío", "prensa")
        await room.until("2031-05-13T08:57")
        here = Chat(room)
        (asked,) = await here.say("/atraso aguas 10")
        assert told[code] in asked["text"].replace(
            "Telegram y X (Twitter)", "X (Twitter) y Telegram"
        )
        assert await facts(room) == {}
        await here.press("F:y", number=max(here.said))
        assert await facts(room) == {"aguas.delay": "10"}


async def test_begun_and_ended_are_entered_with_the_time_of_the_command(tmp_path: Path) -> None:
    async with team_at(tmp_path, "2031-05-20T18:03") as (room, here):
        (done,) = await here.say("/empezamos")
        assert "«Aguas abajo» comenzó: mar 20 may, 18:03" in done["text"]
        await room.until("2031-05-20T19:04")
        await here.say("/terminó")
        await room.until("2031-05-20T19:06")
        (done,) = await here.tap("Sí, anótalo")
        assert "Sale en X (Twitter) ahora: cierre · Aguas abajo" in done["text"]
        known = await facts(room)
        assert known["aguas.started"].startswith("2031-05-20T18:03")
        assert known["aguas.ended"].startswith("2031-05-20T19:04")
        for said in ("/empezamos", "/ended"):
            (again,) = await here.say(said)
            assert ("Ya estaba" in again["text"]) == (said == "/ended")
        assert len((await room.store.snapshot()).facts) == 2


async def test_what_is_unclear_is_asked_back_and_goes_on_with_the_panel(tmp_path: Path) -> None:
    async with team_at(tmp_path, "2031-05-20T19:05", SAME_DAY) as (room, here):
        await here.say("/empezamos aguas 18:02")
        await here.tap("Sí, anótalo") if await facts(room) == {} else None
        (which,) = await here.say("/empezamos")
        assert list(buttons(which)) == ["Aguas abajo", "Las dos orillas"]
        await here.tap("Las dos orillas")
        known = await facts(room)
        assert known["aguas.started"].startswith("2031-05-20T18:02")
        assert known["orillas.started"].startswith("2031-05-20T19:05")


async def test_a_delay_long_before_is_answered_with_how_a_start_is_entered(
    tmp_path: Path,
) -> None:
    async with team_at(tmp_path, "2031-05-12T17:30") as (_, here):
        (answer,) = await here.say("/atraso aguas 10")
        assert 'pregonero fact aguas start="AAAA-MM-DD HH:MM"' in answer["text"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("/enlace", "Escribe: /enlace aguas https://"),
        ("/enlace wa.example/p", "Falta https:// delante: /enlace https://wa.example/p"),
        (
            "/enlace las dos orillas youtube.com/watch?v=1",
            "Falta https:// delante: /enlace orillas https://youtube.com/watch?v=1",
        ),
        ("/enlace rios youtube.com/watch", "ningún panel que se llame «rios»"),
        ("/enlace orillas está listo", "Escribe: /enlace orillas https://…"),
        ("/enlace está listo", "no hay un enlace"),
        ("/atraso orillas mucho", "/atraso orillas 10"),
        ("/enlace aguas", "Escribe: /enlace aguas https://"),
        ("/atraso", "/atraso 10"),
        ("/atraso mucho", "no es un atraso"),
        ("/atraso aguas", "/atraso aguas 10"),
        ("/atraso rios 10", "ningún panel que se llame «rios»"),
        ("/empezamos rios", "• orillas: Las dos orillas"),
        ("/empezamos 25:80", "no es una hora"),
    ],
)
async def test_mistakes_are_answered_with_what_to_write(
    tmp_path: Path, said: str, told: str
) -> None:
    async with team_at(tmp_path, "2031-05-20T17:30") as (room, here):
        (answer,) = await here.say(said)
        assert told in answer["text"]
        assert await facts(room) == {}


async def test_nobody_else_enters_facts_and_nobody_elsewhere(tmp_path: Path) -> None:
    async with team_at(tmp_path, "2031-05-20T18:05") as (room, here):
        (told,) = await here.say(f"/enlace {LINK}", who=STRANGER)
        assert "Solo quienes" in told["text"]
        for told in await here.say(f"/enlace {LINK}", chat=-7):
            assert "anot" not in told["text"].lower()
        await here.say(f"/enlace {LINK}")
        (told,) = await here.tap("Sí, anótalo", who=STRANGER)
        assert "Solo quienes" in told["text"]
        assert await here.say("/enlace@otro_bot https://a.example") == []
        assert await facts(room) == {}


async def test_what_changed_meanwhile_is_shown_again_before_it_is_entered(tmp_path: Path) -> None:
    async with team_at(tmp_path, "2031-05-20T18:05") as (room, here):
        await here.say(f"/enlace {LINK}")
        asked = max(here.said)
        await room.learn("aguas", "stream", "https://video.example/otro")
        (again,) = await here.tap("Sí, anótalo", below=asked)
        assert "¿Lo anoto?" in again["text"]
        assert (await facts(room))["aguas.stream"] == "https://video.example/otro"
        await here.tap("Sí, anótalo")
        assert (await facts(room))["aguas.stream"] == LINK


async def test_no_leaves_it_and_a_button_of_nothing_says_so(tmp_path: Path) -> None:
    async with team_at(tmp_path, "2031-05-20T18:05") as (room, here):
        await here.say(f"/enlace {LINK}")
        (left,) = await here.tap("No")
        assert "No anoté nada" in left["text"]
        (gone,) = await here.press("F:y", number=9_999)
        assert "ya no sirve" in gone["text"]
        assert await facts(room) == {}


async def test_a_fact_entered_before_a_death_is_not_entered_twice(tmp_path: Path) -> None:
    async with team_at(tmp_path, "2031-05-20T18:05") as (room, here):
        await here.say(f"/enlace {LINK}")
        await room.learn("aguas", "stream", LINK)  # then it died: the tap is unhandled
        (told,) = await here.tap("Sí, anótalo")
        assert "Ya estaba anotado por Rocío" in told["text"]
        assert len((await room.store.snapshot()).facts) == 1


async def test_under_a_general_hold_it_says_that_nothing_goes_out(tmp_path: Path) -> None:
    async with team_at(tmp_path, "2031-05-20T18:05") as (room, here):
        await room.decisions.hold_all("Rocío", "duelo")
        (done,) = await here.say(f"/enlace {LINK}")
        assert "Todo está retenido por Rocío (duelo)" in done["text"]
        assert "/sigue" in done["text"]
        await room.until("2031-05-20T18:10")
        assert not any("Ya comenzó" in text for text in room.visible("x"))


async def test_recording_and_note_go_to_the_panel_that_was_over_last(tmp_path: Path) -> None:
    async with team_at(tmp_path, "2031-05-21T10:00") as (room, here):
        await here.say("/grabacion https://video.example/grabado")
        await here.say("/nota https://blog.example/nota")
        known = await facts(room)
        assert known == {
            "aguas.recording": "https://video.example/grabado",
            "aguas.note": "https://blog.example/nota",
        }
        (told,) = await here.say("/grabacion")
        assert "/grabacion aguas https://" in told["text"]


async def test_what_waits_for_an_approval_besides_is_told(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(campaign=LISTED + "approval: {en-vivo: prensa}\n")
        await room.until("2031-05-20T18:05")
        (told,) = await Chat(room).say(f"/enlace {LINK}")
        assert "Su hora llegó, pero espera: en-vivo · Aguas abajo" in told["text"]
        assert "aprobación de prensa" in told["text"]
