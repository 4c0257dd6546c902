"""Whatever a brand's colours are, everything on a page can be read, by day and by night."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.core.cards import Brand
from campaign.core.colours import READABLE, contrast
from campaign.wiring.pages.look import GROUNDS, TEXTS, schemes, style

COLOUR = st.from_regex(r"\A#[0-9a-f]{6}\Z")
ROLES = ("paper", "ink", "accent", "second", "disc", "muted")


@given(st.dictionaries(st.sampled_from(ROLES), COLOUR))
def test_every_text_can_be_read_on_every_ground(colours: dict[str, str]) -> None:
    for scheme in schemes(Brand(colours)):
        for text in TEXTS:
            for ground in GROUNDS:
                assert contrast(scheme[text], scheme[ground]) >= READABLE, (text, ground)
        assert contrast(scheme["on-disc"], scheme["disc"]) >= READABLE


@pytest.mark.parametrize("wrong", ["red;}body{display:none", "#12", "</style><script>"])
def test_a_colour_that_is_none_never_reaches_the_page(wrong: str) -> None:
    assert style(Brand({"paper": wrong})) == style(Brand())


def test_the_colours_are_the_brand_s() -> None:
    violet = style(Brand({"disc": "#4b2e83", "paper": "#faf7ff", "ink": "#1b1030"}))
    assert "--disc:#4b2e83" in violet
    assert "--paper:#faf7ff" in violet
