"""``check``: every problem of the folder, with its place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from campaign.cli.output import FORMAT, as_json, flowed, screen_width, show_lines, spoken
from campaign.cli.proposals import SHEET, place_of, propose_anyway, with_sheet
from campaign.cli.renaming import rename_problems
from campaign.cli.saying import counted
from campaign.cli.session import Session, session
from campaign.core.problems import Problem, Severity
from campaign.services.listing import tell_problem
from campaign.services.planning import PAST_WHEN_LOADED, Change
from campaign.services.rules.consequences import UNREAD

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from campaign.languages import Catalogue
    from campaign.services.planning import Row

MOST_PLACES = 8
"""How many places of one sentence are named."""

ANNOTATED = ".xlsx"
"""What a sheet with coloured cells is, whatever it was before."""

SHEETS = ("posts/calendar.xlsx", "posts/calendar.csv")


@click.command()
@SHEET
@click.option("--annotate", type=click.Path(dir_okay=False, path_type=Path))
@FORMAT
def check(file: Path | None, annotate: Path | None, form: str) -> int:
    """Find every problem."""
    from campaign.services.checking import with_problems  # noqa: PLC0415 -- after the child's start

    here = session()
    if annotate is not None and annotate.suffix.lower() != ANNOTATED:
        raise click.UsageError(here.say("check.not-xlsx", file=annotate.with_suffix(ANNOTATED)))
    if form != "json":  # a program reads of each file that is missing
        here.require_folder()
    with here.desk() as desk:
        proposal = propose_anyway(here, desk, file)
        checked = with_problems(proposal.checked, rename_problems(here))
    problems = told_once(here.phrases, checked.problems)
    if form == "json":
        as_json([problem_json(here.phrases, problem) for problem in problems])
    else:
        _show_each(here, problems)
        if checked.following:
            spoken(here.say("check.following", n=checked.following))
        _sum_up(here, [one.draft.post for one in checked.prepared], problems)
        if checked.off:
            off = [one.draft.post for one in checked.off]
            spoken(here.say("check.off", **counted(here.phrases, off)))
        _tell_past(here, proposal.plan.rows)
    if annotate is not None:
        write_annotated(here, with_sheet(here, file), checked.problems, file, annotate)
    return 1 if checked.errors else 0


def problem_json(phrases: Catalogue, problem: Problem) -> dict[str, object]:
    """Return a problem with the stable fields of ``check --format json``."""
    return {
        "severity": problem.severity.value,
        "code": problem.code.value,
        "file": problem.place.shown,
        "line": problem.place.line,
        "cell": problem.place.cell,
        "message": tell_problem(problem, phrases, "message"),
        "hint": tell_problem(problem, phrases, "hint"),
    }


def told_once(phrases: Catalogue, problems: Sequence[Problem]) -> list[Problem]:
    """Return the problems as people read the files, each that would read the same once.

    Most of those that read the same are of one text on several channels. A file that could
    not be read comes first: much else may follow from it.
    """
    told: dict[str, Problem] = {}
    for problem in sorted(problems, key=lambda one: (one.code not in UNREAD, one.place.order)):
        told.setdefault(str(problem_json(phrases, problem)), problem)
    return list(told.values())


def errors_told(phrases: Catalogue, problems: Sequence[Problem]) -> int:
    """Return how many errors people are shown."""
    return sum(problem.is_error for problem in told_once(phrases, problems))


def show_problems(here: Session, problems: Sequence[Problem]) -> None:
    """Write problems for people, each that reads the same once."""
    _show_each(here, told_once(here.phrases, problems))


def _show_each(here: Session, problems: Sequence[Problem]) -> None:
    """Write problems: errors first, each with all its places, and once below those that have it
    in common the way out.
    """
    alike: dict[tuple[object, ...], list[Problem]] = {}
    for problem in sorted(problems, key=lambda one: not one.is_error):
        told = problem_json(here.phrases, problem)
        words = (told[name] for name in ("severity", "code", "file", "message", "hint"))
        alike.setdefault(tuple(words), []).append(problem)
    ways = [words[-1] for words in alike]
    for number, same in enumerate(alike.values()):
        told = problem_json(here.phrases, same[0])
        error = same[0].severity is Severity.ERROR
        head = here.say("error" if error else "warning")
        colour = "red" if error else "yellow"
        place = click.style(_places(here, same), bold=True)
        click.echo(f"{click.style(head, fg=colour)} {place}  [{told['code']}]")
        show_lines(flowed(str(told["message"]), screen_width(), indent=4))
        if ways[number : number + 2] != [told["hint"]] * 2:
            show_lines(flowed(f"→ {told['hint']}", screen_width(), indent=4, hang=2))


def _places(here: Session, same: Sequence[Problem]) -> str:
    """Return where problems of one file are: the first place whole, the others by line or cell."""
    first, *others = same
    shown = ", ".join(str(one.place.cell or one.place.line) for one in others[: MOST_PLACES - 1])
    more = len(others) - (MOST_PLACES - 1)
    told = here.say("check.more-places", n=more) if more > 0 else ""
    return ", ".join(filter(None, (str(first.place), shown))) + told


def _sum_up(here: Session, posts: Sequence[str], problems: Sequence[Problem]) -> None:
    errors = sum(problem.is_error for problem in problems)
    told = here.say("n-warnings", n=len(problems) - errors)
    if errors:
        wrong = here.say("n-errors", n=errors)
        spoken(here.say("check.errors", errors=wrong, warnings=told))
    else:
        much = counted(here.phrases, posts)
        spoken(here.say("check.fine" if posts else "check.empty", warnings=told, **much))


def _tell_past(here: Session, rows: Sequence[Row]) -> None:
    """Say how many posts are not loaded yet and would not go out: their time is over."""
    past = [
        row.key.post
        for row in rows
        if row.change is Change.ADDED and row.reason and row.reason.id == PAST_WHEN_LOADED
    ]
    if past:
        spoken(here.say("check.past", **counted(here.phrases, past)))


def write_annotated(
    here: Session,
    files: Mapping[str, bytes],
    problems: Sequence[Problem],
    sheet: Path | None,
    target: Path,
) -> None:
    """Give the sheet back with its problems in coloured, commented cells."""
    from campaign.sources.sheets.annotate import annotate  # noqa: PLC0415

    names = [place_of(sheet)] if sheet else [name for name in SHEETS if name in files]
    if not names:
        raise click.UsageError(here.say("check.no-sheet"))
    name = names[0]
    told = []
    for problem in problems:
        if problem.place.file == name:
            data = problem_json(here.phrases, problem)
            told.append((problem, str(data["message"]), str(data["hint"])))
    target.write_bytes(annotate(name, files[name], told))
    spoken(here.say("check.annotated", file=target), err=True)
