"""Emphasised words are whole words of their text."""

from __future__ import annotations

import pytest

from campaign.core.emphasis import span


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("Mejores servicios a la gente", "a la gente", "a la gente"),
        ("Mejores servicios A la\u00a0gente", "a la gente", "A la\u00a0gente"),
        ("Vitacura", "Vita", ""),
        ("Vitacura y Vita", "Vita", "Vita"),
        ("La Reina", "eina", ""),
        ("El plan 2030", "203", ""),
        ("El «otro» río", "“otro”", "«otro»"),
        ("¿Un río?", "¿Un río?", "¿Un río?"),
        ("水と都市", "都市", "都市"),
        ("Nada", "", ""),
        ("Nada", "todo", ""),
    ],
)
def test_only_whole_words_are_emphasised(text: str, words: str, found: str) -> None:
    where = span(text, words)
    assert text[where.start : where.stop] == found


def test_an_accent_of_its_own_belongs_to_its_word() -> None:
    assert not span("Cafe\u0301", "Cafe")
