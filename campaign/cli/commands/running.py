"""``run`` and ``sandbox``: everything in one process, on real or emulated networks."""

from __future__ import annotations

import logging
import os
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, NoReturn

import click

from campaign.cli.operator import started, tell, tell_failure, tell_lacking
from campaign.cli.session import Session, session
from campaign.core.errors import LedgerReplaced, NothingLoaded
from campaign.services.loader import Loader

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from campaign.core.folder import Folder
    from campaign.engines.embedded import Running
    from campaign.ports.clock import Clock
    from campaign.services.gates import Gate, OnlyOne, SteadyClock
    from campaign.services.proposing import Desk
    from campaign.services.publishing import Publisher
    from campaign.settings import Settings
    from campaign.store.store import Store
    from campaign.wiring.accounts import Connections
    from campaign.wiring.attendees import Lobby

    Chore = Callable[[], Awaitable[object]]

PARTS = ("publisher", "bot", "worker")


@dataclass(frozen=True, slots=True)
class Office:
    """What runs in this process, put together."""

    here: Session
    desk: Desk
    store: Store
    clock: Clock
    settings: Settings
    folder: Folder
    connections: Connections
    loader: Loader


@click.command()
@click.option("--only", type=click.Choice(PARTS))
@click.option("--sandbox", is_flag=True)
def run(only: str | None, *, sandbox: bool) -> int:
    """Publish on time and answer, until stopped."""
    here = session(sandbox=sandbox)
    here.refuse_now()
    _log()
    with here.desk() as desk:
        try:
            here.run(lambda: _run(here, desk, only))
        except LedgerReplaced as replaced:
            _leave_at_once(here, replaced)
    click.echo(here.say("run.stopped"))
    return 0


def _leave_at_once(here: Session, replaced: LedgerReplaced) -> NoReturn:
    """End without closing anything: SQLite would take away the log of the file there now."""
    click.echo(here.complaint(replaced), err=True)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(replaced.exit_code)


async def _run(here: Session, desk: Desk, only: str | None) -> None:
    from campaign.engines.embedded import Embedded, listen_for_the_end  # noqa: PLC0415
    from campaign.wiring.attendees import attendees  # noqa: PLC0415

    stop = listen_for_the_end()
    async with AsyncExitStack() as stack:
        office = await _open(here, desk, stack)
        lobby = attendees(office.store, desk, office.settings, office.clock)
        clock, alone = _gates(office)
        gates = (clock, alone)
        publisher = None if only == "bot" else _publisher(office, lobby, gates)
        chores: list[Chore] = [alone.is_open]
        if publisher is not None:
            chores = [_keep_up(office, lobby), _remind(lobby, publisher), _alarm(office, lobby)]
        company = _company(office, lobby, only, alone)
        engine = Embedded(
            office.store, publisher, office.clock, company, chores, partial(tell_failure, here)
        )
        served = office.connections.channels
        click.echo(started(here, await office.store.snapshot(), served))
        await engine.run(stop)


async def _open(here: Session, desk: Desk, stack: AsyncExitStack) -> Office:
    from campaign.wiring.accounts import Connections  # noqa: PLC0415
    from campaign.wiring.desk import read_folder  # noqa: PLC0415

    settings = _settings(here)
    clock = here.clock
    store = await stack.enter_async_context(here.ledger_to_write(here.campaign_name()))
    loader = Loader(desk, store, clock)
    if (await store.snapshot()).revision is None:
        await _first_load(here, loader)
    folder = read_folder(await store.revision_files())
    connections = Connections(store, settings, clock, partial(tell_lacking, here))
    stack.push_async_callback(connections.close)
    await connections.begin(folder.campaign)
    return Office(here, desk, store, clock, settings, folder, connections, loader)


async def _first_load(here: Session, loader: Loader) -> None:
    """Load the folder the first time, in the sandbox; on real networks a person does that."""
    if not here.sandbox:
        raise NothingLoaded
    from campaign.sources.tree import write_files  # noqa: PLC0415

    loaded = await loader.load(here.files(), here.person(None))
    write_files(here.root, loaded.proposal.checked.folder.written)
    revision = (await loader.ledger.snapshot()).revision
    click.echo(here.say("run.loaded", number=revision.number if revision else 0))


def _settings(here: Session) -> Settings:
    """Return the settings; those of the sandbox, started or found again, where it is asked for."""
    if not here.sandbox:
        return here.settings
    from campaign.wiring.sandboxes import attach_sandbox  # noqa: PLC0415

    settings, url = attach_sandbox(here.root, here.files(), here.moment)
    click.echo(here.say("run.sandbox", url=url))
    return settings


def _gates(office: Office) -> tuple[SteadyClock, OnlyOne]:
    """Return what keeps everything back: a clock that jumped, a second program."""
    from campaign.services.gates import OnlyOne, SteadyClock, Teller  # noqa: PLC0415
    from campaign.wiring.team import team_messages  # noqa: PLC0415

    campaign, say = office.folder.campaign, partial(tell, office.here)
    team = team_messages(campaign, office.settings)
    teller = Teller(team.phrases, campaign.zone, team.notice, say)
    clock = SteadyClock(office.store, office.clock, teller)
    return clock, OnlyOne(office.store, office.clock, say)


def _remind(lobby: Lobby, publisher: Publisher) -> Chore:
    """Return the chore that reminds attendees, as long as the publisher may send."""

    async def remind() -> None:
        if await publisher.may_send():
            await lobby.attending.remind()

    return remind


def _alarm(office: Office, lobby: Lobby) -> Chore:
    """Return the chore that calls the team; also while nothing may be sent, then above all."""
    from campaign.services.alarms import Alarms  # noqa: PLC0415
    from campaign.wiring.team import daily_at, team_messages  # noqa: PLC0415

    team = team_messages(office.folder.campaign, office.settings)
    daily = daily_at(office.here.settings)
    return Alarms(office.store, office.clock, lobby.campaign, team, daily).look_now_and_then


def _publisher(office: Office, lobby: Lobby, gates: Sequence[Gate]) -> Publisher:
    from campaign.services.patience import Patience  # noqa: PLC0415
    from campaign.services.publishing import Publisher  # noqa: PLC0415
    from campaign.services.reach import Colleagues, Reach  # noqa: PLC0415
    from campaign.wiring.ledgers import lease_seconds  # noqa: PLC0415
    from campaign.wiring.team import team_messages  # noqa: PLC0415

    team = team_messages(office.folder.campaign, office.settings)
    owner = f"{os.uname().nodename}:{os.getpid()}"
    replan = partial(office.loader.replan, owner)
    reach = Reach(
        office.store,
        office.connections.channels,
        office.clock,
        owner,
        Colleagues(team.about, team.late, replan, lobby.campaign, partial(tell, office.here)),
        Patience(renew=lease_seconds(office.here.settings) / 3),
    )
    return Publisher(reach, gates)


def _keep_up(office: Office, lobby: Lobby) -> Chore:
    """Return the chore that serves the channels of what was loaded meanwhile."""

    async def keep_up() -> None:
        await office.connections.keep_up(await lobby.campaign())

    return keep_up


def _company(office: Office, lobby: Lobby, only: str | None, alone: OnlyOne) -> list[Running]:
    from campaign.cli.commands.checking import show_problems  # noqa: PLC0415
    from campaign.engines.standby import Standby  # noqa: PLC0415
    from campaign.engines.watching import FolderWatch, Terminal  # noqa: PLC0415
    from campaign.services.alarms import of_folder  # noqa: PLC0415
    from campaign.sources.tree import write_files  # noqa: PLC0415
    from campaign.wiring.team import team_messages  # noqa: PLC0415

    here = office.here
    say = partial(tell, here)
    company: list[Running] = []
    if only is None:
        office.loader.notices = lobby.attending.changes
        write = partial(write_files, here.root)
        team = team_messages(office.folder.campaign, office.settings)
        terminal = Terminal(say, partial(show_problems, here), partial(of_folder, team))
        company.append(FolderWatch(here.root, here.files, office.loader, terminal, write))
    if only in {None, "bot"} and office.settings.get("TELEGRAM_TOKEN"):
        bot = here.bot(**lobby.parts, tell=say, another=alone.another)
        company.append(Standby(bot, office.store.sole("bot"), partial(say, "run.bot-elsewhere")))
    return company


def _log() -> None:
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    for noisy in ("httpx", "httpcore", "apscheduler", "tweepy", "requests_oauthlib", "oauthlib"):
        logging.getLogger(noisy).setLevel(logging.ERROR)


@click.command()
@click.option("--stop", is_flag=True)
def sandbox(*, stop: bool) -> None:
    """Start the emulated networks alone, tell where they are, or stop them."""
    from campaign.wiring.sandboxes import attach_sandbox, stop_sandbox  # noqa: PLC0415

    here = session(sandbox=True)
    if stop:
        click.echo(here.say("sandbox.stopped" if stop_sandbox(here.root) else "sandbox.none"))
        return
    _, url = attach_sandbox(here.root, here.files(), here.moment)
    click.echo(here.say("run.sandbox", url=url))
