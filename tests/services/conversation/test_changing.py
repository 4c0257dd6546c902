"""From one panel to another: asked once, done in one step, and no seat lost on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from conversation_values import (
    LONG,
    MINE,
    NEXT,
    NOTHING,
    NOW,
    PROGRAMME,
    ZONE,
    buttons,
    changes,
    message,
    tap,
    texts,
    view,
)

from campaign.core.attendees import Seat
from campaign.core.programme import Panel
from campaign.ports.attendees import Crowd, Said, SignUp
from campaign.services.conversation import decide

if TYPE_CHECKING:
    from campaign.services.conversation.view import View

LAKE = Panel("lagos", "Lagos del sur", 5, datetime(2029, 8, 28, 18, 0, tzinfo=ZONE), capacity=9)
BIG = replace(PROGRAMME, panels=(*PROGRAMME.panels, LAKE))


def seen(**more: object) -> View:
    known = view(**{"sign_ups": [MINE], **more})
    return replace(known, content=replace(known.content, programme=BIG))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "cámbiame del 2 al 5"),
        ("es", "me puedes cambiar mi inscripción del panel 2 al 5?"),
        ("es", "quiero cambiarme al 5"),
        ("es", "pásame al panel 5 desde el 2"),
        ("es", "cambiame el 2 por el 5 porfa"),
        ("es", "al 2 no puedo ir, inscríbeme al 5"),
        ("es", "me puedo salir del panel 2 y entrar al 5"),
        ("es", "me salgo del 2 y me inscribo al 5"),
        ("es", "sácame del 2 y ponme en el 5"),
        ("es", "inscríbeme al 5 y bórrame del 2"),
        ("es", "quiero entrar al panel 5 y salir del 2"),
        ("es", "dejo el 2 y tomo el 5"),
        ("es", "hola, puedo dejar el panel 2 y pasar al panel 5?"),
        ("es", "tomar el 5 y dejar el 2"),
        ("es", "cambia el panel 2 por el panel 5"),
        ("es", "quiero cambiar el del miércoles por el de lagos"),
        ("es", "cámbiame el del 22 por el del 28"),
        ("es", "me cambio del 2 al 5"),
        ("es", "no quiero ir al 2, quiero el 5"),
        ("es", "quiero el 5 en vez del 2"),
        ("es", "en lugar del 2 quiero el panel 5"),
        ("es", "prefiero el 5 que el 2"),
        ("es", "cancela el 2 y anótame en el 5"),
        ("es", "anótame en el 5 y cancela el 2"),
        ("es", "bájame del de ríos y súmame al de lagos"),
        ("en", "leave panel 2 and join panel 5"),
        ("en", "i want to join panel 5 and leave panel 2"),
        ("en", "can i drop panel 2 and go to panel 5 please"),
        ("en", "i'd like panel 5 instead of panel 2"),
        ("en", "sign me up for panel 5 and cancel panel 2"),
        ("en", "take me out of panel 2 and put me in panel 5"),
        ("en", "swap panel 2 for panel 5"),
        ("en", "switch me from panel 2 to panel 5"),
        ("en", "move me to panel 5"),
        ("en", "can you change my registration from panel 2 to panel 5?"),
    ],
)
def test_a_change_is_asked_once_and_does_both(language: str, text: str) -> None:
    asked = decide(message(text), seen(language=language))
    assert changes(asked) == NOTHING
    assert len(asked.messages) == 1
    assert "Ríos urbanos" in texts(asked)[0]
    assert "Lagos del sur" in texts(asked)[0]
    yes = buttons(asked)[0]
    done = decide(tap(yes), seen(language=language))
    assert (done.sign_up, done.cancel) == (("lagos",), ("rios",))
    assert len(done.messages) == 1


BOTH = [MINE, SignUp(2, "lagos", Seat.SEATED, NOW)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "me puedo salir del panel 2 y entrar al 5"),
        ("es", "me salgo del 2 y me inscribo al 5"),
        ("es", "cámbiame del 2 al 5"),
        ("es", "quédate con el 5 y sácame del 2"),
        ("es", "quiero el 5 en vez del 2"),
        ("en", "leave panel 2 and join panel 5"),
        ("en", "switch me from panel 2 to panel 5"),
        ("en", "take me off panel 2 and keep me in panel 5"),
    ],
)
def test_who_is_in_the_other_panel_already_only_leaves_one(language: str, text: str) -> None:
    asked = decide(message(text), seen(language=language, sign_ups=BOTH))
    assert changes(asked) == NOTHING
    assert buttons(asked).count("k:rios") == 1
    assert not [data for data in buttons(asked) if data.startswith(("k:lagos", "k:rios+", "g:"))]


@pytest.mark.parametrize("text", ["me cambio al otro", "pásame a otro panel", "cámbiame para otro"])
def test_the_other_panel_is_the_only_one_that_is_open(text: str) -> None:
    known = seen()
    two = replace(BIG, panels=tuple(p for p in BIG.panels if p.begins))
    asked = decide(message(text), replace(known, content=replace(known.content, programme=two)))
    assert buttons(asked)[0] == "g:rios+lagos"


def test_which_panel_to_join_is_asked_and_may_be_typed() -> None:
    asked = decide(message("me cambio a otro"), seen())
    assert changes(asked) == NOTHING
    assert all(data.startswith("G:rios+") for data in buttons(asked))
    said = Said(tuple(m.body for m in asked.messages), NOW)
    for answer in (message("el 5"), tap("G:rios+lagos")):
        assert buttons(decide(answer, seen(said=said)))[0] == "g:rios+lagos"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "quiero ir al 5 y no al 2"),
        ("es", "inscríbeme al 5 pero no al 2"),
        ("en", "sign me up for panel 5 and not panel 2"),
    ],
)
def test_a_panel_that_is_refused_is_none_to_sign_up_for(language: str, text: str) -> None:
    effects = decide(message(text), seen(language=language, sign_ups=[]))
    assert not [data for data in buttons(effects) if "rios" in data and data.startswith("y:")]


def test_which_panel_to_leave_is_asked_where_several_are_held() -> None:
    held = [SignUp(1, panel, Seat.SEATED, NOW) for panel in ("rios", LONG)]
    asked = decide(message("me cambio al panel 5"), seen(sign_ups=held))
    assert changes(asked) == NOTHING
    assert buttons(asked)[0] == "G:rios+lagos"
    assert len(buttons(asked)) == 2
    said = Said(tuple(m.body for m in asked.messages), NOW)
    picked = decide(message("el 3"), seen(sign_ups=held, said=said))
    assert buttons(picked)[0].startswith("g:~") or "#" in buttons(picked)[0]
    assert "Humedales" in texts(picked)[0]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "cancela el 2 y dime a qué hora es el 5"),
        ("es", "sácame del 2 y cuéntame quién habla en el 5"),
        ("es", "cancela el 2 y del 5 quiero saber la hora"),
        ("es", "bórrame del 2 pero el 5 lo mantengo"),
        ("es", "anula el panel 2, el 5 sigue en pie para mí"),
        ("es", "no puedo ir al 2 pero sí al 5"),
        ("es", "cancela el 2 y no el 5"),
        ("es", "cancela todo menos el 5"),
        ("es", "cancel panel 2 and tell me about panel 5"),
        ("es", "no quiero ir al 2, quiero el 5"),
        ("en", "cancel panel 2 and tell me what time panel 5 is"),
        ("en", "cancel panel 2 but I am still coming to panel 5"),
        ("en", "take me off panel 2 and remind me about panel 5"),
    ],
)
def test_two_wishes_never_become_two_cancellations(language: str, text: str) -> None:
    asked = decide(message(text), seen(language=language, sign_ups=BOTH))
    assert changes(asked) == NOTHING
    lost = [data for data in buttons(asked) if data.startswith(("k:", "g:", "K", "i:cancel"))]
    assert lost == ["k:rios"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "sácame del 2 y del 5"),
        ("es", "cancela el 2, el 5 también porfa"),
        ("es", "me salgo del panel 2 y del panel 5"),
        ("en", "cancel panel 2 and panel 5 please"),
    ],
)
def test_two_panels_of_one_wish_are_both_meant(language: str, text: str) -> None:
    asked = decide(message(text), seen(language=language, sign_ups=BOTH))
    assert "k:rios+lagos" in buttons(asked)


def test_who_would_lose_a_seat_for_a_waiting_list_is_told_before() -> None:
    asked = decide(message("cámbiame del 2 al 5"), seen(crowds={"lagos": Crowd(9)}))
    assert "lista de espera" in texts(asked)[0]
    assert "perderías tu cupo" in texts(asked)[0]
    done = decide(tap(buttons(asked)[0]), seen(crowds={"lagos": Crowd(9)}))
    assert "lista de espera" in texts(done)[0]


@pytest.mark.parametrize("text", ["cámbiame del 2 al 4", "cámbiame del 2 al 1"])
def test_nobody_is_taken_out_for_a_panel_that_takes_nobody(text: str) -> None:
    effects = decide(message(text), seen())
    assert changes(effects) == NOTHING
    assert not [data for data in buttons(effects) if data.startswith("g:")]


def test_the_last_seat_that_went_before_the_yes_is_asked_about_anew() -> None:
    """A yes to a seat is none to giving one up for a waiting list."""
    yes = buttons(decide(message("cámbiame del 2 al 5"), seen(crowds={"lagos": Crowd(8)})))[0]
    full = seen(crowds={"lagos": Crowd(9)})
    again = decide(tap(yes), full)
    assert changes(again) == NOTHING
    assert "perderías tu cupo" in texts(again)[0]
    agreed = decide(tap(buttons(again)[0]), full)
    assert changes(agreed) == (("lagos",), ("rios",), None)


def test_a_second_tap_and_a_late_one_lose_nothing() -> None:
    yes = buttons(decide(message("cámbiame del 2 al 5"), seen()))[0]
    after = decide(tap(yes), seen(sign_ups=[SignUp(2, "lagos", Seat.SEATED, NOW)]))
    assert changes(after) == NOTHING
    assert "Ya estabas" in texts(after)[0]
    off = replace(BIG, panels=tuple(replace(p, cancelled=p == LAKE) for p in BIG.panels))
    late = seen()
    late = replace(late, content=replace(late.content, programme=off))
    assert decide(tap(yes), late).cancel == ()


def test_who_is_in_nothing_is_only_signed_up() -> None:
    effects = decide(message("cámbiame del 2 al 5"), seen(sign_ups=[]))
    assert changes(effects) == NOTHING
    assert any(data.startswith("y:lagos") for data in buttons(effects))


@pytest.mark.parametrize(
    "text", ["cámbiame la hora del panel 2", "¿cambió el panel 2 de hora?", "pásame el link del 2"]
)
def test_other_changes_are_none_of_a_sign_up(text: str) -> None:
    effects = decide(message(text), seen())
    assert changes(effects) == NOTHING
    assert not [data for data in buttons(effects) if data.startswith(("g:", "k:"))]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "panel 2 y 5 cuando son"),
        ("es", "el 2 y el 5, ¿a qué hora?"),
        ("en", "panel 2 and 5 when are they"),
    ],
)
def test_panels_named_before_the_question_are_all_answered(language: str, text: str) -> None:
    said = "\n".join(texts(decide(message(text), seen(language=language))))
    assert NEXT.title in said
    assert LAKE.title in said


def test_a_panel_somebody_does_not_go_to_is_none_to_sign_up_for() -> None:
    effects = decide(message("no voy al 2, y el 5 me inscribo"), seen(sign_ups=[]))
    assert not [data for data in buttons(effects) if "rios" in data and data.startswith("y:")]


@pytest.mark.parametrize(
    ("hours", "words"),
    [(30, "un día antes y 15"), (7, "Te avisaré 15 minutos antes")],
)
def test_no_reminder_is_promised_for_a_moment_that_is_past(hours: int, words: str) -> None:
    soon = replace(LAKE, start=NOW + timedelta(hours=hours))
    known = seen()
    content = replace(known.content, programme=replace(BIG, panels=(*PROGRAMME.panels, soon)))
    for text in ("inscríbeme en el 5", "cámbiame del 2 al 5"):
        asked = decide(message(text), replace(known, content=content))
        done = asked
        if not asked.sign_up:
            done = decide(tap(buttons(asked)[0]), replace(known, content=content))
        assert words in texts(done)[0]


@pytest.mark.parametrize("text", ["cancela el del 16 de agosto", "anula lo del jueves"])
@pytest.mark.parametrize("held", [[MINE], [MINE, SignUp(2, "lagos", Seat.SEATED, NOW)]])
def test_a_day_on_which_somebody_has_nothing_cancels_nothing_else(
    text: str, held: list[SignUp]
) -> None:
    effects = decide(message(text), seen(sign_ups=held))
    assert changes(effects) == NOTHING
    (told,) = texts(effects)
    assert told.startswith("No tienes inscripciones para el ")
    assert buttons(effects) == [f"c:{one.panel}" for one in held]


def test_the_day_of_a_sign_up_asks_to_cancel_that_one() -> None:
    held = [MINE, SignUp(2, "lagos", Seat.SEATED, NOW)]
    effects = decide(message("cancela el del 28"), seen(sign_ups=held))
    assert buttons(effects)[0] == "k:lagos"
