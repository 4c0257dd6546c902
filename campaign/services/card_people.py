"""Who takes part in a panel besides those whom a card shows, and who organises the series."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.programme import Tier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from campaign.core.programme import Panel, Programme, Speaker
    from campaign.ports.phrases import Phrases

ROOM = 110
"""So many letters of names fit above a title, on as few lines as leave it the largest."""

_ORGANISING = frozenset({Tier.ORGANISES, Tier.CONVENES})


def yet_to_come(panel: Panel, phrases: Phrases) -> str | None:
    """Return that some seats are still open, ``None`` where all are known or none is."""
    unknown = sum(speaker.name is None for speaker in panel.speakers)
    if not 0 < unknown < len(panel.speakers):
        return None
    return phrases.text("posts.others.yet-to-come", n=unknown)


def beside(speaker: Speaker, panel: Panel, phrases: Phrases) -> str | None:
    """Return with whom somebody shares a panel, ``None`` for whoever has it alone."""
    others = [other for other in panel.speakers if other != speaker]
    names = [other.name for other in others if other.name]
    unknown = len(others) - len(names)
    if not others:
        return None
    if not names:
        return phrases.text("posts.others.with-unknown", n=unknown)
    if unknown:
        return phrases.text("posts.others.with-more", n=unknown, names=", ".join(names))
    return phrases.text("posts.others.with", names=listed(names, phrases))


def listed(names: Sequence[str], phrases: Phrases) -> str:
    """Return names as one says them: *Ana, Rita e Inés*."""
    return phrases.dates.say_names(names)


def organising(named: Sequence[str], programme: Programme, phrases: Phrases) -> str:
    """Return who organises the series: those whom the campaign names, or else its first partners.

    All of them where they fit; by their short names, or the first alone, where they do not.
    """
    partners = programme.partners
    first = [one.name for one in partners if one.tier == partners[0].tier]
    alone = not partners or partners[0].tier not in _ORGANISING
    names = named or (first[:1] if alone else first)
    if not names:
        return ""
    short = {one.name: one.short or one.name for one in partners}
    for told in (names, [short.get(name, name) for name in names]):
        together = listed(told, phrases)
        if len(together) <= ROOM:
            return together
    return names[0]
