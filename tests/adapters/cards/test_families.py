"""The type of a brand: families that come along, and fonts that a campaign brings."""

from __future__ import annotations

import io
import struct
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageChops

import campaign
from campaign.cards import LAYOUTS, BadFont, CannotDraw, draw, families
from campaign.cards.engine import compose
from campaign.core.cards import FAMILIES, LANDSCAPE, Brand
from campaign.core.fonts import tables
from tests.adapters.cards.conftest import PEOPLE
from tests.adapters.cards.well_set import assert_well_set

if TYPE_CHECKING:
    from collections.abc import Callable

    from campaign.core.cards import CardSpec

FONTS = Path(campaign.__file__).parent / "cards" / "fonts"
OWN = "assets/fonts/Own.ttf"
FRAUNCES, INTER = ((FONTS / name).read_bytes() for name in ("quote.ttf", "facts.ttf"))


def bare(content: bytes) -> bytes:
    """Return a font as foundries make them: no private code points, other tables kept."""
    found = dict(tables(content))
    codes = range(0x20, 0x2600)
    import uharfbuzz as hb  # noqa: PLC0415

    font = hb.Font(hb.Face(hb.Blob(content)))
    known = [(code, glyph) for code in codes if (glyph := font.get_nominal_glyph(code))]
    groups = b"".join(struct.pack(">III", code, code, glyph) for code, glyph in known)
    head = struct.pack(">HHIII", 12, 0, 16 + len(groups), 0, len(known))
    found["cmap"] = struct.pack(">HHHHI", 0, 1, 3, 10, 12) + head + groups
    directory, body = b"", b""
    for name in sorted(found):
        start = 12 + 16 * len(found) + len(body)
        directory += struct.pack(">4sIII", name.encode(), 0, start, len(found[name]))
        body += found[name] + bytes(-len(found[name]) % 4)
    return content[:4] + struct.pack(">HHHH", len(found), 0, 0, 0) + directory + body


def without(content: bytes, table: str) -> bytes:
    """Return a font with nothing but zeros in a table."""
    body = tables(content)[table]
    return bare(content).replace(body, bytes(len(body)), 1)


def marks(spec: CardSpec, files: dict[str, bytes]) -> dict[str, list[object]]:
    found: dict[str, list[object]] = {}
    for mark in compose(spec, files).marks:
        found.setdefault(mark.field, []).append((mark.text, mark.box, mark.size))
    return found


@pytest.mark.parametrize("voices", FAMILIES)
@pytest.mark.parametrize("facts", FAMILIES)
def test_every_pair_of_families_is_drawn_well(
    card: Callable[..., CardSpec], voices: str, facts: str
) -> None:
    brand = Brand(voices=voices, facts=facts)
    for layout in ("announcement", "quote"):
        assert_well_set(compose(card(layout, brand=brand, people=PEOPLE[:1]), {}))


def test_every_family_that_a_brand_may_name_can_be_drawn() -> None:
    assert tuple(families.FAMILIES) == FAMILIES


def test_voices_and_facts_have_each_their_own(card: Callable[..., CardSpec]) -> None:
    usual = marks(card(), {})
    other_voices = marks(card(brand=Brand(voices="inter")), {})
    other_facts = marks(card(brand=Brand(facts="source-serif")), {})
    assert other_voices["headline"] != usual["headline"]
    assert other_voices["partners"] == usual["partners"]
    assert other_facts["headline"] == usual["headline"]
    assert other_facts["partners"] != usual["partners"]


def test_one_brand_leaves_no_trace_in_the_next(card: Callable[..., CardSpec]) -> None:
    first, other = card(), card(brand=Brand(voices="inter", facts="fraunces"))
    before = (draw(first, {}), draw(other, {}))
    assert (draw(first, {}), draw(other, {})) == before
    assert before[0] != before[1]


@pytest.mark.parametrize("content", [FRAUNCES, bare(FRAUNCES)], ids=["ours", "bare"])
def test_a_font_of_the_campaign_is_drawn_as_it_is(
    card: Callable[..., CardSpec], content: bytes
) -> None:
    """Our own letters, brought as a file of the campaign, give the card that they give as ours."""
    ours = compose(card(brand=Brand(facts="fraunces"), where="Iglesia «Ñuñoa», 12 % más"), {})
    spec = card(brand=Brand(facts=OWN), where="Iglesia «Ñuñoa», 12 % más")
    theirs = compose(spec, {OWN: content})
    assert [mark.text for mark in theirs.marks] == [mark.text for mark in ours.marks]
    away = ImageChops.difference(ours.image, theirs.image).convert("L").histogram()
    assert sum(away[40:]) < 400, "pixels that differ visibly"
    assert draw(spec, {OWN: content}) != draw(card(where=spec.where), {})


def test_a_letter_that_their_font_lacks_is_lent_by_ours(card: Callable[..., CardSpec]) -> None:
    spec = card(brand=Brand(voices=OWN), headline="Agua → 水と都市")
    canvas = compose(spec, {OWN: bare(FRAUNCES)})
    assert "水" in "".join(mark.text for mark in canvas.marks if mark.field == "headline")
    with pytest.raises(CannotDraw):
        draw(card(brand=Brand(voices=OWN), headline="\ue001"), {OWN: bare(FRAUNCES)})


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "missing"),
        (b"", "empty"),
        (FRAUNCES[:3000], "truncated"),
        (FRAUNCES.replace(b"maxp", b"xxxx", 1), "no-letters"),
        (FRAUNCES[:1200] + bytes(len(FRAUNCES) - 1200), None),
        (without(FRAUNCES, "glyf"), "blank"),
        (without(INTER, "glyf"), "blank"),
        (without(INTER, "hmtx"), "blank"),
    ],
)
def test_a_font_that_is_none_is_refused_with_its_path(
    card: Callable[..., CardSpec], content: bytes | None, reason: str | None
) -> None:
    files = {} if content is None else {OWN: content}
    with pytest.raises(BadFont) as refusal:
        draw(card(brand=Brand(voices=OWN)), files)
    assert refusal.value.params["path"] == OWN
    assert reason in {None, refusal.value.params["reason"]}
    assert draw(card(), {}), "the next card has its own type again"


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_font_is_refused_or_drawn_never_a_crash(
    card: Callable[..., CardSpec], seed: int
) -> None:
    content = bytearray(bare(INTER))
    for step in range(30):
        content[(seed * 7919 + step * 104_729) % len(content)] = (seed * 31 + step * 17) % 256
    try:
        drawn = draw(card(brand=Brand(facts=OWN)), {OWN: bytes(content)})
    except BadFont:
        return
    assert Image.open(io.BytesIO(drawn)).size == LANDSCAPE


def test_all_layouts_take_another_type(card: Callable[..., CardSpec]) -> None:
    for layout in sorted(LAYOUTS):
        sizes = import_module(f"campaign.cards.layouts.{layout.replace('-', '_')}").SIZES
        for size in sizes:
            brand = Brand(voices="source-serif", facts=OWN)
            spec = card(layout, size=size, brand=brand, people=PEOPLE[:1])
            plain = card(layout, size=size, people=PEOPLE[:1])
            assert draw(spec, {OWN: bare(INTER)}) != draw(plain, {})
