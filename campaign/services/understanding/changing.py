"""A change of panel: *cámbiame del 1 al 2* is a cancellation and a sign-up in one breath."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.services.understanding.intents import CHANGE, CHANGES, IN_AND_OUT, Intent, Wish
from campaign.services.understanding.scene import By, name_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from campaign.services.understanding.matching import Match
    from campaign.services.understanding.scene import Reference, Scene
    from campaign.services.understanding.words import Word


def without_halves(matches: Sequence[Match]) -> list[Match]:
    """Return the matches without those that read one half of a change (*sal del 1, entra al 2*)."""
    whole = next((match for match in matches if match.intent in CHANGES), None)
    if whole is None:
        return list(matches)
    return [
        match
        for match in matches
        if match.intent not in IN_AND_OUT or match.end <= whole.start or whole.end <= match.start
    ]


def change(
    match: Match, words: Sequence[Word], found: Sequence[Reference], scene: Scene
) -> tuple[Wish, Wish]:
    """Return the wish to leave a panel and the one to join another, in this order.

    ``found`` are the panels that were named; one alone is left or joined by the word before it.
    Of two that nothing tells apart the first is left, but joined in *el 2 en vez del 1*.
    """
    score = round(min(match.score, 1.0), 2)
    first_left = match.intent == CHANGE
    named = [r for r in found if len(r.panels) == 1 or r.by is By.EITHER][:2]
    leaves = [_is_left(n, named, words, scene) for n in range(len(named))]
    if len(named) == 2:  # noqa: PLR2004 -- one to leave and one to join
        leaves = leaves if leaves[0] != leaves[1] else [first_left, not first_left]
    leave = next((r for r, left in zip(named, leaves, strict=True) if left), None)
    join = next((r for r, left in zip(named, leaves, strict=True) if not left), None)
    return (_wish(Intent.CANCEL, leave, score, scene), _wish(Intent.SIGN_UP, join, score, scene))


def _is_left(number: int, named: Sequence[Reference], words: Sequence[Word], scene: Scene) -> bool:
    """Tell *de el 1* from *a el 1*, by the words since the panel before."""
    start = named[number - 1].end if number else 0
    before = {word.key for word in words[start : named[number].start]}
    return bool(before & scene.lexicon.brief.leaves) and not before & scene.lexicon.brief.joins


def _wish(intent: Intent, panel: Reference | None, score: float, scene: Scene) -> Wish:
    panels = panel.panels if panel else ()
    subject = name_of(panels[0], scene.programme) if len(panels) == 1 else None
    return Wish(intent, subject, score, None, panels)
