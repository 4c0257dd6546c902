"""What a message is like is read beside its cues: chats that were written before either."""

from __future__ import annotations

from datetime import date

import pytest
from understanding_programmes import NOWS, VERANO
from understanding_questions import LEXICONS, chats, figures

from campaign.services.understanding import Understanding, understand
from campaign.services.understanding.resembling import Resemblance


def read(text: str, language: str = "es") -> Understanding:
    return understand(text, VERANO, (), NOWS["es"], language, LEXICONS)


def names(found: Understanding) -> list[str]:
    return [str(wish.intent) for wish in found.intents]


def test_chats_that_nobody_had_seen_are_understood() -> None:
    found = figures(chats())
    assert found["right"] >= 0.95
    assert found["wrong_action"] <= 0.025


@pytest.mark.parametrize(
    "text",
    [
        "no kiero q me lleguen mas mensajes",
        "no quero q me yeguen mas mensajes",
        "ya no kero resibir nada mas",
        "basta d mensajes plis",
        "quit sending me stuff",
    ],
)
def test_who_wants_no_more_messages_is_understood_with_slips(text: str) -> None:
    assert set(names(read(text))) <= {"unsubscribe", "reminders_off"}


@pytest.mark.parametrize("text", ["vale la pena?", "no me sirve el horario", "puedo ser expositor"])
def test_thanks_are_never_offered_to_who_asks(text: str) -> None:
    found = read(text)
    assert not {"thanks", "greet"} & {str(w.intent) for w in (*found.intents, *found.likely)}


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("¿es el 23 o el 24?", [23, 24]),
        ("es el 24 o el 25??", [24, 25]),
        ("el 22 o 23?", [22, 23]),
        ("is it the 23rd or the 24th?", [23, 24]),
    ],
)
def test_of_two_days_both_are_read(text: str, days: list[int]) -> None:
    (wish,) = read(text).intents
    assert str(wish.intent) == "day_schedule"
    assert wish.days == tuple(date(2022, 2, day) for day in days)


def test_the_rest_of_a_message_is_heard_beside_a_word_of_thanks() -> None:
    assert names(read("gracias!! y lo puedo ver después?")) == ["recording"]
    assert names(read("Muchas gracias por la información.")) == ["thanks"]


def test_nothing_is_like_anything_without_examples() -> None:
    assert Resemblance(()).nearest(["kiero"]) == ()
    near = Resemblance((("cost", ("es", "gratis")), ("topic", ("de", "ke", "trata"))))
    assert near.nearest(["es", "gratix"])[0][0] == "cost"
    same = near.nearest(["es", "gratis"])[0][1]
    assert same == pytest.approx(0.8)  # three such sentences would make it 1
