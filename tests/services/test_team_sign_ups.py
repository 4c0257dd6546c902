"""The team gets the sign-ups as two files, made when they are sent and harmless to open."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from campaign.ports.attendees import Effects
from campaign.services.conversation import LoadedContent
from campaign.sources.sheets.handing_out import csv_table, defused, xlsx_table
from campaign.wiring.exports import stored_or_made
from tests.services.newsroom import PROGRAMME, newsroom
from tests.services.teamroom import STRANGER, TEAM, Chat
from tests.services.test_team_facts import LISTED

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.newsroom import Newsroom

AT = datetime(2031, 5, 11, 15, 0, tzinfo=UTC)
NASTY = PROGRAMME.replace("title: Aguas abajo", 'title: "=HYPERLINK(\\"http://x\\")"')


async def sign_up(room: Newsroom, *people: tuple[int, tuple[str, ...]]) -> None:
    """Sign people up, each from their own chat."""
    for update, (chat, panels) in enumerate(people, start=900):
        await room.store.handle(Effects(update, chat, AT, language="es", sign_up=panels))


async def test_both_files_come_with_the_counts_and_without_people_in_the_outbox(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(campaign=LISTED)
        await sign_up(room, (700_001, ("aguas", "orillas")), (700_002, ("aguas",)))
        here = Chat(room)
        sheet, text = await here.say("/inscritos")
        assert "• Aguas abajo: 2" in sheet["text"]
        assert "• Las dos orillas: 1" in sheet["text"]
        assert sheet["document"]["name"] == "inscripciones-2031-05-10.xlsx"
        assert text["document"]["name"].endswith(".csv")
        assert sheet["document"]["content"] == text["document"]["content"] == ""
        load = stored_or_made(room.store, LoadedContent(room.store, room.loader.desk.read, TEAM))
        table = (await load(text["document"]["made"])).decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(table)))
        assert [row[:2] for row in rows[1:]] == [
            ["aguas", "Aguas abajo"],
            ["aguas", "Aguas abajo"],
            ["orillas", "Las dos orillas"],
        ]
        assert rows[1][5] == "2031-05-11 10:00"
        assert "70000" not in table
        book = load_workbook(io.BytesIO(await load(sheet["document"]["made"])))
        assert book.worksheets[0].max_row == 4


async def test_a_title_that_acts_is_only_text_in_both_files(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(campaign=LISTED, programme=NASTY)
        await sign_up(room, (7, ("aguas",)))
        load = stored_or_made(room.store, LoadedContent(room.store, room.loader.desk.read, TEAM))
        rows = list(csv.reader(io.StringIO((await load("made:sign-ups.csv")).decode("utf-8-sig"))))
        assert rows[1][1] == '\'=HYPERLINK("http://x")'
        book = load_workbook(io.BytesIO(await load("made:sign-ups.xlsx")))
        cell = book.worksheets[0]["B2"]
        assert (cell.data_type, str(cell.value)[0]) == ("s", "'")


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "\uff1d", "\x00="])
def test_whatever_begins_a_formula_is_defused_in_both_files(begins: str) -> None:
    text = f"{begins}1+cmd|' /C calc'!A0"
    assert defused(text).startswith("'")
    table = csv_table([text], [[text, 3, None]]).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(table, newline="")))
    assert all(cell.startswith("'") for cell in (rows[0][0], rows[1][0]))
    assert rows[1][1:] == ["3", ""]
    book = load_workbook(io.BytesIO(xlsx_table([text], [[text, 3]], "t")))
    sheet = book.worksheets[0]
    assert {sheet["A1"].data_type, sheet["A2"].data_type} == {"s"}
    assert all(str(sheet[name].value).startswith("'") for name in ("A1", "A2"))
    assert sheet["B2"].value == 3


async def test_nobody_else_gets_the_list_and_nobody_elsewhere(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(campaign=LISTED)
        await sign_up(room, (7, ("aguas",)))
        here = Chat(room)
        (told,) = await here.say("/inscritos", who=STRANGER)
        assert "Solo quienes" in told["text"]
        for chat in (-7, 31):
            for told in await here.say("/signups", chat=chat):
                assert "document" not in told


async def test_without_anybody_it_says_so(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(campaign=LISTED)
        (told,) = await Chat(room).say("/signups")
        assert told["text"] == "Todavía no hay inscripciones."
