"""``backup``, ``restore`` and ``store``: the ledger, safely."""

from __future__ import annotations

import asyncio
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from campaign.cli.output import agreed, spoken
from campaign.cli.session import session
from campaign.core.errors import BackupThere, NothingLoaded
from campaign.services.listing import tell_reason

if TYPE_CHECKING:
    from campaign.cli.session import Session
    from campaign.store.backups import Restored
    from campaign.store.since_copy import Since


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True)
@click.option("--sandbox", is_flag=True)
def backup(file: Path, *, force: bool, sandbox: bool) -> None:
    """Copy the ledger, while it is in use."""
    from campaign.store.opening import backup as copy  # noqa: PLC0415
    from campaign.store.opening import holds_nothing, is_copy  # noqa: PLC0415
    from campaign.wiring.ledgers import ledger_url  # noqa: PLC0415

    here = session(sandbox=sandbox)
    if file.exists() and is_copy(file) and not force:
        raise BackupThere(where=file)
    url = ledger_url(here.root, here.settings, here.campaign_name(), here.kind)
    if holds_nothing(url):
        raise NothingLoaded
    asyncio.run(asyncio.to_thread(copy, url, file))
    spoken(here.say("backup.done", file=file))


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", "-y", is_flag=True)
@click.option("--sandbox", is_flag=True)
def restore(file: Path, *, yes: bool, sandbox: bool) -> int:
    """Put a copy of the ledger back; nothing leaves until the networks were read back."""
    from campaign.store.opening import restorable  # noqa: PLC0415
    from campaign.store.opening import restore as put_back  # noqa: PLC0415
    from campaign.wiring.ledgers import ledger_url  # noqa: PLC0415

    here = session(sandbox=sandbox)
    url = ledger_url(here.root, here.settings, here.campaign_name(), here.kind)
    here.refuse_now()
    restorable(file, url, here.campaign_name(), here.kind)
    if not yes and not agreed(here.say("restore.ask"), here.phrases):
        spoken(here.say("restore.left"), err=True)
        return 1
    restored = put_back(file, url, here.campaign_name(), here.kind)
    spoken(here.say("restore.done"))
    if restored.erased:
        spoken(here.say("restore.erased", n=restored.erased))
    if restored.ended:
        spoken(here.say("restore.ended", n=restored.ended))
    _tell(here, restored.since)
    _tell_others(here, restored)
    return 0


@click.command()
@click.argument("action", type=click.Choice(["copy"]))
@click.argument("url")
@click.option("--yes", "-y", is_flag=True)
def store(action: str, url: str, *, yes: bool) -> int:
    """Move the ledger from its file into a server's database."""
    del action
    from campaign.store.files import ledger_path, shown  # noqa: PLC0415
    from campaign.store.moving import move  # noqa: PLC0415
    from campaign.store.server_backend import ServerBackend  # noqa: PLC0415
    from campaign.wiring.ledgers import kept_folder, ledger_url  # noqa: PLC0415

    here = session(sandbox=False)
    here.refuse_now()
    name = here.campaign_name()
    source, target = ledger_url(here.root, here.settings, name, here.kind), shown(url)
    ledger, backend = ledger_path(source), ServerBackend(url, kept_folder())
    if not here.has_ledger(name):
        raise NothingLoaded
    here.run(lambda: _bring_up_to_date(here, name))
    if not yes and not agreed(here.say("store.ask", target=target), here.phrases):
        spoken(here.say("store.left"), err=True)
        return 1
    rows, former = move(ledger, backend)
    spoken(here.say("store.done", n=rows, target=target, former=former))
    return 0


async def _bring_up_to_date(here: Session, name: str) -> None:
    """Open the ledger once: it is migrated, and what an emergency left beside it is written."""
    async with here.ledger_to_write(name):
        pass


def _tell(here: Session, since: Since) -> None:
    """Say what happened since the copy was made: what is kept of it, and what is not."""
    if not since.known:
        spoken(here.say("restore.since-unknown", here=here.here))
        return
    for what, keys in (("out", since.out), ("under-way", since.under_way)):
        if keys:
            spoken(here.say(f"restore.since-{what}", n=len(keys)))
    if since.everything is not None:
        spoken(here.say("restore.since-all", why=since.everything, here=here.here))
    if since.kept:
        spoken(here.say("restore.since-kept", n=len(since.kept), here=here.here))
    for one in since.kept:
        spoken(f"  {one.key}: {tell_reason(one.reason, here.phrases)}")
    _tell_facts(here, since)


def _tell_others(here: Session, restored: Restored) -> None:
    """Say what becomes of the other campaigns that the ledger holds."""
    for what, names in (
        ("others", restored.others),
        ("unknown", restored.others_unknown),
        ("lost", restored.others_lost),
    ):
        if names:
            named = {"names": ", ".join(names), "former": restored.former}
            spoken(here.say(f"restore.since-in-{what}", n=len(names), **named))


def _tell_facts(here: Session, since: Since) -> None:
    if since.facts:
        spoken(here.say("restore.since-facts", n=len(since.facts), here=here.here))
    for fact in since.facts:
        value = shlex.quote(f"{fact.name}={fact.value}")
        click.echo(f"  {fact.subject} {value}  ({fact.by})")
