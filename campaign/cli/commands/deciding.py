"""``approve``, ``hold``, ``resume``, ``retry``, ``resolve``: what a person decides."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

import click

from campaign.cli.elsewhere import settings_here
from campaign.cli.folderless import ledger_to_decide_in
from campaign.cli.helping import means_everything
from campaign.cli.keys import unlike
from campaign.cli.notices import told_to_team
from campaign.cli.operator import labels_here
from campaign.cli.output import agreed, spoken
from campaign.cli.session import Session, session
from campaign.cli.times import times
from campaign.core.doubts import may_be_out
from campaign.core.errors import NotWholeKey, UnknownDelivery
from campaign.core.folding import folded
from campaign.core.kept_back import is_kept_back, wanted
from campaign.core.lateness import is_over, late_by, span
from campaign.core.life import MOVES, NEVER_SENT, Move
from campaign.services.choosing import one_of
from campaign.services.deciding import Decisions
from campaign.services.listing import called, kept_back_by

Found = TypeVar("Found")

_IF_NOT_OUT = {
    "held": "held-meanwhile",
    **dict.fromkeys(("released", "released-held"), "released-meanwhile"),
}
"""What is told of what may be out, where it is told otherwise."""

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Sequence

    from campaign.core.deliveries import Delivery
    from campaign.ports.circuits import Hold

    Decision = Callable[[Decisions, str], Awaitable[Found]]


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
        going = _made(here, who, lambda made, by: made.hold_all(by, everything), own=False)
        spoken(here.say("decide.held-all"))
        for delivery in going:
            spoken(here.say("decide.on-its-way", key=delivery.key), err=True)
    elif keys:
        with _meaning_all(here, keys[0]):
            _decide(here, who, lambda made, by: made.hold(keys, by, why), "held", own=False)
    else:
        raise click.UsageError(here.say("decide.what"))


@contextmanager
def _meaning_all(here: Session, key: str) -> Iterator[None]:
    """Say how everything is held to somebody who named it as if it were a post."""
    try:
        yield
    except UnknownDelivery as wrong:
        if not means_everything(key, here.phrases):
            raise
        raise click.UsageError(here.say("wrong.for-all")) from wrong


@contextmanager
def _meaning_a_channel(here: Session, keys: Sequence[str]) -> Iterator[None]:
    """Say how a stopped channel goes on to somebody who named it as if it were a post."""
    try:
        yield
    except UnknownDelivery as wrong:
        from campaign.channels import known_names  # noqa: PLC0415 -- only for a name of nothing

        named = next((key for key in keys if folded(key.strip()) in known_names()), None)
        if named is None:
            raise
        raise click.UsageError(here.say("wrong.of-channel", name=named)) from wrong


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
        _let_go(here, who, lambda decisions, by: decisions.release_late(by))
    elif keys:
        with _meaning_a_channel(here, keys):
            _let_go(here, who, lambda decisions, by: decisions.release(keys, by))
    else:
        ended = _made(here, who, lambda decisions, by: decisions.resume(by))
        spoken(here.say("decide.resumed" if ended else "decide.none-held"))


@click.command()
@KEYS
@WHO
@SANDBOX
def retry(keys: tuple[str, ...], who: str | None, *, sandbox: bool) -> None:
    """Send again what the network refused."""
    here = session(sandbox=sandbox)
    left: list[Delivery] = []

    async def again(decisions: Decisions, by: str) -> list[Delivery]:
        left.extend(await decisions.asked_about(keys))
        return await decisions.retry(keys, by)

    _decide(here, who, again, "retried")
    for delivery in left:
        spoken(here.say("decide.left-unsure", key=delivery.key), err=True)


@click.command()
@click.argument("key")
@click.option("--published", metavar="URL")
@click.option("--resend", is_flag=True)
@WHO
@click.option("--yes", "-y", is_flag=True)
@SANDBOX
def resolve(key: str, published: str | None, who: str | None, **flags: bool) -> int | None:
    """Say that an unconfirmed post is there, or that it is to be sent again."""
    here = session(sandbox=flags["sandbox"])
    if bool(published) == flags["resend"]:
        raise click.UsageError(here.say("decide.published-or-resend"))
    if not published:
        return _resend(here, who, key, yes=flags["yes"])
    _decide(here, who, lambda made, by: _resolved(here, made, key, by, published), "resolved")
    return None


async def _resolved(here: Session, made: Decisions, key: str, by: str, url: str) -> list[Delivery]:
    """Write down where a post is, once its network has told whose its channel's posts are."""
    from campaign.channels import sheets  # noqa: PLC0415 -- only an address needs them all
    from campaign.wiring.account_names import account_on  # noqa: PLC0415

    settings, clock = settings_here(here), here.clock
    asking = Decisions(made.ledger, clock, lambda name: account_on(name, settings, clock))
    return await asking.resolve(key, by, url, sheets())


def _resend(here: Session, who: str | None, key: str, *, yes: bool) -> int:
    """Send one post again; first ask where its time is over, since it leaves at once."""

    async def work(decisions: Decisions, by: str) -> list[Delivery] | None:
        one = one_of(await decisions.ledger.snapshot(), key)
        leaves = (one.state, Move.RETRY) in MOVES and not is_kept_back(one)
        if not yes and leaves and not _wanted(here, one):
            return None
        return await decisions.resend(key, by)

    found = _made(here, who, work)
    if found is None:
        spoken(here.say("decide.not-sent"), err=True)
        return 1
    kept = [one for one in found if is_kept_back(one)]
    for one in kept:
        spoken(here.say("decide.kept", key=one.key, kept=kept_back_by(one, here.phrases)))
    if not kept:
        _tell(here, found, "retried")
    return 0


def _wanted(here: Session, one: Delivery) -> bool:
    late = late_by(one, here.clock.now())
    if one.due is None or late is None:
        return True
    said = {"when": times(here).brief(one.due), "late": span(late)}
    channel = called((one.key.channel,), labels_here())
    asks = "decide.send-late"
    if one.expires is not None and is_over(one.expires, here.clock.now()):
        asks, said = "decide.send-over", {"ends": times(here).brief(one.expires)}
    question = here.say(asks, channel=channel, **said)
    return agreed(question, here.phrases)


def _let_go(here: Session, who: str | None, release: Decision[list[Delivery]]) -> None:
    """End the holds of single posts; say so where a general one keeps them all the same."""

    async def work(decisions: Decisions, by: str) -> tuple[list[Delivery], Hold | None]:
        found = await release(decisions, by)
        return found, (await decisions.ledger.snapshot()).hold

    found, hold = _made(here, who, work)
    _tell(here, found, "released" if hold is None else "released-held")
    if found and hold is not None:
        spoken(here.say("decide.still-held", why=hold.reason))


def _decide(
    here: Session,
    who: str | None,
    decision: Decision[list[Delivery]],
    told: str,
    *,
    own: bool = True,
) -> None:
    _tell(here, _made(here, who, decision, own=own), told)


def _tell(here: Session, found: list[Delivery], told: str) -> None:
    if not found:
        spoken(here.say("decide.none"))
    for delivery in found:
        over = told == "retried" and is_over(delivery.expires, here.clock.now())
        unwanted = told == "resolved" and (delivery.state in NEVER_SENT or wanted(delivery))
        unsure = may_be_out(delivery) and told in _IF_NOT_OUT
        name = "over" if over else _IF_NOT_OUT[told] if unsure else told
        name = "resolved-though" if unwanted else name
        spoken(here.say(f"decide.{name}", key=delivery.key))


def _made(here: Session, who: str | None, decision: Decision[Found], *, own: bool = True) -> Found:
    """Write a decision into the ledger and return what it found."""

    async def work() -> Found:
        async with ledger_to_decide_in(here, own=own) as ledger:
            try:
                decisions = Decisions(await told_to_team(here, ledger), here.clock)
                return await decision(decisions, here.person(who))
            except NotWholeKey:
                raise
            except UnknownDelivery as wrong:
                keys = [delivery.key for delivery in (await ledger.snapshot()).deliveries]
                raise unlike(wrong.params["key"], keys) from wrong

    found: Found = here.run(work)
    return found
