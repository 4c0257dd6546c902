"""A question for a panel that is shown is sent, left or written anew in words as by its buttons."""

from __future__ import annotations

import json

import pytest
from conversation_values import CHAT, MINE, NOW, TEAM, buttons, message, texts, view

from campaign.core.questions import Standing
from campaign.ports.attendees import Effects, Said
from campaign.ports.questions import Came, Outcome, Question, Send
from campaign.services.conversation import decide

FULL = {
    "es": "pregunta para el panel 2: ¿cómo se financia?",
    "en": "question for panel 2: who pays for it?",
}
UNSENT = {"es": "todavía no se ha enviado", "en": "has not been sent yet"}


def bodies(effects: Effects) -> list[str]:
    """Return what is told to the attendee, also of what came of questions."""
    one = Question(7, "rios", "¿Y las ranas?", Standing.PENDING, NOW)
    told = [m.body for m in effects.messages if m.chat == CHAT]
    for step in effects.questions:
        told += [m.body for m in step.tell(Outcome(Came.DONE, one, (one,))) if m.chat == CHAT]
    return told


def then(text: str, language: str = "es", **known: object) -> Effects:
    """Return what the bot does with a text that comes while a question is shown."""
    first = decide_of(FULL[language], language, **known)
    return decide_of(text, language, said=Said(tuple(bodies(first)), NOW), **known)


def decide_of(text: str, language: str = "es", **known: object) -> Effects:
    return decide(message(text), view(language=language, **known))


def sent(effects: Effects) -> list[bool]:
    """Return of each question that is sent whether it goes with the name."""
    return [step.act.named for step in effects.questions if isinstance(step.act, Send)]


@pytest.mark.parametrize(
    ("language", "text", "named"),
    [
        ("es", "con mi nombre", True),
        ("es", "con mi nonbre porfa", True),
        ("es", "envíala con mi nombre por favor", True),
        ("es", "sí, con mi nombre", True),
        ("es", "sin mi nombre porfa", False),
        ("es", "Sin nombre, gracias", False),
        ("es", "mejor anónima", False),
        ("es", "mándala sin mi nombre", False),
        ("en", "with my name please", True),
        ("en", "send it with my name", True),
        ("en", "without my name", False),
        ("en", "anonymously, thanks", False),
        ("es", "without my name please", False),
    ],
)
def test_words_of_the_buttons_send_as_the_buttons_do(
    language: str, text: str, *, named: bool
) -> None:
    assert sent(then(text, language)) == [named]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "quiero cambiar la pregunta"),
        ("es", "la quiero corregir"),
        ("es", "escribirla otra vez porfa"),
        ("en", "I want to change the question"),
        ("en", "write it again please"),
    ],
)
def test_a_question_is_written_anew_in_words(language: str, text: str) -> None:
    effects = then(text, language)
    assert sent(effects) == []
    (body,) = bodies(effects)
    assert json.loads(body)["asks"] == "text"
    assert any(data.endswith(":rios") for data in buttons(effects))


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("es", "mejor hago otra pregunta", "No la envié. Escribe la otra."),
        ("es", "quiero hacer otra pregunta", "No la envié. Escribe la otra."),
        ("en", "I would rather ask another question", "I did not send it. Write the other one."),
    ],
)
def test_another_question_sends_not_the_one_shown(language: str, text: str, words: str) -> None:
    effects = then(text, language)
    assert sent(effects) == []
    (said,) = texts(effects)
    assert said.startswith(words)
    assert json.loads(effects.messages[0].body)["asks"] == "text"


def test_another_question_in_full_is_shown_in_its_place() -> None:
    effects = then("pregunta para el panel 3: ¿quién cuida los humedales de la costa?")
    assert sent(effects) == []
    assert "«¿quién cuida los humedales de la costa?»" in texts(effects)[0]
    assert not any(UNSENT["es"] in said for said in texts(effects))


@pytest.mark.parametrize("text", ["no la envíes", "no enviarla", "mejor no la mandes"])
def test_words_leave_a_question_unsent(text: str) -> None:
    assert texts(then(text)) == ["Bien, no la envié y nadie la leyó."]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "¿y va con mi nombre?"),
        ("es", "cuándo es el panel 2"),
        ("es", "gracias"),
        ("es", "mis inscripciones"),
        ("es", "/programa"),
        ("es", "/mispreguntas"),
        ("en", "when is panel 2?"),
    ],
)
def test_any_other_answer_says_that_it_is_not_sent_and_leaves_it_open(
    language: str, text: str
) -> None:
    effects = then(text, language, sign_ups=[MINE])
    assert sent(effects) == []
    told = bodies(effects)
    assert len(told) > 1
    assert UNSENT[language] in json.loads(told[-1])["text"]
    yes = {"es": "sí", "en": "yes"}[language]
    assert sent(decide_of(yes, language, said=Said(tuple(told), NOW))) == [False]
    named = {"es": "con mi nombre", "en": "with my name"}[language]
    assert sent(decide_of(named, language, said=Said(tuple(told), NOW))) == [True]


def test_what_asks_something_itself_is_asked_and_the_buttons_stay() -> None:
    effects = then("cancela mi inscripción", sign_ups=[MINE])
    told = bodies(effects)
    assert "¿Cancelo tu inscripción" in json.loads(told[0])["text"]
    assert UNSENT["es"] in json.loads(told[-1])["text"]
    seen = Said(tuple(told), NOW)
    assert decide_of("sí", said=seen, sign_ups=[MINE]).cancel == ("rios",)
    assert sent(decide_of("Enviar con mi nombre", said=seen, sign_ups=[MINE])) == [True]
    assert texts(effects, TEAM) == []
