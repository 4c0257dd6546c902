"""What is no question about the panels gets a kind answer; only what must goes to the team."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conversation_values import CAMPAIGN, TEAM, buttons, message, texts, view

from campaign.core.folder import Answer
from campaign.services.conversation import decide


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("es", "/loquesea 2", "Ese comando no lo conozco"),
        ("es", "holaaa", "¡Hola!"),
        ("es", "eres un pelotudo", "Siento no haberte servido"),
        ("es", "eres un robot?", "soy un asistente automático de «Tardes de agua»"),
        ("es", "chao", "¡Hasta pronto!"),
        ("es", "inscribe a mi colega tambien", "Solo puedo inscribirte a ti"),
        ("es", "stop", "así que no te enviaré nada"),
        ("es", "no quiero mas mensajes", "así que no te enviaré nada"),
        ("en", "/whatever", "I do not know that command"),
        ("en", "you are useless", "no better help"),
        ("en", "are you a bot?", "I am an automatic assistant of “Tardes de agua”"),
        ("en", "bye", "See you soon!"),
        ("en", "sign up my colleague too", "I can only sign you up yourself"),
        ("en", "stop", "so I will send you nothing"),
    ],
)
def test_small_talk_is_answered_and_not_passed_on(language: str, text: str, words: str) -> None:
    effects = decide(message(text), view(language=language))
    assert words.lower() in texts(effects)[0].lower()
    assert texts(effects, TEAM) == []


@pytest.mark.parametrize("text", ["cuanto sale", "¿cuánto vale?", "en cuanto sale?"])
def test_a_price_is_asked_with_words_that_also_agree(text: str) -> None:
    """*Vale* and *sale* alone are an *ok*."""
    asked, agreed = (texts(decide(message(one), view())) for one in (text, "vale"))
    assert asked == texts(decide(message("cuánto cuesta?"), view())) != agreed


def test_an_insult_beside_a_question_is_passed_over() -> None:
    assert "Ríos urbanos" in texts(decide(message("idiota, cuándo es el panel 2?"), view()))[0]


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("es", "ayuda me quiero matar", "Siento mucho"),
        ("es", "ya no quiero vivir", "Siento mucho"),
        ("en", "help, I want to kill myself", "very sorry"),
    ],
)
def test_somebody_in_distress_gets_a_kind_word_and_a_person(
    language: str, text: str, words: str
) -> None:
    effects = decide(message(text), view(language=language))
    assert words in texts(effects)[0]
    assert not any(sign.isdigit() for sign in texts(effects)[0])
    assert buttons(effects) == []
    assert text in texts(effects, TEAM)[0]
    alone = decide(message(text), view(content=replace(view().content, team_chat=None)))
    assert "equipo" not in texts(alone)[0]


@pytest.mark.parametrize("text", ["ayuda", "Ayuda por favor!!", "necesito ayuda", "help", "/ayuda"])
def test_help_is_told_where_little_else_is_said(text: str) -> None:
    assert "/misinscripciones" in texts(decide(message(text), view()))[0]


def test_a_cry_for_help_that_says_more_goes_to_the_team() -> None:
    effects = decide(message("ayuda se quema la casa"), view())
    assert "/misinscripciones" not in texts(effects)[0]
    assert len(texts(effects, TEAM)) == 1


@pytest.mark.parametrize(
    ("organisers", "words"), [(("Fundación Cauce",), "Fundación Cauce"), ((), "Tardes de agua")]
)
def test_where_nobody_can_be_told_the_organisers_are_named(
    organisers: tuple[str, ...], words: str
) -> None:
    campaign = replace(CAMPAIGN, organisers=organisers)
    content = replace(view().content, campaign=campaign, team_chat=None)
    said = texts(decide(message("quiero hablar con una persona"), view(content=content)))[0]
    assert words in said


@pytest.mark.parametrize(
    ("language", "words"), [("es", "tu mensaje y tu nombre al equipo"), ("en", "to the team")]
)
def test_the_notice_says_what_is_passed_on_to_the_team(language: str, words: str) -> None:
    assert words in texts(decide(message("/privacidad"), view(language=language)))[0]


GREETINGS = (
    ("es", ("hola", "ola", "buenas", "buenas tardes", "oye", "disculpa", "hola q tal", "holi")),
    ("en", ("hi", "hello", "hey", "hi there", "good morning", "excuse me", "sorry", "please")),
)
REQUESTS = (
    ("es", "quiero inscribirme al panel 2", "Para inscribirte en el panel 2"),
    ("es", "kiero inscribirme al panel 2 porfa", "Para inscribirte en el panel 2"),
    ("es", "quiero cancelar", "No tienes inscripciones"),
    ("es", "me dices la hora del panel 2 por favor", "miércoles 22 de agosto"),
    ("es", "quisiera saber el horario del panel 2", "miércoles 22 de agosto"),
    ("es", "cual es el próximo", "Ríos urbanos"),
    ("es", "quién habla en el panel 2", "Inés Duarte"),
    ("es", "me pasas el programa", "Este es el programa"),
    ("en", "I want to sign up for panel 2", "To sign you up for panel 2"),
    ("en", "could you please tell me when panel 2 is", "Wednesday 22 August"),
    ("en", "who speaks at panel 2 please", "Inés Duarte"),
    ("en", "I want to cancel", "You have no sign-ups"),
)


@pytest.mark.parametrize(
    ("language", "greeting", "request_", "words"),
    [
        (language, greeting, asked, words)
        for language, greetings in GREETINGS
        for greeting in greetings
        for spoken, asked, words in REQUESTS
        if spoken == language
    ],
)
def test_a_request_is_answered_whatever_politeness_comes_before_it(
    language: str, greeting: str, request_: str, words: str
) -> None:
    said = texts(decide(message(f"{greeting} {request_}"), view(language=language)))[0]
    assert words.lower() in said.lower()


@pytest.mark.parametrize(
    ("language", "text"),
    [(language, greeting) for language, greetings in GREETINGS for greeting in greetings]
    + [("es", "hola buenas tardes como estas"), ("es", "porfa"), ("es", "Muy buenas noches!")],
)
def test_politeness_alone_is_greeted(language: str, text: str) -> None:
    said = texts(decide(message(text), view(language=language)))
    assert said[0].startswith(("¡Hola!", "Hello!"))


@pytest.mark.parametrize("text", ["eres un robot?", "quiero hablar con una persona"])
def test_no_person_is_promised_where_messages_reach_none(text: str) -> None:
    alone = replace(view().content, team_chat=None)
    said = texts(decide(message(text), view(content=alone)))[0]
    assert "aviso al equipo" not in said
    assert "Escribe directamente" not in said


def test_the_campaigns_own_address_is_given_and_nothing_denied() -> None:
    own = (Answer("contact_human", ("con quién hablo",), "Escribe a hola@cauce.example."),)
    alone = replace(view().content, team_chat=None, answers=own)
    effects = decide(message("quiero hablar con una persona"), view(content=alone))
    assert texts(effects) == ["Escribe a hola@cauce.example."]


@pytest.mark.parametrize("text", ["gracias!", "ok gracias", "muchas gracias"])
def test_thanks_are_no_question_that_only_sounds_like_it(text: str) -> None:
    own = (Answer("cost", ("es gratis",), "No cuesta nada."),)
    known = replace(view().content, answers=own)
    assert "No cuesta" not in texts(decide(message(text), view(content=known)))[0]
