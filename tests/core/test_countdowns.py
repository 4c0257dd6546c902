"""How long it is until something, as texts say it: true for a while, and then not."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from campaign.core.countdowns import CountdownFinder
from campaign.languages import Catalogue

LIMA = ZoneInfo("America/Lima")
MIDNIGHT = datetime(2034, 8, 17, tzinfo=LIMA)


def left(text: str, due: str, *begins: str, language: str = "es") -> timedelta | None:
    """Return for how long a text is true that goes out on 16 August."""
    goes = datetime.fromisoformat(f"2034-08-16T{due}").replace(tzinfo=LIMA)
    moments = [datetime.fromisoformat(f"2034-08-{begin}").replace(tzinfo=LIMA) for begin in begins]
    found = CountdownFinder(Catalogue(language).dates).of(text, goes, moments)
    return None if found is None else found.until - goes


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("Falta una hora para el conversatorio.", 15),
        ("¡FALTA 1 HORA!", 15),
        ("Nos vemos en 60 minutos.", 15),
        ("Quedan solo 40 min.", 10),
        ("Ya falta media hora: conéctate.", 7.5),
        ("Cinco minutos y comenzamos", 2),
        ("Dentro de dos horas partimos", 30),
    ],
)
def test_hours_and_minutes_are_true_for_a_quarter_of_themselves(text: str, minutes: float) -> None:
    assert left(text, "18:30", "16T19:30") == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("One hour to go: bring your question.", 15),
        ("We begin in an hour.", 15),
        ("Half an hour until we open", 7.5),
        ("Just 20 minutes left", 5),
    ],
)
def test_english_counts_down_too(text: str, minutes: float) -> None:
    assert left(text, "18:30", "16T19:30", language="en") == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("language", "text", "minutes"),
    [
        ("es", "Falta 1 hora y 30 minutos", 22.5),
        ("es", "Faltan 2,5 horas", 37.5),
        ("es", "Dentro de dos horas y media", 37.5),
        ("es", "Faltan tres horas y cuarto", 48.75),
        ("es", "Faltan 1½ horas", 22.5),
        ("es", "Quedan tres cuartos de hora", 11.25),
        ("es", "Falta 1 h 20 min", 20),
        ("es", "Dos horas y diez minutos y comenzamos", 32.5),
        ("es", "Faltan 2 días y 3 horas", 12.75 * 60),
        ("es", "Falta una semana", 14 * 60),
        ("en", "two and a half hours to go", 37.5),
        ("en", "one hour and a half to go", 22.5),
        ("en", "2 hours and 20 minutes left", 35),
        ("en", "1.5 hours away", 22.5),
        ("en", "half an hour from now", 7.5),
        ("en", "three quarters of an hour left", 11.25),
        ("en", "a week left", 14 * 60),
    ],
)
def test_a_span_is_all_that_is_said_of_it(language: str, text: str, minutes: float) -> None:
    finder = CountdownFinder(Catalogue(language).dates)
    goes = datetime(2034, 8, 16, 10, tzinfo=LIMA)
    found = finder.of(f"{text}.", goes)
    assert found is not None
    assert (found.text, found.until - goes) == (text, timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("language", "text", "begins"),
    [
        ("es", "En dos horas y media nos vemos", "16T12:30"),
        ("en", "In two and a half hours: join us", "16T12:30"),
        ("en", "We start in an hour and a quarter", "16T11:15"),
        ("es", "En una semana y media partimos", "26T19:00"),
    ],
)
def test_all_of_a_span_is_compared_with_what_it_may_lead_to(
    language: str, text: str, begins: str
) -> None:
    assert left(text, "10:00", begins, language=language)
    assert not left(text, "10:00", "16T10:40", language=language)


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("Mañana a las 19:30", "17T19:30"),
        ("Te esperamos en el panel de mañana", "17T08:00"),
        ("Hoy conversamos", "16T19:30"),
        ("Esta noche, a las 21:00", "16T21:00"),
        ("Pasado mañana nos vemos", "18T19:30"),
        ("En tres días empieza", "19T10:00"),
        ("Faltan 5 días", "30T10:00"),
    ],
)
def test_days_are_true_until_midnight(text: str, begins: str) -> None:
    assert left(text, "10:00", begins) == timedelta(hours=14)


@pytest.mark.parametrize(
    "text",
    [
        "Un panel de una hora.",
        "En una hora de conversación veremos tres casos.",
        "Nos vemos el jueves por la mañana.",
        "Esta mañana conversamos con el alcalde.",
        "Hoy compartimos la grabación.",
        "Falta menos de una hora.",
        "A las 19:30 comienza.",
        "Llega diez minutos antes.",
        "Habrá 15 minutos para tus preguntas.",
        "Dos horas y media de conversación.",
        "Nos vemos a medio día, en media sala.",
        "Quedan 3 cupos y 20 minutos de preguntas.",
    ],
)
def test_what_counts_down_to_nothing_stays_true(text: str) -> None:
    assert left(text, "10:00", "18T19:30") is None


def test_the_first_that_becomes_untrue_counts() -> None:
    assert left("Hoy, en una hora: ven.", "18:30", "16T19:30") == timedelta(minutes=15)
