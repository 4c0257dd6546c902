"""``import``: another tool's programme, as ``posts/programme.yaml``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from campaign.cli.commands.checking import show_problems
from campaign.cli.output import spoken
from campaign.cli.session import Session, session
from campaign.core.errors import CampaignError, UsageError

if TYPE_CHECKING:
    from datetime import date
    from zoneinfo import ZoneInfo

    from campaign.sources.imports.kept_panels import Replaced

PROGRAMME = "posts/programme.yaml"


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--yes", "-y", is_flag=True)
def import_programme(file: Path, out: Path | None, *, yes: bool) -> int:
    """Bring in another tool's programme."""
    from campaign.sources import imports  # noqa: PLC0415

    here = session()
    target = out or here.root / PROGRAMME
    if target.exists() and not yes:
        raise UsageError(what=here.say("import.exists", file=target))
    found = imports.import_programme(str(file), _content(file), _zone(here), here.phrases)
    show_problems(here, found.problems)
    if not found.yaml_text:
        spoken(here.say("import.nothing"), err=True)
        return CampaignError.exit_code
    text, fields, replaced = _with_the_rest(target, found.yaml_text)
    kept = _write(target, text.encode(), here.today)
    if fields:
        spoken(here.say("import.kept-fields", fields=", ".join(fields)))
    for one in replaced:
        said = "import.replaced" if one.fields else "import.dropped"
        spoken(here.say(said, panel=one.panel, fields=", ".join(one.fields)))
    if kept is not None:
        spoken(here.say("import.kept", file=kept))
    spoken(here.say("import.done", n=found.panels, file=target))
    return 1 if any(problem.is_error for problem in found.problems) else 0


def _with_the_rest(
    target: Path, imported: str
) -> tuple[str, tuple[str, ...], tuple[Replaced, ...]]:
    """Return what is to be written: with what the programme of before says besides the import,
    the names of the fields beside the panels, and what of the panels is no more.
    """
    from campaign.sources.imports.kept import with_the_rest  # noqa: PLC0415
    from campaign.sources.imports.kept_panels import with_panels  # noqa: PLC0415

    former = target.read_bytes() if target.exists() else b""
    text, replaced = with_panels(target.name, imported, former)
    return (*with_the_rest(target.name, text, former), replaced)


def _content(file: Path) -> bytes:
    """Return the file, of a too large one only as much as it takes to see that."""
    from campaign.sources.imports import MOST_BYTES  # noqa: PLC0415

    with file.open("rb") as stream:
        return stream.read(MOST_BYTES + 1)


def _zone(here: Session) -> ZoneInfo | None:
    """Return the zone of the campaign in this folder; without one, times stay as they are."""
    from zoneinfo import ZoneInfo  # noqa: PLC0415

    from campaign.wiring.desk import read_folder  # noqa: PLC0415

    name = "posts/campaign.yaml"
    files = here.files()
    if name not in files:
        spoken(here.say("import.no-zone"), err=True)
        return None
    return ZoneInfo(read_folder({name: files[name]}).campaign.zone_name)


def _write(target: Path, content: bytes, today: date) -> Path | None:
    """Write the programme whole; return where the one before is kept, if there was one."""
    from campaign.sources.tree import keep_copy, write_files  # noqa: PLC0415

    kept = keep_copy(target, today) if target.exists() else None
    write_files(target.parent, {target.name: content})
    return kept
