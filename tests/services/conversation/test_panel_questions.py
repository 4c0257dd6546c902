"""Questions for a panel are shown before they are sent; a wish after one is not swallowed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from conversation_values import LONG, MINE, NOW, TEAM, buttons, message, tap, texts, view

from campaign.core.folder import Answer
from campaign.core.questions import Standing
from campaign.ports.attendees import Effects, Said
from campaign.ports.questions import Came, Outcome, Question, Step
from campaign.services.conversation import buttons as kinds_of
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
def test_a_question_that_is_written_in_full_is_shown_and_not_sent_yet(
    language: str, text: str
) -> None:
    effects = decide(message(text), view(language=language))
    said = texts(effects)[0]
    assert "¿La envío?" in said or "Shall I send it?" in said
    assert text.rpartition(": ")[2] in said
    assert texts(effects, TEAM) == []
    assert effects.questions == ()
    sending = [data for data in buttons(effects) if data.startswith(("q:", "Y:"))]
    assert len(sending) == 2
    assert all(len(data.encode()) <= 64 for data in buttons(effects))
    sent = decide(tap(sending[0]), view(language=language))
    assert [type(step.act).__name__ for step in sent.questions] == ["Send"]


def test_what_announces_a_question_is_no_part_of_it() -> None:
    effects = decide(message("pregunta para el panel: ¿cómo se financia?"), view())
    assert "«¿cómo se financia?»" in texts(effects)[0]


def test_a_long_name_of_a_panel_fits_into_every_button() -> None:
    for said in (f"/pregunta {LONG} ¿Y las ranas?", f"/pregunta {LONG}", f"/preguntas {LONG}"):
        effects = decide(message(said), view(now=datetime(2029, 9, 30, tzinfo=UTC)))
        shown = [data for step in effects.questions for data in _shown(step)]
        assert all(len(data.encode()) <= 64 for data in (*buttons(effects), *shown))


def _shown(step: Step) -> list[str]:
    """Return the buttons of what is said of some questions."""
    number, at = 2**60, NOW
    one = Question(number, LONG, "¿Y?", Standing.PUBLISHED, at)
    bodies = [json.loads(m.body) for m in step.tell(Outcome(Came.DONE, one, (one,)))]
    return [data for body in bodies for _, data in body.get("buttons", ())]


@pytest.mark.parametrize("said", ["/pregunta", "/pregunta ¿Y las ranas?", "/preguntas"])
def test_in_a_group_nobody_is_asked_for_words_or_consent(said: str) -> None:
    effects = decide(message(said, -7, "group"), view())
    (told,) = texts(effects, -7)
    assert told == view().say("in-group")
    assert effects.questions == ()


def test_no_two_kinds_of_buttons_have_the_same_prefix() -> None:
    kinds = [v for v in vars(kinds_of).values() if isinstance(v, str) and len(v) == 1]
    letters = [letter for letter in kinds if letter.isalpha()]
    assert len(letters) > 15
    assert len(letters) == len(set(letters))


def test_without_a_team_nobody_is_promised_an_answer() -> None:
    alone = view(content=replace(view().content, team_chat=None))
    for said in ("/pregunta", "/pregunta ¿Y las ranas?", "/preguntas"):
        effects = decide(message(said), alone)
        assert "los últimos minutos" in texts(effects)[0].lower()
        assert effects.questions == ()
        assert buttons(effects) == []


def test_the_campaigns_own_words_come_before_the_bots() -> None:
    own = Answer("ask_panel", ("puedo preguntar",), "También por el formulario.")
    effects = decide(message("/pregunta"), view(content=replace(view().content, answers=(own,))))
    assert texts(effects)[0].startswith("También por el formulario.\n\nEscribe tu pregunta")


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
    assert f"«{text}»" in texts(effects)[0]
    assert texts(effects, TEAM) == []


@pytest.mark.parametrize(
    ("language", "way", "kept"),
    [
        ("es", "/privacidad", "lo ya publicado queda, pero sin ti"),
        ("en", "/privacy", "what is published by then stays, but without you"),
    ],
)
def test_what_happens_with_a_question_fits_a_phone_and_leads_to_the_whole(
    language: str, way: str, kept: str
) -> None:
    question = dict(reversed(FULL))[language]
    (shown,) = texts(decide(message(question), view(language=language)))
    assert len(shown) < 600
    assert way in shown
    assert kept not in shown
    (whole,) = texts(decide(message(way), view(language=language)))
    assert kept in whole
