"""Panels whose day is not known yet are not denied: what is known of when they are is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from conversation_values import CAMPAIGN, TEAM, ZONE, buttons, message, texts, view

from campaign.core.programme import Panel, Programme
from campaign.services.conversation import Content, decide

if TYPE_CHECKING:
    from campaign.ports.attendees import Effects

BEES = Panel("abejas", "Abejas nativas", 1, datetime(2030, 5, 14, 19, 0, tzinfo=ZONE))
HIVE = Panel("colmena", "La colmena abierta", 2, window="primera semana de junio")
NOW = datetime(2030, 5, 10, 12, 0, tzinfo=ZONE)
# 1 June 2030 is a Saturday: the first whole week goes from the 3rd to the 9th.


def answer(
    text: str, *panels: Panel, now: datetime = NOW, language: str = "es"
) -> tuple[str, Effects]:
    content = Content(CAMPAIGN, Programme(panels or (BEES, HIVE)), (), TEAM)
    effects = decide(message(text), view(content=content, now=now, language=language))
    return "\n".join(texts(effects)), effects


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "el 5 de junio hay algo?"),
        ("es", "el miércoles 5 de junio hay panel?"),
        ("es", "qué hay el jueves 6 de junio"),
        ("es", "es el 4 o el 5 de junio?"),
        ("en", "is there anything on 5 June?"),
    ],
)
def test_a_day_on_which_a_panel_may_be_is_not_said_to_be_empty(language: str, text: str) -> None:
    said, effects = answer(text, language=language)
    assert HIVE.title in said
    assert "s:colmena" in buttons(effects)
    assert BEES.title not in said
    assert "no hay paneles." not in said
    assert "no panels on" not in said


@pytest.mark.parametrize("text", ["la otra semana hay algo", "hay charlas la próxima semana?"])
def test_a_week_in_which_a_panel_may_be_tells_it(text: str) -> None:
    said, _ = answer(text, now=datetime(2030, 5, 29, 9, 0, tzinfo=ZONE))
    assert "primera semana de junio (fecha por confirmar)" in said
    june = replace(BEES, start=datetime(2030, 6, 4, 19, 0, tzinfo=ZONE))
    both, _ = answer(text, june, HIVE, now=datetime(2030, 5, 29, 9, 0, tzinfo=ZONE))
    assert BEES.title in both
    assert "primera semana de junio (fecha por confirmar)" in both


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("es", "hay algo el 28?", "martes 28 de mayo"),
        ("es", "inscríbeme en el del 13", "lunes 13 de mayo"),
        ("es", "el 31 hay panel?", "viernes 31 de mayo"),
        ("es", "cuándo es el 18", "sábado 18 de mayo"),
        ("en", "is there anything on the 28th?", "Tuesday 28 May"),
    ],
)
def test_a_day_without_its_month_is_the_next_one(language: str, text: str, day: str) -> None:
    said, effects = answer(text, language=language)
    assert day in said
    assert not effects.sign_up


def test_a_number_that_a_panel_has_is_no_day() -> None:
    many = [replace(BEES, id=f"p{n}", number=n, title=f"Tarde {n}") for n in range(1, 21)]
    assert "Tarde 17" in answer("a qué hora es el 17?", *many)[0]


def test_a_day_out_of_reach_of_every_window_is_empty() -> None:
    said, _ = answer("el 20 de mayo hay algo?")
    assert "no hay paneles." in said
    assert HIVE.title not in said


@pytest.mark.parametrize("window", ["cuando haya cosecha", None])
def test_who_asks_for_a_day_is_told_of_panels_that_may_be_on_any(window: str | None) -> None:
    said, _ = answer("el 20 de mayo hay algo?", BEES, replace(HIVE, window=window))
    assert "no hay paneles con fecha confirmada" in said
    assert "Sin fecha todavía" in said
    assert HIVE.title in said.split(BEES.title)[1]


def test_what_is_known_of_the_day_is_told_in_every_language() -> None:
    assert "first week of June (date to be confirmed)" in answer("programme", language="en")[0]
    odd = replace(HIVE, window="cuando haya cosecha")
    assert "cuando haya cosecha" in answer("programme", BEES, odd, language="en")[0]
