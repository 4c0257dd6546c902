"""What a card says, from the programme; and the facts that it shows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from campaign.core.cards import CardPartner, CardPerson, CardSpec
from campaign.core.facts import FactName, FactRead
from campaign.core.letters import monogram_of
from campaign.services.card_people import beside, yet_to_come

if TYPE_CHECKING:
    from campaign.core.dates import DateWords
    from campaign.core.expansion import Draft
    from campaign.core.folder import Folder
    from campaign.core.programme import Panel, Programme
    from campaign.core.subjects import Subject
    from campaign.ports.phrases import Phrases

QUOTE = "quote"
LIVE = "live"
SPEAKER = "speaker"
_NAMING_THE_PUBLICATION = ("announcement", LIVE)
"""A launch is of something: these cards say of what."""


class CardMaker:
    """Makes the specs of one campaign's cards. ``programme`` has its facts applied."""

    def __init__(
        self,
        folder: Folder,
        programme: Programme,
        phrases: Phrases,
        words: DateWords,
    ) -> None:
        self.folder = folder
        self.programme = programme
        self.phrases = phrases
        self.words = words
        letters = folder.brand.monogram or monogram_of(folder.campaign.title)
        self.brand = replace(folder.brand, monogram=letters)
        self.partners = tuple(
            CardPartner(partner.short or partner.name, partner.logo)
            for partner in programme.partners
        )

    def make(self, draft: Draft, size: tuple[int, int]) -> tuple[CardSpec, tuple[FactRead, ...]]:
        """Return the spec of a draft's card at ``size`` in pixels, and the facts it shows."""
        subject, layout = draft.subject, draft.entry.card or ""
        reads: list[FactRead] = []
        panel = subject.panel
        timeless = layout == QUOTE or subject.publication
        overview = subject.id is None
        headline = self._headline(subject, panel, reads)
        spec = CardSpec(
            layout=layout,
            size=size,
            language=self.folder.campaign.language,
            series=self._series(headline),
            headline=headline,
            alt="",
            brand=self.brand,
            kicker=self._kicker(layout, subject),
            when=None if timeless or layout == LIVE else self._when(panel, reads),
            subtitle=self._subtitle(layout, subject),
            where=None if timeless else self.programme.where,
            source=subject.quote.source if subject.quote else None,
            emphasis=subject.quote.emphasis if subject.quote else None,
            people=self._people(subject, panel, reads) if layout != QUOTE else (),
            partners=self.partners,
            overview=overview,
            others=self._others(layout, subject, reads),
        )
        return spec, tuple(dict.fromkeys(reads))

    def credit(self, spec: CardSpec) -> str:
        """Return whose the photos on a card are; empty where nobody is to be named."""
        whose = {one.photo: one.photo_credit for one in self.programme.speakers}
        named = [whose.get(person.photo) for person in spec.people if person.photo]
        told = list(dict.fromkeys(filter(None, named)))
        if not told:
            return ""
        return self.phrases.text("cards.photo-credit", n=len(told), names=", ".join(told))

    def _headline(self, subject: Subject, panel: Panel | None, reads: list[FactRead]) -> str:
        if subject.quote is not None:
            return subject.quote.text
        if subject.publication and self.programme.publication is not None:
            return self.programme.publication.title
        if panel is not None:
            reads.append(FactRead(panel.id, "title", panel.title))
            return panel.title
        return self.folder.campaign.title

    def _series(self, headline: str) -> str:
        """Return who speaks: the series, or who organises it where the headline names it."""
        title = self.folder.campaign.title
        partners = self.programme.partners
        return partners[0].name if headline == title and partners else title

    def _kicker(self, layout: str, subject: Subject) -> str | None:
        if layout == LIVE:
            return self.phrases.text("posts.live")
        if subject.quote is not None:
            return None
        if subject.publication:
            return self.phrases.text("posts.publication")
        if subject.panel is not None:
            kind = "launch" if subject.panel.kind == "launch" else "panel"
            return self.phrases.text(f"posts.{kind}", number=subject.panel.number)
        return None

    def _when(self, panel: Panel | None, reads: list[FactRead]) -> str | None:
        if panel is None:
            return self._days(reads)
        begins = panel.begins
        reads.append(FactRead(panel.id, "start", begins.isoformat() if begins else ""))
        return self.words.say(begins) if begins else panel.window

    def _days(self, reads: list[FactRead]) -> str | None:
        """Return the days of the whole series, what has no day yet by its window."""
        going = [panel for panel in self.programme.panels if not panel.cancelled]
        begun = [panel.begins for panel in going if panel.begins]
        named = self.words.named_days(begun)
        for panel in going:
            day = panel.begins.date() if panel.begins else None
            if day is None or day in named:
                # No hour stands there: whoever sees it cannot know one that is old later.
                reads.append(FactRead(panel.id, "start", day.isoformat() if day else ""))
        windows = [panel.window for panel in going if panel.window and not panel.begins]
        said = [self.words.say_days(begun)] if begun else []
        told = [*said, *dict.fromkeys(windows)]
        return self.words.say_together(told) if told else None

    def _subtitle(self, layout: str, subject: Subject) -> str | None:
        publication = self.programme.publication
        if publication is None:
            return None
        if subject.publication:
            return publication.subtitle
        launch = subject.panel is not None and subject.panel.kind == "launch"
        return publication.title if launch and layout in _NAMING_THE_PUBLICATION else None

    def _others(self, layout: str, subject: Subject, reads: list[FactRead]) -> str | None:
        """Return who takes part besides those on the card."""
        panel = subject.panel
        if panel is None or layout == QUOTE or subject.publication:
            return None
        reads += [FactRead(seat.id, "name", seat.name or "") for seat in panel.speakers]
        if subject.speaker is not None:
            return beside(subject.speaker, panel, self.phrases)
        return yet_to_come(panel, self.phrases)

    def _people(
        self,
        subject: Subject,
        panel: Panel | None,
        reads: list[FactRead],
    ) -> tuple[CardPerson, ...]:
        if subject.speaker is not None:
            seats: tuple[object, ...] = (subject.speaker,)
        else:
            seats = panel.speakers if panel and not subject.publication else ()
        people = []
        for speaker in panel.speakers if panel else ():
            if speaker not in seats:
                continue
            for name in ("name", "role", "organisation", "photo"):
                value = getattr(speaker, name)
                reads.append(FactRead(speaker.id, name, value or ""))
            if speaker.name:
                person = CardPerson(speaker.name, speaker.role, speaker.organisation)
                people.append(replace(person, photo=speaker.photo, focus=speaker.focus))
        return tuple(people)


def needed(draft: Draft) -> FactName | None:
    """Return the fact without which a card has nothing to show."""
    speaker = draft.subject.speaker
    if draft.entry.card and speaker is not None and speaker.name is None:
        return FactName(speaker.id, "name")
    return None
