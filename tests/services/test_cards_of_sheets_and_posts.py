"""The cards of a sheet and those of posts are of one campaign: they share what all cards share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.cards import PORTRAIT
from campaign.wiring.desk import card_maker, read_folder
from tests.services.newsroom import newsroom
from tests.services.test_series_card import BOOK, CALENDAR, PROGRAMME, SERIES

if TYPE_CHECKING:
    from pathlib import Path

BRAND = """\
colours: {accent: "#8a1c1c"}
monogram: R
motif: rings
corners: square
"""


async def test_brand_partners_language_and_title_are_the_same(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        room.files["posts/calendar.yaml"] = (CALENDAR + SERIES).encode()
        room.files["posts/programme.yaml"] = (PROGRAMME + BOOK).encode()
        room.files["assets/brand.yaml"] = BRAND.encode()
        rows = (await room.loader.propose(room.files)).plan.rows
        folder = read_folder(room.files)
    (post,) = (row.item.card for row in rows if row.item and row.key.post == "book/publication")
    assert post is not None

    stage = card_maker(folder).stage("score", PORTRAIT)

    assert (stage.layout, stage.size) == ("score", PORTRAIT)
    assert stage.series == post.series
    assert stage.language == post.language
    assert stage.brand == post.brand
    assert [one.name for one in stage.partners] == ["Club del Río"]
    assert stage.partners == post.partners
