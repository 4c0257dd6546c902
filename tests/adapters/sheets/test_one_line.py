"""What a cell says, on one line: nothing that hides in it, and nothing of it lost."""

from __future__ import annotations

import pytest

from campaign.sources.sheets.plain import one_line


@pytest.mark.parametrize(
    "text",
    [
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467 familia",
        "\U0001f3f3\ufe0f\u200d\U0001f308 orgullo",
        "\U0001f469\U0001f3fd\u200d\U0001f4bb programa",
        "\u0915\u094d\u200d\u0937",
    ],
)
def test_joiners_that_shape_letters_and_emoji_stay(text: str) -> None:
    assert one_line(text) == text


@pytest.mark.parametrize("text", ["a\u202eb", "a\u200bb", "a\u200db", "a\x07b", "a\ufeffb"])
def test_what_hides_in_a_cell_goes(text: str) -> None:
    assert one_line(text) == "ab"
