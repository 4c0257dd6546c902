"""The team writes to many from its chat: shown first, counted, confirmed once, told of its end."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from campaign.bot.handling import Handler
from campaign.core.ledger_kind import Kind
from campaign.core.programme import Panel, Programme
from campaign.core.settings import Campaign, TeamMember
from campaign.languages import Catalogue
from campaign.ports.attendees import Effects
from campaign.ports.messages import Priority
from campaign.services.broadcasting import Broadcasting
from campaign.services.conversation import Content
from campaign.services.deciding import Decisions
from campaign.services.team_broadcasts import BroadcastCounter
from campaign.services.team_desk import TeamDesk
from campaign.services.team_holding import HoldingCounter
from campaign.store.opening import open_ledger
from campaign.wiring.clocks import VirtualClock
from campaign.wiring.tongues import tongues
from tests.services.teamroom import ROCIO, STRANGER, TEAM, Chat, buttons

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from campaign.store.store import Store

LUIS = 33
ZONE = ZoneInfo("America/Bogota")
NOW = datetime(2031, 5, 12, 17, 0, tzinfo=UTC)
TEAMS = (TeamMember("prensa", "Rocío", ROCIO), TeamMember("prensa", "Luis", LUIS))
PANELS = (
    Panel("aguas", "Aguas abajo", 1, datetime(2031, 5, 20, 18, 0, tzinfo=ZONE)),
    Panel("orillas", "Las dos orillas", 2, datetime(2031, 5, 27, 18, 0, tzinfo=ZONE)),
)
CONTENT = Content(
    Campaign("voces", "Voces del río", "America/Bogota", ZONE, team=TEAMS),
    Programme(PANELS),
    team_chat=TEAM,
)
FOOT = "— El equipo de «Voces del río». Para no recibir más mensajes como este: /sinnoticias"
ASKED = ("news", "1-es", "cd" * 32)


@dataclass(slots=True)
class Room:
    """What the chat needs of a newsroom: nothing is published from here."""

    store: Store
    clock: VirtualClock


class Hall(Chat):
    """The team's chat, and people who signed up."""

    def __init__(self, room: Room) -> None:
        store = room.store
        decisions, broadcasts = Decisions(store, room.clock), BroadcastCounter(store, store, store)
        counters = (HoldingCounter(decisions, {}, store), broadcasts)
        desk = TeamDesk(store, store, decisions, {}, counters, (broadcasts,))
        self._parts = (self.content, tongues(), room.clock, {}, desk)
        self.handler = Handler(store, *self._parts)
        self.room = room
        self.update = 0
        self.said = {}
        self.broadcasting = Broadcasting(store, self.content, room.clock, Catalogue)

    @staticmethod
    async def content() -> Content:
        """Return the programme."""
        return CONTENT

    async def join(self, chat: int, **given: object) -> None:
        """Let somebody sign up for a panel, or change their mind."""
        what = {"sign_up": ("aguas",), "language": "es", **given}
        effects = Effects(900_000 + self.update, chat, self.room.clock.now(), **what)  # type: ignore[arg-type]
        self.update += 1
        await self.room.store.handle(effects)

    async def write(self, text: str, *marks: dict, who: int = ROCIO, **more: object) -> list[dict]:
        """Write something with marks into the team's chat."""
        chat = {"id": TEAM, "type": "supergroup"}
        said = {"text": text, "entities": list(marks), **more}
        return await self.tell(
            {"message": {"message_id": 3, "chat": chat, "from": {"id": who}, **said}}
        )

    async def go_on(self) -> list[tuple[int, dict]]:
        """Send what goes out by itself; return to whom, and what."""
        sent = []
        while await self.broadcasting.step():
            while taken := await self.room.store.next_message(self.room.clock.now()):
                number = 500 + len(self.said)
                await self.room.store.sent(taken, str(number))
                self.said[number] = json.loads(taken.message.body)
                sent.append((taken.message.chat, self.said[number]))
        return sent


@asynccontextmanager
async def hall(folder: Path, *chats: int) -> AsyncIterator[Hall]:
    store = open_ledger(f"sqlite:///{folder}/l.db", "voces", Kind.SANDBOX, trusted=True)
    here = Hall(Room(store, VirtualClock(NOW)))
    try:
        for chat in chats:
            await here.join(chat)
        yield here
    finally:
        await store.close()


def sends(said: dict) -> str:
    """Return the label that sends."""
    return next(label for label in buttons(said) if label.startswith("Enviar a"))


def looks(said: dict) -> dict:
    """Return what of a message is seen."""
    return {name: said[name] for name in ("text", "marks") if name in said}


async def test_it_is_shown_as_it_will_look_and_goes_out_by_one_tap(tmp_path: Path) -> None:
    async with hall(tmp_path, 1, 2, 3) as here:
        await here.join(3, sign_up=(), withdraw="news")
        await here.room.store.unreachable(2)
        shown, asks = await here.write(
            "/difundir aguas\nCambia la sala: *Aula 2*, ver mapa",
            {"type": "bot_command", "offset": 0, "length": 9},
            {"type": "bold", "offset": 32, "length": 8},
            {"type": "text_link", "offset": 42, "length": 8, "url": "https://mapa.example"},
            {"type": "text_mention", "offset": 16, "length": 6, "user": {"id": 9}},
        )
        assert shown["text"] == f"Cambia la sala: *Aula 2*, ver mapa\n\n{FOOT}"
        assert shown["marks"] == [
            {"type": "bold", "offset": 16, "length": 8},
            {"type": "text_link", "offset": 26, "length": 8, "url": "https://mapa.example"},
        ]
        assert "La recibirá 1 persona: quienes están en «Aguas abajo»" in asks["text"]
        assert "Queda fuera 1 persona que no quiere mensajes" in asks["text"]
        assert "Queda fuera 1 persona a la que el bot no puede" in asks["text"]
        assert [*buttons(asks)] == ["Enviarme una prueba", "Enviar a 1 persona", "Descartar"]
        assert await here.go_on() == []
        (done,) = await here.tap("Enviar a 1 persona")
        assert "Rocío la confirmó: sale a 1 persona" in done["text"]
        (chat, letter), (team, report) = await here.go_on()
        assert (chat, letter) == (1, looks(shown))
        assert team == TEAM
        assert "Terminó la difusión" in report["text"]
        assert "llegó a 1 persona de 1" in report["text"]


async def test_two_who_confirm_the_same_send_it_once(tmp_path: Path) -> None:
    async with hall(tmp_path, 1, 2) as here:
        _, asks = await here.say("/difundir todos ¡Hola!")
        asked = max(here.said)
        await here.tap(sends(asks))
        (again,) = await here.tap(sends(asks), who=LUIS, below=asked)
        assert "Ya la había confirmado Rocío" in again["text"]
        assert "va en 0 de 2" in again["text"]
        assert [chat for chat, _ in await here.go_on()] == [1, 2, TEAM]
        (again,) = await here.tap(sends(asks), who=LUIS, below=asked)
        assert "terminó, llegó a 2 de 2" in again["text"]
        assert await here.go_on() == []


async def test_a_death_after_it_was_confirmed_sends_it_once(tmp_path: Path) -> None:
    async with hall(tmp_path, 1, 2) as here:
        _, asks = await here.say("/difundir todos ¡Hola!")
        here.will_die()
        (told,) = await here.tap(sends(asks))
        assert "Ya la había confirmado Rocío" in told["text"]
        assert [chat for chat, _ in await here.go_on()] == [1, 2, TEAM]


async def test_what_is_discarded_cannot_be_sent(tmp_path: Path) -> None:
    async with hall(tmp_path, 1) as here:
        _, asks = await here.say("/difundir todos ¡Hola!")
        asked = max(here.said)
        (told,) = await here.tap("Descartar")
        assert "Rocío descartó la difusión" in told["text"]
        (told,) = await here.tap(sends(asks), who=LUIS, below=asked)
        assert "Ya la había descartado Rocío" in told["text"]
        assert await here.go_on() == []


async def test_the_words_may_come_next_and_the_audience_by_a_button(tmp_path: Path) -> None:
    async with hall(tmp_path, 1, 2) as here:
        await here.join(2, sign_up=(), cancel=("aguas",), consent=ASKED)
        (which,) = await here.say("/difundir")
        labels = [*buttons(which)]
        assert labels[:3] == [
            "1: todas las personas inscritas",
            "1: quienes pidieron noticias",
            "1: «Aguas abajo»",
        ]
        (asks,) = await here.tap("1: quienes pidieron noticias")
        assert "Responde a este mensaje con el texto" in asks["text"]
        shown, asks = await here.answer(max(here.said), "Ya está la publicación")
        assert shown["text"].startswith("Ya está la publicación\n\n")
        assert "quienes pidieron noticias" in asks["text"]
        assert "Pidieron noticias de la serie" in asks["text"]
        await here.tap("Enviar a 1 persona")
        assert [chat for chat, _ in await here.go_on()] == [2, TEAM]


async def test_a_number_that_changed_is_told_and_much_of_it_asks_again(tmp_path: Path) -> None:
    async with hall(tmp_path, *range(1, 31)) as here:
        _, asks = await here.say("/difundir todos ¡Hola!")
        await here.join(31)
        (told,) = await here.tap(sends(asks))
        assert "sale a 31 personas" in told["text"]
        assert "al mostrarla eran 30" in told["text"]
        _, asks = await here.say("/difundir todos ¡Otra!")
        for chat in range(32, 40):
            await here.join(chat)
        (again,) = await here.tap(sends(asks))
        assert "No la envié" in again["text"]
        assert "Ahora son 39 personas" in again["text"]
        assert len(await here.room.store.broadcasts(since=here.room.clock.now())) == 1
        (told,) = await here.tap("Enviar a 39 personas")
        assert "sale a 39 personas" in told["text"]


async def test_it_can_be_stopped_and_the_state_tells_of_it(tmp_path: Path) -> None:
    async with hall(tmp_path, *range(1, 101)) as here:
        _, asks = await here.say("/difundir todos ¡Hola!")
        await here.tap(sends(asks))
        assert await here.broadcasting.step()
        for _ in range(3):
            taken = await here.room.store.next_message(here.room.clock.now())
            assert taken is not None
            await here.room.store.sent(taken, "1")
        number = max(here.said)
        told = await here.room.store.broadcasts(since=here.room.clock.now())
        assert [(one.tally.sent, one.people) for one in told] == [(3, 100)]
        update = {"id": "q", "from": {"id": LUIS}, "data": buttons(here.said[number])["Detener"]}
        message = {"message_id": number, "chat": {"id": TEAM, "type": "supergroup"}}
        here.update += 1
        (stopped,) = await here.tell({"callback_query": {**update, "message": message}})
        assert "Luis detuvo la difusión" in stopped["text"]
        ((team, report),) = await here.go_on()
        assert team == TEAM
        assert "quedó detenida por Luis: llegó a 3 personas de 100" in report["text"]
        (state,) = await here.say("/estado")
        assert "la detuvo Luis; llegó a 3 de 100" in state["text"]
        (told,) = await here.tap("Detener", below=number)
        assert "la detuvo Luis" in told["text"]


async def test_what_is_too_long_says_so_and_takes_a_shorter_one(tmp_path: Path) -> None:
    async with hall(tmp_path, 1) as here:
        (told,) = await here.say("/difundir todos " + "ñ" * 3990)
        assert "Tiene 3990 caracteres y caben 39" in told["text"]
        shown, _ = await here.answer(max(here.said), "ñ" * 3900)
        assert shown["text"] == f"{'ñ' * 3900}\n\n{FOOT}"


async def test_nothing_goes_out_while_everything_is_held_and_that_is_said(tmp_path: Path) -> None:
    async with hall(tmp_path, 1) as here:
        await here.say("/pausa luto")
        _, asks = await here.say("/difundir todos ¡Hola!")
        (told,) = await here.tap(sends(asks))
        assert "Todo está retenido por Rocío (luto)" in told["text"]
        assert await here.go_on() == []
        await here.say("/sigue")
        assert [chat for chat, _ in await here.go_on()] == [1, TEAM]


async def test_what_is_written_is_read_as_it_is_meant(tmp_path: Path) -> None:
    async with hall(tmp_path, 1) as here:
        for said in ("panel 1 Va", "aguas: Va", "AGUAS\n\nVa", "panel 1: Va"):
            shown, asks = await here.say(f"/broadcast {said}")
            assert shown["text"].startswith("Va\n\n")
            assert "«Aguas abajo»" in asks["text"]
        (told,) = await here.say("/difundir noticias ¡Hola!")
        assert "Nadie la recibiría" in told["text"]
        assert "buttons" not in told
        (which,) = await here.say("/difundir Mañana empezamos a las 18")
        assert "¿A quiénes?" in which["text"]
        shown, asks = await here.tap("1: todas las personas inscritas")
        assert shown["text"].startswith("Mañana empezamos a las 18\n\n")
        assert "todas las personas inscritas" in asks["text"]
        said = {"caption": "/difundir todos ¡Hola!", "photo": [{}], "from": {"id": ROCIO}}
        chat = {"id": TEAM, "type": "supergroup"}
        _, asks = await here.tell({"message": {"message_id": 3, "chat": chat, **said}})
        assert "Solo va el texto" in asks["text"]


async def test_nobody_else_writes_to_everybody_and_nobody_from_elsewhere(tmp_path: Path) -> None:
    async with hall(tmp_path, 1) as here:
        (told,) = await here.say("/difundir todos ¡Hola!", who=STRANGER)
        assert "Solo quienes" in told["text"]
        _, asks = await here.say("/difundir todos ¡Hola!")
        (told,) = await here.tap(sends(asks), who=STRANGER)
        assert "Solo quienes" in told["text"]
        elsewhere = await here.say("/difundir todos ¡Hola!", chat=-7)
        assert all("D:y" not in str(one) for one in elsewhere)
        assert await here.go_on() == []


async def test_everybody_reads_the_foot_in_their_language(tmp_path: Path) -> None:
    async with hall(tmp_path, 1) as here:
        await here.join(2, language="en")
        shown, asks = await here.say("/difundir todos ¡Hola!")
        asked = max(here.said)
        told, test = await here.tap("Enviarme una prueba", who=LUIS)
        assert "Luis: te la envié por privado" in told["text"]
        assert looks(test) == looks(shown)
        assert await here.go_on() == []
        await here.tap(sends(asks), below=asked)
        (state,) = await here.say("/estado")
        assert "Difusión de Rocío (todas las personas inscritas" in state["text"]
        assert "va en 0 de 2" in state["text"]
        assert await here.broadcasting.step()
        taken = await here.room.store.next_messages(here.room.clock.now(), 5)
        texts = [json.loads(one.message.body)["text"] for one in taken]
        assert texts[0].endswith("/sinnoticias")
        assert texts[1].endswith("/nonews")
        assert {one.message.priority for one in taken} == {Priority.BROADCAST}
        assert all(one.message.once for one in taken)
        _, asks = await here.say("/difundir todos ¡Hola!", who=LUIS)
        assert "el mismo texto ya se envió a las mismas personas (Rocío" in asks["text"]
