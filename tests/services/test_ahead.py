"""What would not go out within 14 days is told beforehand, each thing once and with a way out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from campaign.core.outcomes import Blocked, Certainty, Lost, Stopped
from campaign.languages import Catalogue
from campaign.services.ahead import ahead
from campaign.services.alarming import Cause
from campaign.services.alarms import alarm_text
from campaign.services.team_messages import TeamMessages
from campaign.testing import FakeChannel, fake_sheet
from tests.services.newsroom import newsroom

if TYPE_CHECKING:
    from pathlib import Path

    from campaign.services.alarming import Alarm
    from tests.services.newsroom import Newsroom

RULES = "approval: {aviso: prensa, en-vivo: prensa}\n"


async def seen(room: Newsroom, moment: str, *dead: str) -> tuple[Alarm, ...]:
    """Return what is ahead at a local moment of Bogotá."""
    now = datetime.fromisoformat(f"{moment}-05:00").astimezone(UTC)
    return ahead(await room.store.snapshot(), now, (), dead)


def brief(found: tuple[Alarm, ...]) -> list[tuple[str, str, list[str]]]:
    return [(a.cause, a.what, list(dict.fromkeys(d.key.post for d in a.deliveries))) for a in found]


async def test_facts_and_approvals_of_fourteen_days_are_told_once_each(tmp_path: Path) -> None:
    async with newsroom(tmp_path, RULES) as room:
        await room.load()
        assert brief(await seen(room, "2031-04-29T08:59")) == []
        assert brief(await seen(room, "2031-04-29T09:00")) == [
            (Cause.APPROVAL, "prensa", ["aviso/aguas"])
        ]
        found = await seen(room, "2031-05-13T18:00")
        rest = ["aviso/orillas", "en-vivo/aguas", "en-vivo/orillas"]
        assert brief(found) == [
            (Cause.APPROVAL, "prensa", ["aviso/aguas", *rest]),
            (Cause.FACT, "aguas.stream", ["en-vivo/aguas"]),
            (Cause.FACT, "orillas.stream", ["en-vivo/orillas"]),
        ]
        for language, role, way in (("es", "prensa", "VALOR"), ("en", "prensa", "VALUE")):
            team = TeamMessages(None, Catalogue(language, " --sandbox"), frozenset())
            rules = await room.publisher.reach.colleagues.campaign()
            now = room.clock.now()
            told = alarm_text(found[1], await room.store.snapshot(), rules, team, now)
            assert role in told
            assert "2031, 18:00" in told
            assert told.endswith(f"pregonero fact aguas stream={way} --sandbox")
            chat = TeamMessages(-100, Catalogue(language), frozenset())
            told = alarm_text(found[1], await room.store.snapshot(), rules, chat, now)
            assert " aguas https://…\n" in told


async def test_nothing_is_told_of_what_lacks_nothing_or_is_over(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        assert brief(await seen(room, "2031-05-12T09:00")) == [
            (Cause.FACT, "aguas.stream", ["en-vivo/aguas"])
        ]
        assert brief(await seen(room, "2031-06-20T09:00")) == []


async def test_a_channel_that_takes_nothing_is_told_with_what_waits_for_it(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        assert brief(await seen(room, "2031-05-12T09:00", "telegram"))[:1] == [
            (Cause.ACCOUNT, "telegram", ["aviso/aguas", "aviso/orillas"])
        ]
        room.channels["x"].script(Stopped(Blocked.CREDIT, "402"))
        await room.until("2031-05-13T09:00")
        found = await seen(room, "2031-05-13T09:00", "x")
        assert brief(found)[:1] == [(Cause.STOPPED, "x", ["aviso/aguas", "aviso/orillas"])]
        assert Cause.ACCOUNT not in {alarm.cause for alarm in found}


async def test_what_needs_a_person_is_told(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        blind = FakeChannel(fake_sheet("telegram", Certainty.BLIND), room.clock.now)
        room.work_with(channels={**room.channels, "telegram": blind})
        await room.load()
        blind.script(Lost("no answer"))
        await room.until("2031-05-13T10:00")
        found = await seen(room, "2031-05-13T10:00")
        assert brief(found)[:1] == [(Cause.PERSON, "telegram", ["aviso/aguas"])]


async def test_a_program_that_does_not_run_is_noticed_by_what_is_overdue(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        found = brief(await seen(room, "2031-05-13T10:00"))
        assert found[:2] == [
            (Cause.LATE, "x", ["aviso/aguas"]),
            (Cause.LATE, "telegram", ["aviso/aguas"]),
        ]
