"""A number that is a panel's and a day's (*el 5*): asked, unless something else tells which."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from conversation_values import (
    MINE,
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
from campaign.ports.attendees import Said, SignUp
from campaign.services.conversation import decide

if TYPE_CHECKING:
    from campaign.services.conversation.view import View

# Panel 2 is on 22 August, panel 5 on 28 August, and on 5 September is panel 6.
LAKE = Panel("lagos", "Lagos del sur", 5, datetime(2029, 8, 28, 18, 0, tzinfo=ZONE))
SEA = Panel("mareas", "Mareas altas", 6, datetime(2029, 9, 5, 11, 0, tzinfo=ZONE))
BOTH = {"lagos", "mareas"}


def seen(language: str = "es", *mine: str, **more: object) -> View:
    held = [SignUp(n, panel, Seat.SEATED, NOW) for n, panel in enumerate(mine)]
    known = view(language=language, sign_ups=held, **more)
    panels = (*PROGRAMME.panels, LAKE, SEA)
    return replace(
        known, content=replace(known.content, programme=replace(PROGRAMME, panels=panels))
    )


def meant(found: list[str]) -> set[str]:
    """Return the panels of buttons that do something with a panel."""
    return {data.rpartition(":")[2] for data in found if data.startswith(("i:", "s:", "c:"))}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "quiero ir al 5"),
        ("es", "inscribeme al 5 porfa"),
        ("es", "a q hora es el 5"),
        ("es", "el 5 a que hora"),
        ("es", "cuando es el cinco"),
        ("es", "el link del 5"),
        ("es", "dónde veo el 5"),
        ("en", "sign me up for the 5th"),
        ("en", "what time is the 5th"),
        ("en", "where do I watch the 5?"),
    ],
)
def test_a_number_that_may_be_either_is_asked_about(language: str, text: str) -> None:
    effects = decide(message(text), seen(language, "rios"))
    assert changes(effects) == NOTHING
    assert meant(buttons(effects)) >= BOTH
    assert "rios" not in meant(buttons(effects))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "el 5 de q se trata"),
        ("es", "quién habla en el 5"),
        ("es", "hay grabación del 5?"),
        ("en", "who is speaking at the 5th?"),
    ],
)
def test_a_question_about_a_number_that_may_be_either_is_answered_for_both(
    language: str, text: str
) -> None:
    said = "\n".join(texts(decide(message(text), seen(language))))
    assert LAKE.title in said
    assert SEA.title in said


@pytest.mark.parametrize(
    ("language", "text", "panel", "other"),
    [
        ("es", "a qué hora es el panel 5", LAKE, SEA),
        ("es", "cuándo son el 2 y el 5", LAKE, SEA),
        ("es", "cuándo son el 5 y el 2", LAKE, SEA),
        ("es", "a qué hora son el dos y el cinco", LAKE, SEA),
        ("es", "el 5 a las 18 dónde lo veo", LAKE, SEA),
        ("es", "a qué hora es el del 5 de septiembre", SEA, LAKE),
        ("es", "a qué hora es el del cinco de septiembre", SEA, LAKE),
        ("es", "a qué hora es el del día 5", SEA, LAKE),
        ("es", "a qué hora es el del miércoles 5", SEA, LAKE),
        ("es", "hay algo el 5?", SEA, LAKE),
        ("en", "when are the 2 and the 5?", LAKE, SEA),
        ("en", "who is speaking on the 5th", SEA, LAKE),
        ("en", "what time is it on 5 september", SEA, LAKE),
    ],
)
def test_what_stands_beside_a_number_tells_what_it_counts(
    language: str, text: str, panel: Panel, other: Panel
) -> None:
    said = "\n".join(texts(decide(message(text), seen(language))))
    assert panel.title in said
    assert other.title not in said


@pytest.mark.parametrize(
    ("text", "mine", "yes"),
    [
        ("cancela el 5", ("rios", "lagos"), "k:lagos"),
        ("cancelame el 5", ("mareas",), "k:mareas"),
        ("sácame del cinco", ("lagos",), "k:lagos"),
        ("cámbiame del 5 al 2", ("lagos",), "g:lagos+rios"),
        ("cámbiame del panel 2 al 5", ("rios",), "g:rios+lagos"),
        ("cámbiame del 2 al 5", ("rios", "mareas"), "g:rios+lagos"),
    ],
)
def test_who_is_in_one_of_both_means_that(text: str, mine: tuple[str, ...], yes: str) -> None:
    effects = decide(message(text), seen("es", *mine))
    assert changes(effects) == NOTHING
    assert buttons(effects)[0] == yes


def test_two_that_are_refused_are_both_cancelled() -> None:
    effects = decide(message("no voy al dos ni al cinco"), seen("es", "rios", "lagos"))
    assert changes(effects) == NOTHING
    assert "k:rios+lagos" in buttons(effects)


def test_who_is_in_both_is_asked_which_to_leave() -> None:
    effects = decide(message("cancela el 5"), seen("es", *BOTH, "rios"))
    assert meant(buttons(effects)) == BOTH


def test_who_is_in_one_panel_and_wants_what_may_be_either_chooses_where_to_go() -> None:
    effects = decide(message("me cambio al 5"), seen("es", "rios"))
    assert set(buttons(effects)) == {"G:rios+lagos", "G:rios+mareas"}
    assert decide(tap("G:rios+lagos"), seen("es", "rios")).messages


def test_among_panels_that_were_offered_a_number_is_a_panels() -> None:
    asked = decide(message("quiero inscribirme"), seen())
    said = Said(tuple(m.body for m in asked.messages), NOW)
    effects = decide(message("el 5"), seen(said=said))
    assert any(data.startswith("y:lagos") for data in buttons(effects))


@pytest.mark.parametrize(
    ("text", "panels"),
    [
        ("anótame en el 2 y en el 5", ("rios", "lagos")),
        ("anótame en el dos y en el cinco", ("rios", "lagos")),
        ("anótame en la 2 y la 5", ("rios", "lagos")),
        ("anótame en la 5", ("lagos",)),
        ("inscríbeme al dos y no al cinco", ("rios",)),
        ("me anoto al 2 y el 5 no", ("rios",)),
    ],
)
def test_numbers_in_a_row_are_the_panels_that_are_signed_up_for(
    text: str, panels: tuple[str, ...]
) -> None:
    held = replace(seen(), sign_ups=[replace(MINE, panel="mareas")])
    assert decide(message(text), held).sign_up == panels


@pytest.mark.parametrize(
    "text",
    ["quiero dos cupos", "dura dos o tres horas?", "qué hay a las 5", "voy con cinco amigos"],
)
def test_what_is_counted_or_timed_is_no_panel(text: str) -> None:
    effects = decide(message(text), seen())
    assert LAKE.title not in "\n".join(texts(effects)).split("Ríos urbanos")[0]
