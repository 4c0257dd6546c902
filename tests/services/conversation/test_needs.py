"""What attendees need around a panel: days, links, who may come, what is wrong, whose time."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from conversation_values import (
    CAMPAIGN,
    MINE,
    NEXT,
    NOTHING,
    NOW,
    PAST,
    PROGRAMME,
    TEAM,
    buttons,
    changes,
    message,
    tap,
    texts,
    view,
)

from campaign.ports.attendees import Effects, Said
from campaign.services.conversation import Content, decide

# NOW is Monday, 20 August 2029; panel 2 is on Wednesday the 22nd, 18:00 in Buenos Aires.


def told(text: str, **known: object) -> str:
    return "\n".join(texts(decide(message(text), view(**known))))


def said(effects: Effects) -> Said:
    return Said(tuple(m.body for m in effects.messages), NOW)


def with_programme(**changed: object) -> Content:
    return Content(CAMPAIGN, replace(PROGRAMME, **changed), (), TEAM)


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("es", "a que hora es lo de mañana", "martes 21"),
        ("es", "qué hay mañana", "martes 21"),
        ("es", "hay panel hoy?", "lunes 20"),
        ("es", "dónde veo el de hoy", "lunes 20"),
        ("es", "quién habla el viernes", "viernes 24"),
        ("es", "y el viernes?", "viernes 24"),
        ("es", "de qué trata lo del jueves", "jueves 23"),
        ("es", "inscríbeme en el del viernes", "viernes 24"),
        ("es", "hay algo la próxima semana?", "lunes 27 de agosto al domingo 2 de septiembre"),
        ("es", "qué tienen para la semana que viene", "lunes 27 de agosto"),
        ("en", "what time is it tomorrow", "Tuesday 21"),
        ("en", "is there anything on Friday?", "Friday 24"),
        ("en", "anything next week?", "Monday 27 August to Sunday 2 September"),
        ("en", "where do I watch today's talk", "Monday 20"),
    ],
)
def test_a_day_without_a_panel_is_said_to_be_one_and_the_next_panel_follows(
    language: str, text: str, day: str
) -> None:
    answer = told(text, language=language)
    assert day in answer.split(NEXT.title)[0]
    assert NEXT.title in answer
    assert "no hay paneles" in answer or "no panels" in answer


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "qué hay esta semana"),
        ("es", "hay algo esta semana?"),
        ("es", "paneles de esta semana"),
        ("es", "qué hay este fin de semana"),
        ("en", "what is on this week?"),
        ("en", "is there anything this weekend"),
    ],
)
def test_a_week_is_its_days_that_are_left(language: str, text: str) -> None:
    answer = told(text, language=language)
    weekend = "fin de" in text or "weekend" in text
    assert (NEXT.title in answer) is not weekend
    assert "Mar abierto" in answer
    assert PAST.title not in answer


def test_next_week_is_not_the_next_panel() -> None:
    later = replace(NEXT, start=NEXT.begins + timedelta(days=7) if NEXT.begins else None)
    content = with_programme(panels=(later,))
    assert "29 de agosto" in told("qué hay la próxima semana", content=content)
    assert "no hay paneles" in told("qué hay esta semana", content=content)


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("es", "puedo ir presencial?", "Canal Once"),
        ("es", "se puede asistir en persona?", "Canal Once"),
        ("es", "es online o presencial", "Canal Once"),
        ("es", "quiero ir presencialmente", "Canal Once"),
        ("en", "can i come in person?", "Canal Once"),
        ("en", "is it online or on site?", "Canal Once"),
        ("es", "soy de un municipio de los ríos puedo ir?", "vecinas y vecinos"),
        ("es", "soy estudiante, puedo participar?", "vecinas y vecinos"),
        ("es", "puedo entrar si no soy ingeniera", "vecinas y vecinos"),
        ("es", "trabajo en una pyme, me sirve?", "vecinas y vecinos"),
        ("es", "para quién es esto", "vecinas y vecinos"),
        ("es", "hay que ser experto?", "vecinas y vecinos"),
        ("en", "i am a student, can i join?", "vecinas y vecinos"),
        ("en", "can i come if i live abroad?", "vecinas y vecinos"),
        ("en", "who is it for?", "vecinas y vecinos"),
        ("en", "is it open to everyone?", "vecinas y vecinos"),
    ],
)
def test_how_and_for_whom_it_is_are_questions_and_no_sign_up(
    language: str, text: str, words: str
) -> None:
    content = with_programme(where="Canal Once", audience="vecinas y vecinos de la cuenca")
    effects = decide(message(text), view(language=language, content=content))
    assert words in texts(effects)[0]
    assert changes(effects) == NOTHING
    assert not [data for data in buttons(effects) if data.startswith("y:")]


@pytest.mark.parametrize(
    ("language", "first", "then", "words"),
    [
        ("es", "y el link?", "y el del 3?", "El enlace para el panel 3"),
        ("es", "dónde veo el panel 2", "y el 3?", "El enlace para el panel 3"),
        ("es", "quién habla en el panel 3", "y en el 2?", "Inés Duarte"),
        ("es", "a qué hora es el panel 3", "y el de ríos urbanos?", "miércoles 22 de agosto"),
        ("es", "está la grabación del panel 3?", "y la del 1?", "grabación todavía no está"),
        ("en", "the link?", "and panel 3?", "The link of panel 3"),
        ("en", "who speaks at panel 3", "and at panel 2?", "Inés Duarte"),
    ],
)
def test_what_was_asked_is_asked_of_the_other_panel_too(
    language: str, first: str, then: str, words: str
) -> None:
    before = decide(message(first), view(language=language))
    assert words in told(then, language=language, said=said(before))


def test_a_panel_named_after_signing_up_signs_nobody_up() -> None:
    before = decide(message("inscríbeme en el panel 2"), view(sign_ups=[MINE]))
    after = decide(message("y el 3?"), view(sign_ups=[MINE], said=said(before)))
    assert changes(after) == NOTHING


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "esta en vivo ya?"),
        ("es", "ya empezó?"),
        ("es", "ya partió el panel?"),
        ("es", "están transmitiendo?"),
        ("en", "is it live yet?"),
        ("en", "has it started already?"),
    ],
)
def test_whether_it_is_live_is_told_with_its_time_and_its_link(language: str, text: str) -> None:
    before = told(text, language=language)
    assert "nada en vivo" in before or "Nothing is live" in before
    assert NEXT.title in before
    assert "todavía no está" in before or "not there yet" in before
    live = with_programme(panels=(replace(NEXT, stream="https://example.org/rios"),))
    now = datetime(2029, 8, 22, 21, 10, tzinfo=UTC)
    during = told(text, language=language, content=live, now=now)
    assert "https://example.org/rios" in during
    assert "nada en vivo" not in during


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("es", "se suspendió?", "sigue en pie"),
        ("es", "se canceló el panel 4?", "fue cancelado"),
        ("es", "fue cancelado el de ríos?", "sigue en pie"),
        ("es", "el panel 2 sigue en pie?", "sigue en pie"),
        ("en", "is it cancelled?", "is still on"),
        ("en", "was panel 4 cancelled?", "was cancelled"),
        ("en", "has panel 2 been postponed?", "is still on"),
    ],
)
def test_whether_a_panel_is_off_is_no_wish_to_cancel(language: str, text: str, words: str) -> None:
    effects = decide(message(text), view(language=language, sign_ups=[MINE]))
    assert words in texts(effects)[0]
    assert not [data for data in buttons(effects) if data.startswith(("k:", "i:cancel"))]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "no se escucha"),
        ("es", "no puedo ver el video"),
        ("es", "el link no funciona"),
        ("es", "no me carga la transmisión"),
        ("es", "se cortó"),
        ("en", "no sound"),
        ("en", "the link is broken"),
        ("en", "I can't hear anything"),
    ],
)
def test_trouble_is_helped_and_the_team_is_told_while_a_panel_is_on(
    language: str, text: str
) -> None:
    before = decide(message(text), view(language=language))
    assert NEXT.title in texts(before)[0]
    assert texts(before, TEAM) == []
    now = datetime(2029, 8, 22, 21, 10, tzinfo=UTC)
    live = with_programme(panels=(replace(NEXT, stream="https://example.org/rios"),))
    during = decide(message(text), view(language=language, now=now, content=live))
    assert "https://example.org/rios" in texts(during)[0]
    assert text in texts(during, TEAM)[0]


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("es", "en cuales estoy", "Ríos urbanos"),
        ("es", "en qué paneles quedé", "Ríos urbanos"),
        ("es", "no me llegó nada", "por este chat"),
        ("es", "todavía no me llega el correo", "por este chat"),
        ("en", "which ones am I in?", "Ríos urbanos"),
        ("en", "I didn't get anything", "through this chat"),
        ("es", "el panel 2 es a las 6?", "18:00"),
        ("es", "es a las 7 el panel 2?", "18:00"),
        ("en", "is panel 2 at 6?", "18:00"),
        ("es", "quien eres", "asistente automático"),
        ("es", "esto es un robot?", "asistente automático"),
        ("en", "who are you", "automatic assistant"),
        ("es", "prensa: quiero entrevistar a los organizadores", "equipo"),
        ("es", "soy periodista", "equipo"),
        ("en", "press inquiry, an interview please", "team"),
        ("es", "qué es un humedal urbano?", ""),
        ("es", "qué son los humedales", "De eso se habla en el panel 3"),
        ("es", "panle 2 ora", "miércoles 22 de agosto"),
        ("es", "pnael 2 cuando", "miércoles 22 de agosto"),
        ("en", "pnael 2 when", "Wednesday 22 August"),
    ],
)
def test_a_need_gets_its_own_answer(language: str, text: str, words: str) -> None:
    assert words in told(text, language=language, sign_ups=[MINE])


@pytest.mark.parametrize(
    "text", ["👍", "❤️", "😂😂", "jajaja", "jajaj", "xd", "si", "no", "ok", "...", "???", "lol"]
)
def test_small_talk_is_answered_shortly_and_goes_to_nobody(text: str) -> None:
    effects = decide(message(text), view(known=True))
    assert len(texts(effects)) == 1
    assert "No supe responderte" not in texts(effects)[0]
    assert texts(effects, TEAM) == []
    assert changes(effects) == NOTHING


@pytest.mark.parametrize(
    ("language", "text", "times"),
    [
        ("es", "a que hora en españa?", ["península): miércoles 22 de agosto, 23:00", "22:00"]),
        ("es", "panel 2 hora de colombia", ["En Colombia: miércoles 22 de agosto, 16:00"]),
        ("es", "estoy en méxico, a qué hora es el panel 2", ["(Ciudad de México)", "15:00"]),
        ("es", "es hora de chile o argentina?", ["hora de Argentina", "En Chile: ", "17:00"]),
        ("es", "qué hora sería en nueva york", ["En Nueva York: ", "17:00"]),
        ("es", "cuándo es el próximo en hora de tokio", ["jueves 23 de agosto, 06:00"]),
        ("es", "en qué huso horario está", ["hora de Argentina"]),
        ("en", "what time is that in london?", ["In London: Wednesday 22 August, 22:00"]),
        ("en", "panel 2 in berlin time?", ["In Germany: Wednesday 22 August, 23:00"]),
        ("en", "which timezone is it?", ["Argentine time"]),
        ("en", "what time in the usa", ["(Eastern): Wednesday 22 August, 17:00", "14:00"]),
    ],
)
def test_people_abroad_get_the_time_where_they_are(
    language: str, text: str, times: list[str]
) -> None:
    answer = told(text, language=language).replace("\xa0", " ")
    assert "18:00" in answer
    assert not [time for time in times if time not in answer]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("hello", "Hello!"),
        ("when is the next panel?", "Coming up is"),
        ("sign me up for panel 2", "Shall I sign you up?"),
        ("what is panel 3 about", "date to be confirmed"),
        ("thanks!", "You are welcome"),
    ],
)
def test_a_first_message_in_english_is_answered_in_english(text: str, words: str) -> None:
    assert words in told(text)


@pytest.mark.parametrize("text", ["hola", "link?", "panel 2", "el programa", "ok"])
def test_a_first_message_that_is_no_english_is_not(text: str) -> None:
    assert "panel 2" in told("when is panel 2").lower()
    assert not any(word in told(text) for word in (" the ", "Hello", "Great"))


def test_an_english_conversation_goes_on_in_english_and_is_stored_with_the_consent() -> None:
    asked = decide(message("sign me up for panel 2"), view())
    yes = decide(message("yes"), view(said=said(asked)))
    assert yes.sign_up == ("rios",)
    assert yes.language == "en"
    assert "You are in for panel 2" in texts(yes)[0]
    assert (yes.consent or ("", "", ""))[1].endswith("-en")


def test_who_is_known_in_a_language_is_answered_in_another_that_is_plain() -> None:
    assert "Coming up" in told("when is the next panel, please?", known=True, sign_ups=[MINE])
    assert "Lo que viene" in told("el next panel?", known=True, sign_ups=[MINE])


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("es", "english please", "en"),
        ("es", "in english", "en"),
        ("es", "en inglés por favor", "en"),
        ("es", "do you speak english?", "en"),
        ("es", "solo hablo inglés", "en"),
        ("en", "en español por favor", "es"),
        ("en", "spanish please", "es"),
    ],
)
def test_a_language_that_is_asked_for_is_spoken(language: str, text: str, wanted: str) -> None:
    effects = decide(message(text), view(language=language, known=True))
    assert effects.language == wanted


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "is it in english?"),
        ("es", "el panel 2 es en inglés?"),
        ("es", "hay traducción?"),
        ("es", "en qué idioma son los paneles"),
        ("en", "is panel 2 in spanish?"),
        ("en", "will there be translation"),
    ],
)
def test_the_panels_language_is_a_question_and_no_wish_to_switch(language: str, text: str) -> None:
    for known in (True, False):
        effects = decide(message(text), view(language=language, known=known))
        assert effects.language is None
        assert "español" in texts(effects)[0] or "Spanish" in texts(effects)[0]


def test_a_window_is_told_in_the_campaigns_language_only() -> None:
    assert "en octubre (fecha por confirmar)" in told("cuándo es el panel 3")
    english = told("when is panel 3?", language="en")
    assert "octubre" not in english
    assert "date to be confirmed" in english


def test_what_is_over_is_marked_in_lists() -> None:
    assert "ya se realizó" in told("el programa").split(NEXT.title)[0]
    assert told("el programa").count("ya se realizó") == 1


def test_who_is_offered_what_they_do_not_want_can_call_a_person() -> None:
    effects = decide(message("dónde puedo conseguir lo de la mesa"), view())
    told = json.loads(effects.messages[0].body)
    assert "¿Es alguna de estas cosas?" in told["text"]
    assert ["Ninguna de estas", "i:contact_human"] in told["buttons"]


def test_none_of_these_hands_over_the_message_itself_and_not_the_button() -> None:
    asked = message("dónde puedo conseguir lo de la mesa")
    offer = json.loads(decide(asked, view()).messages[0].body)
    assert offer["answers"] == asked["message"]["message_id"]
    pressed = tap("i:contact_human")
    pressed["callback_query"]["message"]["reply_to_message"] = asked["message"]
    (handed,) = texts(decide(pressed, view()), TEAM)
    assert handed.endswith("\n\ndónde puedo conseguir lo de la mesa")
    (alone,) = texts(decide(tap("i:contact_human"), view()), TEAM)
    assert alone.endswith("\n\nHablar con una persona")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "cuándo es el panel 2 y el 31 de agosto"),
        ("es", "panel 2 y el 31 de agosto"),
        ("es", "inscríbeme en el panel 2 y el 31 de agosto"),
        ("en", "when is panel 2 and on august 31"),
    ],
)
def test_a_day_beside_a_panel_is_said_to_have_none(language: str, text: str) -> None:
    empty, *others = texts(decide(message(text), view(language=language)))
    assert "31" in empty.split(".")[0]
    assert "no hay paneles" in empty or "no panels" in empty
    assert NEXT.title in "".join(others)


@pytest.mark.parametrize("text", ["recuérdame hoy el panel 2", "panel 2 y el 22 de agosto"])
def test_a_day_in_passing_or_with_its_panel_is_not_said_to_have_none(text: str) -> None:
    assert "no hay paneles" not in told(text)


def test_who_signed_up_is_told_that_the_link_comes_with_the_reminder() -> None:
    asked = message("dónde veo el panel 2")
    assert "Si te inscribes" in texts(decide(asked, view()))[0]
    (mine,) = texts(decide(asked, view(sign_ups=[MINE], known=True)))
    assert "te llega con el recordatorio" in mine
    assert "Si te inscribes" not in mine
