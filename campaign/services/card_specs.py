"""What a card says, from the programme; and the facts that it shows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from campaign.core.card_rows import Stage
from campaign.core.cards import CardPartner, CardPerson, CardSpec
from campaign.core.facts import FactName, FactRead
from campaign.core.layouts import Reckoned, Shown, layout_of
from campaign.core.subjects import Subject
from campaign.services.card_people import beside, organising, yet_to_come
from campaign.services.card_words import agenda, change, countdown, headings, quoted
from campaign.services.card_words.moments import moment
from campaign.services.card_words.told import Told

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from campaign.core.countdowns import Countdown
    from campaign.core.expansion import Draft
    from campaign.core.folder import Folder
    from campaign.core.layouts import Layout
    from campaign.core.programme import Panel, Programme
    from campaign.ports.phrases import Phrases

_RECKONED: Mapping[Reckoned, Callable[[Told], dict[str, str | None] | None]] = {
    Reckoned.TIME_LEFT: countdown.words,
    Reckoned.NEW_TIME: change.words,
}


@dataclass(frozen=True, slots=True)
class MadeCard:
    """A card's words; ``spec`` is ``None`` where it would have nothing to say.

    ``until`` is when the first date on it will be past (UTC), ``countdown`` what it says of the
    time until something. ``has_panel`` tells whether it was about a panel, ``quotes`` whether
    it shows what somebody said.
    """

    spec: CardSpec | None
    facts: tuple[FactRead, ...] = ()
    until: datetime | None = None
    countdown: Countdown | None = None
    has_panel: bool = True
    quotes: bool = False


class CardMaker:
    """Makes the specs of one campaign's cards. ``programme`` has its facts applied."""

    def __init__(self, folder: Folder, programme: Programme, phrases: Phrases) -> None:
        self.folder = folder
        self.programme = programme
        self.phrases = phrases
        self.brand = folder.brand.on_cards
        self.partners = tuple(
            CardPartner(partner.short or partner.name, partner.logo)
            for partner in programme.partners
        )

    def stage(self, layout: str, size: tuple[int, int]) -> Stage:
        """Return what the cards of a sheet share with each other and with those of posts."""
        campaign = self.folder.campaign
        language, title = campaign.language, campaign.title
        return Stage(layout, size, language, title, self.brand, self.partners)

    def make(self, draft: Draft, size: tuple[int, int]) -> MadeCard:
        """Return the card of a draft at ``size`` in pixels."""
        layout = layout_of(draft.entry.card)
        told = self._told(draft)
        reckoned = layout.reckoned
        own = _RECKONED[reckoned](told) if reckoned is not None else {}
        if own is None:
            of_panel = reckoned is Reckoned.NEW_TIME
            return MadeCard(None, has_panel=not of_panel or draft.subject.panel is not None)
        spec = self._spec(layout, size, told)
        spec = replace(spec, **own)  # type: ignore[arg-type]
        reads = tuple(dict.fromkeys(told.reads))
        quotes = layout.quotes and told.subject.quote is not None
        return MadeCard(spec, reads, told.until, told.countdown, quotes=quotes)

    def needed(self, draft: Draft) -> FactName | None:
        """Return the fact without which a card has nothing to show."""
        subject = draft.subject
        if draft.entry.card is None:
            return None
        if subject.speaker is not None and subject.speaker.name is None:
            return FactName(subject.speaker.id, "name")
        if layout_of(draft.entry.card).reckoned is not Reckoned.TIME_LEFT:
            return None
        told = self._told(draft)
        going = [panel for panel in self.programme.panels if not panel.cancelled]
        wanted = [subject.panel] if subject.panel is not None else going
        ahead = [one for one in wanted if one.begins is None or not told.is_past(one.begins)]
        if ahead and all(panel.begins is None for panel in ahead):
            return FactName(ahead[0].id, "start")
        return None

    def credit(self, spec: CardSpec) -> str:
        """Return whose the photos on a card are; empty where nobody is to be named."""
        whose = {one.photo: one.photo_credit for one in self.programme.speakers}
        named = [whose.get(person.photo) for person in spec.people if person.photo]
        told = list(dict.fromkeys(filter(None, named)))
        if not told:
            return ""
        return self.phrases.text("cards.photo-credit", n=len(told), names=", ".join(told))

    def _told(self, draft: Draft) -> Told:
        """Return a card under way; one of a quote that the calendar names none for, of its text."""
        campaign = self.folder.campaign
        told = Told(draft, self.programme, self.phrases, campaign.title, campaign.session)
        if not layout_of(draft.entry.card).quotes or draft.subject.quote is not None:
            return told
        found = quoted.quote_of(told, self.folder.source_of(draft.entry, draft.channel))
        if found is not None:
            told.draft = replace(draft, subject=replace(draft.subject, quote=found))
        return told

    def _spec(self, layout: Layout, size: tuple[int, int], told: Told) -> CardSpec:
        subject, shows = told.subject, layout.shows
        panel = headings.panel_of(layout, told)
        timeless = subject.publication
        headline = headings.headline(layout, panel, told, self.folder.campaign.title)
        return CardSpec(
            layout=layout.name,
            size=size,
            language=self.folder.campaign.language,
            series=self._series(headline),
            headline=headline,
            alt="",
            brand=self.brand,
            kicker=headings.kicker(layout, panel, told),
            when=moment(panel, told) if Shown.WHEN in shows and not timeless else None,
            subtitle=headings.subtitle(layout, panel, told),
            where=self.programme.where if Shown.WHERE in shows and not timeless else None,
            source=subject.quote.source if subject.quote else None,
            emphasis=subject.quote.emphasis if subject.quote else None,
            people=_people(panel, told) if Shown.PEOPLE in shows else (),
            partners=self.partners,
            overview=subject == Subject() and panel is None and Shown.AGENDA not in shows,
            others=_others(panel, told) if Shown.SEATS in shows else None,
            figure=headings.figure(layout, told),
            agenda=agenda.rows(told) if Shown.AGENDA in shows else (),
        )

    def _series(self, headline: str) -> str:
        """Return who speaks: the series, or who organises it where the headline names it."""
        campaign = self.folder.campaign
        if headline != campaign.title:
            return campaign.title
        named = organising(campaign.organisers, self.programme, self.phrases)
        return named or campaign.title


def _others(panel: Panel | None, told: Told) -> str | None:
    """Return who takes part besides those on the card."""
    subject = told.subject
    if panel is None or subject.publication:
        return None
    told.reads += [FactRead(seat.id, "name", seat.name or "") for seat in panel.speakers]
    if subject.speaker is not None:
        return beside(subject.speaker, panel, told.phrases)
    return yet_to_come(panel, told.phrases)


def _people(panel: Panel | None, told: Told) -> tuple[CardPerson, ...]:
    subject = told.subject
    if panel is None or (subject.publication and subject.speaker is None):
        return ()
    people = []
    for speaker in panel.speakers:
        if subject.speaker not in {None, speaker}:
            continue
        for name in ("name", "role", "organisation", "photo"):
            told.reads.append(FactRead(speaker.id, name, getattr(speaker, name) or ""))
        if speaker.name:
            person = CardPerson(speaker.name, speaker.role, speaker.organisation)
            people.append(replace(person, photo=speaker.photo, focus=speaker.focus))
    return tuple(people)
