"""Spanish sentences as they stand on cards: of the seed, and written for the tests."""

from __future__ import annotations

from pathlib import Path

CORPUS = tuple(
    Path(__file__).with_name("sentences-es.txt").read_text(encoding="utf-8").splitlines()
)
