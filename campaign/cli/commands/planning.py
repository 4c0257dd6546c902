"""``plan`` and ``load``: what would change, and changing it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from campaign.cli.agenda import agenda, by_time, costs, summary
from campaign.cli.bringing import about_to_load, twin_lines
from campaign.cli.commands.checking import errors_told, show_problems
from campaign.cli.elsewhere import tell_who_publishes
from campaign.cli.foreseeing import approvals_lost
from campaign.cli.keeping import keep_sheet, tell_of_repeats
from campaign.cli.leaving_out import leaving_out, left_out_line, what_is_left_out
from campaign.cli.names import names_of
from campaign.cli.notices import notices_here
from campaign.cli.output import agreed, as_json, flowed, folded, screen_width, show_lines, spoken
from campaign.cli.proposals import SHEET, brought_by, place_of, propose_here, with_sheet
from campaign.cli.saying import change_of, changes, counted, states
from campaign.cli.session import Session, session
from campaign.cli.times import times
from campaign.core.deliveries import State
from campaign.core.errors import CampaignError
from campaign.core.generations import counting
from campaign.core.problems import Code
from campaign.services.listing import by_post, plan_fields, reason_of, tell_reason
from campaign.services.lost_calendar import GONE
from campaign.services.planning import Change
from campaign.services.rules.gone_out import CODES as GONE_OUT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from campaign.core.deliveries import Delivery
    from campaign.services.loader import Loaded, Loader
    from campaign.services.planning import Row
    from campaign.services.proposing import Desk, Proposal
    from campaign.store.store import Store

FORMATS = click.Choice(["text", "json", "xlsx"])
SHEET_COLUMNS = (
    "local",
    "utc",
    "name",
    "label",
    "part",
    "change",
    "state",
    "waits",
    "reason",
    "certainty",
    "cost_usd",
    "text",
    "key",
)
PLAN = Path("plan.xlsx")
LAST_REVISION = 2**31 - 1


@click.command()
@SHEET
@click.option("--format", "form", type=FORMATS, default="text")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--sandbox", is_flag=True)
def plan(file: Path | None, form: str, out: Path | None, *, sandbox: bool) -> int:
    """Show the deliveries and what loading would change."""
    here = session(sandbox=sandbox)
    with here.desk() as desk:
        proposal = propose_here(here, desk, file)
    if form == "json":
        rows = [plan_fields(row, here.phrases) for row in proposal.plan.rows]
        as_json({"deliveries": rows, "totals": _totals(rows)})
    elif form == "xlsx":
        _write_sheet(here, _for_people(here, proposal.plan.rows, proposal), out or PLAN)
    else:
        _show(here, _for_people(here, proposal.plan.rows, proposal))
        _show_what_does_not_hold(here, proposal)
        _show_twins(twin_lines(here, proposal))
    _show_problem_count(here, proposal, file)
    return 1 if proposal.checked.errors else 0


def _for_people(here: Session, rows: Sequence[Row], proposal: Proposal) -> list[dict[str, object]]:
    names = names_of(here, proposal.checked.programme)
    return [names.plan_row(row) for row in rows]


def _totals(rows: list[dict[str, object]]) -> dict[str, object]:
    changes = Counter(str(row["change"]) for row in rows)
    by_state = costs(rows)
    return {
        "deliveries": len(rows),
        "changes": dict(changes),
        "cost_usd": str(sum(by_state.values(), Decimal(0))),
        **{f"cost_{name}_usd": str(amount) for name, amount in by_state.items()},
    }


def _show(here: Session, rows: list[dict[str, object]]) -> None:
    days = agenda(here, times(here), rows)
    gap = [""] if days else []
    show_lines([*days, *gap, *summary(here, rows)])


def _show_what_does_not_hold(here: Session, proposal: Proposal) -> None:
    """Show what the files say, or no longer say, and the ledger overrules; and what would go
    out in quiet hours.
    """
    codes = {Code.FACT_OVERRULES, Code.QUIET_HOURS, *GONE_OUT}
    found = [
        problem
        for problem in proposal.checked.problems
        if problem.code in codes or problem.params.get("because") == GONE
    ]
    if found:
        click.echo("")
        show_problems(here, found)


def _show_problem_count(here: Session, proposal: Proposal, file: Path | None) -> None:
    wrong = errors_told(here.phrases, proposal.checked.problems)
    if wrong:
        which = "" if file is None else f" {file}"
        spoken(here.say("plan.errors", n=wrong, file=which), err=True)


def _write_sheet(here: Session, rows: list[dict[str, object]], out: Path) -> None:
    from campaign.sources.sheets.plan_sheet import plan_workbook  # noqa: PLC0415

    headers = [here.say(f"sheet.{name}") for name in SHEET_COLUMNS]
    cells = [[_cell(here, row, name) for name in SHEET_COLUMNS] for row in by_time(rows)]
    out.write_bytes(plan_workbook(headers, cells, here.say("sheet.title")))
    spoken(here.say("plan.written", file=out), err=True)


def _cell(here: Session, row: dict[str, object], name: str) -> object:
    """Return a value of the plan as a sheet shows it: dates as dates, codes as words."""
    value = row[name]
    as_shown: dict[str, Callable[[str], object]] = {
        "local": datetime.fromisoformat,
        "utc": datetime.fromisoformat,
        "cost_usd": float,
        "change": lambda change: change_of(here.phrases, change),
        "certainty": lambda certainty: here.say(f"certainty.{certainty}"),
        "state": lambda state: here.phrases.text(f"states.{state}"),
    }
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return as_shown[name](str(value)) if value is not None and name in as_shown else value


@click.command()
@SHEET
@click.option("--revision", type=click.IntRange(1, LAST_REVISION))
@click.option("--yes", "-y", is_flag=True)
@click.option("--as", "who")
@click.option("--moved", is_flag=True)
@click.option("--anew", is_flag=True)
@click.option("--another", is_flag=True)
@click.option("--instead", is_flag=True)
@click.option("--sandbox", is_flag=True)
def load(
    file: Path | None,
    revision: int | None,
    who: str | None,
    *,
    yes: bool,
    sandbox: bool,
    **of_ledger: bool,
) -> int:
    """Plan, ask, render and store a revision."""
    here = session(sandbox=sandbox)
    wanted = Wanted(file, revision, who, yes=yes, **of_ledger)
    if wanted.instead and (file is None or revision is not None):
        raise click.UsageError(here.say("load.instead-of-what"))
    if wanted.anew:
        if revision is not None:
            raise click.UsageError(here.say("load.anew-or-revision"))
        here.require_gone(here.campaign_name())
    with here.desk() as desk:
        load_it = _load_anew if wanted.anew else _load
        return int(here.run(lambda: load_it(here, desk, wanted)))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be loaded, for whom, and what nobody has to be asked: whether to load it,
    whether the campaign has moved into this folder, whether a lost ledger is begun anew, whether
    the folder holds another campaign than the one loaded from it, and whether the sheet comes
    instead of all other calendars.
    """

    sheet: Path | None
    revision: int | None
    who: str | None
    yes: bool
    moved: bool
    anew: bool
    another: bool
    instead: bool


async def _load(here: Session, desk: Desk, wanted: Wanted) -> int:
    name = here.campaign_name()
    own = {"own": not wanted.moved, "same": not wanted.another}
    async with here.ledger_to_write(name, **own) as ledger:
        loader = _loader(here, desk, ledger)
        files = with_sheet(here, wanted.sheet, instead=wanted.instead)
        if wanted.revision is not None:
            files = await ledger.revision_files(wanted.revision)
        proposal = await loader.propose(files, brought_by(wanted.sheet))
        if not _seen_and_agreed(here, proposal, wanted):
            return 1
        return await _stored(here, loader, ledger, _kept(here, files, proposal, wanted), wanted)


async def _load_anew(here: Session, desk: Desk, wanted: Wanted) -> int:
    """Load into a new ledger where one is gone; until it is agreed, nothing begins."""
    from campaign.services.proposing import propose  # noqa: PLC0415 -- after the child's start

    files = with_sheet(here, wanted.sheet, instead=wanted.instead)
    proposal = propose(desk, files, None, here.clock, brought=brought_by(wanted.sheet))
    if not _seen_and_agreed(here, proposal, wanted):
        return 1
    kept = _kept(here, files, proposal, wanted)
    here.start_over(here.campaign_name())
    async with here.ledger_to_write(here.campaign_name()) as ledger:
        return await _stored(here, _loader(here, desk, ledger), ledger, kept, wanted)


def _loader(here: Session, desk: Desk, ledger: Store) -> Loader:
    from campaign.services.loader import Loader  # noqa: PLC0415 -- an event loop, not for plan

    return Loader(desk, ledger, ledger, here.clock, notices_here(here, desk, ledger))


def _kept(
    here: Session, files: Mapping[str, bytes], proposal: Proposal, wanted: Wanted
) -> Mapping[str, bytes]:
    """Put into the folder what reading wants kept, and return the files with it."""
    from campaign.sources.tree import with_files  # noqa: PLC0415

    if wanted.revision is None:
        keep_sheet(here, wanted.sheet, proposal, instead=wanted.instead)
    return with_files(files, proposal.checked.folder.written)


async def _stored(
    here: Session, loader: Loader, ledger: Store, files: Mapping[str, bytes], wanted: Wanted
) -> int:
    loaded = await loader.load(files, here.person(wanted.who))
    await here.move_in(ledger, here.campaign_name())
    code = _told(here, loaded, (await ledger.snapshot()).deliveries)
    tell_who_publishes(here, ledger)
    return code


def _seen_and_agreed(here: Session, proposal: Proposal, wanted: Wanted) -> bool:
    """Show what loading changes, and ask; ``False`` where nothing is to be loaded."""
    if proposal.checked.problems:
        show_problems(here, proposal.checked.problems)
    if wanted.sheet is not None and not wanted.instead:
        tell_of_repeats(here, wanted.sheet, proposal)
    if wanted.sheet is not None and not _brings_rows(proposal, wanted.sheet):
        raise CampaignError(detail=here.say("load.no-rows", file=wanted.sheet))
    if not wanted.yes:
        show_lines(about_to_load(here, proposal, wanted.sheet))
    _show_change(here, proposal)
    if proposal.plan.brings_nothing:
        spoken(here.say("load.nothing-there"), err=True)
        return False
    said_twice = twin_lines(here, proposal)
    _show_twins(said_twice)
    partly = "load.ask-partly" if what_is_left_out(proposal) else "load.ask"
    question = "load.ask-twins" if said_twice else partly
    if not _agreed(here, proposal, question, yes=wanted.yes):
        spoken(here.say("load.left"), err=True)
        return False
    return True


def _brings_rows(proposal: Proposal, sheet: Path) -> bool:
    """Tell whether anything of a given sheet can be loaded."""
    place = place_of(sheet)
    return any(entry.place.file == place for entry in proposal.checked.folder.entries)


def _show_twins(lines: Sequence[str]) -> None:
    if lines:
        click.echo("")
    for line in lines:
        show_lines(flowed(line, screen_width(), hang=4 if line.startswith(" ") else 0))


def _agreed(here: Session, proposal: Proposal, question: str, *, yes: bool) -> bool:
    """Ask the person, or take ``--yes`` for an answer unless the folder looks damaged."""
    if not yes:
        n = len(what_is_left_out(proposal))
        return agreed(here.say(question, n=n), here.phrases)
    if loses_most(proposal):
        lost = (row.key.post for row in proposal.plan.rows if row.change is Change.WITHDRAWN)
        spoken(here.say("load.loses-most", **counted(here.phrases, lost)), err=True)
        return False
    return True


def loses_most(proposal: Proposal) -> bool:
    """Tell whether a folder with errors would withdraw most of what is loaded and open."""
    withdrawn = proposal.plan.count(Change.WITHDRAWN)
    standing = [row for row in proposal.plan.rows if row.delivery and row.delivery.is_open]
    return bool(proposal.checked.errors) and withdrawn * 2 > len(standing)


def _show_change(here: Session, proposal: Proposal) -> None:
    plan = proposal.plan
    for line in leaving_out(here, proposal):
        spoken(line)
    rows = sorted(plan.rows, key=lambda row: [*Change].index(row.change))
    counts = by_post((row.key.post, str(row.change)) for row in rows)
    told = changes(here.phrases, counts) or here.say("load.nothing")
    spoken(here.say("load.changes", changes=told))
    show_lines(approvals_lost(here, proposal))


def _told(here: Session, loaded: Loaded, deliveries: Sequence[Delivery]) -> int:
    """Say what stands in the ledger now, counted as ``status`` does; return the exit code."""
    if loaded.problems:
        show_problems(here, loaded.problems)
    rows = loaded.proposal.plan.rows
    newest = counting(deliveries).values()
    told = states(here.phrases, by_post((one.key.post, str(one.state)) for one in newest))
    much = counted(here.phrases, (one.key.post for one in newest))
    done = here.say("load.done", states=told, **much)
    spoken(done)
    for why, n in by_post((row.key.post, _why(here, row)) for row in _expired(rows)).items():
        spoken(here.say("load.expired", n=n, why=why))
    if left := left_out_line(here, loaded.proposal):
        click.echo(click.style(folded(left), fg="red"))
    return 1 if loaded.problems or loaded.proposal.checked.errors else 0


def _expired(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row.state is State.EXPIRED]


def _why(here: Session, row: Row) -> str:
    """Return why a post does not go out, in words."""
    if row.reason is None and row.delivery is not None:
        return reason_of(row.delivery, here.phrases)
    return tell_reason(row.reason, here.phrases)
