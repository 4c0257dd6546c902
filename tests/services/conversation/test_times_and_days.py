"""Half an answer is none: a time at which nothing begins is said to be one, two panels are two."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from conversation_values import (
    CAMPAIGN,
    MINE,
    NOTHING,
    TEAM,
    ZONE,
    buttons,
    changes,
    message,
    texts,
    view,
)

from campaign.core.programme import Panel, Programme
from campaign.services.conversation import Content, decide

if TYPE_CHECKING:
    from campaign.ports.attendees import Effects

CLAY = Panel("arcilla", "Arcilla cocida", 1, datetime(2032, 3, 9, 18, 0, tzinfo=ZONE))
LOOM = Panel("telar", "Telares de cintura", 2, datetime(2032, 3, 11, 16, 30, tzinfo=ZONE))
SALT = Panel("sal", "Sal de costa", 3, datetime(2032, 3, 11, 19, 0, tzinfo=ZONE))
NOW = datetime(2032, 3, 5, 12, 0, tzinfo=ZONE)
# Panel 1 is on Tuesday the 9th, panels 2 and 3 on Thursday the 11th.


def told(text: str, language: str = "es", **known: object) -> tuple[str, Effects]:
    content = Content(CAMPAIGN, Programme((CLAY, LOOM, SALT)), (), TEAM)
    effects = decide(message(text), view(content=content, now=NOW, language=language, **known))
    return "\n".join(texts(effects)), effects


@pytest.mark.parametrize(
    ("language", "text", "titles"),
    [
        ("es", "el martes a las 4 q panel hay", {CLAY.title}),
        ("es", "el jueves a las 9 hay algo?", {LOOM.title, SALT.title}),
        ("es", "el jueves a las 4 y cuarto quién habla", {LOOM.title, SALT.title}),
        ("es", "inscríbeme en el del martes a las 16:30", {CLAY.title}),
        ("es", "inscríbeme en los del jueves a las 9", {LOOM.title, SALT.title}),
        ("es", "qué hay a las 11?", {CLAY.title}),
        ("es", "es a las 9?", {CLAY.title}),
        ("en", "what's on tuesday at 4", {CLAY.title}),
        ("en", "is there anything at 10 on thursday?", {LOOM.title, SALT.title}),
    ],
)
def test_a_time_at_which_no_panel_begins_is_said_to_be_one(
    language: str, text: str, titles: set[str]
) -> None:
    said, effects = told(text, language, sign_ups=[MINE])
    assert said.startswith(("A esa hora no empieza", "No panel begins at that time"))
    assert {p.title for p in (CLAY, LOOM, SALT) if p.title in said} == titles
    assert changes(effects) == NOTHING


@pytest.mark.parametrize(
    ("language", "text", "title"),
    [
        ("es", "el martes a las 6 q panel hay", CLAY.title),
        ("es", "el jueves a las cuatro y media de qué trata", LOOM.title),
        ("es", "qué hay a las 7", SALT.title),
        ("es", "el panel 1 es a las 4 y media?", CLAY.title),
        ("es", "es a las 7 o a las 8?", SALT.title),
        ("es", "a qué hora es el panel 1? yo trabajo hasta las 5", CLAY.title),
        ("en", "is panel 1 at 7?", CLAY.title),
    ],
)
def test_a_time_at_which_one_begins_or_of_a_panel_that_is_named_is_not(
    language: str, text: str, title: str
) -> None:
    said, _ = told(text, language)
    assert "A esa hora" not in said
    assert "at that time" not in said
    assert {p.title for p in (CLAY, LOOM, SALT) if p.title in said} == {title}


@pytest.mark.parametrize(
    ("language", "text", "titles"),
    [
        ("es", "el panel 1 y el panel 2 son el mismo día?", [CLAY, LOOM]),
        ("es", "se topan el 2 y el 3?", [LOOM, SALT]),
        ("es", "quién habla en el 1 y en el 3", [CLAY, SALT]),
        ("es", "el uno y el tres", [CLAY, SALT]),
        ("es", "de qué trata el panel 1 y el panel 3", [CLAY, SALT]),
        ("es", "y el martes y el segundo del jueves", [CLAY, SALT]),
        ("es", "hay resumen del 2 y del 3?", [LOOM, SALT]),
        ("es", "los paneles 1 y 3 cuándo son", [CLAY, SALT]),
        ("es", "el 1, el 2 y el 3", [CLAY, LOOM, SALT]),
        ("es", "quién habla en el 1, el 3?", [CLAY, SALT]),
        ("en", "are panel 1 and panel 2 on the same day?", [CLAY, LOOM]),
        ("en", "who is speaking at panel 1 and panel 3", [CLAY, SALT]),
    ],
)
def test_of_two_panels_both_are_told(language: str, text: str, titles: list[Panel]) -> None:
    said, effects = told(text, language)
    assert changes(effects) == NOTHING
    assert [p for p in (CLAY, LOOM, SALT) if p.title in said] == titles


@pytest.mark.parametrize("text", ["y si no puedo el jueves", "qué pasa si no alcanzo el jueves?"])
def test_who_can_not_come_that_day_is_told_of_recordings(text: str) -> None:
    said, _ = told(text)
    assert "grabación" in said
    assert LOOM.title in said
    assert SALT.title in said
    assert len(buttons(told("no puedo el jueves")[1])) > 1


def test_a_quarter_past_is_no_fourth_panel() -> None:
    said, effects = told("inscríbeme en el del jueves a las cinco y cuarto", sign_ups=[MINE])
    assert "A esa hora no empieza" in said
    assert changes(effects) == NOTHING
