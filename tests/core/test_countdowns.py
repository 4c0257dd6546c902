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
    ],
)
def test_what_counts_down_to_nothing_stays_true(text: str) -> None:
    assert left(text, "10:00", "18T19:30") is None


def test_the_first_that_becomes_untrue_counts() -> None:
    assert left("Hoy, en una hora: ven.", "18:30", "16T19:30") == timedelta(minutes=15)
