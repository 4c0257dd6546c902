"""A channel may have cards of another size than its usual one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from campaign.core.cards import LANDSCAPE, PORTRAIT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from campaign.core.folder import Folder

    Reading = Callable[[Mapping[str, str]], Folder]
    Told = Callable[[Folder], list[tuple[str, str]]]

FILE = "posts/campaign.yaml"


def test_the_sizes_are_read(berlin: dict[str, str], reading: Reading, told: Told) -> None:
    berlin[FILE] += "card_sizes:\n  Telegram: 1080x1350\n  MASTODON: 1200×675\n"
    folder = reading(berlin)
    assert told(folder) == []
    assert folder.campaign.card_sizes == {"telegram": PORTRAIT, "mastodon": LANDSCAPE}


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("telegram: 1080x1080", "bad-value"),
        ("telegram:", "bad-value"),
        ("telegram: [1080, 1350]", "bad-value"),
        ("instagram: 1080x1350", "unknown-channel"),
        ("fax: 1080x1350", "unknown-channel"),
    ],
)
def test_what_is_no_size_or_no_channel_of_ours_is_told_with_its_line(
    berlin: dict[str, str], reading: Reading, told: Told, line: str, code: str
) -> None:
    berlin[FILE] += f"card_sizes:\n  {line}\n"
    number = berlin[FILE].count("\n")
    folder = reading(berlin)
    assert told(folder) == [(code, f"{FILE}:{number}")]
    assert folder.campaign.card_sizes == {}
