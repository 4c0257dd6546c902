"""What is known about each layout of cards: one entry here, one module in ``cards/layouts``.

The entry says what such a card shows and what it is for, the module what it looks like. Its words
are in the catalogues: how it is introduced (``cards.alt.NAME``), and what teams call it in their
sheets (the table ``layouts``). Whoever has to know something of a layout reads it here: no other
module compares names of layouts.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Flag, StrEnum, auto
from typing import Final

from campaign.core.cards import LANDSCAPE, PORTRAIT
from campaign.core.subjects import QUOTES, SPEAKERS


class Shown(Flag):
    """What a card shows of its subject besides what it is called."""

    WHEN = auto()
    WHERE = auto()
    PEOPLE = auto()
    SEATS = auto()
    """How many of those who take part are not known yet."""
    LAUNCHED = auto()
    """Of a launch, what is launched."""
    AGENDA = auto()
    """The whole programme, a line for each session."""


NOTHING: Final = Shown(0)
EVERYTHING: Final = Shown.WHEN | Shown.WHERE | Shown.PEOPLE | Shown.SEATS
"""All that there is to show of one subject."""


_OF_PEOPLE: Final = frozenset({"role", "organisation", "photo"})
"""What is not there where people are named and no more."""

_AS_POSTS: Final = frozenset({"source", "figure"})
"""What only numbers and quotes have."""

_WORDS: Final = frozenset({"kicker", "subtitle", "when", "where", "emphasis", "person"})
_TILES: Final = {LANDSCAPE: 428 / 632, PORTRAIT: 540 / 770}
"""The tile of who is presented alone, its width in heights, where words leave it all its room."""

ROW_FIELDS: Final = _WORDS | _AS_POSTS | _OF_PEOPLE
"""What a row of a sheet may say besides its name and its large text."""


class About(StrEnum):
    """What a card is about."""

    SUBJECT = "subject"
    """What its entry is for."""
    SERIES = "series"
    PUBLICATION = "publication"
    """The last two whatever the entry is for."""


class Tense(StrEnum):
    """When its panel takes place, as a card speaks of it."""

    ANY = "any"
    COMING = "coming"
    NOW = "now"
    OVER = "over"


class Reckoned(StrEnum):
    """Words that depend on the hour; there may be nothing to say."""

    TIME_LEFT = "time-left"
    """How long it is until the panel, or until the next one of the series."""
    NEW_TIME = "new-time"
    """The time that a panel had, and the one that it has."""


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout, by the name of its module.

    ``kicker`` is the message that stands above the headline (else what the panel is called; with
    ``kicker_of_panel`` both), ``figure`` the one that is read first. ``group`` is what an entry
    has to be for, as it is written in calendars: such a card is one person's, or one quote's.
    ``counted`` ones show a number, which rows of sheets have and posts have not. ``narrow``: the
    headline stands beside a thing or another time, and has less room. ``unseen`` are those of
    :data:`ROW_FIELDS` that its picture does not show. ``signals``: its kicker says that it is on
    now, and nothing else stands there.
    """

    name: str
    shows: Shown = EVERYTHING
    about: About = About.SUBJECT
    tense: Tense = Tense.ANY
    reckoned: Reckoned | None = None
    kicker: str | None = None
    kicker_of_panel: bool = False
    figure: str | None = None
    group: str = ""
    counted: bool = False
    narrow: bool = False
    unseen: frozenset[str] = _AS_POSTS
    signals: bool = False

    @property
    def quotes(self) -> bool:
        """Tell whether its headline is what somebody said."""
        return self.group == QUOTES

    @property
    def presents(self) -> bool:
        """Tell whether it presents one person of a panel, beside whom others are."""
        return self.group == SPEAKERS

    @property
    def voiced(self) -> bool:
        """Tell whether it is a person's: what they say or speak about is not their name."""
        return bool(self.group)

    def photo_shape(self, size: tuple[int, int]) -> float:
        """Return how wide a photo of somebody is on a card of this size, in heights: a disc takes
        a square.
        """
        return _TILES.get(size, 1.0) if self.presents else 1.0

    @property
    def needs_programme(self) -> bool:
        """Tell whether it shows what no row of a sheet has: other times, the sessions."""
        return self.reckoned is not None or Shown.AGENDA in self.shows

    @property
    def looks_back(self) -> bool:
        """Tell whether those whom it names took part, and do not any more."""
        return self.tense is Tense.OVER and Shown.PEOPLE in self.shows


ANNOUNCEMENT: Final = "announcement"
"""What is meant where a panel is named, and no layout."""

CHANGE: Final = "change"
"""What a correction gets that the program writes itself."""

# What is over has no date and no place any more, and what is on no seats to be filled.
_ENTRIES: Final = (
    Layout(ANNOUNCEMENT, EVERYTHING | Shown.LAUNCHED, tense=Tense.COMING),
    Layout(CHANGE, Shown.WHERE, reckoned=Reckoned.NEW_TIME, narrow=True),
    Layout(
        "countdown",
        Shown.WHEN | Shown.WHERE | Shown.LAUNCHED,
        reckoned=Reckoned.TIME_LEFT,
    ),
    Layout(
        "cover",
        NOTHING,
        About.PUBLICATION,
        kicker="posts.publication",
        narrow=True,
        unseen=_AS_POSTS | _OF_PEOPLE | {"emphasis"},
    ),
    Layout(
        "live",
        Shown.WHERE | Shown.PEOPLE | Shown.LAUNCHED,
        tense=Tense.NOW,
        kicker="posts.live",
        unseen=_AS_POSTS | {"role", "photo", "emphasis"},
        signals=True,
    ),
    Layout(
        "note",
        Shown.LAUNCHED,
        tense=Tense.OVER,
        kicker="cards.kicker.note",
        kicker_of_panel=True,
        narrow=True,
        unseen=_AS_POSTS | _OF_PEOPLE,
    ),
    Layout(
        "overview",
        Shown.WHERE | Shown.AGENDA,
        About.SERIES,
        Tense.COMING,
        kicker="cards.kicker.overview",
    ),
    Layout("quote", NOTHING, group=QUOTES, unseen=frozenset({"subtitle", "figure"})),
    Layout(
        "recording",
        Shown.LAUNCHED,
        tense=Tense.OVER,
        kicker="cards.kicker.recording",
        kicker_of_panel=True,
        narrow=True,
        unseen=_AS_POSTS | _OF_PEOPLE,
    ),
    Layout("score", counted=True, unseen=frozenset()),
    Layout("speaker", tense=Tense.COMING, group=SPEAKERS, unseen=_AS_POSTS | {"emphasis"}),
    Layout(
        "thanks",
        Shown.PEOPLE | Shown.LAUNCHED,
        tense=Tense.OVER,
        figure="cards.thanks",
        unseen=_AS_POSTS | {"emphasis"},
    ),
)
_BY_NAME: Final = {one.name: one for one in _ENTRIES}

KNOWN: Final = frozenset(_BY_NAME)
"""The names of all layouts: those of the modules, which a test sees to."""

OF_POSTS: Final = frozenset(one.name for one in _ENTRIES if not one.counted)
OF_SHEETS: Final = frozenset(one.name for one in _ENTRIES if not one.needs_programme)
"""Those that a sheet with a card in each row can have."""


def layout_of(name: str | None) -> Layout:
    """Return what is known about a layout; of a name that is none, what holds for any card."""
    return _BY_NAME.get(name or "") or Layout(name or "")
