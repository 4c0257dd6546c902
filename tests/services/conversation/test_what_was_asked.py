"""Answers begin with what was asked, and a number or address that is left is no other question."""

from __future__ import annotations

from datetime import datetime

import pytest
from conversation_values import CAMPAIGN, TEAM, TONGUES, ZONE, message, texts, view

from campaign.core.programme import Panel, Programme
from campaign.services.asking import ask
from campaign.services.conversation import Content, decide

FOG = Panel("niebla", "Atrapanieblas", 1, datetime(2031, 4, 10, 18, 0, tzinfo=ZONE))
DEW = Panel("rocio", "Rocío y sequía", 2, datetime(2031, 4, 17, 18, 0, tzinfo=ZONE), minutes=90)
NOW = datetime(2031, 4, 8, 12, 0, tzinfo=ZONE)


def told(text: str, language: str, team: int | None = TEAM, now: datetime = NOW) -> str:
    content = Content(CAMPAIGN, Programme((FOG, DEW)), (), team)
    seen = view(content=content, now=now, language=language)
    return "\n".join(texts(decide(message(text), seen))).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("es", "a que hora termina el 2", "Termina a las 19:30 h."),
        ("es", "hasta qué hora dura el panel 2?", "Termina a las 19:30 h."),
        ("en", "when does panel 2 end?", "It ends at 19:30."),
        ("es", "el panel 2 es el viernes?", "No es el viernes 11 de abril."),
        ("en", "is panel 2 on friday?", "It is not on Friday 11 April."),
        ("es", "puede ir mi nieto", "Los paneles se pueden ver sin inscribirse"),
        ("en", "can you sign up my grandson", "You can watch the panels without signing up"),
    ],
)
def test_the_answer_says_what_was_asked(language: str, text: str, words: str) -> None:
    assert words in told(text, language)
    if "2" in text:
        assert "17" in told(text, language)


def test_of_what_is_over_it_is_said_when_it_ended_and_a_right_day_is_not_denied() -> None:
    over = DEW.begins and DEW.begins.replace(hour=22)
    assert over is not None
    assert "Terminó a las 19:30 h." in told("a que hora termina el panel 2", "es", now=over)
    assert "No es" not in told("el panel 2 es el jueves 17?", "es")


GIVEN = [
    ("es", "mi telefono es 912345678 llameme"),
    ("es", "mi correo es ana@ejemplo.cl"),
    ("es", "+56 9 8765 4321"),
    ("en", "my phone is +56 9 1234 5678 call me"),
    ("en", "my email is ana@example.org"),
]


@pytest.mark.parametrize(("language", "text"), GIVEN)
def test_a_number_or_address_is_not_kept_and_goes_to_the_team_where_that_is_wanted(
    language: str, text: str
) -> None:
    seen = view(content=Content(CAMPAIGN, Programme((FOG, DEW)), (), TEAM), language=language)
    asked = decide(message(text), seen)
    (said,) = texts(asked)
    begins = {
        "es": "No guardo teléfonos ni correos. ¿Le paso este mensaje al equipo",
        "en": "I keep",
    }
    assert said.startswith(begins[language])
    assert len(said) < 200
    assert all(one.chat != TEAM for one in asked.messages)
    alone = told(text, language, team=None)
    assert "privacidad" not in alone
    assert ("nadie" if language == "es" else "nobody") in alone


@pytest.mark.parametrize("text", ["inscríbeme en el panel 2, mi correo es ana@ejemplo.cl"])
def test_what_is_wanted_beside_an_address_is_done(text: str) -> None:
    assert "inscri" in told(text, "es").lower()
    assert "No guardo teléfonos" not in told(text, "es").partition("\n")[0]


def test_outside_these_wishes_have_the_agreed_names() -> None:
    content = Content(CAMPAIGN, Programme((FOG, DEW)), (), TEAM)
    asked = ("a qué hora termina el panel 2?", "mi correo es ana@ejemplo.cl")
    found = [ask(text, content, TONGUES, NOW)["intents"] for text in asked]
    assert found == [
        [{"intent": "panel_time", "subject": "rocio", "score": 1.0}],
        [{"intent": "contact_human", "subject": None, "score": 1.0}],
    ]
