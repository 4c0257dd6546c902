"""How a page says things: local times, what a post is about, what it waits for and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.core.deliveries import State, Wait, WaitKind
from campaign.core.reasons import Reason
from campaign.core.subjects import PUBLICATION
from campaign.languages import Catalogue
from campaign.services.listing import EXPIRED_WAITING, expired_for, tell_reason, tell_what
from campaign.services.roles import tell_role

if TYPE_CHECKING:
    from datetime import datetime

    from campaign.core.dates import DateWords
    from campaign.core.deliveries import Delivery
    from campaign.core.programme import Programme
    from campaign.core.settings import Campaign

PLAIN = frozenset({"", "links"})
"""Subjects that go without saying beside the name of their fact."""

_WAITS = "waits-for-"
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Teller:
    """Says things in the campaign's language and in its zone.

    ``programme`` has the facts applied that are known.
    """

    campaign: Campaign
    programme: Programme
    phrases: Catalogue
    words: DateWords

    @classmethod
    def of(cls, campaign: Campaign, programme: Programme) -> Teller:
        """Return the teller of a campaign."""
        phrases = Catalogue(campaign.language)
        return cls(campaign, programme, phrases, phrases.dates)

    @property
    def zone(self) -> str:
        """Return what people call the zone: its city."""
        return self.campaign.city

    def say(self, key: str, **params: object) -> str:
        """Return a sentence of ``pages``."""
        return self.phrases.text(f"pages.{key}", **params)

    def state(self, state: str) -> str:
        """Return the word for a delivery's state."""
        return self.phrases.text(f"states.{state}")

    def local(self, at: datetime) -> datetime:
        """Return an instant in the campaign's zone."""
        return at.astimezone(self.campaign.zone)

    def day(self, at: datetime) -> str:
        """Return the day of an instant."""
        return self.words.say_day(self.local(at))

    def time(self, at: datetime) -> str:
        """Return the time of day of an instant."""
        return self.words.say_time(self.local(at))

    def brief(self, at: datetime) -> str:
        """Return day and time of an instant, as a table has room for it."""
        return self.words.say_briefly(self.local(at))

    def moment(self, at: datetime) -> str:
        """Return day and time of an instant."""
        return self.words.say(self.local(at))

    def subject(self, subject: str | None) -> str:
        """Return what people call a subject; ``""`` for none."""
        if subject is None:
            return ""
        if subject in {"links", "publication"}:
            return self.say(f"subject.{subject}")
        panel = self.programme.panel(subject)
        if panel is not None:
            return panel.title
        speaker = next((s for s in self.programme.speakers if s.id == subject), None)
        if speaker is not None:
            return speaker.name or self.seat(subject)
        return self._quote(subject) or subject

    def about(self, subject: str | None) -> str:
        """Return what a post is about, beside its title; the publication goes without saying."""
        return "" if subject == PUBLICATION else self.subject(subject)

    def seat(self, subject: str) -> str:
        """Return what a fact is about: a speaker by the seat, for names come and go."""
        for panel in self.programme.panels:
            for number, speaker in enumerate(panel.speakers, 1):
                if speaker.id == subject:
                    return self.say("subject.seat", n=number, panel=panel.title)
        return "" if subject in PLAIN else self.subject(subject)

    def _quote(self, subject: str) -> str:
        quote = next((q for q in self.programme.quotes if q.id == subject), None)
        if quote is None:
            return ""
        short = quote.text if len(quote.text) <= _LONGEST else f"{quote.text[:_LONGEST].rstrip()}…"
        return self.say("subject.quote", text=short)

    def fact(self, name: str) -> str:
        """Return what a fact is called."""
        return self.phrases.text(f"facts.{name}") if self.phrases.has(f"facts.{name}") else name

    def gap(self, mark: str) -> str:
        """Return the words at the place of a missing fact (``panel-1.stream``)."""
        return self.say("gap", name=self.fact(mark.rpartition(".")[2]))

    def lack(self, wait: Wait) -> tuple[str, str]:
        """Return what is missing, and of what: ``""`` where that needs no saying."""
        if wait.kind is WaitKind.FACT:
            subject, _, name = wait.what.rpartition(".")
            return self.fact(name), self.seat(subject)
        return self.say(f"wait.{wait.kind}", what=tell_what(wait, self.phrases)), ""

    def wait(self, wait: Wait) -> str:
        """Return one thing that a post waits for."""
        lack, subject = self.lack(wait)
        if wait.kind in {WaitKind.FACT, WaitKind.APPROVAL}:
            lack = self.say("wait.missing", what=lack)
        return f"{lack} · {subject}" if subject else lack

    def role(self, role: str) -> str:
        """Return what people call a role of the team."""
        return tell_role(role, self.phrases)

    def reason(self, reason: Reason | None) -> str:
        """Return why a delivery is where it is."""
        wait = wait_of(reason)
        if wait is not None:
            return self.wait(wait)
        if reason is not None and reason.id == EXPIRED_WAITING:
            return self.say("wait.expired", what=self.wait(expired_for(reason)))
        return tell_reason(reason, self.phrases)

    def why(self, delivery: Delivery) -> tuple[str, ...]:
        """Return why a delivery is where it is: all that it waits for, or its reason."""
        if delivery.state is State.WAITING and delivery.waits:
            return tuple(self.wait(wait) for wait in delivery.waits)
        reason = Reason.from_json(delivery.reason) if delivery.reason else None
        return (self.reason(reason),) if reason else ()


def wait_of(reason: Reason | None) -> Wait | None:
    """Return what a reason says that a delivery waits for; ``None`` for any other reason."""
    if reason is None or not reason.id.startswith(_WAITS):
        return None
    return Wait(WaitKind(reason.id.removeprefix(_WAITS)), reason.params.get("what", ""))


def capital(sentence: str) -> str:
    """Return a sentence with its first letter large."""
    return sentence[:1].upper() + sentence[1:]
