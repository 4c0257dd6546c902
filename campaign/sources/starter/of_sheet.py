"""A new campaign around a sheet that a team has: the programme that the sheet speaks of."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from campaign.core.problems import Place
from campaign.core.programme import Panel, Programme
from campaign.sources.sheets.csv_grid import read_csv
from campaign.sources.sheets.header import find_header
from campaign.sources.sheets.row_cells import as_text
from campaign.sources.sheets.subjects import NoSuchPanel, SubjectReader
from campaign.sources.sheets.xlsx_grid import read_xlsx
from campaign.sources.starter import starter
from campaign.sources.starter.placeholders import MARKED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from campaign.sources.starter import Naming

PROGRAMME: Final = "posts/programme.yaml"
_KEPT = (".gitignore", "posts/campaign.yaml", "posts/answers.yaml", "assets/brand.yaml")
_MOST_PANELS = 50
_LONGEST_CELL = 2_000
_PART = re.compile(r"^#\+(\w+)\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a sheet speaks of: how many panels, at least one, and whether of a launch."""

    panels: int = 1
    launch: bool = False


def spoken_of(path: str, content: bytes) -> Spoken:
    """Return what the cells of a sheet speak of; nothing is raised for what is in it."""
    # The last one is nobody's: «último panel» says nothing about how many there are.
    count = Programme(tuple(_panel(number) for number in range(1, _MOST_PANELS + 2)))
    numbers = {panel.id: panel.number for panel in count.panels[:-1]}
    reader = SubjectReader(count)
    highest, launch = 1, False
    for text, is_subject in _cells(path, content):
        with suppress(NoSuchPanel):
            found = reader.mentions(text)
            launch = launch or found.launch
            told = {*found.ids, reader.subject(text) if is_subject else None}
            highest = max([highest, *(numbers[one] for one in told if one in numbers)])
    return Spoken(highest, launch)


def around_sheet(language: str, naming: Naming, today: date, spoken: Spoken) -> dict[str, bytes]:
    """Return the files of a campaign whose calendar is a sheet, without the sheet itself."""
    source = Path(__file__).with_name("sheet").joinpath(f"{language}.yaml")
    head, *parts = _PART.split(source.read_text(encoding="utf-8"))
    text = head
    for name, part in zip(parts[::2], parts[1::2], strict=True):
        if name == "panel":
            numbers = range(1, spoken.panels + 1)
            text += "\n".join(part.replace("@number@", str(number)) for number in numbers)
        elif name != "launch" or spoken.launch:
            text += part
    files = starter(language, naming, today)
    return {**{name: files[name] for name in _KEPT}, PROGRAMME: MARKED.sub(r"\1", text).encode()}


def _panel(number: int) -> Panel:
    return Panel(f"panel-{number}", "", number)


def _cells(path: str, content: bytes) -> Iterator[tuple[str, bool]]:
    """Yield the words of every cell, and whether they stand in the column of the subjects."""
    read = read_csv if path.endswith(".csv") else read_xlsx
    grids, _ = read(Place(path), content)
    for grid in grids:
        header = find_header(grid.rows)
        subject = header.columns.get("subject") if header else None
        for row in grid.rows:
            for column, value in enumerate(row.values):
                is_subject = column == subject and header is not None and row.number > header.row
                if isinstance(value, str) or is_subject:
                    yield as_text(value)[:_LONGEST_CELL], is_subject
