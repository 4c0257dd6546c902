"""What a message is like is read beside its cues: chats that were written before either."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from understanding_programmes import NOWS, VERANO
from understanding_questions import LEXICONS, chats, figures

from campaign.languages import Catalogue
from campaign.services.understanding import Intent, Understanding, understand
from campaign.services.understanding.asking import sentences, stamp
from campaign.services.understanding.confidence import Signs, shares
from campaign.services.understanding.intents import CHANGES
from campaign.services.understanding.resembling import BEYOND, Resemblance


def read(text: str, language: str = "es") -> Understanding:
    return understand(text, VERANO, (), NOWS["es"], language, LEXICONS)


def names(found: Understanding) -> list[str]:
    return [str(wish.intent) for wish in found.intents]


def test_chats_that_nobody_had_seen_are_understood() -> None:
    found = figures(chats())
    assert found["right"] >= 0.93
    assert found["wrong_action"] <= 0.02


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


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("ya estoy inscrita. ¿y ahora qué?", "my_signups"),
        ("no alcancé a verlo. ¿Qué puedo hacer?", "recording"),
    ],
)
def test_who_asks_what_to_do_beside_a_wish_is_told_of_the_wish(text: str, wish: str) -> None:
    assert names(read(text)) == [wish]


def test_nothing_is_like_anything_where_nothing_was_learned() -> None:
    assert Resemblance().nearest(["kiero"]) == ()
    assert Resemblance.from_lines(()).nearest(["kiero"]) == ()


def test_what_was_learned_is_kept_as_it_was() -> None:
    for lexicon in LEXICONS.values():
        kept = Resemblance.from_lines(lexicon.resemblance.lines())
        assert kept == lexicon.resemblance


@pytest.mark.parametrize("code", sorted(LEXICONS))
def test_what_was_learned_is_of_the_sentences_as_they_are(code: str) -> None:
    words = Catalogue(code)
    told = {wish for wish, _ in sentences(words.asked, LEXICONS[code].spelling)}
    assert told <= {*Intent, *CHANGES, BEYOND}
    source = stamp(words.asked, LEXICONS[code].spelling)
    assert LEXICONS[code].resemblance.source == source, "python -m scripts.learn_wishes"


def test_a_wish_is_the_likelier_the_more_speaks_for_it() -> None:
    other = Signs(likely=0.1)
    plain = Signs(cue=0.9, likely=0.8, left=0.0, taken=3, chosen=True)

    def sure(wish: Signs, beside: Signs = other) -> float:
        return shares({"cost": wish, "note": beside})["cost"]

    assert sure(plain) > 0.9
    for worse in (
        {"cue": 0.6},
        {"likely": 0.1},
        {"left": 0.8},
        {"taken": 1},
        {"chosen": False},
    ):
        assert sure(replace(plain, **worse)) < sure(plain)
    assert sure(plain, replace(other, likely=0.7)) < sure(plain)
    assert sure(plain, replace(other, cue=0.9, taken=3)) < sure(plain)


def test_the_shares_of_wishes_are_one_together() -> None:
    told = shares({"cost": Signs(likely=0.2), "note": Signs(cue=0.7), "help": Signs(polite=True)})
    assert sum(told.values()) == pytest.approx(1)
    assert shares({}) == {}


def test_a_cue_that_explains_a_message_to_its_last_word_is_plain() -> None:
    plain = Signs(cue=0.9, left=0.0, taken=2, chosen=True)
    assert plain.is_plain
    for worse in ({"cue": 0.8}, {"left": 0.2}, {"taken": 1}, {"chosen": False}):
        assert not replace(plain, **worse).is_plain


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("¿la vais a colgar luego?", "recording"),
        ("sale guita esto?", "cost"),
        ("caleta de mensajes, córtenla", "unsubscribe"),
        ("dónde consigo eso que publicarán en pdf", "publication"),
    ],
)
def test_what_no_cue_knows_is_understood_by_what_it_is_like(text: str, wish: str) -> None:
    assert wish in names(read(text))


@pytest.mark.parametrize(
    ("text", "wishes"),
    [
        ("me equivoqué de número, yo no pedí esto", {"contact_human", "my_signups"}),
    ],
)
def test_where_the_readings_differ_both_are_offered(text: str, wishes: set[str]) -> None:
    found = read(text)
    assert found.action == "offer"
    assert wishes <= {str(wish.intent) for wish in found.likely}
