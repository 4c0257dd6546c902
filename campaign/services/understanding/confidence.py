"""How sure it is that a message means what its cues say.

A logistic regression over a few signs, between what fits messages that nobody had read before
(``tuning_*.txt`` and the half that is looked at of ``blind_*.txt``) and what fits the sentences of
``asked.txt``, read as messages by what was learned without them and those like them (decision 58).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

_ALWAYS = -0.1
_CUE, _OTHER, _LIKELY, _RIVAL = 2.8, -1.6, 3.0, -3.2
_LEFT, _TAKEN = -1.0, 1.4
_MOST_TAKEN = 4


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for and against a reading, each from 0 to 1, but for ``taken``.

    ``cue`` is its score, ``other`` the best score of a cue for another wish; ``likely`` is how
    likely its wish is by what the message is like, ``rival`` how likely the likeliest other.
    ``left`` is the share of the words that say something which the cue leaves unexplained,
    ``taken`` the number of words that the cue knows.
    """

    cue: float
    other: float
    likely: float
    rival: float
    left: float
    taken: int


def confidence(signs: Signs) -> float:
    """Return how sure a reading is, from 0 to 1."""
    score = (
        _ALWAYS
        + _CUE * signs.cue
        + _OTHER * signs.other
        + _LIKELY * math.sqrt(signs.likely)
        + _RIVAL * math.sqrt(signs.rival)
        + _LEFT * signs.left
        + _TAKEN * min(signs.taken, _MOST_TAKEN) / _MOST_TAKEN
    )
    return 1 / (1 + math.exp(-score))
