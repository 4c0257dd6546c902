"""Whoever changes what is out, or was taken down, is told that nothing new of it goes out."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from campaign.languages import Catalogue
from campaign.services.cancelling import present_times
from campaign.services.listing import plan_fields, tell_problem
from campaign.services.rules.gone_out import CODES
from campaign.services.withdrawing import Withdrawals, published
from campaign.wiring.pages.preview_view import preview_view
from campaign.wiring.pages.previewed import draw
from tests.services.newsroom import CALENDAR, PROGRAMME, newsroom

if TYPE_CHECKING:
    from pathlib import Path

    from campaign.core.problems import Problem
    from campaign.services.loader import Loaded
    from tests.services.newsroom import Newsroom

ES = Catalogue("es")
LAUNCH = """\
- post: lanzamiento
  when: 2031-05-12 10:00
  channels: all
  text: "Partimos el 20 de mallo."
"""
PICTURED = LAUNCH + "  images: [rio.png]\n  alt: [El río visto desde el puente]\n"
CARDED = LAUNCH.replace("lanzamiento", "portada") + "  card: note\n"
RIGHT = LAUNCH.replace("mallo", "mayo")
AFTERWARDS = "2031-05-14T12:00"


def picture(colour: str) -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (900, 900), colour).save(held, "PNG")
    return held.getvalue()


async def out(room: Newsroom, calendar: str = LAUNCH, programme: str = PROGRAMME) -> None:
    await room.load(calendar=CALENDAR + calendar, programme=programme)
    await room.until(AFTERWARDS)
    assert (await room.states())["aviso/aguas/x/1"] == "published"


async def take_down(room: Newsroom, *keys: str) -> None:
    withdrawals = Withdrawals(room.store, room.channels, room.clock)
    for delivery in published(await room.store.snapshot(), keys):
        assert await withdrawals.withdraw(delivery, "Rocío", "") is None


def told(loaded: Loaded) -> list[Problem]:
    return [one for one in loaded.proposal.checked.problems if one.code in CODES]


def shortly(loaded: Loaded) -> list[tuple[str, str, str]]:
    return [(one.code, one.params["post"], one.params["differs"]) for one in told(loaded)]


async def test_a_text_mended_after_it_went_out_is_said_not_to_go_out(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await out(room)
        loaded = await room.load(calendar=CALENDAR + RIGHT)
        (found,) = told(loaded)
        assert (found.code, found.is_error) == ("already-out", False)
        assert str(found.place) == "posts/calendar.yaml:17"
        said = tell_problem(found, ES, "message")
        assert said == (
            "lanzamiento ya salió el lun 12 may 2031 con otro texto (X, Telegram): "
            "lo nuevo no sale."
        )
        assert "`pregonero withdraw lanzamiento`" in tell_problem(found, ES, "hint")
        assert shortly(await room.load(calendar=CALENDAR + LAUNCH)) == []


async def test_the_plan_shows_what_went_out_and_when(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await out(room)
        later = RIGHT.replace("05-12", "05-25")
        rows = (await room.load(calendar=CALENDAR + later)).proposal.plan.rows
        shown = [plan_fields(row, ES) for row in rows if "lanz" in row.key.post]
        assert {(one["text"], one["local"], one["utc"]) for one in shown} == {
            ("Partimos el 20 de mallo.", "2031-05-12T10:00:00-05:00", "2031-05-12T15:00:00Z")
        }


async def test_a_date_to_come_is_no_new_date_of_what_is_out(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await out(room)
        later = await room.load(calendar=CALENDAR + LAUNCH.replace("05-12", "05-25"))
        assert shortly(later) == [("already-out", "lanzamiento", "time")]
        assert str(told(later)[0].place) == "posts/calendar.yaml:15"
        # A date that is past promises nothing.
        assert shortly(await room.load(calendar=CALENDAR + LAUNCH.replace("05-12", "05-11"))) == []


async def test_what_was_taken_down_does_not_come_back_with_a_new_day(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await out(room)
        await take_down(room, "lanzamiento")
        assert shortly(await room.load(calendar=CALENDAR + LAUNCH)) == []
        loaded = await room.load(calendar=CALENDAR + RIGHT.replace("05-12", "05-25"))
        assert shortly(loaded) == [("taken-down", "lanzamiento", "text time")]
        hint = tell_problem(told(loaded)[0], ES, "hint")
        assert "otro Id" in hint
        anew = RIGHT.replace("05-12", "05-25").replace("lanzamiento", "lanzamiento-2")
        assert shortly(await room.load(calendar=CALENDAR + anew)) == []
        await room.until("2031-05-25T10:10")
        assert room.visible()[-1] == "Partimos el 20 de mayo."


async def test_what_somebody_cancelled_does_not_come_back_with_a_new_text(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=CALENDAR + LAUNCH)
        await room.decisions.cancel(["lanzamiento"], "Rocío", "no va")
        assert shortly(await room.load()) == []
        later = CALENDAR + RIGHT.replace("05-12", "05-15")
        loaded = await room.load(calendar=later)
        assert shortly(loaded) == [("called-off", "lanzamiento", "text time")]
        assert "`pregonero cancel --undo lanzamiento`" in tell_problem(told(loaded)[0], ES, "hint")
        await room.decisions.revive(["lanzamiento"], "Rocío", present_times(loaded.proposal.plan))
        assert shortly(await room.load()) == []
        await room.until("2031-05-15T10:10")
        assert "Partimos el 20 de mayo." in room.visible()
        template = CALENDAR.replace("«{{ panel", "Hoy: «{{ panel")
        await room.decisions.cancel(["aviso/orillas"], "Rocío", "no va")
        assert "aviso/orillas" not in {
            one[1] for one in shortly(await room.load(calendar=template))
        }


@pytest.mark.parametrize(
    ("was", "now", "differs"),
    [
        (PICTURED, PICTURED.replace("puente", "puerto"), "alt"),
        (PICTURED, LAUNCH, "picture"),
        (LAUNCH, PICTURED, "picture"),
        (CARDED, CARDED + "  title: Otro nombre\n", ""),
    ],
)
async def test_another_picture_or_alternative_text_is_said(
    tmp_path: Path, was: str, now: str, differs: str
) -> None:
    async with newsroom(tmp_path) as room:
        room.files["assets/photos/rio.png"] = picture("navy")
        await out(room, was)
        found = shortly(await room.load(calendar=CALENDAR + now))
        assert [one[2] for one in found] == ([differs] if differs else [])


async def test_another_photo_under_the_same_name_is_said(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        room.files["assets/photos/rio.png"] = picture("navy")
        await out(room, PICTURED)
        assert shortly(await room.load()) == []
        room.files["assets/photos/rio.png"] = picture("teal")
        assert shortly(await room.load()) == [("already-out", "lanzamiento", "picture")]


async def test_what_follows_from_the_programme_is_left_to_its_corrections(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await out(room)
        await room.learn("aguas", "start", "2031-05-21T18:00:00-05:00")
        assert shortly(await room.load()) == []
        moved = PROGRAMME.replace("05-27 18:00", "05-28 19:00")
        assert shortly(await room.load(programme=moved)) == []


async def test_what_was_not_known_yet_was_not_told_wrong(tmp_path: Path) -> None:
    """What a text says instead of a day that nobody knows is read no more once it is known."""
    told = "{% if panel.start %}{{ panel.day }}{% else %}{{ panel.window }}{% endif %}"
    row = f"- post: guarda\n  for: boca\n  when: 2031-05-12 09:00\n  text: 'Guarda: {told}'\n"
    later = "  - {id: boca, title: La boca, window: primera semana de junio}\n"
    async with newsroom(tmp_path) as room:
        await out(room, f"{row}  channels: all\n", PROGRAMME + later)
        assert "Guarda: primera semana de junio" in room.visible()
        await room.learn("boca", "start", "2031-06-03T18:00:00-05:00")
        assert shortly(await room.load()) == []


async def test_a_name_that_was_mended_in_the_programme_is_said(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await out(room)
        found = await room.load(programme=PROGRAMME.replace("Aguas abajo", "Aguas arriba"))
        assert shortly(found) == [("already-out", "aviso/aguas", "text")]


async def test_a_template_that_changes_is_told_once_for_all_that_are_out(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await out(room)
        await room.until("2031-05-21T12:00")
        loaded = await room.load(calendar=CALENDAR.replace("«{{ panel", "Hoy: «{{ panel") + LAUNCH)
        (found,) = told(loaded)
        checked = loaded.proposal.checked
        shown = preview_view(draw(room.loader.desk, room.files, checked, checked.prepared), {})
        assert [one for one, _ in shown.states] == ["warning", "waiting", "ready"]
        assert shown.general == ()
        assert tell_problem(found, ES, "message") == (
            "2 publicaciones de «aviso» ya salieron con otro texto: lo nuevo no sale en ellas "
            "(aviso/aguas, aviso/orillas)."
        )


async def test_what_has_not_gone_out_may_still_be_changed(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=CALENDAR + LAUNCH)
        loaded = await room.load(calendar=CALENDAR + RIGHT)
        assert shortly(loaded) == []
        rows = loaded.proposal.plan.rows
        shown = {plan_fields(row, ES)["text"] for row in rows}
        assert "Partimos el 20 de mayo." in shown


@pytest.mark.parametrize("withdrawn", [True, False])
async def test_what_is_over_is_no_repetition_of_what_corrects_it(
    tmp_path: Path, *, withdrawn: bool
) -> None:
    """The row of before may stay, with the mended text: its post does not go out again."""
    anew = RIGHT.replace("05-12", "05-25").replace("lanzamiento", "lanzamiento-2")
    async with newsroom(tmp_path) as room:
        await out(room)
        if withdrawn:
            await take_down(room, "lanzamiento")
        loaded = await room.load(calendar=CALENDAR + anew + RIGHT)
        # What was taken down has come again with it: there is nothing more to be said.
        found = [] if withdrawn else ["already-out"]
        assert [one.code for one in loaded.proposal.checked.problems] == found
        again = anew.replace("lanzamiento-2", "lanzamiento-3")
        loaded = await room.load(calendar=CALENDAR + anew + RIGHT + again)
        assert [one.code for one in loaded.proposal.checked.problems if one.is_error] == [
            "duplicate-text",
        ] * 2
