"""Cards look as they did when somebody last looked at them; see ``scripts/golden.py``."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from campaign.cards import draw
from campaign.cards.engine import compose
from scripts import golden
from scripts.golden_cards import golden_cards

if TYPE_CHECKING:
    from pathlib import Path

    from campaign.core.cards import CardSpec

CARDS = golden_cards()


@pytest.fixture
def quote() -> CardSpec:
    return CARDS["quote-1200x675"]


def test_another_quality_is_no_difference(quote: CardSpec) -> None:
    target = io.BytesIO()
    compose(quote, {}).image.save(target, "JPEG", quality=75)
    assert golden.distance(golden.small(target.getvalue()), drawn(quote)) <= golden.MOST


def test_a_quarter_of_a_pixel_is_no_difference(quote: CardSpec) -> None:
    card = compose(quote, {}).image
    aside = (1, 0, 0.25, 0, 1, 0)
    moved = card.transform(card.size, Image.Transform.AFFINE, aside, Image.Resampling.BICUBIC)
    target = io.BytesIO()
    moved.save(target, "JPEG", quality=90)
    assert golden.distance(golden.small(target.getvalue()), drawn(quote)) <= golden.MOST


@pytest.mark.parametrize(
    "changes",
    [
        {"headline": "Comprar mejor: qué aprende una comuna cuando publica cada contacto"},
        {"series": "Datos y cuidados"},
        {"partners": CARDS["quote-1200x675"].partners[:3]},
        {"brand": replace(CARDS["quote-1200x675"].brand, colours={"accent": "#0b5e63"})},
    ],
    ids=["letter", "series", "partner", "accent"],
)
def test_what_people_would_see_is_a_difference(quote: CardSpec, changes: dict[str, object]) -> None:
    assert golden.distance(drawn(replace(quote, **changes)), drawn(quote)) > golden.MOST  # type: ignore[arg-type]


def test_a_difference_is_shown_on_a_page(
    quote: CardSpec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(golden, "PAGE", tmp_path / "page" / "index.html")
    monkeypatch.setattr(golden, "GOLDEN", tmp_path / "golden")
    (first,) = golden.differences([("quote", quote)])
    assert first.far is None
    golden.renew([first])
    (same,) = golden.differences([("quote", quote)])
    assert not same.is_one
    (other,) = golden.differences([("quote", replace(quote, headline="Otra cosa"))])
    assert other.is_one
    shown = golden.write_page([other]).read_text(encoding="utf-8")
    assert shown.count("<img") == 3
    assert "quote" in shown


def drawn(spec: CardSpec) -> Image.Image:
    return golden.small(draw(spec, {}))
