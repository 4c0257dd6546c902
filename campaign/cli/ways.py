"""What a person can do for a post that does not go out by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.deliveries import State, WaitKind
from campaign.services.listing import way_out
from campaign.services.roles import tell_role
from campaign.services.standing import ATTENTION

if TYPE_CHECKING:
    from campaign.cli.session import Session
    from campaign.core.deliveries import Delivery, Wait


def ways_out(here: Session, one: Delivery, key: str) -> list[str]:
    """Return what a person can do for a post to go on, one sentence for each thing it lacks."""
    if one.state is State.WAITING:
        return [_way(here, wait, key) for wait in one.waits]
    if one.state in ATTENTION:
        return [here.phrases.text(f"states.way.{one.state}", key=key, here=here.here)]
    return []


def _way(here: Session, wait: Wait, key: str) -> str:
    """Return what can be done for one thing that is lacking; an approval by whoever may give it."""
    who = as_approver(here, wait.what) if wait.kind is WaitKind.APPROVAL else ""
    return way_out(wait, here.phrases, key, who + here.here)


def approvers(here: Session, role: str) -> list[str]:
    """Return the people of the team who have a role."""
    return [member.name for member in here.campaign().team if member.role == role and member.name]


def as_approver(here: Session, role: str) -> str:
    """Return the options with which somebody approves in a role: as its first person, or by its
    name where the team names nobody for it.
    """
    people = approvers(here, role)
    if people:
        return f' --as "{people[0]}"'
    return here.say("decide.as-role", role=as_option(tell_role(role, here.phrases)))


def as_option(name: str) -> str:
    """Return a role's name as it is typed on the command line."""
    return f'"{name}"' if " " in name else name
