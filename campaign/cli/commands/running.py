"""``run`` and ``sandbox``: everything in one process, on real or emulated networks."""

from __future__ import annotations

import logging
import os
import sys
from contextlib import AbstractAsyncContextManager, AsyncExitStack, suppress
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

import click

from campaign.cli.operator import (
    tell,
    tell_awaited,
    tell_failure,
    tell_lacking,
    tell_lacking_here,
    tell_of_folder,
    tell_started,
)
from campaign.cli.output import speak_in_records, speak_of, spoken
from campaign.cli.session import Session, session
from campaign.core.environment import PREFIX
from campaign.core.errors import EnvironmentFailure, LedgerReplaced, NothingLoaded, UsageError
from campaign.core.ledger_kind import Kind
from campaign.ports.network_dates import hearing
from campaign.services.loader import Loader
from campaign.services.true_time import NetworkTime
from campaign.wiring.heartbeat import ROLES, Heart, take_signs_away
from campaign.wiring.log_format import logs_as_json
from campaign.wiring.true_time import counts

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from campaign.cli.served import Served
    from campaign.engines.embedded import Embedded, Running
    from campaign.engines.watching import FolderWatch
    from campaign.services.gates import Gate, OnlyOne
    from campaign.services.proposing import Desk
    from campaign.settings import Settings
    from campaign.store.store import Store
    from campaign.web.metrics import Metrics
    from campaign.wiring.neighbours import Neighbours, OneBot
    from campaign.wiring.office import Chore, Office
    from campaign.wiring.sheet_folder import SheetFolder


@click.command()
@click.option("--only", type=click.Choice(ROLES))
@click.option("--sandbox", is_flag=True)
def run(only: str | None, *, sandbox: bool) -> int:
    """Publish on time and answer, until stopped."""
    here = session(sandbox=sandbox)
    here.refuse_now()
    if not _is_folderless(here, only):
        here.require_folder()
    elif here.sandbox:
        raise UsageError(what=here.say("run.no-server"))
    _log(here, only)
    with here.desk() as desk:
        try:
            here.run(lambda: _run(here, desk, only))
        except LedgerReplaced as replaced:
            _leave_at_once(here, replaced)
    tell(here, "run.stopped")
    return 0


def _is_folderless(here: Session, only: str | None) -> bool:
    """Tell whether what was loaded is all that is worked with: a worker never looks at a folder,
    and a bot needs none.
    """
    return only == "worker" or (only == "bot" and not (here.root / "posts").is_dir())


def _leave_at_once(here: Session, replaced: LedgerReplaced) -> NoReturn:
    """End without closing anything: SQLite would take away the log of the file there now."""
    spoken(here.complaint(replaced), err=True)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(replaced.exit_code)


async def _run(here: Session, desk: Desk, only: str | None) -> None:
    from campaign.engines.embedded import Embedded, listen_for_the_end  # noqa: PLC0415
    from campaign.wiring.neighbours import OneBot  # noqa: PLC0415

    stop = listen_for_the_end()
    async with AsyncExitStack() as stack:
        folder = _folder(here) if only in {None, "publisher"} else None
        office, others = await _open(here, desk, stack, only, folder)
        speak_of(here.campaign_name())
        time = NetworkTime(office.at.clock, counts)
        clock, alone = office.gates(time)
        gates: list[Gate] = [clock, alone]
        if here.kind is Kind.REAL:  # elsewhere it is whatever time one likes
            stack.enter_context(hearing(time.hear))
            gates.append(office.true_time(time))
        publisher = None if only == "bot" else office.publisher(gates)
        only_bots: list[Chore] = [alone.is_open, office.watched_time(time).look]
        chores = only_bots if publisher is None else office.chores(publisher, time)
        one_bot = OneBot(office.at.store.sole("bot"), others, office.at.say)
        roles = _roles(office, only)
        ports, shared = _ports(here, office, only)
        failed = partial(tell_failure, here)
        engine = Embedded(office.at.store, publisher, office.at.clock, tell=failed)
        signs_of = () if _is_folderless(here, only) else roles  # in the folder's build/
        at_work = {role: _at_work(role, one_bot, others) for role in signs_of}
        heart = Heart(here.root, here.kind, at_work, partial(is_well, engine))
        if only is None:
            theirs = {"publisher"} if one_bot.is_nobodys() else {*roles}
            take_signs_away(here.root, here.kind, {*ROLES} - theirs)
        stack.callback(heart.stop)
        signs: list[Chore] = [heart.beat, *(partial(port.beat, engine) for port in ports)]
        engine.chores = (*signs, others.keep, *chores)
        watches = [] if folder is None else [_watch(here, office, folder)]
        has_bot = "bot" in roles and _has_bot(office)
        bots = _bot(here, office, alone, one_bot, shared) if has_bot else []
        engine.company = (*watches, *bots, *(one for port in ports for one in port.company))
        engine.unfilled = partial(_unfilled, here, office)
        await _catch_up(watches, stop)
        await _tell_beginning(here, office)
        await engine.run(stop)


async def _tell_beginning(here: Session, office: Office) -> None:
    """Say what comes next on the channels served here, and what somebody is to do."""
    snapshot = await office.at.store.snapshot()
    tell_started(here, snapshot, office.connections.channels, office.connections.waiting)
    tell_awaited(here, snapshot)


async def _catch_up(watches: Sequence[FolderWatch], stop: asyncio.Event) -> None:
    """Load what changed while nothing ran, before anything leaves by what was loaded before."""
    for watch in watches:
        with suppress(EnvironmentFailure):  # it is told, and tried again, while it runs
            await watch.catch_up(stop)


def is_well(engine: Embedded, role: str) -> bool:
    """Tell whether what a role does at each ring does not fail; a bot does nothing beside it."""
    return engine.is_well or (role == "bot" and engine.publisher is not None)


async def _unfilled(here: Session, office: Office, since: datetime) -> None:
    """Tell the team's chat that the disk was full."""
    from campaign.services.alarms import tell_of_full_disk  # noqa: PLC0415

    now, zone = office.at.clock.now(), here.campaign().zone
    await tell_of_full_disk(office.at.store, office.team, zone, since, now)


def _roles(office: Office, only: str | None) -> tuple[str, ...]:
    """Return what this process does, a bot only where there is an account for it."""
    if only is not None:
        return (only,)
    return ("publisher", "bot") if _has_bot(office) else ("publisher",)


def _has_bot(office: Office) -> bool:
    return bool(office.at.settings.get("TELEGRAM_TOKEN"))


def _at_work(role: str, one_bot: OneBot, others: Neighbours) -> Callable[[], bool]:
    """Return what tells whether this process does what a role does, or stands by for another."""
    if role == "bot":
        return lambda: one_bot.is_ours
    return lambda: others.has_folder


async def _open(
    here: Session,
    desk: Desk,
    stack: AsyncExitStack,
    only: str | None,
    folder: SheetFolder | None,
) -> tuple[Office, Neighbours]:
    from campaign.store.files import is_server  # noqa: PLC0415
    from campaign.wiring.ledgers import shares_accounts  # noqa: PLC0415
    from campaign.wiring.neighbours import Neighbours, ground  # noqa: PLC0415
    from campaign.wiring.office import Premises, open_office  # noqa: PLC0415

    settings, clock = _settings(here), here.clock
    folderless = _is_folderless(here, only)
    store = await stack.enter_async_context(_ledger(here, folderless=folderless))
    if (await store.snapshot()).revision is None:
        await _first_load(here, Loader(desk, store, store, clock))
    if not folderless:
        await here.move_in(store, here.campaign_name())
    if is_server(here.settings.get("DATABASE_URL") or "") and not here.sandbox:
        await _share_settings(here, store, settings, only, folderless=folderless)
    say, lacking = partial(tell, here), partial(tell_lacking, here)
    if folder is None:
        lacking = partial(tell_lacking_here, here)
    own = here.settings
    at = ground(here.root, store, here.campaign_name(), here.kind, own, folderless=folderless)
    others = Neighbours(at, settings.all(), say, shares=shares_accounts(own))
    stack.callback(others.free)
    served = None if only == "bot" else others
    ways = (say, lacking, here.here)
    premises = Premises(store, desk, clock, settings, own, *ways, served, folder)
    office = await open_office(premises)
    stack.push_async_callback(office.close)
    return office, others


async def _share_settings(
    here: Session, store: Store, settings: Settings, only: str | None, *, folderless: bool
) -> None:
    """Let all processes of a ledger on a server work with the settings of the folder's.

    Raises:
        UsageError: in a process without the folder that has others.
    """
    from campaign.wiring.same_settings import differing, leave_marks  # noqa: PLC0415

    if folderless:
        names = await differing(store, settings, only_bot=only == "bot")
        if names:
            told = ", ".join(PREFIX + name for name in names)
            raise UsageError(what=here.say("run.other-settings", names=told))
    elif only != "bot":
        await leave_marks(store, settings)


def _ledger(here: Session, *, folderless: bool) -> AbstractAsyncContextManager[Store]:
    if not folderless:
        return here.ledger_to_write(here.campaign_name())
    from campaign.cli.folderless import ledger_on_server  # noqa: PLC0415

    return ledger_on_server(here)


async def _first_load(here: Session, loader: Loader) -> None:
    """Load the folder the first time, in the sandbox; on real networks a person does that."""
    if not here.sandbox:
        raise NothingLoaded
    from campaign.sources.tree import write_files  # noqa: PLC0415

    loaded = await loader.load(here.files(), here.person(None))
    write_files(here.root, loaded.proposal.checked.folder.written)
    revision = (await loader.ledger.snapshot()).revision
    tell(here, "run.loaded", number=revision.number if revision else 0)


def _settings(here: Session) -> Settings:
    """Return the settings; those of the sandbox, started or found again, where it is asked for."""
    if not here.sandbox:
        return here.settings
    from campaign.wiring.sandboxes import attach_sandbox  # noqa: PLC0415

    settings, url = attach_sandbox(here.root, here.files(), here.moment)
    tell(here, "run.sandbox", url=url)
    return settings


def _folder(here: Session) -> SheetFolder:
    """Return the folder that this process watches, and puts sheets into."""
    from campaign.wiring.sheet_folder import SheetFolder  # noqa: PLC0415

    return SheetFolder(here.root, lambda: here.today)


def _watch(here: Session, office: Office, sheets: SheetFolder) -> FolderWatch:
    from campaign.cli.commands.checking import show_problems  # noqa: PLC0415
    from campaign.engines.watching import FolderWatch, Terminal, Watched  # noqa: PLC0415
    from campaign.services.alarms import of_folder, of_gone_out, of_waiting_folder  # noqa: PLC0415
    from campaign.services.renaming import rename_message  # noqa: PLC0415
    from campaign.sources.tree import write_files  # noqa: PLC0415

    made = (of_folder, rename_message, of_waiting_folder, of_gone_out)
    calls = [partial(make, office.team) for make in made]
    terminal = Terminal(partial(tell_of_folder, here), partial(show_problems, here), *calls)
    write = partial(write_files, here.root)
    folder = Watched(here.root, here.files, write, here.renamed, sheets.alone)
    return FolderWatch(folder, office.lobby.loader, terminal)


def _ports(here: Session, office: Office, only: str | None) -> tuple[list[Served], dict[str, Any]]:
    """Return what is served, each at its port, and what the bot is given of it."""
    served = _serving(here, office) if only in {None, "bot"} else None
    watched, metrics = _watched(here, office)
    shared: dict[str, Any] = {"front": served.front if served else None}
    if metrics is not None:
        shared["waited"] = metrics.waited
    return [one for one in (served, watched) if one is not None], shared


def _serving(here: Session, office: Office) -> Served | None:
    """Return what is served on the web; ``None`` where nothing is to be."""
    from campaign.wiring.places import front_place  # noqa: PLC0415

    place = front_place(here.settings, here.kind, office.lobby.parts["webhook"])
    if place is None:
        return None
    from campaign.cli.served import open_front  # noqa: PLC0415 -- HTTP, only where it is served

    return open_front(place, here.settings, office)


def _watched(here: Session, office: Office) -> tuple[Served | None, Metrics | None]:
    """Return what tells the campaign's numbers; nothing where nobody asked for it."""
    from campaign.wiring.places import metrics_place  # noqa: PLC0415

    place = metrics_place(here.settings, here.kind)
    if place is None:
        return None, None
    from campaign.cli.served import open_metrics  # noqa: PLC0415 -- HTTP, only where it is served

    return open_metrics(place, here.campaign_name(), office)


def _bot(
    here: Session, office: Office, alone: OnlyOne, right: OneBot, shared: dict[str, Any]
) -> list[Running]:
    """Return what answers, in one process at a time, and what takes what Telegram delivers: in
    each, where several machines have an address of their own.
    """
    from campaign.engines.standby import Standby, Together  # noqa: PLC0415

    away = "run.bot-away-sandbox" if here.sandbox else "run.bot-away"
    tell, another = office.at.say, alone.another
    bot = here.bot(**office.lobby.parts, tell=tell, away=away, another=another, **shared)
    if bot.reception is None:
        return [Standby(bot, right)]
    if office.at.store.is_shared:
        return [bot.reception, bot.reception.complaint, Standby(bot, right)]
    return [Standby(Together((bot.reception, bot.reception.complaint, bot)), right)]


def _log(here: Session, only: str | None) -> None:
    """Begin the log, and say what is said in the form that is wanted."""
    log = logging.StreamHandler()
    if logs_as_json(here.settings):
        from campaign.cli.records import RecordFormatter, Records  # noqa: PLC0415

        records = Records(only)
        speak_in_records(records)
        log.setFormatter(RecordFormatter(records))
    else:
        log.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[log])
    for noisy in ("httpx", "httpcore", "apscheduler", "tweepy", "requests_oauthlib", "oauthlib"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
    # What it cannot read it raises, too, and then we say it in a line.
    logging.getLogger("telegram").setLevel(logging.CRITICAL)


@click.command()
@click.option("--stop", is_flag=True)
def sandbox(*, stop: bool) -> None:
    """Start the emulated networks alone, tell where they are, or stop them."""
    from campaign.wiring.sandboxes import attach_sandbox, stop_sandbox  # noqa: PLC0415

    here = session(sandbox=True)
    if stop:
        spoken(here.say("sandbox.stopped" if stop_sandbox(here.root) else "sandbox.none"))
        return
    here.require_folder()
    _, url = attach_sandbox(here.root, here.files(), here.moment)
    spoken(here.say("run.sandbox", url=url))
