"""The calendar over real HTTP, as calendars, proxies and curious people ask for it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from icalendar import Calendar
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from campaign.core.errors import LedgerFull, NoListening, NothingLoaded
from campaign.core.programme import Panel, Programme
from campaign.core.settings import Campaign
from campaign.services.conversation import Content
from campaign.web.calendars import Calendars
from campaign.web.front import Front
from campaign.web.health import Health
from campaign.wiring.places import FREE, Place

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

ZONE = ZoneInfo("America/Lima")
NOW = datetime(2030, 2, 1, 9, 0, tzinfo=UTC)
START = datetime(2030, 2, 8, 19, 0, tzinfo=ZONE)
PANELS = (Panel("agua", "Agua, para todos", 1, START), Panel("pozos", "", 2, cancelled=True))
RULES = Campaign("agua", "Agua", "America/Lima", ZONE, languages=("es", "en"))
LOADED = Content(RULES, Programme(PANELS), sequence=7, mark=(1, 0), changed=NOW)


@dataclass
class Clock:
    """Stands still until it is set."""

    seconds: float = 0.0

    def now(self) -> datetime:
        """Return the calendar's now."""
        return NOW + timedelta(hours=1)

    def elapsed(self) -> float:
        """Return what was set."""
        return self.seconds


@dataclass
class Ledger:
    """Has one state of the campaign, or fails."""

    content: Content = LOADED
    fails: Exception | None = None
    asked: int = 0
    clock: Clock = field(default_factory=Clock)

    async def __call__(self) -> Content:
        """Return it."""
        self.asked += 1
        if self.fails is not None:
            raise self.fails
        return self.content


@asynccontextmanager
async def served(ledger: Ledger, public: str | None = None) -> AsyncIterator[httpx.AsyncClient]:
    front = Front(FREE)
    health = Health(ledger.clock, ledger)
    await health.beat()
    routes = [*Calendars(ledger, ledger.clock, public).routes(), *health.routes()]
    async with (
        front.showing(routes),
        httpx.AsyncClient(base_url=front.address, trust_env=False, timeout=60) as client,
    ):
        yield client


async def test_the_whole_programme_is_a_calendar_that_everything_can_read() -> None:
    async with served(Ledger()) as web:
        answer = await web.get("/calendar.ics")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert 'filename="agua.ics"' in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert answer.headers["last-modified"] == "Fri, 01 Feb 2030 09:00:00 GMT"
    assert answer.headers["content-language"] == "es"
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert (event["uid"], event["sequence"]) == ("agua@agua.pregonero", 7)
    assert event.walk("VALARM")[0]["description"] == "En 15 minutos: Agua, para todos"


async def test_each_panel_has_its_own_and_what_is_none_has_none() -> None:
    off = replace(LOADED, programme=Programme((PANELS[0], replace(PANELS[1], start=START))))
    async with served(Ledger(off)) as web:
        one = await web.get("/calendar/pozos.ics")
        nobody = [(await web.get(path)).status_code for path in _NOBODYS]
    (event,) = Calendar.from_ical(one.content).walk("VEVENT")
    assert (event["uid"], event["status"]) == ("pozos@agua.pregonero", "CANCELLED")
    assert event["summary"] == "título por confirmar"
    assert 'filename="pozos.ics"' in one.headers["content-disposition"]
    assert set(nobody) == {404}


_NOBODYS = [
    "/calendar/nadie.ics",
    "/calendar/..%2F..%2Fetc%2Fpasswd.ics",
    "/calendar/.ics",
    "/calendar/a%00b.ics",
    "/",
    "/people",
    "/calendar",
]


async def test_it_is_told_in_the_languages_of_the_campaign_alone() -> None:
    async with served(Ledger()) as web:
        found = {
            asked: (await web.get("/calendar.ics", params={"lang": asked})).headers[
                "content-language"
            ]
            for asked in ("en", "EN", "en-GB", "es", "fr", "", "x" * 500, "../..")
        }
    assert {asked for asked, told in found.items() if told == "en"} == {"en", "EN", "en-GB"}
    assert set(found.values()) == {"en", "es"}


async def test_who_has_it_already_is_told_so_until_it_changes() -> None:
    ledger = Ledger()
    async with served(ledger) as web:
        first = await web.get("/calendar.ics")
        tag, changed = first.headers["etag"], first.headers["last-modified"]
        asked: list[dict[str, str]] = [
            {"If-None-Match": tag},
            {"If-None-Match": f'"other", W/{tag}'},
            {"If-None-Match": "*"},
            {"If-Modified-Since": changed},
            {"If-None-Match": tag, "If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"},
        ]
        for headers in asked:
            same = await web.get("/calendar.ics", headers=headers)
            assert (same.status_code, same.content) == (304, b""), headers
            assert same.headers["etag"] == tag
        for headers in (
            {"If-None-Match": '"other"', "If-Modified-Since": changed},
            {"If-Modified-Since": "Fri, 01 Feb 2030 08:59:59 GMT"},
            {"If-Modified-Since": "ayer"},
            {"If-Modified-Since": "Fri, 01 Feb 2030 09:00:00"},
        ):
            assert (await web.get("/calendar.ics", headers=headers)).status_code == 200, headers
        moved = replace(PANELS[0], delay=timedelta(minutes=30))
        later = NOW + timedelta(minutes=2)
        ledger.content = replace(
            LOADED, programme=Programme((moved,)), sequence=8, mark=(1, 1), changed=later
        )
        after = await web.get("/calendar.ics", headers={"If-None-Match": tag})
    assert after.status_code == 200
    assert after.headers["etag"] != tag
    (event,) = Calendar.from_ical(after.content).walk("VEVENT")
    assert event["sequence"] == 8
    assert event["dtstart"].dt == START + timedelta(minutes=30)


async def test_a_look_without_the_content_and_what_nobody_may_do() -> None:
    async with served(Ledger()) as web:
        whole, head = await web.get("/calendar.ics"), await web.head("/calendar.ics")
        posted = [
            (await web.request(method, "/calendar.ics")).status_code
            for method in ("POST", "PUT", "DELETE", "PATCH")
        ]
    assert (head.status_code, head.content) == (200, b"")
    kept = ("content-length", "etag", "content-type", "last-modified")
    assert [head.headers[name] for name in kept] == [whole.headers[name] for name in kept]
    assert set(posted) == {405}


async def test_it_is_there_with_and_without_the_path_of_its_public_address() -> None:
    async with served(Ledger(), "https://example.org/charlas") as web:
        paths = ("/calendar.ics", "/charlas/calendar.ics", "/charlas/calendar/agua.ics")
        assert [(await web.get(path)).status_code for path in paths] == [200, 200, 200]
        led = await web.get("/charlas/subscribe", params={"lang": "en"})
        one = await web.get("/subscribe/agua")
    assert led.status_code == 302
    assert led.headers["location"] == "webcal://example.org/charlas/calendar.ics?lang=en"
    assert one.headers["location"] == "webcal://example.org/charlas/calendar/agua.ics"


@pytest.mark.parametrize("fails", [NothingLoaded(), LedgerFull(where="x")])
async def test_without_a_ledger_it_says_come_back_later(fails: Exception) -> None:
    async with served(Ledger(fails=fails)) as web:
        answer = await web.get("/calendar.ics")
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0


async def test_a_calendar_is_made_once_for_each_state() -> None:
    ledger = Ledger()
    async with served(ledger) as web:
        many = await asyncio.gather(*(web.get("/calendar.ics") for _ in range(20)))
    assert {answer.headers["etag"] for answer in many} == {many[0].headers["etag"]}
    assert ledger.asked == 20


async def test_how_the_program_does_is_told_by_what_works() -> None:
    ledger = Ledger()
    async with served(ledger) as web:
        well = await web.get("/healthz")
        ledger.clock.seconds = 61
        late = await web.get("/healthz")
        ledger.fails = LedgerFull(where="x")
        broken = await web.get("/healthz")
    assert (well.status_code, well.json()) == (200, {"alarm": "ok", "database": "ok"})
    assert (late.status_code, late.json()["alarm"]) == (503, "failing")
    assert (broken.status_code, broken.json()["database"]) == (503, "failing")
    assert well.headers["cache-control"] == "no-store"


async def test_two_share_one_port_and_the_last_one_closes_it() -> None:
    front = Front(FREE)
    one, two = ([Route(path, _here, methods=["GET"])] for path in ("/one", "/two"))
    async with httpx.AsyncClient(trust_env=False) as web:

        async def status(path: str) -> int:
            return (await web.get(f"{front.address}{path}")).status_code

        async with front.showing(one):
            first = front.address
            async with front.showing(two):
                assert front.address == first
                assert [await status(path) for path in ("/one", "/two")] == [200, 200]
            assert [await status(path) for path in ("/one", "/two")] == [200, 404]
    async with httpx.AsyncClient(trust_env=False) as web:
        with pytest.raises(httpx.ConnectError):
            await web.get(f"{first}/one")


async def test_a_place_that_another_has_is_told_and_taken_once_it_is_free() -> None:
    other = Front(FREE)
    async with other.showing([]):
        port = int(other.address.rpartition(":")[2])
        mine = Front(Place("127.0.0.1", port))
        with pytest.raises(NoListening):
            async with mine.showing([]):
                pytest.fail("two at one place")
    async with mine.showing([]):
        assert mine.address == other.address


async def _here(_request: Any) -> PlainTextResponse:
    return PlainTextResponse("here")
