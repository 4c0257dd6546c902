"""Letters read in another encoding are told, and what people write is not."""

from __future__ import annotations

import pytest

from campaign.core.broken_letters import broken_letters

TEXTS = [
    "año",
    "Canción",
    "ÚLTIMO",
    "¿Qué días?",
    "“hola”",
    "it’s",
    "Über Flüsse",
    "ESPAÑA",
    "🎉 ya",
]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("read_as", ["cp1252", "latin-1"])
def test_utf_8_that_was_read_otherwise_is_told(text: str, read_as: str) -> None:
    wrong = text.encode().decode(read_as, "ignore")
    assert list(broken_letters(wrong))
    assert not list(broken_letters(text))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Hola –andœ, ven", "–andœ"),
        ("un pœblico fiel", "pœblico"),
        ("en M‡laga", "M‡laga"),
        ("un cafŽ", "cafŽ"),
        ("hasta ma–ana", "ma–ana"),
        ("caf\ufffd", "caf\ufffd"),
        ("dos\nse–or y se–or", "se–or"),
    ],
)
def test_each_broken_word_is_told_once(text: str, word: str) -> None:
    assert [found for _, found in broken_letters(text)] == [word]


@pytest.mark.parametrize(
    "text",
    [
        "CAFÉ» «SÍ…» IRMû AMANHÃ… MAÇÔ",
        "œuvre cœur sœur Œuvre fœtus œil nœud cœlacanthe",
        "lunes–viernes, Madrid–Barcelona, 10–12 h, A–Z, a–e, sí–no, do–re–mi",
        "Âge d’or, Ânimo, São Paulo não é, Žižek",
        "– dijo – “hola” —y se fue—",
    ],
)
def test_what_people_write_is_left_alone(text: str) -> None:
    assert list(broken_letters(text)) == []
