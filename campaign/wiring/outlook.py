"""``doctor`` and the next 14 days: what would not go out, told as the alarms would tell it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.services.ahead import AHEAD, LATER, ahead, soon
from campaign.services.alarming import Cause
from campaign.services.alarms import alarm_text, stray_text
from campaign.services.team_messages import TeamMessages
from campaign.wiring.finding import Finding
from campaign.wiring.heartbeat import is_alive

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from campaign.core.settings import Campaign
    from campaign.ports.history import Stray
    from campaign.ports.ledger import Snapshot
    from campaign.ports.phrases import Phrases
    from campaign.wiring.finding import Patient

_SIGN = "🔴 "
"""What alarms begin with, to be seen among a chat's messages."""


def of_strays(strays: Collection[Stray], phrases: Phrases) -> Iterator[Finding]:
    """Tell each thing that is out, and not in the ledger."""
    for stray in strays:
        what, _, way = stray_text(stray, phrases).removeprefix(_SIGN).partition("\n\n")
        subject = f"stray:{stray.name}"
        yield Finding("ahead", "told", {"what": what, "way": way}, subject, ok=False)


def outlook(
    campaign: Campaign,
    snapshot: Snapshot,
    patient: Patient,
    enough: Collection[str],
    dead: Collection[str],
) -> Iterator[Finding]:
    """Tell each thing that would keep posts from going out, or that nothing would."""
    from campaign.channels import labels  # noqa: PLC0415

    team = TeamMessages(None, patient.phrases, frozenset(), labels())
    found = ahead(snapshot, patient.now, enough, dead)
    for alarm in found:
        if alarm.cause is Cause.UNREAD:  # here nobody knows whether the program runs
            yield Finding("ahead", "unread", {"posts": team.lines(alarm.deliveries)}, ok=False)
            continue
        subject = f"{alarm.cause}:{alarm.what}" if alarm.what else alarm.cause
        text = alarm_text(alarm, snapshot, campaign, team, patient.now).removeprefix(_SIGN)
        what, _, way = text.partition("\n\n")
        near = patient.afar is None  # of a program elsewhere nobody knows here whether it runs
        if alarm.cause is Cause.LATE and near and not is_alive(patient.root, patient.kind):
            way = patient.phrases.text("doctor.ahead.not-running")
        good = alarm.cause in LATER
        yield Finding("ahead", "told", {"what": what, "way": way}, subject, ok=good)
    number = len({one.key.post for one in soon(snapshot, patient.now)})
    if number and not found:
        yield Finding("ahead", params={"n": str(number), "days": str(AHEAD.days)})
