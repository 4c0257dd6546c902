"""``retention``: what is kept of people and is older than it may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from campaign.cli.output import FORMAT, as_json, flowed, screen_width, show_lines
from campaign.cli.session import Session, session
from campaign.core.errors import NothingLoaded
from campaign.services.listing import iso

if TYPE_CHECKING:
    from collections.abc import Sequence

    from campaign.ports.retention import Aged
    from campaign.store.store import Store


@click.command()
@click.option("--dry-run", is_flag=True)
@click.option("--sandbox", is_flag=True)
@FORMAT
def retention(form: str, *, dry_run: bool, sandbox: bool) -> None:
    """Take away what is older than it may be, as ``run`` does every day, or only show it."""
    here = session(sandbox=sandbox)
    if not dry_run:
        here.refuse_now()
    found = here.run(lambda: _found(here, dry_run=dry_run))
    if form == "json":
        as_json([_fields(one) for one in found])
        return
    lines = [here.say("retention.would" if dry_run else "retention.done")]
    for one in found:
        lines += flowed(_line(here, one), screen_width(), hang=2)
    show_lines([*lines, here.say("retention.daily")])


async def _found(here: Session, *, dry_run: bool) -> Sequence[Aged]:
    if dry_run:
        async with here.ledger(here.campaign_name()) as store:
            return await _of(here, store, dry_run=True)
    async with here.ledger_to_write(here.campaign_name()) as store:
        gone = await _of(here, store, dry_run=False)
        await store.scrub()
        return gone


async def _of(here: Session, store: Store, *, dry_run: bool) -> Sequence[Aged]:
    """Return each kind in its order; one whose time cannot have come has nothing."""
    from campaign.ports.retention import Aged, Kept  # noqa: PLC0415
    from campaign.services.conversation import content_of, told_of  # noqa: PLC0415
    from campaign.services.retention import cutoffs  # noqa: PLC0415
    from campaign.wiring.desk import read_folder  # noqa: PLC0415

    snapshot = await store.snapshot()
    if snapshot.revision is None:
        raise NothingLoaded
    known = told_of(read_folder(await store.revision_files()), here.kind)
    programme = content_of(known, snapshot.facts, None).programme
    ends = cutoffs(programme, here.clock.now())
    found = await (store.aged(ends) if dry_run else store.purge(ends))
    by_kind = {one.kept: one for one in found}
    return [by_kind.get(kept, Aged(kept, 0, None)) for kept in Kept]


def _fields(one: Aged) -> dict[str, object]:
    """Return one line of ``retention --format json``; its fields are stable."""
    return {
        "kept": one.kept.value,
        "days": _days(one),
        "rows": one.rows,
        "oldest": iso(one.oldest),
    }


def _line(here: Session, one: Aged) -> str:
    kept = here.say(f"retention.{one.kept.value}", days=_days(one))
    if one.oldest is None:
        return here.say("retention.none", kept=kept)
    return here.say("retention.some", kept=kept, n=one.rows, oldest=one.oldest.date())


def _days(one: Aged) -> int:
    from campaign.services.retention import LIMITS  # noqa: PLC0415

    return LIMITS[one.kept].days
