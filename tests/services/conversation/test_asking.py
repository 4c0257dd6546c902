"""A question about signing up or reminders is answered; it never signs anybody up."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conversation_values import MINE, NEXT, NOTHING, PROGRAMME, changes, message, texts, view

from campaign.ports.attendees import Crowd
from campaign.services.conversation import decide

KNOWN = replace(MINE, panel="ayer")
"""Somebody who has agreed before: their next wish is done at once."""


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "es obligatorio inscribirse"),
        ("es", "es necesario inscribirse para verlo?"),
        ("es", "hay q inscribirse si o si?"),
        ("es", "tengo que inscribirme en el panel 2?"),
        ("es", "puedo ver el panel 2 sin inscribirme?"),
        ("es", "hasta cuando me puedo inscribir"),
        ("es", "hay cupos?"),
        ("es", "cuantos cupos quedan para el panel 2"),
        ("en", "do i need to sign up for panel 2?"),
        ("en", "is registration mandatory"),
        ("en", "how many seats are left?"),
        ("en", "until when can i sign up"),
    ],
)
def test_a_question_about_signing_up_is_answered_and_signs_nobody_up(
    language: str, text: str
) -> None:
    effects = decide(message(text), view(sign_ups=[KNOWN], language=language))
    said = "\n".join(texts(effects))
    assert changes(effects) == NOTHING
    assert ("sin inscribirse" if language == "es" else "without signing up") in said
    assert ("hasta que el panel termine" if language == "es" else "until the panel ends") in said


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("es", "me avisan el dia antes?", "un día antes"),
        ("es", "me van a recordar?", "un día antes"),
        ("es", "me van a recordar el panel 2?", "un día antes"),
        ("en", "will you remind me of panel 2?", "a day before"),
        ("en", "do you send reminders?", "a day before"),
    ],
)
def test_a_question_about_reminders_is_answered_and_signs_nobody_up(
    language: str, text: str, words: str
) -> None:
    effects = decide(message(text), view(sign_ups=[KNOWN], language=language))
    assert changes(effects) == NOTHING
    assert words in "\n".join(texts(effects))


def test_the_places_that_are_left_are_told() -> None:
    few = replace(PROGRAMME, panels=(replace(NEXT, capacity=12),))
    content = replace(view().content, programme=few)
    for taken, words in ((5, "quedan: 7"), (12, "lista de espera")):
        known = view(content=content, crowds={"rios": Crowd(taken)})
        assert words in texts(decide(message("quedan cupos?"), known))[0]


@pytest.mark.parametrize("text", ["inscríbeme en el panel 2", "recuérdame el panel 2"])
def test_who_asks_for_it_is_still_signed_up(text: str) -> None:
    assert decide(message(text), view(sign_ups=[KNOWN])).sign_up == ("rios",)


def test_a_course_elsewhere_is_no_panel() -> None:
    effects = decide(message("me quiero inscribir en un curso de excel"), view(sign_ups=[KNOWN]))
    assert changes(effects) == NOTHING
    assert "solo conozco «Tardes de agua»" in texts(effects)[0]
