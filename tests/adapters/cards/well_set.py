"""What a card that is well set has, and what tests of cards have in common."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import pytest

from campaign.cards.leaning import is_short, leaning, leans
from campaign.core.cards import LANDSCAPE, PORTRAIT

if TYPE_CHECKING:
    from campaign.cards.canvas import Canvas, Mark
    from campaign.cards.ground import Motif

SIZES = pytest.mark.parametrize("size", [LANDSCAPE, PORTRAIT], ids=["landscape", "portrait"])
SENTENCE = (
    "La falta de coordinación desaprovecha las posibilidades tecnológicas, y esto trae como "
    "consecuencia que los avances de cada municipio en esta materia sean lentos e irregulares, "
    "en contraposición al rápido avance de las tecnologías: nadie espera al que no comparte "
    "datos, recursos ni equipos con los municipios que lo rodean. "
)
STILL = "y 2 personas más, por confirmar"
PHONE = 300
"""How wide a card is on a phone, in its pixels."""


def assert_well_set(canvas: Canvas) -> None:
    """Every ink lies in the safe area, apart from the others, and outside the motifs."""
    width, height = canvas.image.size
    for mark in canvas.marks:
        left, top, right, bottom = mark.box
        assert left >= width * 0.05 - 1, mark
        assert right <= width * 0.95 + 1, mark
        assert top >= height * 0.05, mark
        assert bottom <= height * 0.95, mark
    for one, other in itertools.combinations(canvas.marks, 2):
        assert not _overlap(one, other), (one, other)
    for mark in canvas.marks:
        for motif in canvas.motifs:
            assert _clear_of(mark, motif), (mark, motif)


def _clear_of(mark: Mark, motif: Motif) -> bool:
    """Tell whether a text is on the disc, below the horizon, or beyond what surrounds the disc."""
    left, top, right, bottom = mark.box
    corners = [(x, y) for x in (left, right) for y in (top, bottom)]
    if all(math.dist(corner, (motif.x, motif.y)) < motif.radius for corner in corners):
        return True
    if motif.horizon is not None and top > motif.horizon:
        return True
    near = (min(max(motif.x, left), right), min(max(motif.y, top), bottom))
    reach = motif.reach if motif.kind == "rings" else 1.38
    return math.dist(near, (motif.x, motif.y)) > motif.radius * min(reach, motif.reach)


def _overlap(one: Mark, other: Mark) -> bool:
    """Boxes may touch where a long descender meets an accent, by less than a quarter of a line."""
    slack = min(one.size, other.size) * 0.25
    across = min(one.box[2], other.box[2]) - max(one.box[0], other.box[0])
    down = min(one.box[3], other.box[3]) - max(one.box[1], other.box[1])
    return across > 1 and down > slack


def words_on(canvas: Canvas, field: str) -> str:
    """Return the words of one field as they were drawn, with plain spaces."""
    drawn = " ".join(mark.text for mark in canvas.marks if mark.field == field)
    return drawn.replace("\u00a0", " ")


def is_weak(word: str) -> bool:
    """Tell whether a line must not end on a word, in any of the languages."""
    return leans(word, leaning("")) and is_short(word)
