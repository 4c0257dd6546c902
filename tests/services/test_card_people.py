"""Who else is on a panel is said on its cards, whether their names are known or not."""

from __future__ import annotations

import pytest

from campaign.core.programme import Speaker
from campaign.languages import Catalogue
from campaign.services.card_people import beside, listed, yet_to_come
from tests.core.factories import panel

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
