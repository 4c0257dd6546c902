"""``rehearse``: the whole campaign on a virtual clock."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from campaign.cli.output import FORMAT, as_json
from campaign.cli.session import Session, session
from campaign.core.deliveries import State
from campaign.core.errors import CampaignError

if TYPE_CHECKING:
    from campaign.services.loader import Desk
    from campaign.wiring.rehearsing import Company


@click.command()
@click.option("--out", type=click.Path(file_okay=False, path_type=Path))
@FORMAT
def rehearse(out: Path | None, form: str) -> int:
    """Play the whole campaign."""
    from campaign.wiring.rehearsing import write_report  # noqa: PLC0415

    here = session()
    folder = out or here.root / "build" / "rehearsal"
    with here.desk() as desk:
        told, world = here.run(lambda: _rehearse(here, desk))
    write_report(folder, told)
    if form == "json":
        as_json(told)
    else:
        _tell(here, told, folder)
    del world
    return 1 if told["duplicates"] or told["lost"] else 0


async def _rehearse(here: Session, desk: Desk) -> tuple[dict[str, Any], Any]:
    from campaign.sources.rehearsal import read_script  # noqa: PLC0415
    from campaign.wiring.rehearsing import rehearse as play_all  # noqa: PLC0415

    files = here.files()
    script, problems = read_script(files, desk.read(files).campaign.zone)
    if script is None:
        from campaign.cli.commands.checking import show_problems  # noqa: PLC0415

        show_problems(here, problems)
        raise CampaignError(what=here.say("rehearse.no-script"))
    width = click.progressbar(length=100, label=here.say("rehearse.progress"), file=_terminal())
    with width as bar:

        def progress(share: float) -> None:
            bar.update(int(share * 100) - bar.pos)

        async def play(company: Company) -> None:
            from campaign.engines.rehearsal import Rehearsal  # noqa: PLC0415

            cast = here.cast(company)
            await Rehearsal(company.script, company.files, cast).play(progress)

        return await play_all(here.root, files, script, desk, play)


def _terminal() -> Any:
    return click.get_text_stream("stderr")


def _tell(here: Session, told: dict[str, Any], folder: Path) -> None:
    published = told["counts"].get(State.PUBLISHED.value, 0)
    others = len(told["deliveries"]) - published
    click.echo(here.say("rehearse.done", published=published, others=others, **told))
    click.echo(here.say("rehearse.page", file=folder / "index.html"))
