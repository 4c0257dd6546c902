"""The team hears of what needs it: each thing once, whatever happens to the program."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest

from campaign import channels
from campaign.bot.gate import Gate
from campaign.bot.sending import Sender
from campaign.bot.transport import Fate, Sent
from campaign.core.deliveries import State
from campaign.core.errors import NotApprovable
from campaign.core.outcomes import Blocked, Certainty, Lost, NotSent, Refused, Stopped
from campaign.languages import Catalogue
from campaign.ports.channels import SaysOtherwise
from campaign.ports.circuits import Pause
from campaign.ports.messages import Message
from campaign.services.alarms import Alarms, tell_of_full_disk
from campaign.services.listing import reason_of
from campaign.services.team_messages import TeamMessages
from campaign.testing import FakeChannel, fake_sheet
from tests.services.newsroom import CALENDAR, PROGRAMME, newsroom

if TYPE_CHECKING:
    from pathlib import Path

    from campaign.core.outcomes import Outcome
    from tests.services.newsroom import Newsroom

TEAM = -4
RULES = "approval: {aviso: prensa}\n"
MANY = "\n".join(
    f'- post: p{n}\n  when: 2031-05-12 1{n}:00\n  channels: [x]\n  text: "Texto {n}."'
    for n in range(10)
)
"""Ten posts, an hour apart, on one channel."""


def alarms(room: Newsroom, language: str = "es", daily: time | None = None) -> Alarms:
    """Return alarms that remember nothing: those of a program that just began."""
    rules = room.publisher.reach.colleagues.campaign
    team = TeamMessages(TEAM, Catalogue(language), frozenset())
    return Alarms(room.store, room.clock, rules, team, daily)  # type: ignore[arg-type]


async def heard(room: Newsroom) -> list[str]:
    """Return what the team's chat is told now."""
    told = []
    while (taken := await room.store.next_message(room.clock.now())) is not None:
        assert (taken.message.chat, taken.message.once) == (TEAM, True)
        await room.store.sent(taken, "1")
        told.append(json.loads(taken.message.body)["text"])
    return told


async def at(room: Newsroom, moment: str, language: str = "es") -> list[str]:
    """Return what the team hears at a local moment, from a program that was started then."""
    room.clock.advance_to(datetime.fromisoformat(f"{moment}-05:00").astimezone(UTC))
    await alarms(room, language).look()
    return await heard(room)


async def test_a_missing_approval_is_told_a_day_and_two_hours_ahead_and_when_it_is_late(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path, RULES) as room:
        await room.load()
        assert await at(room, "2031-05-12T08:59") == []
        (day,) = await at(room, "2031-05-12T09:01")
        assert day == (
            "⏳ Faltan menos de 24 horas.\n\nFalta la aprobación de prensa. Sin ella no sale:\n"
            "• mar 13 may 2031, 09:00: «aviso» (aviso/aguas) en x, telegram\n\n"
            "Para aprobar: el botón «Aprobar» de su mensaje, en este chat.\n"
            "En el computador: pregonero approve aviso/aguas"
        )
        assert await at(room, "2031-05-13T06:59") == []
        (hours,) = await at(room, "2031-05-13T07:00")
        assert "menos de 2 horas" in hours
        assert await at(room, "2031-05-13T09:01") == []
        (late,) = await at(room, "2031-05-13T09:02")
        assert late.startswith(
            "🔴 Ya pasó la hora y no salió. Si se aprueba ahora, todavía sale: vence mar 20 may"
            " 2031, 18:00."
        )
        assert await at(room, "2031-05-13T13:00") == []


async def test_a_missing_fact_names_who_sees_to_it_and_the_command_in_every_language(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path, "approval: {en-vivo: prensa}\n") as room:
        await room.load()
        await room.until("2031-05-26T19:00")
        told, approval = await at(room, "2031-05-26T19:00", "en")
        assert "The approval of prensa is missing." in approval
        assert "Less than 24 hours left." in told
        assert "Up to: prensa." in told
        assert "pregonero fact orillas stream=VALUE" in told


async def test_whoever_loads_shortly_before_hears_only_of_the_two_hours(tmp_path: Path) -> None:
    async with newsroom(tmp_path, RULES) as room:
        await room.load()
        (told,) = await at(room, "2031-05-13T08:30")
        assert told.startswith("⏰ Faltan 30 minutos.")
    for minutes, said in ((1, "⏰ 1 minute left."), (5, "⏰ 5 minutes left.")):
        async with newsroom(tmp_path / str(minutes), RULES) as room:
            await room.load()
            (told,) = await at(room, f"2031-05-13T08:{60 - minutes}", "en")
            assert told.startswith(said)


async def test_a_fact_that_comes_late_says_that_it_still_goes_out_and_how_it_is_entered(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.until("2031-05-20T18:02")
        (told,) = await at(room, "2031-05-20T18:03")
        assert "Si se anota ahora, todavía sale: vence mar 20 may 2031, 19:00." in told
        chat, computer = told.splitlines()[-2:]
        assert chat == "Para anotarlo en este chat: /enlace aguas https://…"
        assert computer == "En el computador: pregonero fact aguas stream=VALOR"


async def test_what_lacks_more_than_that_is_not_said_to_go_out_with_it(tmp_path: Path) -> None:
    async with newsroom(tmp_path, "approval: {en-vivo: prensa}\n") as room:
        await room.load()
        await room.until("2031-05-20T18:02")
        for told in await at(room, "2031-05-20T18:03"):
            assert told.startswith("🔴 Ya pasó la hora y no salió.\n\nFalta")


async def test_a_speaker_without_a_name_is_told_as_somebody_who_speaks(tmp_path: Path) -> None:
    seats = "    start: 2031-05-20 18:00\n    speakers: 3\n"
    named = CALENDAR + (
        "- post: nombres\n  for: speakers\n  when: start - 2d\n  channels: [x]\n"
        '  text: "Habla {{ speaker.name }} en «{{ panel.title }}»."\n'
    )
    async with newsroom(tmp_path) as room:
        programme = PROGRAMME.replace("    start: 2031-05-20 18:00\n", seats)
        await room.load(programme=programme, calendar=named)
        told = (await at(room, "2031-05-18T12:00"))[0]
        assert "Falta quién expone (exposición 1 de aguas)." in told
        assert told.endswith('En el computador: pregonero fact aguas-speaker-1 name="VALOR"')
        told = (await at(room, "2031-05-18T16:30", "en"))[0]
        assert "Missing: who speaks (talk 1 of aguas)." in told


async def test_what_is_due_and_not_sent_is_told_after_two_minutes_with_its_reason(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=MANY)
        for _ in range(20):
            room.channels["x"].script(NotSent("sin red"))
        await room.until("2031-05-12T10:00")
        assert await at(room, "2031-05-12T10:01") == []
        (told,) = await at(room, "2031-05-12T10:02")
        assert "«p0»" in told
        assert "no ha salido en x" in told
        assert "sin red" in told
        assert await at(room, "2031-05-12T10:30") == []


async def test_a_stopped_channel_is_one_alarm_that_counts_what_waits(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=MANY)
        room.channels["x"].script(Stopped(Blocked.CREDENTIALS, "401 Unauthorized"))
        await room.until("2031-05-12T10:00")
        (told,) = await at(room, "2031-05-12T10:00")
        assert "Esperan 10 publicaciones" in told
        assert "401 Unauthorized" in told
        assert "y 2 más" in told
        assert "pregonero resume" in told
        assert await at(room, "2031-05-12T23:00") == []


async def test_a_short_rate_limit_and_a_hold_of_everything_raise_no_alarm(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=MANY)
        until = datetime(2031, 5, 12, 15, 14, tzinfo=UTC)  # 10:14 in Bogotá
        await room.store.shut("x", Pause(until))
        assert await at(room, "2031-05-12T10:10") == []
        await room.decisions.hold_all("Rocío", "duelo")
        assert await at(room, "2031-05-12T11:30") == []


async def test_as_much_as_may_go_within_an_hour_raises_no_alarm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=MANY)

        async def spent(now: datetime, _: Any) -> dict[str, datetime]:
            return {"x": now + timedelta(minutes=40)}

        monkeypatch.setattr(room.store, "spent", spent)
        assert await at(room, "2031-05-12T10:08") == []


async def test_nothing_is_told_twice_however_often_the_program_starts(tmp_path: Path) -> None:
    """Any rhythm of looks and restarts, with networks that fail: no message comes again."""
    chance = random.Random(7)  # noqa: S311 -- a trial, no secret
    async with newsroom(tmp_path, RULES) as room:
        await room.load()
        room.channels["x"].script(Stopped(Blocked.CREDIT, "402"))
        told: list[str] = []
        running = alarms(room, daily=time(9))
        for _ in range(300):
            room.clock.advance_to(room.clock.now() + timedelta(minutes=chance.randint(1, 200)))
            await room.publisher.work()
            running = alarms(room, daily=time(9)) if chance.random() < 0.3 else running
            await running.look()
            told += await heard(room)
        assert len(told) == len(set(told))
        assert len(told) > 8


async def today(room: Newsroom, moment: str, at: time = time(9)) -> list[str]:
    """Return what the team hears at an instant with its offset, from a program just started."""
    room.clock.advance_to(datetime.fromisoformat(moment).astimezone(UTC))
    await alarms(room, daily=at).look()
    return [text for text in await heard(room) if text.startswith("☀️")]


async def test_each_morning_tells_once_what_goes_out_and_what_waits_for_whom(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path, "approval: {p3: prensa}\n") as room:
        late = '\n- post: otra\n  when: 2031-05-14 18:00\n  channels: all\n  text: "Otra más."'
        await room.load(calendar=MANY + late)
        assert await today(room, "2031-05-11T12:00-05:00") == []
        assert await today(room, "2031-05-12T08:59-05:00") == []
        (told,) = await today(room, "2031-05-12T09:00-05:00")
        assert told.startswith("☀️ lun 12 may 2031: hoy salen 10 publicaciones.\n\n• 10:00: «p0»")
        assert "13:00: «p3» (p3) en x — falta la aprobación de prensa" in told
        assert "otra" not in told
        assert await today(room, "2031-05-12T09:30-05:00") == []
        assert await today(room, "2031-05-13T12:00-05:00") == []
        (told,) = await today(room, "2031-05-14T17:00-05:00")
        assert "18:00: «otra» (otra) en x, telegram" in told


async def test_the_morning_counts_only_what_goes_out_and_says_what_is_held(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=MANY)
        await room.decisions.hold(["p0", "p1", "p2"], "Abel", "duelo")
        (told,) = await today(room, "2031-05-12T13:00-05:00")
        head, _, kept = told.partition("\n\nNo salen mientras nadie las suelte:\n")
        assert "hoy salen 7 publicaciones" in head
        assert "p0" not in head
        assert "10:00: «p0» (p0) en x — retenida" in kept


async def test_the_morning_of_a_day_on_which_all_is_held_says_so(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=MANY)
        await room.decisions.hold_all("Abel", "duelo")
        (told,) = await today(room, "2031-05-12T09:00-05:00")
        assert told.startswith(
            "☀️ lun 12 may 2031: todo está retenido por Abel (duelo), y nada sale hasta que alguien"
            " escriba /sigue. Hoy saldrían:\n\n• 10:00: «p0»"
        )


async def test_what_is_out_is_not_among_what_a_hold_keeps_in(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=MANY)
        await room.until("2031-05-12T11:30")
        await room.decisions.hold_all("Abel", "duelo")
        (told,) = await today(room, "2031-05-12T11:35-05:00")
        assert "Hoy saldrían:\n\n• 12:00: «p2»" in told


async def test_a_day_has_one_message_also_where_its_hour_is_skipped_or_comes_twice(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        rules = room.files["posts/campaign.yaml"].decode()
        days = ("2031-10-26", "2032-03-28")  # the clock goes back at 03:00, and forward at 02:00
        calendar = "\n".join(
            f"- post: d{n}\n  when: {day} 20:00\n  channels: [x]\n  text: Día {n}."
            for n, day in enumerate(days)
        )
        await room.load(
            campaign=rules.replace("America/Bogota", "Europe/Madrid"), calendar=calendar
        )
        half_past = time(2, 30)
        assert await today(room, "2031-10-26T00:29+00:00", half_past) == []
        assert len(await today(room, "2031-10-26T00:30+00:00", half_past)) == 1
        assert await today(room, "2031-10-26T01:30+00:00", half_past) == []
        assert await today(room, "2032-03-28T00:59+00:00", half_past) == []
        assert len(await today(room, "2032-03-28T01:00+00:00", half_past)) == 1
        assert await today(room, "2032-03-28T02:00+00:00", half_past) == []


async def test_a_channel_that_is_stopped_again_calls_again_also_without_a_post_between(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=MANY)
        for _ in range(2):
            room.channels["x"].script(Stopped(Blocked.CREDENTIALS, "401 Unauthorized"))
        await room.until("2031-05-12T10:00")
        assert len(await at(room, "2031-05-12T10:00")) == 1
        await room.decisions.resume("Rocío")
        await room.until("2031-05-12T10:01")
        assert room.visible() == []
        (again,) = await at(room, "2031-05-12T10:01")
        assert "401 Unauthorized" in again
        assert await at(room, "2031-05-12T10:02") == []


async def test_all_that_lacks_the_same_on_one_day_is_named_from_its_first_hour_on(
    tmp_path: Path,
) -> None:
    """Also what is more than a day away, and also on the longest day there is."""
    late = "\n".join(
        f'- post: p{n}\n  when: 2031-05-12 {hour}\n  channels: [x]\n  text: "Texto {n}."'
        for n, hour in enumerate(("00:10", "23:50"))
    )
    async with newsroom(tmp_path, "approval: {default: prensa}\n") as room:
        await room.load(calendar=late)
        (told,) = await at(room, "2031-05-11T00:11")
        assert ("«p0»" in told, "«p1»" in told) == (True, True)


async def test_a_post_that_is_there_with_other_words_reaches_the_team(tmp_path: Path) -> None:
    """Only a person knows what to do; the chat asks, and what is ahead says why."""

    class Otherwise(FakeChannel):
        async def find(self, *_: Any, **__: Any) -> None:
            raise SaysOtherwise(self.sheet.name)

    async with newsroom(tmp_path) as room:
        other = Otherwise(fake_sheet("x", Certainty.EXACT), room.clock.now)
        room.work_with(channels={**room.channels, "x": other})
        room.tell(TeamMessages(TEAM, Catalogue("es"), frozenset()))
        await room.load(calendar=MANY)
        other.script(Lost("sin respuesta"))
        await room.until("2031-05-12T10:20")
        delivery = (await room.newest())["p0/x/1"]
        assert delivery.state is State.NEEDS_PERSON
        assert reason_of(delivery, Catalogue("es")).startswith("en esta cuenta ya hay una")
        told = await heard(room)
        assert any("con otro contenido" in one and "«p0»" in one for one in told), told


async def lose_the_first(room: Newsroom) -> None:
    """Let X lose the answer to the first of many posts, and answer no question about it."""

    class Away(FakeChannel):
        async def find(self, *_: Any, **__: Any) -> None:
            raise LookupError(self.sheet.name)

    away = Away(room.channels["x"].sheet, room.clock.now)
    room.work_with(channels={**room.channels, "x": away})
    await room.load(calendar=MANY)
    away.script(Lost("sin respuesta"))
    await room.until("2031-05-12T10:15")


@pytest.mark.parametrize("there", [True, False])
async def test_of_what_may_be_out_the_team_is_advised_only_what_can_be_done(
    tmp_path: Path, *, there: bool
) -> None:
    """While the network cannot be asked it is not sent again, also if somebody wants that."""
    async with newsroom(tmp_path) as room:
        await lose_the_first(room)
        assert (await room.states())["p0/x/1"] == "unknown"
        (told,) = await at(room, "2031-05-12T10:15")
        assert "Se le sigue preguntando" in told
        assert "--resend" not in told
        advised = [line.partition("pregonero ")[2] for line in told.splitlines()]
        assert [*filter(None, advised)] == ["resolve p0/x/1 --published ENLACE", "cancel p0/x/1"]
        with pytest.raises(NotApprovable):
            await room.decisions.resend("p0/x/1", "Rocío")
        url = "https://x.com/voces/status/1790000000000000007"
        if there:
            await room.decisions.resolve("p0/x/1", "Rocío", url, channels.sheets())
        else:
            await room.decisions.cancel(["p0/x/1"], "Rocío", "")
            room.work_with(channels=room.channels)  # now it can be asked, and has no such post
            await room.until("2031-05-12T10:40")
        assert (await room.states())["p0/x/1"] == ("published" if there else "cancelled")


async def test_commands_that_are_advised_go_on_in_the_sandbox(tmp_path: Path) -> None:
    async with newsroom(tmp_path, RULES) as room:
        await room.load()
        room.clock.advance_to(datetime(2031, 5, 13, 12, tzinfo=UTC))
        team = TeamMessages(TEAM, Catalogue("es", " --sandbox"), frozenset())
        rules: Any = room.publisher.reach.colleagues.campaign
        await Alarms(room.store, room.clock, rules, team).look()
        (told,) = await heard(room)
        assert told.endswith("pregonero approve aviso/aguas --sandbox")


async def test_what_came_out_meanwhile_is_not_said_to_be_missing(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=MANY)
        for _ in range(4):
            room.channels["x"].script(NotSent("sin red"))
        await room.until("2031-05-12T10:00")
        room.clock.advance_to(datetime(2031, 5, 12, 15, 2, tzinfo=UTC))  # 10:02 in Bogotá
        await alarms(room).look()
        taken = await room.store.next_message(room.clock.now())
        assert taken is not None
        assert await room.store.is_true(taken)
        await room.until("2031-05-12T10:30")
        assert room.visible() == ["Texto 0."]
        assert not await room.store.is_true(taken)
        assert await heard(room) == []


async def test_what_is_still_missing_of_an_alarm_that_is_not_true_any_more_is_told(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path, RULES) as room:
        await room.load()
        at_work = alarms(room)
        room.clock.advance_to(datetime(2031, 5, 12, 14, 1, tzinfo=UTC))  # 09:01 in Bogotá
        await at_work.look()
        taken = await room.store.next_message(room.clock.now())
        assert taken is not None
        await room.decisions.approve(["aviso/aguas/x/1"], "Rocío", "prensa")
        await at_work.look()
        assert not await room.store.is_true(taken)
        await at_work.look()
        (told,) = await heard(room)
        assert "aviso/aguas) en telegram\n" in told


class Chat:
    """A transport that only remembers what was sent."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    async def send(self, message: Message) -> Sent:
        """Take a message."""
        self.heard.append(json.loads(message.body)["text"])
        return Sent(Fate.SENT, str(len(self.heard)))


async def test_a_post_that_comes_out_while_the_alarm_waits_for_its_turn_is_not_told_as_missing(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=MANY)
        for _ in range(4):
            room.channels["x"].script(NotSent("sin red"))
        await room.until("2031-05-12T10:00")
        room.clock.advance_to(datetime(2031, 5, 12, 15, 2, tzinfo=UTC))  # 10:02 in Bogotá
        passed = [0.0]

        async def sleep(seconds: float) -> None:
            passed[0] += seconds
            await room.until("2031-05-12T10:30")

        gate, chat = Gate(lambda: passed[0], sleep=sleep), Chat()
        sender = Sender(chat, room.store, room.clock, gate, lambda *_: None)  # type: ignore[arg-type]
        await room.store.enqueue([Message(TEAM, '{"text": "Buenos días"}')])
        await sender.send_due()
        await alarms(room).look()
        await sender.send_due()
        assert room.visible() == ["Texto 0."]
        assert chat.heard == ["Buenos días"]


async def test_the_team_hears_from_when_to_when_the_disk_was_full(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        team = TeamMessages(TEAM, Catalogue("es"), frozenset())
        full = datetime(2031, 5, 12, 15, 2, tzinfo=UTC)
        zone = timezone(timedelta(hours=-5))
        for later in (timedelta(minutes=9), timedelta(minutes=20)):
            await tell_of_full_disk(room.store, team, zone, full, full + later)
        room.clock.advance_to(full + timedelta(hours=1))
        (told,) = await heard(room)
        assert "entre el lun 12 may 2031, 10:02 y las 10:11: su disco estaba lleno" in told


THREAD = """\
- post: hilo
  for: aguas
  when: start - 7d 09:00
  channels: all
  expires: 2031-05-13 10:00
  text: |
    Uno: {{ panel.title }}
    ===
    Dos: {{ panel.title }}
    ===
    Tres
"""


def answer_the_second(room: Newsroom, outcome: NotSent | Refused) -> None:
    """Let X take the first part of a thread, and nothing after it."""

    class Second(FakeChannel):
        async def publish(self, *args: Any) -> Outcome:
            return outcome if self.posts else await FakeChannel.publish(self, *args)

    x = Second(room.channels["x"].sheet, room.clock.now)
    room.work_with(channels={**room.channels, "x": x})


@pytest.mark.parametrize(
    ("language", "cut"),
    [
        ("es", "Del hilo «hilo» ya se ve el comienzo: falta desde la parte 2."),
        ("en", "The beginning of the thread “hilo” is out: from part 2 on it is missing."),
    ],
)
async def test_of_a_thread_that_is_cut_off_the_team_hears_while_it_waits_and_when_it_expires(
    tmp_path: Path, language: str, cut: str
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=THREAD)
        answer_the_second(room, NotSent("429", datetime(2031, 5, 13, 16, 0, tzinfo=UTC)))
        await room.until("2031-05-13T09:01")
        (waits,) = await at(room, "2031-05-13T09:01", language)
        assert waits.startswith("🟡")
        assert waits.count("(hilo/aguas)") == waits.count(cut) == 1
        await room.until("2031-05-13T10:05")
        assert (await room.states())["hilo/aguas/x/3"] == "expired"
        (expired,) = await at(room, "2031-05-13T10:05", language)
        assert expired.startswith("🔴")
        assert expired.count("(hilo/aguas)") == expired.count(cut) == 1
        assert "pregonero show hilo/aguas/x/2" in expired
        assert await at(room, "2031-05-13T10:30", language) == []


async def test_a_later_part_is_late_from_when_the_one_before_came_out(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=THREAD)
        answer_the_second(room, NotSent("sin red"))
        room.clock.advance_to(datetime(2031, 5, 13, 14, 30, tzinfo=UTC))  # 09:30 in Bogotá
        await room.publisher.work()
        assert (await room.states())["hilo/aguas/x/1"] == "published"
        assert [one for one in await at(room, "2031-05-13T09:31") if "en x" in one] == []
        (told,) = await at(room, "2031-05-13T09:33")
        assert "no ha salido en x" in told
        assert "falta desde la parte 2" in told


@pytest.mark.parametrize("way", ["retry", "load"])
async def test_a_refused_post_is_told_once_with_the_networks_words_and_what_to_do(
    tmp_path: Path, way: str
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=MANY)
        for words in ("muy larga", "sigue larga"):
            room.channels["x"].script(Refused(words))
        await room.until("2031-05-12T10:00")
        (told,) = await at(room, "2031-05-12T10:00")
        assert told.startswith("🔴 x rechazó esto")
        assert "la red la rechazó: muy larga" in told
        assert "pregonero show p0/x/1" in told
        assert "hilo" not in told
        assert await at(room, "2031-05-12T10:20") == []
        if way == "retry":
            assert "pregonero retry p0/x/1" in told
            await room.decisions.retry(["p0/x/1"], "Rocío")
        else:
            assert "pregonero load" in told
            await room.load(calendar=MANY.replace("Texto 0.", "Corto."))
        await room.until("2031-05-12T10:21")
        (again,) = await at(room, "2031-05-12T10:21")
        assert "sigue larga" in again
        await room.decisions.retry(["p0/x/1"], "Rocío")
        await room.until("2031-05-12T10:22")
        assert (await room.states())["p0/x/1"] == "published"
        assert await at(room, "2031-05-12T10:25") == []


@pytest.mark.parametrize(
    ("language", "cut", "rest"),
    [
        ("es", "falta desde la parte 2", "Lo que sigue de este hilo tampoco sale"),
        ("en", "from part 2 on it is missing", "What follows in this thread does not go out"),
    ],
)
async def test_of_a_refused_part_the_team_hears_that_the_rest_does_not_go_out(
    tmp_path: Path, language: str, cut: str, rest: str
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=THREAD)
        answer_the_second(room, Refused("no"))
        await room.until("2031-05-13T09:05")
        (told,) = await at(room, "2031-05-13T09:05", language)
        assert cut in told
        assert rest in told
        assert "pregonero retry hilo/aguas/x/2" in told


async def test_what_is_refused_long_after_its_time_is_told_too(tmp_path: Path) -> None:
    """It lacked something until then."""
    async with newsroom(tmp_path, "approval: {p0: prensa}\n") as room:
        await room.load(calendar=MANY)
        await room.until("2031-05-15T12:00")
        await alarms(room).look()
        await heard(room)
        room.channels["x"].script(Refused("no"))
        await room.decisions.approve(["p0"], "Rocío", "prensa")
        await room.until("2031-05-15T12:01")
        assert (await room.states())["p0/x/1"] == "refused"
        (told,) = await at(room, "2031-05-15T12:01")
        assert "rechazó" in told


@pytest.mark.parametrize(
    ("wish", "language", "said", "advised"),
    [
        ("cancel", "es", "Si no salió, ya no sale: cancelada por Rocío: duelo.", ["resolve"]),
        ("cancel", "en", "it does not any more: cancelled by Rocío: duelo.", ["resolve"]),
        ("hold", "es", "no sale por ahora: retenida por Rocío: duelo.", ["resolve", "cancel"]),
        ("hold", "en", "it does not for now: held by Rocío: duelo.", ["resolve", "cancel"]),
    ],
)
async def test_of_what_may_be_out_the_team_hears_what_a_person_wants_of_it(
    tmp_path: Path, wish: str, language: str, said: str, advised: list[str]
) -> None:
    async with newsroom(tmp_path) as room:
        await lose_the_first(room)
        decide = room.decisions.cancel if wish == "cancel" else room.decisions.hold
        await decide(["p0/x/1"], "Rocío", "duelo")
        (told,) = await at(room, "2031-05-12T10:15", language)
        assert said in told
        assert "por sí sola" not in told
        assert "by itself" not in told
        commands = [line.partition("pregonero ")[2] for line in told.splitlines()]
        assert [one.split()[0] for one in commands if one] == advised
        assert await at(room, "2031-05-12T10:45", language) == []
