"""How sure it is that a message means what its cues say.

A logistic regression over a few signs, fitted to messages that nobody had read before
(``tuning_*.txt`` and the half that is looked at of ``blind_*.txt``): of the readings of
which this says 0.9, some nine in ten were right.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

_ALWAYS = 0.5
_CUE, _LIKELY, _RIVAL = 1.9, 3.8, -3.4
_LEFT, _STRANGE, _TAKEN = -0.6, -1.0, 1.25
_MOST_TAKEN = 4


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for and against a reading, each from 0 to 1, but for ``taken``.

    ``cue`` is its score, ``likely`` how likely its wish is by what the message is like, ``rival``
    how likely the likeliest other. ``left`` is the share of the words that say something which the
    cue leaves unexplained, ``strange`` that of those which nobody learned, ``taken`` the number of
    words that the cue knows.
    """

    cue: float
    likely: float
    rival: float
    left: float
    strange: float
    taken: int


def confidence(signs: Signs) -> float:
    """Return how sure a reading is, from 0 to 1."""
    score = (
        _ALWAYS
        + _CUE * signs.cue
        + _LIKELY * math.sqrt(signs.likely)
        + _RIVAL * math.sqrt(signs.rival)
        + _LEFT * signs.left
        + _STRANGE * signs.strange
        + _TAKEN * min(signs.taken, _MOST_TAKEN) / _MOST_TAKEN
    )
    return 1 / (1 + math.exp(-score))
