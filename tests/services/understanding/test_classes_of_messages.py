"""Whole classes of messages that attendees write, each by examples of its own."""

from __future__ import annotations

import pytest
from understanding_programmes import ARCHIVES, DATED, NOCHES, NOWS
from understanding_questions import LEXICONS, agreed

from campaign.services.understanding import Understanding, understand


def read(text: str, language: str = "es") -> Understanding:
    programme, now = (NOCHES, NOWS["noches"]) if language == "es" else (ARCHIVES, NOWS["archives"])
    return understand(text, programme, (), now, language, LEXICONS)


def wishes(found: Understanding) -> list[tuple[str, str | None]]:
    return [(agreed(wish.intent), wish.subject) for wish in found.intents]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "no quiero anular nada, dígame a qué horas es lo de la lluvia"),
        ("es", "ni vaya a quitarme de la de cuencas"),
        ("es", "sin cancelar mi cupo, ¿a qué hora es la charla de Tomás?"),
        ("en", "please do not remove me, i only want to know when the launch is"),
        ("en", "i am not looking to cancel anything, what time is the maps session"),
    ],
)
def test_who_wants_nothing_cancelled_is_not_offered_to_cancel(language: str, text: str) -> None:
    found = read(text, language)
    assert "cancel" not in {name for name, _ in wishes(found)}


@pytest.mark.parametrize(
    ("language", "text", "wish"),
    [
        ("es", "no puedo ir a la de acueductos, ¿la graban?", ("recording", "acueductos")),
        ("en", "will thursday be recorded because i can't come", ("recording", "voices")),
        ("en", "can i still watch the letters one", ("recording", "letters")),
        ("es", "dónde veo la de los ríos", ("recording", "rios")),
    ],
)
def test_who_cannot_come_or_could_not_asks_for_the_recording(
    language: str, text: str, wish: tuple[str, str]
) -> None:
    found = read(text, language)
    assert wishes(found) == [wish]
    assert found.action == "act"


@pytest.mark.parametrize(
    ("language", "text", "wish"),
    [
        ("en", "sign me up for 3", ("sign_up", "voices")),
        ("en", "what time is 3", ("panel_time", "voices")),
        ("en", "who is in 4", ("speakers", "launch")),
        ("es", "inscríbame en 3", ("sign_up", "lluvia")),
        ("es", "de qué trata la noche cuatro", ("topic", "acueductos")),
        ("es", "quiénes hablan en la noche 2", ("speakers", "cuencas")),
        ("en", "cancel my place this afternoon", ("cancel", "maps")),
        ("es", "cancele mi cupo de esta noche", ("cancel", "cuencas")),
        ("es", "no la de hoy, la de acueductos, a qué hora es", ("panel_time", "acueductos")),
        ("en", "not the maps one, who is speaking at the launch", ("speakers", "launch")),
        ("es", "apúntame a la de las 5 del jueves", ("sign_up", "lluvia")),
        ("es", "¿quién habla en la del libro?", ("speakers", "launch")),
        ("en", "who is speaking at half six tomorrow", ("speakers", "voices")),
        ("en", "who is speaking at half past six tomorrow", ("speakers", "voices")),
    ],
)
def test_the_panel_that_is_meant_is_found(language: str, text: str, wish: tuple[str, str]) -> None:
    found = read(text, language)
    assert wishes(found) == [wish]
    assert found.action == "act"


@pytest.mark.parametrize("text", ["sign me up for 3 people", "remind me 3 hours before"])
def test_a_number_that_counts_something_is_no_panel(text: str) -> None:
    assert "voices" not in {subject for _, subject in wishes(read(text, "en"))}


def test_of_a_day_with_two_panels_both_are_meant_by_their_number() -> None:
    found = read("anóteme en las dos del jueves")
    assert wishes(found) == [("sign_up", "lluvia"), ("sign_up", "acueductos")]
    assert wishes(read("hay algo el jueves a las dos?")) == [("day_schedule", None)]


def test_a_word_of_the_programme_is_no_chat_about_the_weather() -> None:
    assert wishes(read("qué hay de la lluvia")) == [("topic", "lluvia")]
    assert wishes(read("¿va a llover esta noche?")) == [("out_of_scope", None)]


def test_a_topic_that_names_a_panel_is_no_wish_of_its_own() -> None:
    assert wishes(read("hágale, anóteme a mí también en la del libro")) == [("sign_up", "launch")]
    assert wishes(read("¿dónde consigo el libro?")) == [("publication", None)]


def test_one_word_beside_a_cancellation_erases_nothing() -> None:
    assert wishes(read("ya no puedo ir hoy, bórrenme")) == [("cancel", "cuencas")]
    assert wishes(read("bórrenme")) == [("erase_me", None)]


def test_nothing_is_done_in_a_language_that_the_message_is_not_in() -> None:
    assert wishes(read("recordatorio de todas porfa")) == [("reminders_on", None)]
    assert read("¿hay que prender la cámara?").action == "hand_over"


def test_thanks_do_not_hide_what_is_not_understood() -> None:
    found = read("thanks for that. does voices have anything zorgish about it", "en")
    assert found.action == "offer"


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("pásame el linkcito", "where_watch"),
        ("hay un resumencito de los ríos", "note"),
        ("mándeme el videíto de los ríos", "recording"),
    ],
)
def test_small_things_are_the_things(text: str, wish: str) -> None:
    assert [name for name, _ in wishes(read(text))] == [wish]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "sigue todo igual?"),
        ("es", "sigue todo como estaba para hoy?"),
        ("en", "is everything still the same?"),
    ],
)
def test_whether_all_is_as_planned_is_asked(language: str, text: str) -> None:
    assert [str(wish.intent) for wish in read(text, language).intents] == ["still_on"]


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("qué hay el primero de abril", ("day_schedule", None)),
        ("inscríbame en el segundo del primero de abril", ("sign_up", "acueductos")),
        ("inscríbame en el primero", ("sign_up", "rios")),
    ],
)
def test_the_first_of_a_month_is_a_day(text: str, wish: tuple[str, str | None]) -> None:
    assert wishes(read(text)) == [wish]


def test_on_the_third_is_a_day_where_something_happens_on_it() -> None:
    both = understand("sign me up on the third", DATED, (), NOWS["es"], "en", LEXICONS)
    assert both.action == "offer"
    assert both.intents[0].choices == ("panel-3", "launch")
    assert wishes(read("sign me up on the third", "en")) == [("sign_up", "voices")]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "no me manden recordatorios, pero sí pienso ir"),
        ("es", "sin avisos por favor, igual voy a asistir"),
        ("en", "no more reminders please; i will still attend"),
    ],
)
def test_who_comes_without_reminders_signs_up_for_nothing(language: str, text: str) -> None:
    assert wishes(read(text, language)) == [("reminders_off", None)]
