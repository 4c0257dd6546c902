"""How likely it is that each of several wishes is what a message means.

Cues and likeness say something of each wish; a few signs of that, weighed and compared (a
multinomial logistic regression), make a share for each. The weights are those that
``scripts/fit_confidence.py`` finds by messages of which no sentence was learned.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LEAST = 0.003
"""What is less likely than this is as unlikely as that."""

MOST_TAKEN = 4

WEIGHTS = (0.37, 0.6, 0.72, -1.31, 0.83, 1.77, 1.2, -0.33)
"""How much each of ``Signs.numbers`` counts."""


PLAIN, FEWEST = 0.88, 2
"""From this score on, and of so many words, a cue that leaves no word unexplained is plain."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for and against a wish, each from 0 to 1, but for ``taken``.

    ``cue`` is the score of its best cue, 0 where none is found, ``likely`` how likely it is by what
    the message is like. ``left`` is the share of the words that say something which the cue
    leaves unexplained, ``taken`` the number of words that the cue knows. ``chosen`` tells that the
    cue was chosen among all, ``polite`` that the wish is seldom meant where no cue says it.
    """

    cue: float = 0.0
    likely: float = 0.0
    left: float = 1.0
    taken: int = 0
    chosen: bool = False
    polite: bool = False

    @property
    def is_plain(self) -> bool:
        """Tell whether the chosen cue explains a message to its last word."""
        whole = self.chosen and not self.left
        return whole and self.cue >= PLAIN and self.taken >= FEWEST

    @property
    def numbers(self) -> tuple[float, ...]:
        """Return the signs as they are weighed."""
        cued = self.cue > 0
        return (
            float(cued),
            self.cue,
            min(self.taken, MOST_TAKEN) / MOST_TAKEN if cued else 0.0,
            self.left if cued else 0.0,
            float(self.chosen),
            math.log(self.likely + LEAST),
            math.sqrt(self.likely),
            float(self.polite and not cued),
        )


def shares(signs: Mapping[str, Signs]) -> dict[str, float]:
    """Return how likely each wish is, together 1."""
    scores = {
        wish: sum(w * n for w, n in zip(WEIGHTS, sign.numbers, strict=True))
        for wish, sign in signs.items()
    }
    most = max(scores.values(), default=0.0)
    powers = {wish: math.exp(score - most) for wish, score in scores.items()}
    total = sum(powers.values())
    return {wish: power / total for wish, power in powers.items()}
