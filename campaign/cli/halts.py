"""What keeps posts in whatever their state is: a hold of everything, stopped channels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from campaign.cli.output import flowed, screen_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from campaign.cli.session import Session
    from campaign.core.deliveries import Delivery
    from campaign.ports.circuits import ChannelState
    from campaign.ports.ledger import Snapshot


def halted(snapshot: Snapshot) -> dict[str, ChannelState]:
    """Return the channels that are stopped, by name."""
    return {n: state for n, state in sorted(snapshot.channels.items()) if state.stopped}


def shut_lines(here: Session, snapshot: Snapshot) -> list[str]:
    """Say that everything is held, whatever is loaded, and which channels are stopped."""
    return loudly([*_held(here, snapshot), *_stopped(here, halted(snapshot).values())])


def shut_for(here: Session, one: Delivery, snapshot: Snapshot) -> list[str]:
    """Return the sentences on what keeps a post that is to go out from it."""
    state = halted(snapshot).get(one.key.channel)
    if not one.is_open:
        return []
    return [*_held(here, snapshot), *_stopped(here, [state] if state else [])]


def loudly(told: Sequence[str]) -> list[str]:
    """Return sentences in lines that are not overlooked."""
    return [click.style(row, fg="red") for one in told for row in flowed(one, screen_width())]


def _held(here: Session, snapshot: Snapshot) -> list[str]:
    hold = snapshot.hold
    return [] if hold is None else [here.say("status.hold", by=hold.by, why=hold.reason)]


def _stopped(here: Session, states: Iterable[ChannelState]) -> list[str]:
    return [str(halt_fields(here, state)["told"]) for state in states]


def halt_fields(here: Session, state: ChannelState) -> Mapping[str, object]:
    """Return a stopped channel for programs; ``told`` says why and what to do."""
    from campaign.channels import labels  # noqa: PLC0415 -- where something is stopped
    from campaign.wiring.accounts import lacks_settings  # noqa: PLC0415

    lacking = "not-emulated" if here.sandbox else "status.halted-missing"
    why = lacking if lacks_settings(state) else f"status.halted-{state.stopped}"
    words, channel = state.words or "", labels().get(state.channel, state.channel)
    told = here.say(why, channel=channel, words=words, here=here.here)
    return {"channel": state.channel, "why": state.stopped, "words": words, "told": told}
