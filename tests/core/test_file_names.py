"""The names of cards of a sheet: each its own, however many rows have the same words."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from campaign.core.card_rows import CardRow, file_names

if TYPE_CHECKING:
    from types import FrameType


def rows(*names: str) -> list[CardRow]:
    return [CardRow(number, {"name": name}, {}) for number, name in enumerate(names, 2)]


def test_equal_names_are_numbered_around_those_that_have_numbers() -> None:
    found = file_names(rows("Lota", "Lota 2", "Lota", "Lota", "Lota 2", "Lota 5", "Lota"), "row")
    assert list(found.values()) == [
        *("lota", "lota-2", "lota-3", "lota-4", "lota-2-2", "lota-5", "lota-6"),
    ]


def steps(count: int) -> int:
    """Return how many lines are run to name so many rows of one name."""
    run = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal run
        if frame.f_code is not file_names.__code__:
            return None
        run += event == "line"
        return trace

    same, before = rows(*["Santa Cruz"] * count), sys.gettrace()
    sys.settrace(trace)
    try:
        file_names(same, "row")
    finally:
        sys.settrace(before)
    return run


def test_twice_as_many_equal_names_take_twice_as_much() -> None:
    assert 0 < steps(400) < 2.5 * steps(200)
