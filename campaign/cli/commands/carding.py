"""``cards``: one card for each row of a sheet, over all cores."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from campaign.cli.commands.checking import problem_json, show_problems
from campaign.cli.output import FORMAT, as_json, listed, spoken
from campaign.cli.session import Session, session
from campaign.core.cards import SIZES
from campaign.core.errors import UsageError
from campaign.core.problems import Code

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from campaign.core.card_rows import Stage
    from campaign.core.problems import Problem
    from campaign.languages import Catalogue
    from campaign.sources.card_sheet import CardSheet
    from campaign.wiring.card_run import Outcome, Sheet

CARDS = Path("build", "cards")
SHEETS = (".csv", ".xlsx")
"""How the files of sheets end."""

MANY = 20
"""So many cards are worth more processes than one."""


@dataclass(frozen=True, slots=True)
class Report:
    """What is said of a run. ``stale`` are the cards of earlier runs that no row has any more,
    ``left_out`` counts the rows that could not be read.
    """

    outcomes: Sequence[Outcome]
    stale: Sequence[str]
    problems: Sequence[Problem]
    left_out: int


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--layout", default="")
@click.option("--size", type=click.Choice(list(SIZES)), default=next(iter(SIZES)))
@click.option("--out", type=click.Path(file_okay=False, path_type=Path))
@FORMAT
def cards(file: Path, layout: str, size: str, out: Path | None, form: str) -> int:
    """Draw one card for each row of a sheet."""
    from campaign.core.card_rows import astray, hidden, misread  # noqa: PLC0415
    from campaign.sources.card_sheet import read_card_sheet  # noqa: PLC0415

    here = session()
    files = here.files()
    stage, wrong = _stage(here, files, _layout(here, layout), SIZES[size])
    phrases = here.phrases_of(stage.language)
    marks = (phrases.text("pages.decimal"), phrases.text("pages.thousands"))
    tell = partial(_told, phrases)
    found = read_card_sheet(str(file), _content(file), stage.language, tell, marks)
    folder = out or here.root / CARDS / _own_folder(here.root, file, f"{stage.layout}-{size}")
    draws = found.rows and not wrong
    outcomes, stale = (
        _drawn(here, _sheet(here, file, found, stage, files), folder) if draws else ([], [])
    )
    problems = [
        *wrong,
        *found.problems,
        *misread(found.rows),
        *astray(found.rows),
        *hidden(found.rows, stage, found.titles or {}, _named(stage)),
        *_once(one.problem for one in outcomes if one.problem is not None),
        *(doubt for one in outcomes for doubt in one.doubts),
    ]
    problems.sort(key=lambda one: one.place.order)
    _tell(here, form, folder, Report(outcomes, stale, problems, found.left_out))
    return 1 if any(problem.is_error for problem in problems) else 0


def _once(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems of the rows, each once: the brand's are those of every row."""
    told: list[Problem] = []
    for problem in problems:
        if problem.code is not Code.FONT_UNUSABLE or problem not in told:
            told.append(problem)
    return told


def _own_folder(root: Path, file: Path, kind: str) -> Path:
    """Return where the cards of a sheet go: sheets of one name, in two folders or in two formats,
    have each its own place.
    """
    home = file.resolve().parent
    inside = home.is_relative_to(root.resolve())
    parts = home.relative_to(root.resolve()).parts if inside else (home.name,)
    twins = any(file.with_suffix(end).is_file() for end in {*SHEETS} - {file.suffix.lower()})
    name = file.name.replace(".", "-") if twins else file.stem
    return Path(*parts, f"{name}-{kind}")


def _told(phrases: Catalogue, value: float | date | time) -> str:
    """Return a number or a moment of a workbook as people write it."""
    words = phrases.dates
    if isinstance(value, float):
        return f"{value:.10g}".replace(".", phrases.text("pages.decimal"))
    if isinstance(value, time):
        return words.say_time(datetime.combine(date.min, value))
    if not isinstance(value, datetime):
        return words.say_day(datetime.combine(value, time()))
    return words.say_day(value) if value.time() == time() else words.say(value)


def _content(file: Path) -> bytes:
    """Return the file, of a too large one only as much as it takes to see that."""
    from campaign.sources.sheets import MAX_BYTES  # noqa: PLC0415

    with file.open("rb") as stream:
        return stream.read(MAX_BYTES + 1)


def _layout(here: Session, said: str) -> str:
    """Return the layout that is meant, by its name or as teams call it.

    Raises:
        UsageError: with the layouts there are, also where this one needs a programme.
    """
    from campaign.core.layouts import KNOWN, OF_SHEETS  # noqa: PLC0415
    from campaign.sources.sheets.layout_names import layouts_like  # noqa: PLC0415
    from campaign.sources.sheets.plain import plain  # noqa: PLC0415
    from campaign.sources.sheets.vocabulary import words  # noqa: PLC0415

    meant = said if said in KNOWN else words().tables["layouts"].get(plain(said))
    if meant not in OF_SHEETS:
        known = layouts_like(said, sorted(OF_SHEETS), here.language)
        why = "unknown-layout" if said else "no-layout"
        why = "of-a-programme" if meant in KNOWN else why
        raise UsageError(what=here.say(f"cards.{why}", value=said, known=known))
    return meant


def _named(stage: Stage) -> str:
    """Return what people call the layout of a sheet's cards, in their language."""
    from campaign.sources.sheets.vocabulary import words  # noqa: PLC0415

    return words().write(stage.language, "layouts", stage.layout)


def _stage(
    here: Session, files: Mapping[str, bytes], layout: str, size: tuple[int, int]
) -> tuple[Stage, list[Problem]]:
    """Return what all cards share: the campaign's brand, title and partners, if there is one; and
    what is wrong with the brand.
    """
    from campaign.core.card_rows import Stage  # noqa: PLC0415
    from campaign.core.cards import Brand  # noqa: PLC0415
    from campaign.sources.brand_file import FILE as BRAND  # noqa: PLC0415
    from campaign.wiring.desk import card_maker, read_folder  # noqa: PLC0415

    if "posts/campaign.yaml" not in files:
        return Stage(layout, size, here.language, "", Brand()), []
    folder = read_folder(files)
    wrong = [one for one in folder.problems if one.is_error and one.place.file == BRAND]
    return card_maker(folder).stage(layout, size), wrong


def _sheet(
    here: Session, file: Path, found: CardSheet, stage: Stage, files: Mapping[str, bytes]
) -> Sheet:
    from campaign.core.card_rows import file_names  # noqa: PLC0415
    from campaign.wiring.card_run import Sheet  # noqa: PLC0415

    return Sheet(
        rows=found.rows,
        names=file_names(found.rows, here.say("cards.row")),
        titles=found.titles or {},
        stage=stage,
        home=file.resolve().parent,
        files=files,
        text=here.phrases_of(stage.language).text,
    )


def _drawn(here: Session, sheet: Sheet, folder: Path) -> tuple[list[Outcome], list[str]]:
    """Draw everything with a bar that shows how far it is; return what came of each row, and
    the cards of earlier runs that no row has any more.
    """
    from campaign.wiring.card_journal import opened  # noqa: PLC0415
    from campaign.wiring.card_run import cores, draw_rows  # noqa: PLC0415

    workers = cores() if len(sheet.rows) >= MANY else 1
    outcomes: list[Outcome] = []
    bar = click.progressbar(
        length=len(sheet.rows), label=here.say("cards.progress"), file=sys.stderr, show_pos=True
    )
    with opened(folder) as journal, bar:
        for outcome in draw_rows(sheet, journal, workers):
            outcomes.append(outcome)
            bar.update(1)
        stale = journal.stale(one.name for one in outcomes if one.problem is None)
    return outcomes, stale


def _tell(here: Session, form: str, folder: Path, report: Report) -> None:
    outcomes, stale = report.outcomes, [f"{name}.jpg" for name in report.stale]
    counts = {state: sum(one.state == state for one in outcomes) for state in _STATES}
    counts["failed"] += report.left_out
    if form == "json":
        as_json(
            {
                "folder": str(folder),
                **counts,
                "cards": [_card(one) for one in sorted(outcomes, key=lambda one: one.row.number)],
                "problems": [problem_json(here.phrases, problem) for problem in report.problems],
                "stale": stale,
            }
        )
        return
    show_problems(here, report.problems)
    for state in _STATES:
        if counts[state] or state == "drawn":
            spoken(here.say(f"cards.{state}", n=counts[state], folder=folder))
    if stale:
        files = listed(here.phrases, stale)
        spoken(here.say("cards.stale", n=len(stale), files=files))


_STATES = ("drawn", "kept", "failed")


def _card(outcome: Outcome) -> dict[str, object]:
    there = outcome.problem is None
    return {
        "row": outcome.row.number,
        "state": outcome.state,
        "file": f"{outcome.name}.jpg" if there else None,
    }
