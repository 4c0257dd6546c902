"""What the bot knows when it decides: the loaded campaign, the person, the time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from campaign.ports.attendees import Crowd

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from campaign.core.folder import Answer
    from campaign.core.programme import Panel, Programme
    from campaign.core.settings import Campaign
    from campaign.ports.attendees import Said, SignUp
    from campaign.ports.phrases import Phrases
    from campaign.services.conversation.turns import Door
    from campaign.services.understanding import Lexicon


@dataclass(frozen=True, slots=True)
class Content:
    """The last loaded revision, with its facts applied. ``sequence`` rises with every change.

    ``team_chat`` is where questions for a person go. ``before`` are the starts that were told of
    panels that have been moved since, by their ids. ``mark`` is the ledger's when this was loaded,
    ``changed`` when that last changed (aware). ``public`` is the address at which it is served.
    """

    campaign: Campaign
    programme: Programme
    answers: Sequence[Answer] = ()
    team_chat: int | None = None
    sequence: int = 0
    before: Mapping[str, datetime] = field(default_factory=dict)
    mark: tuple[int, int] | None = None
    changed: datetime | None = None
    public: str | None = None


@dataclass(frozen=True, slots=True)
class Tongues:
    """The sentences and the understanding of every language; ``phrases_of`` takes its code."""

    phrases_of: Callable[[str], Phrases]
    lexicons: Mapping[str, Lexicon]

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the languages that the bot speaks."""
        return tuple(sorted(self.lexicons))


@dataclass(frozen=True, slots=True)
class View:
    """Everything that a decision may depend on. ``now`` is aware, ``crowds`` counts by panel.

    ``known`` tells whether the person is remembered, ``news`` whether they agreed to news (``None``
    if they were never asked), ``bot`` is the bot's user name.
    ``doors`` are further kinds of buttons, by prefix; ``said`` is what the bot said last.
    """

    content: Content
    tongues: Tongues
    language: str
    now: datetime
    sign_ups: Sequence[SignUp] = ()
    crowds: Mapping[str, Crowd] = field(default_factory=dict)
    known: bool = False
    news: bool | None = None
    bot: str = ""
    doors: Mapping[str, Door] = field(default_factory=dict)
    said: Said | None = None

    @property
    def phrases(self) -> Phrases:
        """Return the sentences in the person's language."""
        return self.tongues.phrases_of(self.language)

    def crowd(self, panel: Panel) -> Crowd:
        """Return how many signed up for a panel."""
        return self.crowds.get(panel.id, Crowd())

    @property
    def panels(self) -> tuple[Panel, ...]:
        """Return the panels by their number."""
        return tuple(sorted(self.content.programme.panels, key=lambda panel: panel.number))

    def say(self, message_id: str, **params: object) -> str:
        """Return one of the bot's sentences, with a capital at its beginning."""
        return capital(self.word(message_id, **params))

    def word(self, message_id: str, **params: object) -> str:
        """Return one of the bot's words as it stands in the catalogue."""
        return self.phrases.text(f"bot.{message_id}", **params)

    def is_over(self, panel: Panel) -> bool:
        """Tell whether a panel has ended."""
        return panel.is_over(self.now)

    def is_live(self, panel: Panel) -> bool:
        """Tell whether a panel is under way."""
        return panel.is_live(self.now)

    def sign_up_of(self, panel: Panel) -> SignUp | None:
        """Return the person's own sign-up for a panel."""
        return next((mine for mine in self.sign_ups if mine.panel == panel.id), None)


def capital(sentence: str) -> str:
    """Return a sentence with a capital at its beginning."""
    return sentence[:1].upper() + sentence[1:]
