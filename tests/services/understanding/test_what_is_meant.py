"""What people mean by few words that sound like something else."""

from __future__ import annotations

from datetime import date

import pytest
from understanding_programmes import NOWS, PROGRAMMES, SPOKEN
from understanding_questions import LEXICONS

from campaign.services.understanding import Intent, Understanding, understand


def read(text: str, programme: str) -> Understanding:
    known, now = PROGRAMMES[programme], NOWS[programme]
    return understand(text, known, (), now, SPOKEN[programme], LEXICONS)


def meant(found: Understanding) -> list[tuple[str, str | None]]:
    return [(str(wish.intent), wish.subject) for wish in found.intents]


@pytest.mark.parametrize(
    ("programme", "text"),
    [
        ("sea", "borra el del jueves"),
        ("libros", "borra el del domingo"),
        ("noches", "elimina la del lunes"),
        ("noches", "bórrame la del sábado"),
        ("en", "delete the one on Sunday"),
        ("en", "erase the talk on Tuesday"),
    ],
)
def test_to_delete_the_one_on_a_day_cancels_a_sign_up_and_erases_no_data(
    programme: str, text: str
) -> None:
    found = read(text, programme)
    assert {intent for intent, _ in meant(found)} == {Intent.CANCEL}
    assert Intent.ERASE_ME not in {wish.intent for wish in found.likely[:1]}


@pytest.mark.parametrize("text", ["borra mis datos", "bórrenme", "borra todo lo mío"])
def test_who_wants_their_data_erased_is_still_understood(text: str) -> None:
    assert meant(read(text, "sea")) == [(Intent.ERASE_ME, None)]


@pytest.mark.parametrize(
    ("programme", "text", "panels"),
    [
        ("es", "cancela todas las de febrero", ["panel-1", "panel-2", "panel-3"]),
        ("es", "inscríbeme en las de febrero", ["panel-1", "panel-2", "panel-3"]),
        ("en", "cancel all the ones in October", ["holes", "scopes", "moons", "radio", "eclipse"]),
    ],
)
def test_all_of_a_month_are_those_of_that_month(
    programme: str, text: str, panels: list[str]
) -> None:
    assert [subject for _, subject in meant(read(text, programme))] == panels


@pytest.mark.parametrize(
    ("programme", "text", "first", "last"),
    [
        ("sea", "cancela todas las de agosto", date(2026, 8, 1), date(2026, 8, 31)),
        ("sea", "cancela todas las de enero", date(2027, 1, 1), date(2027, 1, 31)),
        ("en", "anything in November?", date(2023, 11, 1), date(2023, 11, 30)),
    ],
)
def test_a_month_without_a_panel_is_not_lost(
    programme: str, text: str, first: date, last: date
) -> None:
    (wish,) = read(text, programme).intents
    assert (wish.subject, wish.choices, wish.day, wish.until) == (None, (), first, last)


def test_a_day_of_a_month_is_that_day() -> None:
    (wish,) = read("qué hay el 23 de febrero", "es").intents
    assert (wish.day, wish.until) == (date(2022, 2, 23), date(2022, 2, 23))


@pytest.mark.parametrize(
    ("programme", "text"),
    [
        ("sea", "¿habrá lengua de signos?"),
        ("sea", "¿lo dan en lengua de señas?"),
        ("sea", "¿alguien va a hacer señas para las personas sordas?"),
        ("en", "will somebody sign the talk for deaf people?"),
        ("en", "is there sign language?"),
    ],
)
def test_sign_language_is_about_accessibility(programme: str, text: str) -> None:
    found = read(text, programme)
    assert ({intent for intent, _ in meant(found)}, found.action) == (
        {Intent.ACCESSIBILITY},
        "act",
    )


@pytest.mark.parametrize(
    ("programme", "text"),
    [
        ("sea", "¿cuándo son los otros dos?"),
        ("es", "y los otros dos cuándo son"),
        ("sea", "cuándo son las demás"),
        ("en", "when are the other two?"),
        ("en", "when are the others?"),
    ],
)
def test_the_other_ones_are_told_with_the_programme(programme: str, text: str) -> None:
    assert meant(read(text, programme)) == [(Intent.PROGRAMME, None)]


@pytest.mark.parametrize(
    ("programme", "text", "wish"),
    [
        ("growers", "where did monday's video end up", (Intent.RECORDING, "compost")),
        ("growers", "could I have the notes from Monday", (Intent.NOTE, "compost")),
        ("growers", "who spoke on Monday?", (Intent.SPEAKERS, "compost")),
        ("growers", "will Monday's talk be recorded?", (Intent.RECORDING, "launch")),
        ("growers", "sign me up for Monday", (Intent.SIGN_UP, "launch")),
        ("later", "dónde quedó el video del jueves", (Intent.RECORDING, "humedales")),
        ("later", "quién habló el jueves?", (Intent.SPEAKERS, "humedales")),
        ("later", "van a grabar la del jueves?", (Intent.RECORDING, "ballenas")),
        ("later", "habrá grabación de la del viernes?", (Intent.RECORDING, "pesca")),
        ("later", "inscríbeme en la del jueves", (Intent.SIGN_UP, "ballenas")),
    ],
)
def test_a_weekday_is_past_where_one_asks_for_what_was(
    programme: str, text: str, wish: tuple[str, str]
) -> None:
    assert meant(read(text, programme)) == [wish]
