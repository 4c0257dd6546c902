"""``rehearse``: the whole campaign on a virtual clock."""

from __future__ import annotations

import sys
from collections import Counter
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from campaign.cli.commands.checking import show_problems
from campaign.cli.output import FORMAT, as_json, spoken
from campaign.cli.session import Session, session
from campaign.core.deliveries import State
from campaign.core.errors import CampaignError, UsageError

if TYPE_CHECKING:
    from campaign.engines.rehearsal import Cast
    from campaign.services.proposing import Desk
    from campaign.wiring.rehearsing import Company


@click.command()
@click.option("--out", type=click.Path(file_okay=False, path_type=Path))
@FORMAT
def rehearse(out: Path | None, form: str) -> int:
    """Play the whole campaign."""
    from campaign.wiring.rehearsing import write_report  # noqa: PLC0415

    here = session()
    here.require_folder()
    folder = out or here.root / "build" / "rehearsal"
    with here.desk() as desk:
        told, world = here.run(lambda: _rehearse(here, desk, folder))
    write_report(folder, told)
    if form == "json":
        as_json(told)
    else:
        _tell(here, told, folder)
    del world
    return 1 if told["duplicates"] or told["lost"] else 0


async def _rehearse(here: Session, desk: Desk, out: Path) -> tuple[dict[str, Any], Any]:
    from campaign.sources import read_script  # noqa: PLC0415
    from campaign.sources.rehearsal_file import FILE  # noqa: PLC0415
    from campaign.wiring.rehearsing import rehearse as play_all  # noqa: PLC0415

    files = here.files()
    folder = desk.read(files)
    if FILE not in files:
        raise UsageError(what=here.say("rehearse.no-script"))
    script, problems = read_script(files[FILE], folder.campaign, folder.programme)
    if script is None:
        show_problems(here, problems)
        raise CampaignError(detail=here.say("rehearse.no-script"))
    width = click.progressbar(length=100, label=here.say("rehearse.progress"), file=sys.stderr)
    with width as bar:

        def progress(share: float) -> None:
            bar.update(int(share * 100) - bar.pos)

        async def play(company: Company) -> None:
            from campaign.engines.rehearsal import Rehearsal  # noqa: PLC0415

            cast = _cast(here, company)
            try:
                await Rehearsal(company.script, company.files, cast).play(progress)
            finally:
                await cast.bot.close()

        return await play_all(here.root, files, script, desk, play, out)


def _cast(here: Session, company: Company) -> Cast:
    from campaign.engines.rehearsal import BY, Cast  # noqa: PLC0415
    from campaign.services.deciding import Decisions  # noqa: PLC0415
    from campaign.services.loader import Loader  # noqa: PLC0415
    from campaign.services.publishing import Publisher  # noqa: PLC0415
    from campaign.services.reach import Colleagues, Reach  # noqa: PLC0415
    from campaign.wiring.attendees import attendees  # noqa: PLC0415
    from campaign.wiring.team import team_messages  # noqa: PLC0415

    stage, store = company.stage, company.store
    team = team_messages(company.folder.campaign, stage.settings)
    lobby = attendees(store, company.desk, stage.settings, stage.clock)
    loader = Loader(company.desk, store, stage.clock, lobby.attending.changes)
    replan = partial(loader.replan, BY)
    colleagues = Colleagues(
        tell_team=team.about, tell_late=team.late, replan=replan, campaign=lobby.campaign
    )
    reach = Reach(store, company.accounts.channels, stage.clock, BY, colleagues)
    return Cast(
        loader=loader,
        decisions=Decisions(store, stage.clock),
        publisher=Publisher(reach),
        bot=here.bot(**lobby.parts, unhurried=True),
        visitors=stage.audience,
        attending=lobby.attending,
        clock=stage.clock,
    )


def _expired(told: dict[str, Any]) -> list[tuple[str, int]]:
    """Return why posts expired without going out, and how many for each reason, most first."""
    rows = (row for row in told["deliveries"] if row["state"] == State.EXPIRED.value)
    return Counter(str(row["reason"]) for row in rows).most_common()


def _tell(here: Session, told: dict[str, Any], folder: Path) -> None:
    published = told["counts"].get(State.PUBLISHED.value, 0)
    states = {name: told["counts"].get(name, 0) for name in ("waiting", "superseded")}
    figures = {name: told[name] for name in ("duplicates", "lost", "seconds")}
    spoken(here.say("rehearse.done", published=published, **states, **figures))
    for why, n in _expired(told):
        spoken(here.say("rehearse.expired", n=n, why=why))
    beyond = told["counts"].get(State.PLANNED.value, 0)
    if beyond:
        spoken(here.say("rehearse.beyond", n=beyond))
    spoken(here.say("rehearse.page", file=folder / "index.html"))
