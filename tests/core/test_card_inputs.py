"""What was approved stays approved when the program learns to say more on cards."""

from __future__ import annotations

from dataclasses import replace

import pytest

from campaign.core.card_inputs import of_brand, of_card, same_inputs, same_looks
from campaign.core.cards import LANDSCAPE, AgendaRow, Brand, CardPerson, CardSpec

PLAIN = CardSpec(
    "announcement",
    LANDSCAPE,
    "es",
    "Foro de Ríos",
    "El agua",
    "",
    brand=Brand({"ink": "#101010"}),
    people=(CardPerson("Ana Soto"),),
)


def test_a_card_with_nothing_new_is_compared_as_by_the_first_version() -> None:
    assert of_card(PLAIN) == {
        "layout": "announcement",
        "size": (1200, 675),
        "language": "es",
        "series": "Foro de Ríos",
        "headline": "El agua",
        "alt": "",
        "brand": {"colours": {"ink": "#101010"}, "monogram": None},
        "kicker": None,
        "when": None,
        "where": None,
        "source": None,
        "emphasis": None,
        "people": [{"name": "Ana Soto", "role": None, "organisation": None, "photo": None}],
        "partners": (),
        "subtitle": None,
        "overview": False,
        "others": None,
    }
    assert of_brand(PLAIN.brand) == {"colours": {"ink": "#101010"}, "monogram": None}


def test_letters_that_no_card_shows_do_not_count() -> None:
    lettered = replace(PLAIN.brand, monogram="ORI")
    assert of_brand(lettered) == of_brand(PLAIN.brand)
    assert of_card(replace(PLAIN, brand=lettered)) == of_card(PLAIN)


@pytest.mark.parametrize(
    "changes",
    [
        {"lead": "Faltan"},
        {"figure": "3"},
        {"unit": "días"},
        {"before": "ayer"},
        {"agenda": (AgendaRow("1", "El agua", "hoy"),)},
        {"brand": replace(PLAIN.brand, motif="rings")},
        {"people": (CardPerson("Ana Soto", focus=(0.5, 0.2)),)},
        {"overview": True},
    ],
)
def test_what_is_told_counts(changes: dict[str, object]) -> None:
    assert of_card(replace(PLAIN, **changes)) != of_card(PLAIN)  # type: ignore[arg-type]


def test_a_time_in_few_letters_is_the_same_time() -> None:
    row = AgendaRow("1", "El agua", "martes 20 de mayo, 18:00 h")
    before = of_card(replace(PLAIN, agenda=(row,)))
    assert before["agenda"] == [
        {"number": "1", "title": "El agua", "when": "martes 20 de mayo, 18:00 h", "over": False}
    ]
    assert of_card(replace(PLAIN, agenda=(replace(row, brief="mar 20 may, 18:00"),))) == before


def test_a_session_that_is_called_otherwise_is_another_card() -> None:
    row = AgendaRow("1", "El agua", "martes 20 de mayo, 18:00 h")
    before = of_card(replace(PLAIN, agenda=(row,)))
    assert of_card(replace(PLAIN, agenda=(replace(row, called="Charla 1"),))) != before


def test_hashes_from_before_looks_were_noted_still_hold() -> None:
    """What was approved stays approved when a newer version notes more of it."""
    assert same_inputs("basis:all", "basis:all:looks")
    assert not same_inputs("basis:all", "basis:other:looks")
    assert same_looks(":one:looks", ":two:looks")
    assert not same_looks(":one", ":two")
    assert not same_looks(":one:looks", ":two:others")
