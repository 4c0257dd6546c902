"""``rehearse``: the whole campaign on a virtual clock."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from campaign.cli.commands.checking import show_problems
from campaign.cli.output import FORMAT, as_json, spoken
from campaign.cli.saying import states
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
    from campaign.wiring.rehearsing import Piece  # noqa: PLC0415
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

            for name in company.accounts.missing:
                label = desk.drafting.sheets[name].label
                spoken(here.say("not-emulated", channel=label), err=True)
            cast = _cast(here, company)
            try:
                await Rehearsal(script, files, cast).play(progress)
            finally:
                await cast.bot.close()

        return await play_all(Piece(here.root, files, script, here.settings), desk, play, out)


def _cast(here: Session, company: Company) -> Cast:
    from campaign.engines.rehearsal import BY, Cast  # noqa: PLC0415
    from campaign.services.deciding import Decisions  # noqa: PLC0415

    stage, lobby = company.stage, company.lobby
    return Cast(
        loader=lobby.loader,
        decisions=Decisions(company.store, stage.clock),
        publisher=company.publisher(BY),
        bot=here.bot(**lobby.parts, unhurried=True),
        visitors=stage.audience,
        attending=lobby.attending,
        clock=stage.clock,
    )


_WHY_NOT = {State.EXPIRED, State.HELD, State.NEEDS_PERSON, State.REFUSED, State.PAUSED}
"""States in which something should have gone out and did not: each reason is told."""


def _kept(told: dict[str, Any]) -> list[tuple[str, int]]:
    """Return why posts did not go out, and how many for each reason, most first."""
    rows = (row for row in told["deliveries"] if row["state"] in _WHY_NOT and row["reason"])
    return Counter(str(row["reason"]) for row in rows).most_common()


def _tell(here: Session, told: dict[str, Any], folder: Path) -> None:
    """Say what became of all that was planned: the numbers of the states are those of all."""
    published = told["counts"].get(State.PUBLISHED, 0)
    figures = {name: told[name] for name in ("duplicates", "lost", "seconds")}
    all_of_them = len(told["deliveries"])
    spoken(here.say("rehearse.done", n=published, all=all_of_them, **figures))
    others = {state: told["counts"].get(state, 0) for state in State if state != State.PUBLISHED}
    if any(others.values()):
        rest = states(here.phrases, {state: n for state, n in others.items() if n})
        spoken(here.say("rehearse.others", states=rest))
    for why, n in _kept(told):
        spoken(here.say("rehearse.kept", n=n, why=why))
    beyond = told["counts"].get(State.PLANNED, 0)
    if beyond:
        spoken(here.say("rehearse.beyond", n=beyond))
    spoken(here.say("rehearse.page", file=folder / "index.html"))
