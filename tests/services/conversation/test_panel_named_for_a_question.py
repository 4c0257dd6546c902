"""Whoever asks a panel says which one in words, and what stands after that is the question."""

from __future__ import annotations

import json

import pytest
from conversation_values import NOW, message, texts, view

from campaign.ports.attendees import Effects, Said
from campaign.services.conversation import decide

WANTS = {"es": "quiero hacer otra pregunta", "en": "can I ask a question?"}


def waiting(text: str, language: str = "es") -> Effects:
    """Return what the bot does with a text while it waits for a question's words."""
    first = decide(message(WANTS[language]), view(language=language))
    said = Said(tuple(m.body for m in first.messages), NOW)
    return decide(message(text), view(language=language, said=said))


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("es", "al tercero", "Bien, para el panel 3"),
        ("es", "al panel tres", "Bien, para el panel 3"),
        ("es", "para el panel 3 por favor", "Bien, para el panel 3"),
        ("es", "sí, para el 3", "Bien, para el panel 3"),
        ("en", "to the third one please", "Fine, for panel 3"),
        ("en", "panel three", "Fine, for panel 3"),
    ],
)
def test_a_panel_that_is_named_takes_the_question(language: str, text: str, words: str) -> None:
    effects = waiting(text, language)
    (said,) = texts(effects)
    assert said.startswith(words)
    assert json.loads(effects.messages[0].body)["asks"] == "text"
    seen = Said(tuple(m.body for m in effects.messages), NOW)
    question = "¿quién cuida los humedales?"
    shown = decide(message(question), view(language=language, said=seen))
    assert question in texts(shown)[0]
    assert "Humedales" in texts(shown)[0]


def test_a_panel_that_is_over_takes_none_and_the_others_are_offered() -> None:
    (said,) = texts(waiting("al primero"))
    assert "ya terminó" in said
    assert "¿Para cuál panel es tu pregunta?" in said


def test_a_panel_that_there_is_none_of_leaves_the_question_asked_for() -> None:
    effects = waiting("al panel 9")
    assert json.loads(effects.messages[-1].body)["asks"] == "text"


@pytest.mark.parametrize("text", ["¿cuándo es el panel 3?", "¿quién habla en el panel 2?"])
def test_who_asks_something_of_a_panel_chooses_none(text: str) -> None:
    assert "Bien, para" not in texts(waiting(text))[0]


@pytest.mark.parametrize(
    ("language", "text", "question"),
    [
        (
            "es",
            "tengo una pregunta para el panel 2: ¿cuánto cuesta el software?",
            "«¿cuánto cuesta el software?»",
        ),
        ("es", "pregunta para el panel 2: ¿quién organiza los barrios?", "¿quién organiza los"),
        ("es", "tengo una pregunta para el panel 2: ¿dónde lo veo?", "«¿dónde lo veo?»"),
        ("en", "I have a question for panel 2: how much is the software?", "how much is the"),
    ],
)
def test_what_stands_after_an_announced_question_is_the_question(
    language: str, text: str, question: str
) -> None:
    (said,) = texts(decide(message(text), view(language=language)))
    assert "¿La envío?" in said or "Shall I send it?" in said
    assert question in said
    assert "Ríos urbanos" in said


@pytest.mark.parametrize("text", ["tengo una duda sobre el panel 2: ¿a qué hora es?"])
def test_a_doubt_about_a_panel_is_asked_of_the_bot(text: str) -> None:
    assert "18:00" in "".join(texts(decide(message(text), view())))
