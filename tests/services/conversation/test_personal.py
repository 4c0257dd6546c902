"""Seeing, correcting, ending and erasing what is held of a person."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from campaign.core.attendees import Seat
from campaign.ports.attendees import Crowd
from campaign.ports.held import Held, HeldConsent, HeldMessage, HeldSignUp
from campaign.services.asking import ask
from campaign.services.conversation import decide
from tests.services.conversation.conversation_values import (
    CHAT,
    MINE,
    NEXT,
    NOTHING,
    NOW,
    PAST,
    PROGRAMME,
    TEAM,
    TONGUES,
    buttons,
    changes,
    message,
    tap,
    texts,
    view,
)

if TYPE_CHECKING:
    from campaign.ports.attendees import Effects
    from campaign.ports.messages import Message

EARLIER = NOW - timedelta(days=3)
PASSED_ON = HeldMessage('{"text": "Mensaje de @luz: ¿hay café?"}', "sent", EARLIER, to_team=True)
HELD = Held(
    (CHAT,),
    "es",
    EARLIER,
    sign_ups=(HeldSignUp("rios", Seat.SEATED, EARLIER), HeldSignUp("ayer", Seat.SEATED, EARLIER)),
    consents=(HeldConsent("sign-up", "3-es", "ab" * 32, EARLIER),),
    messages=(
        HeldMessage('{"text": "¡Listo!"}', "sent", EARLIER),
        HeldMessage('{"text": "Se liberó un cupo"}', "queued", None),
        PASSED_ON,
    ),
)
SIGNED = (MINE, replace(MINE, panel=PAST.id))


def told(effects: Effects, held: Held = HELD) -> list[Message]:
    """Return the messages that are made from what is held."""
    assert effects.tell is not None
    return list(effects.tell(held))


def text_of(effects: Effects, held: Held = HELD) -> str:
    """Return what the person is told."""
    bodies = (one.body for one in told(effects, held) if one.chat == CHAT)
    return "\n".join(json.loads(body)["text"] for body in bodies)


@pytest.mark.parametrize(
    ("command", "language", "name"),
    [("/misdatos", "es", "mis-datos.json"), ("/mydata", "en", "my-data.json")],
)
def test_everything_is_told_in_words_and_in_a_file(command: str, language: str, name: str) -> None:
    (said,) = told(decide(message(command), view(language=language, sign_ups=SIGNED)))
    body = json.loads(said.body)
    assert str(CHAT) in body["text"]
    assert "Ríos urbanos" in body["text"]
    agreed = {
        "es": "Aceptaste las condiciones de inscripción (versión 3) el ",
        "en": "You agreed to the terms of the sign-up (version 3) on ",
    }
    assert agreed[language] in body["text"]
    assert [data for _, data in body["buttons"]] == ["i:erase_me"]
    assert body["document"]["name"] == name
    file = json.loads(body["document"]["content"])
    assert file["chats"] == [CHAT]
    assert (file["language"], file["since"]) == ("es", "2029-08-17T15:00:00Z")
    assert file["sign_ups"][0] == {
        "panel": "rios",
        "title": "Ríos urbanos",
        "begins": "2029-08-22T18:00:00-03:00",
        "state": "seated",
        "at": "2029-08-17T15:00:00Z",
    }
    assert file["consents"] == [
        {"purpose": "sign-up", "given": True, "version": "3-es", "sha256": "ab" * 32,
         "at": "2029-08-17T15:00:00Z"}
    ]  # fmt: skip
    assert file["reminders"] == [
        {"panel": "rios", "at": "2029-08-21T21:00:00Z"},
        {"panel": "rios", "at": "2029-08-22T20:45:00Z"},
    ]
    assert [(m["to"], m["state"], m["text"]) for m in file["messages"]] == [
        ("you", "sent", "¡Listo!"),
        ("you", "queued", "Se liberó un cupo"),
        ("team", "sent", "Mensaje de @luz: ¿hay café?"),
    ]


def test_who_waits_or_cancelled_is_not_reminded() -> None:
    states = (Seat.WAITING, Seat.CANCELLED)
    for state in states:
        held = replace(HELD, sign_ups=(HeldSignUp("rios", state, EARLIER),))
        (said,) = told(decide(message("/misdatos"), view()), held)
        file = json.loads(json.loads(said.body)["document"]["content"])
        assert (file["sign_ups"][0]["state"], file["reminders"]) == (state.value, [])


def test_a_sign_up_for_a_panel_that_is_gone_is_told_all_the_same() -> None:
    held = replace(HELD, sign_ups=(HeldSignUp("gone", Seat.SEATED, EARLIER),))
    (said,) = told(decide(message("/misdatos"), view()), held)
    file = json.loads(json.loads(said.body)["document"]["content"])
    assert file["sign_ups"][0]["panel"] == "gone"
    assert "gone" in json.loads(said.body)["text"]


def test_of_whom_nothing_is_held_that_is_told_without_a_file() -> None:
    effects = decide(message("¿qué datos tienes de mí?"), view())
    (said,) = told(effects, Held((CHAT,)))
    assert "document" not in json.loads(said.body)
    assert "nada" in text_of(effects, Held((CHAT,)))
    assert changes(effects) == NOTHING
    assert effects.language is None


def test_erasing_is_explained_and_asked_before() -> None:
    effects = decide(message("/borrar"), view(sign_ups=SIGNED))
    assert not effects.erase
    assert changes(effects) == NOTHING
    (said,) = texts(effects)
    assert "Ríos urbanos" in said
    assert "No se puede deshacer" in said
    assert buttons(effects)[0] == "e"


@pytest.mark.parametrize(
    ("capacity", "waiting", "state", "told_so"),
    [
        (2, 1, Seat.SEATED, True),
        (2, 0, Seat.SEATED, False),
        (2, 1, Seat.WAITING, False),
        (None, 0, Seat.SEATED, False),
    ],
)
def test_a_seat_goes_to_whoever_waits_only_where_somebody_does(
    capacity: int | None, waiting: int, state: Seat, *, told_so: bool
) -> None:
    now = view(sign_ups=(replace(MINE, state=state),), crowds={"rios": Crowd(2, waiting)})
    programme = replace(PROGRAMME, panels=(replace(NEXT, capacity=capacity),))
    now = replace(now, content=replace(now.content, programme=programme))
    (said,) = texts(decide(message("/borrar"), now))
    assert ("Tu cupo pasa a quien espera." in said) is told_so


def test_the_receipt_counts_no_cancelled_sign_up_and_claims_nothing_of_the_team() -> None:
    gone = HeldSignUp("mar", Seat.CANCELLED, EARLIER)
    held = replace(HELD, sign_ups=(*HELD.sign_ups, gone), messages=HELD.messages[:2])
    receipt = text_of(decide(tap("e"), view(sign_ups=SIGNED, known=True)), held)
    assert "Inscripciones: 2." in receipt
    assert "si alguna vez le pasé algo tuyo al equipo" in receipt
    receipt = text_of(decide(tap("e"), view(sign_ups=SIGNED, known=True)))
    assert "; lo que le pasé al equipo, en su propio chat" in receipt


def test_erasing_frees_the_seats_and_gives_a_receipt_that_is_not_kept() -> None:
    effects = decide(tap("e"), view(sign_ups=SIGNED, known=True))
    assert effects.erase
    assert changes(effects) == NOTHING
    assert effects.language is None
    assert {one.panel for one in effects.vacancies} == {"rios"}  # nobody is called to the past
    assert all(one.forget for one in told(effects))
    receipt = text_of(effects)
    assert "20 de agosto" in receipt
    assert "Inscripciones: 2. Consentimientos: 1. Mensajes guardados: 3." in receipt
    for left in ("Telegram", "respaldo", "equipo"):
        assert left in receipt


def test_the_team_is_asked_to_erase_what_it_was_told_and_only_that() -> None:
    effects = decide(tap("e"), view(sign_ups=SIGNED))
    assert [one.chat for one in told(effects)] == [CHAT, TEAM]
    silent = replace(HELD, messages=HELD.messages[:2])
    assert [one.chat for one in told(effects, silent)] == [CHAT]
    alone = replace(view(), content=replace(view().content, team_chat=None))
    effects = decide(tap("e"), alone)
    assert [one.chat for one in told(effects)] == [CHAT]


def test_a_second_tap_says_that_nothing_is_left() -> None:
    effects = decide(tap("e"), view())
    assert "No quedaba nada tuyo" in text_of(effects, Held((CHAT,)))
    assert all(one.forget for one in told(effects, Held((CHAT,))))


def test_nobody_erases_from_a_group() -> None:
    group = decide(tap("e", "supergroup", TEAM), view())
    assert not group.erase
    told_there = decide(message("/misdatos@aguas_bot", TEAM, "supergroup"), view())
    assert told_there.tell is None
    assert "privado" in texts(told_there, TEAM)[0]


def test_who_wants_no_more_is_silenced() -> None:
    asked = decide(message("/baja"), view(sign_ups=SIGNED))
    assert (asked.silence, changes(asked)) == (False, NOTHING)
    done = decide(tap("K"), view(sign_ups=SIGNED))
    assert (done.silence, done.cancel) == (True, ("rios", "ayer"))
    assert "/borrar" in texts(done)[0]
    nothing = decide(message("/baja"), view())
    assert nothing.silence


@pytest.mark.parametrize(("command", "language"), [("/corregir", "es"), ("/correct", "en")])
def test_what_can_be_corrected_is_told_with_the_way_to_it(command: str, language: str) -> None:
    effects = decide(message(command), view(language=language, sign_ups=SIGNED))
    (said,) = texts(effects)
    assert {"l:es", "l:en"} <= set(buttons(effects))
    assert ("/cancelar" in said) == (language == "es")
    assert ("/cancel " in said) == (language == "en")


@pytest.mark.parametrize(
    ("command", "language", "ways"),
    [
        ("/privacidad", "es", ("/misdatos", "/corregir", "/baja", "/borrar")),
        ("/privacy", "en", ("/mydata", "/correct", "/stop", "/erase")),
    ],
)
def test_privacy_says_what_one_can_do(command: str, language: str, ways: tuple[str, ...]) -> None:
    (said,) = texts(decide(message(command), view(language=language)))
    assert all(way in said for way in ways)


def test_a_question_from_outside_is_answered_as_to_a_stranger() -> None:
    told_to = ask("/misdatos", view().content, TONGUES, NOW)
    assert "nada" in str(told_to["answer"])
