"""What a card shows: the narrow door of the drawing engine, ``CardSpec`` → bytes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

LANDSCAPE = (1200, 675)
PORTRAIT = (1080, 1350)
SIZES = {f"{width}x{height}": (width, height) for width, height in (LANDSCAPE, PORTRAIT)}
"""The sizes of cards, as people write them."""


LEAST_PHOTO = 160
"""Pixels that a photo of somebody has to have across and down: with fewer it is a blur."""

FAMILIES = ("fraunces", "source-serif", "inter")
"""The families of type that come with the program."""

PHOTOS = "assets/photos/"
"""Where a photo lies that is named without its folder."""

MOTIFS = ("sun", "rings", "grid", "none")
"""What is drawn around a card's disc: bars, circles, a field of points, nothing."""

CORNERS = ("round", "square")
"""How portraits, signs and bars end."""


@dataclass(frozen=True, slots=True)
class Brand:
    """How the cards of one campaign look; the content of ``assets/brand.yaml``.

    ``colours`` maps the roles ``paper``, ``ink``, ``accent``, ``second``,
    ``disc`` and ``muted`` to ``#rrggbb``. ``voices`` sets titles and quotations, ``facts``
    everything else: one of :data:`FAMILIES`, or the path of a font in the campaign folder.
    ``logo`` is a path there, too. ``monogram`` is for pages, no card shows it.
    """

    colours: Mapping[str, str] = field(default_factory=dict)
    monogram: str | None = None
    voices: str = "fraunces"
    facts: str = "inter"
    motif: str = "sun"
    corners: str = "round"
    logo: str | None = None

    @property
    def own_fonts(self) -> tuple[str, ...]:
        """Return the paths of the fonts that the campaign brings."""
        return tuple(path for path in (self.voices, self.facts) if path not in FAMILIES)

    @property
    def on_cards(self) -> Brand:
        """Return what cards are drawn with: a card is the same whatever is not on it."""
        return replace(self, monogram=None)


@dataclass(frozen=True, slots=True)
class ImageInfo:
    """What a picture is by its content; ``width`` and ``height`` are pixels, upright.

    ``no_logo`` is the key of the reason why it can be no logo (``blank``, ``no-ground``).
    """

    media_type: str
    width: int
    height: int
    no_logo: str = ""


@dataclass(frozen=True, slots=True)
class CardPerson:
    """Somebody on a card; ``photo`` is a path in the campaign folder, ``focus`` where the face
    is: shares of the photo's width and height from its left and upper edge.
    """

    name: str
    role: str | None = None
    organisation: str | None = None
    photo: str | None = None
    focus: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class CardPartner:
    """A partner at the foot of a card; ``logo`` is a path in the campaign folder."""

    name: str
    logo: str | None = None


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """A line of the programme: what a session is called in short, its title, and its time.

    Of one that is ``over`` no time is told but that it was. ``brief`` is the time in few letters,
    for cards on which the whole one would be too small; empty where there is none. ``called`` is
    the number with what the campaign calls a session; empty for a panel.
    """

    number: str
    title: str
    when: str
    over: bool = False
    brief: str = ""
    called: str = ""


@dataclass(frozen=True, slots=True)
class CardSpec:
    """Everything a card needs, with its words final and in the campaign's language.

    ``size`` is in pixels. ``partners`` are in their order, with short names. ``alt``
    says what the card says, for those who do not see it. ``overview`` marks the card
    of the whole series. ``others`` says who takes part besides ``people``: nobody is to
    look alone who is not.

    ``figure`` is what is read first where that is not the headline: how many ``unit`` it is
    until something, with ``lead`` before it («Faltan», «3», «días»), «Hoy», «Gracias», a score.
    ``before`` is the moment in whose place ``when`` has come; ``agenda`` the whole programme.
    """

    layout: str
    size: tuple[int, int]
    language: str
    series: str
    headline: str
    alt: str
    brand: Brand = field(default_factory=Brand)
    kicker: str | None = None
    when: str | None = None
    where: str | None = None
    source: str | None = None
    emphasis: str | None = None
    people: tuple[CardPerson, ...] = ()
    partners: tuple[CardPartner, ...] = ()
    subtitle: str | None = None
    overview: bool = False
    others: str | None = None
    lead: str | None = None
    figure: str | None = None
    unit: str | None = None
    before: str | None = None
    agenda: tuple[AgendaRow, ...] = ()

    def files(self, there: Collection[str]) -> tuple[str, ...]:
        """Return the paths of what is drawn on the card, or its type is read from, as far as they
        are ``there``: photos, logos and fonts, once each.
        """
        photos = [person.photo for person in self.people if person.photo]
        logos = [self.brand.logo, *(partner.logo for partner in self.partners)]
        named = [path if path in there else PHOTOS + path for path in photos]
        named += [*(path for path in logos if path), *self.brand.own_fonts]
        return tuple(path for path in dict.fromkeys(named) if path in there)
