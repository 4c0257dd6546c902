"""What loading this folder would change, with a sheet from elsewhere in its calendar's place."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from campaign.core.errors import PregoneroError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from campaign.cli.session import Session
    from campaign.services.proposing import Desk, Proposal

PARTS = ("posts", "assets")
KINDS = (".csv", ".xlsx", ".yaml")
_KEPT = re.compile(r"\.\d{4}-\d\d-\d\d(-\d+)?\.bak$")
"""How a calendar's name ends that another one replaced."""

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
SHEET = click.argument("file", required=False, type=_FILE)
"""A calendar that is read in the place of the folder's."""


def propose_here(here: Session, desk: Desk, sheet: Path | None = None) -> Proposal:
    """Return what loading this folder would change against its ledger, if it has one."""
    from campaign.services.proposing import propose  # noqa: PLC0415 -- after the child's start

    files, brought = with_sheet(here, sheet), brought_by(sheet)
    name = here.campaign_name()
    if not here.has_ledger(name):
        here.warn_of_rename(name)
        return propose(desk, files, None, here.clock, brought=brought)
    proposal: Proposal = here.run(lambda: _propose_loaded(here, desk, files, brought))
    return proposal


async def _propose_loaded(
    here: Session, desk: Desk, files: Mapping[str, bytes], brought: str | None
) -> Proposal:
    from campaign.services.loader import Loader  # noqa: PLC0415 -- an event loop, not for files

    async with here.ledger(here.campaign_name()) as ledger:
        return await Loader(desk, ledger, ledger, here.clock).propose(files, brought)


def propose_anyway(here: Session, desk: Desk, sheet: Path | None = None) -> Proposal:
    """Return the same; of the folder alone where the ledger cannot be read now."""
    from campaign.services.proposing import propose  # noqa: PLC0415 -- after the child's start

    try:
        return propose_here(here, desk, sheet)
    except PregoneroError:
        files = with_sheet(here, sheet)
        return propose(desk, files, None, here.clock, brought=brought_by(sheet))


def with_sheet(here: Session, sheet: Path | None, *, instead: bool = False) -> Mapping[str, bytes]:
    """Return the folder's files, with ``sheet`` in the place of the calendar of its format, or
    ``instead`` of all calendars.
    """
    from campaign.sources.tree import with_files, without_files  # noqa: PLC0415

    files: Mapping[str, bytes] = here.files()
    if sheet is None:
        return files
    place = place_of(sheet)
    _refuse_other_file(here, sheet, place)
    if instead:
        files = without_files(files, calendars_beside(files, place))
    return with_files(files, {place: sheet.read_bytes()}, {place: str(sheet)})


def place_of(sheet: Path) -> str:
    """Return where in the folder a sheet belongs, and a copy that was kept of one."""
    return f"posts/calendar{_former_name(sheet).suffix.lower()}"


def calendars_beside(files: Iterable[str], place: str) -> list[str]:
    """Return the other calendars of a folder, which count as well."""
    return sorted({f"posts/calendar{kind}" for kind in KINDS} & set(files) - {place})


def brought_by(sheet: Path | None) -> str | None:
    """Return the file of the folder that a given sheet replaces; ``None`` for none given."""
    return place_of(sheet) if sheet is not None else None


def _former_name(sheet: Path) -> Path:
    return sheet.with_name(_KEPT.sub("", sheet.name))


def _refuse_other_file(here: Session, file: Path, place: str) -> None:
    """Let nobody read a file of this folder as a calendar that it is not."""
    real, root = file.resolve(), here.root.resolve()
    inside = any(real.is_relative_to(root / part) for part in PARTS)
    if inside and _former_name(real) != (root / place).resolve():
        raise click.UsageError(here.say("check.no-calendar", file=file))
