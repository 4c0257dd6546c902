"""The days of a series in one line, as a person says them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from campaign.languages import Catalogue

WEEK = ("primera semana de marzo", "first week of March")


def day(month: int, number: int) -> datetime:
    return datetime(2030 if month == 12 else 2031, month, number, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "es", "en"),
    [
        (
            [(12, 31), (1, 14), (1, 21)],
            "31 de diciembre, 14 y 21 de enero, y primera semana de marzo",
            "31 December, 14 and 21 January, and first week of March",
        ),
        (
            [(1, 14), (1, 21)],
            "14 y 21 de enero, y primera semana de marzo",
            "14 and 21 January, and first week of March",
        ),
        (
            [(1, 14), (2, 4)],
            "14 de enero, 4 de febrero y primera semana de marzo",
            "14 January, 4 February and first week of March",
        ),
        (
            [(1, 14)],
            "martes 14 de enero y primera semana de marzo",
            "Tuesday 14 January and first week of March",
        ),
        (
            [(2, 25), (3, 11)],
            "25 de febrero, primera semana de marzo y 11 de marzo",
            "25 February, first week of March and 11 March",
        ),
        (
            [(2, 18), (2, 25), (3, 11), (3, 18)],
            "del 18 de febrero al 18 de marzo",
            "18 February to 18 March",
        ),
        (
            [(3, 11), (3, 12), (3, 18), (3, 25)],
            "primera semana de marzo y del 11 al 25 de marzo",
            "first week of March and 11 to 25 March",
        ),
        ([], "primera semana de marzo", "first week of March"),
    ],
)
def test_days_and_what_has_no_day_yet(days: list[tuple[int, int]], es: str, en: str) -> None:
    moments = [day(*one) for one in days]
    span = (date(2031, 3, 1), date(2031, 3, 9))
    for language, words, said in zip(("es", "en"), WEEK, (es, en), strict=True):
        assert Catalogue(language).dates.say_days(moments, [(words, span)]) == said


@pytest.mark.parametrize(
    ("days", "es", "en"),
    [
        (
            [(12, 31), (1, 14), (1, 21)],
            "31 de diciembre, 14 y 21 de enero",
            "31 December, 14 and 21 January",
        ),
        ([(5, 20)], "martes 20 de mayo", "Tuesday 20 May"),
        ([(5, 20), (5, 20), (5, 21)], "20 y 21 de mayo", "20 and 21 May"),
        ([(5, 30), (5, 31), (6, 2)], "30 y 31 de mayo, y 2 de junio", "30 and 31 May, and 2 June"),
        ([(5, 30), (6, 2)], "30 de mayo y 2 de junio", "30 May and 2 June"),
        ([(5, 20), (5, 22), (5, 25), (5, 29)], "del 20 al 29 de mayo", "20 to 29 May"),
    ],
)
def test_days_of_several_months(days: list[tuple[int, int]], es: str, en: str) -> None:
    moments = [day(*one) for one in days]
    assert Catalogue("es").dates.say_days(moments) == es
    assert Catalogue("en").dates.say_days(moments) == en


def test_words_that_nobody_can_read_as_days_come_last() -> None:
    said = Catalogue("es").dates.say_days([day(5, 20), day(5, 27)], [("fecha por confirmar", None)])
    assert said == "20 y 27 de mayo, y fecha por confirmar"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["X", "Instagram"], "X e Instagram"),
        (["20 y 27 de mayo", "inicios de junio"], "20 y 27 de mayo, e inicios de junio"),
        (["X", "hielo"], "X y hielo"),
    ],
)
def test_and_before_the_same_sound(words: list[str], said: str) -> None:
    assert Catalogue("es").dates.say_together(words) == said
