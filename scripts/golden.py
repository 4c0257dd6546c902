"""Golden pictures: what the cards of every layout looked like when somebody last looked at them.

``make golden`` draws them anew and says which differ, with a page that shows the differences;
``make golden ARGS=--renew`` keeps the new ones. The tests compare with :func:`differences`.

Cards are compared as the eye does it that looks at a phone: small, a little blurred, and by the
worst place of the picture. Another version of a library that moves an edge by a quarter of a
pixel makes no difference; another letter does.
"""

from __future__ import annotations

import argparse
import base64
import html
import io
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageFilter

from campaign.cards import draw
from scripts.golden_cards import golden_cards

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from campaign.core.cards import CardSpec

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = ROOT / "tests" / "adapters" / "cards" / "golden"
PAGE = ROOT / "build" / "golden" / "index.html"
WIDTH = 400
CELL = 8
"""The side of the places that are compared, in pixels of the small picture."""

MOST = 7.0
"""How far the worst place may be from the golden one, of 255."""

_WEIGHTS = (1.0, 0.6, 0.6)
"""Brightness counts for more than colours, as for the eye."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A card and its golden picture; ``far`` is how far the worst place is, ``None`` if it has no
    golden one.
    """

    name: str
    drawn: Image.Image
    golden: Image.Image | None
    far: float | None

    @property
    def is_one(self) -> bool:
        """Tell whether anybody would see it."""
        return self.far is None or self.far > MOST


def small(content: bytes) -> Image.Image:
    """Return a card as it is kept: 400 pixels wide."""
    with Image.open(io.BytesIO(content)) as opened:
        card = opened.convert("RGB")
    height = round(card.height * WIDTH / card.width)
    return card.resize((WIDTH, height), Image.Resampling.LANCZOS)


def distance(one: Image.Image, other: Image.Image) -> float:
    """Return how far two pictures are from each other at their worst place: 0 to 255."""
    if one.size != other.size:
        return 255.0
    bands = zip(_seen(one), _seen(other), _WEIGHTS, strict=True)
    return max(weight * _worst(ImageChops.difference(a, b)) for a, b, weight in bands)


def _seen(picture: Image.Image) -> tuple[Image.Image, ...]:
    return picture.filter(ImageFilter.GaussianBlur(1.2)).convert("YCbCr").split()


def _worst(difference: Image.Image) -> float:
    """Return the brightest place, each being the mean of its pixels."""
    darkest_and_brightest = difference.reduce(CELL).getextrema()
    return float(darkest_and_brightest[1])


def differences(cards: Iterable[tuple[str, CardSpec]]) -> list[Difference]:
    """Draw cards and compare each with its golden picture."""
    return [_compared(name, small(draw(spec, {}))) for name, spec in cards]


def _compared(name: str, drawn: Image.Image) -> Difference:
    file = GOLDEN / f"{name}.webp"
    if not file.is_file():
        return Difference(name, drawn, None, None)
    with Image.open(file) as opened:
        golden = opened.convert("RGB")
    return Difference(name, drawn, golden, distance(drawn, golden))


def write_page(found: Sequence[Difference]) -> Path:
    """Write a page that shows golden and new cards beside each other, and where they differ."""
    rows = "".join(map(_row, found))
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(
        "<!doctype html><html lang=en><meta charset=utf-8><title>Cards that look different</title>"
        "<style>body{font:1rem system-ui;margin:2rem}figure{display:inline-block;margin:0 1rem 1rem"
        " 0;vertical-align:top}img{width:400px;border:1px solid #999}</style>"
        f"<h1>Cards that look different: {len(found)}</h1>{rows}",
        encoding="utf-8",
    )
    return PAGE


def _row(one: Difference) -> str:
    shown = [("now", one.drawn)]
    if one.golden is not None:
        shown.insert(0, ("golden", one.golden))
    if one.golden is not None and one.golden.size == one.drawn.size:
        far = ImageChops.difference(one.golden, one.drawn).convert("L")
        shown.append(("where", far.point(lambda value: 255 - min(255, value * 4))))
    figures = "".join(
        f"<figure><figcaption>{title}</figcaption>"
        f"<img alt='{title}' src='{_data(picture)}'></figure>"
        for title, picture in shown
    )
    told = "no golden picture" if one.far is None else f"{one.far:.0f} of at most {MOST:.0f}"
    return f"<h2>{html.escape(one.name)}: {told}</h2>{figures}"


def _data(picture: Image.Image) -> str:
    target = io.BytesIO()
    picture.save(target, "PNG")
    return f"data:image/png;base64,{base64.b64encode(target.getvalue()).decode()}"


def renew(found: Sequence[Difference]) -> None:
    """Keep the cards that look different as golden ones, and no picture of a card that is gone."""
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for one in found:
        if one.is_one:
            one.drawn.save(GOLDEN / f"{one.name}.webp", quality=90, method=6)
    known = {one.name for one in found}
    for file in GOLDEN.glob("*.webp"):
        if file.stem not in known:
            file.unlink()


def main() -> int:
    """Compare every card; with ``--renew`` keep those that differ."""
    parser = argparse.ArgumentParser(prog="make golden", description=__doc__.splitlines()[0])
    parser.add_argument("--renew", action="store_true", help="keep the new pictures")
    asked = parser.parse_args()
    found = differences(golden_cards().items())
    changed = [one for one in found if one.is_one]
    for one in changed:
        sys.stdout.write(f"{one.name}\n")
    if changed:
        sys.stdout.write(f"{write_page(changed)}\n")
    if asked.renew:
        renew(found)
    return 1 if changed and not asked.renew else 0


if __name__ == "__main__":
    sys.exit(main())
