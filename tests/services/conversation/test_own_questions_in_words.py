"""Who asks what became of the own question, or wants it back, is shown the own questions."""

from __future__ import annotations

import json

import pytest
from conversation_values import CHAT, NOW, message, texts, view

from campaign.core.questions import Standing
from campaign.ports.attendees import Effects, Said
from campaign.ports.questions import Came, Mine, Outcome, Question
from campaign.services.conversation import decide

OWN = (
    ("es", "me arrepentí borra mi pregunta"),
    ("es", "Me arrepentí, borra mi pregunta por favor"),
    ("es", "quiero retirar mi pregunta"),
    ("es", "kiero borrar mi pregunta"),
    ("es", "cuándo me responden mi pregunta?"),
    ("es", "ya respondieron mi pregunta?"),
    ("es", "mi pregunta ya fue respondida?"),
    ("es", "¿qué pasó con mi pregunta?"),
    ("es", "quiero eliminar la pregunta que hice"),
    ("es", "borra mi pregunta para el panel 2"),
    ("en", "delete my question please"),
    ("en", "I want to withdraw my question"),
    ("en", "when will they answer my question?"),
    ("en", "has my question been answered?"),
    ("en", "delete my question for panel 2"),
)
BEGUN = {"es": "quiero hacer una pregunta", "en": "can I ask a question?"}
FULL = {
    "es": "pregunta para el panel 2: ¿cómo se financia?",
    "en": "question for panel 2: who pays for it?",
}


def after(first: str, text: str, language: str) -> Effects:
    """Return what the bot does with a text that comes after its answer to another."""
    asked = decide(message(first), view(language=language))
    said = Said(tuple(m.body for m in asked.messages if m.chat == CHAT), NOW)
    return decide(message(text), view(language=language, said=said))


def is_list(effects: Effects) -> bool:
    """Tell whether the own questions are told, with what withdraws them, and first of all."""
    if texts(effects) or [type(step.act) for step in effects.questions] != [Mine]:
        return False
    one = Question(7, "rios", "¿Y las ranas?", Standing.PENDING, NOW)
    told = effects.questions[0].tell(Outcome(Came.DONE, one, (one,)))
    return any(data == "w:7" for _, data in json.loads(told[0].body)["buttons"])


@pytest.mark.parametrize(("language", "text"), OWN)
def test_own_questions_are_asked_for_in_words(language: str, text: str) -> None:
    assert is_list(decide(message(text), view(language=language)))


@pytest.mark.parametrize(("language", "text"), OWN)
def test_they_are_while_the_words_of_another_are_waited_for(language: str, text: str) -> None:
    assert is_list(after(BEGUN[language], text, language))


def test_what_became_of_another_is_told_while_one_is_shown() -> None:
    assert is_list(after(FULL["es"], "ya respondieron mi pregunta?", "es"))


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("es", "borra mi pregunta", "Bien, no la envié"),
        ("en", "delete my question please", "Fine, I did not send it"),
    ],
)
def test_the_one_shown_is_not_sent_where_it_is_to_go(language: str, text: str, words: str) -> None:
    assert texts(after(FULL[language], text, language))[0].startswith(words)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "mi pregunta es si van a publicar los datos de los ríos"),
        ("es", "¿cuándo van a responder los municipios a las preguntas de los vecinos?"),
        ("en", "my question is how small towns will be funded"),
    ],
)
def test_a_question_is_no_question_after_ones_own(language: str, text: str) -> None:
    (said,) = texts(after(BEGUN[language], text, language))
    assert f"«{text}»" in said or f"“{text}”" in said
