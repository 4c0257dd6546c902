"""``fact``: enter what became known."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from campaign.cli.notices import notices_here
from campaign.cli.saying import change_of, state_of
from campaign.cli.session import Session, session
from campaign.core.errors import UsageError
from campaign.core.facts import BadFact, Door, Fact
from campaign.services.loader import Loader
from campaign.services.planning import Change

if TYPE_CHECKING:
    from campaign.services.loader import Loaded
    from campaign.services.proposing import Desk

INSTANTS = frozenset({"started", "ended"})


@click.command()
@click.argument("subject")
@click.argument("values", nargs=-1, required=True, metavar="NAME=VALUE…")
@click.option("--as", "who")
@click.option("--sandbox", is_flag=True)
def fact(subject: str, values: tuple[str, ...], who: str | None, *, sandbox: bool) -> None:
    """Enter a fact."""
    here = session(sandbox=sandbox)
    with here.desk() as desk:
        loaded = here.run(lambda: _learn(here, desk, subject, values, here.person(who)))
    for row in loaded.proposal.plan.touched:
        if row.change is not Change.RENAMED:
            state = state_of(here.phrases, row.state)
            change = change_of(here.phrases, row.change)
            click.echo(here.say("fact.row", key=row.key, change=change, state=state))
    click.echo(here.say("fact.done", n=len(loaded.proposal.plan.touched)))


async def _learn(
    here: Session,
    desk: Desk,
    subject: str,
    values: tuple[str, ...],
    who: str,
) -> Loaded:
    async with here.ledger(here.campaign_name()) as ledger:
        loader = Loader(desk, ledger, here.clock, notices_here(here, desk, ledger))
        zone = desk.read(await ledger.revision_files()).campaign.zone
        facts = []
        for given in values:
            name, equals, value = given.partition("=")
            now = here.clock.now()
            if not equals and name in INSTANTS:
                value = now.isoformat()
            facts.append(Fact(subject, name, _in_zone(name, value, zone), now, who, Door.COMMAND))
        try:
            return await loader.learn(facts, who)
        except BadFact as wrong:
            raise UsageError(what=here.say("fact.bad", fact=wrong.args[0])) from wrong


def _in_zone(name: str, value: str, zone: object) -> str:
    """Give a typed local time its offset: people write what the wall shows."""
    from campaign.core.walltime import at_wall  # noqa: PLC0415

    if name not in {"start", *INSTANTS}:
        return value
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    if moment.tzinfo is None:
        moment = at_wall(moment, zone).local  # type: ignore[arg-type]
    return moment.isoformat()
