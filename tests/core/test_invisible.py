"""Invisible signs: those that change how a text reads are found, those that belong are not."""

from __future__ import annotations

import pytest

from campaign.core.invisible import unseen, without_unseen

PERSIAN = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
HEBREW = "\u05e9\u05dc\u05d5\u05dd"


@pytest.mark.parametrize(
    ("text", "code", "does"),
    [
        ("Pago \u202e0001\u202c hoy", "U+202E", "turns"),
        ("Panel \u2066uno\u2069", "U+2066", "turns"),
        ("a las 17:00\u200f", "U+200F", "turns"),
        ("#Gov\u200bTech", "U+200B", "hides"),
        ("https://exa\u00admple.org", "U+00AD", "hides"),
        ("mu\u2060nicipio", "U+2060", "hides"),
        ("mu\u200dnicipio", "U+200D", "hides"),
        ("\ufeffHola", "U+FEFF", "hides"),
        ("Hola\x07", "U+0007", "hides"),
        ("Hola \U000e0041", "U+E0041", "hides"),
        (f"{HEBREW} \u202eabc", "U+202E", "turns"),
    ],
)
def test_what_changes_a_text_is_found(text: str, code: str, does: str) -> None:
    first = next(unseen(text))
    assert (first.code, first.does) == (code, does)
    assert text[first.at] not in first.near


@pytest.mark.parametrize(
    "text",
    [
        "¿Qué será? «Años, pingüinos»\n\tfin\u00a0\u2009\u202f!",
        "👩\u200d💻 👩🏽\u200d🚀 ❤\ufe0f\u200d🔥",
        "👨\u200d👩\u200d👧 🏳\ufe0f\u200d🌈 🧔\u200d♀\ufe0f",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        PERSIAN,
        f"{HEBREW}\u200f (2031) \u2067{HEBREW}\u2069 \u200e17:00",
        "\u0915\u094d\u200d\u0937",
    ],
)
def test_what_belongs_in_a_text_is_not_told(text: str) -> None:
    assert [*unseen(text)] == []
    assert without_unseen(text) == text


def test_only_what_does_not_belong_there_is_taken_out() -> None:
    assert without_unseen(f"a\u202eb\u200bc {PERSIAN}") == f"abc {PERSIAN}"
