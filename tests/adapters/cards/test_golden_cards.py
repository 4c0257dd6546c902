"""Cards look as they did when somebody last looked at them; see ``scripts/golden.py``."""

from __future__ import annotations

from campaign.cards import LAYOUTS
from scripts import golden
from scripts.golden_cards import SIZES, golden_cards

CARDS = golden_cards()
RENEW = "if they are as they should be, keep them with: make golden ARGS=--renew"


def test_every_layout_and_size_has_a_golden_picture() -> None:
    wanted = {f"{layout}-{width}x{height}" for layout in LAYOUTS for width, height in SIZES}
    assert wanted <= CARDS.keys()
    assert CARDS.keys() == {file.stem for file in golden.GOLDEN.glob("*.webp")}, RENEW


def test_cards_look_as_they_did() -> None:
    changed = [one for one in golden.differences(CARDS.items()) if one.is_one]
    where = golden.write_page(changed) if changed else ""
    assert [one.name for one in changed] == [], f"look at {where}; {RENEW}"
