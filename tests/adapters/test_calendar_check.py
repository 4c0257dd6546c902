"""``doctor`` asks for the calendar as others do, and says what is in the way."""

from __future__ import annotations

import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from campaign.core.programme import Panel
from campaign.core.settings import Campaign
from campaign.languages import Catalogue
from campaign.sandbox.server import serving_app
from campaign.services.calendar_feed import Feed, calendar
from campaign.settings import Settings
from campaign.wiring.calendar_check import calendar as looked_at
from campaign.wiring.finding import Finding, Patient

if TYPE_CHECKING:
    from pathlib import Path

ZONE = ZoneInfo("America/Lima")
NOW = datetime(2030, 2, 1, 9, 0, tzinfo=UTC)
RULES = Campaign("agua", "Agua", "America/Lima", ZONE)
PANEL = Panel("uno", "Agua " * 30, 1, datetime(2030, 2, 8, 19, 0, tzinfo=ZONE))


def served(content: bytes, status: int = 200) -> Starlette:
    async def answer(_request: object) -> Response:
        return Response(content, status)

    return Starlette(routes=[Route("/charlas/calendar.ics", answer)])


def made(campaign: Campaign, *panels: Panel) -> bytes:
    return calendar(panels, Feed(campaign, NOW, 1, str, timedelta(hours=1)))


def patient(root: Path, alive: bool, **values: str) -> Patient:  # noqa: FBT001 -- told by name
    if alive:
        (root / "build").mkdir(exist_ok=True)
        (root / "build" / "alive-publisher").touch()
    return Patient(root, {}, Settings(values), NOW, Catalogue("es"))


def found(patient: Patient) -> list[Finding]:
    findings = [*looked_at(RULES, patient)]
    for one in findings:
        for language in ("es", "en"):
            phrases = Catalogue(language)
            assert phrases.text(f"doctor.calendar.{one.said}", **one.params)
            assert one.ok or phrases.text(f"doctor.calendar.{one.said}-hint", **one.params)
    return findings


@pytest.mark.parametrize(
    ("app", "said"),
    [
        (served(made(RULES, PANEL)), "ok"),
        (served(made(RULES)), "ok"),
        (served(made(replace(RULES, name="otra"), PANEL)), "other"),
        (served(b"<html>Welcome to nginx!</html>"), "other"),
        (served(b"", 502), "status"),
        (Starlette(), "status"),
    ],
)
def test_what_answers_at_the_public_address_is_looked_at(
    tmp_path: Path, app: Starlette, said: str
) -> None:
    with serving_app(app) as url:
        (one,) = found(patient(tmp_path, alive=True, PUBLIC_URL=f"{url}/charlas/"))
    assert (one.said, one.ok, one.ours) == (said, said == "ok", said == "ok")
    assert one.params["url"] == f"{url}/charlas/calendar.ics"


def test_nobody_there_is_told_with_what_the_network_said(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    (one,) = found(patient(tmp_path, alive=True, LISTEN=f"127.0.0.1:{port}"))
    assert (one.said, one.ok, one.ours) == ("away", False, False)
    assert one.params["words"]


def test_while_nothing_runs_the_place_is_looked_at(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        place = f"127.0.0.1:{taken.getsockname()[1]}"
        (one,) = found(patient(tmp_path, alive=False, LISTEN=place))
    (then,) = found(patient(tmp_path, alive=False, LISTEN=place, PUBLIC_URL="https://a.example"))
    assert (one.said, one.ok, one.ours) == ("taken", False, False)
    assert (then.said, then.ok) == ("later", True)
    assert then.params["url"] == "https://a.example/calendar.ics"


def test_where_nothing_is_to_be_served_nothing_is_said(tmp_path: Path) -> None:
    assert found(patient(tmp_path, alive=True)) == []
    hook = "https://bot.example/telegram"
    assert found(patient(tmp_path, alive=True, TELEGRAM_WEBHOOK_URL=hook)) == []
