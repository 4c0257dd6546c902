"""Programmes of other tools: pretalx and frab (XML, JSON), calendars (ICS) and sheets.

Nothing is guessed: what the other tool leaves open stays open, and is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from pathlib import PurePath
from typing import TYPE_CHECKING

from campaign.core.problems import Code, Place, Problem, error
from campaign.sources.imports.schedule import Schedule
from campaign.sources.imports.writing import ProgrammeText

if TYPE_CHECKING:
    from datetime import tzinfo
    from zoneinfo import ZoneInfo

    from campaign.ports.phrases import Phrases

MOST_BYTES = 20_000_000
SHEETS = (".csv", ".tsv")


@dataclass(frozen=True, slots=True)
class Imported:
    """The text of a ``posts/programme.yaml``, how many panels it has, and what was odd.

    ``yaml_text`` is empty where nothing could be read.
    """

    yaml_text: str
    panels: int
    problems: tuple[Problem, ...] = ()


def import_programme(
    path: str,
    content: bytes,
    zone: ZoneInfo | None,
    phrases: Phrases | None = None,
) -> Imported:
    """Turn another tool's programme into ours.

    Args:
        path: the name of the file, for the places of problems.
        content: its bytes; the format is told by them, that of CSV by the name.
        zone: the campaign's zone, in which times are written. ``None`` keeps the
            offset of the file, and UTC where it has none.
        phrases: the sentences for comments in the text; ``None`` writes fewer of them.
    """
    file = PurePath(path).name
    schedule = _read(file, content, zone or UTC)
    if not schedule.talks:
        nothing = error(Code.IMPORT_NOTHING, Place(file), file=file)
        return Imported("", 0, schedule.problems or (nothing,))
    writer = ProgrammeText(file, zone, phrases)
    text = writer.write(schedule)
    return Imported(text, len(schedule.talks), (*schedule.problems, *writer.problems))


def _read(file: str, content: bytes, zone: tzinfo) -> Schedule:
    """Choose the reader by how the file begins; each is imported only when it is needed."""
    if len(content) > MOST_BYTES:
        size = f"{len(content) / 1e6:.0f}"
        limit = f"{MOST_BYTES / 1e6:.0f}"
        return _refused(error(Code.FILE_TOO_LARGE, Place(file), file=file, size=size, limit=limit))
    if content.startswith((b"PK", b"\xd0\xcf\x11\xe0")) or file.casefold().endswith(SHEETS):
        return _of_sheet(file, content, zone)
    return _of_text(file, content, zone)


def _of_text(file: str, content: bytes, zone: tzinfo) -> Schedule:
    begin = content[:4096].lstrip(b"\xef\xbb\xbf\xfe\xff\0 \t\r\n").upper()
    if begin.startswith(b"<"):
        from campaign.sources.imports.schedule_xml import read_xml  # noqa: PLC0415

        return read_xml(file, content, zone)
    if not begin.startswith((b"{", b"BEGIN:VCALENDAR")):
        return _refused(error(Code.IMPORT_UNKNOWN_FORMAT, Place(file), file=file))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = content.count(b"\n", 0, wrong.start) + 1
        return _refused(error(Code.BAD_ENCODING, Place(file, line), file=file))
    if begin.startswith(b"{"):
        from campaign.sources.imports.schedule_json import read_json  # noqa: PLC0415

        return read_json(file, text, zone)
    from campaign.sources.imports.ics import read_ics  # noqa: PLC0415

    return read_ics(file, text, zone)


def _of_sheet(file: str, content: bytes, zone: tzinfo) -> Schedule:
    """Read a workbook, told by its first bytes, or a CSV file, which only its name tells."""
    from campaign.sources.imports.sheet import read_sheet_programme  # noqa: PLC0415

    if file.casefold().endswith(SHEETS):
        from campaign.sources.sheets.csv_grid import read_csv as read_grids  # noqa: PLC0415
    else:
        from campaign.sources.sheets.xlsx_grid import read_xlsx as read_grids  # noqa: PLC0415
    grids, problems = read_grids(Place(file), content)
    return Schedule(problems=problems) if problems else read_sheet_programme(file, grids, zone)


def _refused(problem: Problem) -> Schedule:
    return Schedule(problems=(problem,))
