"""What ``run`` says to the person at its terminal: one sentence each, with the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from campaign.cli.output import spoken
from campaign.cli.saying import changes, counted
from campaign.cli.times import times
from campaign.core.deliveries import State, WaitKind
from campaign.core.generations import counting
from campaign.core.lateness import overdue
from campaign.services.listing import called

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from campaign.cli.session import Session
    from campaign.core.deliveries import Delivery
    from campaign.core.errors import PregoneroError
    from campaign.ports.ledger import Snapshot

TOKEN = "PREGONERO_TELEGRAM_TOKEN"  # noqa: S105 -- the name of a setting
COMING = frozenset({State.PLANNED, State.WAITING, State.RETRY, State.PAUSED})


def tell(
    here: Session, message_id: str, *, channels: Collection[str] = (), **params: object
) -> None:
    """Say a sentence of the command line's catalogue.

    ``channels`` are ids; the sentence has them as ``channel``, as people call them.
    """
    about = params | ({"channels": sorted(channels)} if channels else {})
    if channels:
        params["channel"] = called(channels, labels_here())
    spoken(here.say(message_id, **params), message_id=message_id, about=about)


def tell_of_folder(here: Session, message_id: str, **params: Any) -> None:
    """Say a sentence of the folder's watch; of what was loaded also what changed and comes next."""
    tell(here, message_id, **params)
    changed, due = params.get("changed"), params.get("due")
    if changed is None:
        return
    told = changes(here.phrases, changed) or here.say("load.nothing")
    when = times(here).brief(due) if due else here.say("run.none-next")
    tell(here, "run.reloaded-what", changes=told, when=when)


def labels_here() -> Mapping[str, str]:
    """Return what people call the channels, by their ids."""
    from campaign.channels import labels  # noqa: PLC0415 -- only where a channel is named

    return labels()


def tell_failure(here: Session, failed: PregoneroError) -> None:
    """Say what went wrong, and what can be done about it."""
    spoken(here.complaint(failed), err=True, message_id=failed.message_id, about=failed.params)


def tell_lacking(here: Session, channel: str, lacking: tuple[str, ...], snapshot: Snapshot) -> None:
    """Say which settings of a channel are missing, and what does not go out for want of them."""
    if here.sandbox:  # which has the settings of all networks that it emulates
        what = {"channel": called((channel,), labels_here())}
        _spoken_of(channel, lacking, here.say("not-emulated", **what), "not-emulated")
        return
    kept = [d for d in snapshot.deliveries if d.key.channel == channel and d.state in COMING]
    first = _next(kept, here.clock.now())
    said = {
        "channel": called((channel,), labels_here()),
        "names": ", ".join(lacking),
        "posts": counted(here.phrases, (d.key.post for d in kept))["posts"],
    }
    message_id = "run.missing" if first is None else "run.missing-next"
    if first is not None:
        said["when"] = times(here).brief(first)
    _spoken_of(channel, lacking, here.say(message_id, **said), message_id)
    if TOKEN in lacking:
        spoken(here.say("run.no-bot", name=TOKEN), err=True, message_id="run.no-bot")


def tell_lacking_here(
    here: Session, channel: str, lacking: tuple[str, ...], _snapshot: Snapshot
) -> None:
    """Say which settings this process lacks that others of the campaign may have."""
    what = {"channel": called((channel,), labels_here()), "names": ", ".join(lacking)}
    _spoken_of(channel, lacking, here.say("run.missing-here", **what), "run.missing-here")


def _spoken_of(channel: str, lacking: tuple[str, ...], text: str, message_id: str) -> None:
    about = {"channels": (channel,), "names": lacking}
    spoken(text, err=True, message_id=message_id, about=about)


def tell_started(
    here: Session, snapshot: Snapshot, served: Collection[str], waiting: Collection[str] = ()
) -> None:
    """Say what comes next on the channels that are ``served`` here; those ``waiting`` are
    another program's as long as that runs.
    """
    if not served:
        tell(here, "run.started-waiting" if waiting else "run.started-nowhere")
        return
    going = [d for d in snapshot.deliveries if d.state is State.PLANNED and d.key.channel in served]
    due = _next(going, here.clock.now())
    when = here.say("show.at-utc", **times(here).whole(due)) if due else here.say("run.none-next")
    tell(here, "run.started", when=when)


def tell_awaited(here: Session, snapshot: Snapshot) -> None:
    """Say how many posts of each kind do not go out by themselves, or are late already."""
    newest, now = counting(snapshot.deliveries).values(), here.clock.now()
    kinds = {
        "needs-you": [d for d in newest if d.state in (State.UNKNOWN, State.NEEDS_PERSON)],
        "needs-approval": [d for d in newest if _lacks_approval(d)],
        "behind": overdue(newest, now),
    }
    for kind, found in kinds.items():
        params: dict[str, Any] = counted(here.phrases, (d.key.post for d in found))
        if found:
            tell(here, f"run.{kind}", **params)


def _lacks_approval(delivery: Delivery) -> bool:
    waits = delivery.waits if delivery.state is State.WAITING else ()
    return any(wait.kind is WaitKind.APPROVAL for wait in waits)


def _next(deliveries: Iterable[Delivery], now: datetime) -> datetime | None:
    return min((d.due for d in deliveries if d.due and d.due >= now), default=None)
