"""After an outage followers get no flood: the team decides on what is late, in one go."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from campaign.core.outcomes import NotSent, Stopped
from campaign.languages import Catalogue
from campaign.ports.ledger import LedgerChange, Step
from campaign.services.listing import reason_of
from campaign.services.team_messages import TeamMessages
from tests.services.newsroom import newsroom

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.newsroom import Newsroom

TEAM = -77
HOURS = (9, 10, 11, 12)
DAY, NEXT = "2031-05-12", "2031-05-13"


def calendar(*posts: str) -> str:
    return "\n".join(posts)


def post(name: str, when: str, more: str = "channels: x") -> str:
    return f'- post: {name}\n  when: {when}\n  text: "Texto de {name}."\n  {more}'


HOURLY = calendar(
    *(post(f"hora-{hour}", f"{DAY} {hour:02}:00") for hour in HOURS),
    post("puntual", f"{NEXT} 08:00"),
)


def late(*hours: int) -> list[str]:
    return [f"Texto de hora-{hour}." for hour in hours]


def sleep(room: Newsroom, moment: str) -> None:
    """Let time pass with nobody at work."""
    room.clock.advance_to(datetime.fromisoformat(f"{moment}-05:00").astimezone(UTC))


def listen(room: Newsroom) -> list[str]:
    """Give the team a chat; return the list of what the person at the terminal is told."""
    room.tell(TeamMessages(TEAM, Catalogue("es"), frozenset()))
    told: list[str] = []

    def tell(message_id: str, **params: object) -> None:
        told.append(Catalogue("es").text(f"cli.{message_id}", here="", **params))

    room.work_with(colleagues=replace(room.publisher.reach.colleagues, tell=tell))
    return told


async def chat(room: Newsroom) -> list[str]:
    """Return what the team's chat is told now."""
    texts = []
    while (taken := await room.store.next_message(room.clock.now())) is not None:
        await room.store.sent(taken, "1")
        texts.append(json.loads(taken.message.body)["text"])
    return texts


async def test_a_program_that_was_off_for_a_day_asks_once_about_all_that_is_late(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        told = listen(room)
        await room.load(calendar=HOURLY)
        sleep(room, f"{NEXT}T08:00")
        await room.until(f"{NEXT}T10:00")
        assert room.visible() == ["Texto de puntual."]
        assert list((await room.states()).values()) == ["held"] * 4 + ["published"]
        (asked,) = await chat(room)
        lines = ["4 publicaciones", "lun 12 may", "09:00", "(hora-9) en x", "(hora-12) en x"]
        commands = ["resume --late\n", "resume hora-9\n", "cancel --late"]
        assert [word for word in lines + commands if word not in asked] == []
        (said,) = told
        assert "4 publicaciones" in said
        assert "`pregonero resume --late`" in said
        why = reason_of((await room.newest())["hora-9/x/1"], Catalogue("es"))
        assert "«pregonero resume --late»" in why


class Busy:
    """A ledger in which somebody else decides on what is late whenever that was looked at."""

    def __init__(self, ledger: Any) -> None:
        self._ledger, self.left = ledger, 20

    def __getattr__(self, name: str) -> Any:
        """Return everything else as it is."""
        return getattr(self._ledger, name)

    async def late(self, *asked: Any) -> Any:
        """Return what is late, as it was before somebody touched it."""
        found = await self._ledger.late(*asked)
        if self.left:
            self.left -= 1
            steps = [Step(d.id, d.fence, None, by="Luz", changes={"title": d.title}) for d in found]
            await self._ledger.apply(LedgerChange(asked[0], "Luz", steps=steps))
        return found


async def test_while_nothing_can_be_decided_on_what_is_late_it_does_not_go_out(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        told = listen(room)
        await room.load(calendar=HOURLY)
        sleep(room, f"{NEXT}T07:00")
        room.work_with(ledger=Busy(room.store))
        await room.publisher.work()
        assert (room.visible(), told) == ([], [])
        for _ in range(5):
            await room.publisher.work()
        assert list((await room.states()).values()) == ["held"] * 4 + ["planned"]
        assert len(told) == len(await chat(room)) == 1


async def test_what_the_team_lets_out_goes_the_newest_first_and_is_not_asked_about_again(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        listen(room)
        await room.load(calendar=HOURLY)
        sleep(room, f"{NEXT}T06:00")
        await room.publisher.work()
        assert len(await chat(room)) == 1
        await room.decisions.cancel(["hora-10"], "Rocío", "ya no va")
        found = await room.decisions.release_late("Rocío")
        assert [str(d.key) for d in found] == ["hora-9/x/1", "hora-11/x/1", "hora-12/x/1"]
        await room.until(f"{NEXT}T06:05")
        assert room.visible() == late(12, 11, 9)
        assert await chat(room) == []


async def test_what_is_let_out_at_night_waits_for_the_morning_and_is_not_asked_about_again(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path, "quiet_hours: 22:00-07:00\nclosest: 20\n") as room:
        listen(room)
        await room.load(calendar=HOURLY)
        sleep(room, f"{DAY}T23:00")
        await room.publisher.work()
        assert len(await chat(room)) == 1
        await room.decisions.release_late("Rocío")
        await room.until(f"{NEXT}T06:59")
        assert room.visible() == []
        await room.until(f"{NEXT}T09:00")
        assert room.visible() == [*late(12, 11, 10, 9)[:3], "Texto de puntual.", *late(9)]
        assert await chat(room) == []


async def test_all_that_is_late_can_be_dropped_at_once(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=HOURLY)
        await room.decisions.hold(["puntual"], "Rocío", "falta un dato")
        sleep(room, f"{NEXT}T06:00")
        await room.publisher.work()
        await room.decisions.cancel_late("Rocío", "")
        assert list((await room.states()).values()) == ["cancelled"] * 4 + ["held"]
        assert await room.decisions.release_late("Rocío") == []


async def test_one_or_two_late_posts_go_out_by_themselves_on_however_many_networks(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        told = listen(room)
        posts = [post(f"hora-{hour}", f"{DAY} {hour:02}:00", "channels: all") for hour in (9, 10)]
        await room.load(calendar=calendar(*posts))
        sleep(room, f"{NEXT}T06:00")
        await room.publisher.work()
        assert room.visible() == room.visible("telegram") == late(10, 9)
        assert (await chat(room), told) == ([], [])


async def test_a_short_stop_lets_everything_out(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        posts = [post(f"hora-{m}", f"{DAY} 09:{m:02}") for m in (10, 20, 30, 39)]
        await room.load(calendar=calendar(*posts))
        sleep(room, f"{DAY}T09:39")
        await room.publisher.work()
        assert room.visible() == late(30, 39, 20, 10)


async def test_a_general_hold_that_ends_late_asks(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        listen(room)
        await room.load(calendar=HOURLY)
        await room.decisions.hold_all("Rocío", "duelo")
        await room.until(f"{DAY}T20:00")
        assert await chat(room) == []  # while it lasts nobody is asked
        await room.decisions.resume("Rocío")
        await room.until(f"{DAY}T20:01")
        assert room.visible() == []
        assert len(await chat(room)) == 1


async def test_an_account_that_works_again_asks(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        listen(room)
        room.channels["x"].script(Stopped("credentials", "revoked"))
        await room.load(calendar=HOURLY)
        await room.until(f"{DAY}T20:00")
        assert (await room.states())["hora-9/x/1"] == "paused"
        assert await chat(room) == []
        await room.decisions.resume("Rocío")
        await room.until(f"{DAY}T20:01")
        assert room.visible() == []
        (asked,) = await chat(room)
        assert "4 publicaciones" in asked


async def test_a_network_that_is_away_asks_though_every_try_has_its_own_moment(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        listen(room)
        for _ in range(60):
            room.channels["x"].script(NotSent("no route to host"))
        posts = [post(f"hora-{m}", f"{DAY} 09:{m:02}") for m in (10, 20, 30)]
        await room.load(calendar=calendar(*posts))
        await room.until(f"{DAY}T11:00")
        assert list((await room.states()).values()) == ["held"] * 3
        (asked,) = await chat(room)
        assert "3 publicaciones" in asked


async def test_what_waited_for_a_fact_or_an_approval_is_not_late(tmp_path: Path) -> None:
    rule = "approval: {hora-9: prensa, hora-10: prensa, hora-11: prensa, hora-12: prensa}\n"
    needs = "channels: x\n  needs: [aguas.stream]"
    posts = [post(f"hora-{hour}", f"{DAY} {hour:02}:00", needs) for hour in HOURS]
    async with newsroom(tmp_path, rule) as room:
        told = listen(room)
        await room.load(calendar=calendar(*posts))
        sleep(room, f"{DAY}T18:00")
        await room.decisions.approve(["*"], "Rocío", "prensa")
        await room.publisher.work()
        assert room.visible() == []
        sleep(room, f"{NEXT}T12:00")
        await room.learn("aguas", "stream", "https://rio.example/1")
        await room.publisher.work()
        assert sorted(room.visible()) == sorted(late(*HOURS))
        assert told == []


async def test_what_is_held_as_late_still_expires(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        about = "channels: x\n  for: aguas"
        posts = [post(f"hora-{n}", f"2031-05-20 1{n}:00", about) for n in (1, 2, 3)]
        await room.load(calendar=calendar(*posts))
        sleep(room, "2031-05-20T16:00")
        await room.publisher.work()
        assert list((await room.states()).values()) == ["held"] * 3
        await room.until("2031-05-20T18:00")
        assert list((await room.states()).values()) == ["expired"] * 3


async def test_a_message_names_the_first_and_counts_the_rest(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        room.tell(TeamMessages(TEAM, Catalogue("en"), frozenset()))
        posts = [post(f"hora-{n}", f"{DAY} 10:{n:02}", "channels: all") for n in range(11)]
        await room.load(calendar=calendar(*posts))
        sleep(room, f"{DAY}T20:00")
        await room.publisher.work()
        (asked,) = await chat(room)
        assert asked.startswith("11 posts")
        assert asked.count("on x, telegram\n") == 8
        assert "and 3 more" in asked
