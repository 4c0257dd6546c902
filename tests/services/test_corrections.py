"""Corrections: every channel ends with what holds, however often it changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.services.newsroom import CALENDAR, CAMPAIGN, PROGRAMME, newsroom
from tests.services.test_out_after_all import taken_down

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.newsroom import Newsroom

TOLD = 1
"""The first post on a channel is the announcement."""


async def _announced(room: Newsroom) -> None:
    await room.load()
    await room.until("2031-05-14T12:00")


async def test_who_read_of_a_cancellation_reads_that_the_panel_takes_place(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await _announced(room)
        await room.learn("aguas", "cancelled", "yes")
        await room.until("2031-05-14T13:00")
        await room.learn("aguas", "cancelled", "no")
        await room.until("2031-05-14T14:00")
        off, on = room.visible()[TOLD:]
        assert "no se realizará" in off
        assert "sí se realizará: martes 20 de mayo, 18:00" in on
        await room.load()
        await room.until("2031-05-14T15:00")
        assert len(room.visible()) == TOLD + 2


async def test_the_way_back_from_an_unknown_date_is_told(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await _announced(room)
        dated = room.files["posts/programme.yaml"].decode()
        await room.load(programme=dated.replace("    start: 2031-05-20 18:00\n", ""))
        await room.until("2031-05-14T13:00")
        await room.load(programme=dated)
        await room.until("2031-05-14T14:00")
        lost, found = room.visible()[TOLD:]
        assert "nueva fecha" in lost
        assert "martes 20 de mayo, 18:00" in found


async def test_a_cancellation_just_after_the_start_is_told(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await _announced(room)
        await room.until("2031-05-20T18:05")
        before = room.visible()
        await room.learn("aguas", "cancelled", "yes")
        await room.until("2031-05-20T18:06")
        (told,) = room.visible()[len(before) :]
        assert "no se realizará" in told


async def test_a_panel_that_has_started_moves_no_more(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await _announced(room)
        await room.until("2031-05-20T17:58")
        before = room.visible()
        await room.learn("aguas", "started", "2031-05-20T17:58:00-05:00")
        await room.learn("aguas", "delay", "30m")
        await room.until("2031-05-20T17:59")
        assert room.visible() == before


async def test_another_zone_or_offset_of_the_same_instant_is_no_change(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await _announced(room)
        before = room.visible()
        await room.load(campaign=CAMPAIGN.replace("America/Bogota", "America/Lima"))
        await room.learn("aguas", "start", "2031-05-20T23:00:00+00:00")
        await room.until("2031-05-14T13:00")
        assert room.visible() == before


async def test_a_correction_that_repeats_an_earlier_one_has_other_words(tmp_path: Path) -> None:
    """Networks refuse the same words twice, and followers would stay with the wrong time."""
    async with newsroom(tmp_path) as room:
        await _announced(room)
        for hour, value in enumerate(("19:30", "18:30", "19:30", "18:30"), start=13):
            await room.learn("aguas", "start", f"2031-05-20T{value}:00-05:00")
            await room.until(f"2031-05-14T{hour}:00")
        told = room.visible()[TOLD:]
        assert [text.count("a las 19:30") for text in told] == [1, 0, 1, 0]
        assert len(set(told)) == len(told)
        assert told[2].endswith("(Aviso del mié 14 may, 14:00.)")


async def test_a_correction_of_a_panel_with_a_long_title_tells_the_time(tmp_path: Path) -> None:
    long = "Aguas abajo: " + "memoria, territorio y cuidado de los ríos " * 11
    async with newsroom(tmp_path) as room:
        calendar = CALENDAR.replace("«{{ panel.title }}»: ", "El panel de la semana: ")
        programme = PROGRAMME.replace("Aguas abajo", f'"{long.strip()}"')
        await room.load(calendar=calendar, programme=programme)
        await room.until("2031-05-14T12:00")
        await room.learn("aguas", "start", "2031-05-20T19:30:00-05:00")
        await room.until("2031-05-14T13:00")
        (told,) = room.visible()[TOLD:]
        assert "19:30" in told
        assert "…" in told
        assert (await room.states())["change/aguas/x/1"] == "published"


async def test_a_correction_answers_what_it_corrects_where_that_can_be(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        sheets = room.loader.desk.drafting.sheets
        answering = replace(sheets["telegram"], answers_itself=True)
        room.loader.desk.drafting.sheets = {**sheets, "telegram": answering}
        await _announced(room)
        await room.learn("aguas", "start", "2031-05-20T19:30:00-05:00")
        await room.until("2031-05-14T13:00")
        first, second = room.channels["telegram"].posts
        assert second.payload.reply_to == first.remote_id
        assert room.channels["x"].posts[1].payload.reply_to is None


OPENING = """\
- post: apertura
  when: 2031-05-10 09:00
  channels: [x]
  text: "Empezamos con «{{ panels[0].title }}», el {{ panels[0].when }}."
  card: announcement
"""


async def test_who_was_shown_a_day_alone_needs_no_word_of_another_hour(tmp_path: Path) -> None:
    """The card of the whole series names the days: nobody read an hour of the second panel."""
    async with newsroom(tmp_path) as room:
        await room.load(calendar=OPENING)
        await room.until("2031-05-10T12:00")
        await room.learn("orillas", "start", "2031-05-27T19:00:00-05:00")
        await room.until("2031-05-10T13:00")
        assert len(room.visible()) == 1
        await room.learn("orillas", "start", "2031-05-28T19:00:00-05:00")
        await room.until("2031-05-10T14:00")
        (told,) = room.visible()[1:]
        assert told == (
            "Cambio de fecha. Panel 2, «Las dos orillas»: "
            "pasa del martes 27 de mayo al miércoles 28 de mayo, 19:00\u00a0h."
        )


async def test_a_text_that_tells_the_day_alone_is_corrected_for_the_day_alone(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        day = CALENDAR.replace("{{ panel.when }}", "{{ panel.day }}")
        await room.load(calendar=day)
        await room.until("2031-05-14T12:00")
        await room.learn("aguas", "start", "2031-05-20T19:30:00-05:00")
        await room.until("2031-05-14T13:00")
        assert len(room.visible()) == TOLD


async def test_a_day_told_later_does_not_hide_the_hour_that_was_told_before(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        later = (
            "- {post: dia, for: aguas, when: start - 6d 10:00, channels: [x],\n"
            '   text: "El {{ panel.day }}, {{ panel.title }}."}\n'
        )
        await room.load(calendar=CALENDAR.replace("channels: all", "channels: [x]") + later)
        await room.until("2031-05-14T16:00")
        before = len(room.visible())
        await room.learn("aguas", "start", "2031-05-20T19:30:00-05:00")
        await room.until("2031-05-14T17:00")
        (told,) = room.visible()[before:]
        assert "de las 18:00 a las 19:30" in told


async def test_a_correction_can_be_understood_alone(tmp_path: Path) -> None:
    """What it was, what it is, which panel, and the hashtags of the campaign; in its language."""
    async with newsroom(tmp_path / "es") as room:
        await room.load(campaign=CAMPAIGN + "hashtags: [Rio]\n")
        await room.until("2031-05-14T12:00")
        await room.learn("aguas", "start", "2031-05-20T19:30:00-05:00")
        await room.until("2031-05-14T13:00")
        (told,) = room.visible()[TOLD:]
        assert told == (
            "Cambio de hora. Panel 1, «Aguas abajo»: "
            "pasa de las 18:00 a las 19:30\u00a0h (martes 20 de mayo).\n\n#Rio"
        )
    async with newsroom(tmp_path / "en") as room:
        await room.load(campaign=CAMPAIGN.replace("[es]", "[en]"))
        await room.until("2031-05-14T12:00")
        await room.learn("aguas", "start", "2031-05-21T18:00:00-05:00")
        await room.until("2031-05-14T13:00")
        (told,) = room.visible()[TOLD:]
        assert told.startswith("Change of date. Panel 1, “Aguas abajo”: moves from Tuesday 20 May")


async def test_a_correction_gives_up_its_hashtags_before_its_title(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        many = ", ".join(f"UnaEtiquetaLarga{number}" for number in range(40))
        await room.load(campaign=CAMPAIGN + f"hashtags: [{many}]\n")
        await room.until("2031-05-14T12:00")
        await room.learn("aguas", "start", "2031-05-21T19:30:00-05:00")
        await room.until("2031-05-14T13:00")
        (told,) = room.visible()[TOLD:]
        assert "#" not in told
        assert "«Aguas abajo»: pasa del martes 20 de mayo" in told


async def test_a_move_into_another_year_tells_both_years(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await _announced(room)
        await room.learn("aguas", "start", "2032-05-20T18:00:00-05:00")
        await room.until("2031-05-14T13:00")
        (moved,) = room.visible()[TOLD:]
        assert "del martes 20 de mayo de 2031, 18:00" in moved
        assert "al jueves 20 de mayo de 2032, 18:00" in moved


def to(day: int) -> str:
    return PROGRAMME.replace("2031-05-20 18:00", f"2031-05-{day} 18:00")


async def test_after_a_correction_was_taken_down_the_next_move_is_told(tmp_path: Path) -> None:
    """Followers still read the first day: the one that was taken down does not come back."""
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.until("2031-05-13T09:30")
        await room.load(programme=to(21))
        await room.until("2031-05-13T10:30")
        assert await taken_down(room, "change/aguas/x/1") == ["down 1"]
        await room.load()
        await room.until("2031-05-13T11:30")
        assert len(room.visible()) == 1, "the same is not told again"
        await room.load(programme=to(23))
        await room.until("2031-05-13T12:30")
        _, said = room.visible()
        assert "pasa del martes 20 de mayo" in said
        assert "al viernes 23 de mayo" in said
        assert await taken_down(room, "change/aguas/x/1") == ["down 2"]
        await room.load(programme=to(24))
        await room.until("2031-05-13T13:30")
        assert "al sábado 24 de mayo" in room.visible()[-1]
