"""A programme of its own, and what comes to the bot from people who ask about it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from campaign.core.attendees import Seat
from campaign.core.programme import Panel, Partner, Programme, Publication, Speaker, Tier
from campaign.core.settings import Campaign
from campaign.ports.attendees import Effects, SignUp
from campaign.services.conversation import Content, View, decide
from campaign.wiring.tongues import tongues

ZONE = ZoneInfo("America/Argentina/Buenos_Aires")
NOW = datetime(2029, 8, 20, 15, 0, tzinfo=UTC)
LONG = "un-panel-con-un-identificador-tan-largo-que-no-cabe-en-ningun-boton-de-telegram"
PAST = Panel("ayer", "Ríos de ayer", 1, datetime(2029, 8, 19, 18, 0, tzinfo=ZONE))
NEXT = Panel(
    "rios",
    "Ríos urbanos",
    2,
    datetime(2029, 8, 22, 18, 0, tzinfo=ZONE),
    speakers=(Speaker("s", "rios", "Inés Duarte", organisation="Cauce"),),
)
UNDATED = Panel(LONG, "Humedales", 3, window="en octubre")
OFF = Panel("mar", "Mar abierto", 4, datetime(2029, 8, 25, 18, 0, tzinfo=ZONE), cancelled=True)
PROGRAMME = Programme(
    (PAST, NEXT, UNDATED, OFF),
    partners=(Partner("p", "Club del Río", Tier.SPONSORS),),
    publication=Publication("Cuaderno de aguas"),
)
CAMPAIGN = Campaign(
    "aguas",
    "Tardes de agua",
    "America/Argentina/Buenos_Aires",
    ZONE,
    organisers=("Fundación Cauce",),
)
TEAM = -55
CHAT = 9_001
TONGUES = tongues()
BOT = "aguas_bot"
MINE = SignUp(1, "rios", Seat.SEATED, NOW)


def view(**changes: object) -> View:
    content = Content(CAMPAIGN, PROGRAMME, (), TEAM, 7)
    base = View(content, TONGUES, "es", NOW, bot=BOT)
    return replace(base, **changes)  # type: ignore[arg-type]


def message(text: str = "", chat: int = CHAT, kind: str = "private", **more: object) -> dict:
    sender = {"id": CHAT, "is_bot": False, "first_name": "Luz", "username": "luz"}
    said = {"message_id": 1, "chat": {"id": chat, "type": kind}, "from": sender, **more}
    return {"update_id": 5, "message": {**said, "text": text} if text else said}


def tap(data: str, kind: str = "private", chat: int = CHAT) -> dict:
    inner = {"message_id": 1, "chat": {"id": chat, "type": kind}}
    query = {"id": "q", "from": {"id": CHAT, "first_name": "Luz"}, "message": inner, "data": data}
    return {"update_id": 6, "callback_query": query}


def texts(effects: Effects, chat: int = CHAT) -> list[str]:
    return [json.loads(m.body)["text"] for m in effects.messages if m.chat == chat]


def buttons(effects: Effects) -> list[str]:
    bodies = [json.loads(m.body) for m in effects.messages if m.chat == CHAT]
    return [data for body in bodies for _, data in body.get("buttons", [])]


def changes(effects: Effects) -> tuple:
    return effects.sign_up, effects.cancel, effects.consent


NOTHING = ((), (), None)


def consent_tap(panel: str = "rios", **known: object) -> Effects:
    asked = decide(message(f"/inscribirme {panel}"), view(**known))
    yes = next(data for data in buttons(asked) if data.startswith("y:"))
    return decide(tap(yes), view(**known))
