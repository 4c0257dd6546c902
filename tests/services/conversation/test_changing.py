"""From one panel to another: asked once, done in one step, and no seat lost on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from test_deciding import (
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

from campaign.core.programme import Panel
from campaign.ports.attendees import SignUp
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


def test_who_would_lose_a_seat_for_a_waiting_list_is_told_before() -> None:
    asked = decide(message("cámbiame del 2 al 5"), seen(taken={"lagos": 9}))
    assert "lista de espera" in texts(asked)[0]
    assert "perderías tu cupo" in texts(asked)[0]
    done = decide(tap(buttons(asked)[0]), seen(taken={"lagos": 9}))
    assert "lista de espera" in texts(done)[0]


@pytest.mark.parametrize("text", ["cámbiame del 2 al 4", "cámbiame del 2 al 1"])
def test_nobody_is_taken_out_for_a_panel_that_takes_nobody(text: str) -> None:
    effects = decide(message(text), seen())
    assert changes(effects) == NOTHING
    assert not [data for data in buttons(effects) if data.startswith("g:")]


def test_a_second_tap_and_a_late_one_lose_nothing() -> None:
    yes = buttons(decide(message("cámbiame del 2 al 5"), seen()))[0]
    after = decide(tap(yes), seen(sign_ups=[SignUp(2, "lagos", "seated", NOW)]))
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
