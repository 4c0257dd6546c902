"""Paper that glows around the sun: every text is read on it, wherever it stands."""

from __future__ import annotations

from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from campaign.core.colours import READABLE, Palette, as_hex, clashes, contrast, mix, night, palette

COLOURS = st.tuples(*[st.integers(0, 255)] * 3).map(as_hex)
EXTREMES = st.sampled_from([0, 215]).flatmap(
    lambda least: st.tuples(*[st.integers(least, least + 40)] * 3).map(as_hex)
)


def least(colours: Palette) -> float:
    """Return the least contrast of a text on the way from paper to where it glows most."""
    ground = [mix(colours.paper, colours.glow, step / 200) for step in range(201)]
    texts = (colours.ink, colours.accent, colours.muted)
    return min(contrast(text, one) for text in texts for one in ground)


@settings(deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(COLOURS, EXTREMES, COLOURS)
@example("#fe2d8b", "#23140e", "#4decf7")
def test_texts_are_read_all_the_way_to_where_paper_glows_most(
    paper: str, accent: str, second: str
) -> None:
    brand = {"paper": paper, "accent": accent, "second": second}
    assume(not clashes(brand))
    assert least(palette(brand)) >= READABLE
    inside_out = night(palette(brand))
    assert inside_out.glow == inside_out.paper or least(inside_out) >= READABLE
