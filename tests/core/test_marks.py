"""Marks move along with the words that they are about, and bring nothing else along."""

from __future__ import annotations

from typing import Any

import pytest

from campaign.core.marks import marks_within, units


def mark(kind: str, offset: int, length: int, **more: Any) -> dict[str, Any]:
    """Return a mark as Telegram tells it."""
    return {"type": kind, "offset": offset, "length": length, **more}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (mark("bold", 4, 3), [mark("bold", 0, 3)]),
        (mark("bold", 6, 2), [mark("bold", 2, 2)]),
        (mark("italic", 0, 6), [mark("italic", 0, 2)]),
        (mark("italic", 6, 50), [mark("italic", 2, 5)]),
        (mark("code", 0, 4), []),
        (mark("code", 11, 4), []),
        (mark("bold", 4, 0), []),
        (mark("pre", 4, 7, language="python"), [mark("pre", 0, 7)]),
        (mark("text_link", 4, 7, url="https://a.example"), [mark("text_link", 0, 7, url="https://a.example")]),
        (mark("text_link", 4, 7, url="tg://user?id=1"), []),
        (mark("text_link", 4, 7), []),
        (mark("text_mention", 4, 7, user={"id": 1}), []),
        (mark("custom_emoji", 4, 2, custom_emoji_id="1"), []),
        (mark("bold", None, 2), []),  # type: ignore[arg-type]
        (mark("bold", 4.0, 2), []),  # type: ignore[arg-type]
        ({}, []),
    ],
)  # fmt: skip
def test_what_is_inside_is_kept_where_it_is(given: dict, kept: list[dict]) -> None:
    """Of the eleven signs of «/d !ab cdef» the last seven are kept."""
    assert [*marks_within([given], "/d !", "ab cdef")] == kept


def test_a_face_counts_as_telegram_counts_it() -> None:
    assert (units("ñ"), units("😀"), units("")) == (1, 2, 0)
    assert [*marks_within([mark("bold", 3, 2)], "😀 ", "ab")] == [mark("bold", 0, 2)]
