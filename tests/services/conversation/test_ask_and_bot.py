"""``ask`` says of questions for panels what the bot says, whatever the campaign answers itself."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conversation_values import NOW, TEAM, TONGUES, message, texts, view

from campaign.core.folder import Answer
from campaign.services.asking import ask
from campaign.services.conversation import decide

OWN = (
    Answer("ask_panel", ("cómo pregunto",), "También en el chat de la transmisión."),
    Answer("format", ("puedo hacer preguntas",), "Los últimos minutos son para el público."),
)
SAID = (
    "¿cómo pregunto?",
    "¿puedo hacer preguntas?",
    "quiero hacer una pregunta al panel 2",
    "quiero preguntarle al panel qué opinan del agua",
    "pregunta para el panel 2: ¿qué río es más largo?",
    "/pregunta",
    "/pregunta 2 ¿qué río es más largo?",
)


@pytest.mark.parametrize("team", [TEAM, None])
@pytest.mark.parametrize("own", [(), OWN])
@pytest.mark.parametrize("said", SAID)
def test_the_command_answers_as_the_bot_does(
    said: str, own: tuple[Answer, ...], team: int | None
) -> None:
    content = replace(view().content, answers=own, team_chat=team)
    nameless = message(said)
    del nameless["message"]["from"]
    told = texts(decide(nameless, view(content=content)))
    answer = str(ask(said, content, TONGUES, NOW)["answer"])
    assert answer.partition("\n[")[0] == "\n\n".join(told)
