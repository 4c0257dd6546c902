"""What attendees are told without asking: a panel comes, or it changed. Each at most once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from campaign.core.attendees import Seat
from campaign.ports.messages import Message, Priority
from campaign.services.conversation import Reply, saying
from campaign.services.conversation.view import capital
from campaign.services.leads import LEADS, reminded_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from campaign.core.attendees import Attendee
    from campaign.core.programme import Panel, Programme
    from campaign.core.settings import Campaign
    from campaign.core.when import When
    from campaign.ports.phrases import Phrases

LATE = timedelta(hours=2)
"""A reminder of a day before that is later than this says nothing worth a message."""

MOVED = "moved"
"""The change of a panel from one moment to another."""


@dataclass(frozen=True, slots=True)
class Signed:
    """Who has a seat on a panel, and who waits for one."""

    seated: Sequence[Attendee] = ()
    waiting: Sequence[Attendee] = ()

    @property
    def by_state(self) -> tuple[tuple[Seat, Sequence[Attendee]], ...]:
        """Return the people of each state of a sign-up."""
        return (Seat.SEATED, self.seated), (Seat.WAITING, self.waiting)


@dataclass(frozen=True, slots=True)
class Since:
    """How somebody stands who is told of a change, and what the panel was ``before`` it."""

    state: Seat
    before: Panel | None


class Notices:
    """Makes messages to attendees in their languages."""

    def __init__(self, campaign: Campaign, phrases_of: Callable[[str], Phrases]) -> None:
        self.campaign = campaign
        self.phrases_of = phrases_of

    def due(
        self, programme: Programme, seated: Mapping[str, Sequence[Attendee]], now: datetime
    ) -> tuple[Message, ...]:
        """Return the reminders that are due now; ``seated`` maps panels to their people.

        They may be made again at any time: ``dedupe`` lets each out once. A panel that
        moves is reminded of anew.
        """
        return tuple(
            self._reminder(panel, lead, person)
            for panel, lead in due_now(programme, now)
            for person in seated.get(panel.id, ())
            if person.reachable and _is_told_of(lead, panel, person)
        )

    def changes(
        self,
        before: Programme,
        after: Programme,
        signed_up: Mapping[str, Signed],
        now: datetime,
    ) -> tuple[Message, ...]:
        """Return what people are told of a changed programme, once per change.

        The change's instant ``now`` tells it from an earlier one to the same time: who was
        told of a move and of the way back is told of the next move, too.
        """
        return tuple(
            self._message(
                person,
                panel,
                kind,
                f"{kind}:{_mark(panel)}:{now.isoformat()}",
                Since(state, before.panel(panel.id)),
            )
            for panel, kind in changed(before, after, now)
            for state, people in signed_up.get(panel.id, Signed()).by_state
            for person in people
            if person.reachable
        )

    def _reminder(self, panel: Panel, lead: str, person: Attendee) -> Message:
        return self._message(person, panel, "reminder", f"reminder-{lead}:{_mark(panel)}")

    def _message(
        self, person: Attendee, panel: Panel, kind: str, mark: str, since: Since | None = None
    ) -> Message:
        phrases = self.phrases_of(person.language)
        said = saying.named(panel, self.campaign, phrases)
        if since is not None:
            said["standing"] = phrases.text(f"bot.still-{since.state}")
        if since is not None and since.before is not None and kind == MOVED:
            kind, moments = saying.moved(since.before, panel, self.campaign, phrases)
            said |= moments
        text = phrases.text(f"bot.{kind}", **said)
        if panel.stream and not panel.cancelled:
            text = f"{text} {phrases.text('bot.reminder-link', url=panel.stream)}"
        dedupe = f"{mark}:{panel.id}:{person.id}"
        return Message(
            person.chat,
            Reply(capital(text)).body(),
            Priority.NOTICE,
            once=True,
            dedupe=dedupe,
            attendee=person.id,
        )


def due_now(programme: Programme, now: datetime) -> Iterable[tuple[Panel, str]]:
    """Return the panels of which people are to be reminded now, and how long before it is."""
    for panel in programme.panels:
        for lead, when in LEADS.items():
            if _is_due(panel, when, now):
                yield panel, lead


def _is_due(panel: Panel, lead: When, now: datetime) -> bool:
    begins = panel.begins
    if begins is None or panel.cancelled or panel.started is not None:
        return False
    late = now - reminded_at(begins, lead)
    return now < begins and timedelta() <= late <= LATE


def _is_told_of(lead: str, panel: Panel, person: Attendee) -> bool:
    """Tell whether somebody signed up before a reminder's moment: else it was not promised."""
    moment = None if panel.begins is None else reminded_at(panel.begins, LEADS[lead])
    return person.since is None or moment is None or person.since < moment


def changed(before: Programme, after: Programme, now: datetime) -> Iterable[tuple[Panel, str]]:
    """Return changed panels with the sentence that tells it; what is over changes nothing."""
    for old in before.panels:
        new = after.panel(old.id)
        over = old.ends is not None and old.ends <= now
        if over:
            continue
        if new is None or new.cancelled:
            if not old.cancelled:
                yield new or old, "cancelled-panel"
        elif old.cancelled:
            yield new, "moved-undated" if new.begins is None else "restored-panel"
        elif new.begins != old.begins:
            yield new, _moved(old, new)


def _moved(old: Panel, new: Panel) -> str:
    if new.begins is None:
        return "moved-undated"
    return "dated" if old.begins is None else MOVED


def _mark(panel: Panel) -> str:
    """Return the instant that a message speaks of."""
    return panel.begins.isoformat() if panel.begins else "undated"
