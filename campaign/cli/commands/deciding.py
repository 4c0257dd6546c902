"""``approve``, ``hold``, ``resume``, ``retry``, ``resolve``: what a person decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from campaign.cli.keys import unlike
from campaign.cli.session import Session, session
from campaign.core.errors import UnknownDelivery
from campaign.services.deciding import Decisions

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from campaign.core.deliveries import Delivery

    Decision = Callable[[Decisions, str], Awaitable[list[Delivery] | None]]


def reason(_ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Refuse an option in the place of a reason: ``--all --sandbox`` would hold the real one."""
    if value is not None and value.startswith("-"):
        raise click.UsageError(session().say("decide.no-reason", option=param.opts[0]))
    return value


KEYS = click.argument("keys", nargs=-1, required=True)
WHO = click.option("--as", "who")
SANDBOX = click.option("--sandbox", is_flag=True)


@click.command()
@click.argument("keys", nargs=-1)
@click.option("--moved", is_flag=True)
@WHO
@click.option("--role")
@SANDBOX
def approve(
    keys: tuple[str, ...],
    who: str | None,
    role: str | None,
    *,
    moved: bool,
    sandbox: bool,
) -> int | None:
    """Approve what is stored now; without a key, show what waits."""
    from campaign.cli.approving import Approving  # noqa: PLC0415

    here = session(sandbox=sandbox)
    return Approving(here, here.person(who), role).run(keys, moved=moved)


@click.command()
@click.argument("keys", nargs=-1)
@click.option("--all", "everything", callback=reason)
@click.option("--why", default="", callback=reason)
@WHO
@SANDBOX
def hold(
    keys: tuple[str, ...],
    everything: str | None,
    why: str,
    who: str | None,
    *,
    sandbox: bool,
) -> None:
    """Keep posts back; everything with ``--all REASON``."""
    here = session(sandbox=sandbox)
    if everything is not None and keys:
        raise click.UsageError(here.say("decide.what"))
    if everything is not None:
        _decide(
            here,
            who,
            lambda decisions, by: decisions.hold_all(by, everything),
            "held-all",
            own=False,
        )
    elif keys:
        _decide(here, who, lambda decisions, by: decisions.hold(keys, by, why), "held", own=False)
    else:
        raise click.UsageError(here.say("decide.what"))


@click.command()
@click.argument("keys", nargs=-1)
@click.option("--late", is_flag=True)
@click.option("--all", "general", is_flag=True)
@WHO
@SANDBOX
def resume(
    keys: tuple[str, ...], who: str | None, *, late: bool, general: bool, sandbox: bool
) -> None:
    """End a hold: of the posts named, of all that is late, or the general one."""
    here = session(sandbox=sandbox)
    if late + general + bool(keys) > 1:
        raise click.UsageError(here.say("decide.late-or-keys"))
    if late:
        _decide(here, who, lambda decisions, by: decisions.release_late(by), "released")
    elif keys:
        _decide(here, who, lambda decisions, by: decisions.release(keys, by), "released")
    else:
        _decide(here, who, lambda decisions, by: decisions.resume(by), "resumed")


@click.command()
@KEYS
@WHO
@SANDBOX
def retry(keys: tuple[str, ...], who: str | None, *, sandbox: bool) -> None:
    """Send again what the network refused."""
    here = session(sandbox=sandbox)
    left: list[Delivery] = []

    async def again(decisions: Decisions, by: str) -> list[Delivery]:
        left.extend(await decisions.may_be_out(keys))
        return await decisions.retry(keys, by)

    _decide(here, who, again, "retried")
    for delivery in left:
        click.echo(here.say("decide.left-unsure", key=delivery.key), err=True)


@click.command()
@click.argument("key")
@click.option("--published", metavar="URL")
@click.option("--resend", is_flag=True)
@WHO
@SANDBOX
def resolve(
    key: str,
    published: str | None,
    who: str | None,
    *,
    resend: bool,
    sandbox: bool,
) -> None:
    """Say that an unconfirmed post is there, or that it is to be sent again."""
    here = session(sandbox=sandbox)
    if bool(published) == resend:
        raise click.UsageError(here.say("decide.published-or-resend"))
    if published:
        _decide(here, who, lambda decisions, by: decisions.resolve(key, by, published), "resolved")
    else:
        _decide(here, who, lambda decisions, by: decisions.resend(key, by), "retried")


def _decide(
    here: Session, who: str | None, decision: Decision, told: str, *, own: bool = True
) -> None:
    from campaign.channels import sheets  # noqa: PLC0415 -- not for commands without a key

    async def work() -> list[Delivery] | None:
        async with here.ledger_to_write(here.campaign_name(), own=own) as ledger:
            try:
                return await decision(Decisions(ledger, here.clock, sheets()), here.person(who))
            except UnknownDelivery as wrong:
                keys = [delivery.key for delivery in (await ledger.snapshot()).deliveries]
                raise unlike(wrong.params["key"], keys) from wrong

    found = here.run(work)
    if found is None:
        click.echo(here.say(f"decide.{told}"))
        return
    if not found:
        click.echo(here.say("decide.none"))
    for delivery in found:
        click.echo(here.say(f"decide.{told}", key=delivery.key))
