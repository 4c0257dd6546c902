"""Programmes, workbooks and CSV files for the tests of sheets."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from openpyxl import Workbook

from campaign.core.folder import Known
from campaign.core.programme import Panel, Programme, Publication, Quote
from campaign.core.settings import Campaign
from campaign.sources.sheets import RowIds, SheetReading, Vocabulary, read_sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SANTIAGO = ZoneInfo("America/Santiago")
BERLIN = ZoneInfo("Europe/Berlin")
PATH = "posts/calendar.xlsx"
CSV = "posts/calendar.csv"
HEADER = ("Fecha", "Hora", "Redes", "Qué es", "Texto", "Imagen", "Estado")
LAYOUTS = frozenset({"announcement", "quote", "live", "cover"})
KNOWN = Known({"x": "x", "twitter": "x", "telegram": "telegram", "tg": "telegram"}, LAYOUTS)


def seminar() -> Vocabulary:
    """Return four panels in Chile, the last without a date, and a publication."""
    starts = ((2022, 2, 23, 17), (2022, 2, 24, 16), (2022, 2, 24, 17, 30))
    titles = (
        "Ecosistema GovTech en la Región",
        "Digitalización municipal y datos abiertos",
        "Hubs, transferencia tecnológica e innovación",
    )
    panels = tuple(
        Panel(f"panel-{n}", title, n, datetime(*start, tzinfo=SANTIAGO))
        for n, (title, start) in enumerate(zip(titles, starts, strict=True), 1)
    )
    launch = Panel("launch", "Lanzamiento de la publicación", 4, kind="launch")
    quote = Quote(
        "era",
        "La era digital brinda la oportunidad a los municipios para ofrecer mejores "
        "servicios y oportunidades a la ciudadanía.",
    )
    return Vocabulary(
        Campaign(
            "verano",
            "Verano",
            zone_name="America/Santiago",
            zone=SANTIAGO,
            channels=("x", "telegram"),
        ),
        Programme((*panels, launch), quotes=(quote,), publication=Publication("Índice")),
        frozenset({"announcement"}),
        KNOWN,
    )


def webinars() -> Vocabulary:
    """Return an English series in Berlin, around a change of years."""
    panels = (
        Panel(
            "opening", "Opening night of the archive", 1, datetime(2030, 12, 28, 19, tzinfo=BERLIN)
        ),
        Panel("closing", "Closing debate on open maps", 2, datetime(2031, 1, 9, 19, tzinfo=BERLIN)),
    )
    return Vocabulary(
        Campaign(
            "maps",
            "Open Maps",
            zone_name="Europe/Berlin",
            zone=BERLIN,
            languages=("en",),
            channels=("x", "mastodon"),
        ),
        Programme(panels),
        frozenset(),
        replace(KNOWN, channels={**KNOWN.channels, "mastodon": "mastodon"}),
    )


def workbook(rows: Iterable[Sequence[object]], *, titles: int = 0) -> bytes:
    """Return an XLSX file with ``titles`` empty rows above."""
    book = Workbook()
    sheet = book.worksheets[0]
    for number, row in enumerate(rows, titles + 1):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column, value)
    return stored(book)


def stored(book: Workbook) -> bytes:
    """Return a workbook's bytes."""
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def read(
    rows: Iterable[Sequence[object]],
    vocabulary: Vocabulary | None = None,
    ids: RowIds | None = None,
    header: Sequence[str] = HEADER,
) -> SheetReading:
    """Read a workbook with ``header`` in its first row."""
    content = workbook([header, *rows])
    return read_sheet(PATH, content, vocabulary or seminar(), ids or RowIds())


def row(  # noqa: PLR0913, PLR0917 -- one argument per column
    date: object = "17/02/2022",
    time: object = "10:00",
    channels: object = "X",
    title: object = "Anuncio",
    text: object = "Vuelve el seminario",
    image: object = None,
    status: object = None,
) -> tuple[object, ...]:
    """Return a row under :data:`HEADER`; good as it is."""
    return (date, time, channels, title, text, image, status)


def found(reading: SheetReading) -> list[tuple[str, str | None]]:
    """Return code and cell of every problem."""
    return [(problem.code.value, problem.place.cell) for problem in reading.problems]
