"""What a load puts into the folder: the sheet, its rows' ids, copies of what it replaces."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from campaign.cli.output import spoken
from campaign.cli.proposals import calendars_beside, place_of
from campaign.core.problems import Code

if TYPE_CHECKING:
    from pathlib import Path

    from campaign.cli.session import Session
    from campaign.services.proposing import Proposal


def keep_sheet(here: Session, sheet: Path | None, proposal: Proposal, *, instead: bool) -> None:
    """Put the sheet and the ids of its rows into the folder; what it replaces is kept."""
    from campaign.sources.tree import write_files  # noqa: PLC0415

    written = dict(proposal.checked.folder.written)
    if sheet is None:
        write_files(here.root, written)
        return
    place, content = place_of(sheet), sheet.read_bytes()
    before = _before(here, here.root / place, content)
    write_files(here.root, {**written, place: content})
    if sheet.resolve() != (here.root / place).resolve():
        spoken(here.say("load.kept", file=sheet, place=place))
    if before is not None:
        kept = before.relative_to(here.root)
        way = shlex.quote(str(kept))
        spoken(here.say("load.before", place=place, file=kept, way=way, here=here.here))
    _others(here, place, instead=instead)


def tell_of_repeats(here: Session, sheet: Path, proposal: Proposal) -> None:
    """Say how a sheet replaces the calendars that name the same posts, where any does."""
    if not any(one.code is Code.DUPLICATE_POST for one in proposal.checked.problems):
        return
    others = calendars_beside(here.posts(), place_of(sheet))
    if others:
        file = shlex.quote(str(sheet))
        said = {"file": sheet, "others": ", ".join(others), "way": file, "here": here.here}
        spoken(here.say("load.repeats", **said), err=True)


def _others(here: Session, place: str, *, instead: bool) -> None:
    """Put the other calendars aside, or say that they count as well."""
    from campaign.sources.tree import put_aside  # noqa: PLC0415

    for other in calendars_beside(here.posts(), place):
        if instead:
            beside = put_aside(here.root / other, here.today).relative_to(here.root)
            spoken(here.say("load.aside", other=other, file=beside))
        else:
            spoken(here.say("load.beside", other=other, place=place, here=here.here))


def _before(here: Session, target: Path, content: bytes) -> Path | None:
    """Keep a copy of a calendar that another one replaces, and return where."""
    from campaign.sources.tree import keep_copy  # noqa: PLC0415

    if not target.exists() or target.read_bytes() == content:
        return None
    return keep_copy(target, here.today)
