"""``status`` and ``show``: looking without changing anything."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from campaign.cli.output import FORMAT, as_json, clipped, table
from campaign.cli.session import Session, session
from campaign.core.deliveries import State
from campaign.core.errors import UnknownDelivery
from campaign.services.listing import delivery_fields, history_fields, iso, reason_of
from campaign.services.planning import newest_generations

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from campaign.core.deliveries import Delivery
    from campaign.ports.ledger import Snapshot

SANDBOX = click.option("--sandbox", is_flag=True)
ATTENTION = (State.UNKNOWN, State.NEEDS_PERSON, State.PAUSED, State.REFUSED)

SENDABLE = (State.PLANNED, State.RETRY)
"""States in which a post goes out by itself: past its time, a person should see it."""


def overdue(newest: Iterable[Delivery], now: datetime) -> list[Delivery]:
    """Return what should have gone out by itself and has not."""
    return [d for d in newest if d.state in SENDABLE and d.due and d.due < now]


@click.command()
@FORMAT
@SANDBOX
def status(form: str, *, sandbox: bool) -> None:
    """Tell what is due, late, waiting and unknown."""
    here = session(sandbox=sandbox)
    snapshot = here.run(lambda: _snapshot(here))
    if form == "json":
        as_json(_status_json(here, snapshot))
    else:
        _show_status(here, snapshot)


async def _snapshot(here: Session) -> Snapshot:
    async with here.ledger(here.campaign_name()) as ledger:
        return await ledger.snapshot()


def _status_json(here: Session, snapshot: Snapshot) -> dict[str, object]:
    newest = newest_generations(snapshot.deliveries)
    rows = [delivery_fields(delivery, here.phrases) for delivery in newest.values()]
    hold = snapshot.hold
    return {
        "revision": snapshot.revision.number if snapshot.revision else None,
        "trusted": snapshot.trusted,
        "hold": {"by": hold.by, "reason": hold.reason, "at": iso(hold.at)} if hold else None,
        "counts": dict(Counter(str(row["state"]) for row in rows)),
        "deliveries": rows,
    }


def _show_status(here: Session, snapshot: Snapshot) -> None:
    newest = list(newest_generations(snapshot.deliveries).values())
    if snapshot.revision is None:
        click.echo(here.say("status.nothing"))
        return
    if snapshot.hold is not None:
        click.secho(
            here.say("status.hold", by=snapshot.hold.by, why=snapshot.hold.reason), fg="red"
        )
    counts = Counter(delivery.state for delivery in newest)
    told = ", ".join(f"{n} {here.phrases.text(f'states.{s}')}" for s, n in counts.items())
    click.echo(here.say("status.counts", n=len(newest), states=told))
    now = here.clock.now()
    soon = [d for d in newest if d.state is State.PLANNED and d.due and d.due >= now]
    groups = {
        "needs": [d for d in newest if d.state in ATTENTION],
        "late": overdue(newest, now),
        "next": sorted(soon, key=lambda d: d.due or now)[:8],
        "waiting": [d for d in newest if d.state in {State.WAITING, State.HELD}],
    }
    for name, deliveries in groups.items():
        if not deliveries:
            continue
        click.echo("")
        click.secho(here.say(f"status.{name}"), bold=True)
        headers = [here.say(f"plan.{column}") for column in ("when", "post", "state")]
        rows = [
            [
                (d.local or "—")[:16].replace("T", " "),
                str(d.key),
                clipped(
                    f"{here.phrases.text(f'states.{d.state}')}. {reason_of(d, here.phrases)}", 90
                ),
            ]
            for d in deliveries
        ]
        table(headers, rows)


@click.command()
@click.argument("key")
@FORMAT
@SANDBOX
def show(key: str, form: str, *, sandbox: bool) -> None:
    """Tell one delivery's whole history."""
    here = session(sandbox=sandbox)
    told = here.run(lambda: _history(here, key))
    if form == "json":
        as_json(told)
        return
    for name in ("key", "title", "state", "reason", "local", "url", "approved_by"):
        if told[name]:
            value = here.phrases.text(f"states.{told[name]}") if name == "state" else told[name]
            click.echo(f"{here.say(f'show.{name}')}: {value}")
    if told["text"]:
        click.echo(f"\n{told['text']}\n")
    for alt in told["alts"]:
        click.echo(here.say("show.alt", alt=alt))
    headers = [here.say(f"show.{name}") for name in ("at", "state", "reason", "by")]
    rows = [
        [
            str(line["at"])[:19],
            here.phrases.text(f"states.{line['state']}"),
            clipped(str(line["reason"]), 80),
            str(line["by"]),
        ]
        for line in told["history"]
    ]
    table(headers, rows)


async def _history(here: Session, key: str) -> dict[str, object]:
    async with here.ledger(here.campaign_name()) as ledger:
        newest = newest_generations((await ledger.snapshot()).deliveries)
        found = next((d for k, d in newest.items() if str(k) == key), None)
        if found is None:
            raise UnknownDelivery(key=key)
        history = await ledger.history(key)
    payload = found.payload
    return {
        **delivery_fields(found, here.phrases),
        "text": payload.text if payload else None,
        "alts": [image.alt for image in payload.images] if payload else [],
        "history": [history_fields(line, here.phrases) for line in history],
    }
