"""``backup`` and ``restore``: the ledger, safely."""

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
    return 0


def _tell(here: Session, since: Since) -> None:
    """Say what was decided since the copy was made: what is kept of it, and what is not."""
    if not since.known:
        spoken(here.say("restore.since-unknown", here=here.here))
        return
    if since.everything is not None:
        spoken(here.say("restore.since-all", why=since.everything, here=here.here))
    if since.kept:
        spoken(here.say("restore.since-kept", n=len(since.kept), here=here.here))
    for one in since.kept:
        spoken(f"  {one.key}: {tell_reason(one.reason, here.phrases)}")
    if since.facts:
        spoken(here.say("restore.since-facts", n=len(since.facts)))
    for fact in since.facts:
        value = shlex.quote(f"{fact.name}={fact.value}")
        click.echo(f"  pregonero fact {fact.subject} {value}{here.here}  ({fact.by})")
