"""``init`` and ``import``: a campaign folder of one's own, and a programme brought into one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from campaign.cli.session import Session, session
from campaign.core.errors import EnvironmentFailure, UsageError

if TYPE_CHECKING:
    from campaign.sources.starter import Naming

SHEETS = (".xlsx", ".csv")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--from", "source", type=click.Path(exists=True, path_type=Path))
def init(folder: Path, source: Path | None) -> int:
    """Make a new campaign folder."""
    from campaign.sources.new_folder import NotEmpty, make_folder, require_free  # noqa: PLC0415

    here = session()
    target = folder.expanduser().absolute()
    try:
        require_free(target)
        make_folder(target, _files(here, target))
    except NotEmpty:
        raise UsageError(what=here.say("init.exists", folder=folder)) from None
    except OSError as wrong:
        raise EnvironmentFailure(detail=wrong) from wrong
    click.echo(here.say("init.done", folder=folder))
    return 0


def _files(here: Session, target: Path) -> dict[str, bytes]:
    from campaign.sources.starter import starter  # noqa: PLC0415

    naming = _naming(here, target)
    today = here.clock.now().astimezone().date()
    return starter(here.language, naming, today)


def _naming(here: Session, target: Path) -> Naming:
    from campaign.sources.starter import Naming, short_name  # noqa: PLC0415

    name = short_name(target.resolve().name) or here.say("init.name")
    return Naming(name, name.replace("-", " ").capitalize(), _zone(here))


def _zone(here: Session) -> str:
    return here.say("init.zone")


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--yes", "-y", is_flag=True)
def import_programme(file: Path, out: Path | None, *, yes: bool) -> int:
    """Bring in another tool's programme."""
    del file, out, yes
    return 0
