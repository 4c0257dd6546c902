"""Cards that may not hold their text: composed once in ``check``, so that load has no surprise.

Composing every card would make ``check`` slow, and nearly all fit with room to spare:
only those with unusually much text or unusual letters are tried.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from campaign.core.colours import clashes
from campaign.core.layouts import layout_of
from campaign.core.problems import Code, Place, Problem, error
from campaign.services.rules.consequences import BRAND

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from campaign.core.cards import CardSpec
    from campaign.core.rendering import Drawn
    from campaign.ports.rendering import Renderer
    from campaign.services.drafting import Prepared

ROOMY_HEADLINE = 160
ROOMY_QUOTE, ROOMY_BESIDE = 240, 520
"""A quote, and it with all that stands on its card: thousands of such were drawn, and fitted."""

ROOMY_BESIDE_MORE = 100
"""A headline that stands beside a figure, another time, a programme or a thing."""

ROOMY_AGENDA = 6
"""So many sessions with titles that are no longer than a line."""

ROOMY_FOOT = 240
"""The names of all partners."""

ROOMY_LINE = 60
LONGEST_WORD = 24
LAST_LATIN = "\u017f"
"""Those after it are in few languages, and not all are in our fonts."""

PUNCTUATION = frozenset(
    "\u2010\u2011\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u2022\u20ac\u00a0\u202f"
)


def cards(
    items: Sequence[Prepared],
    files: Mapping[str, bytes],
    renderer: Renderer,
) -> Iterator[Problem]:
    """Cards whose text does not fit at its smallest size, or has letters that no font has; one
    card of a campaign that brings its own type. None where the brand's colours cannot be read:
    that is told of the brand.
    """
    first = next((item for item in items if item.card is not None), None)
    if first is not None and first.card is not None and clashes(first.card.brand.colours):
        return
    risky: dict[str, Prepared] = {}
    for item in items:
        if item.card is not None and is_risky(item.card):
            risky.setdefault(repr(item.card), item)
    if not risky and first is not None and first.card is not None and first.card.brand.own_fonts:
        risky[""] = first
    specs = [item.card for item in risky.values() if item.card is not None]
    for item, drawn in zip(
        risky.values(), renderer.try_out(specs, files) if specs else (), strict=True
    ):
        if drawn.file and item.card is not None and drawn.file in item.card.brand.own_fonts:
            yield unusable_font(drawn, files)
        elif drawn.fault is not None:
            yield error(
                Code.CARD_DOES_NOT_FIT,
                item.entry.place_of("card"),
                post=item.draft.post,
                layout=item.entry.card or "",
                field=drawn.field or "",
                reason=drawn.fault,
                n=len(item.card.agenda) if item.card else 0,
                because=drawn.field or "",
            )


def unusable_font(drawn: Drawn, files: Mapping[str, bytes]) -> Problem:
    """Return what is wrong with a font of the brand, at the line that names it."""
    name = drawn.file.rpartition("/")[2]
    lines = files.get(BRAND, b"").decode(errors="replace").splitlines()
    found = (number for number, line in enumerate(lines, start=1) if name in line)
    place = Place(BRAND, next(found, None))
    return error(Code.FONT_UNUSABLE, place, value=name, reason=drawn.why)


def drawable(
    items: Sequence[Prepared], files: Mapping[str, bytes], renderer: Renderer
) -> list[Prepared]:
    """Return deliveries that cannot wait for a card: without it where it cannot be drawn."""
    specs = [item.card for item in items if item.card is not None]
    tried = iter(renderer.try_out(specs, files) if specs else ())
    return [
        item
        if item.card is None or next(tried).fault is None
        else replace(item, card=None, shown=None)
        for item in items
    ]


def is_risky(spec: CardSpec) -> bool:
    """Tell whether a card has to be drawn to know that it can be."""
    partners = [partner.name for partner in spec.partners]
    lines = _lines(spec, partners)
    texts = [text for text in (spec.headline, spec.subtitle, spec.others, *lines) if text]
    if (
        any(len(line) > ROOMY_LINE for line in lines)
        or sum(map(len, partners)) > ROOMY_FOOT
        or len(spec.agenda) > ROOMY_AGENDA
    ):
        return True
    if len(spec.headline) > _roomy(spec, sum(map(len, texts))):
        return True
    longest = max((len(word) for text in texts for word in text.split()), default=0)
    return longest > LONGEST_WORD or not all(map(_is_plain, "".join(texts)))


def _lines(spec: CardSpec, partners: Sequence[str]) -> list[str]:
    """Return what stands on a card in small pieces."""
    lines = [spec.kicker, spec.when, spec.where, spec.source, spec.series, *partners]
    lines += [spec.lead, spec.figure, spec.unit, spec.before]
    for person in spec.people:
        lines += [person.name, person.role, person.organisation]
    for row in spec.agenda:
        lines += [row.number, row.title, row.when]
    return [line for line in lines if line]


def _roomy(spec: CardSpec, length: int) -> int:
    """Return how long a headline may be beside the rest of what a card says."""
    layout = layout_of(spec.layout)
    if layout.quotes and length <= ROOMY_BESIDE:
        return ROOMY_QUOTE
    beside = spec.figure or spec.before or spec.agenda or layout.narrow
    return ROOMY_BESIDE_MORE if beside else ROOMY_HEADLINE


def _is_plain(letter: str) -> bool:
    return (letter <= LAST_LATIN and letter.isprintable()) or letter in PUNCTUATION
