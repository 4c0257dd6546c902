"""``check``: every problem of the folder, with its place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from campaign.cli.output import FORMAT, as_json, flowed, screen_width, show_lines
from campaign.cli.session import Session, session
from campaign.core.errors import PregoneroError
from campaign.core.problems import Problem, Severity
from campaign.services.listing import tell_problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from campaign.core.facts import Fact
    from campaign.core.folder import Folder
    from campaign.languages import Catalogue

SHEETS = ("posts/calendar.xlsx", "posts/calendar.csv")


@click.command()
@click.argument("file", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--annotate", type=click.Path(dir_okay=False, path_type=Path))
@FORMAT
def check(file: Path | None, annotate: Path | None, form: str) -> int:
    """Find every problem."""
    here = session()
    with here.desk() as desk:
        from campaign.services.proposing import propose  # noqa: PLC0415 -- after the child's start

        files = with_sheet(here.files(), file)
        proposal = propose(desk, files, None, here.clock, facts_of(here, desk.read(files)))
    checked = proposal.checked
    problems = told_once(here.phrases, checked.problems)
    if form == "json":
        as_json([problem_json(here.phrases, problem) for problem in problems])
    else:
        _show_each(here, problems)
        _sum_up(here, len(checked.prepared), problems)
    if annotate is not None:
        write_annotated(here, files, checked.problems, file, annotate)
    return 1 if checked.errors else 0


def facts_of(here: Session, folder: Folder) -> Sequence[Fact]:
    """Return the facts that were entered; none where the ledger cannot be read now."""
    name = folder.campaign.name
    if not here.has_ledger(name):
        return ()

    async def known() -> Sequence[Fact]:
        async with here.ledger(name) as ledger:
            return (await ledger.snapshot()).facts

    try:
        found: Sequence[Fact] = here.run(known)
    except PregoneroError:
        return ()
    return found


def with_sheet(files: Mapping[str, bytes], sheet: Path | None) -> Mapping[str, bytes]:
    """Return the files with ``sheet`` in the place of the calendar of its format."""
    from campaign.sources.tree import with_files  # noqa: PLC0415

    return files if sheet is None else with_files(files, {place_of(sheet): sheet.read_bytes()})


def place_of(sheet: Path) -> str:
    """Return where in the folder a sheet belongs."""
    return f"posts/calendar{sheet.suffix.lower()}"


def problem_json(phrases: Catalogue, problem: Problem) -> dict[str, object]:
    """Return a problem with the stable fields of ``check --format json``."""
    return {
        "severity": problem.severity.value,
        "code": problem.code.value,
        "file": problem.place.file,
        "line": problem.place.line,
        "cell": problem.place.cell,
        "message": tell_problem(problem, phrases, "message"),
        "hint": tell_problem(problem, phrases, "hint"),
    }


def told_once(phrases: Catalogue, problems: Sequence[Problem]) -> list[Problem]:
    """Return the problems without those that would read the same: one per channel, mostly."""
    told: dict[str, Problem] = {}
    for problem in problems:
        told.setdefault(str(problem_json(phrases, problem)), problem)
    return list(told.values())


def show_problems(here: Session, problems: Sequence[Problem]) -> None:
    """Write problems for people, each that reads the same once."""
    _show_each(here, told_once(here.phrases, problems))


def _show_each(here: Session, problems: Sequence[Problem]) -> None:
    """Write problems: errors first, each with its place and its way out."""
    order = sorted(problems, key=lambda p: (not p.is_error, p.place.file, p.place.line or 0))
    for problem in order:
        told = problem_json(here.phrases, problem)
        error = problem.severity is Severity.ERROR
        head = here.say("error" if error else "warning")
        colour = "red" if error else "yellow"
        place = click.style(str(problem.place), bold=True)
        click.echo(f"{click.style(head, fg=colour)} {place}  [{told['code']}]")
        lines = flowed(str(told["message"]), screen_width(), indent=4)
        show_lines([*lines, *flowed(f"→ {told['hint']}", screen_width(), indent=4, hang=2)])


def _sum_up(here: Session, deliveries: int, problems: Sequence[Problem]) -> None:
    errors = sum(problem.is_error for problem in problems)
    told = here.say("n-warnings", n=len(problems) - errors)
    if errors:
        wrong = here.say("n-errors", n=errors)
        click.echo(here.say("check.errors", errors=wrong, warnings=told))
    else:
        posts = here.say("posts", n=deliveries)
        click.echo(here.say("check.fine", posts=posts, warnings=told))


def write_annotated(
    here: Session,
    files: Mapping[str, bytes],
    problems: Sequence[Problem],
    sheet: Path | None,
    target: Path,
) -> None:
    """Give the sheet back with its problems in coloured, commented cells."""
    from campaign.sources.sheets.annotate import annotate  # noqa: PLC0415

    names = (
        [f"posts/calendar{sheet.suffix.lower()}"] if sheet else [s for s in SHEETS if s in files]
    )
    if not names:
        raise click.UsageError(here.say("check.no-sheet"))
    name = names[0]
    told = []
    for problem in problems:
        if problem.place.file == name:
            data = problem_json(here.phrases, problem)
            told.append((problem, str(data["message"]), str(data["hint"])))
    target.write_bytes(annotate(name, files[name], told))
    click.echo(here.say("check.annotated", file=target), err=True)
