"""Who else is on a panel is said on its cards, whether their names are known or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from campaign.core.alt_text import alt_text
from campaign.core.cards import LANDSCAPE, CardPerson, CardSpec
from campaign.core.programme import Speaker
from campaign.languages import Catalogue
from campaign.services.card_people import beside, listed, yet_to_come
from tests.core.factories import panel
from tests.services.newsroom import newsroom

if TYPE_CHECKING:
    from pathlib import Path

ES, EN = Catalogue("es"), Catalogue("en")


def seats(*names: str | None) -> tuple[Speaker, ...]:
    return tuple(Speaker(f"tides-{n}", "tides", name) for n, name in enumerate(names, 1))


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ((), None),
        (("Ada",), None),
        (("Ada", "Rita"), None),
        ((None, None), None),
        (("Ada", None), "y una persona más, por confirmar"),
        (("Ada", None, None), "y 2 personas más, por confirmar"),
    ],
)
def test_open_seats_are_told_where_somebody_is_known(
    names: tuple[str | None, ...], said: str | None
) -> None:
    assert yet_to_come(panel("tides", speakers=seats(*names)), ES) == said


@pytest.mark.parametrize(
    ("names", "es", "en"),
    [
        (("Ada",), None, None),
        (("Ada", "Rita"), "Con Rita", "With Rita"),
        (("Ada", "Rita", "Inés"), "Con Rita e Inés", "With Rita and Inés"),
        (("Ada", "Rita", "Hiedra"), "Con Rita y Hiedra", "With Rita and Hiedra"),
        (
            ("Ada", "Rita", None),
            "Con Rita y una persona por confirmar",
            "With Rita and one more to be confirmed",
        ),
        (
            ("Ada", None, None),
            "Con otras 2 personas, por confirmar",
            "With 2 more, to be confirmed",
        ),
    ],
)
def test_a_speaker_is_told_with_the_others(
    names: tuple[str | None, ...], es: str | None, en: str | None
) -> None:
    there = panel("tides", speakers=seats(*names))
    assert beside(there.speakers[0], there, ES) == es
    assert beside(there.speakers[0], there, EN) == en


def test_names_are_listed_as_one_says_them() -> None:
    assert listed(["Ada", "Rita", "Hilda"], ES) == "Ada, Rita e Hilda"


OPEN_SEAT = """\
panels:
  - id: aguas
    title: Aguas abajo
    start: 2031-05-20 18:00
    speakers: [{id: ana, name: Ana Soto}, {id: eva, name: Eva Ruiz}, {id: nadie}]
"""
LIVE_AND_OVER = """\
- {post: aviso, for: aguas, when: start - 2d, channels: x, card: announcement, text: ¡Ven!}
- {post: vivo, for: aguas, when: start, channels: x, card: live, text: ¡Ya!}
- {post: gracias, for: aguas, when: end + 1h, channels: x, card: thanks, text: ¡Gracias!}
"""


async def test_nobody_is_to_be_confirmed_once_a_panel_has_begun(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        room.files["posts/calendar.yaml"] = LIVE_AND_OVER.encode()
        room.files["posts/programme.yaml"] = OPEN_SEAT.encode()
        made = (await room.loader.propose(room.files)).checked.prepared
    said = {item.entry.id: item.card.alt for item in made if item.card}
    assert "por confirmar" in said["aviso"]
    assert said["vivo"].endswith("Participan: Ana Soto; Eva Ruiz.")
    assert said["gracias"].endswith("Gracias. Participaron: Ana Soto; Eva Ruiz.")


@pytest.mark.parametrize(
    ("names", "es", "en"),
    [
        (("Ada",), "Participó: Ada.", "Took part: Ada."),
        (("Ada", "Rita"), "Participaron: Ada; Rita.", "Took part: Ada; Rita."),
    ],
)
def test_who_is_thanked_took_part(names: tuple[str, ...], es: str, en: str) -> None:
    people = tuple(map(CardPerson, names))
    spec = CardSpec("thanks", LANDSCAPE, "es", "Mareas", "Puentes", "", people=people)
    assert alt_text(spec, ES.text).endswith(es)
    assert alt_text(spec, EN.text).endswith(en)
