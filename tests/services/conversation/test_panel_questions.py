"""Questions for a panel reach the team; a wish that comes after one is done, not swallowed."""

from __future__ import annotations

import pytest
from conversation_values import MINE, NOW, TEAM, buttons, message, texts, view

from campaign.ports.attendees import Effects, Said
from campaign.services.conversation import decide

FULL = (
    ("es", "pregunta para el panel: ¿cómo se financia?"),
    ("es", "quiero preguntarle al panel 2 por qué los pueblos chicos quedan fuera"),
    ("es", "mi pregunta para los expositores es cómo evitar otra sequía"),
    ("en", "question for the panel: who pays for it?"),
    ("en", "I would like to ask the speakers how small towns will be funded"),
)
ANNOUNCED = (
    ("es", "quiero hacer una pregunta"),
    ("es", "hola soy Juan Pérez y quiero hacer una pregunta"),
    ("es", "¿puedo mandar preguntas antes del evento?"),
    ("en", "can I ask a question?"),
)


def asked_for(language: str = "es", **known: object) -> Effects:
    words = {"es": "quiero hacer una pregunta", "en": "can I ask a question?"}
    return decide(message(words[language]), view(language=language, **known))


def then(text: str, language: str = "es", **known: object) -> Effects:
    """Return what the bot does with a text that comes after it asked for the question."""
    bodies = tuple(m.body for m in asked_for(language).messages if m.chat != TEAM)
    return decide(message(text), view(language=language, said=Said(bodies, NOW), **known))


@pytest.mark.parametrize(("language", "text"), FULL)
def test_a_question_that_is_written_in_full_is_passed_on_at_once(language: str, text: str) -> None:
    effects = decide(message(text), view(language=language))
    said = texts(effects)[0]
    assert "tu pregunta y tu nombre al equipo" in said or "your question and your name" in said
    assert text in texts(effects, TEAM)[0]
    assert '"asks"' not in effects.messages[0].body


@pytest.mark.parametrize(("language", "text"), ANNOUNCED)
def test_a_question_that_is_only_announced_is_asked_for(language: str, text: str) -> None:
    effects = decide(message(text), view(language=language))
    assert '"asks": "text"' in effects.messages[0].body


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("es", "cancela mi inscripción", "¿Cancelo tu inscripción"),
        ("es", "no quiero que me avisen más", "Para no recibirlos"),
        ("es", "ya no puedo ir al panel 2", "¿Cancelo tu inscripción"),
        ("es", "mis inscripciones", "Tus inscripciones"),
        ("es", "borra mis datos", "No se puede deshacer"),
        ("es", "quiero hablar con una persona", "Le avisé al equipo"),
        ("en", "cancel my registration", "Shall I cancel"),
        ("en", "stop the reminders", "cancel the sign-up"),
    ],
)
@pytest.mark.parametrize("first", ["announced", "full"])
def test_a_request_after_it_is_done(language: str, text: str, words: str, first: str) -> None:
    if first == "announced":
        effects = then(text, language, sign_ups=[MINE])
    else:
        full = next(said for code, said in FULL if code == language)
        bodies = tuple(
            m.body for m in decide(message(full), view(language=language)).messages if m.chat > 0
        )
        seen = view(language=language, said=Said(bodies, NOW), sign_ups=[MINE])
        effects = decide(message(text), seen)
    assert words in texts(effects)[0]
    assert effects.cancel == ()


@pytest.mark.parametrize("text", ["cuándo es el panel 2", "quién organiza esto?", "dónde lo veo?"])
def test_a_short_question_after_it_is_answered_with_the_way_to_the_panel(text: str) -> None:
    effects = then(text)
    assert "«Pregunta para el panel: …»" in texts(effects)[-1]
    assert texts(effects, TEAM) == []


@pytest.mark.parametrize(
    "text",
    [
        "¿cuánto cuesta limpiar un río en una comuna chica?",
        "¿quién se hace responsable si se filtran datos personales?",
        "¿por qué no hay mujeres en el panel?",
        "¿cuándo van a publicar los permisos de extracción de agua?",
    ],
)
def test_what_says_more_than_a_wish_is_the_question_that_was_asked_for(text: str) -> None:
    effects = then(text)
    assert text in texts(effects, TEAM)[0]
    assert buttons(effects) == []
