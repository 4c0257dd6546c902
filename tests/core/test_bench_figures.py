"""A figure of ``make bench`` knows goals that are a most and goals that are a least."""

from __future__ import annotations

import pytest

from scripts.bench.figures import Figure


@pytest.mark.parametrize(
    ("figure", "ratio", "ok"),
    [
        (Figure("bytes", 180, "KB", 200), None, True),
        (Figure("bytes", 201, "KB", 200), None, False),
        (Figure("card", 9, "ms", 3, "encoding", 4), 2.25, True),
        (Figure("card", 13, "ms", 3, "encoding", 4), 3.25, False),
        (Figure("card", 8, "ms", 4, "other", 40, at_least=True), 5.0, True),
        (Figure("card", 8, "ms", 4, "other", 30, at_least=True), 3.75, False),
        (Figure("hits", 5, "cards", 6, at_least=True), None, False),
        (Figure("look", 5, "ms"), None, True),
    ],
)
def test_a_goal_is_a_most_or_a_least(figure: Figure, ratio: float | None, *, ok: bool) -> None:
    assert figure.ratio == ratio
    assert figure.ok is ok
    assert figure.row()["ratio"] == ratio
