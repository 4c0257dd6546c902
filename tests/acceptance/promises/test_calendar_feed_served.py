"""The calendar of a campaign that runs: what changes in the programme changes in calendars."""

from __future__ import annotations

import re
import socket
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
from icalendar import Calendar
from program import PATIENCE, STARTED, Place, eventually
from riverbank import BEGIN, PROGRAMME, files, moment, post

if TYPE_CHECKING:
    from icalendar import Event
    from program import Run

LATER = post("later", "Later at the ferry.", 600)
PUBLIC = "https://talks.example"
HOSTILE = "A; b, \\ “c” 👩‍👩‍👧‍👦\\nEND:VCALENDAR\\n" + "né🌊" * 100
VISITOR = {"id": 77001, "name": "Sunita Quispe", "language": "en"}
TOLD = re.compile(r"Calendario: (http://\S+)/calendar\.ics")


def address(run: Run) -> str:
    return str(eventually(lambda: TOLD.search(run.said), "it tells where the calendar is")[1])


def fetched(url: str, **headers: str) -> httpx.Response:
    return httpx.get(url, headers=headers, timeout=PATIENCE, trust_env=False)


def event(base: str) -> Event:
    (found,) = Calendar.from_ical(fetched(f"{base}/calendar.ics").content).walk("VEVENT")
    return found


def after(base: str, true: Any, what: str) -> Event:
    """Return the event once it is as expected; its number has risen and its name stayed."""
    return eventually(lambda: (now := event(base)) and true(now) and now, what)


def test_a_panel_that_moves_moves_in_the_calendars_of_those_who_have_it(place: Place) -> None:
    place.settings["PUBLIC_URL"] = f"{PUBLIC}/"
    place.write(files([LATER]))
    seen: list[Event] = []
    with place.running("--now", moment(-60), "run", "--sandbox") as run:
        base = address(run)
        first = fetched(f"{base}/calendar.ics")
        seen.append(event(base))
        tag = first.headers["etag"]
        assert fetched(f"{base}/calendar.ics", **{"If-None-Match": tag}).status_code == 304
        assert fetched(f"{base}/calendar/bridge.ics").content == first.content
        place.write({"posts/programme.yaml": PROGRAMME.replace("Bridges that hold", "x")})
        seen.append(after(base, lambda one: one["summary"] == "x", "another title"))
        hostile = PROGRAMME.replace("Bridges that hold", f'"{HOSTILE}"').replace("17:45", "18:45")
        place.write({"posts/programme.yaml": hostile})
        seen.append(after(base, lambda one: "🌊" in one["summary"], "a hostile title"))
        place.call("--now", moment(-50), "fact", "bridge", "delay=30m", "--sandbox", "--yes")
        seen.append(after(base, lambda one: one["dtstart"].dt.minute == 15, "a delay"))
        changed = fetched(f"{base}/calendar.ics", **{"If-None-Match": tag})
        assert changed.status_code == 200
        assert max(map(len, changed.content.split(b"\r\n"))) <= 75
        assert fetched(f"{base}/healthz").json() == {"alarm": "ok", "database": "ok"}
        people(place, base)
        run.end()
    begins = [one["dtstart"].dt for one in seen]
    planned = BEGIN.replace(day=20, hour=17, minute=45)
    hour, delay = timedelta(hours=1), timedelta(minutes=30)
    assert begins == [planned, planned, planned + hour, planned + hour + delay]
    with place.running("--now", moment(-40), "run", "--sandbox") as run:
        base = address(run)
        place.call("--now", moment(-40), "fact", "bridge", "cancelled=yes", "--sandbox", "--yes")
        seen.append(after(base, lambda one: one["status"] == "CANCELLED", "a cancelled panel"))
        run.end()
    numbers = [one["sequence"] for one in seen]
    assert numbers == sorted(set(numbers))
    assert {one["uid"] for one in seen} == {"bridge@riverbank.pregonero"}
    assert [len(one.walk("VALARM")) for one in seen] == [1, 1, 1, 1, 0]


def people(place: Place, base: str) -> None:
    """The bot leads to the calendar; nothing of whoever asked is served."""
    place.ask_sandbox("say", {"user": VISITOR, "text": "/calendar"})
    told = eventually(lambda: place.replies(VISITOR["id"]), "the bot's answer")
    assert f"{PUBLIC}/calendar.ics" in told[0]
    chats = place.ask_sandbox("state")["chats"]
    (mine,) = (chat for chat in chats if chat["id"] == VISITOR["id"])
    links = [row[0]["url"] for row in mine["messages"][-1]["buttons"]]
    assert links[0] == f"{PUBLIC}/subscribe"
    assert "webcal%3A%2F%2Ftalks.example%2Fcalendar.ics" in links[1]
    assert mine["messages"][-1]["file"] is None
    for path in ("/calendar.ics", "/calendar/bridge.ics", "/healthz", "/", "/subscribe"):
        answer = fetched(base + path)
        assert "Sunita" not in f"{answer.text} {answer.headers}"
        assert str(VISITOR["id"]) not in f"{answer.text} {answer.headers}"


def calendar_line(place: Place) -> dict[str, Any]:
    found = place.json("doctor", code=None)
    return next(line for line in found if line["check"] == "calendar")


def test_a_port_that_another_has_is_told_and_nothing_else_is_disturbed(place: Place) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        place.settings["LISTEN"] = f"127.0.0.1:{port}"
        place.write(files([LATER.replace(f"{BEGIN:%Y}", f"{datetime.now(UTC).year + 5}")]))
        place.call("load", "--yes")
        line = calendar_line(place)
        assert (line["ok"], str(port) in line["message"]) == (False, True)
        assert place.call("doctor", code=3).returncode == 3
        with place.running("run") as run:
            run.says(f"En 127.0.0.1:{port} no se puede escuchar")
            run.says("En marcha")
            taken.close()
            base = address(run)
            assert fetched(f"{base}/calendar.ics").status_code == 200
            assert run.said.count("no se puede escuchar") == 1
            eventually(lambda: fetched(f"{base}/healthz").status_code == 200, "all is well")
            line = calendar_line(place)
            assert (line["ok"], f":{port}/calendar.ics" in line["message"]) == (True, True)
            run.end()
    line = calendar_line(place)
    assert (line["ok"], "cuando esté andando" in line["message"]) == (True, True)
    assert STARTED in run.said
