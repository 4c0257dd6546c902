"""Slips of the finger are read as the words that were meant, and words of the language stay."""

from __future__ import annotations

import pytest
from understanding_programmes import ARCHIVES, NOCHES, NOWS
from understanding_questions import LEXICONS

from campaign.services.understanding import understand
from campaign.services.understanding.scene import Scene
from campaign.services.understanding.slips import Slips
from campaign.services.understanding.subjects import words_of
from campaign.services.understanding.words import Word


def heard(text: str, language: str = "es") -> list[str]:
    programme, now = (NOCHES, NOWS["noches"]) if language == "es" else (ARCHIVES, NOWS["archives"])
    return [word.key for word in words_of(text, Scene(programme, now, LEXICONS[language]))]


@pytest.mark.parametrize(
    ("language", "said", "meant"),
    [
        ("es", "dnde", "donde"),
        ("es", "inscribrme", "inscribirme"),
        ("es", "grabcion", "grabacion"),
        ("es", "programcion", "programacion"),
        ("es", "calendraio", "calendario"),
        ("es", "inundasioens", "inundaciones"),
        ("en", "rgistration", "registration"),
        ("en", "recrding", "recording"),
        ("en", "captoins", "captions"),
        ("en", "tomorow", "tomorrow"),
        ("en", "agnieska", "agnieszka"),
    ],
)
def test_a_slip_is_the_word_that_was_meant(language: str, said: str, meant: str) -> None:
    assert heard(said, language) == heard(meant, language)
    assert heard(said, language) != [LEXICONS[language].words(said)[0].key]


@pytest.mark.parametrize(
    "word",
    [
        "pareció",
        "precioso",
        "cáncer",
        "costa",
        "curso",
        "gravemente",
        "agregarlo",
        "hablarme",
        "ora",
    ],
)
def test_a_word_of_the_language_is_no_slip_of_another(word: str) -> None:
    assert heard(word) == [found.key for found in LEXICONS["es"].words(word)]


def test_a_word_is_corrected_only_in_the_language_that_is_spoken() -> None:
    scene = Scene(NOCHES, NOWS["noches"], LEXICONS["en"], spoken=False)
    assert [word.text for word in words_of("recordatorio grabacion", scene)] == [
        "recordatorio",
        "grabacion",
    ]


def test_nothing_is_corrected_without_the_words_of_a_language() -> None:
    words = (Word("cancle", "cancle", 0),)
    assert Slips((), {"cancel"}).corrected(words, {}) == words
    meant = Slips((("other", "other"),), {"cancel"}).corrected(words, {})
    assert [word.key for word in meant] == ["cancel"]
    assert meant[0].slip


def test_what_is_nearer_to_another_word_is_left_alone() -> None:
    slips = Slips((("cancels", "cancels"),), {"cancel"})
    words = (Word("cancelss", "cancelss", 0),)
    assert slips.corrected(words, {}) == words


@pytest.mark.parametrize(
    ("text", "wish", "subject"),
    [
        ("canclea mi cupo en lo de las inundasiones", "cancel", "lluvia"),
        ("mandame la grabcion de los rios", "recording", "rios"),
        ("kien abla en los acuedcutos", "speakers", "acueductos"),
    ],
)
def test_a_message_full_of_slips_is_understood(text: str, wish: str, subject: str) -> None:
    found = understand(text, NOCHES, (), NOWS["noches"], "es", LEXICONS)
    assert [(str(w.intent), w.subject) for w in found.intents] == [(wish, subject)]
    assert found.action == "act"
