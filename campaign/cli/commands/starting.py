"""``init``: a new campaign folder, from nothing, from a sheet, or from an old campaign."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from campaign.cli.commands.checking import errors_told, show_problems
from campaign.cli.output import spoken
from campaign.cli.proposals import place_of
from campaign.cli.session import Session, session
from campaign.core.errors import CampaignError, UsageError
from campaign.core.problems import Code, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from campaign.core.folder import Folder
    from campaign.sources.former import Edition
    from campaign.sources.starter import Naming

SHEETS = (".xlsx", ".csv")
PARTS = ("posts", "assets")
UNREADABLE = frozenset(
    {Code.FILE_MISSING, Code.FILE_UNREADABLE, Code.FILE_TOO_LARGE, Code.BAD_ENCODING, Code.BAD_YAML}
)
CAMPAIGN = "posts/campaign.yaml"
READ_WHOLE = (CAMPAIGN, "posts/programme.yaml", "posts/calendar.yaml")


@dataclass(frozen=True, slots=True)
class Made:
    """A new folder: its files, what is to be told of them, and the problems that they have."""

    files: Mapping[str, bytes]
    told: Sequence[str] = ()
    problems: Sequence[Problem] = ()


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--from", "source", type=click.Path(exists=True, path_type=Path))
def init(folder: Path, source: Path | None) -> int:
    """Make a new campaign folder."""
    from campaign.sources.new_folder import NotEmpty, make_folder, require_free  # noqa: PLC0415

    here = session()
    target = _place(folder)
    try:
        require_free(target)
        made = _made(here, target, source)
        make_folder(target, made.files)
    except NotEmpty:
        raise UsageError(what=here.say("init.exists", folder=folder)) from None
    show_problems(here, [one for one in made.problems if one.code is not Code.PLACEHOLDER])
    for line in (*made.told, *_way_on(here, target, made.problems)):
        spoken(line)
    return 1 if any(problem.is_error for problem in made.problems) else 0


def _way_on(here: Session, target: Path, problems: Sequence[Problem]) -> list[str]:
    """Say where the folder is, what is left to mend, and how to go on from here."""
    lines = [here.say("init.done", folder=target)]
    if wrong := errors_told(here.phrases, problems):
        lines.append(here.say("init.wrong", n=wrong))
    here_now = Path.cwd().resolve()
    if target.resolve() == here_now:
        return [*lines, here.say("init.next")]
    way = target.relative_to(here_now) if target.is_relative_to(here_now) else target
    return [*lines, here.say("init.enter", folder=shlex.quote(str(way)))]


def _place(folder: Path) -> Path:
    """Return a folder's whole path as one would write it; the last part may be a link."""
    whole = folder.expanduser().absolute()
    return whole.resolve() if whole.name == ".." else whole.parent.resolve() / whole.name


def _made(here: Session, target: Path, source: Path | None) -> Made:
    naming = _naming(here, target)
    if source is None:
        from campaign.sources.starter import starter  # noqa: PLC0415

        files = starter(here.language, naming, here.today)
        return Made(files, (_zone_told(here, naming.zone),))
    if (source / CAMPAIGN).is_file():
        return _of_campaign(here, target, source, naming.name)
    if source.is_file() and source.suffix.lower() in SHEETS:
        return _of_sheet(here, source, naming)
    raise UsageError(what=here.say("init.no-source", source=source))


def _naming(here: Session, target: Path) -> Naming:
    """Name a campaign after its folder, and not like another one: they would share a ledger."""
    from campaign.sources.starter import Naming, numbered, short_name, title_of  # noqa: PLC0415
    from campaign.wiring.machine_zone import zone_of_machine  # noqa: PLC0415

    typed = target.resolve().name
    name = short_name(typed) or here.say("init.name")
    free = next(one for one in numbered(name) if not _is_taken(target, one))
    if free != name:
        spoken(here.say("init.named", name=name, free=free))
    zone = zone_of_machine() or here.say("init.zone")
    return Naming(free, title_of(typed) or title_of(name), zone)


def _zone_told(here: Session, zone: str) -> str:
    """Say which zone a new campaign has, and whether it is this computer's."""
    from campaign.wiring.machine_zone import zone_of_machine  # noqa: PLC0415

    known = "of-machine" if zone_of_machine() else "unsure"
    return here.say(f"init.zone-{known}", zone=zone)


def _is_taken(target: Path, name: str) -> bool:
    """Tell whether a campaign on this computer has this name already."""
    from campaign.core.ledger_kind import Kind  # noqa: PLC0415
    from campaign.settings import load  # noqa: PLC0415
    from campaign.wiring.ledgers import ledger_exists, ledger_url  # noqa: PLC0415

    url = ledger_url(target, load(target).of(name), name, Kind.REAL)
    if not ledger_exists(url):
        return False
    from campaign.store.opening import knows  # noqa: PLC0415 -- loads the database's library

    return knows(url, name)


def _of_sheet(here: Session, source: Path, naming: Naming) -> Made:
    """Build a campaign around a sheet; raises CampaignError for one that cannot be read."""
    from campaign.sources.starter.of_sheet import around_sheet, spoken_of  # noqa: PLC0415

    place, content = place_of(source), source.read_bytes()
    spoken = spoken_of(place, content)
    files = {**around_sheet(here.language, naming, here.today, spoken), place: content}
    folder, problems = _checked(here, files)
    if not folder.entries and not folder.skipped:
        _refuse(here, problems, source)
    told = here.say("init.from-sheet", file=place, panels=here.say("init.panels", n=spoken.panels))
    return Made(files, (told, _zone_told(here, naming.zone)), problems)


def _of_campaign(here: Session, target: Path, source: Path, name: str) -> Made:
    """Build a new edition; raises CampaignError for an old campaign that cannot be read."""
    from campaign.sources.former import new_edition  # noqa: PLC0415
    from campaign.sources.tree import read_tree  # noqa: PLC0415
    from campaign.wiring.desk import read_folder  # noqa: PLC0415

    if any(target.resolve().is_relative_to(source.resolve() / part) for part in PARTS):
        raise UsageError(what=here.say("init.inside", folder=target))
    tree = read_tree(source)
    old = read_folder(tree)
    worst = [problem for problem in old.problems if _is_fatal(problem)]
    if worst:
        _refuse(here, worst, source)
    edition = new_edition(tree, old, name, here.phrases)
    _, problems = _checked(here, edition.files)
    return Made(edition.files, _notes(here, source, edition, old.skipped), problems)


def _notes(here: Session, source: Path, edition: Edition, skipped: int) -> list[str]:
    told = [here.say(f"init.note-{note.message}", **note.params) for note in edition.notes]
    if skipped:
        told.append(here.say("init.left-out", n=skipped))
    return [here.say("init.from-campaign", source=source), *told]


def _is_fatal(problem: Problem) -> bool:
    """Tell whether so much is wrong that taking things over would lose half of them."""
    file = problem.place.file
    if not problem.is_error or file not in READ_WHOLE:
        return False
    return file == CAMPAIGN or problem.code in UNREADABLE


def _refuse(here: Session, problems: Sequence[Problem], source: Path) -> None:
    show_problems(here, problems)
    raise CampaignError(detail=here.say("init.unreadable", source=source))


def _checked(here: Session, files: Mapping[str, bytes]) -> tuple[Folder, Sequence[Problem]]:
    from campaign.services.proposing import propose  # noqa: PLC0415

    with here.desk() as desk:
        checked = propose(desk, files, None, here.clock).checked
    return checked.folder, checked.problems
