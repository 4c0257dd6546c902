"""A full panel, from the first seat to the last who waits: what each of them reads."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, event

from campaign.bot.handling import Handler
from campaign.core.ledger_kind import Kind
from campaign.core.programme import Panel, Programme
from campaign.core.settings import Campaign
from campaign.languages import Catalogue
from campaign.ports.attendees import Incoming
from campaign.services.attending import Attending
from campaign.services.conversation import Content
from campaign.store import statements
from campaign.store.opening import open_ledger
from campaign.wiring.clocks import VirtualClock
from campaign.wiring.tongues import tongues

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from campaign.store.store import Store

ZONE = ZoneInfo("Europe/Madrid")
NOW = datetime(2030, 3, 1, 9, 0, tzinfo=UTC)
PANEL = Panel("barro", "Manos de barro", 2, datetime(2030, 3, 9, 18, tzinfo=ZONE), capacity=1)
OTHER = Panel("hilo", "El hilo", 3, datetime(2030, 3, 16, 18, tzinfo=ZONE))
CAMPAIGN = Campaign("oficios", "Oficios vivos", "Europe/Madrid", ZONE)
ANA, BETO, CARO, DANI = 41, 42, 43, 44
TONGUES = tongues()


@dataclass
class Hall:
    """The bot's handler on a real ledger, with nobody on the other side of the network."""

    store: Store
    clock: VirtualClock
    panels: tuple[Panel, ...] = (PANEL, OTHER)
    read: dict[int, list[dict]] = field(default_factory=dict)
    updates: int = 0

    async def content(self) -> Content:
        """Return the programme."""
        return Content(CAMPAIGN, Programme(self.panels), team_chat=-9)

    async def _update(self, chat: int, what: dict, code: str) -> list[str]:
        self.updates += 1
        self.clock.advance_to(self.clock.now() + timedelta(seconds=1))
        sender = {"id": chat, "first_name": "P", "language_code": code}
        inner = {"message_id": 1, "chat": {"id": chat, "type": "private"}}
        update: dict = {"message": {**inner, "from": sender, **what}}
        if "data" in what:
            update = {"callback_query": {"id": "q", "from": sender, "message": inner, **what}}
        raw = json.dumps({"update_id": self.updates, **update})
        await self.store.receive([Incoming(self.updates, raw)])
        handler = Handler(self.store, self.content, TONGUES, self.clock, {})
        await handler.handle_pending()
        return await self.deliver(chat)

    async def deliver(self, chat: int) -> list[str]:
        """Bring everybody their messages; return what this one read."""
        before = len(self.read.get(chat, []))
        while (taken := await self.store.next_message(self.clock.now())) is not None:
            self.read.setdefault(taken.message.chat, []).append(json.loads(taken.message.body))
            await self.store.sent(taken, "1")
        return [body["text"] for body in self.read.get(chat, [])[before:]]

    async def say(self, chat: int, text: str, code: str = "es") -> list[str]:
        """Write to the bot; return what it answers."""
        return await self._update(chat, {"text": text}, code)

    async def press(self, chat: int, label: str, code: str = "es") -> list[str]:
        """Press a button of the last message."""
        rows = dict(self.read[chat][-1].get("buttons", []))
        return await self._update(chat, {"data": rows[label]}, code)

    async def join(self, chat: int, code: str = "es") -> list[str]:
        """Sign up for the panel."""
        await self.say(chat, "/inscribirme 2", code)
        return await self.press(chat, "Sí, inscríbeme" if code == "es" else "Yes, sign me up", code)

    async def leave(self, chat: int) -> list[str]:
        """Cancel the sign-up for the panel."""
        await self.say(chat, "cancela mi inscripción en el panel 2")
        return await self.press(chat, "Sí, cancela")

    def attending(self) -> Attending:
        """Return what tells people without being asked."""
        return Attending(self.content, self.store, self.clock, Catalogue, TONGUES.codes)

    async def seated(self) -> list[int]:
        """Return who has a seat."""
        return [person.chat for person in await self.store.seated("barro")]


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    store = open_ledger(f"sqlite:///{tmp_path}/l.db", "oficios", Kind.SANDBOX, trusted=True)
    yield Hall(store, VirtualClock(NOW))
    await store.close()


async def full(hall: Hall) -> None:
    """Give Ana the seat, and let Beto and Caro wait."""
    await hall.join(ANA)
    await hall.join(BETO)
    await hall.join(CARO, "en")


async def test_a_seat_that_is_given_up_goes_to_who_waits_longest_and_they_are_told(
    hall: Hall,
) -> None:
    await hall.join(ANA)
    (beto,) = await hall.join(BETO)
    (caro,) = await hall.join(CARO, "en")
    assert "en el lugar 1" in beto
    assert "in place 2" in caro
    await hall.leave(ANA)
    assert await hall.seated() == [BETO]
    said = hall.read[BETO][-1]
    assert said["text"].startswith("¡Se liberó un cupo y es tuyo!")
    assert "Te avisaré un día antes" in said["text"]
    assert "cupo" not in hall.read[CARO][-1]["text"]
    assert (
        "lugar 1" in (await hall.say(CARO, "mis inscripciones"))[0]
        or "place 1" in (await hall.say(CARO, "my sign-ups"))[0]
    )
    await hall.press(BETO, "Ceder mi cupo")
    await hall.press(BETO, "Sí, cancela")
    assert await hall.seated() == [CARO]
    assert "it is yours" in hall.read[CARO][-1]["text"]


@pytest.mark.parametrize(
    "text",
    ["en q lugar de la lista estoy", "cuántos hay antes que yo en la lista de espera?",
     "sigo en la lista de espera?", "q lugar tengo en la lista"],
)  # fmt: skip
async def test_who_waits_is_told_the_place_when_they_ask(hall: Hall, text: str) -> None:
    await full(hall)
    assert "lugar 1" in (await hall.say(BETO, text))[0]


async def test_nobody_overtakes_and_the_places_left_are_those_that_one_can_get(hall: Hall) -> None:
    await full(hall)
    (left,) = await hall.say(DANI, "quedan cupos en el 2?")
    assert "no quedan cupos" in left
    assert "lista de espera: 2" in left
    await hall.leave(ANA)
    assert "no quedan cupos" in (await hall.say(DANI, "quedan cupos en el 2?"))[0]
    (asked,) = await hall.say(DANI, "/inscribirme 2")
    assert "Está completo: quedarías en la lista de espera, en el lugar 2" in asked
    (all_of_them,) = await hall.say(DANI, "quiero ir a todos los paneles")
    assert "En lista de espera, lugar 2." in all_of_them
    assert "lista de espera, en el lugar 2" in (await hall.join(DANI))[0]
    assert await hall.seated() == [BETO]


async def test_a_change_of_panel_and_an_erasure_free_a_seat_too(hall: Hall) -> None:
    await full(hall)
    await hall.say(ANA, "cámbiame del 2 al 3")
    await hall.press(ANA, "Sí, cámbiame")
    assert await hall.seated() == [BETO]
    await hall.say(BETO, "borra todos mis datos")
    await hall.press(BETO, "Sí, borra")
    assert await hall.seated() == [CARO]


@pytest.mark.parametrize("seats", [2, 3, None])
async def test_more_seats_are_given_with_the_change_that_brings_them(
    hall: Hall, seats: int | None
) -> None:
    await full(hall)
    after = Programme((replace(PANEL, capacity=seats), OTHER))
    told = await hall.attending().changes(await programme(hall), after)
    assert told.messages == ()
    await hall.store.fill(told.vacancies)
    assert await hall.seated() == [ANA, BETO, CARO][: seats or 3]
    await hall.deliver(BETO)
    assert "es tuyo" in hall.read[BETO][-1]["text"]


async def programme(hall: Hall) -> Programme:
    return (await hall.content()).programme


@pytest.mark.parametrize("gone", ["cancelled", "past"])
async def test_nobody_is_called_to_a_panel_that_is_over_or_cancelled(hall: Hall, gone: str) -> None:
    await full(hall)
    if gone == "past":
        hall.clock.advance_to(datetime(2030, 3, 9, 18, 0, tzinfo=UTC))
    else:
        hall.panels = (replace(PANEL, cancelled=True), OTHER)
    await hall.leave(ANA)
    await hall.attending().fill_seats()
    await hall.deliver(BETO)
    assert await hall.seated() == []
    assert "cupo y es tuyo" not in hall.read[BETO][-1]["text"]


async def test_a_seat_that_nobody_gave_away_is_given_at_the_next_round(hall: Hall) -> None:
    """As in a ledger of a version that never called anybody."""
    await full(hall)
    hall.panels = (replace(PANEL, capacity=2), OTHER)
    await hall.attending().fill_seats()
    assert await hall.seated() == [ANA, BETO]


async def test_reminders_give_no_seats_away(hall: Hall) -> None:
    await full(hall)
    hall.panels = (replace(PANEL, capacity=2), OTHER)
    await hall.attending().remind()
    assert await hall.seated() == [ANA]
    assert await hall.attending().fill_seats() == 1
    assert await hall.attending().fill_seats() == 0


@pytest.mark.parametrize("many", [1, 12])
async def test_the_database_is_asked_as_often_for_many_panels_as_for_one(
    hall: Hall, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    await full(hall)
    more = (replace(PANEL, id=f"p{n}", title=f"Taller {n}", number=n + 3) for n in range(1, many))
    hall.panels = (PANEL, OTHER, *more)
    asked: list[str] = []

    def note(*said: object) -> None:
        asked.extend(["sign-ups"] if "FROM sign_up" in str(said[2]) else [])

    def prepared(connection: object, sql: str, *rest: object, **how: object) -> object:
        note(connection, None, sql)
        return run(connection, sql, *rest, **how)

    run: Any = statements.execute
    event.listen(Engine, "before_cursor_execute", note)
    monkeypatch.setattr(statements, "execute", prepared)
    try:
        await hall.attending().fill_seats()
        await hall.attending().remind()
        swept = len(asked)
        await hall.say(DANI, "cuándo es el panel 3?")
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert (swept, len(asked) - swept) == (1, 1)


@pytest.mark.parametrize(
    ("code", "hours", "told"),
    [
        ("es", 22.5, "Te avisaré 15 minutos antes"),
        ("en", 22.5, "I will remind you 15 minutes before"),
        ("es", 0.1, "Como empieza en menos de 15 minutos, no te llegará otro aviso."),
        ("en", 0.1, "As it begins in less than 15 minutes, no other notice will come."),
    ],
)
async def test_who_signs_up_late_gets_no_reminder_that_they_were_not_promised(
    hall: Hall, code: str, hours: float, told: str
) -> None:
    hall.panels = (replace(PANEL, stream="https://barro.example/vivo"), OTHER)
    assert PANEL.start is not None
    hall.clock.advance_to(PANEL.start.astimezone(UTC) - timedelta(hours=hours))
    (said,) = await hall.join(ANA, code)
    assert told in said
    assert ("https://barro.example/vivo" in said) is (hours < 1)
    hall.clock.advance_to(hall.clock.now() + timedelta(seconds=30))
    assert await hall.attending().remind() == 0


async def test_who_may_change_reads_that_they_would_wait(hall: Hall) -> None:
    await full(hall)
    await hall.say(DANI, "/inscribirme 3")
    await hall.press(DANI, "Sí, inscríbeme")
    (asked,) = await hall.say(DANI, "cámbiame del 3 al 2")
    assert "en el lugar 3" in asked
    assert ",." not in asked
    (done,) = await hall.press(DANI, "Sí, cámbiame")
    assert "lista de espera para el panel 2, «Manos de barro», en el lugar 3" in done
