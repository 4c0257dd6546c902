"""Whoever speaks about something of their own is presented with that, and with their panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.services.newsroom import CAMPAIGN, newsroom

if TYPE_CHECKING:
    from pathlib import Path

PROGRAMME = """\
panels:
  - id: aguas
    title: Aguas abajo
    start: 2031-05-20 18:00
    speakers:
      - {id: ana, name: Ana Soto, topic: Lo que dicen los pozos}
      - {id: eva, name: Eva Ruiz}
      - {id: iris, name: Iris Mar, topic: aguas abajo}
  - id: orillas
    title: Las dos orillas
    start: 2031-05-27 18:00
    speakers: [{id: li, name: Li Wu, topic: Puentes de junco}]
"""


@pytest.mark.parametrize(
    ("layout", "subject", "language", "headline", "subtitle"),
    [
        ("speaker", "ana", "es", "Lo que dicen los pozos", "En «Aguas abajo»"),
        ("speaker", "ana", "en", "Lo que dicen los pozos", "In “Aguas abajo”"),
        ("speaker", "eva", "es", "Aguas abajo", None),
        ("speaker", "iris", "es", "Aguas abajo", None),
        ("speaker", "orillas", "es", "Puentes de junco", "En «Las dos orillas»"),
        ("announcement", "aguas", "es", "Aguas abajo", None),
    ],
)
async def test_the_topic_is_on_the_card(
    tmp_path: Path, layout: str, subject: str, language: str, headline: str, subtitle: str | None
) -> None:
    calendar = (
        f"- {{post: p, for: {subject}, when: 2031-05-12 10:00, channels: x, card: {layout}, "
        "text: Un texto.}\n"
    )
    async with newsroom(tmp_path) as room:
        campaign = CAMPAIGN.replace("languages: [es]", f"languages: [{language}]")
        room.files["posts/campaign.yaml"] = campaign.encode()
        room.files["posts/programme.yaml"] = PROGRAMME.encode()
        room.files["posts/calendar.yaml"] = calendar.encode()
        (item,) = (await room.loader.propose(room.files)).checked.prepared
    assert item.card is not None
    assert (item.card.headline, item.card.subtitle) == (headline, subtitle)
    assert f"{headline}. {subtitle}." in item.card.alt or subtitle is None
    read = {(fact.subject, fact.name) for fact in item.facts}
    assert layout != "speaker" or any(name == "topic" for _, name in read)
