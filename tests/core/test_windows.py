"""Days that are not fixed yet, as people write them, are read as days and said in any language."""

from __future__ import annotations

from datetime import date

import pytest

from campaign.core.windows import Window, read_window
from campaign.languages import Catalogue

NEAR = date(2022, 2, 15)
WORDS = {code: Catalogue(code).dates.windows for code in ("es", "en")}


def days(text: str, near: date = NEAR) -> tuple[date, date] | None:
    read = read_window(text, WORDS["es"])
    return read.days(near) if read else None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("primera semana de marzo", date(2022, 2, 28), date(2022, 3, 6)),
        ("Primera semana de mayo", date(2022, 5, 1), date(2022, 5, 8)),
        ("la segunda semana de mayo", date(2022, 5, 9), date(2022, 5, 15)),
        ("última semana de marzo", date(2022, 3, 28), date(2022, 4, 3)),
        ("última semana de mayo", date(2022, 5, 23), date(2022, 5, 31)),
        ("en marzo", date(2022, 3, 1), date(2022, 3, 31)),
        ("octubre de 2024", date(2024, 10, 1), date(2024, 10, 31)),
        ("a fines de febrero", date(2022, 2, 21), date(2022, 2, 28)),
        ("a principios de abril.", date(2022, 4, 1), date(2022, 4, 10)),
        ("segunda quincena de junio", date(2022, 6, 16), date(2022, 6, 30)),
        ("entre el 7 y el 9 de abril", date(2022, 4, 7), date(2022, 4, 9)),
        ("semana del 14 de marzo", date(2022, 3, 14), date(2022, 3, 20)),
        ("first week of March", date(2022, 2, 28), date(2022, 3, 6)),
        ("mid-April 2023", date(2023, 4, 11), date(2023, 4, 20)),
        ("late June", date(2022, 6, 21), date(2022, 6, 30)),
        ("diciembre", date(2021, 12, 1), date(2021, 12, 31)),
    ],
)
def test_a_window_is_its_days_in_the_year_that_is_nearest(
    text: str, first: date, last: date
) -> None:
    assert days(text) == (first, last)


@pytest.mark.parametrize(
    "text",
    ["después del 3 de marzo", "primer semestre", "pronto", "", "31 al 32 de abril", "no en marzo"],
)
def test_what_says_anything_else_is_no_days(text: str) -> None:
    assert days(text) is None


@pytest.mark.parametrize("text", ["entre el 10 y el 3 de marzo", "30 al 2 de mayo", "7 to 6 April"])
def test_days_that_end_before_they_begin_are_not_read(text: str) -> None:
    assert read_window(text, [*WORDS["es"], *WORDS["en"]]) is None


@pytest.mark.parametrize(
    ("text", "day"), [("entre el 3 y el 3 de marzo", 3), ("del 2 al 30 de mayo", 2)]
)
def test_days_in_their_order_are_read(text: str, day: int) -> None:
    read = read_window(text, WORDS["es"])
    assert read is not None
    assert read.first == day


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("primera semana de marzo", "first week of March"),
        ("a mediados de abril de 2023", "mid April 2023"),
        ("entre el 7 y el 9 de abril", "7 to 9 April"),
    ],
)
def test_a_window_is_said_in_another_language(text: str, said: str) -> None:
    read = read_window(text, WORDS["en"])
    assert read is not None
    assert WORDS["en"][0].say(read) == said
    assert read_window(said, WORDS["en"]) == read


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_part_of_a_month_is_written_so_that_it_is_read(language: str) -> None:
    words = WORDS[language][0]
    for part in words.ways:
        dated = part in {"days", "week-of"}
        last = 9 if part == "days" else None
        window = Window(part, 5, 2031, 7 if dated else None, last)
        assert words.read(words.say(window)) == window
